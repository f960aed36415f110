#!/usr/bin/env bash
# mf2py keeps no field of a job, a degree or the contact in a classic hResume: all words of a job become its name,
# "Engineer, Nordwind GmbH, June 2014 to 2018. Cut costs", and title, employer, start and end are gone. What stands in
# attributes is lost altogether: the exact dates, the e-mail address and the link to the site.
#
# Who is hit: applicants whose site or profile has been marked up so for years: a program that reads the page with mf2py
# finds jobs without dates or employers, and no way to answer.
# Expected: the fields, as microformats-parser has them. mf2py's README promises backwards-compatible support for
# microformats1, and the microformats test suite (microformats-v1/hresume/work.json, education.json, contact.json) has
# them for just this markup. The same hCalendar event outside a résumé mf2py reads in full.
# mf2py's issue 127 (open since 2018) has the cause for `geo` in a hCard: what is nested is read as microformats2.
# Seen 2026-11-30 with mf2py 2.0.2 (PyPI), microformats-parser 2.0.6 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(mf2py==2.0.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(microformats-parser@2.0.6)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.html <<'X'
<div class="hresume">
<div class="contact vcard"><a class="fn url" href="https://ada.example.org/">Ada Example</a>,
<a class="email" href="mailto:ada@example.org">e-mail</a></div>
<p class="summary">Builds small tools.</p>
<p class="experience vevent vcard"><span class="title">Engineer</span>, <span class="org">Nordwind GmbH</span>,
<abbr class="dtstart" title="2014-06-01">June 2014</abbr> to <abbr class="dtend" title="2018-03-31">2018</abbr>.
<span class="description">Cut costs</span></p>
<p class="education vevent vcard"><span class="fn summary org">University of Bonn</span>,
<span class="dtstart">2010-10</span> to <span class="dtend">2014-03</span></p>
</div>
<p class="vevent"><span class="summary">Talk</span>, <abbr class="dtstart" title="2019-05-02">May 2019</abbr></p>
X
cat >read.cjs <<'X'
const { mf2 } = require("microformats-parser");
const html = require("fs").readFileSync("cv.html", "utf8");
console.log(JSON.stringify(mf2(html, { baseUrl: "https://example.org/" })));
X
cat >read.py <<'X'
import json
import subprocess

import mf2py

right = subprocess.run(["node", "read.cjs"], capture_output=True, text=True, check=True).stdout
for name, read in [
    ("mf2py", mf2py.parse(doc=open("cv.html").read(), url="https://example.org/")),
    ("microformats-parser", json.loads(right)),
]:
    cv, talk = read["items"]
    for what in ["contact", "experience", "education"]:
        (entry,) = cv["properties"][what]
        print(f"{name}: {what}:", *(f"{key}={value[0]!r}" for key, value in sorted(entry["properties"].items())))
    print(f"{name}: event:", *(f"{key}={value[0]!r}" for key, value in sorted(talk["properties"].items())))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
mf2py: contact: name='Ada Example, e-mail'
mf2py: experience: name='Engineer, Nordwind GmbH, June 2014 to 2018. Cut costs'
mf2py: education: name='University of Bonn, 2010-10 to 2014-03'
mf2py: event: name='Talk' start='2019-05-02'
microformats-parser: contact: email='mailto:ada@example.org' name='Ada Example' url='https://ada.example.org/'
microformats-parser: experience: description='Cut costs' end='2018-03-31' job-title='Engineer' org='Nordwind GmbH' start='2014-06-01'
microformats-parser: education: end='2014-03' name='University of Bonn' org='University of Bonn' start='2010-10'
microformats-parser: event: name='Talk' start='2019-05-02'
X
