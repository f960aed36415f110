#!/usr/bin/env bash
# odf-kit, anydoc, docx2txt2 and odt2html print a comment in an ODT file in the midst of the sentence that it
# is on, with the name of its author and the time: "Led 40 people" becomes "Led 40Ben2026-01-01T00:00:00Is this
# true? people". docx2txt2 and odt2html also print what tracked changes have deleted, above the name of the
# applicant: a job that was taken out is the first thing in the CV.
# Of the same comment in a DOCX file, anydoc and docx2txt2 print nothing.
#
# Who is hit: applicants who let others comment on their CV in LibreOffice, and programs that read the file: a
# remark of a friend is part of what they say of themselves, no search finds "40 people", and a language model
# can't tell the remark from the CV.
# Expected: what officeparser has. In OpenDocument (1.2, part 1) <office:annotation> (14.1) is an annotation of
# the document, with an author and a date of its own, and <text:deletion> (5.5.4) holds content that was
# deleted while changes were tracked.
# odf-kit's README calls its reader one of full fidelity that has tracked changes; anydoc's, docx2txt2's and
# odt2html's have ODT among what they read. None of them has a word on comments in ODT.
# Nothing was found upstream. UseJunior/safe-docx's pull request 341 avoids just this in a reader of its own.
# Seen 2026-11-30 with firecrawl-anydoc 0.2.4, docx2txt2 1.0.4, python-docx 1.2.0 (PyPI), odf-kit 0.13.14,
# odt2html 1.0.1, officeparser 8.1.1 (npm), Node 20.20. officeparser asks for Node 22.13 or later.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(firecrawl-anydoc==0.2.4 docx2txt2==1.0.4 python-docx==1.2.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(odf-kit@0.13.14 odt2html@1.0.1 officeparser@8.1.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.xml <<'X'
<text:tracked-changes><text:changed-region xml:id="c1" text:id="c1"><text:deletion><office:change-info>
<dc:creator>Ben</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info>
<text:p>Waiter, Kite</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p>Ada Example<text:change text:change-id="c1"/></text:p>
<text:p>Led 40<office:annotation><dc:creator>Ben</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>
<text:p>Is this true?</text:p></office:annotation> people</text:p>
X
cat >write.py <<'X'
import zipfile

import docx

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {name: f"{OASIS}{name}:1.0" for name in ("office", "text", "manifest")}
NAMES["dc"] = "http://purl.org/dc/elements/1.1/"
TYPE = "application/vnd.oasis.opendocument.text"


def part(tag, inner):
    names = "".join(f' xmlns:{name}="{uri}"' for name, uri in NAMES.items())
    version = f'{tag.split(":")[0]}:version="1.2"'
    return f'<?xml version="1.0" encoding="UTF-8"?><{tag}{names} {version}>{inner}</{tag}>'


def entry(path, kind):
    return f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'


text = open("cv.xml").read().replace(">\n<", "><")
body = f"<office:body><office:text>{text}</office:text></office:body>"
entries = entry("/", TYPE) + "".join(entry(f"{name}.xml", "text/xml") for name in ("content", "styles", "meta"))
with zipfile.ZipFile("cv.odt", "w") as file:
    file.writestr("mimetype", TYPE)
    file.writestr("META-INF/manifest.xml", part("manifest:manifest", entries))
    file.writestr("content.xml", part("office:document-content", body))
    file.writestr("styles.xml", part("office:document-styles", "<office:styles/>"))
    file.writestr("meta.xml", part("office:document-meta", "<office:meta/>"))
word = docx.Document()
line = word.add_paragraph()
word.add_comment(line.add_run("Led 40"), text="Is this true?", author="Ben")
line.add_run(" people")
word.save("cv.docx")
X
venv/bin/python write.py
cat >read.mjs <<'X'
import { readFileSync } from "node:fs";
import { odtToHtml } from "odf-kit/reader";
import odt2html from "odt2html";
import { parseOffice } from "officeparser";

const read = {
    "odf-kit": () => odtToHtml(new Uint8Array(readFileSync("cv.odt"))),
    odt2html: () => odt2html.toHTML({ path: "cv.odt" }),
    officeparser: async () => (await (await parseOffice("cv.odt")).to("text")).value,
};
console.log(await read[process.argv[2]]());
X
cat >read.py <<'X'
import re
import subprocess

import anydoc
import docx2txt2


def by_node(name):
    html = subprocess.run(["node", "read.mjs", name], stdout=subprocess.PIPE, text=True, check=True).stdout
    body = re.sub(r"(?s)<head>.*</head>|<style.*</style>", "", html)
    return re.sub(r"<[^>]*>", "", body.replace("<p", "\n<p"))


texts = {name: by_node(name) for name in ("odf-kit", "odt2html")}
texts |= {"anydoc": anydoc.to_markdown("cv.odt"), "docx2txt2": docx2txt2.extract_text("cv.odt")}
texts["officeparser"] = by_node("officeparser")
texts |= {"anydoc, DOCX": anydoc.to_markdown("cv.docx"), "docx2txt2, DOCX": docx2txt2.extract_text("cv.docx")}
for name, text in texts.items():
    print(f"{name}:", " / ".join(" ".join(line.split()) for line in text.splitlines() if line.strip()))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
odf-kit: Ada Example / Led 40Ben2026-01-01T00:00:00Is this true? people
odt2html: Ben2026-01-01T00:00:00 / Waiter, Kite / Ada Example / Led 40Ben2026-01-01T00:00:00 / Is this true? people
anydoc: Ada Example / Led 40Ben2026-01-01T00:00:00Is this true? people
docx2txt2: Ben 2026-01-01T00:00:00 Waiter, Kite Ada Example Led 40 Ben 2026-01-01T00:00:00 Is this true? people
officeparser: Ada Example / Led 40 people
anydoc, DOCX: Led 40 people
docx2txt2, DOCX: Led 40 people
X
