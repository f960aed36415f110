#!/usr/bin/env bash
# pandoc reads no editor, edition, DOI or link from an EndNote XML file, and prints no pages: it calls them "pages",
# where CSL has "page". What it calls "number", the issue of a journal, stands in place of the page ("Notes 5: 2"). A
# conference paper becomes a special issue, and in BibTeX @misc without its proceedings, of the year 0000 if in press.
# endnote-utils makes an author of the editor, ends a title where italics begin ("Growth of" for "Growth of
# Rosa canina"), and has neither title nor authors of a work whose text stands without <style>. There's no error.
#
# Who is hit: researchers who take the list of publications for a CV or a site out of EndNote: chapters without pages
# and editors, an issue as the page, half a title, an editor as co-author.
# Expected: what pandoc has from a RIS file of the same works. EndNote.dtd, as pandoc's issue 7875 has it, lists pages,
# number, edition, electronic-resource-num and urls for a record; records without <style>, as EndNote puts them into
# Word files, are there too. Editors are the Secondary Authors of EndNote's manual ("Editor Parsing" applies to them),
# and JabRef writes its editors so. CSL has the variables page, issue, editor, edition, DOI and URL (csl-variables.rnc).
# Neither the page on pandoc's module (Text.Pandoc.Readers.EndNote) nor endnote-utils' README names an exception.
# Nothing was found upstream about either. pandoc's issues 7875 and 8433 are about EndNote's citations in Word files.
# Seen 2026-11-30 with pypandoc_binary 1.17 with pandoc 3.9, endnote-utils 1.0.3 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(pypandoc_binary==1.17 endnote-utils==1.0.3)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >works.xml <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<xml><records>
<record>
<rec-number>1</rec-number>
<ref-type name="Book Section">5</ref-type>
<contributors>
<authors><author><style face="normal" font="default" size="100%">Example, Ada</style></author></authors>
<secondary-authors>
<author><style face="normal" font="default" size="100%">Chief, Cy</style></author>
</secondary-authors>
</contributors>
<titles>
<title><style face="normal" font="default" size="100%">Growth of </style><style face="italic" font="default"
 size="100%">Rosa canina</style></title>
<secondary-title><style face="normal" font="default" size="100%">Handbook</style></secondary-title>
</titles>
<pages><style face="normal" font="default" size="100%">123-128</style></pages>
<edition><style face="normal" font="default" size="100%">3</style></edition>
<dates><year><style face="normal" font="default" size="100%">2014</style></year></dates>
<publisher><style face="normal" font="default" size="100%">Nordwind</style></publisher>
<electronic-resource-num><style face="normal" font="default" size="100%">10.1234/r</style></electronic-resource-num>
</record>
<record>
<rec-number>2</rec-number>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors><author>Example, Ada</author></authors></contributors>
<titles><title>Small tools</title><secondary-title>Notes</secondary-title></titles>
<pages>7-9</pages>
<volume>5</volume>
<number>2</number>
<dates><year>2015</year></dates>
<urls><related-urls><url>https://a.test/tools</url></related-urls></urls>
</record>
<record>
<rec-number>3</rec-number>
<ref-type name="Conference Proceedings">10</ref-type>
<contributors><authors><author>Example, Ada</author></authors></contributors>
<titles><title>A talk</title><secondary-title>Tools Days</secondary-title></titles>
<pages>40-44</pages>
<dates><year>in press</year></dates>
</record>
</records></xml>
X
sed 's/$/\r/' >works.ris <<'X'
TY  - CHAP
AU  - Example, Ada
ED  - Chief, Cy
TI  - Growth of Rosa canina
T2  - Handbook
SP  - 123
EP  - 128
ET  - 3
PY  - 2014
PB  - Nordwind
DO  - 10.1234/r
ER  - 
TY  - JOUR
AU  - Example, Ada
TI  - Small tools
T2  - Notes
SP  - 7
EP  - 9
VL  - 5
IS  - 2
PY  - 2015
UR  - https://a.test/tools
ER  - 
TY  - CONF
AU  - Example, Ada
TI  - A talk
T2  - Tools Days
SP  - 40
EP  - 44
ER  - 
X
cat >read.py <<'X'
import json
from pathlib import Path

import pypandoc
from endnote_utils.core import iter_records_xml, process_record_xml

KEYS = ["editor", "page", "issue", "edition", "DOI", "URL"]
for name, file in [("endnotexml", "works.xml"), ("ris", "works.ris")]:
    print(f"pandoc, {name}:")
    for work in json.loads(pypandoc.convert_file(file, "csljson", format=name)):
        work["editor"] = " ".join(person["family"] for person in work.get("editor", []))
        print("CSL:", work["type"], *[f"| {key} {work[key]}" for key in KEYS if work.get(key)])
    text = pypandoc.convert_file(file, "plain", format=name, extra_args=["--citeproc", "--wrap=none"])
    for line in text.replace("\u2013", "-").strip().split("\n\n"):
        print(line)
    for entry in pypandoc.convert_file(file, "bibtex", format=name).split("\n@"):
        lines = [line.strip(" ,") for line in entry.split("\n")]
        kept = [line for line in lines if line.startswith(("editor", "booktitle", "pages", "year"))]
        print("BibTeX:", lines[0].lstrip("@").split("{")[0], *[f"| {line}" for line in kept])
for record in iter_records_xml(Path("works.xml")):
    row = process_record_xml(record, "works")
    print("endnote-utils:", row["title"] or "no title", "|", row["authors"] or "no authors")
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
pandoc, endnotexml:
CSL: chapter
CSL: article-journal
CSL: periodical
Example, Ada. “A Talk.” Special issue, Tools Days.
Example, Ada. 2014. “Growth of Rosa Canina.” In Handbook. Nordwind.
Example, Ada. 2015. “Small Tools.” Notes 5: 2.
BibTeX: inbook | booktitle = {Handbook} | year = {2014}
BibTeX: article | year = {2015}
BibTeX: misc | year = {0000}
pandoc, ris:
CSL: chapter | editor Chief | page 123-128 | edition 3 | DOI 10.1234/r
CSL: article-journal | page 7-9 | issue 2 | URL https://a.test/tools
CSL: paper-conference | page 40-44
Example, Ada. 2014. “Growth of Rosa Canina.” In Handbook, 3rd ed., edited by Cy Chief. Nordwind. https://doi.org/10.1234/r.
Example, Ada. 2015. “Small Tools.” Notes 5 (2): 7-9. https://a.test/tools.
Example, Ada. n.d. “A Talk.” Tools Days, 40-44.
BibTeX: incollection | editor = {Chief, Cy} | booktitle = {Handbook} | pages = {123-128} | year = {2014}
BibTeX: article | pages = {7-9} | year = {2015}
BibTeX: inproceedings | booktitle = {Tools Days} | pages = {40-44}
endnote-utils: Growth of | Example, Ada; Chief, Cy
endnote-utils: no title | no authors
endnote-utils: no title | no authors
X
