#!/usr/bin/env bash
# unpdf-markdown takes a year at the right of a line near the top or the foot of the page out of the text: of "First
# prize, Bonn 2012" remains "First prize, Bonn". Other years it puts behind the last bullet of the page, and the next
# employer into the last bullet of the job before: "Cut the costs by a third Example Co, Trier". Its diagnostics
# of quality have no complaint, and without its cleanup the same comes out.
#
# Who is hit: applicants whose CV of one page is read by a program or an agent with it, and who set the years at the
# right: a job has no year, others have years that belong to none, and an employer ends up in another's bullet.
# Expected: what pypdf and pypdfium2 have. The README promises paragraphs, lists and tables kept in structure, and the
# automatic detection and report of problems of extraction. It counts characters at the margins, "where running heads
# and page numbers sit", and says nowhere that it leaves any of them out.
# Nothing was found upstream. pdf-inspector has the like of the lost numbers in its issues 200 (solved) and 283 (open).
# Seen 2026-12-01 with unpdf-markdown 0.51.0, fpdf2 2.8.7, pypdf 7.1.1, pypdfium2 5.15.2 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(unpdf-markdown==0.51.0 fpdf2==2.8.7 pypdf==7.1.1 pypdfium2==5.15.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >make.py <<'X'
from fpdf import FPDF


def line(left, right=None):
    if right:
        pdf.cell(120, 6, left)
        pdf.cell(50, 6, right, align="R", new_x="LMARGIN", new_y="NEXT")
    else:
        pdf.cell(0, 6, left, new_x="LMARGIN", new_y="NEXT")


for name in ["top.pdf", "middle.pdf", "foot.pdf"]:
    pdf = FPDF(format="A4")
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    if name == "foot.pdf":
        line("Ada Example")
        line("Engineer, Nordwind")
        pdf.set_y(-45)
        line("First prize, Bonn", "2012")
    else:
        if name == "middle.pdf":
            pdf.set_y(60)
        line("Nordwind, Bonn", "2018")
        line("- Led a team of four")
        line("- Cut the costs by a third")
        line("Example Co, Trier", "2014")
        line("- Wrote the plan")
    pdf.output(name)
X
venv/bin/python make.py
cat >read.py <<'X'
import pypdf
import pypdfium2
import unpdf

readers = {
    "unpdf, Markdown": unpdf.to_markdown,
    "unpdf, text": unpdf.to_text,
    "pypdf": lambda file: pypdf.PdfReader(file).pages[0].extract_text(),
    "pypdfium2": lambda file: pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range(),
}
for file in ["top.pdf", "middle.pdf", "foot.pdf"]:
    for name, read in readers.items():
        print(f"{file}, {name}:")
        print(*[f"  {line.rstrip()}" for line in read(file).split("\n") if line.strip()], sep="\n")
    as_read = unpdf.to_markdown(file, render_options={"cleanup_preset": "none"})
    assert unpdf.to_markdown(file) == as_read
    quality = unpdf.get_extraction_quality(file)
    counted = ["char_count", "word_count", "declared_page_count"]
    complaints = {key: value for key, value in quality.items() if value and key not in counted}
    print(f"{file}, complaints:", complaints or "none")
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
top.pdf, unpdf, Markdown:
  Nordwind, Bonn
  - Led a team of four
  - Cut the costs by a third Example Co, Trier
  - Wrote the plan
  2014
top.pdf, unpdf, text:
  Nordwind, Bonn
  • Led a team of four
  • Cut the costs by a third Example Co, Trier
  • Wrote the plan
  2014
top.pdf, pypdf:
  Nordwind, Bonn 2018
  - Led a team of four
  - Cut the costs by a third
  Example Co, Trier 2014
  - Wrote the plan
top.pdf, pypdfium2:
  Nordwind, Bonn 2018
  - Led a team of four
  - Cut the costs by a third
  Example Co, Trier 2014
  - Wrote the plan
top.pdf, complaints: none
middle.pdf, unpdf, Markdown:
  Nordwind, Bonn
  - Led a team of four
  - Cut the costs by a third Example Co, Trier
  - Wrote the plan
  2018
  2014
middle.pdf, unpdf, text:
  Nordwind, Bonn
  • Led a team of four
  • Cut the costs by a third Example Co, Trier
  • Wrote the plan
  2018
  2014
middle.pdf, pypdf:
  Nordwind, Bonn 2018
  - Led a team of four
  - Cut the costs by a third
  Example Co, Trier 2014
  - Wrote the plan
middle.pdf, pypdfium2:
  Nordwind, Bonn 2018
  - Led a team of four
  - Cut the costs by a third
  Example Co, Trier 2014
  - Wrote the plan
middle.pdf, complaints: none
foot.pdf, unpdf, Markdown:
  Ada Example Engineer, Nordwind
  First prize, Bonn
foot.pdf, unpdf, text:
  Ada Example Engineer, Nordwind
  First prize, Bonn
foot.pdf, pypdf:
  Ada Example
  Engineer, Nordwind
  First prize, Bonn 2012
foot.pdf, pypdfium2:
  Ada Example
  Engineer, Nordwind
  First prize, Bonn 2012
foot.pdf, complaints: none
X
