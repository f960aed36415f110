#!/usr/bin/env bash
# rst2typst can't make a PDF of a reStructuredText file with an e-mail address in the text, or with a name such as
# @adasample: "label `<example.test>` does not exist in the document". Of a line it drops all that stands behind two
# slashes: "Skills: C // Rust // Go" is printed as "Skills: C". That has neither an error nor a warning. In a list of
# fields or a table the same two slashes are an error, and so is a closing bracket alone ("a] text").
#
# Who is hit: applicants and researchers whose CV or letter in reStructuredText has an address to write to: no PDF is
# made until it's taken out or hidden behind other text. What follows two slashes in skills or an address is lost.
# Expected: the text as it stands, as docutils prints it in HTML. An e-mail address alone is a link in reStructuredText.
# In Typst, @ begins a reference to a label and // a comment, unless a backslash stands before them. rst2typst's page on
# plain text lists nine characters that are escaped anywhere and three at the start of a line, "#" and "_" among them,
# but neither of these nor a bracket. The one exception that it names is literal text.
# Nothing was found upstream. pandoc's issue 9566 has such an error for Markdown, where @ is a citation; pull request
# 906 of mystmd mended the same in another converter to Typst.
# Seen 2026-12-01 with rst2typst 0.6.0, docutils 0.23, typst 0.15.2 (PyPI), Python 3.11.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(rst2typst==0.6.0 docutils==0.23 typst==0.15.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >cases <<'X'
Ada Sample, ada@example.test
On Mastodon: @adasample
`Write to me <mailto:ada@example.test>`_
Skills: C // Rust // Go
c/o Nordwind // 1 Main Road, Bonn
:Skills: C, Rust
:Skills: C // Rust
a] text
Grades: 5 * 2, #1, $5, <b>, ~3, a_b
See https://a.test/cv//2018 for more
X
cat >try.py <<'X'
import html
import re
import subprocess
import sys


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


for line in open("cases").read().splitlines():
    with open("cv.rst", "w") as file:
        file.write(f"{line}\n")
    _, page, _ = run(f"{sys.prefix}/bin/rst2html5", "--template=body.txt", "cv.rst")
    code, _, log = run(f"{sys.prefix}/bin/rst2typstpdf", "cv.rst", "cv.pdf")
    print("HTML:", " ".join(html.unescape(re.sub("<[^>]*>", "", page)).split()))
    if code:
        print(" ", log.splitlines()[0])
    else:
        print(f"  PDF: {' '.join(run('pdftotext', 'cv.pdf', '-')[1].split())}{' (and a warning)' if log else ''}")
X
echo "%(docinfo)s %(body)s" >body.txt
venv/bin/python try.py | tee seen
diff - seen <<'X' || fail "see the difference above"
HTML: Ada Sample, ada@example.test
  TypstError: label `<example.test>` does not exist in the document
HTML: On Mastodon: @adasample
  TypstError: label `<adasample>` does not exist in the document
HTML: Write to me
  PDF: Write to me
HTML: Skills: C // Rust // Go
  PDF: Skills: C
HTML: c/o Nordwind // 1 Main Road, Bonn
  PDF: c/o Nordwind
HTML: Skills: C, Rust
  PDF: Skills C, Rust
HTML: Skills: C // Rust
  TypstError: unclosed delimiter
HTML: a] text
  TypstError: unexpected closing bracket
HTML: Grades: 5 * 2, #1, $5, <b>, ~3, a_b
  PDF: Grades: 5 * 2, #1, $5, <b>, ~3, a_b
HTML: See https://a.test/cv//2018 for more
  PDF: See https://a.test/cv//2018 for more
X
