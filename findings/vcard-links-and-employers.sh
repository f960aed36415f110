#!/usr/bin/env bash
# vobject cuts the link in a vCard at its first comma: "https://a.test/cv;year=2018,2020" becomes
# "https://a.test/cv;year=2018". vcard-parser makes two values of it at the semicolon. vcf and vcard4-ts don't
# take the employer apart from the department: "Nord, Wind und Co." in "Tools" is one text, with the semicolon
# of the file in it, and in vcf with the backslash too ("Nord\, Wind und Co.;Tools"). There's no error.
#
# Who is hit: applicants who send a vCard with their CV, or have one as a QR code in it, and programs that fill
# their contacts or forms from it: the link to the portfolio leads elsewhere or nowhere, and no search for the
# employer finds it under its name.
# Expected: what vcard4 and ical.js have. The value of URL is a single URI (RFC 6350, 6.7.8; RFC 2426, 3.6.8),
# and a URI has commas and semicolons of its own (RFC 3986, 2.2): in the example of GEO (RFC 6350, 6.5.2) the
# comma stands without a backslash. ORG is a list of components with semicolons between them (6.6.4), and a
# backslash before a comma is no part of the text (3.4). In jCard, which vcf's toJSON writes by its README, such
# a value is an array (RFC 7095, 3.3.1.3). vcard4-ts' README says that it is compliant with RFC 6350.
# py-vobject's issue 55 and pull request 128 are about commas in texts, where a backslash is missing; nothing was
# found about links there, or about the other three. kelseykm/vcard4's pull request 3 asked for the components.
# Seen 2026-11-30 with vobject 0.9.9 (PyPI), vcf 2.1.2, vcard-parser 1.0.0, vcard4-ts 0.4.1, vcard4 4.0.5,
# ical.js 2.2.1 (npm), Node 20.20. vobject, vcf, vcard-parser and ical.js read version 3.0, the others 4.0.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(vobject==0.9.9)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(vcf@2.1.2 vcard-parser@1.0.0 vcard4-ts@0.4.1 vcard4@4.0.5 ical.js@2.2.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

for version in 3 4; do
    sed "s/%/$version/; s/\$/\r/" >card$version.vcf <<'X'
BEGIN:VCARD
VERSION:%.0
FN:Ada Example
N:Example;Ada;;;
TITLE:Engineer
ORG:Nord\, Wind und Co.;Tools
URL:https://a.test/cv;year=2018,2020
END:VCARD
X
done
cat >read.py <<'X'
import json

import vobject

card = vobject.readOne(open("card3.vcf", newline=""))
print("vobject:", json.dumps(card.org.value), json.dumps(card.url.value))
X
cat >read.mjs <<'X'
import { readFileSync } from "node:fs";
import ical from "ical.js";
import vcardParser from "vcard-parser";
import { parse } from "vcard4";
import { parseVCards } from "vcard4-ts";
import Vcf from "vcf";

const [card3, card4] = [3, 4].map((version) => readFileSync(`card${version}.vcf`, "utf8"));
const show = (name, org, url) => console.log(`${name}:`, JSON.stringify(org), JSON.stringify(url));
const inJcard = (name, [, properties]) => {
    show(name, ...["org", "url"].map((key) => properties.find((property) => property[0] === key)[3]));
};
inJcard("vcf", new Vcf().parse(card3).toJSON());
const { org, url } = vcardParser.parse(card3);
show("vcard-parser", org[0].value, url[0].value);
const [{ ORG, URL }] = parseVCards(card4).vCards;
show("vcard4-ts", ORG[0].value, URL[0].value);
const found = parse(card4).parsedVcard;
show("vcard4", ...["ORG", "URL"].map((key) => found.find(({ property }) => property === key).value));
inJcard("ical.js", ical.parse(card3));
X
{ venv/bin/python read.py; node read.mjs; } | tee seen
diff - seen <<'X' || fail "see the difference above"
vobject: ["Nord, Wind und Co.", "Tools"] "https://a.test/cv;year=2018"
vcf: "Nord\\, Wind und Co.;Tools" "https://a.test/cv;year=2018,2020"
vcard-parser: ["Nord, Wind und Co.","Tools"] ["https://a.test/cv","year=2018,2020"]
vcard4-ts: ["Nord, Wind und Co.;Tools"] "https://a.test/cv;year=2018,2020"
vcard4: ["Nord, Wind und Co.","Tools"] "https://a.test/cv;year=2018,2020"
ical.js: ["Nord, Wind und Co.","Tools"] "https://a.test/cv;year=2018,2020"
X
