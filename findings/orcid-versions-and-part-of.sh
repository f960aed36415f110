#!/usr/bin/env bash
# papers-please keeps one of two jobs of the same title: of "Postdoc" at two universities the first is gone. As the DOI
# of a work it gives the identifier that stands last, here an EID and a web address. Of two versions of a work it takes
# the one that its author did not prefer, and PyOrcid counts both as works.
# ezbib and orcid2bib give a chapter the DOI of the book that it's part of. There's no error or warning.
#
# Who is hit: researchers whose CV, site or report is filled from their ORCID record: a job less, a work more, links to
# other works. orcid2bib would take the book's year and type for the chapter, as it lets the data of a DOI override
# those of ORCID (not here, by --no-doi-lookup), and ezbib would fetch the book's BibTeX in place of the chapter's.
# Expected: two jobs, three works in their preferred versions, and a DOI for the two that have one. In ORCID's words
# ("How are items grouped together in an ORCID record?") versions of a work share a group, the highest display index
# is the one that the researcher prefers, and "part of" means that the work is part of what is identified. pkp-lib's
# issue 8356 has such works from a journal: the DOI of the issue is sent to ORCID, that of the article isn't.
# papers-please's README calls these fields employment history and Digital Object Identifier, ezbib's promises clean
# records; no README names an exception.
# Nothing was found upstream about any of the four. ropensci's rorcid (R) has an issue 58 on versions counted twice.
# Seen 2026-11-30 with papers-please 1.1.1, PyOrcid 1.2.2, ezbib 1.1.7, orcid2bib 0.4.4 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(papers-please==1.1.1 PyOrcid==1.2.2 ezbib==1.1.7 orcid2bib==0.4.4)
venv/bin/pip install -q --no-compile --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >read.py <<'X'
import contextlib
import io
import json
import re
import urllib.request
from pathlib import Path

import ezbib
import requests
from orcid2bib import orcid as orcid2bib
from papers_please import Researcher
from pyorcid import Orcid

IDENTIFIER = "0000-0002-1825-0097"


def date(text):
    names = ["year", "month", "day"]
    return dict.fromkeys(names) | {name: {"value": part} for name, part in zip(names, text.split("-"))}


def job(code, employer, start, end):
    return {"summaries": [{"employment-summary": {
        "put-code": code, "department-name": None, "role-title": "Postdoc", "url": None, "display-index": "1",
        "start-date": date(start), "end-date": date(end),
        "organization": {"name": employer, "address": {"city": "Bonn", "region": None, "country": "DE"}},
    }}]}


def version(code, index, title, kind, when, *identifiers):
    return {
        "put-code": code, "display-index": index, "type": kind, "visibility": "public", "url": None,
        "title": {"title": {"value": title}, "subtitle": None, "translated-title": None},
        "journal-title": {"value": "Notes"}, "publication-date": date(when), "external-ids": {"external-id": [
            {"external-id-type": name, "external-id-value": value, "external-id-relationship": relation,
             "external-id-normalized": {"value": value, "transient": True}, "external-id-url": None}
            for name, value, relation in identifiers
        ]},
    }


WORKS = [
    version(11, "1", "Small tools", "journal-article", "2018-06", ("doi", "10.1234/small", "self"),
            ("issn", "1234-5679", "part-of")),
    version(12, "0", "SMALL TOOLS", "journal-article", "2018", ("doi", "10.1234/small", "self"),
            ("eid", "2-s2.0-1", "self")),
    version(13, "1", "Ropes", "book-chapter", "2018", ("doi", "10.1234/handbook", "part-of"),
            ("uri", "https://a.test/ropes", "self")),
    version(14, "1", "Knots", "journal-article", "2018", ("doi", "10.1234/knots", "self")),
]
ACTIVITIES = {
    "employments": {"affiliation-group": [job(1, "Nord University", "2012", "2014"),
                                          job(2, "Wind University", "2014", "2016")]},
    "works": {"group": [{"work-summary": WORKS[:2]}, {"work-summary": [WORKS[2]]}, {"work-summary": [WORKS[3]]}]},
}


def answer(url):
    parts = url.split(IDENTIFIER)[1].strip("/").split("/")
    if parts[0] == "work":
        return next(work for work in WORKS if str(work["put-code"]) == parts[1])
    return ACTIVITIES.get(parts[0]) or {"activities-summary": ACTIVITIES}


class Response(io.BytesIO):
    status_code = 200

    def __init__(self, url):
        super().__init__(json.dumps(answer(url)).encode())

    def json(self):
        return json.loads(self.getvalue())

    def raise_for_status(self):
        pass


# In place of the network: each client gets the same record, as version 3.0 of the API would send it.
requests.get = lambda url, **_: Response(url)
requests.Session.get = lambda self, url, **_: Response(url)
urllib.request.urlopen = lambda request, **_: Response(request.full_url)

researcher = Researcher(IDENTIFIER)
for title, place in researcher.employments.items():
    print("papers-please:", title, place["institution"].strip(" -"), place["start_date"], place["end_date"])
for paper in researcher.papers.itertuples():
    print("papers-please:", paper.title, paper.publication_date, "DOI", paper.doi)

orcid = Orcid(IDENTIFIER)
for place in orcid.employments()[0]:
    print("PyOrcid:", place["Role"], place["organization"], place["start-date"], place["end-date"])
for work in orcid.works()[0]:
    print("PyOrcid:", work["title"], work["publication-date"])

out = io.StringIO()
with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
    ezbib.main([IDENTIFIER, "-f", "markdown"])
    orcid2bib.run(IDENTIFIER, "works.bib", delay=0, doi_lookup=False)
for line in out.getvalue().splitlines():
    if line.startswith(("1.", "2.", "3.")):
        print("ezbib:", line.replace("\u2014", "-"))
for entry in Path("works.bib").read_text().split("@")[1:]:
    print("orcid2bib:", entry.split("{")[0], *re.findall(r"\b(?:title|doi) = {.*}", entry))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
papers-please: Postdoc Wind University 2014-01-01 2016-01-01
papers-please: SMALL TOOLS 2018-01-01 DOI 2-s2.0-1
papers-please: Ropes 2018-01-01 DOI https://a.test/ropes
papers-please: Knots 2018-01-01 DOI 10.1234/knots
PyOrcid: Postdoc Nord University 2012 2014
PyOrcid: Postdoc Wind University 2014 2016
PyOrcid: Small tools 06/2018
PyOrcid: SMALL TOOLS 2018
PyOrcid: Ropes 2018
PyOrcid: Knots 2018
ezbib: 1. **Small tools** (2018) - *Notes* ([DOI: 10.1234/small](https://doi.org/10.1234/small))
ezbib: 2. **Ropes** (2018) - *Notes* ([DOI: 10.1234/handbook](https://doi.org/10.1234/handbook))
ezbib: 3. **Knots** (2018) - *Notes* ([DOI: 10.1234/knots](https://doi.org/10.1234/knots))
orcid2bib: article title = {Small tools} doi = {10.1234/small}
orcid2bib: incollection title = {Ropes} doi = {10.1234/handbook}
orcid2bib: article title = {Knots} doi = {10.1234/knots}
X
