#!/usr/bin/env bash
# Typst prints boxes for characters that no font has, without an error or a warning, unless a PDF/A or PDF/UA standard
# is asked for. In the text of the PDF they become "(cid:0)" for pdfminer.six and NUL characters for pdf.js, and
# pdftotext loses the first of them only.
#
# Who is hit: applicants whose name is not in the built-in fonts, on a server or in a container without system fonts;
# and programs that store the text in PostgreSQL, which refuses NUL in texts.
# Expected: a warning, as Typst gives for an unknown font family. With `pdf_standards="a-2u"` the same source is an
# error that names the character.
# Seen 2026-11-28 with typst 0.15.2, pdfminer.six 20260107 (PyPI), unpdf 1.7.0 (npm, has pdf.js), poppler-utils 22.12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
version=$(pdftotext -v 2>&1)
[[ $version == *"version 22.12."* ]] || fail "this is about poppler-utils 22.12"
echo "${version%%$'\n'*}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(typst==0.15.2 pdfminer.six==20260107)
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

import typst
from pdfminer.high_level import extract_text

SOURCE = "#set page(width: 9cm, height: 4cm)\nMara Lind 林瑪拉".encode()


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


pdf, warnings = typst.compile_with_warnings(SOURCE, ignore_system_fonts=True)
with open("cv.pdf", "wb") as file:
    file.write(pdf)
print("warnings:", warnings)
texts = {
    "pdfminer.six": extract_text("cv.pdf").strip(),
    "pdf.js": output("node", "read.mjs").strip(" \n"),
    "pdftotext": output("pdftotext", "cv.pdf", "-").strip(),
}
for tool, text in texts.items():
    print(f"{tool}: {text!r}")
try:
    typst.compile(SOURCE, ignore_system_fonts=True, pdf_standards="a-2u")
    sys.exit("changed: no error with a-2u")
except typst.TypstError as error:
    print("with a-2u:", error)
seen = ["Mara Lind (cid:0)(cid:0)(cid:0)", "Mara Lind \0\0\0", "Mara Lind 瑪拉"]
if warnings or list(texts.values()) != seen:
    sys.exit("changed: see above")
X
venv/bin/python read.py
