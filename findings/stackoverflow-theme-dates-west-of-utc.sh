#!/usr/bin/env bash
# The JSON Resume theme stackoverflow prints months, years and firsts of a month a month early where the clock is west
# of Greenwich: "2020-01" becomes Dec 2019, and "2014" Dec 2013. In Europe, Asia and on build servers (UTC) it is right.
#
# Who is hit: applicants in the Americas, whose jobs begin and end a month, and on paper a year, too early; a check on a
# server that runs in UTC doesn't show it.
# Expected: the month that the file names: @jsonresume/schema describes its dates as days, months or years without a
# time or zone. (`new Date("2020-01")` is midnight UTC; the theme takes the month from it in local time.)
# Seen 2026-11-28 with jsonresume-theme-stackoverflow 3.3.0 and Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(jsonresume-theme-stackoverflow@3.3.0)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"

cat >show.mjs <<'X'
import { render } from "jsonresume-theme-stackoverflow";
const work = [
    { name: "Nordwind GmbH", position: "Engineer", startDate: "2020-01", endDate: "2023-06-01" },
    { name: "Red Kite", position: "Analyst", startDate: "2014", endDate: "2019-12-31" },
];
const html = await render({ basics: { name: "Mara Lind", location: { city: "Lima" }, profiles: [] }, work });
const text = html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
console.log(text.match(/[A-Z][a-z]{2} \d{4} - [A-Z][a-z]{2} \d{4}/g).join(", "));
X
for zone in UTC Europe/Berlin America/Lima; do
    echo "$zone: $(TZ=$zone node show.mjs)"
done | tee seen
diff - seen <<'X' || fail "see the difference above"
UTC: Jan 2020 - Jun 2023, Jan 2014 - Dec 2019
Europe/Berlin: Jan 2020 - Jun 2023, Jan 2014 - Dec 2019
America/Lima: Dec 2019 - May 2023, Dec 2013 - Dec 2019
X
