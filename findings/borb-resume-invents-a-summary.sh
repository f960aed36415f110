#!/usr/bin/env bash
# borb's own layout of a résumé (A4PortraitResume) makes up what it isn't given: without a text for "about me" it prints
# some 500 letters of Latin in the applicant's name, other ones each time, and without a name "John Doe". It takes the
# level of each language and prints it nowhere: German 5 and English 1 look alike. Without an award, or a skill, there's
# no résumé at all, but "ValueError: max() arg is an empty sequence". No warning comes with the rest.
#
# Who is hit: applicants, and programs that make résumés with borb: a made-up text goes out as what someone says of
# themselves, where a summary is often left out, and people can't tell the mother tongue from a few words of another.
# Expected: what was given, and no more. The documentation of append_language_and_proficiency says that it appends a
# language and the level to the section of languages, and that of set_about_me that it adds a summary; of what stands
# there without it, or of sections that one must have, no docstring of the class says anything.
# Nothing was found upstream.
# Seen 2026-11-30 with borb 3.0.9, Pillow 13.0.0, requests 2.34.2 (PyPI), poppler-utils 22.12 of Debian 12. At each
# save the layout fetches five icons from a site on the web; here it gets grey squares for them.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(borb==3.0.9 Pillow==13.0.0 requests==2.34.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >make.py <<'X'
import io
import subprocess
from types import SimpleNamespace

import PIL.Image
import requests
from borb.pdf import A4PortraitResume, UsageStatistics

UsageStatistics.opt_out()
picture = io.BytesIO()
PIL.Image.new("RGB", (16, 16), "gray").save(picture, "PNG")
requests.get = lambda *_, **__: SimpleNamespace(content=picture.getvalue())


def make(levels, name=True, about=True, award=True, skill=True):
    resume = A4PortraitResume().set_picture("https://a.test/ada.png").set_email("ada@example.test")
    if name:
        resume.set_name("Ada Example")
    if about:
        resume.set_about_me("Engineer of small tools")
    if award:
        resume.append_honors_or_award("Prize of Bonn")
    if skill:
        resume.append_skill("Rust")
    for language, level in levels.items():
        resume.append_language_and_proficiency(language, level)
    resume.append_work_experience(
        company="Nordwind", description="Built tools.", from_date="2014", to_date="2018", tags=["SQL"])
    try:
        resume.save("resume.pdf")
    except ValueError as error:
        return f"{type(error).__name__}: {error}"
    return subprocess.run(["pdftotext", "resume.pdf", "-"], capture_output=True, text=True, check=True).stdout


def numbers(text):
    return [word for word in text.split() if word.isdigit()]


first, second = make({"German": 5, "English": 1}), make({"German": 1, "English": 5})
print("languages:", [name in first for name in ["German", "English"]], "numbers:", numbers(first))
print("the same with the levels exchanged:", first == second)
given = {"German": 5}
nameless = make(given, name=False)
print("without a name:", [line for line in nameless.splitlines() if "Doe" in line])
full = make(given)
pair = [make(given, about=False) for _ in range(2)]
print("without about me, 300 letters more:", [len(text) - len(full) > 300 for text in pair])
print("the same text twice:", pair[0] == pair[1])
print("without an award:", make(given, award=False))
print("without a skill:", make(given, skill=False))
X
venv/bin/python make.py | tee seen
diff - seen <<'X' || fail "see the difference above"
languages: [True, True] numbers: ['2014', '2018']
the same with the levels exchanged: True
without a name: ['John Doe']
without about me, 300 letters more: [True, True]
the same text twice: False
without an award: ValueError: max() arg is an empty sequence
without a skill: ValueError: max() arg is an empty sequence
X
