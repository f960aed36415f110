#!/usr/bin/env bash
# docx-merger and its forks @scholarcy/docx-merger and @valentiniljaz/docx-merger give links of a second DOCX
# file the targets of the first: of a letter and a CV in one file, the e-mail address in the CV opens the site
# of the firm that the letter is for. The text of the link is right, and there's no error.
#
# Who is hit: applicants whose programs put letter and CV in one file: a click on the address or the site in
# the CV leads elsewhere. Files of one program number their links alike, so that the numbers meet.
# Expected: each link as in its own file, as docxcompose has it. A link names its target by the Id of a
# relationship (ECMA-376-1, 17.16.22 and 22.8.2.1), and an Id is unique within one file's part only
# (ECMA-376-2, 6.5.3.4). Of two relationships with one Id the three keep the first.
# The READMEs promise to preserve styles, tables, images, bullets and numberings, name an error of Word about
# numbering as a known issue, and say nothing of links.
# Nothing was found upstream.
# Seen 2026-11-30 with docx-merger 1.2.2, @scholarcy/docx-merger 0.3.0, @valentiniljaz/docx-merger 0.3.3
# (npm), docxcompose 2.2.0, python-docx 1.2.0 (PyPI), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(docxcompose==2.2.0 python-docx==1.2.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(docx-merger@1.2.2 @scholarcy/docx-merger@0.3.0 @valentiniljaz/docx-merger@0.3.3)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]} ${pip[*]}"

cat >merge.cjs <<'X'
const fs = require("fs");
const files = () => ["letter.docx", "cv.docx"].map((name) => fs.readFileSync(name, "binary"));
const First = require("docx-merger");
new First({}, files()).save("nodebuffer", (data) => fs.writeFileSync("docx-merger.docx", data));
async function fork(name, output) {
    const Merger = require(name);
    const merger = new Merger();
    await merger.initialize({}, files());
    fs.writeFileSync(output, await merger.save("nodebuffer"));
}
fork("@scholarcy/docx-merger", "scholarcy.docx");
fork("@valentiniljaz/docx-merger", "valentiniljaz.docx");
X
cat >read.py <<'X'
import subprocess

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docxcompose.composer import Composer


def add_link(file, text, url):
    """A link as Word stores it."""
    number = file.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    head = f'<w:hyperlink {nsdecls("w", "r")} r:id="{number}">'
    file.add_paragraph()._p.append(parse_xml(f"{head}<w:r><w:t>{text}</w:t></w:r></w:hyperlink>"))


def show(name):
    links = [link for paragraph in docx.Document(f"{name}.docx").paragraphs for link in paragraph.hyperlinks]
    print(f"{name}:", " | ".join(f"{link.text} -> {link.address}" for link in links))


letter = docx.Document()
letter.add_paragraph("Application to Nordwind")
add_link(letter, "Nordwind", "https://firm.test/")
letter.save("letter.docx")
cv = docx.Document()
cv.add_paragraph("Ada Example")
add_link(cv, "ada@a.test", "mailto:ada@a.test")
add_link(cv, "a.test", "https://a.test/")
cv.save("cv.docx")
subprocess.run(["node", "merge.cjs"], check=True)
both = Composer(docx.Document("letter.docx"))
both.append(docx.Document("cv.docx"))
both.save("docxcompose.docx")
for name in ["docx-merger", "scholarcy", "valentiniljaz", "docxcompose"]:
    show(name)
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
docx-merger: Nordwind -> https://firm.test/ | ada@a.test -> https://firm.test/ | a.test -> https://a.test/
scholarcy: Nordwind -> https://firm.test/ | ada@a.test -> https://firm.test/ | a.test -> https://a.test/
valentiniljaz: Nordwind -> https://firm.test/ | ada@a.test -> https://firm.test/ | a.test -> https://a.test/
docxcompose: Nordwind -> https://firm.test/ | ada@a.test -> mailto:ada@a.test | a.test -> https://a.test/
X
