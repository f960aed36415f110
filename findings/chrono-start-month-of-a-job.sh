#!/usr/bin/env bash
# chrono-node gives the start of a job the day of its end: of "February 2014 to 30 June 2018" the start is 2 March
# 2014, of "June 2014 to 31 March 2018" it's 1 July 2014. "February 2014 - today" begins in February or in March, by
# the day on which the text is read. `start.get("month")` still says 2, and `isCertain("month")` that the text has it
# so.
#
# Who is hit: applicants who know the day of one end only, or whose job goes on: programs that read a CV with chrono,
# and take `date()` for the start, have another month, and of a job that goes on another one from day to day.
# Expected: a date in the month that the text has, and 1 February, as chrono itself gives for "February 2014" alone,
# for "February 2014 to June 2018" and, whatever the day, for "February 2014 to present". By its documentation a
# certain component stands in the text, and an implied one isn't mentioned but follows from other parts. The README
# has ranges among what it's made for, and names no exception.
# Nothing was found upstream: issue 505 is about ranges without years, and issues 560 and 561 about months without.
# Seen 2026-11-30 with chrono-node 2.10.3 (npm), Node 20.20, and TZ=UTC. Its Italian does the same ("febbraio 2014 -
# oggi").
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(chrono-node@2.10.3)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >read.mjs <<'X'
import * as chrono from "chrono-node";

const show = (components) => components.date().toISOString().slice(0, 10);
const read = (parser, text, today) => {
    const [{ start, end }] = parser.parse(text, new Date(`${today}T12:00Z`));
    const month = `${start.isCertain("month") ? "certain" : "implied"} month ${start.get("month")}`;
    console.log(`${text} (read ${today}): ${show(start)}, ${month}${end ? `, to ${show(end)}` : ""}`);
};
for (const text of [
    "February 2014", "February 2014 to June 2018", "February 2014 to 15 June 2018", "February 2014 to 30 June 2018",
    "June 2014 to 31 March 2018",
]) {
    read(chrono, text, "2026-11-15");
}
for (const today of ["2026-11-15", "2026-11-30", "2026-12-31"]) {
    for (const text of ["February 2014 to present", "February 2014 - today", "06/2014 - now"]) {
        read(chrono, text, today);
    }
}
read(chrono.it, "febbraio 2014 - oggi", "2026-11-30");
X
TZ=UTC node read.mjs | tee seen
diff - seen <<'X' || fail "see the difference above"
February 2014 (read 2026-11-15): 2014-02-01, certain month 2
February 2014 to June 2018 (read 2026-11-15): 2014-02-01, certain month 2, to 2018-06-01
February 2014 to 15 June 2018 (read 2026-11-15): 2014-02-15, certain month 2, to 2018-06-15
February 2014 to 30 June 2018 (read 2026-11-15): 2014-03-02, certain month 2, to 2018-06-30
June 2014 to 31 March 2018 (read 2026-11-15): 2014-07-01, certain month 6, to 2018-03-31
February 2014 to present (read 2026-11-15): 2014-02-01, certain month 2
February 2014 - today (read 2026-11-15): 2014-02-15, certain month 2, to 2026-11-15
06/2014 - now (read 2026-11-15): 2014-06-15, certain month 6, to 2026-11-15
February 2014 to present (read 2026-11-30): 2014-02-01, certain month 2
February 2014 - today (read 2026-11-30): 2014-03-02, certain month 2, to 2026-11-30
06/2014 - now (read 2026-11-30): 2014-06-30, certain month 6, to 2026-11-30
February 2014 to present (read 2026-12-31): 2014-02-01, certain month 2
February 2014 - today (read 2026-12-31): 2014-03-03, certain month 2, to 2026-12-31
06/2014 - now (read 2026-12-31): 2014-07-01, certain month 6, to 2026-12-31
febbraio 2014 - oggi (read 2026-11-30): 2014-03-02, certain month 2, to 2026-11-30
X
