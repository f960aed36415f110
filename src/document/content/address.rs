//! Where the person lives, as people of the country write it.

use crate::document::Location;
use crate::document::markup::one_line;

/// `comma` stands between the parts.
pub(super) fn of(location: &Location, comma: &str) -> String {
    let Location { address, postal_code, city, region, country_code } = location;
    let [address, postal_code, city, region, country_code] =
        [address, postal_code, city, region, country_code].map(|part| {
            let lines = part.iter().flat_map(|part| part.lines()).map(one_line);
            let lines: Vec<_> = lines
                .map(|line| line.trim_end_matches(',').to_owned())
                .filter(|line| !line.is_empty())
                .collect();
            (!lines.is_empty()).then(|| lines.join(comma))
        });
    if let Some(own) = country_code.as_deref().and_then(Script::of) {
        let parts = [&region, &city, &address].map(|part| part.as_deref().unwrap_or_default());
        if own.has(parts) {
            return own.address(parts, postal_code.as_deref());
        }
    }
    // Who writes no code has the country in words behind the region, as LinkedIn does.
    let (region, country) = match (region, country_code) {
        (Some(words), None) => match words.rsplit_once(',').unwrap_or(("", &words)) {
            (region, country) if is_named(country) => (
                Some(region.trim().to_owned()).filter(|region| !region.is_empty()),
                Some(country.trim().to_owned()),
            ),
            _ => (Some(words), None),
        },
        parts => parts,
    };
    let follows = country.as_deref().is_some_and(code_follows);
    let (before, after) = if follows { (None, postal_code) } else { (postal_code, None) };
    let joined = |parts: &[&Option<String>], between: &str| {
        parts.iter().copied().flatten().map(String::as_str).collect::<Vec<_>>().join(between)
    };
    let (city, region) = match region {
        Some(_) => (joined(&[&before, &city], " "), Some(joined(&[&region, &after], " "))),
        None => (joined(&[&before, &city, &after], " "), None),
    };
    joined(&[&address, &Some(city).filter(|city| !city.is_empty()), &region, &country], comma)
}

/// Whether the postal codes of a country, by its code or its English name, stand behind the city or the state.
fn code_follows(country: &str) -> bool {
    is_named(country) || CODE_FOLLOWS.iter().any(|names| country.eq_ignore_ascii_case(names[0]))
}

/// Whether it is one of these countries by its name: many a region has the letters of a country's code.
fn is_named(country: &str) -> bool {
    let names = CODE_FOLLOWS.iter().flat_map(|names| &names[1..]);
    names.into_iter().any(|name| country.trim().eq_ignore_ascii_case(name))
}

/// The countries of [`code_follows`], each by its code and its names (addressing guides of the Universal Postal Union).
const CODE_FOLLOWS: &[&[&str]] = &[
    &["AU", "Australia"],
    &["BD", "Bangladesh"],
    &["BR", "Brazil"],
    &["CA", "Canada"],
    &["GB", "United Kingdom", "UK", "England", "Scotland", "Wales", "Northern Ireland"],
    &["ID", "Indonesia"],
    &["IE", "Ireland"],
    &["IN", "India"],
    &["JO", "Jordan"],
    &["NZ", "New Zealand"],
    &["PK", "Pakistan"],
    &["SA", "Saudi Arabia"],
    &["SG", "Singapore"],
    &["TH", "Thailand"],
    &["TW", "Taiwan"],
    &["UA", "Ukraine"],
    &["US", "United States", "USA", "United States of America"],
    &["VN", "Vietnam"],
];

/// How an address is written in the script of its country: from large to small (the formats of CLDR's address data,
/// and of the countries' post offices).
struct Script {
    /// The letters of it.
    letters: fn(char) -> bool,
    between: &'static str,
    /// Around the postal code, which stands first.
    code: [&'static str; 2],
}

/// What ends the names of provinces, cities and districts.
const SORTS: [&str; 25] = [
    "都", "道", "府", "県", "市", "区", "郡", "町", "村", "省", "县", "縣", "州", "區", "鄉", "鎮", "시",
    "도", "군", "구", "특별시", "광역시", "특별자치시", "특별자치도", "自治区",
];

/// Whether an address begins with a larger part of it. A street may be called after its city.
fn is_said_in(larger: &str, address: &str) -> bool {
    let Some(rest) = address.strip_prefix(larger).filter(|_| !larger.is_empty()) else { return false };
    let ends = SORTS.iter().any(|sort| larger.ends_with(sort) || rest.starts_with(sort));
    ends || rest.is_empty() || rest.starts_with(' ')
}

impl Script {
    fn of(country: &str) -> Option<Self> {
        let is_han = |c: char| matches!(c, '\u{3005}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}');
        match country.to_ascii_uppercase().as_str() {
            "JP" => Some(Self {
                letters: |c| matches!(c, '\u{3005}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'),
                between: "",
                code: ["〒", " "],
            }),
            "CN" | "TW" => Some(Self { letters: is_han, between: "", code: ["", " "] }),
            "KR" => Some(Self {
                letters: |c| matches!(c, '\u{ac00}'..='\u{d7a3}'),
                between: " ",
                code: ["(", ") "],
            }),
            _ => None,
        }
    }

    /// Whether the address is written in it: each part that has a letter at all.
    fn has(&self, parts: [&str; 3]) -> bool {
        let written = parts.iter().filter(|part| part.contains(char::is_alphabetic));
        let (own, other): (Vec<&str>, Vec<&str>) = written.partition(|part| part.contains(self.letters));
        !own.is_empty() && other.is_empty()
    }

    /// What a smaller part begins with is said once.
    fn address(&self, parts: [&str; 3], postal_code: Option<&str>) -> String {
        let mut address = String::new();
        for (index, part) in parts.into_iter().enumerate().rev().filter(|(_, part)| !part.is_empty()) {
            let is_said = |larger: &&str| is_said_in(larger, &address);
            if !parts[..=index].iter().any(is_said) {
                let between = if address.is_empty() { "" } else { self.between };
                address = format!("{part}{between}{address}");
            }
        }
        let [before, after] = self.code;
        match postal_code.map(|code| code.trim_start_matches('〒').trim()) {
            Some(code) if !code.is_empty() => format!("{before}{code}{after}{address}"),
            _ => address,
        }
    }
}
