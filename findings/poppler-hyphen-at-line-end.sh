#!/usr/bin/env bash
# pdftotext undoes hyphenation the wrong way round in a PDF of Typst: a compound that ends a line at its own hyphen
# loses it ("state-" + "of-the-art" becomes "stateof-the-art"), while a word that Typst hyphenated stays cut in two.
#
# Who is hit: searches for "state-of-the-art" or "configuration-driven" in CVs: the word is there in print and not in
# the text. `-layout` and `-raw` keep the hyphen.
# Expected: pdftotext's manual says of the default only that it undoes hyphenation. Typst marks the hyphens that it adds
# itself as soft (U+00AD), so that the two kinds can be told apart.
# Seen 2026-11-28 with typst 0.15.2 (PyPI) and poppler-utils 22.12 of Debian 12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
version=$(pdftotext -v 2>&1)
[[ $version == *"version 22.12."* ]] || fail "this is about poppler-utils 22.12"
echo "${version%%$'\n'*}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(typst==0.15.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >read.py <<'X'
import subprocess
import sys

import typst

SOURCE = """#set page(width: 5.2cm, height: 8cm, margin: 0.5cm)
#set text(10pt, lang: "en", hyphenate: true)
#set par(justify: true)
Wrote the internationalisation of shops. Kept the state-of-the-art tools and a well-known e-commerce site alive.
"""
with open("cv.pdf", "wb") as file:
    file.write(typst.compile(SOURCE.encode(), ignore_system_fonts=True))
for options, compound in ([], False), (["-layout"], True), (["-raw"], True):
    run = subprocess.run(["pdftotext", *options, "cv.pdf", "-"], check=True, capture_output=True, text=True)
    text = run.stdout.replace("\u00ad", "[U+00AD]").strip()
    print("pdftotext", *options, repr(text))
    if ("state-\nof-the-art" in text) != compound or ("stateof-the-art" in text) == compound:
        sys.exit("changed: the compound")
    if "internationalisa[U+00AD]\ntion" not in text:
        sys.exit("changed: the hyphenated word")
X
venv/bin/python read.py
