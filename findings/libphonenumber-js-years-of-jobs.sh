#!/usr/bin/env bash
# libphonenumber-js finds telephone numbers in the years of a CV: with DE as the country, "2014 - 2018" is
# +4920142018. Google's matcher, as phonenumbers has it, finds none there. In Denmark and Luxembourg it finds them too,
# in Luxembourg even 2022 alone, and its stricter levels do not help everywhere.
#
# Who is hit: programs that look for the telephone number of an applicant in the text of a CV: the years of the jobs
# come with it, or instead of it if the CV has none. `libphonenumber-js/max`, the strictest of its builds, is used here.
# Expected: no number. libphonenumber-js's README says that its search was ported from Google's, and Google leaves out
# numbers without their national prefix where a country writes it (libphonenumber's issue 1545: such hits would be
# wrong too often). In libphonenumber-js this check is commented out in the level it uses; its README names no such
# difference, and issue 466 there takes the two for the same. Google's own has rules against dates, but none for years:
# libphonenumber's issue 708 is about German days and ranges of days, python-phonenumbers' 164 about "2015 – 03/2016".
# Seen 2026-11-30 with libphonenumber-js 1.13.16 (npm), phonenumbers 9.0.43 (PyPI), Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
pip=(phonenumbers==9.0.43)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm=(libphonenumber-js@1.13.16)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >cv.txt <<'X'
Ada Example
Engineer, Nordwind, 2014 - 2018
Analyst, Red Kite, 2010–2014
Member of the Example Society since 2022
X
cat >read.cjs <<'X'
const { findPhoneNumbersInText, getCountries } = require("libphonenumber-js/max");
const cv = require("fs").readFileSync("cv.txt", "utf8");
const find = (country) => findPhoneNumbersInText(cv, country);
for (const country of ["DE", "DK", "LU", "US"]) {
    const found = find(country).map((hit) => `${cv.slice(hit.startsAt, hit.endsAt)} = ${hit.number.number}`);
    console.log(`libphonenumber-js, ${country}:`, found.join(", ") || "none");
}
console.log("libphonenumber-js, countries:", getCountries().filter((country) => find(country).length).join(" "));
X
cat >read.py <<'X'
import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

CV = open("cv.txt").read()


def find(country, leniency=Leniency.VALID):
    return list(PhoneNumberMatcher(CV, country, leniency))


for country in ["DE", "DK", "LU", "US"]:
    found = (
        f"{match.raw_string} = {phonenumbers.format_number(match.number, PhoneNumberFormat.E164)}"
        for match in find(country)
    )
    print(f"phonenumbers, {country}:", ", ".join(found) or "none")
for name, leniency in [
    ("", Leniency.VALID),
    (", strict grouping", Leniency.STRICT_GROUPING),
    (", exact grouping", Leniency.EXACT_GROUPING),
]:
    countries = sorted(country for country in phonenumbers.SUPPORTED_REGIONS if find(country, leniency))
    print(f"phonenumbers{name}, countries:", *countries)
X
{ node read.cjs; venv/bin/python read.py; } | tee seen
diff - seen <<'X' || fail "see the difference above"
libphonenumber-js, DE: 2014 - 2018 = +4920142018, 2010–2014 = +4920102014
libphonenumber-js, DK: 2014 - 2018 = +4520142018, 2010–2014 = +4520102014
libphonenumber-js, LU: 2014 - 2018 = +35220142018, 2010–2014 = +35220102014, 2022 = +3522022
libphonenumber-js, US: none
libphonenumber-js, countries: AX BG CR DE DK DZ FI HR IL KE KP LR LS LU LV MK MR MT NI PY SE TH TN UY
phonenumbers, DE: none
phonenumbers, DK: 2014 - 2018 = +4520142018, 2010–2014 = +4520102014
phonenumbers, LU: 2014 - 2018 = +35220142018, 2010–2014 = +35220102014, 2022 = +3522022
phonenumbers, US: none
phonenumbers, countries: CR DK LS LU LV MR MT NI TN UY
phonenumbers, strict grouping, countries: CR DK LS LU MR MT NI UY
phonenumbers, exact grouping, countries: CR LS LU MT NI UY
X
