#!/usr/bin/env bash
# rendercv refuses a whole CV for one job that begins after today: without `end_date`, or with `present`, the end is
# today, and "`start_date` cannot be after `end_date`".
#
# Who is hit: people who have signed for their next job, above all. Nothing of the CV is rendered.
# Expected: the entry with its start, as for a project that is planned. `date: 2999-05 – present` in words is taken.
# Seen 2026-11-29 with rendercv 2.8, Python 3.12. PYTHON names a Python of 3.12 or later.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install --quiet 'rendercv[full]==2.8'
venv/bin/pip freeze | grep '^rendercv=='

cat >read.py <<'X'
import pathlib
import sys
import rendercv.schema.rendercv_model_builder as builder

path = pathlib.Path(sys.argv[1])
builder.build_rendercv_dictionary_and_model(path.read_text(), input_file_path=path)
X
cv() {
    printf 'cv:\n  name: Mara Lind\n  sections:\n    experience:\n      - company: Nordwind\n        position: Lead\n%s\n' "$1" >cv.yaml
    venv/bin/python read.py cv.yaml >seen 2>&1
}
cv '        start_date: 2019-05' || fail "a job that goes on is refused"
cv '        start_date: 2999-05' && fail "a job that begins later is taken"
cv $'        start_date: 2999-05\n        end_date: present' && fail "a job that begins later is taken with an end"
cv '        date: 2999-05 – present' || fail "words are refused"
echo "refused with a start alone, taken in words"
