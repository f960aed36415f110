#!/usr/bin/env bash
# resume-md prints the words for applicant tracking systems, which its README says are hidden, as the first paragraph of
# the résumé, with "[ats-info]: #" before them. They are hidden only in round brackets, which the README doesn't have.
# Of the line below the name, all is lost if it has no colon ("ada@example.com | +49 228 1234"); links come out as
# Markdown that leads nowhere, or what is before the link stands there twice. A link to my_old_paper.pdf leads to
# "my<em class=", with the rest of the tag as text on the page. It says that the résumé was saved.
#
# Who is hit: applicants who write their résumé in Markdown and send it as PDF: nobody can reach them, links are dead,
# and what only machines should read heads the page.
# Expected: what the README says: "[ats-info]: # Skills: ..." is its format and its example, and "will be hidden from
# the visual display"; "Automatic header detection for contact information"; "Convert Markdown". The Markdown is a
# specific one by it, but none of this is named as a limit. For the link: what markdown-it-py has.
# Nothing was found upstream. The repository's example of such words, example/ats_info_test.md, has no brackets either.
# Seen 2026-12-01 with resume-md 1.3.0, markdown-it-py 4.0.0 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(resume-md==1.3.0 markdown-it-py==4.0.0 mdurl==0.1.2)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >render.py <<'X'
import re
import subprocess
from html.parser import HTMLParser

from markdown_it import MarkdownIt

CONTACTS = [
    "Email: ada@example.com | Phone: +49 228 1234",
    "ada@example.com | +49 228 1234",
    "Bonn | ada@example.com | [a.test](https://a.test)",
    "**Email:** ada@example.com **Site:** [a.test](https://a.test)",
]
WORDS = """
[ats-info]: # Skills: Python, Rust
[ats-info]: # Tools: Git

[ats-info]: # (Languages: Dutch)

"""
JOBS = """## Experience

- Wrote [a paper](https://a.test/my_old_paper.pdf)
"""


class Reader(HTMLParser):
    """The text that isn't hidden, and the links."""

    def __init__(self, html):
        super().__init__()
        self.out, self.links, self.stack = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.stack.append((tag, "ats-visible" in (attributes.get("class") or "")))
        if tag == "a":
            self.links.append(attributes["href"])

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(hidden for _, hidden in self.stack):
            self.out += data.split()

    def text(self):
        return " ".join(self.out)


def resume_md(markdown):
    open("cv.md", "w").write(markdown)
    subprocess.run(["venv/bin/resume-md", "-i", "cv.md", "-o", "cv.html"], check=True, stdout=subprocess.DEVNULL)
    return open("cv.html").read()


def show(name, html):
    reader = Reader(html)
    print(f"  {name}: {reader.text() or '(nothing)'}")
    for link in reader.links:
        print(f"    leads to {link}")


for contact in CONTACTS:
    print(contact)
    html = resume_md(f"# Ada Example\n{contact}\n\n{JOBS}")
    show("resume-md", re.search(r"<address.*?</address>", html, re.DOTALL)[0])
print("Words and jobs")
html = resume_md(f"# Ada Example\nEmail: ada@example.com\n{WORDS}{JOBS}")
show("resume-md", re.search(r"</header>(.*?)<footer", html, re.DOTALL)[1])
show("markdown-it-py", MarkdownIt().render(JOBS))
X
venv/bin/python render.py | tee seen
diff - seen <<'X' || fail "see the difference above"
Email: ada@example.com | Phone: +49 228 1234
  resume-md: Email: ada@example.com | Phone: +49 228 1234
ada@example.com | +49 228 1234
  resume-md: (nothing)
Bonn | ada@example.com | [a.test](https://a.test)
  resume-md: Bonn | ada@example.com | [a.test](https: //a.test)
**Email:** ada@example.com **Site:** [a.test](https://a.test)
  resume-md: Email:** ada@example.com **Site: a.test Email: ada@example.com
    leads to https://a.test
Words and jobs
  resume-md: [ats-info]: # Skills: Python, Rust [ats-info]: # Tools: Git Experience Wrote old paper.pdf" class="hover:underline" rel="noopener" title="a paper">a paper
    leads to https://a.test/my<em class=
  markdown-it-py: Experience Wrote a paper
    leads to https://a.test/my_old_paper.pdf
X
