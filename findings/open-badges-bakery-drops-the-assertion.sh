#!/usr/bin/env bash
# openbadges-bakery gives the address of an Open Badge for the badge itself, if it is in an SVG image: it bakes the
# whole assertion into the file, and `unbake` prints only "https://a.test/awards/1" of it. From a PNG image with an
# older text chunk before the new one it prints the address too, though by its own docstring the new one counts. If a
# PNG has a language tag or a translated keyword, they stand before the JSON, which then is none. Baked again, an SVG
# keeps the old assertion beside the new one; a PNG doesn't.
#
# Who is hit: applicants with certificates as badges, and programs that read them: who got what, and when, is in the
# file, and is lost as soon as the issuer's site is gone; no JSON parser takes what is printed; with a badge that was
# renewed or is for someone else now, the one before goes along.
# Expected: the assertion, from each file. The Open Badges Baking Specification of IMS (2018): if the SVG's tag has a
# body, it's the JSON representation of an assertion, and there MUST be only one such tag; of a PNG the first iTXt
# chunk with the keyword openbadges is read, and language tag and translated keyword have no semantics. The README says
# that unbake extracts Open Badges data, and names no exception.
# Found upstream: 1EdTech/openbadges-validator-core's issue 226 of 2019 says that SVG badges with a verify attribute
# fail to validate. Nothing was found about the rest.
# Seen 2026-11-30 with openbadges-bakery 2.0.0, pypng 0.20220715.0, click 8.5.1 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(openbadges-bakery==2.0.0 click==8.5.1 pypng==0.20220715.0 defusedxml==0.7.1 rfc3986==2.0.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >make.py <<'X'
import json
import struct
import zlib
from pathlib import Path


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, *chunks):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    end = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    Path(name).write_bytes(b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + end)


def assertion(number):
    return json.dumps({
        "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": f"https://a.test/awards/{number}",
        "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
        "badge": "https://a.test/badges/rust", "issuedOn": "2018-06-01T00:00:00Z", "verification": {"type": "hosted"},
    })


text = assertion(1)
Path("1.json").write_text(text)
Path("2.json").write_text(assertion(2))
Path("plain.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
png("plain.png")
png("empty-tag.png", chunk(b"iTXt", b"openbadges\0\0\0\0\0" + text.encode()))
png("language.png", chunk(b"iTXt", b"openbadges\0\0\0en\0\0" + text.encode()))
png("keyword.png", chunk(b"iTXt", b"openbadges\0\0\0fr\0Insigne\0" + text.encode()))
png("legacy-first.png", chunk(b"tEXt", b"openbadges\0https://a.test/awards/1"),
    chunk(b"iTXt", b"openbadges\0\0\0\0\0" + text.encode()))
X
venv/bin/python make.py
for kind in png svg; do
    venv/bin/bakery bake plain.$kind baked.$kind --data "$(cat 1.json)" >/dev/null
    venv/bin/bakery bake baked.$kind again.$kind --data "$(cat 2.json)" >/dev/null
done
for file in baked.png baked.svg empty-tag.png language.png keyword.png legacy-first.png; do
    venv/bin/bakery unbake "$file" out
    echo "$file: $(cmp -s out 1.json && echo the assertion || tr '\0' '|' <out | cut -c1-40)"
done | tee seen
for file in again.png again.svg; do
    echo "$file: $(grep -aoE 'iTXtopenbadges|<openbadges:assertion' $file | wc -l)"
done | tee -a seen
diff - seen <<'X' || fail "see the difference above"
baked.png: the assertion
baked.svg: https://a.test/awards/1
empty-tag.png: the assertion
language.png: en||{"@context": "https://w3id.org/openb
keyword.png: fr|Insigne|{"@context": "https://w3id.or
legacy-first.png: https://a.test/awards/1
again.png: 1
again.svg: 2
X
