#!/usr/bin/env bash
# microformat-node takes a year for a time of the day, if the other end of a job has a month or a day: in an h-resume a
# job from 2014-06-01 to 2018 ends at "2014-06-01 20:18", one from 1998-06-01 to 1999 at "1998-06-01 19", one from
# 2014-06 to 2018 at "", and one from 2014 to 2014-12 begins at "". Two years are kept.
#
# Who is hit: applicants with an h-resume on their site who know the day or month of one end of a job, and the year of
# the other: programs that read it get a job of one evening, or one without a beginning or end.
# Expected: what stands in `datetime`: microformats2 (parsing a dt- property) takes that attribute as the value, and the
# HTML standard allows a month or a year there. microformats-parser does so. Times without a date do take the date of
# the other end, but HTML writes 20:18 with its colon.
# microformat-node's issue 38 is near, but about birthdays without a year; nothing was found for years alone.
# Seen 2026-11-30 with microformat-node 2.0.4, microformats-parser 2.0.6 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(microformat-node@2.0.4 microformats-parser@2.0.6)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >read.cjs <<'X'
const node = require("microformat-node");
const { mf2 } = require("microformats-parser");

const jobs = [
    ["2014-06-01", "2018"], ["2014-06", "2018"], ["2014", "2014-12"], ["1998-06-01", "1999"], ["2014", "2018"],
];
const html = `<div class="h-resume"><p class="p-name">CV of Ada Example</p>${jobs.map(([start, end]) => `
    <div class="p-experience h-event"><span class="p-name">Analyst</span>,
    <time class="dt-start" datetime="${start}">${start}</time> to
    <time class="dt-end" datetime="${end}">${end}</time></div>`).join("")}</div>`;
const dates = (read) => read.items[0].properties.experience.map(({ properties }) =>
    `"${properties.start[0]}" to "${properties.end[0]}"`);

node.get({ html }, (error, read) => {
    if (error) throw error;
    const right = dates(mf2(html, { baseUrl: "https://example.org/" }));
    dates(read).forEach((job, index) => console.log(`microformat-node: ${job}; microformats-parser: ${right[index]}`));
});
X
node read.cjs | tee seen
diff - seen <<'X' || fail "see the difference above"
microformat-node: "2014-06-01" to "2014-06-01 20:18"; microformats-parser: "2014-06-01" to "2018"
microformat-node: "2014-06" to ""; microformats-parser: "2014-06" to "2018"
microformat-node: "" to "2014-12"; microformats-parser: "2014" to "2014-12"
microformat-node: "1998-06-01" to "1998-06-01 19"; microformats-parser: "1998-06-01" to "1999"
microformat-node: "2014" to "2018"; microformats-parser: "2014" to "2018"
X
