#!/usr/bin/env bash
# edgeparse leaves lists and tables out of the plain text of a PDF. In HTML it prints empty bullets (<li></li>)
# and no table, in JSON a table of empty cells. Its Markdown drops the year at the end of a line that it takes for a
# heading: of "Nordwind, 2014 to 2018" remains "Nordwind, 2014 to", of "Example Co, Trier 2014" the employer alone, or
# nothing at all. There's no error or warning.
#
# Who is hit: applicants whose CV is read by a program or an agent with it: jobs without what was done there or without
# the year of the end, and no job at all where the CV is a table. What remains looks whole.
# Expected: the bullets and years as its own JSON has them, the table as its own Markdown. The README lists plain text
# as UTF-8 with the reading order preserved, and for keyword search, HTML as a full document with semantic elements,
# and the detection of lists and tables as available. It filters headers and footers; nothing here stands near an edge.
# Nothing was found upstream about it: issues 36 and 43 there are about columns and complex tables. pdf2md's issue 31
# (solved) was about numbers at the ends of lines, too.
# Seen 2026-12-01 with edgeparse 0.3.2, fpdf2 2.8.7 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(edgeparse==0.3.2 fpdf2==2.8.7)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >make.py <<'X'
from fpdf import FPDF


def start():
    pdf = FPDF(format="A4")
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    pdf.set_y(60)
    return pdf


def line(pdf, left, right=None):
    if right:
        pdf.cell(120, 6, left)
        pdf.cell(50, 6, right, align="R", new_x="LMARGIN", new_y="NEXT")
    else:
        pdf.cell(0, 6, left, new_x="LMARGIN", new_y="NEXT")


def jobs(pdf, gap):
    line(pdf, "Nordwind, Bonn", "2018")
    line(pdf, "- Led a team")
    line(pdf, "- Cut costs")
    pdf.ln(gap)
    line(pdf, "Example Co, Trier", "2014")
    line(pdf, "- Wrote the plan")


pdf = start()
line(pdf, "Ada Example")
line(pdf, "Nordwind, 2014 to 2018")
line(pdf, "- Led a team")
line(pdf, "- Cut costs")
pdf.output("one.pdf")
pdf = start()
line(pdf, "Ada Example")
line(pdf, "Berlin")
pdf.ln(6)
jobs(pdf, 6)
line(pdf, "- Paid the bills")
pdf.output("two.pdf")
pdf = start()
jobs(pdf, 0)
pdf.output("close.pdf")
pdf = start()
line(pdf, "Ada Example")
with pdf.table() as table:
    for row in [("Years", "Employer"), ("2014", "Nordwind"), ("2018", "Example Co")]:
        table.row(row)
pdf.output("table.pdf")
X
venv/bin/python make.py
cat >read.py <<'X'
import json
import re

import edgeparse


def contents(value):
    if isinstance(value, dict):
        if isinstance(value.get("content"), str):
            yield value["content"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from contents(part)


def html(file):
    body = edgeparse.convert(file, format="html").split("<body>")[1].split("</body>")[0]
    return re.sub(r"\n\s*<li>", "<li>", body)


readers = {
    "text": lambda file: edgeparse.convert(file, format="text"),
    "HTML": html,
    "Markdown": edgeparse.convert,
    "JSON": lambda file: "\n".join(contents(json.loads(edgeparse.convert(file, format="json")))),
}
for file in ["one.pdf", "two.pdf", "close.pdf", "table.pdf"]:
    for name, read in readers.items():
        print(f"{file}, {name}:")
        print(*[f"  {line.rstrip()}" for line in read(file).split("\n") if line.strip()], sep="\n")
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
one.pdf, text:
  Ada Example Nordwind, 2014 to 2018
one.pdf, HTML:
  <h1>Ada Example Nordwind, 2014 to 2018</h1>
  <ul><li></li><li></li>
  </ul>
one.pdf, Markdown:
  # Ada Example Nordwind, 2014 to
  - Led a team
  - Cut costs
one.pdf, JSON:
  Ada Example Nordwind, 2014 to 2018
  - Led a team
  - Cut costs
two.pdf, text:
  Ada Example Berlin
  Nordwind, Bonn 2018
  Example Co, Trier 2014
two.pdf, HTML:
  <p>Ada Example Berlin</p>
  <p>Nordwind, Bonn 2018</p>
  <ul><li></li><li></li>
  </ul>
  <p>Example Co, Trier 2014</p>
  <ul><li></li><li></li>
  </ul>
two.pdf, Markdown:
  # Ada Example Berlin
  # Nordwind, Bonn 2018
  - Led a team
  - Cut costs
  # Example Co, Trier
  - Wrote the plan
  - Paid the bills
two.pdf, JSON:
  Ada Example Berlin
  Nordwind, Bonn 2018
  - Led a team
  - Cut costs
  Example Co, Trier 2014
  - Wrote the plan
  - Paid the bills
close.pdf, text:
  Nordwind, Bonn 2018
  Example Co, Trier 2014
  - Wrote the plan
close.pdf, HTML:
  <p>Nordwind, Bonn 2018</p>
  <ul><li></li><li></li>
  </ul>
  <p>Example Co, Trier 2014</p>
  <p>- Wrote the plan</p>
close.pdf, Markdown:
  # Nordwind, Bonn 2018
  - Led a team
  - Cut costs
  - Wrote the plan
close.pdf, JSON:
  Nordwind, Bonn 2018
  - Led a team
  - Cut costs
  Example Co, Trier 2014
  - Wrote the plan
table.pdf, text:
  Ada Example
table.pdf, HTML:
  <p>Ada Example</p>
table.pdf, Markdown:
  # Ada Example
  | Years | Employer |
  | --- | --- |
  | 2014 | Nordwind |
  | 2018 | Example Co |
table.pdf, JSON:
  Ada Example
X
