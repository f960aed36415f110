#!/usr/bin/env bash
# cocoapdf leaves out the terms of a list of terms if the PDF is tagged: "2018 – 2021: Lead engineer, Nord GmbH" becomes
# "Lead engineer, Nord GmbH" in Markdown and HTML, and "French: C2" becomes "C2". Two items c) and d) become 1. and 2.
# From the same page without tags it has all of them. There's no warning, and it gives its confidence as 0.995.
#
# Who is hit: recruiters and agents that read CVs as Markdown: the years, the employers or the languages of a CV often
# are such terms. typst tags every PDF unless told otherwise. A CV made well for screen readers loses what others keep.
# Expected: what pdf_oxide and pdftotext have. The PDF Reference 1.7 has the label of an item (Lbl) in Table 10.23: in a
# list of terms it holds the term, otherwise the bullet, or the number with its punctuation. cocoapdf's README promises
# to export faithfully, has list numbering among what it reads of tags, and warnings for what it doesn't support.
# Nothing was found upstream. In its report the term is there as "label", but its Markdown and HTML don't have it.
# Seen 2026-12-01 with cocoapdf 0.10.4, pdf_oxide 0.3.78, typst 0.15.2 (PyPI), pdftotext 22.12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(cocoapdf==0.10.4 pdf_oxide==0.3.78 typst==0.15.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >cv.typ <<'X'
#set document(title: "CV of Ada Example")
#set text(lang: "en")
= Work
/ 2018 -- 2021: Lead engineer, Nord GmbH
/ 2014 -- 2018: Engineer, Ost AG
= Languages
/ French: C2
/ German: B1
= Annexes
#enum(start: 3, numbering: "a)")[Letter of Nord][Letter of Ost]
X
cat >read.py <<'X'
import re
import subprocess

import cocoapdf
import pdf_oxide
import typst


def show(name, text):
    print(f"{name}:", " | ".join(line.strip() for line in text.splitlines() if line.strip()))


for tags in [True, False]:
    file = "tagged.pdf" if tags else "untagged.pdf"
    with open(file, "wb") as out:
        out.write(typst.compile("cv.typ", pdf_tags=tags, ignore_system_fonts=True))
    result = cocoapdf.convert_file(file)
    show(f"cocoapdf, {file}", result.markdown.split("\n\n", 1)[1])
    if tags:
        items = re.findall('<li [^>]*data-confidence="([^"]*)"[^>]*>([^<]*)</li>', result.html)
        show("the same as HTML", "\n".join(": ".join(item) for item in items))
        print("warnings:", result.warnings, result.report["warnings"])
        show("pdf_oxide", pdf_oxide.PdfDocument(file).to_markdown_all())
        show("pdftotext", subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout)
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
cocoapdf, tagged.pdf: # **Work** | - Lead engineer, Nord GmbH | - Engineer, Ost AG | # **Languages** | - C2 | - B1 | # **Annexes** | 1. Letter of Nord | 2. Letter of Ost
the same as HTML: 0.9950: Lead engineer, Nord GmbH | 0.9950: Engineer, Ost AG | 0.9950: C2 | 0.9950: B1 | 1.0000: Letter of Nord | 1.0000: Letter of Ost
warnings: [] []
pdf_oxide: # Work | - **2018 – 2021** Lead engineer, Nord GmbH | - **2014 – 2018** Engineer, Ost AG | # Languages | - **French** C2 | - **German** B1 | # Annexes | - c) Letter of Nord | - d) Letter of Ost
pdftotext: Work | 2018 – 2021 Lead engineer, Nord GmbH | 2014 – 2018 Engineer, Ost AG | Languages | French C2 | German B1 | Annexes | c) Letter of Nord | d) Letter of Ost
cocoapdf, untagged.pdf: ### Work | **2018 – 2021** Lead engineer, Nord GmbH **2014 – 2018** Engineer, Ost AG | ### Languages | **French** C2 **German** B1 | ### Annexes | c. Letter of Nord | d. Letter of Ost
X
