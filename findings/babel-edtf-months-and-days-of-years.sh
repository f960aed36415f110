#!/usr/bin/env bash
# babel-edtf prints months and days that nobody gave. A job from 2018 to March 2020 (2018/2020-03) becomes "Jan 2018 –
# Mar 2020", one from March 2018 to 2020 ends in December, and one from 2018 to 2020-03-15 begins on 1 January. There's
# no warning, and it's so in short, medium and long format.
#
# Who is hit: researchers and applicants whose period of a job, project or data set is known by year at one end and by
# month at the other, which is usual after years. The text claims months at the employer that they don't have, or a
# start on a day that no reference confirms.
# Expected: each end as precise as it was given: "2018 – Mar 2020". The specification of EDTF (Library of Congress,
# level 0, time interval) has such intervals among its examples: "2004-02-01/2005" ends some time in 2005, and
# "2005/2006-02" begins some time in 2005. Each end alone is right ("2018", "Mar 2020"), and python-edtf, which reads
# them, keeps the precision of each. babel-edtf's README says that EDTF is a syntax for imprecise dates, and that the
# module localizes strings of level 0; it names no exception. Its source formats both ends by the finer precision, and
# two of its tests expect the invented days of a month; none has a year at one end.
# Nothing was found upstream.
# Seen 2026-12-01 with babel-edtf 1.2.2, edtf 5.0.2, Babel 2.19.0 (PyPI), Python 3.11.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(babel-edtf==1.2.2 edtf==5.0.2 Babel==2.19.0)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >try.py <<'X'
import warnings

from babel_edtf import format_edtf
from edtf import parse_edtf


def formatted(text, format="medium", locale="en"):
    return format_edtf(text, format, locale).replace("\u2009", " ")


with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    for period in ["2018/2020", "2018/2020-03", "2018-03/2020", "2018/2020-03-15", "2018-09/2020-03-15"]:
        interval = parse_edtf(period)
        print(f"{period} (python-edtf: {interval.lower.precision}, {interval.upper.precision})")
        print("  each end:", " and ".join(map(formatted, period.split("/"))))
        print("  both ends:", formatted(period))
    print("2018/2020-03 in other formats:")
    print("  short:", formatted("2018/2020-03", "short"))
    print("  long:", formatted("2018/2020-03", "long"))
    print("  in German:", formatted("2018/2020-03", locale="de"))
print("warnings:", sum("babel_edtf" in one.filename for one in warned))
X
venv/bin/python try.py | tee seen
diff - seen <<'X' || fail "see the difference above"
2018/2020 (python-edtf: year, year)
  each end: 2018 and 2020
  both ends: 2018 – 2020
2018/2020-03 (python-edtf: year, month)
  each end: 2018 and Mar 2020
  both ends: Jan 2018 – Mar 2020
2018-03/2020 (python-edtf: month, year)
  each end: Mar 2018 and 2020
  both ends: Mar 2018 – Dec 2020
2018/2020-03-15 (python-edtf: year, day)
  each end: 2018 and Mar 15, 2020
  both ends: Jan 1, 2018 – Mar 15, 2020
2018-09/2020-03-15 (python-edtf: month, day)
  each end: Sep 2018 and Mar 15, 2020
  both ends: Sep 1, 2018 – Mar 15, 2020
2018/2020-03 in other formats:
  short: 1/2018 – 3/2020
  long: January 2018 – March 2020
  in German: Jan. 2018 – März 2020
warnings: 0
X
