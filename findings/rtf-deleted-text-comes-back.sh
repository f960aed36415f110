#!/usr/bin/env bash
# striprtf, anydoc, xberg and officeparser read what tracked changes have deleted in an RTF file as if it were there: a
# year that was corrected from 2016 to 2018 comes out as "20162018", and a job that was taken out as one more job.
# Of the same changes in a DOCX file, anydoc, xberg and officeparser leave out what was deleted.
#
# Who is hit: applicants who let others correct their CV, and send it as RTF while Word hides the changes ("No Markup"):
# programs that read it find years that are none, and jobs that were taken out on purpose.
# Expected: "2014 to 2018" and one job. The RTF specification (1.9.1) has \deleted
# for what tracked changes have deleted, beside \revised for what they have added.
# officeparser's README promises for DOCX and ODT that deleted text is not read, and says nothing of RTF.
# Nothing was found upstream about RTF; anydoc has a pull request (174) for the older .doc files.
# Seen 2026-11-30 with striprtf 0.0.35, firecrawl-anydoc 0.2.4, xberg 1.3.9, python-docx 1.2.0 (PyPI), officeparser
# 8.1.1 (npm), Node 20.20. officeparser asks for Node 22.13 or later; its RTF result is the same with 22.23.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(striprtf==0.0.35 firecrawl-anydoc==0.2.4 xberg==1.3.9 python-docx==1.2.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(officeparser@8.1.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.rtf <<'X'
{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}}
{\*\revtbl{Unknown;}{Ben Beispiel;}}
\pard\plain\f0\fs24 Ada Example\par
\pard\plain\f0\fs24 Engineer, Nordwind, 2014 to {\deleted\revauthdel1\revdttmdel1234567890 2016}{\revised\revauth1\revdttm1234567890 2018}\par
{\pard\plain\f0\fs24\deleted\revauthdel1\revdttmdel1234567890 Waiter, Alt und Neu, 2013\par}
\pard\plain\f0\fs24 Skills: Rust\par
}
X
cat >read.py <<'X'
import asyncio
import pathlib
import subprocess

import anydoc
import docx
import xberg
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from striprtf.striprtf import rtf_to_text


def change(kind, text):
    """A run that was inserted or deleted with tracked changes, as Word stores it in DOCX."""
    name = "delText" if kind == "del" else "t"
    by = 'w:id="7" w:author="Ben Beispiel" w:date="2026-11-01T09:00:00Z"'
    return parse_xml(f"<w:{kind} {nsdecls('w')} {by}><w:r><w:{name}>{text}</w:{name}></w:r></w:{kind}>")


cv = docx.Document()
cv.add_paragraph("Ada Example")
job = cv.add_paragraph("Engineer, Nordwind, 2014 to ")._p
job.append(change("del", "2016"))
job.append(change("ins", "2018"))
cv.add_paragraph()._p.append(change("del", "Waiter, Alt und Neu, 2013"))
cv.add_paragraph("Skills: Rust")
cv.save("cv.docx")


def by_xberg(name):
    read = asyncio.run(xberg.extract(xberg.ExtractInput(uri=str(pathlib.Path(name).resolve()))))
    return read.results[0].content


def by_officeparser(name):
    script = f'require("officeparser").parseOffice("{name}").then(show); ' \
        'async function show(cv) { console.log((await cv.to("text")).value); }'
    return subprocess.run(["node", "-e", script], stdout=subprocess.PIPE, text=True, check=True).stdout


def show(reader, name, text):
    print(f"{reader}, {name}:", " | ".join(line.strip() for line in text.splitlines() if line.strip()))


show("striprtf", "RTF", rtf_to_text(pathlib.Path("cv.rtf").read_text()))
for reader, read in {"anydoc": anydoc.to_markdown, "xberg": by_xberg, "officeparser": by_officeparser}.items():
    for name in ["cv.rtf", "cv.docx"]:
        show(reader, name[3:].upper(), read(name))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
striprtf, RTF: Ada Example | Engineer, Nordwind, 2014 to 20162018 | Waiter, Alt und Neu, 2013 | Skills: Rust
anydoc, RTF: Ada Example | Engineer, Nordwind, 2014 to 20162018 | Waiter, Alt und Neu, 2013 | Skills: Rust
anydoc, DOCX: Ada Example | Engineer, Nordwind, 2014 to 2018 | Skills: Rust
xberg, RTF: Ada Example | Engineer, Nordwind, 2014 to 20162018 | Waiter, Alt und Neu, 2013 | Skills: Rust
xberg, DOCX: Ada Example | Engineer, Nordwind, 2014 to 2018 | Skills: Rust
officeparser, RTF: Ada Example | Engineer, Nordwind, 2014 to 20162018 | Waiter, Alt und Neu, 2013 | Skills: Rust
officeparser, DOCX: Ada Example | Engineer, Nordwind, 2014 to 2018 | Skills: Rust
X
