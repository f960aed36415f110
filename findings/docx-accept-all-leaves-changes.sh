#!/usr/bin/env bash
# docx-revisions' accept_all and docx-plus' accept_all_revisions leave tracked changes of a DOCX file as they are, and
# say nothing: both of them those in the header, docx-revisions also those of links and content controls. The old
# address, link and salary stay in the file, with the author who took them out. A deleted row of a table stays as an
# empty row, and when all is rejected, an inserted one. docx-plus takes the mark off such a row, so that no later
# program can tell that it was deleted.
#
# Who is hit: applicants who have a CV corrected with tracked changes, accept all with a program and send it: name and
# address stand in the header, the e-mail and profile are links, templates have content controls, jobs are rows of a
# table. The employer can read what was taken out.
# Expected: what jubarte-redlines does. docx-revisions' README calls this "Accept or reject all changes" and saves the
# result as clean.docx; its code and docx-plus' say that every tracked change in the document is accepted. w:del
# (Deleted Table Row) in ECMA-376 says that the row shall be treated as a deleted row. docx-plus' guide names the
# joining of paragraphs as deferred (not shown here), but neither headers nor rows.
# Nothing was found upstream. UseJunior/safe-docx's issue 845 is about such rows in that library.
# Seen 2026-12-01 with docx-revisions 0.1.5, docx-plus 0.6.2, jubarte-redlines 0.14.0, python-docx 1.2.0 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(docx-revisions==0.1.5 docx-plus==0.6.2 jubarte-redlines==0.14.0 python-docx==1.2.0 lxml==6.1.3)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >accept.py <<'X'
import docx
import docx_plus.revisions
import jubarte_redlines
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx_revisions import RevisionDocument

ids = iter(range(1, 100))


def mark(tag, content=""):
    start = f'w:{tag} w:id="{next(ids)}" w:author="Ben" w:date="2026-01-01T00:00:00Z"'
    return f"<{start}>{content}</w:{tag}>" if content else f"<{start}/>"


def run(text, tag="t"):
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def change(old, new):
    return mark("del", run(old, "delText")) + mark("ins", run(new))


def paragraph(content, deleted=False):
    properties = f"<w:pPr><w:rPr>{mark('del')}</w:rPr></w:pPr>" if deleted else ""
    return f"<w:p>{properties}{content}</w:p>"


def row(tag, content):
    return f"<w:tr><w:trPr>{mark(tag)}</w:trPr><w:tc>{paragraph(content)}</w:tc></w:tr>"


def add(parent, xml):
    start, rest = xml.split(">", 1)
    element = parse_xml(f"{start} {nsdecls('w', 'r')}>{rest}")
    end = parent.find(qn("w:sectPr"))
    parent.append(element) if end is None else end.addprevious(element)


document = docx.Document()
body = document.element.body
header = document.sections[0].header
header.is_linked_to_previous = False
add(header._element, paragraph(change("1 Old Street", "2 New Street")))
add(body, paragraph(run("Engineer since ") + change("2016", "2018")))
rel = document.part.relate_to("https://a.test/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
add(body, paragraph(f'<w:hyperlink r:id="{rel}">{change("old.test", "new.test")}</w:hyperlink>'))
control = f"<w:sdtContent>{change('50,000', 'negotiable')}</w:sdtContent>"
add(body, paragraph(run("Salary: ") + f"<w:sdt>{control}</w:sdt>"))
deleted = row("del", mark("del", run("2010: fitter", "delText")))
inserted = row("ins", mark("ins", run("2018: engineer")))
kept = f"<w:tr><w:tc>{paragraph(run('2014: turner'))}</w:tc></w:tr>"
grid = '<w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>'
add(body, f"<w:tbl>{grid}{deleted}{kept}{inserted}</w:tbl>")
document.save("cv.docx")


def text(element):
    parts = []
    for part in element.iter(qn("w:t"), qn("w:delText")):
        tags = [parent.tag for parent in part.iterancestors()]
        left = "-" if qn("w:del") in tags else "+" if qn("w:ins") in tags else ""
        parts.append(f"[{left}{part.text}]" if left else part.text)
    if element.xpath("./w:trPr/w:del | ./w:trPr/w:ins"):
        parts.append("(marked row)")
    return " ".join(parts) or "(empty)"


def show(name, file):
    document = docx.Document(file)
    lines = [p._p for p in document.sections[0].header.paragraphs if p._p.xpath(".//w:r")]
    lines += [p._p for p in document.paragraphs] + document.element.xpath("//w:tr")
    print(f"{name}:", " | ".join(text(line) for line in lines))


def with_docx_revisions(action):
    document = RevisionDocument("cv.docx")
    getattr(document, f"{action}_all")()
    document.save("clean.docx")


def with_docx_plus(action):
    document = docx.Document("cv.docx")
    getattr(docx_plus.revisions, f"{action}_all_revisions")(document)
    document.save("clean.docx")


def with_jubarte(action):
    with open("cv.docx", "rb") as file, open("clean.docx", "wb") as clean:
        clean.write(getattr(jubarte_redlines, f"{action}_revisions")(file.read()))


show("the file", "cv.docx")
tools = {"docx-revisions": with_docx_revisions, "docx-plus": with_docx_plus, "jubarte-redlines": with_jubarte}
for action in ["accept", "reject"]:
    for name, resolve in tools.items():
        resolve(action)
        show(f"{action}, {name}", "clean.docx")
X
venv/bin/python accept.py | tee seen
diff - seen <<'X' || fail "see the difference above"
the file: [-1 Old Street] [+2 New Street] | Engineer since  [-2016] [+2018] | [-old.test] [+new.test] | Salary:  [-50,000] [+negotiable] | [-2010: fitter] (marked row) | 2014: turner | [+2018: engineer] (marked row)
accept, docx-revisions: [-1 Old Street] [+2 New Street] | Engineer since  2018 | [-old.test] [+new.test] | Salary:  [-50,000] [+negotiable] | (marked row) | 2014: turner | 2018: engineer (marked row)
accept, docx-plus: [-1 Old Street] [+2 New Street] | Engineer since  2018 | new.test | Salary:  negotiable | (empty) | 2014: turner | 2018: engineer
accept, jubarte-redlines: 2 New Street | Engineer since  2018 | new.test | Salary:  negotiable | 2014: turner | 2018: engineer
reject, docx-revisions: [-1 Old Street] [+2 New Street] | Engineer since  2016 | [-old.test] [+new.test] | Salary:  [-50,000] [+negotiable] | 2010: fitter (marked row) | 2014: turner | (marked row)
reject, docx-plus: [-1 Old Street] [+2 New Street] | Engineer since  2016 | old.test | Salary:  50,000 | 2010: fitter | 2014: turner | (empty)
reject, jubarte-redlines: 1 Old Street | Engineer since  2016 | old.test | Salary:  50,000 | 2010: fitter | 2014: turner
X
