#!/usr/bin/env bash
# html-to-docx and @turbodocx/html-to-docx drop the text of <time>, <abbr>, <cite>, <small> and other
# inline elements: of "April 2018 to June 2021", each date in a <time>, the Word file has "to", of "Rust, SQL" with SQL
# in an <abbr>, "Rust,". html-to-docx also loses a job whose title and date are an <h3> and a <div> in a list item.
#
# Who is hit: applicants whose CV is an HTML page, and who send it as Word because the form wants that: all jobs are
# without dates, and there's no error or warning.
# Expected: the text, as html2docx has it, and as both keep it in a <span>. The HTML standard (4.5.14, 4.5.9) says that
# a <time> or <abbr> represents its contents; and a list item may hold what any block may. The READMEs say that they
# convert HTML documents, and name what is ignored elsewhere (the inside of a page break), but not these.
# Nothing was found upstream; html-to-docx's issue 176 is about text outside all elements.
# Seen 2026-11-30 with html-to-docx 1.8.0, @turbodocx/html-to-docx 1.23.1 (npm), html2docx 1.6.0 (PyPI), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(html2docx==1.6.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(html-to-docx@1.8.0 @turbodocx/html-to-docx@1.23.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.html <<'X'
<!DOCTYPE html>
<html lang="en"><head><title>CV</title></head><body>
<h1>Ada Example</h1>
<h2>Engineer, Nordwind</h2>
<p><time datetime="2018-04">April 2018</time> to <time datetime="2021-06">June 2021</time> <small>(Bonn)</small></p>
<h2>Intern, Red Kite</h2>
<p><span>2014</span> to <span>2018</span></p>
<p>Skills: Rust, <abbr title="Structured Query Language">SQL</abbr></p>
<p>Article: <cite>Small Tools</cite>, 2020</p>
<ul>
<li><h3>Tutor, Bonn</h3><div>2008</div></li>
</ul>
</body></html>
X
cat >write.cjs <<'X'
const { readFileSync, writeFileSync } = require("fs");
(async () => {
    const html = readFileSync("cv.html", "utf8");
    writeFileSync("1.docx", Buffer.from(await require("html-to-docx")(html)));
    writeFileSync("2.docx", Buffer.from(await require("@turbodocx/html-to-docx")(html)));
})();
X
node write.cjs
cat >read.py <<'X'
import zipfile
from xml.etree import ElementTree

from html2docx import html2docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
with open("3.docx", "wb") as file:
    file.write(html2docx(open("cv.html").read(), "CV").getvalue())
for name, path in [("html-to-docx", "1.docx"), ("@turbodocx/html-to-docx", "2.docx"), ("html2docx", "3.docx")]:
    body = ElementTree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    lines = ("".join(text.text or "" for text in line.iter(W + "t")) for line in body.iter(W + "p"))
    print(f"{name}:", " | ".join(" ".join(line.split()) for line in lines if line.strip()))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
html-to-docx: Ada Example | Engineer, Nordwind | to | Intern, Red Kite | 2014 to 2018 | Skills: Rust, | Article: , 2020
@turbodocx/html-to-docx: Ada Example | Engineer, Nordwind | to | Intern, Red Kite | 2014 to 2018 | Skills: Rust, | Article: , 2020 | Tutor, Bonn | 2008
html2docx: CV Ada Example | Engineer, Nordwind | April 2018 to June 2021 (Bonn) | Intern, Red Kite | 2014 to 2018 | Skills: Rust, SQL | Article: Small Tools, 2020 | Tutor, Bonn | 2008
X
