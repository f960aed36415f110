#!/usr/bin/env bash
# reconcile-text makes one bullet or heading of two where its merge has to keep both: if two devices each add a bullet
# in the same place, "Markdown" gives "- taught courses- wrote tests". If both delete the same bullet, and one adds
# another elsewhere, the two bullets around the deleted one run together ("- led a team- taught courses"), with "Line",
# "Markdown", "Word" and "Character". If both delete the last bullet, and one the first one too, "Character" leaves
# "- wrote tes" of a bullet that nobody touched. Two ends of a job by "Line" are one text: "2018 - 20202018 - 2021".
#
# Who is hit: people who keep a CV in Markdown and sync it between devices with a program on this library. It has no
# conflicts by design, so nobody is asked.
# Expected: two lines. By the Python documentation of reconcile-text "Line" is line by line, similar to git merge-file,
# and "Markdown" goes by headings, list items and paragraphs. The comment of that tokenizer says that it keeps merges
# from breaking lists and headings. The README says that all modifications are preserved, and that a slightly imperfect
# sentence may come of it. The library's tests have a word that both delete gone once ("a a", "a", "a": "a"). merge3
# has no conflict in the cases where both delete.
# Nothing was found upstream on GitHub; the project's own tracker wasn't searched.
# Seen 2026-12-01 with reconcile-text 0.13.2, merge3 1.0.0 (PyPI), Python 3.11.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(reconcile-text==0.13.2 merge3==1.0.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >merge.py <<'X'
import json

from merge3 import Merge3
from reconcile_text import reconcile

LED, WROTE, TAUGHT, KEPT = "- led a team\n", "- wrote tests\n", "- taught courses\n", "- kept books\n"
CASES = {
    "each adds a bullet": (LED + KEPT, LED + WROTE + KEPT, LED + TAUGHT + KEPT),
    "each adds a heading": ("# Ada\n", "# Ada\n\n## Jobs\n", "# Ada\n\n## Schools\n"),
    "both delete one, one adds another": (LED + WROTE + TAUGHT, LED + TAUGHT, KEPT + LED + TAUGHT),
    "both delete the last, one the first": (LED + WROTE + TAUGHT, LED + WROTE, WROTE),
    "each changes the end": ("2018 - 2019\n", "2018 - 2020\n", "2018 - 2021\n"),
}


def with_merge3(*texts):
    regions = Merge3(*(text.splitlines(keepends=True) for text in texts))
    if any(region[0] == "conflict" for region in regions.merge_regions()):
        return "a conflict"
    return json.dumps("".join(regions.merge_lines()))


for name, texts in CASES.items():
    print(f"{name}:")
    for tokenizer in ["Line", "Markdown", "Word", "Character"]:
        print(f"  {tokenizer}: {json.dumps(reconcile(*texts, tokenizer)['text'])}")
    print(f"  merge3: {with_merge3(*texts)}")
X
venv/bin/python merge.py | tee seen
diff - seen <<'X' || fail "see the difference above"
each adds a bullet:
  Line: "- led a team\n- taught courses\n- wrote tests\n- kept books\n"
  Markdown: "- led a team\n- taught courses- wrote tests\n- kept books\n"
  Word: "- led a team\n- taught courses\n- wrote tests\n- kept books\n"
  Character: "- led a team\n- taught courses\n- wrote tests\n- kept books\n"
  merge3: a conflict
each adds a heading:
  Line: "# Ada\n\n## Jobs\n## Schools\n"
  Markdown: "# Ada\n\n## Jobs## Schools\n"
  Word: "# Ada\n\n## Jobs Schools\n"
  Character: "# Ada\n\n## Jobs\nSchools\n"
  merge3: a conflict
both delete one, one adds another:
  Line: "- kept books\n- led a team- taught courses\n"
  Markdown: "- kept books\n- led a team- taught courses\n"
  Word: "- kept books\n- led a team taught courses\n"
  Character: "- kept books\n- led a teamtaught courses\n"
  merge3: "- kept books\n- led a team\n- taught courses\n"
both delete the last, one the first:
  Line: "- wrote tests"
  Markdown: "- wrote tests"
  Word: "- wrote tests\n"
  Character: "- wrote tes"
  merge3: "- wrote tests\n"
each changes the end:
  Line: "2018 - 20202018 - 2021\n"
  Markdown: "2018 - 2020 2021\n"
  Word: "2018 - 2020 2021\n"
  Character: "2018 - 20220\n"
  merge3: a conflict
X
