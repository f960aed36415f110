#!/usr/bin/env bash
# @mohtasham/md-to-docx writes a hard line break as it writes the end of any line of the source: of an address in three
# lines Word has one. markdown-docx does the reverse, and breaks every line of the Word file where the source ends one;
# it prints "R&amp;D" and "2014 &ndash; 2018" as they stand in the source, and numbers a list that begins at 3 from 1.
#
# Who is hit: applicants who keep their CV in Markdown and send it as Word: the lines of contact run together, or each
# sentence is cut where the editor wrapped it; and employers and dates have marks of HTML in them.
# Expected: what commonmark.js has. CommonMark (0.31.2, 6.7) makes a hard break of two spaces or a backslash before the
# end of a line, and of any other end of a line (6.8) a soft one, which is a space to a browser unless an option says
# more; entities stand for their characters (2.5), and a list starts at its first number (5.3). markdown-docx's README
# lists line breaks and ordered lists, md-to-docx's promises the first number of lists, and has no word on breaks.
# Word has a w:br for a break (ECMA-376 part 1, 17.3.3.1); md-to-docx writes a newline in the text, as mammoth shows.
# markdown-docx's issue 10 is about the second of two lists, which goes on where the first ended; nothing was found
# about the rest. all2md's pull request 151 is the like of the soft breaks.
# Seen 2026-11-30 with @mohtasham/md-to-docx 4.0.1, markdown-docx 1.7.0, mammoth 1.13.0, commonmark 0.31.2 (npm),
# Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(@mohtasham/md-to-docx@4.0.1 markdown-docx@1.7.0 mammoth@1.13.0 commonmark@0.31.2)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >cv.md <<'X'
Bonn, Germany  
+49 228 5550100\
ada at example.org

Engineer, R&amp;D, 2014 &ndash; 2018

An engineer who likes
small tools.

3. The third paper
4. The fourth paper
X
cat >write.mjs <<'X'
import { readFileSync } from "fs";
import { convertMarkdownToDocx } from "@mohtasham/md-to-docx";
import markdownDocx, { Packer } from "markdown-docx";
import { HtmlRenderer, Parser } from "commonmark";
import JSZip from "jszip";
import mammoth from "mammoth";

const source = readFileSync("cv.md", "utf8");
const print = (name, html) => {
    const lines = html.replace(/\n(?=<)/g, "").replace(/\n/g, " ").match(/<(p|ol).*?<\/\1>/g);
    for (const line of lines) console.log(`${name}:`, line);
};
for (const [name, buffer] of [
    ["md-to-docx", Buffer.from(await (await convertMarkdownToDocx(source)).arrayBuffer())],
    ["markdown-docx", await Packer.toBuffer(await markdownDocx(source))],
]) {
    print(name, (await mammoth.convertToHtml({ buffer })).value);
    const zip = await JSZip.loadAsync(buffer);
    const read = (part) => zip.file(`word/${part}.xml`).async("string");
    const [, list] = /<w:numId w:val="(\d+)"/.exec(await read("document"));
    const start = new RegExp(`<w:num w:numId="${list}".*?startOverride w:val="(\\d+)"`);
    console.log(`${name}: the list begins at`, start.exec(await read("numbering"))[1]);
}
print("commonmark", new HtmlRenderer().render(new Parser().parse(source)));
X
node write.mjs | tee seen
diff - seen <<'X' || fail "see the difference above"
md-to-docx: <p>Bonn, Germany +49 228 5550100 ada at example.org</p>
md-to-docx: <p>Engineer, R&amp;D, 2014 – 2018</p>
md-to-docx: <p>An engineer who likes small tools.</p>
md-to-docx: <ol><li>The third paper</li><li>The fourth paper</li></ol>
md-to-docx: the list begins at 3
markdown-docx: <p>Bonn, Germany<br />+49 228 5550100<br />ada at example.org</p>
markdown-docx: <p>Engineer, R&amp;amp;D, 2014 &amp;ndash; 2018</p>
markdown-docx: <p>An engineer who likes<br />small tools.</p>
markdown-docx: <ol><li>The third paper</li><li>The fourth paper</li></ol>
markdown-docx: the list begins at 1
commonmark: <p>Bonn, Germany<br /> +49 228 5550100<br /> ada at example.org</p>
commonmark: <p>Engineer, R&amp;D, 2014 – 2018</p>
commonmark: <p>An engineer who likes small tools.</p>
commonmark: <ol start="3"><li>The third paper</li><li>The fourth paper</li></ol>
X
