#!/usr/bin/env bash
# WeasyPrint makes a PDF/UA file that breaks PDF/UA of a list of terms in groups (<div> around each <dt> and <dd> of a
# <dl>): the list in its tags has no items, and the items have no list. The file says of itself that it is PDF/UA-1, and
# there's no warning. Without the groups the tags are valid, but each term is an item of its own, as is what belongs to
# it: two jobs with their years are a list of four items.
#
# Who is hit: applicants whose CV in HTML has the years of a job as its term, in groups to set them side by side, and
# who ask for PDF/UA so that all can read it: the file fails the check, and its tags tell a screen reader of no list, or
# of too many items.
# Expected: what typst writes of such a list: one item for each job, with the years as its label (Lbl) and the rest as
# its body (LBody). In ISO 32000-1 (14.8.4.3.3) the children of a list are a caption and items, and in a "dictionary
# list" the label is the term that is defined. HTML allows the groups since 2016 (whatwg/html, commit 5454d70).
# WeasyPrint's documentation doesn't guarantee that a PDF/UA file is valid. As the main constraint it names a correct
# structure of the HTML, besides a title and a language; the page has all three. A note in its source says that <dt>
# should be different.
# Nothing was found upstream about groups. Issue 2482 has better tags for <dl> on its list; in issues 2503 and 2504
# lists of terms become invalid by CSS (a block before the term, <dd> as inline).
# Seen 2026-12-01 with WeasyPrint 70.0, page-validation 0.11.0 (outloud 0.2.1 finds the same), typst 0.15.2 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(weasyprint==70.0 pydyf==0.13.0 page-validation==0.11.0 pikepdf==10.18.0 typst==0.15.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >plain.html <<'X'
<!DOCTYPE html>
<html lang="en">
<title>CV of Ada Sample</title>
<h1>Ada Sample</h1>
<dl>
<dt>2014 to 2018</dt><dd>Engineer, Nordwind</dd>
<dt>2018 to 2021</dt><dd>Lead engineer, Suedwind</dd>
</dl>
</html>
X
sed 's/^<dt>.*/<div>&<\/div>/' plain.html >groups.html
cat >typst.typ <<'X'
#set document(title: "CV of Ada Sample")
#set text(lang: "en")
= Ada Sample
/ 2014 to 2018: Engineer, Nordwind
/ 2018 to 2021: Lead engineer, Suedwind
X
for file in plain groups; do
    venv/bin/weasyprint --pdf-variant pdf/ua-1 $file.html $file.pdf 2>log
    if [ -s log ]; then fail "$(cat log)"; fi
done
venv/bin/python -c 'import typst; typst.compile("typst.typ", output="typst.pdf", pdf_standards=["ua-1"])'
cat >check.py <<'X'
import sys

import page
import pikepdf

print("says of itself: PDF/UA-" + pikepdf.open(sys.argv[1]).open_metadata()["pdfuaid:part"])
for failure in page.validate_pdf(sys.argv[1], profile=page.ValidationProfile.PDF_UA_1).failures:
    print("page:", failure.message)
X
for file in plain groups typst; do
    echo "== $file.pdf"
    pdfinfo -struct-text $file.pdf 2>/dev/null |
        sed -n 's/ (\(block\|inline\)).*//; s/^  //; /^L$/,$p' | grep -v 'Span\|/ListNumbering'
    venv/bin/python check.py $file.pdf
done | tee seen
diff - seen <<'X' || fail "see the difference above"
== plain.pdf
L
  LI
    LBody
        "2014 to 2018"
  LI
    LBody
        "Engineer, Nordwind"
  LI
    LBody
        "2018 to 2021"
  LI
    LBody
        "Lead engineer, Suedwind"
says of itself: PDF/UA-1
== groups.pdf
L
  Div
    LI
      LBody
          "2014 to 2018"
    LI
      LBody
          "Engineer, Nordwind"
  Div
    LI
      LBody
          "2018 to 2021"
    LI
      LBody
          "Lead engineer, Suedwind"
says of itself: PDF/UA-1
page: an L structure element contains a child other than L, LI, or Caption
page: an LI structure element is not contained in an L structure element
== typst.pdf
L
  LI
    Lbl
        "2014 to 2018"
    LBody
      "Engineer, Nordwind"
  LI
    Lbl
        "2018 to 2021"
    LBody
      "Lead engineer, Suedwind"
says of itself: PDF/UA-1
X
