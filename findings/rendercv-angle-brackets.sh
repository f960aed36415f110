#!/usr/bin/env bash
# RenderCV loses text in angle brackets: of the skills "Map<String>, Vec<u8>, std::optional<T>" its PDF has
# "Map, Vec, std::optional". The command succeeds without a warning, and its Markdown has the whole text.
#
# Who is hit: developers, whose types and placeholders are missing in the PDF that they send.
# Expected: the text. RenderCV means to escape "<" for Typst, and does so in "<1%" (its issue 364 calls that solved in
# 2.4); what looks like an HTML tag it passes on as it is, and Typst takes it for a label, which prints nothing.
# Seen 2026-11-29 with rendercv 2.8, typst 0.15.2 and pypdf 7.1.1 (PyPI) on Python 3.12. The text of the .typ file is set
# by the typst package alone, because RenderCV's theme fetches its icons from the network.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
for python in python3 python3.1{4,3,2} "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && break
done || fail "RenderCV 2.8 needs Python 3.12"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$python" -m venv venv
pip=("rendercv[full]==2.8" typst==0.15.2 pypdf==7.1.1)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >cv.yaml <<'X'
cv:
  name: Mara Lind
  sections:
    skills:
      - Map<String>, Vec<u8>, std::optional<T>
      - Kept errors at <1%
X
venv/bin/rendercv render cv.yaml --quiet -nopdf -nopng -nohtml || fail "exit status $?"
{
    grep -h '<' rendercv_output/Mara_Lind_CV.md | sed 's/^/Markdown: /'
    grep -h '<' rendercv_output/Mara_Lind_CV.typ | sed 's/^/Typst: /'
    venv/bin/python - <<'X'
import pathlib

import pypdf
import typst

text = pathlib.Path("rendercv_output/Mara_Lind_CV.typ").read_text().split("== Skills")[1]
pdf, warnings = typst.compile_with_warnings(text.encode(), ignore_system_fonts=True)
pathlib.Path("cv.pdf").write_bytes(pdf)
for line in pypdf.PdfReader("cv.pdf").pages[0].extract_text().split("\n"):
    print("PDF:", line)
print("warnings:", warnings)
X
} | tee seen
diff - seen <<'X' || fail "see the difference above"
Markdown: Map<String>, Vec<u8>, std::optional<T>
Markdown: Kept errors at <1%
Typst: Map<String>, Vec<u8>, std::optional<T>
Typst: Kept errors at \<1\%
PDF: Map, Vec, std::optional
PDF: Kept errors at <1%
warnings: []
X
