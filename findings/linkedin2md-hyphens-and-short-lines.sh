#!/usr/bin/env bash
# linkedin2md cuts the description of a job at every hyphen, asterisk and number with a full stop, and throws away each
# piece of fewer than ten characters: of "Built state-of-the-art tools" remain "Built state" and "art tools", of the
# bullets "Cut costs" and "SQL, Rust" nothing.
#
# Who is hit: people who turn their LinkedIn archive into a CV or feed it to a language model: words, figures and whole
# short bullets are missing without a warning.
# Expected: the text of Positions.csv; its README promises clean Markdown files of the export.
# Seen 2026-11-28 with linkedin2md 0.7.2 (PyPI), on an archive made here in the shape that LinkedIn writes.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(linkedin2md==0.7.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

venv/bin/python - <<'X'
import csv
import io
import zipfile

TABLES = {
    "Profile.csv": [["First Name", "Last Name", "Headline"], ["Mara", "Lind", "Engineer"]],
    "Positions.csv": [
        ["Company Name", "Title", "Description", "Location", "Started On", "Finished On"],
        ["Nordwind GmbH", "Lead", "Built state-of-the-art tools. Kept a shop at 99.95 % uptime.", "Bonn", "Mar 2021", ""],
        ["Red Kite", "Engineer", "• Cut costs  • Kept the books of four shops  • SQL, Rust", "Kiel", "2014", "Feb 2021"],
    ],
}
with zipfile.ZipFile("export.zip", "w") as archive:
    for name, rows in TABLES.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        archive.writestr(name, text.getvalue())
        if name == "Positions.csv":
            print(text.getvalue())
X
venv/bin/linkedin2md -q export.zip -o out 2>/dev/null
grep '^- ' out/experience.md | tee seen
diff - seen <<'X' || fail "see the difference above"
- Built state
- art tools. Kept a shop at
- 95 % uptime.
- Kept the books of four shops
X
