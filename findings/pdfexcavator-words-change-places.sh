#!/usr/bin/env bash
# pdfexcavator mixes the words of two texts that stand on one line: "Lead engineer, Nord GmbH" and, on the right,
# "2018 – today" become "Lead engineer, 2018 – today Nord GmbH", and "2010 – 2014" before "M.Sc. Physics, Lyon" becomes
# "2010 M.Sc. – Physics, 2014 Lyon". Its words reach 1550 points from the left on a page of 595. There's no warning.
#
# Who is hit: recruiters and agents that take the text of CVs with it, where dates often stand on the right of a job or
# before it: employers, periods and degrees come out in pieces.
# Expected: what pdf.js has, on which it stands: its items are right, in place and width, and pdftotext has the same.
# The README calls it a drop-in for pdfplumber that finds words and lines with their positions. pdf.js gives the width of
# an item in device space (its api.d.ts), so as it is on the page; pdfexcavator multiplies it by the size of the font.
# Nothing was found upstream. The command line gives the same text.
# Seen 2026-12-01 with pdfexcavator 0.1.2, pdfjs-dist 4.10.38, pdfkit 0.20.2 (npm), Node 20.20, pdftotext 22.12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(pdfexcavator@0.1.2 pdfjs-dist@4.10.38 pdfkit@0.20.2)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >make.cjs <<'X'
const { createWriteStream } = require("fs");
const PDFDocument = require("pdfkit");

const page = new PDFDocument({ size: "A4", margin: 70 });
page.pipe(createWriteStream("cv.pdf"));
page.font("Helvetica").fontSize(11);
const line = { lineBreak: false };
[
    ["Ada Example", 70, "ada@a.test", 450],
    ["Lead engineer, Nord GmbH", 70, "2018 – today", 450],
    ["Engineer, Ost AG", 70, "2014 – 2018", 450],
    ["2010 – 2014", 70, "M.Sc. Physics, Lyon", 150],
].forEach(([left, x, right, x2], row) => {
    page.text(left, x, 80 + 20 * row, line).text(right, x2, 80 + 20 * row, line);
});
page.end();
X
cat >read.mjs <<'X'
import { readFileSync } from "node:fs";
import pdfexcavator from "pdfexcavator";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

const pdf = await pdfexcavator.open("cv.pdf");
const [page] = pdf.pages;
const show = (name, text) => {
    console.log(`${name}:`, text.trim().split("\n").map((line) => line.trim().replace(/ +/g, " ")).join(" | "));
};
show("pdfexcavator", await page.extractText());
show("with layout", (await page.extractText({ layout: true })).replace(/\n+/g, "\n"));
const words = await page.extractWords();
console.log("page:", page.width, "words end at:", Math.max(...words.map((word) => Math.round(word.x1))));
await pdf.close();

const data = new Uint8Array(readFileSync("cv.pdf"));
const { items } = await (await (await getDocument({ data, verbosity: 0 }).promise).getPage(1)).getTextContent();
const ends = items.map((item) => Math.round(item.transform[4] + item.width));
show("pdf.js", items.map((item) => item.str).filter((text) => text.trim()).join("\n"));
console.log("items end at:", Math.max(...ends));
X
node make.cjs
{
    node read.mjs
    echo "command line: $(node_modules/.bin/pdfexcavator text cv.pdf | tr -s ' \n' ' ')"
    echo "pdftotext: $(pdftotext -layout cv.pdf - | tr -s ' \n\f' ' ')"
} 2>log | sed 's/ *$//' | tee seen || { cat log >&2; fail "an error"; }
diff - seen <<'X' || fail "see the difference above"
pdfexcavator: Ada Example ada@a.test | Lead engineer, 2018 – today Nord GmbH | Engineer, 2014 Ost – 2018 AG | 2010 M.Sc. – Physics, 2014 Lyon
with layout: A d a E x aa d m a p @ l a e . t e s t | L e a d e n2 g0 1 8 e –e r t, o d N a o y r d G m b H | E n g i n e e 2 r 0 , 1 4 O s –t 2A 0G 1 8 | 2 0 M 1. 0S c – P2 h 0 y 1 s 4 i c s , L y o n
page: 595.28 words end at: 1550
pdf.js: Ada Example | ada@a.test | Lead engineer, Nord GmbH | 2018 – today | Engineer, Ost AG | 2014 – 2018 | 2010 – 2014 | M.Sc. Physics, Lyon
items end at: 513
command line: Ada Example ada@a.test Lead engineer, 2018 – today Nord GmbH Engineer, 2014 Ost – 2018 AG 2010 M.Sc. – Physics, 2014 Lyon
pdftotext: Ada Example ada@a.test Lead engineer, Nord GmbH 2018 – today Engineer, Ost AG 2014 – 2018 2010 – 2014 M.Sc. Physics, Lyon
X
