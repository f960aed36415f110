#!/usr/bin/env bash
# @libpdf/core and pdf_oxide merge a tagged letter and a tagged CV into a file that still says it is PDF/UA-1, but its
# tags have the letter only. avalpdf gives that file 100 points, as it gives each of the two, and pdf_oxide's
# validate_pdf_ua calls @libpdf/core's file valid. The German CV has become English (en-GB), and its links to its own
# sections lead nowhere. pdf_oxide also gives page 2 the key (StructParents) of page 1. There's no warning of any of it.
#
# Who is hit: applicants who send letter, CV and certificates as one file, and employers who must read it with a screen
# reader: by the tags, there's no CV in it. The checks that should have found it pass.
# Expected: the tags of both, or none and no claim. In the Matterhorn Protocol, content that's neither an artifact nor
# tagged fails PDF/UA-1 (01-005, found by software). validate_pdf_ua lists what it doesn't check: headings, alternative
# texts, tables and annotations, but not this. @libpdf/core's README has "Merge & Split: Yes" without a limit.
# Upstream, nothing was found about tags in the trackers of these three. That merging loses tags is known of others:
# pymupdf/PyMuPDF's issue 2469, qpdf's 490, Hopding/pdf-lib's 402.
# Seen 2026-12-01 with @libpdf/core 0.4.2 (npm), pdf_oxide 0.3.78, avalpdf 0.1.10, pdfix-sdk 9.3.0, typst 0.15.2,
# pikepdf 10.18.0 (PyPI), Node 20.20, pdfinfo 22.12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(pdf_oxide==0.3.78 avalpdf==0.1.10 pdfix-sdk==9.3.0 typst==0.15.2 pikepdf==10.18.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(@libpdf/core@0.4.2)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >letter.typ <<'X'
#set document(title: "Application of Ada Example")
#set text(lang: "en", region: "GB")
= Application
Dear Ms Sample, please find my CV on the next page.

#link("https://a.test/ada")[My site]
X
cat >cv.typ <<'X'
#set document(title: "Lebenslauf von Ada Example")
#set text(lang: "de")
= Lebenslauf
#link(<jobs>)[Stellen]
#pagebreak()
== Stellen <jobs>
Ingenieurin, Nord GmbH
X
cat >make.py <<'X'
import pdf_oxide
import typst

for name in ["letter", "cv"]:
    with open(f"{name}.pdf", "wb") as out:
        out.write(typst.compile(f"{name}.typ", pdf_standards=["ua-1"], ignore_system_fonts=True))
merged = pdf_oxide.PdfDocument("letter.pdf")
merged.merge_from("cv.pdf")
merged.save("pdf_oxide.pdf")
X
cat >merge.mjs <<'X'
import { readFileSync, writeFileSync } from "node:fs";
import { PDF } from "@libpdf/core";

const merged = await PDF.merge(["letter.pdf", "cv.pdf"].map((file) => readFileSync(file)));
writeFileSync("libpdf.pdf", await merged.save());
X
cat >check.py <<'X'
import json
import re
import subprocess

import pdf_oxide
import pikepdf


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


for name in ["letter", "cv", "libpdf", "pdf_oxide"]:
    file = f"{name}.pdf"
    print(f"{name}:", " | ".join(re.findall('^ *"(.+)"$', run("pdfinfo", "-struct-text", file), re.M)))
    with pikepdf.open(file) as pdf:
        claim = "PDF/UA" if b"pdfuaid:part" in pdf.Root.Metadata.read_bytes() else "no claim"
        keys = [page.get("/StructParents") for page in pdf.pages]
        print(" ", f"{len(keys)} pages with keys {keys}, {pdf.Root.Lang}, {claim}")
    named = re.findall('"(.+)"', run("pdfinfo", "-dests", file))
    print("  named places:", named or "none")
    run("venv/bin/avalpdf", file, "--report", "--quiet", "-o", ".")
    with open(f"{name}_validation_report.json") as report:
        result = json.load(report)["validation_results"]
    print("  avalpdf:", result["weighted_score"], result["issues"], result["warnings"])
    checked = pdf_oxide.PdfDocument(file).validate_pdf_ua()
    print("  pdf_oxide:", checked["valid"], checked["errors"])
print(*checked["warnings"], sep="\n")
X
venv/bin/python make.py
node merge.mjs
venv/bin/python check.py 2>log | tee seen || { cat log >&2; fail "an error"; }
diff - seen <<'X' || fail "see the difference above"
letter: Application | Dear Ms Sample, please find my CV on the next page. | My site
  1 pages with keys [1], en-GB, PDF/UA
  named places: none
  avalpdf: 100.0 [] []
  pdf_oxide: True []
cv: Lebenslauf | Stellen | Stellen | Ingenieurin, Nord GmbH
  2 pages with keys [1, 2], de, PDF/UA
  named places: ['jobs']
  avalpdf: 100.0 [] []
  pdf_oxide: True []
libpdf: Application | Dear Ms Sample, please find my CV on the next page. | My site
  3 pages with keys [1, None, None], en-GB, PDF/UA
  named places: none
  avalpdf: 100.0 [] []
  pdf_oxide: True []
pdf_oxide: Application | Dear Ms Sample, please find my CV on the next page. | My site
  3 pages with keys [1, 1, 2], en-GB, PDF/UA
  named places: none
  avalpdf: 100.0 [] []
  pdf_oxide: False ['[UA-DOC-003] Document must have a title in document info or XMP metadata [WCAG 2.4.2]']
[WARN-007] Heading sequence validation requires full structure tree traversal
[WARN-007] Figure alt text validation requires structure tree traversal
[WARN-007] Table header validation requires structure tree traversal
[WARN-007] Full annotation validation requires page-level access
X
