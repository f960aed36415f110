#!/usr/bin/env bash
# pybtexnbib and univtil make one work of all in a PubMed file (.nbib): the first gets the authors of the second, too,
# and univtil has nothing else of the second. Of a title on two lines, univtil drops the second, and pybtexnbib joins
# the words ("riverand"). biblatex-csl-converter makes page 1238 of the pages 123-8, and 123128 of 123-128 in RIS or
# CSL JSON, even if it writes CSL JSON again. No error or warning tells of any of this.
#
# Who is hit: researchers, above all in medicine, who fill the list of publications on a CV or a site from PubMed or
# CSL JSON: works are missing, others have wrong co-authors, half a title, or pages that no journal has.
# Expected: what nbib has, and for pages what biblatex-csl-converter itself has from a BibLaTeX file. PubMed saves
# several works with a blank line between them, and a long field with more lines that begin with six spaces. pybtexnbib
# and univtil look for RIS' end of a work, "ER  -", which isn't in these files; univtil's README says that it handles
# several entries in a file. Pages go from the first to the last, without the digits that don't change (National Library
# of Medicine, indexing manual, 10.2). CSL 1.0.2 ("Range Delimiters") and BibLaTeX's manual (2.2.1) have ranges too.
# biblatex-csl-converter's README has CSL among its main formats, whose conversions it calls generally more reliable.
# Nothing was found upstream. dmis-lab/BERN2's issue 53 is about titles on two lines in another program.
# Seen 2026-11-30 with pybtexnbib 0.2.0, pybtexris 0.2.0, pybtex 0.26.1, univtil 1.0.0, nbib 0.3.2 (PyPI),
# biblatex-csl-converter 3.6.0 (npm), Node 20.20. It asks for Node 22 or later; its results are the same with 22.23.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(pybtexnbib==0.2.0 pybtexris==0.2.0 pybtex==0.26.1 univtil==1.0.0 nbib==0.3.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(biblatex-csl-converter@3.6.0)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >works.nbib <<'X'
PMID- 12345678
DP  - 2014 Jun 21
TI  - A study of the many small tools in the workshops of towns by a river
      and of their end.
PG  - 123-8
FAU - Example, Ada
AU  - Example A
PT  - Journal Article
JT  - Notes on tools

PMID- 12345679
DP  - 2016 May
TI  - Large tools.
PG  - 40-9
FAU - Sample, Bo
AU  - Sample B
PT  - Journal Article
JT  - Notes on tools
X
cat >article.ris <<'X'
TY  - JOUR
AU  - Example, Ada
TI  - Small tools
T2  - Notes on tools
PY  - 2014
SP  - 123
EP  - 128
ER  - 
X
cat >article.bib <<'X'
@article{a, author = {Example, Ada}, title = {Small tools}, journaltitle = {Notes}, date = {2014}, pages = {123--128}}
X
cat >read.mjs <<'X'
import { readFileSync } from "node:fs";
import {
    BibLatexExporter, BibLatexParser, CSLExporter, CSLParser, NBIBParser, RISParser,
} from "biblatex-csl-converter";

const plain = (nodes) => nodes.map((node) => node.text).join("");
const read = (parser) => {
    const parsed = parser.parse();
    const messages = [...parser.errors, ...parser.warnings];
    if (messages.length) throw new Error(JSON.stringify(messages));
    return parsed.entries ?? parsed;
};
const pages = (fields) => {
    const entries = { 1: { entry_key: "x", bib_type: "article", fields: { pages: fields.pages } } };
    const [, bibtex] = new BibLatexExporter(entries).parse().match(/pages = \{(.*)\}/);
    return `${bibtex}, as CSL ${new CSLExporter(entries).parse()[1].page}`;
};
const works = read(new NBIBParser(readFileSync("works.nbib", "utf8")));
for (const { fields } of Object.values(works)) {
    const title = plain(fields.title).split("workshops of ").pop();
    const names = fields.author.map((name) => `${plain(name.given)} ${plain(name.family)}`).join(" + ");
    console.log(`biblatex-csl-converter: ${names} | ${title} | ${pages(fields)}`);
}
const article = { type: "article-journal", title: "Small tools", page: "123-128" };
const others = {
    RIS: new RISParser(readFileSync("article.ris", "utf8")),
    CSL: new CSLParser({ article }),
    BibLaTeX: new BibLatexParser(readFileSync("article.bib", "utf8")),
};
for (const [name, parser] of Object.entries(others)) {
    console.log(`biblatex-csl-converter, ${name}: ${pages(read(parser)[1].fields)}`);
}
X
cat >read.py <<'X'
import nbib
from pybtex.database import parse_file, parse_string
from univtil.bib.nbib import nbiblist


def show(name, authors, title, pages):
    print(f"{name}: {' + '.join(authors)} | {title.split('workshops of ')[-1]} | {pages}")


def show_bibtex(name, bibliography):
    for entry in bibliography.entries.values():
        authors = [" ".join(person.first_names + person.last_names) for person in entry.persons["author"]]
        show(name, authors, entry.fields["title"], entry.fields["pages"])


show_bibtex("pybtexnbib", parse_file("works.nbib", "nbib"))
univtil = "\n".join(work.tobib() for work in nbiblist(open("works.nbib").read()))
show_bibtex("univtil", parse_string(univtil, "bibtex"))
for work in nbib.read_file("works.nbib"):
    authors = [f"{author['first_name']} {author['last_name']}" for author in work["authors"]]
    show("nbib", authors, work["title"], work["pages"])
X
{ venv/bin/python read.py; node read.mjs; } | tee seen
diff - seen <<'X' || fail "see the difference above"
pybtexnbib: Ada Example + Bo Sample | towns by a riverand of their end.; Large tools. | 123-8; 40-9
univtil: Ada Example + Bo Sample | towns by a river | 123--8
nbib: Ada Example | towns by a river and of their end. | 123-8
nbib: Bo Sample | Large tools. | 40-9
biblatex-csl-converter: Ada Example | towns by a river and of their end. | 1238, as CSL 1238
biblatex-csl-converter: Bo Sample | Large tools. | 409, as CSL 409
biblatex-csl-converter, RIS: 123128, as CSL 123128
biblatex-csl-converter, CSL: 123128, as CSL 123128
biblatex-csl-converter, BibLaTeX: 123--128, as CSL 123-128
X
