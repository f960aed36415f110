#!/usr/bin/env bash
# openresume-parser finds one job in a CV of four, though it is one plain column with title, employer and dates each on
# a line of their own: the other three end in the description of the first. It states a confidence of 1 in the
# experience. Of a degree from 2010 to 2014 it takes 2010 as the "passing year".
#
# Who is hit: programs that fill in applications with it: three jobs are missing, and no warning tells of it.
# Expected: four entries in the list `work_history`, or a lower confidence.
# Seen 2026-11-28 with openresume-parser 0.1.6, pypdf 7.1.1 and typst 0.15.2 (PyPI).
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(typst==0.15.2 openresume-parser==0.1.6 pypdf==7.1.1)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >parse.py <<'X'
import sys

import typst
from openresume import parse_resume_from_pdf

JOBS = [
    ("Data Engineer", "Nordwind GmbH, Bonn", "Mar 2021 – Present", ["Cut costs by a third", "Wrote the scheduler"]),
    ("Analyst", "Südsee AG, Kiel", "Jan 2018 – Feb 2021", ["Kept the books of two shops", "Taught two courses"]),
    ("Developer", "Red Kite, Jena", "Apr 2015 – Dec 2017", ["Built the first site", "Moved the data"]),
    ("Intern", "Alt und Neu, Kiel", "Jan 2014 – Mar 2015", ["Tested the app on old phones"]),
]
source = "#set text(10pt)\n= Mara Lind\nmara\\@example.org | +49 228 5550100\n== Experience\n"
for title, employer, dates, bullets in JOBS:
    source += f"*{title}* \\ {employer} \\ {dates}\n" + "".join(f"- {bullet}\n" for bullet in bullets) + "\n"
source += "== Education\n*BSc Physics* \\ Uni Bonn \\ 2010 – 2014\n\n== Skills\nRust, SQL, Python\n"
typst.compile(source.encode(), output="cv.pdf", ignore_system_fonts=True)

result = parse_resume_from_pdf("cv.pdf")
history = result["resume"]["experience"]["work_history"]
year = result["resume"]["education"]["passing_year"]
confidence = result["diagnostics"]["confidence"]["experience"]
print("jobs found:", [job["title"] for job in history])
print("description of the first:", history[0]["description"][:95], "…")
print(f"confidence: {confidence}, warnings: {result['diagnostics']['warnings']}, passing year: {year}")
if len(history) != 1 or "Südsee AG" not in history[0]["description"] or confidence != 1 or year != 2010:
    sys.exit("changed: see above")
X
venv/bin/python parse.py
