#!/usr/bin/env bash
# jsonresume-to-rendercv turns a LinkedIn profile into a GitHub account of the same user name, which may be another
# person's: it knows the networks in lower case only ("linkedin"), and takes GitHub for all others. Skills are kept only
# in groups named "Languages" or "Software"; of any other it writes two empty lines.
#
# Who is hit: applicants: the converted CV links to a stranger, and has no skills.
# Expected: `network: LinkedIn`, which RenderCV knows under just that name, or none. JSON Resume's own schema gives
# its examples of a network with a capital ("Facebook or Twitter").
# Seen 2026-11-28 with jsonresume-to-rendercv 0.1.0 (PyPI). Its class is called, because its command fetches two schemas
# from the network first.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(jsonresume-to-rendercv==0.1.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >convert.py <<'X'
import sys

import yaml
from jsonresume_to_rendercv.converter import JSONResumeConverter

resume = {
    "basics": {
        "name": "Mara Lind",
        "email": "mara@example.org",
        "phone": "+49 228 5550100",
        "profiles": [{"network": "LinkedIn", "username": "mlind", "url": "https://example.org/in/mlind"}],
    },
    "skills": [{"name": "Databases", "keywords": ["PostgreSQL"]}, {"name": "Programming", "keywords": ["Rust"]}],
}
cv = yaml.safe_load(JSONResumeConverter(resume).convert())["cv"]
print("social_networks:", cv["social_networks"])
print("technologies:", cv["sections"]["technologies"])
if cv["social_networks"] != [{"network": "GitHub", "username": "mlind"}]:
    sys.exit("changed: the network")
if [skill["details"] for skill in cv["sections"]["technologies"]] != ["", ""]:
    sys.exit("changed: the skills")
X
venv/bin/python convert.py
