#!/usr/bin/env bash
# rezume reads a JSON Resume, calls it valid, and writes another one: the years 2010 and 2013 of a school both become
# 1970-01-01, a school without a degree gets "Bachelor", and an address without a country NG (Nigeria). Of two jobs that
# begin in the same month under the same title the second is lost, and so are an award that the same jury gave again,
# and the second account at one network. There's no warning.
#
# Who is hit: applicants who check or change a JSON Resume with it, or turn it into YAML: jobs and awards are gone, the
# dates are wrong, and there stands a degree that they don't have.
# Expected: what is in the file, or an error. The README says that a rezume is "JSON Resume compatible according to the
# defined schema", loads "a standard JSON resume" to change it, and names no exception. The schema (resume-schema 1.0.1,
# which calls this file valid) has a year alone as a date, asks for no degree or country, and its lists may have such
# entries. pydantic 1 documents that a number in a string is Unix time for it: 2010 is 33 minutes past midnight in 1970.
# Nothing was found upstream.
# Seen 2026-12-01 with rezume 0.4.2, pydantic 1.10.24 (PyPI), resume-schema 1.0.1 (npm), Node 20.20. rezume asks for a
# PyYAML below 6, which couldn't be built with Python 3.11; the script takes 6.0.2, and no YAML is read.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(
    rezume==0.4.2 pydantic==1.10.24 typing-extensions==4.16.0 email-validator==2.4.0 dnspython==2.9.2 idna==3.20
    pyyaml==6.0.2
)
venv/bin/pip install -q --disable-pip-version-check --no-deps "${pip[@]}"
npm init -y >/dev/null
npm=(resume-schema@1.0.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >resume.json <<'X'
{
  "basics": {
    "name": "Ada Example", "label": "Engineer", "email": "ada@example.com",
    "location": { "address": "Weg 1", "region": "Hessen" },
    "profiles": [
      { "network": "GitHub", "username": "ada", "url": "https://a.test/ada" },
      { "network": "GitHub", "username": "ada-at-nord", "url": "https://a.test/ada-at-nord" }
    ]
  },
  "education": [{ "institution": "School of Bonn", "area": "Drawing", "startDate": "2010", "endDate": "2013" }],
  "work": [
    { "name": "Nord", "company": "Nord", "position": "Consultant", "startDate": "2014-06-01", "endDate": "2016-01-31" },
    { "name": "West", "company": "West", "position": "Consultant", "startDate": "2014-06-15", "endDate": "2018-02-28" }
  ],
  "awards": [
    { "title": "Best Talk", "awarder": "Society", "date": "2015-05-01" },
    { "title": "Best Talk", "awarder": "Society", "date": "2017-05-01" }
  ]
}
X
cat >check.cjs <<'X'
const resume = require("./resume.json");
require("resume-schema").validate(resume, (errors, report) => console.log("resume-schema:", errors ?? report));
X
cat >read.py <<'X'
import json

from rezume import Rezume

resume = json.load(open("resume.json"))
print("rezume:", "valid" if Rezume.is_valid(resume) else "not valid")
for name, source in [("in", resume), ("out", Rezume().load_data(resume).dump_data())]:
    print(f"-- {name}")
    basics = source["basics"]
    print("country:", basics["location"].get("countryCode"))
    print("accounts:", *[profile["username"] for profile in basics["profiles"]])
    for school in source["education"]:
        print("school:", school["startDate"], "-", school["endDate"], school.get("studyType"))
    print("jobs:", *[f"{job['startDate']} {job['company']}" for job in source["work"]])
    print("awards:", *[award["date"] for award in source["awards"]])
X
{ node check.cjs; venv/bin/python read.py; } | tee seen
diff - seen <<'X' || fail "see the difference above"
resume-schema: { valid: true }
rezume: valid
-- in
country: None
accounts: ada ada-at-nord
school: 2010 - 2013 None
jobs: 2014-06-01 Nord 2014-06-15 West
awards: 2015-05-01 2017-05-01
-- out
country: NG
accounts: ada
school: 1970-01-01 - 1970-01-01 Bachelor
jobs: 2014-06-01 Nord
awards: 2015-05-01
X
