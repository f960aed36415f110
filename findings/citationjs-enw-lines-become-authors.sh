#!/usr/bin/env bash
# @citation-js/plugin-enw takes the lines of an abstract in an .enw file for fields of their own, by the second letter
# of each. "PATIENTS AND METHODS: ..." becomes the third author of the paper ("adults wore a sensor., I. A. M. F."), "3D
# models ..." its year, which BibTeX then has as NaN and APA as "(n.d.)". "CT scans ..." becomes a second title. A title
# of two lines loses the second. Only the first such line of the whole file goes where it belongs. There's no warning.
#
# Who is hit: researchers whose list of works, exported for EndNote, has abstracts with a heading a line, as journals of
# medicine ask for: their CV names authors that don't exist and loses years and titles.
# Expected: what biblatex-csl-converter reads of the same file: the lines belong to the field above. In EndNote's
# manual this format has a tag with % before each field, and lines without a tag continue the one above. The plugin's
# source means the same: it joins a line that doesn't begin with %, by a regular expression without the flag for all.
# Nothing was found upstream.
# Seen 2026-12-01 with @citation-js/plugin-enw 0.3.0, @citation-js/core, plugin-bibtex and plugin-csl 0.7.21,
# biblatex-csl-converter 3.6.0, Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(@citation-js/plugin-enw@0.3.0 @citation-js/core@0.7.21 @citation-js/plugin-bibtex@0.7.21)
npm+=(@citation-js/plugin-csl@0.7.21 biblatex-csl-converter@3.6.0)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null 2>&1
echo "${npm[*]}"

cat >works.enw <<'X'
%0 Journal Article
%A Sample, Ada
%A Chief, Bo
%D 2024
%T Walking after a stroke
%J Invented Journal
%X BACKGROUND: Walking is seldom measured.
AIM: To measure it at home.
PATIENTS AND METHODS: Forty adults wore a sensor.
3D models of each step were made.
RESULTS: They walked farther.

%0 Journal Article
%A Sample, Ada
%D 2021
%T Steps of the healthy
%J Invented Journal
%X Steps were measured in two ways:
CT scans of the foot
and a sensor.

%0 Thesis
%A Sample, Ada
%D 2018
%T Sensors of the gait: a study of their errors
in the home
%I University of Bonn
X
cat >try.js <<'X'
const fs = require("fs");
const { parseENW, CSLExporter } = require("biblatex-csl-converter");
const { Cite } = require("@citation-js/core");
require("@citation-js/plugin-enw");
require("@citation-js/plugin-bibtex");
require("@citation-js/plugin-csl");

const flat = text => String(text).replace(/\s+/g, " ");
function show(name, works) {
    console.log(name);
    for (const { author, issued, title, abstract } of works) {
        console.log(" ", flat(author.map(one => `${one.given} ${one.family}`).join(", ")));
        console.log("    year:", String(issued["date-parts"][0][0]));
        console.log("    titles:", [].concat(title).map(flat).join(" | "));
        if (abstract) console.log("    abstract:", abstract.split("\n").join("\n        "));
    }
}
const file = fs.readFileSync("works.enw", "utf8");
show("biblatex-csl-converter", Object.values(new CSLExporter(parseENW(file).entries).parse()));
const cite = new Cite(file);
show("@citation-js/plugin-enw", cite.data);
const [work] = cite.data;
console.log(new Cite(work).format("bibliography").trim());
console.log(new Cite(work).format("bibtex").split("\n").filter(line => /author|year/.test(line)).join("\n"));
X
node try.js 2>warnings | tee seen
if [ -s warnings ]; then fail "$(cat warnings)"; fi
diff - seen <<'X' || fail "see the difference above"
biblatex-csl-converter
  Ada Sample, Bo Chief
    year: 2024
    titles: Walking after a stroke
    abstract: BACKGROUND: Walking is seldom measured.
        AIM: To measure it at home.
        PATIENTS AND METHODS: Forty adults wore a sensor.
        3D models of each step were made.
        RESULTS: They walked farther.
  Ada Sample
    year: 2021
    titles: Steps of the healthy
    abstract: Steps were measured in two ways:
        CT scans of the foot
        and a sensor.
  Ada Sample
    year: 2018
    titles: Sensors of the gait: a study of their errors in the home
@citation-js/plugin-enw
  Ada Sample, Bo Chief, IENTS AND METHODS: Forty adults wore a sensor.
    year: NaN
    titles: Walking after a stroke
    abstract: BACKGROUND: Walking is seldom measured. AIM: To measure it at home.
  Ada Sample
    year: 2021
    titles: Steps of the healthy | scans of the foot
    abstract: Steps were measured in two ways:
  Ada Sample
    year: 2018
    titles: Sensors of the gait: a study of their errors
Sample, A., Chief, B., & adults wore a sensor., I. A. M. F. (n.d.). Walking after a stroke. Invented Journal.
	author = {Sample, Ada and Chief, Bo and adults wore a sensor., IENTS AND METHODS: Forty},
	year = {NaN},
X
