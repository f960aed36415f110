#!/usr/bin/env bash
# ORCID's BibTeX parser, @orcid/bibtex-parse-js, and bibtex-parse-js, the same under its older name, end a value in
# quotes at a quote in braces: of the title "On the {"}small{"} tool" remains "On the {", and the journal, year and
# other fields after it are gone without an error. Values joined by # lose the spaces at the joint: the author "Ada
# Example" # " and " # "Ben Example" becomes one person, "Ada Exampleand Ben Example".
#
# Who is hit: researchers who fill a profile or the list of publications in their CV from a BibTeX file: works without a
# year or journal, with half a title, and co-authors who are merged.
# Expected: the whole title and all fields, and two authors, as bibtex-parse and citation-js read them. Tame the BeaST
# (part 3, section 8), the longer manual of BibTeX, gives braces around a quote as the way to have one in a value in
# quotes; and BibTeX's own documentation (BibTeXing, section 2.1) has # to join texts.
# ORCID/bibtexParseJs has an issue (3) about such quotes, closed in 2014, and one (5) about @string, closed without a
# change: a file with one is refused. Nothing was found about #; fiduswriter/BiblioJSON's issue 85 is the like.
# Seen 2026-11-30 with @orcid/bibtex-parse-js 0.0.25, bibtex-parse-js 0.0.24, bibtex-parse 2.1.0, @citation-js/core
# 0.9.0 and @citation-js/plugin-bibtex 0.9.0 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(@orcid/bibtex-parse-js@0.0.25 bibtex-parse-js@0.0.24 bibtex-parse@2.1.0)
npm+=(@citation-js/core@0.9.0 @citation-js/plugin-bibtex@0.9.0)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >works.bib <<'X'
@article{quotes, author = "Ada Example", title = "On the {"}small{"} tool", journal = "Notes", year = 2014}
@article{joined, author = "Ada Example" # " and " # "Ben Example", title = {Large tools}, journal = "Notes", year = 2016}
@article{plain, author = {Ada Example and Ben Example}, title = {On the "old" tool}, journal = "Notes", year = 2018}
X
cat >read.cjs <<'X'
const bib = require("fs").readFileSync("works.bib", "utf8");
const { Cite } = require("@citation-js/core");
require("@citation-js/plugin-bibtex");
const print = (name, rows) => {
    for (const row of rows) console.log(`${name}:`, row.map((value) => value ?? "(none)").join(" | "));
};
for (const name of ["@orcid/bibtex-parse-js", "bibtex-parse-js"]) {
    const works = require(name).toJSON(bib);
    print(name, works.map(({ entryTags: tags }) => [tags.author, tags.title, tags.journal, tags.year]));
}
const works = require("bibtex-parse").entries(bib);
print("bibtex-parse", works.map((work) => [work.AUTHOR, work.TITLE, work.JOURNAL, work.YEAR]));
const cited = new Cite(bib).data;
const names = (work) => work.author.map((person) => `${person.given} ${person.family}`).join(" and ");
const year = (work) => work.issued["date-parts"][0][0];
print("citation-js", cited.map((work) => [names(work), work.title, work["container-title"], year(work)]));
X
node read.cjs | tee seen
diff - seen <<'X' || fail "see the difference above"
@orcid/bibtex-parse-js: Ada Example | On the { | (none) | (none)
@orcid/bibtex-parse-js: Ada Exampleand Ben Example | Large tools | Notes | 2016
@orcid/bibtex-parse-js: Ada Example and Ben Example | On the "old" tool | Notes | 2018
bibtex-parse-js: Ada Example | On the { | (none) | (none)
bibtex-parse-js: Ada Exampleand Ben Example | Large tools | Notes | 2016
bibtex-parse-js: Ada Example and Ben Example | On the "old" tool | Notes | 2018
bibtex-parse: Ada Example | On the "small" tool | Notes | 2014
bibtex-parse: Ada Example and Ben Example | Large tools | Notes | 2016
bibtex-parse: Ada Example and Ben Example | On the "old" tool | Notes | 2018
citation-js: Ada Example | On the "small" tool | Notes | 2014
citation-js: Ada Example and Ben Example | Large tools | Notes | 2016
citation-js: Ada Example and Ben Example | On the "old" tool | Notes | 2018
X
