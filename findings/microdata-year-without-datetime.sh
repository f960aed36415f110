#!/usr/bin/env bash
# extruct, microdata (PyPI) and microdata-node give "" for a date from microdata, if <time> has it as its
# text: `<time itemprop="endDate">2018</time>` has no attribute, and 2018 is lost. web-auto-extractor does the
# reverse: it takes the text even if the attribute has the date ("in June of that year" for 2014-06).
# microdata and web-auto-extractor also take the text of <data> for its value, and drop all that an item names
# by `itemref`: here the e-mail address, which stands in a block of its own.
#
# Who is hit: applicants whose site has a CV in the terms of schema.org: their jobs have no end, or words for
# a date, and there's no address to write to.
# Expected: what microdata-rdf-streaming-parser has. In the HTML standard's microdata ("Values", 5.2.4) the
# value of <time> is its datetime value, that of <data> its attribute. The datetime value is the text if there
# is no attribute (4.5.14), and a year is a valid one. `itemref` (5.2.2) adds elements to an item.
# microdata-node's README aims at the same JSON as the standard; the example in web-auto-extractor's README
# has a <time> with the attribute.
# microdata's issue 12 is about `itemref`, and open; nothing was found upstream about the others.
# Seen 2026-11-30 with extruct 0.18.0, microdata 0.8.0 (PyPI), microdata-node 2.0.0, web-auto-extractor
# 1.0.17, microdata-rdf-streaming-parser 3.0.0 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(extruct==0.18.0 microdata==0.8.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(microdata-node@2.0.0 web-auto-extractor@1.0.17 microdata-rdf-streaming-parser@3.0.0)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.html <<'X'
<!DOCTYPE html>
<html lang="en"><head><title>CV</title></head><body>
<div itemscope itemtype="https://schema.org/Person" itemref="contact">
<h1 itemprop="name">Ada Example</h1>
<p itemprop="hasOccupation" itemscope itemtype="https://schema.org/Role">
<span itemprop="roleName">Engineer</span>,
<time itemprop="startDate" datetime="2014-06">in June of that year</time> to
<time itemprop="endDate">2018</time></p>
<p>No. <data itemprop="identifier" value="B-77">77</data> of the register</p>
</div>
<p id="contact"><a itemprop="email" href="mailto:ada@a.test">Mail</a></p>
</body></html>
X
cat >read.py <<'X'
import extruct
import microdata

KEYS = ["startDate", "endDate", "identifier", "email"]
html = open("cv.html").read()


def show(name, found):
    print(f"{name}:", " | ".join(f"{key} {found.get(key, 'none') or '(empty)'}" for key in KEYS))


(person,) = extruct.extract(html, syntaxes=["microdata"])["microdata"]
show("extruct", {**person["properties"], **person["properties"]["hasOccupation"]["properties"]})
(person,) = microdata.get_items(html)
items = [person, person.hasOccupation]
show("microdata", {name: value for item in items for name, (value, *_) in item.props.items()})
X
cat >read.cjs <<'X'
const html = require("fs").readFileSync("cv.html", "utf8");
const print = (name, found) => {
    const show = (key) => `${key} ${String(found[key] ?? "none") || "(empty)"}`;
    console.log(`${name}:`, ["startDate", "endDate", "identifier", "email"].map(show).join(" | "));
};
const person = require("microdata-node").toJson(html, { base: "https://a.test/" }).items[0].properties;
print("microdata-node", { ...person, ...person.hasOccupation[0].properties });
const [found] = require("web-auto-extractor").default().parse(html).microdata.Person;
print("web-auto-extractor", { ...found, ...found.hasOccupation });
const { MicrodataRdfParser } = require("microdata-rdf-streaming-parser");
const parser = new MicrodataRdfParser({ baseIRI: "https://a.test/" });
const facts = {};
parser.on("data", (fact) => { facts[fact.predicate.value.split("/").pop()] = fact.object.value; });
parser.on("end", () => print("microdata-rdf-streaming-parser", facts));
parser.end(html);
X
{ venv/bin/python read.py; node read.cjs; } | tee seen
diff - seen <<'X' || fail "see the difference above"
extruct: startDate 2014-06 | endDate (empty) | identifier B-77 | email mailto:ada@a.test
microdata: startDate 2014-06 | endDate (empty) | identifier 77 | email none
microdata-node: startDate 2014-06 | endDate (empty) | identifier B-77 | email mailto:ada@a.test
web-auto-extractor: startDate in June of that year | endDate 2018 | identifier 77 | email none
microdata-rdf-streaming-parser: startDate 2014-06 | endDate 2018 | identifier B-77 | email mailto:ada@a.test
X
