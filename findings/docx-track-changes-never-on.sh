#!/usr/bin/env bash
# docx-plus and docx-mcp-server turn tracked changes on and off, and docx-trackdiff turns them on, by an element that
# DOCX files don't have: <w:trackChanges/>. What they turn on is off. Where tracking was on and docx-plus or
# docx-mcp-server turn it off, it stays on. docx-mcp-server's answer names the state that wasn't reached, docx-plus has
# no answer, and docx-trackdiff's verifier passes its file for having the wrong element.
#
# Who is hit: applicants who send a CV to be corrected and want to see each change: what the helper types in Word isn't
# marked. And those who turn tracking off before the CV goes to an employer: there it is still on.
# Expected: <w:trackRevisions/>, as docx-editor writes it. In ISO/IEC 29500-1:2008 (17.15.1.89) it says that changes
# shall be tracked, and if it's omitted, none is. The schema of settings has it behind revisionView, and not the other.
# docx-plus' guide says that its flag tells Word to record edits, docx-mcp-server's README that set_track_changes
# enables or disables Word's flag, and docx-trackdiff's code that its file opens in Word as a view of tracked changes.
# Nothing was found upstream. dolanmiu/docx's pull request 224, which added a key trackChanges to another library, has
# its author's remark that the flag is in the file, and Word doesn't track.
# Seen 2026-12-01 with docx-plus 0.6.2, docx-mcp-server 0.7.4 (without the packages that its server needs),
# docx-trackdiff 1.0.0, docx-editor 0.8.2, python-docx 1.2.0 (PyPI). jubarte-redlines 0.14.0 reads the state.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(docx-plus==0.6.2 docx-trackdiff==1.0.0 docx-editor==0.8.2 jubarte-redlines==0.14.0 python-docx==1.2.0 lxml==6.1.3)
alone=(docx-mcp-server==0.7.4)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
venv/bin/pip install -q --disable-pip-version-check --no-deps "${alone[@]}"
echo "${pip[*]} ${alone[*]}"

cat >track.py <<'X'
import re
import subprocess
import sys
import zipfile

import docx
import docx_editor
from docx.oxml import OxmlElement
from docx_mcp.document import DocxDocument
from docx_plus.revisions import disable_track_changes, enable_track_changes


def cv(name, on=False):
    document = docx.Document()
    document.add_paragraph(f"Engineer at {name}")
    if on:
        tab = document.settings.element.xpath("./w:defaultTabStop")[0]
        tab.addprevious(OxmlElement("w:trackRevisions"))
    document.save(f"{name}.docx")


def show(step, name):
    command = [sys.executable, "-m", "jubarte_redlines", "read", f"{name}.docx"]
    view = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    settings = zipfile.ZipFile(f"{name}.docx").read("word/settings.xml").decode()
    found = " ".join(re.findall(r"<(w:track\w+)", settings)) or "nothing"
    print(f"{step}: {found}, so it is", re.search("^track_changes: (.*?) ", view, re.M)[1])


def with_docx_plus(name, on):
    document = docx.Document(f"{name}.docx")
    (enable_track_changes if on else disable_track_changes)(document)
    document.save(f"{name}.docx")


def with_docx_mcp_server(name, on):
    document = DocxDocument(f"{name}.docx")
    document.open()
    print(document.set_track_changes(on))
    document.save(f"{name}.docx", backup=False)
    document.close()


def with_docx_editor(name, on):
    with docx_editor.Document.open(f"{name}.docx") as document:
        document.save(f"{name}.docx", track_changes=on)


cv("Nordwind")
cv("Westwind", on=True)
show("file without", "Nordwind")
show("file with", "Westwind")
for tool, switch in {"docx-plus": with_docx_plus, "docx-mcp-server": with_docx_mcp_server}.items():
    for on in [True, False]:
        cv("Südwind", on=not on)
        switch("Südwind", on)
        show(f"{tool} turns it {'on' if on else 'off'}", "Südwind")
cv("Südwind")
with_docx_editor("Südwind", True)
show("docx-editor turns it on", "Südwind")
cv("Ostwind")
scripts = sys.executable.removesuffix("python")
subprocess.run([scripts + "docx-trackdiff", "Nordwind.docx", "Ostwind.docx", "both.docx"], check=True,
               capture_output=True)
show("docx-trackdiff turns it on", "both")
verify = [scripts + "docx-trackdiff-verify", "both.docx", "Nordwind.docx", "Ostwind.docx"]
print(re.search("^.*settings.xml.*$", subprocess.run(verify, capture_output=True, text=True).stdout, re.M)[0])
X
venv/bin/python track.py | tee seen
diff - seen <<'X' || fail "see the difference above"
file without: nothing, so it is off
file with: w:trackRevisions, so it is on
docx-plus turns it on: w:trackChanges, so it is off
docx-plus turns it off: w:trackRevisions, so it is on
{'track_changes': True, 'author': ''}
docx-mcp-server turns it on: w:trackChanges, so it is off
{'track_changes': False, 'author': ''}
docx-mcp-server turns it off: w:trackRevisions, so it is on
docx-editor turns it on: w:trackRevisions, so it is on
docx-trackdiff turns it on: w:trackChanges, so it is off
PASS - settings.xml has w:trackChanges
X
