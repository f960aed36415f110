#!/usr/bin/env bash
# any-date-parser takes the month of "2018-06", "06/2018" or "05.2018" for a day: { year: 2018, day: 6 }, without a
# month. "June 2018" it reads right, and "Mai 2018" too, if it's told that the text is German.
#
# Who is hit: programs that read the dates of a résumé with `attempt`, which gives the parts of a date that are known:
# jobs in JSON Resume begin at "2018-06", in many CVs of Europe at "06/2018". All begin on the 6th of no month, and as
# the number isn't checked as a month, "2018-31" is the 31st.
# Expected: { year: 2018, month: 6 }, as edtf has it, or `invalid`. ISO 8601 and a month in HTML (2.3.5.1) are written
# so, and JSON Resume's schema allows it. any-date-parser's README has `attempt` for parts of dates ("Oct 15" without a
# year), and says that it looks for parts one by one if a text has no known format; neither "2018-06" nor "June 2018" is
# in the list of formats. `fromString` refuses both.
# Nothing was found upstream; dateparser's issue 527 is the like of it, closed.
# Seen 2026-11-30 with any-date-parser 2.2.4, edtf 4.11.1 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(any-date-parser@2.2.4 edtf@4.11.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >read.mjs <<'X'
import parser from "any-date-parser";
import edtf from "edtf";

const print = (name, text, parts) => console.log(`${name}: ${text}:`, JSON.stringify(parts));
for (const text of ["2018", "2018-06", "06/2018", "05.2018", "2018-31", "June 2018", "2018-06-15"]) {
    print("any-date-parser", text, parser.attempt(text, "en-GB"));
}
print("any-date-parser, German", "Mai 2018", parser.attempt("Mai 2018", "de"));
print("any-date-parser, German", "05.2018", parser.attempt("05.2018", "de"));
const { year, month } = edtf("2018-06");
print("edtf", "2018-06", { year, month: month + 1 });
X
node read.mjs | tee seen
diff - seen <<'X' || fail "see the difference above"
any-date-parser: 2018: {"year":2018}
any-date-parser: 2018-06: {"year":2018,"day":6}
any-date-parser: 06/2018: {"year":2018,"day":6}
any-date-parser: 05.2018: {"year":2018,"day":5}
any-date-parser: 2018-31: {"year":2018,"day":31}
any-date-parser: June 2018: {"year":2018,"month":6}
any-date-parser: 2018-06-15: {"year":2018,"month":6,"day":15}
any-date-parser, German: Mai 2018: {"year":2018,"month":5}
any-date-parser, German: 05.2018: {"year":2018,"day":5}
edtf: 2018-06: {"year":2018,"month":6}
X
