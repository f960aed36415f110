#!/usr/bin/env bash
# ancv refuses every résumé that dates anything by a year or a month alone: `ancv validate` and `ancv render` take
# "2018-03-01", and neither "2018-03" nor "2018".
#
# Who is hit: users of a JSON Resume that other tools render: few people know the day on which a job began. Its message,
# "input is too short", leaves them to invent one.
# Expected: both pass. ancv's README says that a valid JSON Resume is valid for ancv as well, and the schema that
# `ancv generate-schema` prints refers to JSON Resume's own, in which all of a date after the year is optional.
# Seen 2026-11-29 with ancv 1.5.4 (PyPI), @jsonresume/schema 1.3.1, Python 3.13, Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
for python in python3 python3.1{4,3} "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[3-9]*/bin/python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null && break
done || fail "ancv 1.5.4 needs Python 3.13"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$python" -m venv venv
pip=(ancv==1.5.4)
npm=(@jsonresume/schema@1.3.1)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

{
    venv/bin/ancv generate-schema | grep -o 'jsonresume/resume-schema/[^"#]*' | sort -u
    for date in 2018-03-01 2018-03 2018; do
        cat >"$date.json" <<X
{ "basics": { "name": "Mara Lind" }, "work": [{ "name": "Nordwind GmbH", "startDate": "$date" }] }
X
        valid=$(node -p 'let answer
            require("@jsonresume/schema").validate(require(process.argv[1]), (_, valid) => (answer = valid))
            answer' "./$date.json")
        code=(0 0)
        venv/bin/ancv validate "$date.json" &>>messages || code[0]=$?
        venv/bin/ancv render "$date.json" &>>messages || code[1]=$?
        echo "$date: valid: $valid, exit status of validate ${code[0]}, of render ${code[1]}"
    done
    grep -c 'input is too short' messages
} | tee seen
diff - seen <<'X' || fail "see the difference above"
jsonresume/resume-schema/v1.0.0/schema.json
2018-03-01: valid: true, exit status of validate 0, of render 0
2018-03: valid: true, exit status of validate 1, of render 1
2018: valid: true, exit status of validate 1, of render 1
2
X
