#!/usr/bin/env bash
# pylatexenc, pandoc and unified-latex write nothing for a gap of LaTeX: of "2014\hspace{1cm}2018" they make
# "20142018"; pylatexenc and pandoc also make "Nordwind2013" of "Nordwind\hfill 2013".
# pylatexenc drops the text of \mbox and \verb: "Ada \mbox{Example}" becomes "Ada". It and YaLafi print the
# arguments of \multicolumn that set the layout, and so does unified-latex: "2l2016" for a cell with 2016.
# unified-latex loses the space behind \#, \% and \&: "C\# and Go" becomes "C#and Go".
#
# Who is hit: applicants with a CV in LaTeX: dates stand at the right by \hfill or \hspace, \mbox keeps a name
# or a number on one line, and \multicolumn heads a table. Programs that take the text from the source for a
# web page, a form or a search find years that are none, and names without their end.
# Expected: the words that LaTeX prints, apart. Here YaLafi has the gaps, and pandoc all the rest. The LaTeX
# reference (latex2e) has \hfill and \hspace in its chapter on spaces, \mbox in that on boxes, for its text,
# and \multicolumn (under tabular) with the number of columns and their form before the text. TeX skips spaces
# behind a command of letters, not behind one of another character (The TeXbook, chapter 8).
# pylatexenc drops macros that it doesn't know (its issue 60 has the reason), but it knows \mbox and \verb:
# its parser takes their text for their argument. Its issue 68, the same for \ensuremath, is solved.
# pandoc's 4499 for \mbox is solved too, opendetex has \hfill as its issue 58, and unified-latex's 56 is about
# the reverse, spaces that should go; nothing was found about these.
# Seen 2026-11-30 with pylatexenc 2.11, yalafi 1.5.0, pypandoc_binary 1.17 with pandoc 3.9 (PyPI),
# @unified-latex/unified-latex-to-mdast 1.8.4 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(pylatexenc==2.11 yalafi==1.5.0 pypandoc_binary==1.17)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(@unified-latex/unified-latex-to-mdast@1.8.4 @unified-latex/unified-latex-util-parse@1.8.4)
npm+=(unified@11.0.5 remark-gfm@4.0.1 remark-stringify@11.0.0)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.tex <<'X'
\documentclass{article}
\begin{document}
Ada \mbox{Example}

Nordwind\hfill 2013

2014\hspace{1cm}2018

C\# and Go, \verb|C++|, Ops \& QA, 50\% home

\begin{tabular}{ll}
\multicolumn{2}{l}{2016} \\
Bonn & MSc \\
\end{tabular}
\end{document}
X
cat >read.mjs <<'X'
import { readFileSync } from "node:fs";
import { unified } from "unified";
import { unifiedLatexFromString } from "@unified-latex/unified-latex-util-parse";
import { unifiedLatexToMdast } from "@unified-latex/unified-latex-to-mdast";
import remarkGfm from "remark-gfm";
import remarkStringify from "remark-stringify";

const steps = [unifiedLatexFromString, unifiedLatexToMdast, remarkGfm, remarkStringify];
console.log(String(unified().use(steps).processSync(readFileSync("cv.tex", "utf8"))));
X
cat >read.py <<'X'
import re
import subprocess
import sys

import pypandoc
from pylatexenc.latex2text import LatexNodes2Text


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


texts = {
    "pylatexenc": LatexNodes2Text().latex_to_text(open("cv.tex").read()),
    "YaLafi": output(sys.executable, "-m", "yalafi", "cv.tex"),
    "pandoc": pypandoc.convert_file("cv.tex", "gfm"),
    "unified-latex": output("node", "read.mjs"),
}
for name, text in texts.items():
    plain = re.sub(r"[|]|--+|</?\w[^>]*>", " ", re.sub(r"[\\`]", "", text))
    rows = [" ".join(line.split()) for line in plain.splitlines()]
    print(f"{name}:", " / ".join(filter(None, rows)))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
pylatexenc: Ada / Nordwind2013 / 20142018 / C# and Go, , Ops & QA, 50% home / 2l2016 / Bonn MSc
YaLafi: Ada Example / Nordwind 2013 / 2014 2018 / C# and Go, C++, Ops & QA, 50% home / 2l2016 / Bonn MSc
pandoc: Ada Example / Nordwind2013 / 20142018 / C# and Go, C++, Ops & QA, 50% home / 2016 / Bonn / MSc
unified-latex: Ada Example / Nordwind / 2013 / 20142018 / C#and Go, C++, Ops &QA, 50%home / 2l2016 / Bonn MSc
X
