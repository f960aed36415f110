#!/usr/bin/env bash
# json-resume takes a letter with an accent, an apostrophe or a digit for the end of a word, and gives the heading of a
# section a capital behind it: "EXPÉRIENCE" becomes "ExpÉRience", "Formação" "FormaçãO", "éducation" "éDucation",
# "Bachelor's degree" "Bachelor'S Degree" and "1st" "1St". The rest of the résumé it leaves alone. There's no warning.
#
# Who is hit: applicants who write in French, German, Polish, Portuguese or Spanish, and in English those with a degree
# or a licence in the heading: small capitals show the false letters larger than the others, in the middle of the word.
# No spelling of the title helps, as the capital is made in any case.
# Expected: Éducation, Expérience, Formação, Bachelor's Degree. The project's documents say that Latin words of a title
# get title case (SKILL.md) or English ones (ARCHITECTURE.md), with small capitals, and Chinese stays as it is; such a
# letter is one of the word (Unicode's standard annex 29 doesn't break a word at an accent or an inner apostrophe).
# Capitals of names ("AI" becomes "Ai") are lost too, but that's in the project's own tests.
# Nothing was found upstream.
# Seen 2026-12-01 with json-resume 1.1.4, python-docx 1.2.0 (PyPI), Python 3.11.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(json-resume==1.1.4)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >titles <<'X'
Work experience
éducation
EXPÉRIENCE
Formação
Ausbildung und Prüfungen
Umiejętności
Bachelor's degree
Driver’s licence
Prizes (1st to 3rd)
教育
X
cat >render.py <<'X'
import io

import docx
from resume_generator import render_json_to_docx

titles = open("titles", encoding="utf-8").read().splitlines()
resume = {
    "paper_size": "A4",
    "basics": {"name": "Ada Sample", "contacts": [{"label": "ada@example.test", "href": None}]},
    "sections": [{"title": title, "entries": [{"bullets": ["First"]}]} for title in titles],
}
document = docx.Document(io.BytesIO(render_json_to_docx(resume)))
headings = [p for p in document.paragraphs if p.style.name == "Resume Section Heading"]
for title, heading in zip(titles, headings, strict=True):
    assert heading.style.font.small_caps
    print(f"{title}: {heading.text}")
X
venv/bin/python render.py | tee seen
diff - seen <<'X' || fail "see the difference above"
Work experience: Work Experience
éducation: éDucation
EXPÉRIENCE: ExpÉRience
Formação: FormaçãO
Ausbildung und Prüfungen: Ausbildung Und PrüFungen
Umiejętności: UmiejęTnośCi
Bachelor's degree: Bachelor'S Degree
Driver’s licence: Driver’S Licence
Prizes (1st to 3rd): Prizes (1St To 3Rd)
教育: 教育
X
