#!/usr/bin/env bash
# officeparser drops dashes and bullets that an RTF file names by control words: "2014\endash 2018" becomes
# "20142018". It and xberg print the no-break space as a tilde and the no-break hyphen as an underscore
# ("Ada~Example", "+49_228"), and drop fixed spaces: "Bonn\emspace 2016" becomes "Bonn2016".
# The same dash written as a number (\'96 or \u8211) is kept.
#
# Who is hit: applicants whose CV is an RTF file: programs that read it find years that are none, and names
# and telephone numbers with characters that aren't in them.
# Expected: what striprtf has. The RTF specification (1.9.1) has \endash, \emdash, \bullet,
# \emspace, \enspace, \~ (a no-break space) and \_ (a no-break hyphen) in its table "Special Characters".
# officeparser's README has RTF among the formats it parses, and names no such characters as left out.
# For officeparser and xberg nothing was found; iarna/rtf-parser's pull request 29 adds these to that parser.
# Seen 2026-11-30 with striprtf 0.0.35, xberg 1.3.9 (PyPI), officeparser 8.1.1 (npm), Node 20.20.
# officeparser asks for Node 22.13 or later.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(striprtf==0.0.35 xberg==1.3.9)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(officeparser@8.1.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.rtf <<'X'
{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}}
\pard\plain\f0\fs24 Ada\~Example, +49\_228\par
\pard\plain\f0\fs24 Engineer, 2014\endash 2018\par
\pard\plain\f0\fs24 \bullet  Bonn\emspace 2016\par
\pard\plain\f0\fs24 Waiter, 2012\'962013\par
}
X
cat >read.py <<'X'
import asyncio
import pathlib
import subprocess

import xberg
from striprtf.striprtf import rtf_to_text

SCRIPT = 'require("officeparser").parseOffice("cv.rtf").then(show); ' \
    'async function show(cv) { console.log((await cv.to("text")).value); }'
path = pathlib.Path("cv.rtf").resolve()
texts = {
    "striprtf": rtf_to_text(path.read_text()),
    "xberg": asyncio.run(xberg.extract(xberg.ExtractInput(uri=str(path)))).results[0].content,
    "officeparser": subprocess.check_output(["node", "-e", SCRIPT], text=True),
}
for name, text in texts.items():
    # A no-break hyphen is as good as a hyphen, and a no-break or fixed space as good as a space.
    lines = [" ".join(line.split()).replace("\u2011", "-") for line in text.splitlines() if line.strip()]
    print(f"{name}:", " | ".join(lines))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
striprtf: Ada Example, +49-228 | Engineer, 2014–2018 | • Bonn 2016 | Waiter, 2012–2013
xberg: Ada~Example, +49_228 | Engineer, 2014–2018 | • Bonn2016 | Waiter, 2012–2013
officeparser: Ada~Example, +49_228 | Engineer, 20142018 | Bonn2016 | Waiter, 2012–2013
X
