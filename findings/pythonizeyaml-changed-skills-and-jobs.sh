#!/usr/bin/env bash
# pythonizeyaml, which changes a YAML file and keeps its comments, writes a file that it can't read itself if a skill is
# added to [Rust, SQL], or an end to a job; if SQL is deleted, it reads the text "- Rust", and PyYAML nothing. "C, C++"
# as the first skill becomes two skills. If the list of jobs isn't indented, the end of the last job lands at the root
# of the file, and the job has none.
#
# Who is hit: people who keep a CV in YAML, with a program in Python that saves it with this package. Saving gives no
# error; it comes with the next reading, when the file is lost, or not at all.
# Expected: the data that was handed over, as ruamel.yaml has it of the same changes. The README says that documents are
# edited like dicts and lists, with document["items"].append(x) as an example, that unchanged bytes are kept, and that
# local edits are patched. By YAML 1.2.2 ("Plain Style") a plain text within [ ] has no comma.
# A job can be added and a name changed. load and load_document do the same as round_trip_load, which is used here.
# Nothing was found upstream.
# Seen 2026-12-01 with pythonizeyaml 0.6.1, ruamel.yaml 0.18.16, PyYAML 6.0.4 (PyPI), Python 3.11.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(pythonizeyaml==0.6.1 ruamel.yaml==0.18.16 pyyaml==6.0.4)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >change.py <<'X'
import io

import pythonizeyaml
import ruamel.yaml
import yaml

INDENTED = """\
name: Ada Example # of Leeds
skills: [Rust, SQL]
jobs:
  - name: Nord
    start: March 2018
  - name: West
    start: June 2014
"""
CHANGES = {
    "nothing": lambda cv: None,
    "a name": lambda cv: cv.update(name="Ada Sample"),
    "a job added": lambda cv: cv["jobs"].append({"name": "East"}),
    "a skill added": lambda cv: cv["skills"].append("Go"),
    "a skill deleted": lambda cv: cv["skills"].pop(),
    "C, C++ for Rust": lambda cv: cv["skills"].__setitem__(0, "C, C++"),
    "the last job ends": lambda cv: cv["jobs"][-1].update(end="May 2016"),
    "the first job ends": lambda cv: cv["jobs"][0].update(end="May 2020"),
}


def with_ruamel(source, change):
    ruamel_yaml = ruamel.yaml.YAML()
    cv = ruamel_yaml.load(source)
    change(cv)
    written = io.StringIO()
    ruamel_yaml.dump(cv, written)
    return written.getvalue()


def outcome(read, written, expected):
    try:
        cv = read(written)
    except (pythonizeyaml.YAMLError, yaml.YAMLError) as error:
        return type(error).__name__
    if cv == expected:
        return "as handed over"
    ends = [job.get("end") for job in cv["jobs"]]
    return f"skills {cv['skills']!r}, ends {ends}, at the root {cv.get('end')}"


for style, source in {"indented": INDENTED, "not indented": INDENTED.replace("\n  ", "\n")}.items():
    for what, change in CHANGES.items():
        expected = yaml.safe_load(source)
        change(expected)
        cv = pythonizeyaml.round_trip_load(source)
        change(cv)
        written = pythonizeyaml.round_trip_dump(cv)
        print(f"{style}, {what}: {outcome(pythonizeyaml.safe_load, written, expected)}")
        print(f"  by PyYAML: {outcome(yaml.safe_load, written, expected)}")
        print(f"  if ruamel.yaml writes: {outcome(yaml.safe_load, with_ruamel(source, change), expected)}")
X
venv/bin/python change.py | tee seen
diff - seen <<'X' || fail "see the difference above"
indented, nothing: as handed over
  by PyYAML: as handed over
  if ruamel.yaml writes: as handed over
indented, a name: as handed over
  by PyYAML: as handed over
  if ruamel.yaml writes: as handed over
indented, a job added: as handed over
  by PyYAML: as handed over
  if ruamel.yaml writes: as handed over
indented, a skill added: ParserError
  by PyYAML: ScannerError
  if ruamel.yaml writes: as handed over
indented, a skill deleted: skills '- Rust', ends [None, None], at the root None
  by PyYAML: ScannerError
  if ruamel.yaml writes: as handed over
indented, C, C++ for Rust: skills ['C', 'C++', 'SQL'], ends [None, None], at the root None
  by PyYAML: skills ['C', 'C++', 'SQL'], ends [None, None], at the root None
  if ruamel.yaml writes: as handed over
indented, the last job ends: ParserError
  by PyYAML: ParserError
  if ruamel.yaml writes: as handed over
indented, the first job ends: ParserError
  by PyYAML: ParserError
  if ruamel.yaml writes: as handed over
not indented, nothing: as handed over
  by PyYAML: as handed over
  if ruamel.yaml writes: as handed over
not indented, a name: as handed over
  by PyYAML: as handed over
  if ruamel.yaml writes: as handed over
not indented, a job added: as handed over
  by PyYAML: as handed over
  if ruamel.yaml writes: as handed over
not indented, a skill added: ParserError
  by PyYAML: ScannerError
  if ruamel.yaml writes: as handed over
not indented, a skill deleted: skills '- Rust', ends [None, None], at the root None
  by PyYAML: ScannerError
  if ruamel.yaml writes: as handed over
not indented, C, C++ for Rust: skills ['C', 'C++', 'SQL'], ends [None, None], at the root None
  by PyYAML: skills ['C', 'C++', 'SQL'], ends [None, None], at the root None
  if ruamel.yaml writes: as handed over
not indented, the last job ends: skills ['Rust', 'SQL'], ends [None, None], at the root May 2016
  by PyYAML: skills ['Rust', 'SQL'], ends [None, None], at the root May 2016
  if ruamel.yaml writes: as handed over
not indented, the first job ends: ScannerError
  by PyYAML: ParserError
  if ruamel.yaml writes: as handed over
X
