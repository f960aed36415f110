//! What a name is the name of: an address, a place, a firm or school, a position or degree.
//!
//! Words decide, those of `share/import/words.toml`. A name without any of them is of no known sort.

use super::words::words;
use crate::formats::countries::{code_of, is_state};

pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    let is_one = !text.contains(char::is_whitespace);
    let host = text.split('/').next().unwrap_or_default();
    let ending = host.rsplit('.').next().unwrap_or_default();
    is_one
        && (text.contains("://")
            || text.starts_with("www.")
            || (host.contains('.')
                && (2..=10).contains(&ending.len())
                && ending.bytes().all(|letter| letter.is_ascii_lowercase())
                && !text.contains('@')
                && host.len() > 4))
}

pub(super) fn is_form(text: &str) -> bool {
    let form = text.trim().trim_end_matches('.').to_lowercase();
    words().names.forms.has(&form) || ["phd", "ph.d", "jr", "sr"].contains(&form.as_str())
}

pub(super) fn is_remote(text: &str) -> bool {
    ["remote", "hybrid", "homeoffice", "home office", "télétravail", "remoto"]
        .contains(&text.trim().to_lowercase().as_str())
}

/// A country or a state.
pub(super) fn is_land(text: &str) -> bool {
    let is_short = (2..=3).contains(&text.len()) && text.bytes().all(|letter| letter.is_ascii_uppercase());
    let own = [
        "deutschland", "österreich", "schweiz", "england", "scotland", "wales", "usa", "uk", "españa",
        "italia",
    ];
    is_short || code_of(text).is_some() || own.contains(&text.to_lowercase().as_str())
}

pub(super) fn is_city(text: &str) -> bool {
    let words: Vec<&str> = without_sort(text).split_whitespace().collect();
    // One half of `Tester (QA, Load)`
    let is_torn = text.contains('(') != text.contains(')');
    !is_torn
        && (1..=3).contains(&words.len())
        && words.iter().all(|word| {
            word.starts_with(char::is_uppercase) && !word.contains(|c: char| c.is_ascii_digit() || c == '.')
        })
}

/// A place without the sort of it: `г. Екатеринбург`.
pub(super) fn without_sort(place: &str) -> &str {
    ["г. ", "г.", "м. ", "с. ", "пос. "].iter().find_map(|sort| place.strip_prefix(sort)).unwrap_or(place)
}

/// A large city, which is no name of anything else.
pub(super) fn is_known_city(text: &str) -> bool {
    words().names.cities.has(text.trim().to_lowercase().as_str())
}

/// A part of a country, as it stands between a city and the country.
pub(super) fn is_region(text: &str) -> bool {
    words().names.regions.has(&text.trim().to_lowercase())
}

/// Whether a word is one of the names of certificates.
pub(super) fn is_credential(text: &str) -> bool {
    // `License #041-12`, but `MCSD C#`
    let is_numbered =
        text.split('#').skip(1).any(|behind| behind.starts_with(|sign: char| sign.is_ascii_digit()));
    !is_numbered && words_of(text).any(|word| words().names.credentials.has(&word))
}

/// A part of a firm: `Surgical Unit`.
pub(super) fn is_department(text: &str) -> bool {
    words_of(text).last().is_some_and(|word| words().names.departments.has(&word))
}

/// A subject of study or a branch of work.
pub(super) fn is_subject(text: &str) -> bool {
    words().names.subjects.has(&text.to_lowercase())
}

/// A branch of work that is all of a text: `Operations`, `Sales and Marketing`.
pub(super) fn is_branch(text: &str) -> bool {
    let is_known = |word: String| words().names.branches.has(&word) || words().names.connecting.has(&word);
    words_of(text).next().is_some() && words_of(text).all(is_known)
}

/// Whether a word is one of what publishes: `Journal of Weather`.
pub(super) fn is_publisher(text: &str) -> bool {
    words_of(text).any(|word| words().names.publishers.has(&word))
}

/// `Berlin, Germany`, `San Francisco, CA`
pub(super) fn is_place(text: &str) -> bool {
    let parts: Vec<&str> = text.split(", ").collect();
    // `Denver, CO`, and not `Acme, Inc`
    let is_spot = |part: &&str| is_city(part) && (is_state(part) || !is_form(part));
    (2..=3).contains(&parts.len()) && parts.iter().all(is_spot)
}

/// `Magazine Ltd, Leeds` as a name and a place: one that is known, or what stands behind a legal form.
pub(super) fn parted_place(text: &str) -> (&str, Option<&str>) {
    let has_form = |name: &str| name.rsplit(' ').next().is_some_and(is_form);
    match text.split_once(", ") {
        Some((name, place))
            if !is_form(place)
                && (is_place(place) || is_known_city(place) || is_city(place) && has_form(name)) =>
        {
            (name, Some(place))
        }
        _ => (text, None),
    }
}

pub(super) fn is_name_of_school_or_firm(text: &str) -> bool {
    org_score(text) > 0 || title_score(text) > 0
}

/// How many words of a text are those of titles and degrees.
pub(super) fn title_score(text: &str) -> i32 {
    // The state of `Boston, MA` is no degree.
    let state = |text: &str| text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase());
    let said = text
        .rsplit_once(", ")
        .filter(|(city, end)| state(end) && is_city(city))
        .map_or(text, |(city, _)| city);
    let names = &words().names;
    score(said, |word| names.positions.has(word) || names.degrees.has(word))
}

/// How many words of a text are those of firms and schools, or of a workplace.
pub(super) fn org_score(text: &str) -> i32 {
    match firm_score(text) {
        0 => i32::from(is_workplace(text)),
        known => known,
    }
}

/// How many words of a text are those of firms and schools.
pub(super) fn firm_score(text: &str) -> i32 {
    text.split([',', '(', ')', '/']).map(firms_in).sum::<i32>().min(2)
}

/// How many words of a part of a name are those of firms. Where the last word is a position, they say where that is:
/// `Bank Teller`, but `Bank of America Associate` and `Acme Ltd Manager`.
fn firms_in(part: &str) -> i32 {
    let names = &words().names;
    let said: Vec<String> = words_of(part).collect();
    // `Abogados` is a firm of them.
    let is_position = said.last().is_some_and(|last| names.positions.has(last) && !names.firms.has(last));
    let is_firm = |at: usize| {
        let is_named = || said.get(at + 1).is_some_and(|next| ["of", "für", "de"].contains(&next.as_str()));
        names.firms.has(&said[at]) && (!is_position || names.forms.has(&said[at]) || is_named())
    };
    i32::try_from((0..said.len()).filter(|at| is_firm(*at)).count()).unwrap_or(i32::MAX)
}

/// Whether a name is that of a kind of workplace: `Grand Hotel`, `Museum of London`, `Clinique Bellevue`, but not
/// `Hotel Porter`. A position before it is a part of the name: `Trainer Hotel`.
fn is_workplace(text: &str) -> bool {
    const OF: [&str; 14] =
        ["of", "for", "in", "at", "im", "am", "bei", "de", "du", "des", "di", "del", "della", "da"];
    let names = &words().names;
    let is_one = |part: &str| {
        let name: Vec<String> = words_of(part).collect();
        let kind = name.split(|word| OF.contains(&word.as_str())).next().and_then(<[String]>::last);
        let is_house = |word: &String| names.houses.has(word) && title_score(part) == 0;
        name.len() > 1
            && (kind.is_some_and(|word| names.workplaces.has(word)) || name.first().is_some_and(is_house))
    };
    text.split([',', '(']).any(is_one)
}

/// Whether a word is a position, and no place whose name begins alike: `Headington`, `Leadville`.
pub(super) fn has_title(text: &str) -> bool {
    words_of(text).any(|word| words().names.positions.has_surely(&word))
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| letter.is_whitespace() || ",()/&".contains(letter));
    words.map(|word| word.trim_end_matches('.').to_lowercase()).filter(|word| !word.is_empty())
}

fn score(text: &str, is_known: impl Fn(&str) -> bool) -> i32 {
    let count = words_of(text).filter(|word| is_known(word)).count();
    i32::try_from(count).unwrap_or(i32::MAX).min(2)
}
