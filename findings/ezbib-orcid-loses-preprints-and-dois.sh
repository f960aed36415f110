#!/usr/bin/env bash
# ezbib makes a list of works from an ORCID record, and leaves out a preprint if its journal article is there too. But
# one article with a Russian or Chinese title, of which no letter is left for the comparison, makes all preprints
# vanish, and an article "Tools" the preprint "Small tools of the potters". The tags for the parts of a CV are turned
# round: book and chapter get "other", preprints on OSF or Zenodo "quality_assured". And a DOI ends at its first "<" or
# "[", or before a ")" at its end, and what is left of it is looked up.
#
# Who is hit: researchers who make the list of a CV or a grant proposal with it: works are missing, those that nobody
# has reviewed stand among the reviewed, and a work is asked for under half of its DOI.
# Expected: all works, with tags by their kind and DOIs as in the record. ezbib's FAQ says that a preprint is left out
# "if a published journal version exists", and of works without a DOI that they are kept as a comment so that "no
# entries are silently dropped". An earlier README shows the tags in LaTeX: one for peer-reviewed publications, the
# other for preprints, software and data. ezbib looks for JOURNAL_ARTICLE, BOOK and PREPRINT; the values of ORCID 3.0
# are "journal-article", "book" and "preprint" (ORCID/orcid-model: WorkType.java, work-full-3.0.json). A DOI may have
# any printable character (DOI Handbook: Character Set), as in 10.1206/0003-0090(2003)277<0001:TSSAAA>2.0.CO;2.
# Nothing was found upstream.
# Seen 2026-12-01 with ezbib 1.1.7 (PyPI). A function plays ORCID and doi.org; no network is needed after the install.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(ezbib==1.1.7)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >list.py <<'X'
import contextlib
import io
import json
import re
import urllib.request

import ezbib

PREPRINTS = [
    ("preprint", "Small tools of the potters", "arXiv", "10.48550/arXiv.2001.00001"),
    ("preprint", "Bridges of a town", "arXiv", "10.48550/arXiv.2001.00002"),
]
RECORDS = {
    "two preprints": PREPRINTS,
    "and one's article": [*PREPRINTS, ("journal-article", "Small tools of the potters", "Notes", "10.1000/note.1")],
    "and a Russian one": [*PREPRINTS, ("journal-article", "Дороги", "Заметки", "10.1000/notes.2")],
    "and a Chinese one": [*PREPRINTS, ("journal-article", "道路", "学报", "10.1000/notes.5")],
    "and a short title": [*PREPRINTS, ("journal-article", "Tools", "Notes", "10.1000/notes.3")],
}
WORKS = [
    ("journal-article", "Roads", "Notes", "10.1000/notes.4"),
    ("book", "Rivers", None, "10.1000/book.1"),
    ("book-chapter", "Towns", None, "10.1000/book.2"),
    ("preprint", "Fields", "OSF Preprints", "10.1000/osf.1"),
    ("preprint", "Woods", "Zenodo", "10.1000/zenodo.1"),
]
DOIS = [
    "10.1000/S1359-6454(02)00577-3",
    "10.1000/notes(2003)277<0001:TSSAAA>2.0.CO;2",
    "10.1000/notes(2006)87[2445:AOTWT]2.0.CO;2",
    "10.1000/notes.12(3)",
]


def summary(kind, title, journal, doi):
    return {
        "title": {"title": {"value": title}},
        "type": kind,
        "journal-title": {"value": journal} if journal else None,
        "publication-date": {"year": {"value": "2020"}},
        "external-ids": {"external-id": [{"external-id-type": "doi", "external-id-value": doi}]},
    }


def ezbib_of(works, *options):
    asked = []

    def answer(request, timeout=None):
        if request.full_url.startswith("https://pub.orcid.org/"):
            return io.BytesIO(json.dumps({"group": [{"work-summary": [summary(*work)]} for work in works]}).encode())
        doi = request.full_url.removeprefix("https://doi.org/")
        asked.append(doi)
        return io.BytesIO(f"@misc{{w{len(asked)}, doi={{{doi}}}}}".encode())

    urllib.request.urlopen = answer
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
        assert ezbib.main(["0000-0002-1825-0097", *options]) == 0
    return asked, out.getvalue()


for name, works in RECORDS.items():
    titles = re.findall(r"\*\*(.+?)\*\*", ezbib_of(works, "-f", "markdown")[1])
    print(f"{name}: {'; '.join(titles)}")
tags = re.findall(r"keywords = {(\w+)}", ezbib_of(WORKS)[1])
for (kind, _, journal, _), tag in zip(WORKS, tags, strict=True):
    print(f"{kind}, {journal}: {tag}")
asked = ezbib_of([("book", f"Book {doi}", None, doi) for doi in DOIS])[0]
for doi, found in zip(DOIS, asked, strict=True):
    print(f"{doi}: {'kept' if found == doi else found}")
X
venv/bin/python list.py | tee seen
diff - seen <<'X' || fail "see the difference above"
two preprints: Small tools of the potters; Bridges of a town
and one's article: Bridges of a town; Small tools of the potters
and a Russian one: Дороги
and a Chinese one: 道路
and a short title: Bridges of a town; Tools
journal-article, Notes: quality_assured
book, None: other
book-chapter, None: other
preprint, OSF Preprints: quality_assured
preprint, Zenodo: quality_assured
10.1000/S1359-6454(02)00577-3: kept
10.1000/notes(2003)277<0001:TSSAAA>2.0.CO;2: 10.1000/notes(2003)277
10.1000/notes(2006)87[2445:AOTWT]2.0.CO;2: 10.1000/notes(2006)87
10.1000/notes.12(3): 10.1000/notes.12(3
X
