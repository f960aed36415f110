#!/usr/bin/env bash
# extruct gives the words of a date from RDFa and drops the date itself: of a job with
# `<time property="startDate" datetime="2014-06">summer of that year</time>` it has "summer of that year" as the start.
# pyRdfa3, on which it stands, gives 2014-06 for the same page, and so does extruct for the same job in microdata.
#
# Who is hit: applicants whose site says in RDFa when their jobs began and ended: a program that reads it with extruct
# gets "last spring", "today" or a month in any language for an exact date, and no way to find out which.
# Expected: the value of `datetime`. HTML+RDFa 1.1 says that this attribute gives the value of a property, and its test
# suite (0282) has it for a month beside other words. rdfa-streaming-parser and pyRdfa3 do so.
# Nothing was found upstream.
# Seen 2026-11-30 with extruct 0.18.0, pyRdfa3 3.6.5, rdflib 7.6.0 (PyPI), rdfa-streaming-parser 3.0.2 (npm), Node
# 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(extruct==0.18.0 pyRdfa3==3.6.5 rdflib==7.6.0 lxml_html_clean==0.4.6)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(rdfa-streaming-parser@3.0.2)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.html <<'X'
<!DOCTYPE html>
<html lang="en"><head><title>CV</title></head>
<body vocab="https://schema.org/"><div typeof="Person"><h1 property="name">Ada Example</h1>
<p property="worksFor" typeof="EmployeeRole"><span property="roleName">Engineer</span>,
<time property="startDate" datetime="2014-06">summer of that year</time> to
<time property="endDate" datetime="2018-03-31">last spring</time></p></div>
<div itemscope itemtype="https://schema.org/EmployeeRole"><span itemprop="roleName">Engineer</span>,
<time itemprop="startDate" datetime="2014-06">summer of that year</time> to
<time itemprop="endDate" datetime="2018-03-31">last spring</time></div>
</body></html>
X
cat >read.cjs <<'X'
const { RdfaParser } = require("rdfa-streaming-parser");
const parser = new RdfaParser({ baseIRI: "https://example.org/", contentType: "text/html" });
const out = [];
parser.on("data", ({ predicate, object }) => out.push([predicate.value, object.value]));
parser.on("end", () => console.log(JSON.stringify(out)));
parser.write(require("fs").readFileSync("cv.html", "utf8"));
parser.end();
X
cat >read.py <<'X'
import json
import subprocess

import extruct
from pyRdfa import pyRdfa


def show(name, pairs):
    facts = sorted((str(what).rsplit("/", 1)[-1], str(value)) for what, value in pairs)
    print(f"{name}:", ", ".join(f"{what}={value!r}" for what, value in facts if what in WANTED))


WANTED = {"roleName", "startDate", "endDate"}
html = open("cv.html").read()
data = extruct.extract(html, base_url="https://example.org/", syntaxes=["rdfa", "microdata"])
rdfa = [(key, values[0].get("@value")) for item in data["rdfa"] for key, values in item.items() if key[0] != "@"]
show("extruct, RDFa", rdfa)
show("extruct, microdata", data["microdata"][0]["properties"].items())
graph = pyRdfa(base="https://example.org/", media_type="text/html").graph_from_source("cv.html")
show("pyRdfa3", ((what, value) for _, what, value in graph))
right = subprocess.run(["node", "read.cjs"], capture_output=True, text=True, check=True).stdout
show("rdfa-streaming-parser", json.loads(right))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
extruct, RDFa: endDate='last spring', roleName='Engineer', startDate='summer of that year'
extruct, microdata: endDate='2018-03-31', roleName='Engineer', startDate='2014-06'
pyRdfa3: endDate='2018-03-31', roleName='Engineer', startDate='2014-06'
rdfa-streaming-parser: endDate='2018-03-31', roleName='Engineer', startDate='2014-06'
X
