#!/usr/bin/env bash
# docx2txt, docx2python and word-extractor read a job twice that was moved with tracked changes: where it is now, and
# where it was before. What was deleted they leave out. python-docx has the moved job at neither place.
#
# Who is hit: applicants who let others correct their CV and send it with the changes, which Word hides in its view
# "No Markup": a program that reads it counts one job too many, and its years twice, or one too few.
# Expected: the job once, at its new place, as mammoth gives it. In ECMA-376 (part 1, 17.13.5) w:moveFrom stands around
# what was moved away, as w:del does around what was deleted; word-extractor's issue 32 wants the text as approved.
# docx-rs had it too (its issue 794, mended by 879). Nothing was found for these three; python-docx has a pull request
# (1538) for what was inserted or moved.
# Seen 2026-11-30 with docx2txt 0.9, docx2python 3.7.1, python-docx 1.2.0, mammoth 1.13.0 (PyPI), word-extractor 1.0.4
# (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(docx2txt==0.9 docx2python==3.7.1 python-docx==1.2.0 mammoth==1.13.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(word-extractor@1.0.4)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >read.py <<'X'
import subprocess

import docx
import docx2python
import docx2txt
import mammoth
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

MOVED = "Analyst, Nordwind, 2018 to 2021"


def paragraph(id, kind, text):
    """A paragraph that was moved or deleted as a whole, with its mark, as Word stores it."""
    by = 'w:author="Ben" w:date="2026-11-01T09:00:00Z"'
    name = "delText" if kind == "del" else "t"
    start = end = ""
    if kind != "del":
        start = f'<w:{kind}RangeStart w:id="{id + 2}" {by} w:name="move1"/>'
        end = f'<w:{kind}RangeEnd w:id="{id + 2}"/>'
    mark = f'<w:pPr><w:rPr><w:{kind} w:id="{id}" {by}/></w:rPr></w:pPr>'
    run = f'<w:{kind} w:id="{id + 1}" {by}><w:r><w:{name}>{text}</w:{name}></w:r></w:{kind}>'
    return parse_xml(f"<w:p {nsdecls('w')}>{mark}{start}{run}{end}</w:p>")


cv = docx.Document()
cv.add_paragraph("Ada Example")
before = cv.add_paragraph("Intern, Red Kite, 2014")._p
after = cv.add_paragraph("Skills: Rust")._p
before.addprevious(paragraph(10, "moveTo", MOVED))
after.addprevious(paragraph(20, "moveFrom", MOVED))
after.addprevious(paragraph(30, "del", "Waiter, Alt und Neu, 2013"))
cv.save("cv.docx")

READ = 'new (require("word-extractor"))().extract("cv.docx").then((cv) => console.log(cv.getBody()))'
with docx2python.docx2python("cv.docx") as content:
    second = content.text
with open("cv.docx", "rb") as file:
    last = mammoth.extract_raw_text(file).value
texts = {
    "docx2txt": docx2txt.process("cv.docx"),
    "docx2python": second,
    "word-extractor": subprocess.run(["node", "-e", READ], capture_output=True, text=True, check=True).stdout,
    "python-docx": "\n".join(paragraph.text for paragraph in docx.Document("cv.docx").paragraphs),
    "mammoth": last,
}
for name, text in texts.items():
    print(f"{name}:", " | ".join(line for line in text.splitlines() if line.strip()))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
docx2txt: Ada Example | Analyst, Nordwind, 2018 to 2021 | Intern, Red Kite, 2014 | Analyst, Nordwind, 2018 to 2021 | Skills: Rust
docx2python: Ada Example | Analyst, Nordwind, 2018 to 2021 | Intern, Red Kite, 2014 | Analyst, Nordwind, 2018 to 2021 | Skills: Rust
word-extractor: Ada Example | Analyst, Nordwind, 2018 to 2021 | Intern, Red Kite, 2014 | Analyst, Nordwind, 2018 to 2021 | Skills: Rust
python-docx: Ada Example | Intern, Red Kite, 2014 | Skills: Rust
mammoth: Ada Example | Analyst, Nordwind, 2018 to 2021 | Intern, Red Kite, 2014 | Skills: Rust
X
