//! Where a person lives: an address of a house, or a city with its country.
//!
//! A code is taken for one where its place in the line says so: the number of a house stands before a street.

use serde_json::{Map, Value, json};

use crate::formats::countries::code_of;
use crate::formats::document::names::{
    has_title, is_city, is_known_city, is_land, is_name_of_school_or_firm, is_region, org_score,
};
use crate::formats::document::periods;
use crate::formats::document::words::words;
use crate::formats::foreign::location;

/// `Zaragoza`, `New York`, `São Paulo – SP`
pub(super) fn is_city_alone(text: &str) -> bool {
    let text = in_department(text).map_or(text, |(city, _)| city);
    let state = text.split_once([',', '–', '-']).filter(|(_, state)| is_land(state.trim()));
    // `Aarhus C`
    let quarter = text
        .rsplit_once(' ')
        .filter(|(_, quarter)| quarter.chars().count() == 1 && quarter.chars().all(char::is_uppercase));
    is_known_city(state.or(quarter).map_or(text, |(city, _)| city))
        || !text.contains(' ') && is_city(text) && !is_name_of_school_or_firm(text)
}

/// A French city and its department: `Nantes (44)`.
pub(super) fn in_department(text: &str) -> Option<(&str, &str)> {
    let (city, department) = text.strip_suffix(')')?.rsplit_once(" (")?;
    let is_one = (2..=3).contains(&department.len()) && department.starts_with(is_figure);
    (is_one && department.bytes().all(|sign| sign.is_ascii_alphanumeric())).then_some((city, department))
}

/// The code of a country that is all of a text.
pub(super) fn country(text: &str) -> Option<&'static str> {
    const OWN: [(&str, &str); 22] = [
        ("deutschland", "DE"),
        ("österreich", "AT"),
        ("schweiz", "CH"),
        ("suisse", "CH"),
        ("svizzera", "CH"),
        ("england", "GB"),
        ("scotland", "GB"),
        ("wales", "GB"),
        ("uk", "GB"),
        ("usa", "US"),
        ("españa", "ES"),
        ("italia", "IT"),
        ("polska", "PL"),
        ("nederland", "NL"),
        ("belgië", "BE"),
        ("belgique", "BE"),
        ("sverige", "SE"),
        ("danmark", "DK"),
        ("norge", "NO"),
        ("suomi", "FI"),
        ("türkiye", "TR"),
        ("brasil", "BR"),
    ];
    let own = || OWN.iter().find(|(name, _)| *name == text.to_lowercase()).map(|(_, code)| *code);
    code_of(text).or_else(own)
}

/// Words of an address that begin with a small letter.
const SMALL: [&str; 44] = [
    "de", "of", "la", "am", "an", "der", "im", "do", "den", "du", "und", "and", "da", "das", "dos", "des",
    "del", "di", "della", "van", "von", "le", "les", "el", "rue", "via", "avenue", "chemin", "quai", "calle",
    "ul.", "delle", "dei", "degli", "dello", "alla", "los", "las", "het", "ter", "af", "på", "na", "op",
];

/// An address of a house, or a city with its country.
pub(super) fn is_place(text: &str) -> bool {
    if let Some((street, ..)) = with_state(text) {
        return street.is_empty() || street.contains(is_figure);
    }
    let text = &with_commas(text);
    let parts: Vec<&str> = text.split(", ").collect();
    // `4a`, `NW10`, `3DL`
    let is_number = |word: &str| {
        word.chars().all(|c| c.is_ascii_alphanumeric() || "-/.ºª".contains(c))
            && word.contains(|c: char| c.is_ascii_digit())
    };
    // `C/ Alfonso X el Sabio, 14` has the number of its house behind a comma.
    let most = if parts.iter().any(|part| part.len() <= 3 && is_number(part)) { 6 } else { 4 };
    let is_word = |word: &str| word.starts_with(char::is_uppercase) || is_number(word);
    let is_part = |part: &&str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        !words.is_empty()
            && words.len() <= if part.contains(|c: char| c.is_ascii_digit()) { 6 } else { most }
            && words.iter().all(|word| is_word(word) || SMALL.contains(word))
    };
    let has_code = parts.iter().any(|part| code(part).is_some())
        || text.split(|c: char| !c.is_ascii_digit()).any(|digits| (4..=5).contains(&digits.len()));
    // `Project Accountant, ACCA` is no city, and neither is a university.
    let is_position = match text.contains(is_figure) {
        true => title_before(text).is_some(),
        false => parts.iter().any(|part| has_title(part) || org_score(part) > 0),
    };
    // `21 Sep 1995` is a day of birth.
    let is_date = || periods::whole(text).is_some();
    parts.iter().all(is_part)
        && (parts.len() >= 2 || has_code)
        && parts.len() <= 6
        && !is_position
        && !is_date()
}

/// An address with a postal code whose parts stand between dashes: `Veveří 102 – 616 00 Brno`.
pub(super) fn with_commas(text: &str) -> String {
    let mut parts = text.split(" – ");
    let is_address = parts.clone().count() > 1 && parts.any(|part| code(part).is_some());
    if is_address && periods::find(text).is_none() { text.replace(" – ", ", ") } else { text.to_owned() }
}

/// A position and the place behind it: `Office Manager, Oxford OX4`. A street may be named after a doctor.
pub(super) fn title_before(text: &str) -> Option<(&str, &str)> {
    let (title, place) = text.split_once(", ")?;
    let is_title = has_title(title) && !is_street(&title.split_whitespace().collect::<Vec<_>>());
    let is_house = !place.split(',').next()?.contains(char::is_alphabetic);
    (is_title && !is_house && !title.contains(is_figure) && place.contains(is_figure))
        .then_some((title, place))
}

fn is_figure(letter: char) -> bool {
    letter.is_ascii_digit()
}

/// States of Australia, before the code of a place.
const AUSTRALIAN: [&str; 8] = ["NSW", "VIC", "QLD", "SA", "WA", "TAS", "ACT", "NT"];

/// States of Brazil, behind a city and a slash.
const BRAZILIAN: [&str; 27] = [
    "AC", "AL", "AP", "AM", "BA", "CE", "DF", "ES", "GO", "MA", "MT", "MS", "MG", "PA", "PB", "PR", "PE",
    "PI", "RJ", "RN", "RS", "RO", "RR", "SC", "SP", "SE", "TO",
];

/// The city and the state at the end of an address, and what is before them: `Rua das Flores, 210 – Belo Horizonte/MG`.
fn with_state(text: &str) -> Option<(&str, &str, &str)> {
    let (before, state) = text.rsplit_once('/')?;
    let (street, city) = [" – ", " - ", ", "]
        .iter()
        .filter_map(|sign| before.rsplit_once(sign))
        .max_by_key(|(street, _)| street.len())
        .unwrap_or(("", before));
    (BRAZILIAN.contains(&state) && is_city(city) && !is_name_of_school_or_firm(city))
        .then_some((street, city, state))
}

/// A part of an address with its postal code.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Coded<'t> {
    city: &'t str,
    region: &'t str,
    code: &'t str,
}

/// The part of an address with the postal code: `69003 Lyon`, `London NW10 3DL`, `1015 EA Amsterdam`, `NY 14201`.
fn code(part: &str) -> Option<Coded<'_>> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let place =
        |at: usize| words.get(at).map_or(part.len(), |word| word.as_ptr() as usize - part.as_ptr() as usize);
    let to = |from: usize, until: usize| part[place(from)..place(until)].trim();
    let count = words.len();
    let digits = |word: &str, least: usize, most: usize| {
        (least..=most).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let capitals = |word: &str| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    // `A9`, `3DL`, `M5V`: figures among capitals.
    let is_mixed = |word: &str| {
        (2..=4).contains(&word.len())
            && word.contains(|c: char| c.is_ascii_digit())
            && word.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    };
    let is_british = |first: &str, second: &str| {
        is_mixed(first)
            && first.starts_with(|c: char| c.is_ascii_uppercase())
            && second.len() == 3
            && is_mixed(second)
            && second.starts_with(|c: char| c.is_ascii_digit())
    };
    if count >= 2 && is_british(words[count - 2], words[count - 1]) {
        let has_state = count >= 3 && capitals(words[count - 3]);
        let at = count - 2 - usize::from(has_state);
        return Some(Coded { city: to(0, at), region: to(at, count - 2), code: to(count - 2, count) });
    }
    if count >= 2 && is_district(words[count - 1], to(0, count - 1)) {
        return Some(Coded { city: to(0, count - 1), region: "", code: words[count - 1] });
    }
    if count >= 2 && capitals(words[count - 2]) && is_zip(words[count - 1]) {
        return Some(Coded { city: to(0, count - 2), region: words[count - 2], code: words[count - 1] });
    }
    // `F91 X2Y3`, of Ireland
    let is_irish = |first: &str, second: &str| {
        first.len() == 3
            && is_mixed(first)
            && first.starts_with(|c: char| c.is_ascii_uppercase())
            && second.len() == 4
            && is_mixed(second)
    };
    if count >= 2 && is_irish(words[count - 2], words[count - 1]) {
        return Some(Coded { city: to(0, count - 2), region: "", code: to(count - 2, count) });
    }
    // `Geelong VIC 3220`
    if count >= 2 && AUSTRALIAN.contains(&words[count - 2]) && digits(words[count - 1], 4, 4) {
        return Some(Coded { city: to(0, count - 2), region: words[count - 2], code: words[count - 1] });
    }
    // `Yokohama 223-0061`
    let is_japanese = |word: &str| {
        word.split_once('-').is_some_and(|(one, other)| digits(one, 3, 3) && digits(other, 4, 4))
    };
    if count >= 2 && is_japanese(words[count - 1]) && is_city(to(0, count - 1)) {
        return Some(Coded { city: to(0, count - 1), region: "", code: words[count - 1] });
    }
    if count >= 3 && digits(words[0], 4, 4) && capitals(words[1]) {
        return Some(Coded { city: to(2, count), code: to(0, 2), region: "" });
    }
    if count >= 3 && digits(words[0], 3, 3) && digits(words[1], 2, 2) {
        return Some(Coded { city: to(2, count), code: to(0, 2), region: "" });
    }
    // `69003`, `4050-262`, `D-04109`
    let is_code = |word: &str| {
        // `3-15-8` is a block and its house.
        if word.matches('-').count() > 1 {
            return false;
        }
        let figures = word.split_once('-').filter(|(land, _)| {
            (1..=2).contains(&land.len()) && land.bytes().all(|byte| byte.is_ascii_uppercase())
        });
        let figures = figures.map_or(word, |(_, figures)| figures);
        (4..=10).contains(&figures.len())
            && figures.starts_with(|c: char| c.is_ascii_digit())
            && figures.chars().all(|c| c.is_ascii_digit() || c == '-')
    };
    if words.first().is_some_and(|word| is_code(word)) && !is_street(&words[1..]) {
        return Some(Coded { city: to(1, count), code: words[0], region: "" });
    }
    let is_behind = count >= 2
        && digits(words[count - 1], 5, 6)
        && !part[..place(count - 1)].contains(|c: char| c.is_ascii_digit());
    (is_behind && !is_street(&words)).then(|| Coded {
        city: to(0, count - 1),
        code: words[count - 1],
        region: "",
    })
}

/// The first half of a British code behind its city: `SE15`. `B2` behind other words may be a level.
fn is_district(word: &str, city: &str) -> bool {
    let Some(at) = word.find(|letter: char| !letter.is_ascii_uppercase()) else { return false };
    let (area, rest) = word.split_at(at);
    let figures = rest.trim_end_matches(|letter: char| letter.is_ascii_uppercase());
    let is_code = (1..=2).contains(&figures.len())
        && figures.bytes().all(|byte| byte.is_ascii_digit())
        && rest.len() <= figures.len() + 1
        && words().names.post_areas.has(area);
    is_code && (is_known_city(city) || area.len() == 2 && is_city(city) && !is_name_of_school_or_firm(city))
}

/// `14201`, `14201-1234`
fn is_zip(word: &str) -> bool {
    let (first, rest) = word.split_once('-').unwrap_or((word, "0000"));
    [(first, 5), (rest, 4)]
        .iter()
        .all(|(part, length)| part.len() == *length && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the name of a street is among the words.
fn is_street(words: &[&str]) -> bool {
    const NAMES: [&str; 43] = [
        "street", "st", "road", "rd", "avenue", "ave", "drive", "dr", "lane", "ln", "way", "boulevard",
        "blvd", "court", "ct", "place", "pl", "parkway", "pkwy", "highway", "hwy", "circle", "square", "sq",
        "terrace", "trail", "broadway", "close", "crescent", "row", "hall", "suite", "apt", "rue", "chemin",
        "quai", "calle", "via", "viale", "rua", "avenida", "ulica", "ul",
    ];
    const ENDS: [&str; 13] = [
        "straße", "strasse", "str", "weg", "platz", "gasse", "allee", "gatan", "vägen", "straat", "laan",
        "gade", "vej",
    ];
    // `412 Quincy House`, but not a house officer
    let is_house = words.last().is_some_and(|last| last.to_lowercase() == "house");
    is_house
        || words.iter().any(|word| {
            let word = word.trim_end_matches(['.', ',']).to_lowercase();
            NAMES.contains(&word.as_str())
                || ENDS.iter().any(|end| word.ends_with(end) && word.len() > end.len())
        })
}

/// A street and the number of a house alone: `12 Elm Street`, `Universitätsstraße 31`.
pub(super) fn is_house(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 6;
    (2..=6).contains(&words.len())
        && !text.contains([':', '@'])
        && words.iter().filter(|word| is_number(word)).count() == 1
        && (words.first().is_some_and(is_number) || words.last().is_some_and(is_number))
        && is_street(&words)
        && words.iter().all(|word| !word.starts_with(char::is_lowercase) || SMALL.contains(word))
        && code(text).is_none()
}

/// A house and a large city behind it: `14 Cotham Brow, Bristol`, maybe with its country.
fn with_known_city(parts: &[&str]) -> Option<Map<String, Value>> {
    let at = parts.iter().position(|part| is_known_city(part)).filter(|at| *at > 0)?;
    let (street, rest) = (&parts[..at], &parts[at + 1..]);
    let has_house = street.iter().any(|part| part.contains(is_figure));
    if !has_house || !rest.iter().all(|part| is_land(part) || is_region(part)) {
        return None;
    }
    let mut place = location(&parts[at..].join(", "))?;
    place.insert("address".to_owned(), json!(street.join(", ")));
    Some(place)
}

/// Whether a text begins with a postal code and its city, and is nothing but a place.
pub(super) fn is_coded_city(text: &str) -> bool {
    let first = text.split(',').next().unwrap_or_default().trim();
    let is_one =
        |found: Coded<'_>| !found.city.is_empty() && first.starts_with(found.code) && is_city(found.city);
    code(first).is_some_and(is_one) && is_place(text)
}

/// JSON Resume's location of an address: `12 Harbour Quay, 6011 Wellington, NZ`.
pub(super) fn place(text: &str) -> Map<String, Value> {
    if let Some((street, city, state)) = with_state(text) {
        let entries = [("address", street), ("city", city), ("region", state)];
        let filled = entries.into_iter().filter(|(_, part)| !part.is_empty());
        return filled.map(|(key, part)| (key.to_owned(), json!(part))).collect();
    }
    // `4050-262 Porto (Portugal)`
    let land =
        text.strip_suffix(')').and_then(|text| text.rsplit_once(" (")).filter(|(_, land)| is_land(land));
    let text = &land.map_or_else(|| with_commas(text), |(city, land)| format!("{city}, {land}"));
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    // The number of a house may look like a code; the last one is.
    let found = parts.iter().enumerate().rev().find_map(|(at, part)| Some((at, code(part)?)));
    let Some((at, Coded { city, region, code })) = found else {
        return with_known_city(&parts).or_else(|| location(text)).unwrap_or_default();
    };
    // `Buffalo, NY 14201`
    // A house with its street is no city.
    let is_house = |part: &str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        is_street(&words) && part.contains(|c: char| c.is_ascii_digit())
    };
    let is_city_before = city.is_empty() && at > 0 && !is_house(parts[at - 1]);
    let city = if is_city_before { parts[at - 1] } else { city };
    // `Rua do Souto 55, 4700-329, Braga, Portugal`
    let behind = parts.get(at + 1).filter(|next| city.is_empty() && is_city(next) && !is_land(next));
    let city = behind.copied().unwrap_or(city);
    let from = at + 1 + usize::from(behind.is_some());
    // `9024 Győr, Kálvária utca 33.`
    let is_city_first =
        at == 0 && !city.is_empty() && parts.len() == 2 && parts[1].contains(|c: char| c.is_ascii_digit());
    let rest = if is_city_first { String::new() } else { parts[from..].join(", ") };
    let street = if is_city_first { &parts[1..] } else { &parts[..at - usize::from(is_city_before)] };
    let is_country = rest.len() == 2 && rest.bytes().all(|letter| letter.is_ascii_uppercase());
    let regions = [region, if is_country { "" } else { &rest }];
    let entries = [
        ("address", street.join(", ")),
        ("postalCode", code.to_owned()),
        ("city", city.to_owned()),
        ("region", regions.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(", ")),
        ("countryCode", if is_country { rest.clone() } else { String::new() }),
    ];
    let filled = entries.into_iter().filter(|(_, part)| !part.is_empty());
    filled.map(|(key, part)| (key.to_owned(), json!(part))).collect()
}
