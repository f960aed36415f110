#!/usr/bin/env bash
# WeasyPrint writes what floats into the PDF before the text around it, and what is positioned after all other text: of
# a CV with `float: right` on its dates, pypdf and PyMuPDF read all dates of the page first, then the name and the jobs;
# of one whose title lines are `position: relative`, all bullets first and the jobs after them.
#
# Who is hit: applicants: many HTML themes of CVs set dates so, and programs that read applications lose which dates and
# bullets belong to which job. `display: flex` with `justify-content: space-between` looks the same and keeps the order.
# Expected: the order of the HTML. CSS 2 (Appendix E) gives the order for painting what overlaps, and here nothing does;
# `pdf_tags=True` gives the right order to readers that go by tags, and leaves that of the text.
# Like WeasyPrint's issue 1910, where the order bothers people who select text.
# Seen 2026-11-29 with weasyprint 70.0, pypdf 7.1.1 and PyMuPDF 2.0 (PyPI). Needs Pango.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(weasyprint==70.0 pypdf==7.1.1 pymupdf==2.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >read.py <<'X'
import sys

import pymupdf
import pypdf
import weasyprint

JOBS = [
    ("Data Engineer, Nordwind GmbH", "2021 – present", ["Cut costs by a third", "Wrote the scheduler"]),
    ("Analyst, Südsee AG", "2016 – 2020", ["Kept the books", "Taught two courses"]),
]
WORDS = {
    "Mara": "name",
    "Data": "job1", "2021": "dates1", "Wrote": "bullets1",
    "Analyst": "job2", "2016": "dates2", "Taught": "bullets2",
}


def orders(style):
    html = f"<html lang=en><title>CV</title><style>{style}</style><h1>Mara Lind</h1>"
    for job, dates, bullets in JOBS:
        items = "".join(f"<li>{bullet}</li>" for bullet in bullets)
        html += f"<h3><span>{job}</span> <time>{dates}</time></h3><ul>{items}</ul>"
    weasyprint.HTML(string=html).write_pdf("cv.pdf", pdf_tags=True)
    for tool, text in (
        ("pypdf", pypdf.PdfReader("cv.pdf").pages[0].extract_text()),
        ("PyMuPDF", pymupdf.open("cv.pdf")[0].get_text()),
    ):
        yield tool, " ".join(WORDS[w] for w in sorted(WORDS, key=text.index))


changed = False
for style, expected in (
    ("time { float: right }", "dates1 dates2 name job1 bullets1 job2 bullets2"),
    ("h3 { position: relative }", "name bullets1 bullets2 job1 dates1 job2 dates2"),
    ("h3 { display: flex; justify-content: space-between }", "name job1 dates1 bullets1 job2 dates2 bullets2"),
):
    for tool, order in orders(style):
        print(f"{style} {tool}: {order}")
        changed |= order != expected
sys.exit("changed: see above" if changed else 0)
X
venv/bin/python read.py
