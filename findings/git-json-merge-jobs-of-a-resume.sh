#!/usr/bin/env bash
# git-json-merge, a merge driver for git, drops what either side changed in the jobs, schools and skills of a JSON
# Resume: a new bullet of the one and the end of a job of the other are both gone. A school added at the end is lost,
# and the first stands twice; if the middle one of three was deleted, the first is. In a list of texts, one that both
# sides kept is deleted if both deleted another and one added one. It ends with 0, and git takes the merge as done.
#
# Who is hit: people who keep their CV as a JSON Resume in git, on more than one machine or branch: what they wrote is
# gone from the merge, and the other side's branch is merged by git's account.
# Expected: both changes, as with those in basics, or an error, with which git keeps a conflict. The README calls it a
# merge driver that resolves conflicts automatically. It merges with xdiff, whose README has b again from a and the
# difference, for "(nearly) arbitrary" JSON, and says of changed objects in lists without `__id__` that a new copy is
# inserted. In fact xdiff takes all objects without `__id__` for equal, and the schema of JSON Resume has no `__id__`.
# Upstream, git-json-merge's issue 15 reports lost data, and was closed with an answer about names of files; its closed
# pull request 3 has a failing test with lists, answered with that sentence on copies. xdiff's issue 3 is on lists of
# texts, where what one side added stands within what the other added. Nothing was found on the rest.
# Seen 2026-12-01 with git-json-merge 1.0.0, xdiff 0.2.11, adiff 0.2.13 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(git-json-merge@1.0.0 xdiff@0.2.11 adiff@0.2.13)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >merge.cjs <<'X'
const { execFileSync } = require("child_process");
const { readFileSync, writeFileSync } = require("fs");

const resume = () => ({
    basics: { name: "Ada Example", label: "Engineer", email: "ada@example.org" },
    work: [
        { name: "Nord", startDate: "2018-03", highlights: ["Led a team"] },
        { name: "West", startDate: "2014-06", highlights: ["Wrote tests"] },
    ],
    education: [{ institution: "Old School" }, { institution: "High School" }, { institution: "Night School" }],
    languages: ["English", "French", "German"],
});

function merge(what, changeOurs, changeTheirs, look) {
    const files = { ours: resume(), base: resume(), theirs: resume() };
    changeOurs(files.ours);
    changeTheirs(files.theirs);
    for (const [name, content] of Object.entries(files)) writeFileSync(name, JSON.stringify(content, null, 2));
    execFileSync("node_modules/.bin/git-json-merge", ["ours", "base", "theirs"]); // as git calls it: %A %O %B
    console.log(`${what}: ${look(JSON.parse(readFileSync("ours", "utf8")))}`);
}

const schools = ({ education }) => education.map(({ institution }) => institution).join(", ");
const newEmail = (theirs) => { theirs.basics.email = "ada@example.com"; };
merge("new label | new email",
    (ours) => { ours.basics.label = "Architect"; },
    newEmail,
    ({ basics }) => `${basics.label}, ${basics.email}`);
merge("new bullet | end of the other job",
    (ours) => { ours.work[0].highlights.push("Cut costs"); },
    (theirs) => { theirs.work[1].endDate = "2018-02"; },
    ({ work }) => `${work[0].highlights.join(", ")} | ends ${work[1].endDate ?? "never"}`);
merge("school added | new email", (ours) => { ours.education.push({ institution: "New School" }); }, newEmail, schools);
merge("middle school deleted | new email", (ours) => { ours.education.splice(1, 1); }, newEmail, schools);
merge("French deleted, Dutch first | French deleted",
    (ours) => { ours.languages = ["Dutch", "English", "German"]; },
    (theirs) => { theirs.languages = ["English", "German"]; },
    ({ languages }) => languages.join(", "));
merge("German deleted, Dutch first | German deleted",
    (ours) => { ours.languages = ["Dutch", "English", "French"]; },
    (theirs) => { theirs.languages = ["English", "French"]; },
    ({ languages }) => languages.join(", "));
X
node merge.cjs | tee seen
diff - seen <<'X' || fail "see the difference above"
new label | new email: Architect, ada@example.com
new bullet | end of the other job: Led a team | ends never
school added | new email: Old School, Old School, High School, Night School
middle school deleted | new email: High School, Night School
French deleted, Dutch first | French deleted: Dutch, English, German
German deleted, Dutch first | German deleted: Dutch, English
X
