#!/usr/bin/env bash
# html-to-text, inscriptis, htmldocx and html2docx take the terms and descriptions of a definition list for words of one
# line: a job with the years 2014 and 2018 becomes "EngineerNordwind20142018", and the skills "Java" and "Script
# writing" become "JavaScript writing". If the HTML has line breaks between the elements, all but htmldocx put a space
# there, and one line remains.
#
# Who is hit: applicants whose page lists dates and jobs in a <dl>, as generators and minifiers write it: programs that
# read it, or make a plain or Word version of it, have numbers that are no years, and no line of a job of its own.
# Expected: a line for each. The HTML standard has `display: block` for dl, dt and dd in its rendering rules ("Lists"),
# and in 4.4.9 calls a <dl> a list of groups of names and values. inscriptis' README promises a conversion like the
# rendering of browsers, and html-to-text's lists inline and block-level tags as supported. html2text has the lines.
# Nothing was found upstream.
# Seen 2026-11-30 with inscriptis 2.7.6, htmldocx 0.0.6, html2docx 1.6.0, python-docx 1.2.0, html2text 2025.4.15 (PyPI),
# html-to-text 10.0.1 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(inscriptis==2.7.6 htmldocx==0.0.6 html2docx==1.6.0 python-docx==1.2.0 html2text==2025.4.15)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(html-to-text@10.0.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.html <<'X'
<!DOCTYPE html><html lang="en"><head><title>CV</title></head><body><h1>Ada Example</h1><dl><dt>Engineer</dt><dd>Nordwind</dd><dd>2014</dd><dd>2018</dd><dt>Skills</dt><dd>Java</dd><dd>Script writing</dd></dl></body></html>
X
cat >read.py <<'X'
import io
import subprocess

import docx
import html2text
import inscriptis
from html2docx import html2docx
from htmldocx import HtmlToDocx

html = open("cv.html").read()
READ = 'console.log(require("html-to-text").convert(require("fs").readFileSync("cv.html", "utf8")))'


def paragraphs(file):
    return "\n".join(paragraph.text for paragraph in file.paragraphs)


first = docx.Document()
HtmlToDocx().add_html_to_document(html, first)
second = docx.Document(html2docx(html, "CV"))
texts = {
    "html-to-text": subprocess.run(["node", "-e", READ], capture_output=True, text=True, check=True).stdout,
    "inscriptis": inscriptis.get_text(html),
    "htmldocx": paragraphs(first),
    "html2docx": paragraphs(second),
    "html2text": html2text.html2text(html),
}
for name, text in texts.items():
    print(f"{name}:", " | ".join(line.strip() for line in text.splitlines() if line.strip()))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
html-to-text: ADA EXAMPLE | EngineerNordwind20142018SkillsJavaScript writing
inscriptis: Ada Example | EngineerNordwind20142018SkillsJavaScript writing
htmldocx: Ada ExampleEngineerNordwind20142018SkillsJavaScript writing
html2docx: CVAda Example | EngineerNordwind20142018SkillsJavaScript writing
html2text: # Ada Example | Engineer | Nordwind | 2014 | 2018 | Skills | Java | Script writing
X
