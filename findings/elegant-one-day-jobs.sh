#!/usr/bin/env bash
# The JSON Resume theme elegant prints "1 day" behind a job that a résumé dates by one year alone, and "2 years" behind
# one from 2018 to 2020: it takes a year as its first of January, and counts the days between the two.
#
# Who is hit: applicants who give years only, as many do: the page says "Jan, 2019 - Jan, 2019, 1 day" of a job that
# may have taken all of 2019. With months the last one is missing: January to December is "11 months".
# Expected: no duration, or a year: @jsonresume/schema says that every part of a date after the year is optional.
# Seen 2026-11-28 with jsonresume-theme-elegant 1.16.1, @jsonresume/schema 1.3.1, Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(jsonresume-theme-elegant@1.16.1 @jsonresume/schema@1.3.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >show.cjs <<'X'
const { render } = require("jsonresume-theme-elegant");
const { validate } = require("@jsonresume/schema");
(async () => {
    for (const [startDate, endDate] of [["2019", "2019"], ["2018", "2020"], ["2018-01", "2018-12"]]) {
        const resume = {
            basics: { name: "Mara Lind", location: { city: "Bonn" }, profiles: [] },
            work: [{ name: "Nordwind GmbH", position: "Engineer", startDate, endDate }],
        };
        validate(resume, (errors, valid) => process.stdout.write(`valid: ${valid}; ${startDate} to ${endDate}: `));
        const text = (await render(resume)).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
        console.log(text.match(/[A-Z][a-z]{2}, \d{4} - [A-Z][a-z]{2}, \d{4} \d+ [a-z]+/)[0]);
    }
})();
X
node show.cjs 2>/dev/null | tee seen
diff - seen <<'X' || fail "see the difference above"
valid: true; 2019 to 2019: Jan, 2019 - Jan, 2019 1 day
valid: true; 2018 to 2020: Jan, 2018 - Jan, 2020 2 years
valid: true; 2018-01 to 2018-12: Jan, 2018 - Dec, 2018 11 months
X
