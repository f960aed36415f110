#!/usr/bin/env bash
# python-docx, mammoth, pandoc, docwow, officeparser and anydoc drop a Japanese name that has its reading above it in a
# DOCX file: "山田, engineer" becomes ", engineer". docx2txt, docx2python and word-extractor put the reading into the
# name: "やま山だ田, engineer". None of the nine has "山田".
# Of a name in Hebrew that stands in an embedding of its direction, the first four have nothing either, nor of a
# telephone number in an override of it. There's no error; mammoth has messages that it ignored the elements.
#
# Who is hit: applicants whose name has its reading above it, as Word's phonetic guide sets it, and those who mix Hebrew
# or Arabic with Latin text: a program that reads the CV finds no name, or one that isn't theirs.
# Expected: the name. In ECMA-376 (part 1) <w:ruby> (17.3.3.25) has base text on the line and the guide above it, in two
# elements: <w:rubyBase> (17.3.3.27) and <w:rt> (17.3.3.24). <w:dir> (17.3.2.8) and <w:bdo> (17.3.2.3) stand around
# runs and say how these are ordered; by a note there, the first is as good as a pair of control characters in the text.
# docwow's README promises "guaranteed round-trip fidelity". No README of the nine names either as left out; pandoc's
# says in general that a document that is richer than its Markdown loses something.
# python-mammoth's issue 76 asks for the reading, and doesn't say that the name is lost; typora-issues 5657 has pandoc's
# loss. hermes-agent's pull request 114771 mends the mixture in a reader of its own, tna-judgments-parser's 178 the
# override, which Word had written there. Nothing was found upstream about the rest.
# Seen 2026-11-30 with python-docx 1.2.0, mammoth 1.13.0, pypandoc_binary 1.17 with pandoc 3.9, docwow 1.0.2,
# firecrawl-anydoc 0.2.4, docx2txt 0.9, docx2python 3.7.1 (PyPI), officeparser 8.1.1, word-extractor 1.0.4 (npm),
# Node 20.20. officeparser asks for Node 22.13 or later.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(python-docx==1.2.0 mammoth==1.13.0 pypandoc_binary==1.17 docwow==1.0.2 firecrawl-anydoc==0.2.4 docx2txt==0.9
    docx2python==3.7.1)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(officeparser@8.1.1 word-extractor@1.0.4)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >read.py <<'X'
import re
import subprocess

import anydoc
import docx
import docx2python
import docx2txt
import docwow
import mammoth
import pypandoc
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def guide(base, reading):
    properties = '<w:rubyAlign w:val="distributeSpace"/><w:hps w:val="10"/><w:hpsRaise w:val="18"/>'
    properties += '<w:hpsBaseText w:val="21"/><w:lid w:val="ja-JP"/>'
    parts = f"<w:rt>{run(reading)}</w:rt><w:rubyBase>{run(base)}</w:rubyBase>"
    return f"<w:r><w:ruby><w:rubyPr>{properties}</w:rubyPr>{parts}</w:ruby></w:r>"


document = docx.Document()
for parts in [
    guide("山", "やま") + guide("田", "だ") + run(", engineer"),
    f'<w:dir w:val="rtl">{run("דנה לוי", "<w:rtl/>")}</w:dir>{run(", engineer")}',
    f'{run("Phone ")}<w:bdo w:val="ltr">{run("555")}</w:bdo>',
]:
    document.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{parts}</w:p>"))
document.save("cv.docx")


def with_python_docx(file):
    return "\n".join(paragraph.text for paragraph in docx.Document(file).paragraphs)


def with_mammoth(file):
    with open(file, "rb") as opened:
        return mammoth.extract_raw_text(opened).value


def with_docwow(file):
    paragraphs = re.findall("<p[ >].*?</p>", docwow.to_html(file), re.S)
    return "\n".join(re.sub("<[^>]+>", "", paragraph) for paragraph in paragraphs)


def with_docx2python(file):
    with docx2python.docx2python(file) as read:
        return read.text


def with_node(name):
    return lambda file: subprocess.run(
        ["node", "read.cjs", name, file], capture_output=True, text=True, check=True).stdout


readers = {
    "python-docx": with_python_docx,
    "mammoth": with_mammoth,
    "pandoc": lambda file: pypandoc.convert_file(file, "plain"),
    "docwow": with_docwow,
    "officeparser": with_node("officeparser"),
    "anydoc": anydoc.to_markdown,
    "docx2txt": docx2txt.process,
    "docx2python": with_docx2python,
    "word-extractor": with_node("word-extractor"),
}
for name, read in readers.items():
    lines = [line.strip() for line in read("cv.docx").split("\n")]
    print(f"{name}:", " | ".join(line for line in lines if line))
X
cat >read.cjs <<'X'
const readers = {
    officeparser: async (file) => {
        const { content } = await require("officeparser").parseOffice(file);
        return content.map((node) => node.text).join("\n");
    },
    "word-extractor": async (file) => (await new (require("word-extractor"))().extract(file)).getBody(),
};
const [name, file] = process.argv.slice(2);
readers[name](file).then((text) => console.log(text));
X
PYTHONUTF8=1 venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
python-docx: , engineer | , engineer | Phone
mammoth: , engineer | , engineer | Phone
pandoc: , engineer | , engineer | Phone
docwow: , engineer | , engineer | Phone
officeparser: , engineer | דנה לוי, engineer | Phone 555
anydoc: , engineer | דנה לוי, engineer | Phone 555
docx2txt: やま山だ田, engineer | דנה לוי, engineer | Phone 555
docx2python: やま山だ田, engineer | דנה לוי, engineer | Phone 555
word-extractor: やま山だ田, engineer | דנה לוי, engineer | Phone 555
X
