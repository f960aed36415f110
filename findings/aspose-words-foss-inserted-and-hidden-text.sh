#!/usr/bin/env bash
# aspose-words-foss has tables in its Markdown and PDF, and none in the text that get_text() gives: of a CV in a table
# there remains the name. What was inserted with tracked changes, and what stands in a simple field or a smart tag, it
# drops from all that it makes of a DOCX file, the DOCX file that it saves included; what is hidden it prints, and its
# PDF shows it. In the PDF, letters that Western Europe doesn't have are question marks: Łukasz is "?ukasz". No RTF file
# can be read: "not an OLE2 structured storage file". The rest goes without an error or a warning.
#
# Who is hit: applicants and programs that make a PDF, Markdown or text of a CV with it: a job that was corrected has no
# end, a name is gone or has marks in it, and a note that one had hidden goes out with the CV.
# Expected: the text behind the bar. get_text() is documented to include tables, with the text of their cells. In ECMA-
# 376-1, w:ins (17.13.5.18) is content that was inserted, w:fldSimple (17.16.19) and w:smartTag have text of the
# paragraph in them, and w:vanish (17.3.2.41) is hidden text. anydoc has the words of the first four. The README says
# that it converts DOCX, DOC and RTF to DOCX, Markdown, text and PDF, finds out which of the three a file is, and names
# no such limit.
# Nothing was found upstream. developer0hye/office2pdf's issue 583 and thomas-villani/all2md's 480 are the like of the
# inserted text, yfedoseev/office_oxide's 305 of the hidden one; all three are closed.
# Seen 2026-12-01 with aspose-words-foss 26.7.0, fpdf2 2.8.9, python-docx 1.2.0, firecrawl-anydoc 0.2.4 (PyPI),
# poppler-utils 22.12 of Debian 12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(aspose-words-foss==26.7.0 fpdf2==2.8.9 python-docx==1.2.0 firecrawl-anydoc==0.2.4)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >convert.py <<'X'
import pathlib
import subprocess
import warnings

import anydoc
import aspose.words_foss as aw
import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

warnings.simplefilter("error")


def table(document):
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "2014", "Engineer"


def paragraph(text, element=None, run="<w:r><w:t>{}</w:t></w:r>", added=""):
    def build(document):
        paragraph = document.add_paragraph(text)._p
        if element:
            end = element.split()[0]
            paragraph.append(parse_xml(f"<w:{element} {nsdecls('w')}>{run.format(added)}</w:{end}>"))
    return build


def of_docx(name):
    runs = docx.Document(name).element.body.iter(docx.oxml.ns.qn("w:r"))
    return " ".join(run.text.strip() for run in runs if not run.xpath("w:rPr/w:vanish"))


def words(text):
    return " ".join(text.replace("|", " ").replace("-", " ").split())


CASES = {
    "a table": (table, "2014 Engineer"),
    "inserted": (paragraph("2014 to ", 'ins w:id="1" w:author="Bo"', added="2018"), "2014 to 2018"),
    "a field": (paragraph("CV of ", 'fldSimple w:instr="AUTHOR"', added="Ada"), "CV of Ada"),
    "a smart tag": (paragraph("Born in ", 'smartTag w:element="place"', added="Bonn"), "Born in Bonn"),
    "hidden": (paragraph("Led 40 ", "r", "<w:rPr><w:vanish/></w:rPr><w:t>{}</w:t>", "rather 4"), "Led 40"),
    "a name": (paragraph("Łukasz Żak"), "Łukasz Żak"),
}
for case, (build, expected) in CASES.items():
    document = docx.Document()
    build(document)
    document.save("cv.docx")
    cv = aw.Document("cv.docx")
    cv.save("cv.md", aw.SaveFormat.MARKDOWN)
    cv.save("cv.pdf", aw.SaveFormat.PDF)
    cv.save("saved.docx", aw.SaveFormat.DOCX)
    print(f"{case}:")
    for reader, text in {
        "anydoc": anydoc.to_markdown("cv.docx"),
        "get_text": cv.get_text(),
        "Markdown": pathlib.Path("cv.md").read_text(),
        "PDF": subprocess.check_output(["pdftotext", "cv.pdf", "-"], text=True),
        "DOCX": of_docx("saved.docx"),
    }.items():
        text = words(text)
        print(f"    {reader}: {text or '(empty)'}", *([] if text == expected else [f"| {expected}"]))
pathlib.Path("cv.rtf").write_text(r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\pard Ada Example\par}")
print("RTF, anydoc:", anydoc.to_markdown("cv.rtf").strip())
try:
    print("RTF:", aw.Document("cv.rtf").get_text())
except OSError as error:
    print("RTF:", error)
X
venv/bin/python convert.py | tee seen
diff - seen <<'X' || fail "see the difference above"
a table:
    anydoc: 2014 Engineer
    get_text: (empty) | 2014 Engineer
    Markdown: 2014 Engineer
    PDF: 2014 Engineer
    DOCX: 2014 Engineer
inserted:
    anydoc: 2014 to 2018
    get_text: 2014 to | 2014 to 2018
    Markdown: 2014 to | 2014 to 2018
    PDF: 2014 to | 2014 to 2018
    DOCX: 2014 to | 2014 to 2018
a field:
    anydoc: CV of Ada
    get_text: CV of | CV of Ada
    Markdown: CV of | CV of Ada
    PDF: CV of | CV of Ada
    DOCX: CV of | CV of Ada
a smart tag:
    anydoc: Born in Bonn
    get_text: Born in | Born in Bonn
    Markdown: Born in | Born in Bonn
    PDF: Born in | Born in Bonn
    DOCX: Born in | Born in Bonn
hidden:
    anydoc: Led 40 rather 4 | Led 40
    get_text: Led 40 rather 4 | Led 40
    Markdown: Led 40 rather 4 | Led 40
    PDF: Led 40 rather 4 | Led 40
    DOCX: Led 40
a name:
    anydoc: Łukasz Żak
    get_text: Łukasz Żak
    Markdown: Łukasz Żak
    PDF: ?ukasz ?ak | Łukasz Żak
    DOCX: Łukasz Żak
RTF, anydoc: Ada Example
RTF: not an OLE2 structured storage file
X
