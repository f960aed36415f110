#!/usr/bin/env bash
# timefhuman makes every date such as "5 March 2014" the 1st of March, unless it is all of the text or part of a
# range: "Joined on 5 March 2014." is 2014-03-01. What goes on until today, it ends in the year 2000 ("June 2014 -
# today"). compromise-dates keeps only the end of "1 June 2014 to 31 March 2018" (March 31), and reverses "until March
# 2018": from then to today. @microsoft/recognizers-text-date-time has "early 2014" and "end of 2014" in the month in
# which the text is read. parsedatetime makes "from May 2016" May 2017, and "before May 2016" May 2015. There's no
# error.
#
# Who is hit: applicants whose CV or letter is read by a program on one of these: jobs with other dates, ends before
# they begin, or in a month when the applicant was elsewhere.
# Expected: what the others have of the same words. timefhuman's README: dates and ranges from natural language text,
# and missing parts from the context. compromise-dates' README has "2 march" and ranges with dashes among what it does
# well, and "january to march" as a range whose both ends count. Recognizers-Text taught its .NET edition that "middle
# of 2000" is May to August of that year (pull request 2073). parsedatetime has 2016-05 for "since May 2016".
# Nothing was found upstream about any of these. That parsedatetime takes a year alone for a time of the day is its
# issue 198. timefhuman's issues 81 and 82 (solved) are about commas and weekdays, and Recognizers-Text's issue 2309
# (solved) is about "by the end of the year".
# Seen 2026-11-30 with timefhuman 0.1.5, parsedatetime 2.6 (PyPI), compromise 14.17.0, compromise-dates 3.9.0,
# @microsoft/recognizers-text-date-time 1.3.2 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(timefhuman==0.1.5 parsedatetime==2.6)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(compromise@14.17.0 compromise-dates@3.9.0 @microsoft/recognizers-text-date-time@1.3.2)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >texts <<'X'
5 March 2014
Joined on 5 March 2014.
1 June 2014 to 31 March 2018
June 1, 2014 to March 31, 2018
I was there from 1 June 2014 until 31 March 2018.
June 2014 - today
until March 2018
early 2014
end of 2014
since May 2016
from May 2016
before May 2016
X
cat >read.py <<'X'
import datetime

import parsedatetime
from timefhuman import tfhConfig, timefhuman

NOW = datetime.datetime(2026, 11, 30, 12)


def show(found):
    return " to ".join(map(show, found)) if isinstance(found, tuple) else found.date().isoformat()


for text in open("texts").read().splitlines():
    found = timefhuman(text, tfhConfig(now=NOW))
    print(f"timefhuman: {text}: {', '.join(map(show, found)) or 'nothing'}")
    found = parsedatetime.Calendar().nlp(text, sourceTime=NOW) or ()
    print(f"parsedatetime: {text}: {', '.join(show(each[0]) for each in found) or 'nothing'}")
X
cat >read.mjs <<'X'
import { readFileSync } from "node:fs";
import recognizers from "@microsoft/recognizers-text-date-time";
import nlp from "compromise";
import dates from "compromise-dates";

nlp.plugin(dates);
const show = (start, end) => [start?.slice(0, 10) ?? "?", end?.slice(0, 10) ?? "?"].join(" to ");
for (const text of readFileSync("texts", "utf8").trim().split("\n")) {
    let found = nlp(text).dates({ today: "2026-11-30", timezone: "UTC" }).get();
    found = found.map(({ start, end }) => show(start, end));
    console.log(`compromise-dates: ${text}: ${found.join(", ") || "nothing"}`);
    found = recognizers.recognizeDateTime(text, "en-us", undefined, new Date(2026, 10, 30, 12));
    found = found.map(({ resolution }) => {
        const { value, start, end } = resolution.values[0];
        return value ?? show(start, end);
    });
    console.log(`recognizers-text: ${text}: ${found.join(", ") || "nothing"}`);
}
X
{ venv/bin/python read.py; TZ=UTC node read.mjs; } | LC_ALL=C sort -s -t: -k1,1 | tee seen
diff - seen <<'X' || fail "see the difference above"
compromise-dates: 5 March 2014: 2014-03-05 to 2014-03-05
compromise-dates: Joined on 5 March 2014.: 2014-03-05 to 2014-03-05
compromise-dates: 1 June 2014 to 31 March 2018: 2018-03-31 to 2018-03-31
compromise-dates: June 1, 2014 to March 31, 2018: 2014-06-01 to 2018-03-31
compromise-dates: I was there from 1 June 2014 until 31 March 2018.: 2014-06-01 to 2018-03-31
compromise-dates: June 2014 - today: 2014-06-01 to 2026-11-30
compromise-dates: until March 2018: 2018-03-01 to 2026-11-30
compromise-dates: early 2014: nothing
compromise-dates: end of 2014: 2014-12-31 to 2014-12-31
compromise-dates: since May 2016: 2016-05-01 to 2016-05-31
compromise-dates: from May 2016: 2016-05-01 to 2016-05-31
compromise-dates: before May 2016: 2016-04-17 to 2016-04-30
parsedatetime: 5 March 2014: 2014-03-05
parsedatetime: Joined on 5 March 2014.: 2014-03-05
parsedatetime: 1 June 2014 to 31 March 2018: 2014-06-01, 2018-03-31
parsedatetime: June 1, 2014 to March 31, 2018: 2014-06-01, 2018-03-31
parsedatetime: I was there from 1 June 2014 until 31 March 2018.: 2014-06-01, 2018-03-31
parsedatetime: June 2014 - today: 2014-06-01, 2026-11-30
parsedatetime: until March 2018: 2018-03-01
parsedatetime: early 2014: 2026-11-30
parsedatetime: end of 2014: 2026-11-30
parsedatetime: since May 2016: 2016-05-01
parsedatetime: from May 2016: 2017-05-01
parsedatetime: before May 2016: 2015-05-01
recognizers-text: 5 March 2014: 2014-03-05
recognizers-text: Joined on 5 March 2014.: 2014-03-05
recognizers-text: 1 June 2014 to 31 March 2018: 2014-06-01 to 2018-03-31
recognizers-text: June 1, 2014 to March 31, 2018: 2014-06-01 to 2018-03-31
recognizers-text: I was there from 1 June 2014 until 31 March 2018.: 2014-06-01 to 2018-03-31
recognizers-text: June 2014 - today: 2014-06-01 to 2014-07-01, 2026-11-30
recognizers-text: until March 2018: ? to 2018-03-01
recognizers-text: early 2014: 2026-11-01 to 2026-11-16
recognizers-text: end of 2014: 2026-11-16 to 2026-12-01
recognizers-text: since May 2016: 2016-05-01 to ?
recognizers-text: from May 2016: 2016-05-01 to 2016-06-01
recognizers-text: before May 2016: ? to 2016-05-01
timefhuman: 5 March 2014: 2014-03-05
timefhuman: Joined on 5 March 2014.: 2014-03-01
timefhuman: 1 June 2014 to 31 March 2018: 2014-06-01 to 2018-03-31
timefhuman: June 1, 2014 to March 31, 2018: 2014-06-01 to 2018-03-31
timefhuman: I was there from 1 June 2014 until 31 March 2018.: 2014-06-01, 2018-03-01
timefhuman: June 2014 - today: 2014-06-01 to 2000-01-01
timefhuman: until March 2018: 2018-03-01
timefhuman: early 2014: nothing
timefhuman: end of 2014: nothing
timefhuman: since May 2016: 2016-05-01
timefhuman: from May 2016: 2016-05-01
timefhuman: before May 2016: 2016-05-01
X
