#!/usr/bin/env bash
# pandoc drops a character of the text behind a control word of an RTF file: "Tel.\tab+49 228" loses its plus, and
# "Engineer\b0, Nordwind" its comma; "\i C\i0++" becomes "C+". Where the control word is \u, it takes its substitute
# for the end of the word, and the next character for the substitute: "2014\u8211?2018" becomes "2014–018". So
# pandoc can't read what it has written itself: 2014–2018 comes back as 2014–018, and “Tools” as “ools”. Files of
# rtfunicode and rtflite lose as much, and names too: Łukasz becomes Łkasz. There's no warning.
#
# Who is hit: applicants whose CV or letter is an RTF file, and programs that turn it into Markdown, HTML or a search
# index with pandoc: years that are none, names and telephone numbers that are another's, C+ for C++.
# Expected: what striprtf and anydoc have. The RTF specification lets any character but a letter or a digit end a
# control word, and says of it that it's not part of the word; a space alone doesn't appear in the document. \u is
# followed immediately by characters for readers that don't know it, one of them unless \uc says otherwise.
# pandoc's issue 8264 (closed) has it for the no-break space: pandoc writes a space behind such a number since, though
# none for dashes and quotes, and still reads "a\u160?c" without the c. Nothing was found about other control words, or
# at rtfunicode and rtflite. Issue 9683 there has a file of Windows' own editor (Riched20) with such a \u.
# Seen 2026-12-01 with pypandoc_binary 1.17 with pandoc 3.9, rtfunicode 2.3, rtflite 2.6.0, polars 2.1.0,
# striprtf 0.0.35, firecrawl-anydoc 0.2.4 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(pypandoc_binary==1.17 rtfunicode==2.3 rtflite==2.6.0 polars==2.1.0 striprtf==0.0.35 firecrawl-anydoc==0.2.4)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >read.py <<'X'
import pathlib
import re

import anydoc
import polars
import pypandoc
import rtflite
import rtfunicode  # noqa: F401, it registers the codec
from striprtf.striprtf import rtf_to_text

TEXT = "2014–2018: Łukasz, “Tools”"


def by_hand(text):
    return r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\pard " + text + r"\par}"


files = {
    "telephone": by_hand(r"Tel.\tab+49 228 5550100"),
    "bold": by_hand(r"\b Engineer\b0, Nordwind\line(2014)"),
    "italic": by_hand(r"\i C\i0++, \i C\i0# and Go"),
    "pandoc": pypandoc.convert_text(TEXT, "rtf", format="markdown", extra_args=["-s"]),
    "rtfunicode": by_hand(TEXT.encode("rtfunicode").decode()),
    "rtflite": rtflite.RTFDocument(df=polars.DataFrame({"Job": [TEXT]})).rtf_encode(),
}
for name, rtf in files.items():
    pathlib.Path("cv.rtf").write_text(rtf, encoding="ascii")
    print(f"{name}:", re.search(r"(Tel|2014\\|\\[bi] ).*", rtf)[0])
    for reader, text in {
        "pandoc": pypandoc.convert_file("cv.rtf", "plain", extra_args=["--wrap=none"]),
        "striprtf": rtf_to_text(rtf),
        "anydoc": anydoc.to_markdown("cv.rtf"),
    }.items():
        # Bold, italics, the ends of lines and the rules of a table say nothing here.
        lines = (line.strip("|\\ ") for line in text.replace("*", "").splitlines())
        print(f"  {reader}:", " ".join(" ".join(line for line in lines if line.strip("-+|= ")).split()))
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
telephone: Tel.\tab+49 228 5550100\par}
  pandoc: Tel. 49 228 5550100
  striprtf: Tel. +49 228 5550100
  anydoc: Tel. +49 228 5550100
bold: \b Engineer\b0, Nordwind\line(2014)\par}
  pandoc: Engineer Nordwind 2014)
  striprtf: Engineer, Nordwind (2014)
  anydoc: Engineer, Nordwind (2014)
italic: \i C\i0++, \i C\i0# and Go\par}
  pandoc: C+, C and Go
  striprtf: C++, C# and Go
  anydoc: C++, C# and Go
pandoc: 2014\u8211-2018: \u321 ?ukasz, \u8220"Tools\u8221"\par}
  pandoc: 2014–018: Łukasz, “ools”
  striprtf: 2014–2018: Łukasz, “Tools”
  anydoc: 2014–2018: Łukasz, “Tools”
rtfunicode: 2014\u8211?2018: \u321?ukasz, \u8220?Tools\u8221?\par}
  pandoc: 2014–018: Łkasz, “ools”
  striprtf: 2014–2018: Łukasz, “Tools”
  anydoc: 2014–2018: Łukasz, “Tools”
rtflite: 2014\uc1\u8211*2018: \uc1\u321*ukasz, \uc1\u8220*Tools\uc1\u8221*}\cell
  pandoc: Job 2014–018: Łkasz, “ools”
  striprtf: Job 2014–2018: Łukasz, “Tools”
  anydoc: Job 2014–2018: Łukasz, “Tools”
X
