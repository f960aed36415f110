#!/usr/bin/env bash
# easy-template-x writes the second line of a value behind all that the template has after it in the same run: of
# "{address}, {country}" it makes "1 Main Road, Germany" and, below that, "53111 Bonn". Where two values have two lines,
# their second lines stand together at the end. docx-templates puts the break into the text element, so that python-docx
# has nothing of the second line, and anydoc joins it to the first: "1 Main Road53111 Bonn". There's no error.
#
# Who is hit: applicants and offices that fill CVs and letters from one Word file: addresses and duties are torn apart,
# or programs that read the filled CV find half of them.
# Expected: what docxtemplater has, with its option for line breaks. The example of use in easy-template-x's README has
# a value of two lines, and no word on what may follow the tag. docx-templates documents its `processLineBreaks`, on by
# default, as handling them as actual line breaks; in ECMA-376 (part 1) <w:t> (17.3.3.31) is literal text, and <w:br>
# (17.3.3.1) stands beside it in the run.
# Nothing was found upstream about easy-template-x. docx-templates' issues 68 and 143 have the lost breaks of its files
# in LibreOffice; the option that came of them, processLineBreaksAsNewText, is off by default and not in its README.
# Seen 2026-11-30 with easy-template-x 7.2.8, docx-templates 4.15.0, docxtemplater 3.71.0, pizzip 3.3.0 (npm),
# python-docx 1.2.0, firecrawl-anydoc 0.2.4 (PyPI), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(python-docx==1.2.0 firecrawl-anydoc==0.2.4)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(easy-template-x@7.2.8 docx-templates@4.15.0 docxtemplater@3.71.0 pizzip@3.3.0)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]} ${pip[*]}"

cat >fill.py <<'X'
import subprocess

import anydoc
import docx

engines = {"easy-template-x": "{%}", "docx-templates": "+++%+++", "docxtemplater": "{%}"}
templates = ["address, country", "employer: duties (year)"]
for engine, tag in engines.items():
    document = docx.Document()
    for template in templates:
        for name in ["address", "country", "employer", "duties", "year"]:
            template = template.replace(name, tag.replace("%", name))
        document.add_paragraph(template)
    document.save("template.docx")
    subprocess.run(["node", "fill.cjs", engine], check=True)
    for paragraph in docx.Document("cv.docx").paragraphs:
        print(f"{engine}, python-docx:", paragraph.text.replace("\n", " / "))
    for paragraph in anydoc.to_markdown("cv.docx").strip().split("\n\n"):
        print(f"{engine}, anydoc:", paragraph.replace("\\\n", " / "))
X
cat >fill.cjs <<'X'
const { readFileSync, writeFileSync } = require("fs");
const template = readFileSync("template.docx");
const data = {
    address: "1 Main Road\n53111 Bonn",
    country: "Germany",
    employer: "Nordwind\nHarbour office",
    duties: "Built tools.\nLed ten people.",
    year: "2014",
};
const engines = {
    "easy-template-x": () => new (require("easy-template-x").TemplateHandler)().process(template, data),
    "docx-templates": () => require("docx-templates").createReport({ template, data }),
    docxtemplater: () => {
        const [Docxtemplater, PizZip] = [require("docxtemplater"), require("pizzip")];
        const document = new Docxtemplater(new PizZip(template), { linebreaks: true });
        document.render(data);
        return document.getZip().generate({ type: "nodebuffer" });
    },
};
Promise.resolve(engines[process.argv[2]]()).then((file) => writeFileSync("cv.docx", file));
X
venv/bin/python fill.py | tee seen
diff - seen <<'X' || fail "see the difference above"
easy-template-x, python-docx: 1 Main Road, Germany / 53111 Bonn
easy-template-x, python-docx: Nordwind: Built tools. (2014) / Harbour office / Led ten people.
easy-template-x, anydoc: 1 Main Road, Germany / 53111 Bonn
easy-template-x, anydoc: Nordwind: Built tools. (2014) / Harbour office / Led ten people.
docx-templates, python-docx: 1 Main Road, Germany
docx-templates, python-docx: Nordwind: Built tools. (2014)
docx-templates, anydoc: 1 Main Road53111 Bonn, Germany
docx-templates, anydoc: NordwindHarbour office: Built tools.Led ten people. (2014)
docxtemplater, python-docx: 1 Main Road / 53111 Bonn, Germany
docxtemplater, python-docx: Nordwind / Harbour office: Built tools. / Led ten people. (2014)
docxtemplater, anydoc: 1 Main Road / 53111 Bonn, Germany
docxtemplater, anydoc: Nordwind / Harbour office: Built tools. / Led ten people. (2014)
X
