#!/usr/bin/env bash
# pybtexris, univtil and pandoc read RIS files wrongly where those keep to the letter of the format.
# The author "Example,Ada,Jr." becomes "Jr. Example, Ada": the first name stands as the suffix. univtil has no
# author at all if the file has A1 for AU, and only the first of two editors.
# Of the date "2014/06//" pandoc has nothing, and pybtexris makes the year "2014/06//".
# Of a title on two lines, pybtexris and univtil drop the second. (pandoc refuses that file with an error.)
#
# Who is hit: researchers whose list of publications, on a CV or a site, comes from a RIS file, as publishers and
# reference managers write them: works without authors or year, half a title, and names turned round.
# Expected: what citation-js has. In the RIS Format Specifications (Reference Manager) an author is last name, first
# name and suffix with commas between, and each author has a line (A1, AU, ED). A date has its slashes even where month
# and day are missing (Y1, PY). A field of more than 70 characters may go on in the next line ("How to Handle Long
# Fields"). BibTeX has the suffix in the middle ("Last, Jr, First": BibTeXing, section 4), so that the same text means
# another name there. No README names an exception.
# Nothing was found upstream about names, titles or A1. jgm/pandoc-citeproc's issue 286 has such a date from a
# publisher (2017/04/07/online), read well by the reader of that time.
# Seen 2026-11-30 with pybtexris 0.2.0, pybtex 0.26.1, univtil 1.0.0, pypandoc_binary 1.17 with pandoc 3.9 (PyPI),
# @citation-js/core 0.8.2, @citation-js/plugin-ris 0.8.2 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(pybtexris==0.2.0 pybtex==0.26.1 univtil==1.0.0 pypandoc_binary==1.17)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(@citation-js/core@0.8.2 @citation-js/plugin-ris@0.8.2)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

sed 's/$/\r/' >article.ris <<'X'
TY  - JOUR
AU  - Example,Ada,Jr.
TI  - Small tools
T2  - Notes
PY  - 2014/06//
ER  - 
X
sed 's/^AU/A1/; s/^TI/T1/; s/^PY/Y1/' article.ris >older.ris
sed 's/$/\r/' >chapter.ris <<'X'
TY  - CHAP
A1  - Example,Ada
ED  - Chief,Cy
ED  - Sample,Bo
T1  - A study of the many small tools in the workshops of towns by the river
and of their end
T2  - Handbook
Y1  - 2014///
ER  - 
X
cat >read.cjs <<'X'
const { Cite } = require("@citation-js/core");
require("@citation-js/plugin-ris");
const text = require("fs").readFileSync(process.argv[2], "utf8");
console.log(JSON.stringify(new Cite(text, { forceType: "@ris/file" }).data));
X
cat >read.py <<'X'
import json
import subprocess

import pypandoc
from pybtex.database import parse_file, parse_string
from univtil.bib.ris import RIS


def from_bibtex(entry):
    def names(role):
        return [(" ".join(p.first_names), " ".join(p.last_names), " ".join(p.lineage_names))
                for p in entry.persons.get(role, [])]
    return names("author"), names("editor"), entry.fields.get("title"), entry.fields.get("year")


def from_csl(text):
    (work,) = json.loads(text)

    def names(role):
        return [tuple(p.get(key, "") for key in ["given", "family", "suffix"]) for p in work.get(role, [])]
    issued = work.get("issued", {}).get("date-parts", [])
    return names("author"), names("editor"), work["title"], "/".join(str(n) for part in issued for n in part)


def with_pybtexris(file):
    (entry,) = parse_file(file, "ris").entries.values()
    return from_bibtex(entry)


def with_univtil(file):
    (entry,) = parse_string(RIS(open(file).read()).tobib(), "bibtex").entries.values()
    return from_bibtex(entry)


def with_pandoc(file):
    try:
        return from_csl(pypandoc.convert_file(file, "csljson", format="ris"))
    except RuntimeError:
        return None


def with_citation_js(file):
    return from_csl(subprocess.run(["node", "read.cjs", file], capture_output=True, text=True, check=True).stdout)


def join(names):
    return " + ".join(f"{given} {family} {suffix}".strip() for given, family, suffix in names) or "none"


readers = {
    "pybtexris": with_pybtexris, "univtil": with_univtil, "pandoc": with_pandoc, "citation-js": with_citation_js,
}
for name, read in readers.items():
    for file in ["article.ris", "older.ris"]:
        authors, _, _, date = read(file)
        print(f"{name}: {join(authors)} | {date or 'none'}")
    chapter = read("chapter.ris")
    print(f"{name}:", f"{join(chapter[1])} | {' '.join(chapter[2].split()[-5:])}" if chapter else "an error")
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
pybtexris: Jr. Example Ada | 2014/06//
pybtexris: Jr. Example Ada | 2014/06//
pybtexris: Cy Chief + Bo Sample | of towns by the river
univtil: Jr. Example Ada | 2014
univtil: none | 2014
univtil: Cy Chief | of towns by the river
pandoc: Jr. Example Ada | none
pandoc: Jr. Example Ada | none
pandoc: an error
citation-js: Ada Example Jr. | 2014/6
citation-js: Ada Example Jr. | 2014/6
citation-js: Cy Chief + Bo Sample | river and of their end
X
