#!/usr/bin/env bash
# academic, the importer of HugoBlox, splits names at every "and", even in braces: "{Bonn and Sons}" becomes two
# authors, and "and others" one more, named "others". It gives "Example, Jr., Ada" as "Jr., Ada Example", writes
# \"tool\" with the backslashes for "tool" in a title, and "2014/2016-01-01" for the years 2014/2016, without an error.
#
# Who is hit: researchers whose site or CV page is made from their BibTeX file: co-authors that don't exist, backslashes
# in titles, and a date that is no date.
# Expected: the names as pybtex has them. BibTeX's own documentation (BibTeXing, section 4) has braces to keep "Barnes
# and Noble, Inc." one name, "and others" for those left out, and "Last, Jr, First" as one of the three forms of a name.
# BibLaTeX's manual (2.3.8) has a slash in a date for a range. academic's README asks for a BibTeX file from a reference
# manager such as Zotero, which writes these. The backslash is meant to escape for TOML, but the file has YAML, where
# it stands for itself outside double quotes.
# Its issue 40 and pull request 32 are about dates such as 2019-02-20, which it reads; nothing was found about these.
# Seen 2026-11-30 with academic 0.11.2, pybtex 0.25.1 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(academic==0.11.2 pybtex==0.25.1)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >works.bib <<'X'
@article{house, author = {{Bonn and Sons} and Example, Ada}, title = {Large tools}, journal = {Notes}, year = {2013}}
@article{more, author = {Example, Ada and others}, title = {The word "tool"}, journal = {Notes}, year = {2014}}
@book{range, author = {Example, Jr., Ada}, title = {Small tools}, publisher = {Red Kite}, date = {2014/2016}}
X
venv/bin/academic import works.bib out 2>&1 | grep -i error || echo "academic: no error"
cat >read.py <<'X'
import pathlib

import yaml
from pybtex.database import parse_file

for key, entry in parse_file("works.bib").entries.items():
    head = pathlib.Path("out", key, "index.md").read_text().split("---")[1]
    work = yaml.safe_load(head)
    print("academic:", " | ".join([*(name.strip() for name in work["authors"]), work["title"], str(work["date"])]))
    names = [
        "et al." if str(name) == "others" else " ".join([*name.first_names, *name.last_names, *name.lineage_names])
        for name in entry.persons["author"]
    ]
    fields = entry.fields
    print("pybtex:", " | ".join([*names, fields["title"], fields.get("date") or fields["year"]]))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
academic: Bonn | Sons | Ada Example | Large tools | 2013-01-01
pybtex: {Bonn and Sons} | Ada Example | Large tools | 2013
academic: Ada Example | others | The word \"tool\" | 2014-01-01
pybtex: Ada Example | et al. | The word "tool" | 2014
academic: Jr., Ada Example | Small tools | 2014/2016-01-01
pybtex: Ada Example Jr. | Small tools | 2014/2016
X
