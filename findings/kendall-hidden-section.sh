#!/usr/bin/env bash
# The JSON Resume theme kendall leaves out a whole section if its first entry lacks one field: no education at all
# without `education[0].institution`, no skills without `skills[0].name`. Languages are always left out, because it
# asks for `languages[0].name` where the schema has `language`.
#
# Who is hit: applicants with a first entry such as a certificate course, who lose their degrees from the page too.
# Expected: the other entries, and the one without its field: no field is required in @jsonresume/schema.
# Seen 2026-11-28 with jsonresume-theme-kendall 0.2.0, @jsonresume/schema 1.3.1, Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(jsonresume-theme-kendall@0.2.0 @jsonresume/schema@1.3.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >show.cjs <<'X'
const { render } = require("jsonresume-theme-kendall");
const { validate } = require("@jsonresume/schema");
const course = { area: "First aid", startDate: "2022", endDate: "2022" };
const degree = { institution: "Uni Bonn", area: "Physics", studyType: "MSc", startDate: "2010", endDate: "2014" };
for (const education of [[degree, course], [course, degree]]) {
    const resume = {
        basics: { name: "Mara Lind", location: { city: "Bonn" }, profiles: [] },
        education,
        languages: [{ language: "Estonian", fluency: "Fluent" }],
    };
    validate(resume, (errors, valid) => {
        const html = render(resume);
        const shown = ["Physics", "First aid", "Estonian"].filter((text) => html.includes(text));
        console.log(`valid: ${valid}; first is ${education[0].area}; shown: ${shown.join(", ") || "nothing"}`);
    });
}
X
node show.cjs | tee seen
diff - seen <<'X' || fail "see the difference above"
valid: true; first is Physics; shown: Physics, First aid
valid: true; first is First aid; shown: nothing
X
