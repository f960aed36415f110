#!/usr/bin/env bash
# trafilatura leaves out the text of every <time>: of a job "2018 to 2021", each year in a <time>, remains "to", and the
# page has no date at all. With <span> for <time> it has all dates, from the same page.
#
# Who is hit: applicants whose site marks up dates as HTML has it: programs that read it with trafilatura, as many do
# that feed pages to a language model, have jobs without dates. `favor_recall` and Markdown output change nothing.
# Expected: the years, as html-text has them. They stand amid the main text, which trafilatura's README promises along
# with paragraphs and in-line formatting, and the HTML standard (4.5.14) has <time> for any date, not for the one of
# publication only, which trafilatura gives as metadata.
# Known to a program that met it (chalie-ai/chalie 1723), which takes it for the filter of boilerplate; nothing was
# found upstream. A page of a few lines is read in another way, with its dates.
# Seen 2026-11-30 with trafilatura 2.3.1, html-text 0.7.1, lxml_html_clean 0.4.6 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(trafilatura==2.3.1 html-text==0.7.1 lxml_html_clean==0.4.6)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >read.py <<'X'
import html_text
import trafilatura

JOBS = [
    ("Engineer, Blue Harbour", "2022", "2026", "Leads a team of nine people who build the booking system of a ferry line."),
    ("Engineer, Nordwind", "2018", "2021", "Cut the costs of the fleet by a third, and moved its data to one database."),
    ("Intern, Red Kite", "2014", "2017", "Kept the servers of three customers running, and wrote the manual for them."),
]
CV = """<!DOCTYPE html>
<html lang="en"><head><title>CV</title></head><body><main><h1>Ada Example</h1>
<p>An engineer in Bonn who likes small tools, long walks, short sentences and the sea.</p>
"""
for title, start, end, text in JOBS:
    CV += f"<section><h2>{title}</h2><p><time>{start}</time> to <time>{end}</time></p><p>{text}</p></section>\n"
CV += "</main></body></html>\n"
SPANS = CV.replace("<time", "<span").replace("</time", "</span")
for name, text in [
    ("trafilatura", trafilatura.extract(CV)),
    ("trafilatura, favor_recall", trafilatura.extract(CV, favor_recall=True)),
    ("trafilatura, Markdown", trafilatura.extract(CV, output_format="markdown")),
    ("trafilatura, span for time", trafilatura.extract(SPANS)),
    ("html-text", html_text.extract_text(CV)),
]:
    lines = [line for line in text.splitlines() if line.strip()]
    print(f"{name}:", " | ".join(line for line in lines if len(line) < 40))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
trafilatura: Ada Example | Engineer, Blue Harbour | to | Engineer, Nordwind | to | Intern, Red Kite | to
trafilatura, favor_recall: Ada Example | Engineer, Blue Harbour | to | Engineer, Nordwind | to | Intern, Red Kite | to
trafilatura, Markdown: # Ada Example | ## Engineer, Blue Harbour | to | ## Engineer, Nordwind | to | ## Intern, Red Kite | to
trafilatura, span for time: Ada Example | Engineer, Blue Harbour | 2022 to 2026 | Engineer, Nordwind | 2018 to 2021 | Intern, Red Kite | 2014 to 2017
html-text: CV | Ada Example | Engineer, Blue Harbour | 2022 to 2026 | Engineer, Nordwind | 2018 to 2021 | Intern, Red Kite | 2014 to 2017
X
