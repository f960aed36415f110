#!/usr/bin/env bash
# docx2txt and docx2python drop the no-break hyphens of a DOCX file, and join what stands around them: "2014-2018" comes
# out as "20142018", "+49-228-5550100" as "+492285550100", "state-of-the-art" as "stateoftheart".
#
# Who is hit: applicants who keep dates, telephone numbers and compounds on one line, for which Word has a key of its
# own (Ctrl+Shift+hyphen): programs that read applications with these libraries find other dates and words.
# Expected: a hyphen. ECMA-376 (part 1, 17.3.3.18) says that <w:noBreakHyphen/> is a hyphen character that doesn't break
# the line. python-docx and mammoth give one.
# docx2txt has a pull request for it since 2021 (python-docx2txt 34); none was found for docx2python.
# Seen 2026-11-29 with docx2txt 0.9, docx2python 3.7.1, python-docx 1.2.0 and mammoth 1.13.0 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(docx2txt==0.9 docx2python==3.7.1 python-docx==1.2.0 mammoth==1.13.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >read.py <<'X'
import docx
import docx2python
import docx2txt
import mammoth
from docx.oxml import OxmlElement

cv = docx.Document()
line = cv.add_paragraph()
for number, part in enumerate("2014|2018, +49|228|5550100, state|of|the|art".split("|")):
    run = line.add_run()
    if number:
        run._r.append(OxmlElement("w:noBreakHyphen"))
    run.add_text(part)
cv.save("cv.docx")

print("docx2txt:", docx2txt.process("cv.docx").strip())
with docx2python.docx2python("cv.docx") as content:
    print("docx2python:", content.text.strip())
print("python-docx:", docx.Document("cv.docx").paragraphs[0].text)
with open("cv.docx", "rb") as file:
    print("mammoth:", mammoth.extract_raw_text(file).value.strip())
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
docx2txt: 20142018, +492285550100, stateoftheart
docx2python: 20142018, +492285550100, stateoftheart
python-docx: 2014-2018, +49-228-5550100, state-of-the-art
mammoth: 2014‑2018, +49‑228‑5550100, state‑of‑the‑art
X
