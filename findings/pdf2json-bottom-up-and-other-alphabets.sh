#!/usr/bin/env bash
# pdf2json gives the text of a page from the bottom up: the name comes last, and each job's bullets before it. After a
# tick from ZapfDingbats it reads the rest of the page in Greek letters: "Engineer at Nordwind" becomes
# "Ενγινεερ ατ Νορδωινδ". @libpdf/core reads the rest as dingbats: "Rust since 2014" becomes "✲◆▲▼ ▲❉■❃❅ ✒✐✑✔".
# There's no error.
#
# Who is hit: applicants whose CV has ticks, stars or a telephone sign, set in a context of its own: a program that
# reads it finds neither job nor employer below. The order is the same with the plainest CV in one column.
# Expected: the order of pdfreader, which has pdf2json 3.1.4 in it, and the letters of all the others. By a comment in
# its code, pdf2json's sort is into reading order, top to bottom; it takes the smallest y first, which in a PDF is the
# foot of the page. By ISO 32000-1 (8.4.2) Q brings back the whole graphics state, and the font is part of it (9.3).
# fpdf2 relies on that: its local_context "won't affect the surrounding code".
# pdf2json's issue 421 asked for an order by place, and pull request 422 brought the sort; nothing was found about its
# direction (4.0.2 hasn't got it), nor about the fonts in either. oxidizePdf's issue 452 (solved) was the like of them.
# Seen 2026-12-01 with pdf2json 4.1.0, pdfreader 3.0.8, @libpdf/core 0.4.2, unpdf 1.8.1 (npm), fpdf2 2.8.7, pypdf 7.1.1,
# pypdfium2 5.15.2 (PyPI), Node 20.20. pdfreader and unpdf have "4" for the tick.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(fpdf2==2.8.7 pypdf==7.1.1 pypdfium2==5.15.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(pdf2json@4.1.0 pdfreader@3.0.8 @libpdf/core@0.4.2 unpdf@1.8.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >make.py <<'X'
from fpdf import FPDF

LINES = ["Ada Example", "Rust since 2014", "Engineer at Nordwind"]
for name in ["plain.pdf", "marked.pdf"]:
    pdf = FPDF(format="A4")
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    for number, line in enumerate(LINES):
        if name == "marked.pdf" and number == 1:
            with pdf.local_context(font_family="ZapfDingbats"):
                pdf.text(20, 20 + 8 * number, "4")
        pdf.text(26, 20 + 8 * number, line)
    pdf.output(name)
X
venv/bin/python make.py
cat >read.py <<'X'
import pypdf
import pypdfium2

for name in ["plain.pdf", "marked.pdf"]:
    texts = {
        "pypdf": pypdf.PdfReader(name).pages[0].extract_text(),
        "pypdfium2": pypdfium2.PdfDocument(name)[0].get_textpage().get_text_range(),
    }
    for reader, text in texts.items():
        print(f"{name}, {reader}:", " | ".join(text.split("\n")).replace("\r", ""))
X
cat >read.mjs <<'X'
import { readFileSync } from "node:fs";
import { PDF } from "@libpdf/core";
import PDFParser from "pdf2json";
import { PdfReader } from "pdfreader";
import { extractText } from "unpdf";

const readers = {
    pdf2json: (file) => new Promise((resolve, reject) => {
        const parser = new PDFParser(null, true);
        parser.on("pdfParser_dataError", reject);
        parser.on("pdfParser_dataReady", () => resolve(parser.getRawTextContent().split("\n----------------Page")[0]));
        parser.loadPDF(file, 0);
    }),
    pdfreader: (file) => new Promise((resolve, reject) => {
        const texts = [];
        new PdfReader().parseFileItems(file, (error, item) => {
            if (error) reject(error);
            else if (!item) resolve(texts.join("\n"));
            else if (item.text) texts.push(item.text);
        });
    }),
    libpdf: async (file) => (await PDF.load(new Uint8Array(readFileSync(file)))).extractText()[0].text,
    unpdf: async (file) => (await extractText(new Uint8Array(readFileSync(file)))).text[0],
};
for (const file of ["plain.pdf", "marked.pdf"]) {
    for (const [name, read] of Object.entries(readers)) {
        const text = (await read(file)).trim().split(/\r?\n/).join(" | ").replace(/ {2,}/g, " ");
        console.log(`${file}, ${name}: ${text}`);
    }
}
process.exit(0);
X
{ venv/bin/python read.py; node read.mjs | grep -v '^Warning: '; } | tee seen
diff - seen <<'X' || fail "see the difference above"
plain.pdf, pypdf: Ada Example | Rust since 2014 | Engineer at Nordwind
plain.pdf, pypdfium2: Ada Example | Rust since 2014 | Engineer at Nordwind
marked.pdf, pypdf: Ada Example | ✔Rust since 2014 | Engineer at Nordwind
marked.pdf, pypdfium2: Ada Example | ✔ Rust since 2014 | Engineer at Nordwind
plain.pdf, pdf2json: Engineer at Nordwind | Rust since 2014 | Ada Example
plain.pdf, pdfreader: Ada Example | Rust since 2014 | Engineer at Nordwind
plain.pdf, libpdf: Ada Example | Rust since 2014 | Engineer at Nordwind
plain.pdf, unpdf: Ada Example | Rust since 2014 | Engineer at Nordwind
marked.pdf, pdf2json: Ενγινεερ ατ Νορδωινδ | 4 Ρυστ σινχε 2014 | Ada Example
marked.pdf, pdfreader: Ada Example | 4 | Rust since 2014 | Engineer at Nordwind
marked.pdf, libpdf: Ada Example | ✔ ✲◆▲▼ ▲❉■❃❅ ✒✐✑✔ | ✥■❇❉■❅❅❒ ❁▼ ✮❏❒❄◗❉■❄
marked.pdf, unpdf: Ada Example | 4 Rust since 2014 | Engineer at Nordwind
X
