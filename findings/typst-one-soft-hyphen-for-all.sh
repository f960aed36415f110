#!/usr/bin/env bash
# One word that Typst hyphenates changes every later hyphen of the PDF for readers that go by the font's character map:
# "e-commerce" becomes "e" + U+00AD + "commerce" in pdfminer.six and pypdf, and "e commerce" in pdf.js.
#
# Who is hit: keyword searches over CVs, which then miss "state-of-the-art", "e-commerce", "part-time"; dates such as
# 2014-06 too. Both hyphens are one glyph, and the map has one entry for it: that of its first use. Typst gives the
# right characters in ActualText, which these readers pass over (pdftotext and MuPDF use it).
# Expected: the text that was typed, as without hyphenation. `#set text(hyphenate: false)` avoids it.
# Seen 2026-11-28 with typst 0.15.2, pdfminer.six 20260107, pypdf 7.1.1 (PyPI) and unpdf 1.7.0 (npm, has pdf.js).
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(typst==0.15.2 pdfminer.six==20260107 pypdf==7.1.1)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(unpdf@1.7.0)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >read.mjs <<'X'
import { readFileSync } from "node:fs";
import { extractText, getDocumentProxy } from "unpdf";
const pdf = await getDocumentProxy(new Uint8Array(readFileSync("cv.pdf")));
process.stdout.write((await extractText(pdf, { mergePages: true })).text);
X
cat >read.py <<'X'
import subprocess
import sys

import pypdf
import typst
from pdfminer.high_level import extract_text

changed = False
for hyphenate, seen in ("false", ["e-commerce"] * 3), ("true", ["e\u00adcommerce", "e\u00adcommerce", "e commerce"]):
    source = f"""#set page(width: 5.2cm, height: 8cm, margin: 0.5cm)
#set text(10pt, lang: "en", hyphenate: {hyphenate})
Wrote the internationalisation of shops. \\
Kept an e-commerce site.
"""
    with open("cv.pdf", "wb") as file:
        file.write(typst.compile(source.encode(), ignore_system_fonts=True))
    texts = {
        "pdfminer.six": extract_text("cv.pdf"),
        "pypdf": pypdf.PdfReader("cv.pdf").pages[0].extract_text(),
        "pdf.js": subprocess.run(["node", "read.mjs"], check=True, capture_output=True, text=True).stdout,
    }
    for (tool, text), word in zip(texts.items(), seen):
        text = " ".join(text.split())
        print(f"hyphenate: {hyphenate}, {tool}: {text!a}")
        changed |= word not in text
sys.exit("changed: see above" if changed else 0)
X
venv/bin/python read.py
