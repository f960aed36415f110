#!/usr/bin/env bash
# docx-revisions, revisedoc and reddocx replace a word in a DOCX file with tracked changes, and change other text too,
# without a mark for that. If a tab or a link stands before the word, docx-revisions takes the wrong letters:
# "2014 to 2018 (tab) Nordwind, engineer" becomes "2014 to 2018NSüdwind engineer". revisedoc and reddocx don't find a
# word behind a tab or line break in a run, and if it's before that, they throw away what follows: of a job with its
# years they keep "2015 to 2018". revisedoc puts links first in the paragraph, the two others lose bold type. Rejecting
# the change brings back neither tabs and breaks, nor what was thrown away, nor bold type.
#
# Who is hit: applicants and their helpers (people or agents) who let a program correct a CV so that each change can be
# judged: lines with years, a tab and an employer are its usual form, and the employer is gone, or is "NSüdwind".
# Expected: what doc-control does: accepted, the new word; rejected, the old text. In ECMA-376 w:del (Deleted Run
# Content) holds the content that shall be treated as deleted: what is in none isn't. A run is any combination of run
# content, so that it may have tabs and breaks between its texts, as python-docx writes them. revisedoc's README has
# "every change recorded in Word's revision log", and no README names an exception.
# Nothing was found upstream. pablospe/docx-editor's pull request 46 mended the place of tabs in that library.
# Seen 2026-12-01 with docx-revisions 0.1.5, revisedoc 0.1.4, reddocx 0.0.4, doc-control 0.10.1, python-docx 1.2.0
# (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(docx-revisions==0.1.5 revisedoc==0.1.4 reddocx==0.0.4 doc-control==0.10.1 python-docx==1.2.0 lxml==6.1.3)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >replace.py <<'X'
import json
import shutil
import subprocess
import sys

import docx
import revisedoc
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx_revisions import RevisionDocument
from reddocx.core.document import DocxDocument

YEARS = "2014 to 2018\tNordwind, engineer"
LINES = "Engineer at Nordwind\n1 Main Street"


def link(paragraph):
    run = paragraph.add_run("a.test")._r
    hyperlink = OxmlElement("w:hyperlink")
    hyperlink.set(qn("r:id"), paragraph.part.relate_to("https://a.test/", RELATIONSHIP_TYPE.HYPERLINK, True))
    run.addprevious(hyperlink)
    hyperlink.append(run)


def with_link(paragraph):
    paragraph.add_run("CV: ")
    link(paragraph)
    paragraph.add_run(", engineer at Nordwind")


CASES = [
    (lambda p: p.add_run(YEARS), "Nordwind", "Südwind"),
    (lambda p: p.add_run(YEARS), "2014", "2015"),
    (lambda p: p.add_run(LINES), "Nordwind", "Südwind"),
    (with_link, "Nordwind", "Südwind"),
    (lambda p: setattr(p.add_run("Engineer at Nordwind"), "bold", True), "Nordwind", "Südwind"),
]


def with_docx_revisions(old, new):
    document = RevisionDocument("cv.docx")
    document.find_and_replace_tracked(old, new, author="Ben")
    document.save("changed.docx")


def with_revisedoc(old, new):
    document = docx.Document("cv.docx")
    revisedoc.replace_text(document, old, new, author="Ben")
    document.save("changed.docx")


def with_reddocx(old, new):
    document = DocxDocument("cv.docx")
    document.track_replace_words({old: new}, author="Ben")
    with open("changed.docx", "wb") as file:
        file.write(document.save())


def with_doc_control(old, new):
    def run(operation, **request):
        request = json.dumps({"doc": "changed.docx"} | request)
        command = [sys.executable, "-m", "doc_control", operation, "--json", request]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["result"]
    shutil.copy("cv.docx", "changed.docx")
    (match,) = run("text.find", query=old)["matches"]
    run("text.replace", at=match["at"], text=new)


def text(file, without=None):
    shown = {qn("w:t"): None, qn("w:delText"): None, qn("w:tab"): " (tab) ", qn("w:br"): " (break) "}
    parts = []
    for run in docx.Document(file).paragraphs[0]._p.iter(qn("w:r")):
        if without is None or run.getparent().tag != qn(without):
            words = "".join(shown[part.tag] or part.text for part in run if part.tag in shown)
            parts.append(f"*{words}*" if run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None else words)
    return "".join(parts).replace("**", "")


tools = {"docx-revisions": with_docx_revisions, "revisedoc": with_revisedoc, "reddocx": with_reddocx,
         "doc-control": with_doc_control}
for fill, old, new in CASES:
    document = docx.Document()
    fill(document.add_paragraph())
    document.save("cv.docx")
    before = text("cv.docx")
    print(f"{before}: {old} to {new}")
    for name, replace in tools.items():
        try:
            replace(old, new)
        except ValueError as error:
            print(f"  {name}: {error}")
            continue
        accepted, rejected = text("changed.docx", without="w:del"), text("changed.docx", without="w:ins")
        good = accepted == before.replace(old, new) and rejected == before
        print(f"  {name}:", "as expected" if good else f"{accepted} | rejected: {rejected}")
X
venv/bin/python -W ignore replace.py | tee seen
diff - seen <<'X' || fail "see the difference above"
2014 to 2018 (tab) Nordwind, engineer: Nordwind to Südwind
  docx-revisions: 2014 to 2018NSüdwind engineer | rejected: 2014 to 2018Nordwind, engineer
  revisedoc: Text 'Nordwind' not found in document
  reddocx: 2014 to 2018 (tab) Nordwind, engineer | rejected: 2014 to 2018 (tab) Nordwind, engineer
  doc-control: as expected
2014 to 2018 (tab) Nordwind, engineer: 2014 to 2015
  docx-revisions: 2015 to 2018Nordwind, engineer | rejected: 2014 to 2018Nordwind, engineer
  revisedoc: 2015 to 2018 | rejected: 2014 to 2018
  reddocx: 2015 to 2018 | rejected: 2014 to 2018
  doc-control: as expected
Engineer at Nordwind (break) 1 Main Street: Nordwind to Südwind
  docx-revisions: Engineer at Südwind1 Main Street | rejected: Engineer at Nordwind1 Main Street
  revisedoc: Engineer at Südwind | rejected: Engineer at Nordwind
  reddocx: Engineer at Südwind | rejected: Engineer at Nordwind
  doc-control: as expected
CV: a.test, engineer at Nordwind: Nordwind to Südwind
  docx-revisions: CV: a.test, engineer at NordwiSüdwind | rejected: CV: a.test, engineer at Nordwind
  revisedoc: a.testCV: , engineer at Südwind | rejected: a.testCV: , engineer at Nordwind
  reddocx: as expected
  doc-control: as expected
*Engineer at Nordwind*: Nordwind to Südwind
  docx-revisions: Engineer at Südwind | rejected: Engineer at Nordwind
  revisedoc: as expected
  reddocx: Engineer at Südwind | rejected: Engineer at Nordwind
  doc-control: as expected
X
