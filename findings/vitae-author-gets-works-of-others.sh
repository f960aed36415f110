#!/usr/bin/env bash
# vitae lists works of other people under the name that was asked for: makemycv with author="Example, Ada" counts the
# works that have this name, and takes as many from the top of the file, whoever wrote them. If the two works of Ada
# Example are the last of four, the list has the two of Bo Sample. There's no warning.
#
# Who is hit: researchers who make the list of publications of a CV from a file of a whole group, or from one in the
# order of its keys: works that aren't theirs stand under their name, and their own are missing.
# Expected: the works of that author, as below behind the bar. The help of makemycv says of `author`: "select authors
# whose entries should be included", and that of by_author: "Return only bibs containing authorname". The README on
# GitHub asks for a name that is written the same way everywhere, as here; nothing is said about the order of the works.
# Nothing was found upstream. 1.2.1 is the newest release.
# Seen 2026-12-01 with vitae 1.2.1, bibtexparser 1.4.4 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(vitae==1.2.1 bibtexparser==1.4.4 pyparsing==3.3.3 appdirs==1.4.4)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >group.bib <<'X'
@article{bridges, author = {Sample, Bo}, title = {Small bridges}, journal = {Notes}, year = {2012}}
@article{roads, author = {Sample, Bo and Chief, Cy}, title = {Long roads}, journal = {Notes}, year = {2013}}
@article{tools, author = {Example, Ada}, title = {Small tools}, journal = {Notes}, year = {2014}}
@article{towns, author = {Example, Ada and Chief, Cy}, title = {Old towns}, journal = {Notes}, year = {2015}}
X
{ sed '1,2d' group.bib; sed -n '1,2p' group.bib; } >turned.bib
cat >list.py <<'X'
import contextlib
import io
import re

import vitae

AUTHORS = {"Sample, Bo": "roads, bridges", "Example, Ada": "towns, tools", "Chief, Cy": "towns, roads"}
for file in ["group.bib", "turned.bib"]:
    for author, expected in AUTHORS.items():
        with contextlib.redirect_stdout(io.StringIO()) as said:
            vitae.makemycv(filename=file, author=author, bibtex_types=("article",))
        assert "WARNING" not in said.getvalue()
        listed = ", ".join(re.findall(r"\\bibentry{(\w+)}", open("article.tex").read()))
        print(f"{file}, {author}: {listed}" + ("" if listed == expected else f" | {expected}"))
X
venv/bin/python list.py | tee seen
diff - seen <<'X' || fail "see the difference above"
group.bib, Sample, Bo: roads, bridges
group.bib, Example, Ada: roads, bridges | towns, tools
group.bib, Chief, Cy: roads, bridges | towns, roads
turned.bib, Sample, Bo: towns, tools | roads, bridges
turned.bib, Example, Ada: towns, tools
turned.bib, Chief, Cy: towns, tools | towns, roads
X
