#!/usr/bin/env bash
# A section title that Typst sets with `tracking: 0.1em` comes apart when the PDF is read: EXPERIENCE is
# "E X P E R I E N C E" in pypdf, "EXPE RIEN CE" in pdfminer.six and "E X P E R I EN CE" in pdftotext. With
# twice the tracking pdftotext has the word again, but PyMuPDF loses it. With 0.05em it is whole in all.
#
# Who is hit: applicants. Spaced capitals are a common look of section titles, and programs that read applications find
# the sections by their titles.
# Expected: the word. Typst writes no spaces there, and tags the title as one heading; the readers take the gaps for
# spaces, each from another width on. For pdftotext just 0.1em is the limit, as developer0hye/office2pdf 888 has found.
# Seen 2026-11-29 with typst 0.15.2, pypdf 7.1.1, pdfminer.six 20260107, PyMuPDF 2.0 (PyPI), poppler-utils 22.12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
version=$(pdftotext -v 2>&1)
[[ $version == *"version 22.12."* ]] || fail "this is about poppler-utils 22.12"
echo "${version%%$'\n'*}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(typst==0.15.2 pypdf==7.1.1 pdfminer.six==20260107 pymupdf==2.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >read.py <<'X'
import subprocess

import pymupdf
import pypdf
import typst
from pdfminer.high_level import extract_text

for tracking in ("0.05em", "0.1em", "0.2em"):
    source = f"#show heading: set text(12pt, tracking: {tracking})\n= EXPERIENCE\nData Engineer, Nordwind GmbH"
    typst.compile(source.encode(), output="cv.pdf", ignore_system_fonts=True)
    for tool, text in (
        ("pypdf", pypdf.PdfReader("cv.pdf").pages[0].extract_text()),
        ("pdfminer.six", extract_text("cv.pdf")),
        ("PyMuPDF", pymupdf.open("cv.pdf")[0].get_text()),
        ("pdftotext", subprocess.check_output(["pdftotext", "cv.pdf", "-"], text=True)),
    ):
        print(f"{tracking}, {tool}: {text.splitlines()[0]}")
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
0.05em, pypdf: EXPERIENCE
0.05em, pdfminer.six: EXPERIENCE
0.05em, PyMuPDF: EXPERIENCE
0.05em, pdftotext: EXPERIENCE
0.1em, pypdf: E X P E R I E N C E
0.1em, pdfminer.six: EXPE RIEN CE
0.1em, PyMuPDF: EXPERIENCE
0.1em, pdftotext: E X P E R I EN CE
0.2em, pypdf: E X P E R I E N C E
0.2em, pdfminer.six: E X P E R I E N C E
0.2em, PyMuPDF: E X P E R I E N C E
0.2em, pdftotext: EXPERIENCE
X
