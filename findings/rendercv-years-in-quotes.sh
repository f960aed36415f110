#!/usr/bin/env bash
# RenderCV prints a year in quotes as a January: of "2014" to "2018" it makes "Jan 2014 – Jan 2018, 4 years 1 month", of
# 2014 to 2018 without quotes "2014 – 2018, 4 years". A month or a day is printed alike with and without.
#
# Who is hit: applicants whose file comes from a program: JSON Resume has its dates as texts, so that converters write
# them with quotes, and RenderCV reads JSON too. The CV then states months that are not known, and one month too many.
# Expected: "2014 – 2018". RenderCV's own message for a wrong date calls YYYY, YYYY-MM and YYYY-MM-DD all it takes, and
# says of none of them that quotes give it another meaning.
# Seen 2026-11-29 with rendercv 2.8 (PyPI), Python 3.12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
for python in python3 python3.1{4,3,2} "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && break
done || fail "RenderCV 2.8 needs Python 3.12"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$python" -m venv venv
pip=("rendercv[full]==2.8")
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >cv.json <<'X'
{
    "cv": {
        "name": "Mara Lind",
        "sections": {
            "experience": [
                { "company": "Texts", "position": "Engineer", "start_date": "2014", "end_date": "2018" },
                { "company": "Numbers", "position": "Engineer", "start_date": 2014, "end_date": 2018 },
                { "company": "Months", "position": "Engineer", "start_date": "2014-03", "end_date": "2018-06" }
            ],
            "education": [{ "institution": "Uni Bonn", "area": "Physics", "date": "2013" }]
        }
    }
}
X
venv/bin/rendercv render cv.json --quiet -nopdf -nopng -nohtml || fail "exit status $?"
grep -E '^##|[0-9]' rendercv_output/Mara_Lind_CV.md | tee seen
diff - seen <<'X' || fail "see the difference above"
## **Texts**, Engineer
Jan 2014 – Jan 2018
4 years 1 month
## **Numbers**, Engineer
2014 – 2018
4 years
## **Months**, Engineer
Mar 2014 – June 2018
4 years 4 months
## **Uni Bonn**, Physics
Jan 2013
X
