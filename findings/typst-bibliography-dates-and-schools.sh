#!/usr/bin/env bash
# Typst's bibliography prints an article of spring 2018 (`2018-21`) without any date, a book of 2014/2016 with 2016
# alone, one of the decade 201X with 2019, and a talk of 30 December 2010 to 2 January 2011 as of 2011. A thesis has no
# university. There's no warning, and the styles apa and ieee do the same.
#
# Who is hit: researchers whose CV in Typst takes the list of publications from a BibLaTeX file: works without a date or
# with the wrong one, and a thesis that could be from anywhere.
# Expected: what citation-js has with its style apa: the year of the season, both ends of a range, a decade's first year
# and the university. BibLaTeX's manual (2.3.8) prints a season as its year and a range with both ends, and takes 201X for
# 2010 to 2019; @thesis has the institution as a required field (2.1.1). Typst's documentation says that `bibliography`
# reads BibLaTeX files, and names no fields or dates that it leaves out.
# hayagriva, which reads them for Typst, has open issues about ranges (75) and the school of a thesis (112, 265);
# nothing was found about seasons and decades.
# Seen 2026-11-30 with typst 0.15.2, pypdf 7.1.1 (PyPI), @citation-js/core 0.9.0, @citation-js/plugin-bibtex 0.9.0,
# @citation-js/plugin-csl 0.9.0 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(typst==0.15.2 pypdf==7.1.1)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(@citation-js/core@0.9.0 @citation-js/plugin-bibtex@0.9.0 @citation-js/plugin-csl@0.9.0)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >works.bib <<'X'
@article{a, author = {Example, Ada}, title = {A Season}, journaltitle = {Notes}, date = {2018-21}}
@book{b, author = {Example, Ada}, title = {B Years}, publisher = {Press}, date = {2014/2016}}
@book{c, author = {Example, Ada}, title = {C Decade}, publisher = {Press}, date = {201X}}
@inproceedings{d, author = {Example, Ada}, title = {D Talk}, booktitle = {Proceedings}, date = {2010-12-30/2011-01-02}}
@thesis{e, author = {Example, Ada}, title = {E Work}, type = {PhD thesis}, institution = {Bonn University},
    date = {2012}}
X
cat >read.cjs <<'X'
const { Cite } = require("@citation-js/core");
require("@citation-js/plugin-bibtex");
require("@citation-js/plugin-csl");
const works = new Cite(require("fs").readFileSync("works.bib", "utf8"));
const lines = works.format("bibliography", { template: "apa", lang: "en-US" }).split("\n");
const title = (line) => line.slice(line.indexOf(")") + 3);
lines.sort((a, b) => title(a).localeCompare(title(b)));
for (const line of lines) if (line.trim()) console.log("citation-js, apa:", line);
X
cat >read.py <<'X'
import io
import re

import pypdf
import typst

for style in ["apa", "ieee"]:
    with open("cv.typ", "w") as file:
        file.write('#set page(width: 40cm)\n#set text(font: "Libertinus Serif")\n')
        file.write(f'#bibliography("works.bib", full: true, title: none, style: "{style}")\n')
    pdf, warnings = typst.compile_with_warnings("cv.typ", ignore_system_fonts=True)
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    works = " ".join(page.extract_text().split())
    works = works.split("Example, A. ") if style == "apa" else re.split(r" ?\[\d\] ?|A. Example, ", works)
    for work in sorted(filter(str.strip, works), key=lambda work: re.search("[A-E] [A-Z]", work)[0]):
        print(f"typst, {style}:", work.strip())
    print(f"typst, {style}: warnings:", len(warnings))
X
{ venv/bin/python read.py; node read.cjs; } | tee seen
diff - seen <<'X' || fail "see the difference above"
typst, apa: (n.d.). A Season. Notes.
typst, apa: (2016). B Years. Press.
typst, apa: (2019). C Decade. Press.
typst, apa: (2011, January 2). D Talk. Proceedings.
typst, apa: (2012). E Work [PhD thesis].
typst, apa: warnings: 0
typst, ieee: “A Season,” Notes.
typst, ieee: B Years. Press, 2016.
typst, ieee: C Decade. Press, 2019.
typst, ieee: “D Talk,” in Proceedings, Jan. 2011.
typst, ieee: “E Work,” PhD thesis, 2012.
typst, ieee: warnings: 0
citation-js, apa: Example, A. (2018). A Season. Notes.
citation-js, apa: Example, A. (2014–2016). B Years. Press.
citation-js, apa: Example, A. (2010). C Decade. Press.
citation-js, apa: Example, A. (2010–2011, December 30–January 2). D Talk. Proceedings.
citation-js, apa: Example, A. (2012). E Work [PhD thesis]. Bonn University.
X
