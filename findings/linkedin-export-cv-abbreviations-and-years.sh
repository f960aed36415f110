#!/usr/bin/env bash
# linkedin-export-cv breaks a text in two between a full stop and a capital next to it: "Ph.D." and "ASP.NET" become
# two paragraphs each, "U.S.A." three. A job whose dates are years alone stands last, below all with months: one that
# ended in 2025 below one that ended in 2015. In the PDF "2016. Award" becomes "1. Award", "List<T>" loses its <T>, and
# "R*k*2" its asterisks. The exit status is 0, there's no warning.
#
# Who is hit: applicants who make a CV of their LinkedIn archive: their degree and the tools they used are torn apart,
# for readers and for programs that look for these words, a year turns into a number, and the latest job seems the
# oldest.
# Expected: the text of the archive. README: "each section sorted newest-first where it applies". The program asks to
# review one thing by hand, places that LinkedIn wrote in Russian. A comment in its source says that LinkedIn strips
# breaks of paragraphs, which this puts back, and that it can misfire on unusual abbreviations. These are usual, and the
# breaks come though the text has its own. linkedin2md, for comparison, keeps these words whole.
# Nothing was found upstream.
# Seen 2026-12-01 with linkedin-export-cv 0.1.3, Markdown 3.11.3, WeasyPrint 70.0, linkedin2md 0.7.2 (PyPI), Python
# 3.11, on an archive made here in the shape that LinkedIn writes.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(linkedin-export-cv==0.1.3 Markdown==3.11.3 weasyprint==70.0 pydyf==0.13.0 linkedin2md==0.7.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

venv/bin/python - <<'X'
import csv
import io
import zipfile

JOBS = ["Company Name", "Title", "Description", "Location", "Started On", "Finished On"]
TABLES = {
    "Profile.csv": [
        ["First Name", "Last Name", "Headline", "Summary"],
        ["Ada", "Sample", "Engineer", "Ph.D. in physics.\nWorked in the U.S.A. and Bonn."],
    ],
    "Positions.csv": [
        JOBS,
        ["Nordwind", "Lead", "Moved shops to ASP.NET Core.\nWrote a List<T> for R*k*2.", "", "2022", "2025"],
        ["Suedwind", "Engineer", "Honours:\n2016. Award for safety", "", "Jan 2016", "Dec 2021"],
        ["Westwind", "Trainee", "Learnt a trade.", "", "Sep 2012", "Dec 2015"],
    ],
    "Skills.csv": [["Name"], ["ASP.NET"]],
}
for name in ["Email Addresses", "messages", "Education", "Certifications", "Projects", "Languages"]:
    TABLES[f"{name}.csv"] = [["Name"]]
with zipfile.ZipFile("export.zip", "w") as archive:
    for name, rows in TABLES.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        archive.writestr(name, text.getvalue())
X
venv/bin/zip-to-cv export.zip >/dev/null 2>log
venv/bin/cv-to-pdf cv.md >/dev/null 2>>log
if grep -v '^INFO: Step' log; then fail "there's a warning"; fi
venv/bin/linkedin2md -q export.zip -o out 2>/dev/null
{
    echo "== cv.md"
    sed '/^$/d; s/ *$//' cv.md
    echo "== cv.pdf, descriptions"
    pdftotext -layout cv.pdf - | grep -o 'Wrote.*\|[0-9]*\. Award.*'
    echo "== linkedin2md, words that are whole"
    grep -rhoE 'Ph\.D\.|U\.S\.A\.|ASP\.NET Core' out | sort -u
} | tee seen
diff - seen <<'X' || fail "see the difference above"
== cv.md
# Ada Sample
**Engineer**
## Summary
Ph.
D. in physics.
Worked in the U.
S.
A. and Bonn.
## Experience
### Suedwind
**Engineer**
*Jan 2016 - Dec 2021 (6 years)*
Honours:
2016. Award for safety
---
### Westwind
**Trainee**
*Sep 2012 - Dec 2015 (3 years 4 months)*
Learnt a trade.
---
### Nordwind
**Lead**
*2022 - 2025*
Moved shops to ASP.
NET Core.
Wrote a List<T> for R*k*2.
---
## Skills
ASP.NET
== cv.pdf, descriptions
1. Award for safety
Wrote a List for Rk2.
== linkedin2md, words that are whole
ASP.NET Core
Ph.D.
U.S.A.
X
