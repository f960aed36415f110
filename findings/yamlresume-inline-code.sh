#!/usr/bin/env bash
# YAMLResume takes Markdown in texts, and drops inline code, headings, quotations and code blocks from its HTML and
# LaTeX without a word: "Moved the fleet to `Rust`" is printed as "Moved the fleet to". A hard line break joins the
# words around it: "cut costs" + "by a third" becomes "cut costsby a third".
#
# Who is hit: developers above all, who set the names of their tools as code: their skills are missing in the PDF.
# Expected: the text at least, or a fault from the schema, which accepts all of it. The Markdown output keeps it.
# Seen 2026-11-28 with @yamlresume/core 0.16.1, Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(@yamlresume/core@0.16.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >show.mjs <<'X'
import { getResumeRenderer, ResumeSchema } from "@yamlresume/core";
const summary = "Moved the fleet to `Rust`.\n\n> Best year so far.\n\n- Cut costs  \n  by a third";
const resume = {
    content: {
        basics: { name: "Mara Lind" },
        location: { city: "Bonn" },
        education: [],
        work: [{ name: "Nordwind GmbH", position: "Engineer", startDate: "Jan 2019", endDate: null, summary }],
    },
    locale: { language: "en" },
    layouts: [{ engine: "markdown" }, { engine: "html", template: "calm" }, { engine: "latex", template: "jake" }],
};
console.log("valid:", ResumeSchema.safeParse(resume).success);
for (const [index, { engine }] of resume.layouts.entries()) {
    const text = await getResumeRenderer(resume, index).render();
    const has = (word) => `${word}: ${text.includes(word)}`;
    console.log(`${engine} has ${has("Rust")}, ${has("Best year")}, ${has("Moved the fleet")}, ${has("costsby")}`);
}
X
node show.mjs | tee seen
diff - seen <<'X' || fail "see the difference above"
valid: true
markdown has Rust: true, Best year: true, Moved the fleet: true, costsby: false
html has Rust: false, Best year: false, Moved the fleet: true, costsby: true
latex has Rust: false, Best year: false, Moved the fleet: true, costsby: true
X
