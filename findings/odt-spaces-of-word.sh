#!/usr/bin/env bash
# xberg, textract (npm) and odfdo's get_formatted_text drop the spaces of an ODT file that stand as <text:s/>:
# "Ada Example" becomes "AdaExample", and "2014   2018" becomes "20142018". odfpy's odf2xhtml puts them before
# the text that they follow, so that years and words join as well. textract also drops tabs: "Bonn", a tab and
# "2016" become "Bonn2016". get_formatted_text also joins a heading to the line behind it.
#
# Who is hit: applicants who send their CV as an OpenDocument text, above all one that Word has saved, as it has
# single spaces so too: programs that read it find no name and no employer, and years that are none.
# Expected: spaces, as anydoc and odfdo's own to_markdown have them. OpenDocument 1.3 (part 3, 6.1.3) has
# <text:s> for as many spaces as its `text:c` says, or one. It is meant for the second and later ones in a row,
# but the standard says that it's no error behind another character. 6.1.4 has <text:tab> for a tab.
# xberg and textract list ODT among their formats, textract as experimental, with the wish for feedback. odfdo's
# own description of its class Spacer has the rule.
# The plug-in odt2dw has such a file of Word in its issue 16; odfpy has one of a converter in issue 92, which is
# about another of its functions. docling's issue 3847 and pull request 79 of textract for Python are the like of
# it, both solved. Nothing was found about it for these four.
# Seen 2026-11-30 with xberg 1.3.9, odfpy 1.4.1, odfdo 3.27.3, firecrawl-anydoc 0.2.4 (PyPI), textract 2.5.0
# (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(odfpy==1.4.1 odfdo==3.27.3 xberg==1.3.9 firecrawl-anydoc==0.2.4)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(textract@2.5.0)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >write.py <<'X'
from odf.opendocument import OpenDocumentText
from odf.text import H, P, S, Span, Tab

cv = OpenDocumentText()


def add(block, *parts):
    for part in parts:
        block.addText(part) if isinstance(part, str) else block.addElement(part)
    cv.text.addElement(block)


name = Span()
name.addElement(S())
name.addText("Example")
add(H(outlinelevel=1), "Curriculum vitae")
add(P(), "Ada", name)
add(P(), "Engineer", S(), "at", S(), "Nordwind")
add(P(), "2014", S(c=3), "2018")
add(P(), "Bonn", Tab(), "2016")
cv.save("cv.odt")
X
cat >read.py <<'X'
import asyncio
import html
import pathlib
import re
import subprocess

import anydoc
import xberg
from odf.odf2xhtml import ODF2XHTML
from odfdo import Document

CV = "cv.odt"


def by_xberg():
    read = asyncio.run(xberg.extract(xberg.ExtractInput(uri=str(pathlib.Path(CV).resolve()))))
    return read.results[0].content


def by_textract():
    script = 'require("textract").fromFileWithPath("cv.odt", { preserveLineBreaks: true }, show); ' \
        "function show(error, text) { if (error) throw error; console.log(text); }"
    return subprocess.run(["node", "-e", script], stdout=subprocess.PIPE, text=True, check=True).stdout


def by_odf2xhtml():
    body = ODF2XHTML().odf2xhtml(CV).split("<body>")[1]
    return html.unescape(re.sub("<[^>]*>", "", body))


readers = {
    "xberg": by_xberg,
    "textract": by_textract,
    "odfdo": lambda: Document(CV).get_formatted_text(),
    "odf2xhtml": by_odf2xhtml,
    "anydoc": lambda: anydoc.to_markdown(CV),
    "odfdo, Markdown": lambda: Document(CV).to_markdown(),
}
for name, read in readers.items():
    lines = filter(None, read().splitlines())
    print(f"{name}:", " | ".join(re.sub(r"\s+", " ", line) for line in lines))
X
venv/bin/python write.py
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
xberg: Curriculum vitae | AdaExample | EngineeratNordwind | 20142018 | Bonn 2016
textract: Curriculum vitae | AdaExample | EngineeratNordwind | 20142018 | Bonn2016
odfdo: Curriculum vitaeAdaExample | EngineeratNordwind | 20142018 | Bonn 2016
odf2xhtml: Curriculum vitae | Ada Example |  EngineeratNordwind |  20142018 | Bonn 2016
anydoc: # Curriculum vitae | Ada Example | Engineer at Nordwind | 2014 2018 | Bonn 2016
odfdo, Markdown: # Curriculum vitae | Ada Example | Engineer at Nordwind | 2014 2018 | Bonn 2016
X
