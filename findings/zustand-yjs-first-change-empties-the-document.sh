#!/usr/bin/env bash
# zustand-middleware-yjs empties a document that was there before its store: the store doesn't take over what the
# document holds, and the first change deletes it there, for all devices. A CV with name and jobs becomes one with an
# e-mail only, or the store's defaults. Of a list with equal neighbours, as levels of languages, the store makes another
# list than was set (["B2", "B2", "C1"] is ["B2", "C1", "C1"]), the document has the right one, and the next changes
# carry the wrong one to all.
#
# Who is hit: programs that keep a CV on several devices with Yjs and Zustand, and load what is on the disk before they
# build the store. What is deleted is deleted on the other devices too, with the next sync, and no error tells of it.
# Expected: the document's content, as the store has it if it's loaded after the store was made, and the list that was
# set. The README says that a store is turned into a CRDT with its state replicated to all peers, and names the missing
# awareness protocol as the one caveat.
# Upstream, issues 12 and 26 were about a state that is reset when a peer connects; both are closed as solved. Nothing
# was found about a document loaded before, or about lists with equal parts: version 1.2.6 mended inserts at the
# beginning of lists that are otherwise unchanged (pull request 30).
# Seen 2026-12-01 with zustand-middleware-yjs 1.3.1, zustand 4.5.7, yjs 13.6.33 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(zustand-middleware-yjs@1.3.1 zustand@4.5.7 yjs@13.6.33)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >edit.cjs <<'X'
const Y = require("yjs");
const yjs = require("zustand-middleware-yjs");
const { createStore } = require("zustand/vanilla");

const store = (document, content) => {
    return createStore((yjs.default ?? yjs)(document, "cv", (set) => ({ ...content, change: (with_) => set(with_) })));
};
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

async function change(cv, how) {
    cv.getState().change(how);
    await soon();
}

async function connected() {
    const [here, there] = [new Y.Doc(), new Y.Doc()];
    here.on("update", (update) => Y.applyUpdate(there, update));
    there.on("update", (update) => Y.applyUpdate(here, update));
    return [here, there];
}

function show(what, cv, ...documents) {
    const [stored, ...held] = [cv.getState(), ...documents.map((document) => document.getMap("cv"))].map((content) => {
        return JSON.stringify(content).replace(/[{}"]/g, "") || "nothing";
    });
    const inBoth = new Set(held).size === 1 ? held[0] : held.join(" and ");
    console.log(`  ${what}: ${stored} | ${inBoth}`);
}

async function main() {
    const first = new Y.Doc();
    await change(store(first, { name: "", jobs: [] }), { name: "Ada", jobs: ["Nord", "West"] });
    const onDisk = Y.encodeStateAsUpdate(first);
    for (const [when, before] of [["after the store", false], ["before the store", true]]) {
        console.log(`loaded ${when}: store | documents of both`);
        for (const defaults of [{}, { name: "", jobs: [] }]) {
            const [document, other] = await connected();
            if (before) Y.applyUpdate(document, onDisk);
            const cv = store(document, defaults);
            if (!before) Y.applyUpdate(document, onDisk);
            await soon();
            show("loaded", cv, document, other);
            await change(cv, { email: "ada@example.org" });
            show("e-mail added", cv, document, other);
        }
    }
    console.log("equal neighbours: store | documents of both");
    const [document, other] = await connected();
    const cv = store(document, { levels: ["B2", "C1"] });
    await change(cv, ({ levels }) => ({ levels: ["B2", ...levels] }));
    show("B2 put first", cv, document, other);
    await change(cv, ({ levels }) => ({ levels: [...levels, "A1"] }));
    show("A1 added", cv, document, other);
    await change(cv, { name: "Ada" });
    show("name added", cv, document, other);
}

main();
X
node edit.cjs | tee seen
diff - seen <<'X' || fail "see the difference above"
loaded after the store: store | documents of both
  loaded: name:Ada,jobs:[Nord,West] | name:Ada,jobs:[Nord,West]
  e-mail added: name:Ada,jobs:[Nord,West],email:ada@example.org | name:Ada,jobs:[Nord,West],email:ada@example.org
  loaded: name:Ada,jobs:[Nord,West] | name:Ada,jobs:[Nord,West]
  e-mail added: name:Ada,jobs:[Nord,West],email:ada@example.org | name:Ada,jobs:[Nord,West],email:ada@example.org
loaded before the store: store | documents of both
  loaded: nothing | name:Ada,jobs:[Nord,West]
  e-mail added: email:ada@example.org | email:ada@example.org
  loaded: name:,jobs:[] | name:Ada,jobs:[Nord,West]
  e-mail added: name:,jobs:[],email:ada@example.org | name:,jobs:[],email:ada@example.org
equal neighbours: store | documents of both
  B2 put first: levels:[B2,C1,C1] | levels:[B2,B2,C1]
  A1 added: levels:[B2,C1,A1,A1] | levels:[B2,C1,C1,A1]
  name added: levels:[B2,C1,A1,A1],name:Ada | levels:[B2,C1,A1,A1],name:Ada
X
