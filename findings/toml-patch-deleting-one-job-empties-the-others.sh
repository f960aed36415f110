#!/usr/bin/env bash
# toml-patch, which changes a TOML file and keeps its comments, deletes the projects and addresses of all jobs if one
# job is deleted, whichever it is: of three jobs two remain, with no more than a name each. If a job moves, its projects
# and address stay where they were, and belong to another employer. The first schools can't be added: "Node not found".
#
# Who is hit: people who keep a CV in TOML, with a program in JavaScript that saves it with this package. The file stays
# valid, and no error tells of the loss, except for the schools.
# Expected: the data that was handed over. The README has `patch` for additions, removals, moves and renames, and lets a
# comment travel along if an entry is removed or reordered, [[array-of-tables]] among them; it names no limit on what
# belongs to an entry. By TOML 1.0 ("Array of Tables") [work.address] belongs to the [[work]] above it.
# Nothing was found upstream. The list of changes has adding to such nested lists as mended (1.2.1).
# Seen 2026-12-01 with @decimalturn/toml-patch 3.3.0, smol-toml 1.9.1 (npm), Node 20.20. Its class TomlDocument does the
# same. toml-patch 0.2.3, of which it's a fork, mostly says that it "Could not find node" instead.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(@decimalturn/toml-patch@3.3.0 smol-toml@1.9.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >cv.toml <<'X'
name = "Ada Example"

[[work]]
name = "Nord" # my first team
[work.address]
city = "Leeds"
[[work.projects]]
title = "Ships"

[[work]]
name = "West"

[[work]]
name = "East"
[[work.projects]]
title = "Trains"
X
cat >change.mjs <<'X'
import { readFileSync } from "node:fs";
import { parse, patch, TomlDocument } from "@decimalturn/toml-patch";
import * as smol from "smol-toml";

const source = readFileSync("cv.toml", "utf8");
const job = ({ name, address, projects = [] }) => {
    return [name, ...(address ? ["in", address.city] : []), ...projects.map(({ title }) => `with ${title}`)].join(" ");
};
const show = (cv) => [...cv.work.map(job), ...(cv.schools ?? []).map(({ name }) => `school ${name}`)].join(", ");
const outcome = (change) => {
    try {
        return show(smol.parse(change()));
    } catch (error) {
        return error.message;
    }
};
const changes = {
    "nothing": () => {},
    "first job deleted": ({ work }) => work.shift(),
    "second job deleted": ({ work }) => work.splice(1, 1),
    "third job deleted": ({ work }) => work.pop(),
    "third job put first": ({ work }) => work.unshift(work.pop()),
    "jobs reversed": ({ work }) => work.reverse(),
    "job added": ({ work }) => work.unshift({ name: "South", projects: [{ title: "Planes" }] }),
    "school added": (cv) => { cv.schools = [{ name: "Old School" }]; },
};
for (const [what, change] of Object.entries(changes)) {
    const cv = parse(source);
    change(cv);
    const found = outcome(() => patch(source, cv));
    const byDocument = outcome(() => {
        const document = new TomlDocument(source);
        document.patch(cv);
        return document.toTomlString;
    });
    if (byDocument !== found) console.log(`${what}, by TomlDocument: ${byDocument}`);
    console.log(`${what}: ${found}${found === show(cv) ? "" : `\n  handed over: ${show(cv)}`}`);
}
X
node change.mjs | tee seen
diff - seen <<'X' || fail "see the difference above"
nothing: Nord in Leeds with Ships, West, East with Trains
first job deleted: West, East
  handed over: West, East with Trains
second job deleted: Nord, East
  handed over: Nord in Leeds with Ships, East with Trains
third job deleted: Nord, West
  handed over: Nord in Leeds with Ships, West
third job put first: East, Nord in Leeds with Ships, West with Trains
  handed over: East with Trains, Nord in Leeds with Ships, West
jobs reversed: East, West, Nord in Leeds with Ships with Trains
  handed over: East with Trains, West, Nord in Leeds with Ships
job added: South with Planes, Nord in Leeds with Ships, West, East with Trains
school added: Node not found at schools
  handed over: Nord in Leeds with Ships, West, East with Trains, school Old School
X
