#!/usr/bin/env bash
# docx-trackdiff, doc-control and jubarte-redlines compare two versions of a DOCX file and write a third one with the
# differences as tracked changes, but not with all of them, or with others. docx-trackdiff has no mark where only case
# or dashes of a paragraph changed ("polish" to "Polish", "2018-2020" to "2018–2020"), and none in the header; all 7
# checks of its own verifier pass. doc-control leaves the old header, without a warning. jubarte-redlines puts a number
# that changed at the head of a paragraph into one of its own: of "2014 to 2018 Nordwind" it makes "2015" and, below
# it, " to 2018 Nordwind". If all is rejected, an empty paragraph stands there.
#
# Who is hit: applicants who compare a corrected CV with their own to judge each change: a job begins with its year,
# the header has the address. Corrections go out unseen, or are lost when all are accepted.
# Expected: accepted, the new text; rejected, the old one. docx-trackdiff's README says that accepting all must equal
# the new file and rejecting all the old one, doc-control's help that every difference is a tracked change, and
# jubarte-redlines' README the same of its accept_revisions and reject_revisions. jubarte-redlines has the header and
# the other lines right. No README names an exception of compare; doc-control's says that reads cover the body only,
# unless asked, and doc.compare can't be asked.
# Nothing was found upstream. In jubarte-redlines' source (0.7.0, src/comparer/lcs.rs) is a rule for numbered titles.
# Seen 2026-12-01 with docx-trackdiff 1.0.0, doc-control 0.10.1, jubarte-redlines 0.14.0, python-docx 1.2.0 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(docx-trackdiff==1.0.0 doc-control==0.10.1 jubarte-redlines==0.14.0 python-docx==1.2.0 lxml==6.1.3)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >versions.py <<'X'
import docx

VERSIONS = {
    "old": ("1 Old Street", "2014 to 2018 Nordwind", "Fitter, 2018-2020", "Languages: polish"),
    "new": ("2 New Street", "2015 to 2018 Nordwind", "Fitter, 2018–2020", "Languages: Polish"),
}
for name, (address, *lines) in VERSIONS.items():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = address
    for line in lines:
        document.add_paragraph(line)
    document.save(f"{name}.docx")
X
cat >show.py <<'X'
import sys

import docx
from docx.oxml.ns import qn


def texts(file, without):
    """The text of header and body without the insertions (w:ins) or the deletions (w:del)."""
    document = docx.Document(file)
    lines, open_line = [], ""
    for paragraph in document.sections[0].header.paragraphs + document.paragraphs:
        for run in paragraph._p.iter(qn("w:r")):
            if run.getparent().tag != qn(without):
                open_line += "".join(part.text for part in run.iter(qn("w:t"), qn("w:delText")))
        if not paragraph._p.xpath(f"./w:pPr/w:rPr/{without}"):
            lines.append(open_line or "(empty)")
            open_line = ""
    return " | ".join(lines)


print("  accepted:", texts(sys.argv[1], "w:del"))
print("  rejected:", texts(sys.argv[1], "w:ins"))
X
python=venv/bin/python
{
    $python versions.py
    for name in old new; do
        echo "the $name file:"
        $python show.py $name.docx | sed -n 's/accepted: //p'
    done
    echo docx-trackdiff:
    venv/bin/docx-trackdiff old.docx new.docx trackdiff.docx >/dev/null
    $python show.py trackdiff.docx
    venv/bin/docx-trackdiff-verify trackdiff.docx old.docx new.docx >verify.log
    grep -E 'NEW|OLD \(' verify.log
    echo "  checks passed: $(grep -c ^PASS verify.log) of $(grep -cE '^(PASS|FAIL)' verify.log)"
    echo doc-control:
    $python -m doc_control doc.compare \
        --json '{"old": "old.docx", "new": "new.docx", "output": "control.docx"}' >control.json
    $python show.py control.docx
    $python -c 'import json; print("  warnings:", json.load(open("control.json"))["warnings"])'
    echo jubarte-redlines:
    $python -m jubarte_redlines compare old.docx new.docx -o jubarte.docx >jubarte.log
    $python show.py jubarte.docx
} | tee seen
diff - seen <<'X' || fail "see the difference above"
the old file:
  1 Old Street | 2014 to 2018 Nordwind | Fitter, 2018-2020 | Languages: polish
the new file:
  2 New Street | 2015 to 2018 Nordwind | Fitter, 2018–2020 | Languages: Polish
docx-trackdiff:
  accepted: 2 New Street | 2015 to 2018 Nordwind | Fitter, 2018–2020 | Languages: Polish
  rejected: 2 New Street | 2014 to 2018 Nordwind | Fitter, 2018–2020 | Languages: Polish
PASS - accept-all == NEW (3 vs 3 paras)
PASS - reject-all == OLD (3 vs 3 paras)
  checks passed: 7 of 7
doc-control:
  accepted: 1 Old Street | 2015 to 2018 Nordwind | Fitter, 2018–2020 | Languages: Polish
  rejected: 1 Old Street | 2014 to 2018 Nordwind | Fitter, 2018-2020 | Languages: polish
  warnings: []
jubarte-redlines:
  accepted: 2 New Street | 2015 |  to 2018 Nordwind | Fitter, 2018–2020 | Languages: Polish
  rejected: 1 Old Street | (empty) | 2014 to 2018 Nordwind | Fitter, 2018-2020 | Languages: polish
X
