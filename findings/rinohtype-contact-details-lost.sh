#!/usr/bin/env bash
# rinohtype drops the list of details below the title of a reStructuredText file: of address, e-mail, telephone,
# nationality, organization and date its PDF has nothing, or with the template `book` the date alone. Of `:Authors:`
# it prints none, of `:Author:` the name. There's no warning. With a line of text above the list, all of it is printed.
#
# Who is hit: applicants and researchers who keep their CV or letter in reStructuredText, which has such a list for the
# head of a document. The PDF looks whole, and no one can answer: it says neither where the applicant lives nor how to
# reach them.
# Expected: what docutils itself prints in HTML. Its specification says of such a list (Bibliographic Fields) that it
# corresponds to the front matter of a book, such as the title page. The README of rinohtype calls reStructuredText its
# primary input format and names no exception; its own tests have docutils' demonstration file, with such a list.
# In its source the list becomes metadata of the document, of which the templates print title, subtitle, author, date
# and abstract. A header, which it can't print either, has a warning.
# Nothing was found upstream.
# Seen 2026-12-01 with rinohtype 0.5.6, docutils 0.22.4, myst-parser 5.2.0 (PyPI), Python 3.11.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(rinohtype==0.5.6 docutils==0.22.4 myst-parser==5.2.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >cv.rst <<'X'
==========
Ada Sample
==========

:Address: 1 Main Road, Bonn
:Contact: ada@example.test
:Telephone: +49 228 5550100
:Nationality: German
:Organization: Nordwind
:Date: 2026-03-05

Experience
==========

:2018 to 2021: Lead engineer, Suedwind
X
sed '4s/.*/\nEngineer\n/' cv.rst >with-a-line-above.rst
sed 's/^:Address.*/:Authors: Ada Sample; Bo Chief/' cv.rst >two-authors.rst
cat >values.py <<'X'
import html
import re
import sys

VALUES = [
    "Ada Sample", "Bo Chief", "Main Road", "ada@example.test", "5550100", "German", "Nordwind", "2026", "Suedwind",
]
source = open(sys.argv[1]).read()
text = html.unescape(re.sub("<[^>]*>", "", sys.stdin.read()))
for word, has in [("has", True), ("lost", False)]:
    print(f"  {word}:", ", ".join(v for v in VALUES if v in source and (v in text) == has) or "nothing")
X
of_docutils() {
    echo "docutils, $1.rst"
    venv/bin/docutils --writer=html5 $1.rst | venv/bin/python values.py $1.rst
}
of_rinoh() {
    echo "rinoh -t $2, $1.rst"
    venv/bin/rinoh -t "$2" $1.rst >log 2>&1
    if grep -i 'warn\|ignore' log; then fail "rinoh has a warning"; fi
    pdftotext -layout $1.pdf - | venv/bin/python values.py $1.rst
}
{
    of_docutils cv
    of_rinoh cv article
    of_rinoh cv book
    of_docutils two-authors
    of_rinoh two-authors article
    of_rinoh with-a-line-above article
} | tee seen
diff - seen <<'X' || fail "see the difference above"
docutils, cv.rst
  has: Ada Sample, Main Road, ada@example.test, 5550100, German, Nordwind, 2026, Suedwind
  lost: nothing
rinoh -t article, cv.rst
  has: Ada Sample, Suedwind
  lost: Main Road, ada@example.test, 5550100, German, Nordwind, 2026
rinoh -t book, cv.rst
  has: Ada Sample, 2026, Suedwind
  lost: Main Road, ada@example.test, 5550100, German, Nordwind
docutils, two-authors.rst
  has: Ada Sample, Bo Chief, ada@example.test, 5550100, German, Nordwind, 2026, Suedwind
  lost: nothing
rinoh -t article, two-authors.rst
  has: Ada Sample, Suedwind
  lost: Bo Chief, ada@example.test, 5550100, German, Nordwind, 2026
rinoh -t article, with-a-line-above.rst
  has: Ada Sample, Main Road, ada@example.test, 5550100, German, Nordwind, 2026, Suedwind
  lost: nothing
X
