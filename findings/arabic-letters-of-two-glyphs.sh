#!/usr/bin/env bash
# Today's Noto fonts for Arabic draw a letter as its shape and its dots, two glyphs, which stand at different heights.
# Typst writes the letter for each of them: every reader of the PDF gets most of the letters twice. WeasyPrint writes
# one text for all glyphs of a shape: "ن" becomes "ف", "ة" becomes "ق", and the dots a gap or nothing.
# With Vazirmatn, which has one glyph for each letter, both are right.
#
# Who is hit: everyone whose résumé in Arabic is set by Typst or WeasyPrint with the system's Noto fonts: a parser finds
# no word of it, though the page looks right. The Noto fonts of 2020 (Debian 12) have whole letters.
# Expected: the text of a cluster once, such as in an `/ActualText` around its glyphs.
# Seen 2026-11-29 with typst 0.15.2, weasyprint 70.0, pypdf 7.1.1, pdfminer.six 20260107 (PyPI),
# @expo-google-fonts/noto-sans-arabic 0.4.3 and vazirmatn 0.4.1 (npm), poppler-utils 22.12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
version=$(pdftotext -v 2>&1)
[[ $version == *"version 22.12."* ]] || fail "this is about poppler-utils 22.12"
echo "${version%%$'\n'*}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(typst==0.15.2 weasyprint==70.0 pypdf==7.1.1 pdfminer.six==20260107)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(@expo-google-fonts/noto-sans-arabic@0.4.3 @expo-google-fonts/vazirmatn@0.4.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >read.py <<'X'
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdf
import typst
import weasyprint
from pdfminer.high_level import extract_text

WORDS = "مهندسة في دمشق"


def of_typst(family, folder):
    source = f'#set page(width: 9cm, height: 4cm)\n#set text(font: "{family}", lang: "ar", dir: rtl)\n{WORDS}'
    return typst.compile(source.encode(), font_paths=[str(folder)], ignore_system_fonts=True)


def of_weasyprint(family, folder):
    file = next(folder.glob("*.ttf")).absolute().as_uri()
    face = f'@font-face {{ font-family: "{family}"; src: url({file}) }}'
    page = f'<style>{face} body {{ font-family: "{family}"; direction: rtl }}</style><body lang="ar">{WORDS}</body>'
    return weasyprint.HTML(string=page).write_pdf()


def letters(text):
    """How often each letter of the Arabic block stands in a text, in whatever order a reader gives them."""
    return Counter(c for c in text if "\u0620" <= c <= "\u064a")


wanted, whole = letters(WORDS), []
for family, package in [("Noto Sans Arabic", "noto-sans-arabic"), ("Vazirmatn", "vazirmatn")]:
    folder = Path("node_modules/@expo-google-fonts", package, "400Regular")
    for maker in of_typst, of_weasyprint:
        Path("cv.pdf").write_bytes(maker(family, folder))
        texts = {
            "pdftotext": subprocess.run(["pdftotext", "cv.pdf", "-"], check=True, capture_output=True, text=True).stdout,
            "pypdf": pypdf.PdfReader("cv.pdf").pages[0].extract_text(),
            "pdfminer.six": extract_text("cv.pdf"),
        }
        for reader, text in texts.items():
            found = letters(text)
            whole.append(found == wanted)
            print(f"{maker.__name__[3:]}, {family}, {reader}: {text.strip()!r}; {found.total()} of {wanted.total()} letters")
if whole != [False] * 6 + [True] * 6:
    sys.exit("changed: see above")
X
venv/bin/python read.py 2>/dev/null
