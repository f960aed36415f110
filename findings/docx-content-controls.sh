#!/usr/bin/env bash
# docx-parser-converter and docwow drop all that stands in a content control of a DOCX file, without a warning: of a CV
# remain the labels and what was typed beside the fields. docx2md-cli keeps a control within a line only, and anydoc all
# but a row of a table.
#
# Who is hit: applicants who fill in a form or template: Word makes its fields ("click here to enter your name") as such
# controls, and the rows of a repeating section too. Programs that read the CV find no name, employer or dates.
# Expected: the text, as mammoth and docx2python have it. In ECMA-376 (part 1, 17.5.2) w:sdtContent holds content of the
# document itself. docx-parser-converter's README lists limitations without this one, docwow's promises "guaranteed
# round-trip fidelity" (it names such controls for tables of contents only), and docx2md-cli's "high-fidelity" text.
# python-docx's issue 155 and docling's 3923 and 3946 are about the same there; nothing was found for these four.
# Seen 2026-11-30 with docx-parser-converter 1.0.3, docwow 1.0.2, docx2md-cli 0.2.0, firecrawl-anydoc 0.2.4, python-docx
# 1.2.0, mammoth 1.13.0, docx2python 3.7.1 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(docx-parser-converter==1.0.3 docwow==1.0.2 docx2md-cli==0.2.0 firecrawl-anydoc==0.2.4)
pip+=(python-docx==1.2.0 mammoth==1.13.0 docx2python==3.7.1)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >read.py <<'X'
import itertools
import pathlib
import subprocess
import warnings

import anydoc
import docwow
import docx
import docx2python
import docx_parser_converter
import mammoth
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

WORDS = ["Ada Example", "ada@example.org", "Red Kite", "2018 to 2024", "Nordwind", "2014 to 2018", "Skills: Rust"]
ids = itertools.count(101)


def element(name, *content):
    return f"<w:{name} {nsdecls('w')}>{''.join(content)}</w:{name}>"


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def control(content):
    return element("sdt", f'<w:sdtPr><w:id w:val="{next(ids)}"/></w:sdtPr>', element("sdtContent", content))


def cell(text):
    return element("tc", element("p", run(text)))


WIDTHS = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>'
parts = [
    control(element("p", run("Ada Example"))),
    element("p", run("E-mail: "), control(run("ada@example.org"))),
    element(
        "tbl",
        WIDTHS,
        element("tr", cell("Engineer, Red Kite"), control(cell("2018 to 2024"))),
        control(element("tr", cell("Analyst, Nordwind"), cell("2014 to 2018"))),
    ),
    element("p", run("Skills: Rust")),
]
cv = docx.Document()
for part in parts:
    cv.element.body[-1].addprevious(parse_xml(part))
cv.save("cv.docx")

subprocess.run(["venv/bin/docx2md", "cv.docx"], stdout=subprocess.DEVNULL, check=True)
with open("cv.docx", "rb") as file:
    right = mammoth.extract_raw_text(file).value
with docx2python.docx2python("cv.docx") as content:
    right_too = content.text
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    texts = {
        "docx-parser-converter": docx_parser_converter.docx_to_text("cv.docx"),
        "docwow": docwow.to_html("cv.docx"),
        "docx2md-cli": pathlib.Path("cv.md").read_text(),
        "anydoc": anydoc.to_markdown("cv.docx"),
        "mammoth": right,
        "docx2python": right_too,
    }
for name, text in texts.items():
    missing = [word for word in WORDS if word not in text]
    print(f"{name} lacks:", ", ".join(missing) or "nothing")
print("warnings:", len(warned))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
docx-parser-converter lacks: Ada Example, ada@example.org, 2018 to 2024, Nordwind, 2014 to 2018
docwow lacks: Ada Example, ada@example.org, 2018 to 2024, Nordwind, 2014 to 2018
docx2md-cli lacks: Ada Example, 2018 to 2024, Nordwind, 2014 to 2018
anydoc lacks: Nordwind, 2014 to 2018
mammoth lacks: nothing
docx2python lacks: nothing
warnings: 0
X
