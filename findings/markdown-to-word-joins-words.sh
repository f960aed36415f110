#!/usr/bin/env bash
# mddocx and md-to-docx (PyPI) drop spaces at bold, italic and linked words: of "**Engineer** at
# [Nordwind](https://n.test), *2014* to *2018*" they make "atNordwind" and "to2018". mddocx also loses code in a
# list ("Wrote `Rust` in Bonn" is "Wrote inBonn"), and prints a heading with a link in Markdown's own signs.
# md-to-docx and md2docx-pro lose the address of every link, mddocx that of a link in a heading or a list.
#
# Who is hit: applicants who keep their CV in Markdown and send it as Word: employers and years run into the word
# before, tools are missing from the bullets, and the links to mail, site and work lead nowhere.
# Expected: what pandoc has. CommonMark (0.31.2) strips the spaces at the ends of a paragraph (4.8), and keeps
# those within it (6.9). A heading holds the same as a paragraph (4.2: emphasis, links and so on), and so does a
# list item. A link has a destination (6.3), for which Word has w:hyperlink (ECMA-376-1, 17.16.22).
# mddocx's README promises standard Markdown, with bold, italics, lists and three kinds of links as done.
# md-to-docx's has lists "and other elements", and md2docx-pro's doesn't mention links; none names a limit.
# Nothing was found upstream. markitdown's issue 1539 is the like of the joined words, from Word to Markdown.
# Seen 2026-11-30 with mddocx 0.5.57, md-to-docx 0.2.0, md2docx-pro 0.1.4, python-docx 1.2.0, pypandoc_binary
# 1.17 with pandoc 3.9 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(mddocx==0.5.57 md-to-docx==0.2.0 md2docx-pro==0.1.4 python-docx==1.2.0 pypandoc_binary==1.17)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >cv.md <<'X'
# Ada Example

**Engineer** at [Nordwind](https://n.test), *2014* to *2018*

## Chief, [Kite](https://k.test)

- Led **five** people
- Wrote `Rust` in [Bonn](https://b.test)
X
cat >read.py <<'X'
import sys

import docx

cv = docx.Document(sys.argv[2])
texts = [" ".join(paragraph.text.split()) for paragraph in cv.paragraphs]
links = sorted(part.target_ref for part in cv.part.rels.values() if part.is_external)
print(f"{sys.argv[1]}:", " | ".join(filter(None, texts)))
print("  links:", " ".join(links) or "none")
X
venv/bin/mddocx cv.md mddocx.docx >log 2>&1
venv/bin/md-to-docx convert cv.md -o md-to-docx.docx >log 2>&1
venv/bin/md2docx cv.md md2docx-pro.docx >log 2>&1
venv/bin/python -c 'import pypandoc; pypandoc.convert_file("cv.md", "docx", outputfile="pandoc.docx")'
for name in mddocx md-to-docx md2docx-pro pandoc; do venv/bin/python read.py $name $name.docx; done | tee seen
diff - seen <<'X' || fail "see the difference above"
mddocx: Ada Example | Engineer atNordwind,2014 to2018 | Chief, [Kite](https://k.test) | Ledfive people | Wrote inBonn
  links: https://n.test
md-to-docx: Ada Example | EngineeratNordwind,2014to2018 | Chief,Kite | Ledfivepeople | WroteRustinBonn
  links: none
md2docx-pro: Ada Example | Engineer at Nordwind, 2014 to 2018 | Chief, Kite | Led five people | Wrote Rust in Bonn
  links: none
pandoc: Ada Example | Engineer at Nordwind, 2014 to 2018 | Chief, Kite | Led five people | Wrote Rust in Bonn
  links: https://b.test https://k.test https://n.test
X
