#!/usr/bin/env bash
# pdf_oxide reads a CV with the letters of the letterhead that was put under it: "2014 – 2018" becomes "2014 ö 2018",
# and "café" becomes "cafß", if the letterhead says "Hauptstraße" and "Köln". The text before the letterhead is right.
# edgeparse has control characters for all such letters if the PDF isn't compressed: "Zo<01> Example". There's no error.
#
# Who is hit: applicants who put their CV on a letterhead, and offices that do so with the CVs they send on: names and
# years with characters that aren't in them. ReportLab numbers its fonts alike in each file, and the letters outside
# ASCII by their order in the text, so that the same font and number mean another letter in the letterhead.
# Expected: what pypdf and pypdfium2 have. By ISO 32000-1 (7.8.3) the name of a resource is local to its content stream,
# so that a font of the letterhead, a form XObject, is none of the page's. By 9.10.2 a reader uses a font's ToUnicode
# CMap first, if there is one; edgeparse's README has its decoding among what is available.
# Nothing was found upstream about it: pdf_oxide's issue 407 (solved) was the same from page to page, 913 (solved)
# about the text of such forms, which was missing; zpdf's pull request 18 is the like between two forms.
# Seen 2026-12-01 with pdf_oxide 0.3.78, edgeparse 0.3.2, reportlab 5.1.0, pdfrw 0.4, pypdf 7.1.1, pypdfium2 5.15.2
# (PyPI). The CV is drawn on the letterhead as pdfrw gives it to ReportLab.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(reportlab==5.1.0 pdfrw==0.4 pdf_oxide==0.3.78 edgeparse==0.3.2 pypdf==7.1.1 pypdfium2==5.15.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >make.py <<'X'
from pdfrw import PdfReader
from pdfrw.buildxobj import pagexobj
from pdfrw.toreportlab import makerl
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))


def start(name, compression=1):
    canvas = Canvas(name, pageCompression=compression)
    canvas.setFont("Vera", 11)
    return canvas


def cv(canvas):
    canvas.drawString(72, 660, "Engineer – café staff")
    canvas.drawString(72, 640, "2014 – 2018")
    canvas.save()


letterhead = start("letterhead.pdf")
letterhead.drawString(330, 780, "Hauptstraße 1, 50667 Köln")
letterhead.save()
for name, compression in [("plain.pdf", 1), ("uncompressed.pdf", 0)]:
    plain = start(name, compression)
    plain.drawString(72, 700, "Zoé Example")
    cv(plain)
joined = start("joined.pdf")
joined.drawString(72, 700, "Zoé Example")
joined.doForm(makerl(joined, pagexobj(PdfReader("letterhead.pdf").pages[0])))
cv(joined)
X
venv/bin/python make.py
cat >read.py <<'X'
import edgeparse
import pdf_oxide
import pypdf
import pypdfium2

readers = {
    "pdf_oxide": lambda file: pdf_oxide.PdfDocument(file).extract_text(0),
    "edgeparse": lambda file: edgeparse.convert(file, format="text"),
    "pypdf": lambda file: pypdf.PdfReader(file).pages[0].extract_text(),
    "pypdfium2": lambda file: pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range(),
}
for file in ["plain.pdf", "joined.pdf", "uncompressed.pdf"]:
    for name, read in readers.items():
        text = " | ".join(line for line in read(file).replace("\r", "").split("\n") if line)
        print(f"{file}, {name}:", "".join(c if c.isprintable() else f"<{ord(c):02x}>" for c in text))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
plain.pdf, pdf_oxide: Zoé Example | Engineer – café staff | 2014 – 2018
plain.pdf, edgeparse: Zoé Example | Engineer – café staff 2014 – 2018
plain.pdf, pypdf: Zoé Example | Engineer – café staff | 2014 – 2018
plain.pdf, pypdfium2: Zoé Example | Engineer – café staff | 2014 – 2018
joined.pdf, pdf_oxide: Hauptstraße 1, 50667 Köln | Zoé Example | Engineer ö cafß staff | 2014 ö 2018
joined.pdf, edgeparse: Hauptstraße 1, 50667 Köln | Zoé Example | Engineer – café staff 2014 – 2018
joined.pdf, pypdf: Zoé Example | Hauptstraße 1, 50667 Köln | Engineer – café staff | 2014 – 2018
joined.pdf, pypdfium2: Zoé Example | Hauptstraße 1, 50667 Köln | Engineer – café staff | 2014 – 2018
uncompressed.pdf, pdf_oxide: Zoé Example | Engineer – café staff | 2014 – 2018
uncompressed.pdf, edgeparse: Zo<01> Example | Engineer <02> caf<01> staff 2014 <02> 2018
uncompressed.pdf, pypdf: Zoé Example | Engineer – café staff | 2014 – 2018
uncompressed.pdf, pypdfium2: Zoé Example | Engineer – café staff | 2014 – 2018
X
