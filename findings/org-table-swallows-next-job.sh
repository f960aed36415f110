#!/usr/bin/env bash
# org-python loses the line behind a table of an Org file: the title of the next job is gone, and its bullets
# stand under the job before; a sentence behind a table is gone too. It prints comments: "# Ask for 80 or
# more", a note of the applicant, becomes part of the page.
# org, the JavaScript parser also known as org-js, joins lines without a space: "tools" + "in" is "toolsin".
#
# Who is hit: applicants who keep their CV in Org mode, as users of Emacs do, and make a page of it: a job is
# without title and employer, no search finds the words, and a private note is public.
# Expected: what uniorg has. In Org's syntax (orgmode.org/worg/org-syntax.html) a table ends before the first
# line that doesn't begin with "|" ("Tables"), and a line with stars at its start is a heading ("Headings").
# Org's manual ("Comment Lines", 13.6) has a line that begins with "# " as a comment, which isn't exported. A
# line end within a paragraph is a space in HTML. org-python's README has tables, headings and lists among its
# features, org's calls it a parser and converter for Org's notation; neither names any of this.
# Nothing was found upstream.
# Seen 2026-11-30 with org-python 0.3.2 (PyPI), org 0.2.0, uniorg-parse 3.2.2, uniorg-rehype 2.2.0,
# rehype-stringify 10.0.1, unified 11.0.5 (npm), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(org-python==0.3.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(org@0.2.0 uniorg-parse@3.2.2 uniorg-rehype@2.2.0 rehype-stringify@10.0.1 unified@11.0.5)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.org <<'X'
* Engineer, Nordwind
Made tools
in Rust.
| 2014 | Bonn |
* Chief, Kite
# Ask for 80 or more
- Led a
  team
| Size | 5 |
Since 2018
X
cat >read.mjs <<'X'
import { readFileSync } from "node:fs";
import org from "org";
import rehypeStringify from "rehype-stringify";
import { unified } from "unified";
import uniorgParse from "uniorg-parse";
import uniorgRehype from "uniorg-rehype";

const text = readFileSync("cv.org", "utf8");
const read = {
    org: () => new org.Parser().parse(text).convert(org.ConverterHTML, {}).contentHTML,
    uniorg: () => String(unified().use(uniorgParse).use(uniorgRehype).use(rehypeStringify).processSync(text)),
};
console.log(read[process.argv[2]]());
X
cat >read.py <<'X'
import re
import subprocess

from orgpython import to_html


def by_node(name):
    return subprocess.run(["node", "read.mjs", name], capture_output=True, text=True, check=True).stdout


text = open("cv.org").read()
for name, html in {"org-python": to_html(text), "org": by_node("org"), "uniorg": by_node("uniorg")}.items():
    html = re.sub(r"<span class=.section-number.>[^<]*</span>", "", " ".join(html.split()))
    blocks = re.sub(r"</?(h\d|p|li|ul|table|tbody|tr)\b[^>]*>", "|", html)
    lines = [" ".join(re.sub("<[^>]*>", " ", block).split()) for block in blocks.split("|")]
    print(f"{name}:", " | ".join(filter(None, lines)))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
org-python: Engineer, Nordwind | Made tools in Rust. | 2014 Bonn | # Ask for 80 or more | Led a team | Size 5
org: Engineer, Nordwind | Made toolsin Rust. | 2014 Bonn | Chief, Kite | Led ateam | Size 5 | Since 2018
uniorg: Engineer, Nordwind | Made tools in Rust. | 2014 Bonn | Chief, Kite | Led a team | Size 5 | Since 2018
X
