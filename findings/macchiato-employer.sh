#!/usr/bin/env bash
# The JSON Resume theme macchiato shows no employer of a valid résumé: it reads `work[].company`, which the schema
# renamed to `name` in version 1.0.0.
#
# Who is hit: applicants. Title, dates and text are there, so the loss is easily overlooked, and no validator can tell:
# all keys of the schema are optional.
# Expected: the employer, which @jsonresume/schema describes as `work[].name`, as in the theme even.
# Seen 2026-11-28 with jsonresume-theme-macchiato 1.1.0, jsonresume-theme-even 0.26.1 and @jsonresume/schema 1.3.1, Node
# 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(jsonresume-theme-macchiato@1.1.0 jsonresume-theme-even@0.26.1 @jsonresume/schema@1.3.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >show.mjs <<'X'
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const resume = {
    basics: { name: "Mara Lind", location: { city: "Bonn" }, profiles: [] },
    work: [{ name: "Nordwind GmbH", position: "Engineer", startDate: "2019-03", summary: "Kept the fleet moving." }],
};
require("@jsonresume/schema").validate(resume, (errors, valid) => console.log("valid:", valid));
for (const theme of ["even", "macchiato"]) {
    const { render } = await import(`jsonresume-theme-${theme}`).then((m) => (m.render ? m : m.default));
    const html = await render(resume);
    const shows = (text) => `${text}: ${html.includes(text)}`;
    console.log(`${theme} shows ${shows("Engineer")}, ${shows("Kept the fleet moving.")}, ${shows("Nordwind GmbH")}`);
}
X
node show.mjs | tee seen
diff - seen <<'X' || fail "see the difference above"
valid: true
even shows Engineer: true, Kept the fleet moving.: true, Nordwind GmbH: true
macchiato shows Engineer: true, Kept the fleet moving.: true, Nordwind GmbH: false
X
