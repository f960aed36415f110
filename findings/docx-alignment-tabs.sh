#!/usr/bin/env bash
# docx2txt, docx2python, word-extractor and officeparser drop the alignment tabs of a DOCX file and join what they set
# apart: of a header with name, telephone and e-mail they make "Ada Example+49 228 555ada@example.test", and of an
# employer with the year at the right "Nordwind2014". docx-parser-converter, mammoth and pandoc, which don't give the
# header, do the same in the text below it. At the usual tab all of them keep words apart. There's no error; mammoth has
# a message that it ignored the element.
#
# Who is hit: applicants whose header has name and address in columns, for which Word has a button of its own (Insert
# Alignment Tab): a program that reads the CV finds the address "555ada@example.test", and neither telephone nor year.
# Expected: a tab or a space, as python-docx and anydoc have it. ECMA-376 (part 1, 17.3.3.23) calls <w:ptab/> a tab
# character that advances to a place on the line, whatever the tab stops are. docx-parser-converter's README has tab
# characters among what it converts. No README of the seven names this one as left out; pandoc's says in general that
# a document that is richer than its Markdown loses something.
# Nothing was found upstream for them. ONLYOFFICE/DocumentServer's issue 3038 has the same of an editor, and names the
# button; xberg's issue 1377, solved, was about the usual tab.
# Seen 2026-11-30 with docx2txt 0.9, docx2python 3.7.1, docx-parser-converter 1.0.3, mammoth 1.13.0, python-docx 1.2.0,
# firecrawl-anydoc 0.2.4, pypandoc_binary 1.17 with pandoc 3.9 (PyPI), word-extractor 1.0.4, officeparser 8.1.1
# (npm), Node 20.20. officeparser asks for Node 22.13 or later.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(docx2txt==0.9 docx2python==3.7.1 docx-parser-converter==1.0.3 mammoth==1.13.0 python-docx==1.2.0
    firecrawl-anydoc==0.2.4 pypandoc_binary==1.17)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(word-extractor@1.0.4 officeparser@8.1.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >read.py <<'X'
import subprocess

import anydoc
import docx
import docx2python
import docx2txt
import docx_parser_converter
import mammoth
import pypandoc
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def fill(paragraph, parts):
    for text, alignment in parts:
        if alignment:
            tab = OxmlElement("w:ptab")
            for name, value in {"relativeTo": "margin", "alignment": alignment, "leader": "none"}.items():
                tab.set(qn(f"w:{name}"), value)
            paragraph.add_run()._r.append(tab)
        paragraph.add_run(text)


document = docx.Document()
header = [("Ada Example", None), ("+49 228 555", "center"), ("ada@example.test", "right")]
fill(document.sections[0].header.paragraphs[0], header)
fill(document.add_paragraph(), [("Nordwind", None), ("2014", "right")])
document.add_paragraph("Südwind\t2010")
document.save("cv.docx")


def with_mammoth(file):
    with open(file, "rb") as opened:
        return mammoth.extract_raw_text(opened).value


def with_docx2python(file):
    with docx2python.docx2python(file) as read:
        return read.text


def with_python_docx(file):
    read = docx.Document(file)
    return "\n".join(p.text for p in [*read.sections[0].header.paragraphs, *read.paragraphs])


readers = {
    "docx2txt": docx2txt.process,
    "docx2python": with_docx2python,
    **{name: lambda file, name=name: subprocess.run(
        ["node", "read.cjs", name, file], capture_output=True, text=True, check=True).stdout
        for name in ["word-extractor", "officeparser"]},
    "docx-parser-converter": docx_parser_converter.docx_to_text,
    "mammoth": with_mammoth,
    "pandoc": lambda file: pypandoc.convert_file(file, "plain"),
    "anydoc": anydoc.to_markdown,
    "python-docx": with_python_docx,
}
for name, read in readers.items():
    lines = [line.strip() for line in read("cv.docx").split("\n")]
    print(f"{name}:", " | ".join(line.replace("\t", "<tab>") for line in lines if line))
X
cat >read.cjs <<'X'
const readers = {
    "word-extractor": async (file) => {
        const found = await new (require("word-extractor"))().extract(file);
        return found.getHeaders() + found.getBody();
    },
    officeparser: async (file) => {
        const { auxiliary: { headers }, content } = await require("officeparser").parseOffice(file);
        return [...headers, ...content].map((node) => node.text).join("\n");
    },
};
const [name, file] = process.argv.slice(2);
readers[name](file).then((text) => console.log(text));
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
docx2txt: Ada Example+49 228 555ada@example.test | Nordwind2014 | Südwind<tab>2010
docx2python: Ada Example+49 228 555ada@example.test | Nordwind2014 | Südwind<tab>2010
word-extractor: Ada Example+49 228 555ada@example.test | Nordwind2014 | Südwind<tab>2010
officeparser: Ada Example+49 228 555ada@example.test | Nordwind2014 | Südwind<tab>2010
docx-parser-converter: Nordwind2014 | Südwind<tab>2010
mammoth: Nordwind2014 | Südwind<tab>2010
pandoc: Nordwind2014 | Südwind 2010
anydoc: Nordwind 2014 | Südwind 2010
python-docx: Ada Example<tab>+49 228 555<tab>ada@example.test | Nordwind<tab>2014 | Südwind<tab>2010
X
