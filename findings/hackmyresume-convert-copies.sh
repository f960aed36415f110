#!/usr/bin/env bash
# HackMyResume takes a JSON Resume for a FRESH résumé: asked to convert one, it says "Converting … (FRESH) to … (JRS)",
# writes the same JSON Resume under the new name and exits with 0.
#
# Who is hit: users who need FRESH for one of its themes, and scripts that trust the message and the exit status.
# Expected: a FRESH file with `employment`. Its README says that `convert` detects the format of each input, FRESH or
# JSON Resume, and converts it to the other one.
# Seen 2026-11-28 with hackmyresume 1.8.0, @jsonresume/schema 1.3.1, Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(hackmyresume@1.8.0 @jsonresume/schema@1.3.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null 2>&1
echo "${npm[*]}"

cat >mara.json <<'X'
{
    "basics": { "name": "Mara Lind" },
    "work": [{ "name": "Nordwind GmbH", "position": "Engineer", "startDate": "2018" }]
}
X
node -e 'require("@jsonresume/schema").validate(require("./mara.json"), (_, valid) => console.log("valid:", valid))'
code=0
npx hackmyresume convert mara.json TO fresh.json >output 2>&1 || code=$?
grep Converting output
echo "exit status $code"
node -e '
const { isDeepStrictEqual } = require("util");
const [before, after] = [require("./mara.json"), require("./fresh.json")];
console.log("keys:", ...Object.keys(after), "- same as the input:", isDeepStrictEqual(before, after));
' | tee seen
[[ $code == 0 ]] || fail "exit status $code"
grep -q '(FRESH).*(JRS)' output || fail "another message"
grep -q 'keys: basics work - same as the input: true' seen || fail "another result"
