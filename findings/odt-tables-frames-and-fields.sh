#!/usr/bin/env bash
# all2md keeps no text of any table in an ODT file, and none of its sections, text frames and fields: of a CV
# in a table it writes the lines of the table, and nothing within them. officeparser loses the lists in cells,
# pandoc the text frames and fields, and odfdo's get_formatted_text the fields. A field may be the name: "Ada
# Example, engineer" becomes ", engineer". There's no error or warning.
#
# Who is hit: applicants with a CV from LibreOffice or OpenOffice: a table sets years beside jobs and their
# bullets, a sidebar is a frame, skills stand in columns, which are a section, and templates fill in name,
# address and date by fields. A program that reads the CV finds no name, no address, no job or no bullets.
# Expected: what odfdo's to_markdown has. OpenDocument (1.2, part 1) has paragraphs and lists as content of a
# cell (9.1.4), of a section (5.4) and of a text box in a frame (10.4.3). A field such as the sender's name
# (7.3.6) or a fixed date (7.3.2) holds the text that it shows.
# The READMEs of all2md and officeparser have ODT among what they read; all2md's option `preserve_tables` is on
# by default, and officeparser's list of limitations names charts for ODT. odfdo documents that
# get_formatted_text handles notes and images, and names no field as left out.
# pandoc's pull request 5606 says of text boxes that their text is ignored if it doesn't follow an image, and
# its 8892 (lists in cells) and 8409 (sections) are solved. odf-kit's 45 and 94 are the like of the lists and
# the frames, both closed. Nothing was found about all2md, officeparser, odfdo, or pandoc's fields.
# Seen 2026-11-30 with all2md 1.18.0, odfpy 1.4.1, odfdo 3.27.3, pypandoc_binary 1.17 with pandoc 3.9 (PyPI),
# officeparser 8.1.1 (npm), Node 20.20. officeparser asks for Node 22.13 or later.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(all2md==1.18.0 odfpy==1.4.1 odfdo==3.27.3 pypandoc_binary==1.17)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(officeparser@8.1.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.xml <<'X'
<text:p><text:sender-firstname>Ada</text:sender-firstname> <text:sender-lastname>Example</text:sender-lastname>,
engineer</text:p>
<text:p><draw:frame text:anchor-type="paragraph" svg:width="5cm"><draw:text-box><text:p>ada@a.test</text:p>
</draw:text-box></draw:frame></text:p>
<text:p>Free: <text:date text:fixed="true" text:date-value="2027-03-01">1 March 2027</text:date></text:p>
<table:table table:name="Jobs"><table:table-column table:number-columns-repeated="2"/>
<table:table-row><table:table-cell><text:p>2014</text:p></table:table-cell>
<table:table-cell><text:p>Kite</text:p><text:list><text:list-item><text:p>Cut costs</text:p></text:list-item>
</text:list></table:table-cell></table:table-row></table:table>
<text:section text:name="Skills"><text:p>Rust</text:p></text:section>
<text:p>Bonn</text:p>
X
cat >write.py <<'X'
import zipfile

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {name: f"{OASIS}{name}:1.0" for name in ("office", "text", "table", "manifest")}
NAMES |= {"draw": f"{OASIS}drawing:1.0", "svg": f"{OASIS}svg-compatible:1.0"}
TYPE = "application/vnd.oasis.opendocument.text"


def part(tag, inner):
    names = "".join(f' xmlns:{name}="{uri}"' for name, uri in NAMES.items())
    version = f'{tag.split(":")[0]}:version="1.2"'
    return f'<?xml version="1.0" encoding="UTF-8"?><{tag}{names} {version}>{inner}</{tag}>'


def entry(path, kind):
    return f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'


text = open("cv.xml").read().replace(">\n<", "><").replace("\n", " ")
body = f"<office:body><office:text>{text}</office:text></office:body>"
entries = entry("/", TYPE) + "".join(entry(f"{name}.xml", "text/xml") for name in ("content", "styles", "meta"))
with zipfile.ZipFile("cv.odt", "w") as file:
    file.writestr("mimetype", TYPE)
    file.writestr("META-INF/manifest.xml", part("manifest:manifest", entries))
    file.writestr("content.xml", part("office:document-content", body))
    file.writestr("styles.xml", part("office:document-styles", "<office:styles/>"))
    file.writestr("meta.xml", part("office:document-meta", "<office:meta/>"))
X
venv/bin/python write.py
cat >read.cjs <<'X'
const show = async (cv) => console.log((await cv.to("text")).value);
require("officeparser").parseOffice("cv.odt").then(show);
X
cat >read.py <<'X'
import re
import subprocess

import all2md
import odfdo
import pypandoc


def by_officeparser():
    return subprocess.run(["node", "read.cjs"], stdout=subprocess.PIPE, text=True, check=True).stdout


read = {
    "all2md": lambda: all2md.to_markdown("cv.odt"),
    "officeparser": by_officeparser,
    "pandoc": lambda: pypandoc.convert_file("cv.odt", "plain", extra_args=["--wrap=none"]),
    "odfdo, get_formatted_text": lambda: odfdo.Document("cv.odt").get_formatted_text(),
    "odfdo, to_markdown": lambda: odfdo.Document("cv.odt").to_markdown(),
}
for name, text in read.items():
    words = re.sub(r"[|*]|[:+]?--[-+]*|(?<!\S)[-+](?!\S)|\d\. ", " ", text())
    print(f"{name}:", " / ".join(" ".join(line.split()) for line in words.splitlines() if line.strip()))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
all2md: , engineer / Free: / Bonn
officeparser: Ada Example, engineer / ada@a.test / Free: 1 March 2027 / 2014 Kite / Rust / Bonn
pandoc: , engineer / Free: / 2014 Kite / Cut costs / Rust / Bonn
odfdo, get_formatted_text: , engineer / ada@a.test / Free: / 2014 / Kite / Cut costs / Rust / Bonn
odfdo, to_markdown: Ada Example, engineer / ada@a.test / Free: 1 March 2027 / 2014 Kite Cut costs / Rust / Bonn
X
