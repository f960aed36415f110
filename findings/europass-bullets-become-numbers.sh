#!/usr/bin/env bash
# europassxml-to-reactiveresumejson turns the bullets of a Europass CV into a numbered list. Europass writes both kinds
# as <ol>, and says by `data-list` on each item which is meant; the converter keeps the <ol> and drops the attribute.
#
# Who is hit: users who move their CV from Europass to Reactive Resume: duties come out as ranks 1, 2, 3. The sample CV
# that the converter ships has 64 such bullets, and 4 items that are really numbered.
# Expected: <ul>. The README says that unknown attributes are removed, and lists <ul> and <ol> as kept.
# Seen 2026-11-28 with europassxml-to-reactiveresumejson 0.2.1 (PyPI).
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(europassxml-to-reactiveresumejson==0.2.1)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >cv.xml <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<Candidate xmlns="http://www.europass.eu/1.0" xmlns:oa="http://www.openapplications.org/oagis/9"
    xmlns:hr="http://www.hr-xml.org/3" xmlns:eures="http://www.europass_eures.eu/1.0">
  <CandidatePerson>
    <PersonName><oa:GivenName>Mara</oa:GivenName><hr:FamilyName>Lind</hr:FamilyName></PersonName>
  </CandidatePerson>
  <CandidateProfile>
    <EmploymentHistory>
      <EmployerHistory>
        <hr:OrganizationName>Nordwind</hr:OrganizationName>
        <PositionHistory>
          <PositionTitle>Engineer</PositionTitle>
          <eures:EmploymentPeriod>
            <eures:StartDate><hr:FormattedDateTime>2021-03</hr:FormattedDateTime></eures:StartDate>
            <hr:CurrentIndicator>true</hr:CurrentIndicator>
          </eures:EmploymentPeriod>
          <oa:Description>&lt;ol&gt;&lt;li data-list="bullet"&gt;&lt;span class="ql-ui"&gt;&lt;/span&gt;Cut costs&lt;/li&gt;&lt;li data-list="bullet"&gt;&lt;span class="ql-ui"&gt;&lt;/span&gt;Taught&lt;/li&gt;&lt;/ol&gt;</oa:Description>
        </PositionHistory>
      </EmployerHistory>
    </EmploymentHistory>
  </CandidateProfile>
</Candidate>
X
venv/bin/europass-convert cv.xml --template venv/100_src/sample.json --output cv.json 2>/dev/null
venv/bin/python - <<'X'
import json
import re
import sys

kinds = re.findall('data-list="([a-z]+)"', open("venv/100_src/sample.xml", encoding="utf-8").read())
print("in the sample:", {kind: kinds.count(kind) for kind in sorted(set(kinds))})
description = json.load(open("cv.json"))["sections"]["experience"]["items"][0]["description"]
print("two bullets:", description)
if description != "<ol><li>Cut costs</li><li>Taught</li></ol>":
    sys.exit("changed: see above")
X
