#!/usr/bin/env bash
# RenderCV takes one e-mail address or telephone number, or a list of them. Of a list it prints each in the PDF, but in
# Markdown and HTML the list as Python writes it, with brackets and quotes, in the text and in the address of the link:
# mailto:['mara@example.org', 'lind@example.com'].
#
# Who is hit: applicants who give a private and a second address, and paste the Markdown into a form or put the HTML on
# their site: neither address can be clicked or copied.
# Expected: a link for each, as in the PDF. RenderCV's issue 536 says that several addresses are supported since 2.4.
# Seen 2026-11-29 with rendercv 2.8 (PyPI), Python 3.12.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
for python in python3 python3.1{4,3,2} "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && break
done || fail "RenderCV 2.8 needs Python 3.12"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$python" -m venv venv
pip=("rendercv[full]==2.8")
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >cv.yaml <<'X'
cv:
  name: Mara Lind
  email: [mara@example.org, lind@example.com]
  phone: ["+49 228 5550100", "+49 431 5550101"]
  sections:
    skills: [Rust]
X
venv/bin/rendercv render cv.yaml --quiet -nopdf -nopng || fail "exit status $?"
{
    grep -o 'link("[^"]*"' rendercv_output/Mara_Lind_CV.typ
    grep '^- ' rendercv_output/Mara_Lind_CV.md
    grep -o 'href="mailto:[^>]*' rendercv_output/Mara_Lind_CV.html
} | tee seen
diff - seen <<'X' || fail "see the difference above"
link("mailto:mara@example.org"
link("mailto:lind@example.com"
link("tel:+49-228-5550100"
link("tel:+49-431-5550101"
- Phone: ['+49 228 5550100', '+49 431 5550101']
- Email: [['mara@example.org', 'lind@example.com']](mailto:['mara@example.org', 'lind@example.com'])
href="mailto:['mara@example.org', 'lind@example.com']"
X
