#!/usr/bin/env bash
# dictdiffer's Merger gives the end of a job to another job: if one side adds a job at the front of the list, and the
# other sets the end of the first one, the new job gets the end, and the old one none. It has no conflict, whichever
# side comes first. If the new job comes last, all is well.
#
# Who is hit: programs in Python that merge two versions of a CV with it, as newest jobs mostly come first. No error
# tells of it.
# Expected: the end of Nord, as git merge-file has it of the same data as lines of YAML, or an
# UnresolvedConflictsException, which Merger is there to raise.
# The docstring of Merger names no limit on lists. Differences of lists go by position: upstream, issue 42, closed, says
# that they don't suit some lists, and asks for other algorithms. On merges of this kind nothing was found.
# Seen 2026-12-01 with dictdiffer 0.10.0, PyYAML 6.0.4 (PyPI), Python 3.11, git 2.47.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(dictdiffer==0.10.0 pyyaml==6.0.4)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >merge.py <<'X'
import copy
import subprocess

import yaml
from dictdiffer import patch
from dictdiffer.merge import Merger, UnresolvedConflictsException

BASE = [{"name": "Nord", "start": 2018, "town": "Leeds"}, {"name": "West", "start": 2014, "town": "York"}]
ENDED = [{**BASE[0], "end": 2020}, BASE[1]]
NEW = {"name": "East", "start": 2021, "town": "Hull"}


def show(jobs):
    return ", ".join(f"{job['name']} {job['start']}-{job.get('end', '')}" for job in jobs)


def with_merger(*sides):
    base, first, second = ({"jobs": copy.deepcopy(jobs)} for jobs in sides)
    merger = Merger(base, first, second, {})
    try:
        merger.run()
    except UnresolvedConflictsException:
        return "a conflict"
    return show(patch(merger.unified_patches, base)["jobs"])


def with_git(base, first, second):
    for name, jobs in {"base": base, "first": first, "second": second}.items():
        with open(name, "w") as file:
            yaml.safe_dump(jobs, file, sort_keys=False)
    run = subprocess.run(["git", "merge-file", "-p", "first", "base", "second"], capture_output=True, text=True)
    return show(yaml.safe_load(run.stdout)) if run.returncode == 0 else "a conflict"


for what, added in {"first": [NEW, *BASE], "last": [*BASE, NEW]}.items():
    for sides in [(BASE, added, ENDED), (BASE, ENDED, added)]:
        print(f"East added {what}, Nord ended: {with_merger(*sides)}")
        print(f"  git merge-file: {with_git(*sides)}")
X
venv/bin/python merge.py | tee seen
diff - seen <<'X' || fail "see the difference above"
East added first, Nord ended: East 2021-2020, Nord 2018-, West 2014-
  git merge-file: East 2021-, Nord 2018-2020, West 2014-
East added first, Nord ended: East 2021-2020, Nord 2018-, West 2014-
  git merge-file: East 2021-, Nord 2018-2020, West 2014-
East added last, Nord ended: Nord 2018-2020, West 2014-, East 2021-
  git merge-file: Nord 2018-2020, West 2014-, East 2021-
East added last, Nord ended: Nord 2018-2020, West 2014-, East 2021-
  git merge-file: Nord 2018-2020, West 2014-, East 2021-
X
