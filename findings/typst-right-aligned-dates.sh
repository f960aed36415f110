#!/usr/bin/env bash
# Dates that Typst sets at the right of a job's line, by `h(1fr)`, leave it when the PDF is read: pdfminer.six and
# pdftotext give all jobs first and then the dates, though the PDF has them in order. Filling the same gap with no-break
# spaces, which looks the same, keeps them in place for pdfminer.six, but not for pdftotext.
#
# Who is hit: applicants. `h(1fr)` is how most templates set dates, and programs that read applications lose which
# dates belong to which job. Only dates without a gap before them are safe in both.
# Expected: the order of the text in the (tagged) PDF; pdftotext's manual promises reading order.
# Seen 2026-11-28 with typst 0.15.2, pdfminer.six 20260107 (both PyPI) and poppler-utils 22.12 of Debian 12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
version=$(pdftotext -v 2>&1)
[[ $version == *"version 22.12."* ]] || fail "this is about poppler-utils 22.12"
echo "${version%%$'\n'*}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(typst==0.15.2 pdfminer.six==20260107)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >read.py <<'X'
import subprocess
import sys

import typst
from pdfminer.high_level import extract_text

JOBS = [
    ("Data Engineer, Nordwind GmbH", "2021 – present", ["Cut costs by a third", "Wrote the scheduler"]),
    ("Analyst, Südsee AG", "2016 – 2020", ["Kept the books", "Taught two courses"]),
]
WORDS = {
    "Data": "job1", "2021": "dates1", "Wrote": "bullets1",
    "Analyst": "job2", "2016": "dates2", "Taught": "bullets2",
}


def orders(gap):
    source = '#set page(paper: "a4", margin: 2cm)\n#set text(10pt)\n'
    for job, dates, bullets in JOBS:
        source += f"#block(below: 6pt)[{job} {gap} {dates}]\n" + "".join(f"- {b}\n" for b in bullets) + "\n"
    with open("cv.pdf", "wb") as file:
        file.write(typst.compile(source.encode(), ignore_system_fonts=True))
    poppler = subprocess.run(["pdftotext", "cv.pdf", "-"], check=True, capture_output=True, text=True).stdout
    for tool, text in (("pdfminer.six", extract_text("cv.pdf")), ("pdftotext", poppler)):
        yield tool, " ".join(WORDS[w] for w in sorted(WORDS, key=text.index))


TORN = "job1 bullets1 job2 bullets2 dates1 dates2"
KEPT = "job1 dates1 bullets1 job2 dates2 bullets2"
changed = False
for name, gap, seen in (
    ("h(1fr)", "#h(1fr)", (TORN, TORN)),
    ("no-break spaces", "#box(width: 1fr, repeat[~])", (KEPT, TORN)),
    ("no gap", "·", (KEPT, KEPT)),
):
    for (tool, order), expected in zip(orders(gap), seen):
        print(f"{name}, {tool}: {order}")
        changed |= order != expected
sys.exit("changed: see above" if changed else 0)
X
venv/bin/python read.py
