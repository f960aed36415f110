//! What a name is the name of: an address, a place, a firm or school, a position or degree.
//!
//! Words decide, in English, German, French and Spanish. A name without any of them is of no known sort.

use crate::formats::countries::code_of;

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
    ["inc", "llc", "ltd", "gmbh", "corp", "co", "s.a", "plc", "phd", "ph.d", "jr", "sr", "llp", "lp"]
        .contains(&form.as_str())
}

pub(super) fn is_remote(text: &str) -> bool {
    ["remote", "hybrid", "homeoffice", "home office", "télétravail", "remoto"]
        .contains(&text.trim().to_lowercase().as_str())
}

/// A country or a state.
pub(super) fn is_land(text: &str) -> bool {
    let is_short = (2..=3).contains(&text.len()) && text.bytes().all(|letter| letter.is_ascii_uppercase());
    let own = [
        "deutschland",
        "österreich",
        "schweiz",
        "england",
        "scotland",
        "wales",
        "usa",
        "uk",
        "españa",
        "italia",
    ];
    is_short || code_of(text).is_some() || own.contains(&text.to_lowercase().as_str())
}

pub(super) fn is_city(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=3).contains(&words.len())
        && words.iter().all(|word| {
            word.starts_with(char::is_uppercase) && !word.contains(|c: char| c.is_ascii_digit() || c == '.')
        })
}

/// `Berlin, Germany`, `San Francisco, CA`
pub(super) fn is_place(text: &str) -> bool {
    let parts: Vec<&str> = text.split(", ").collect();
    (2..=3).contains(&parts.len()) && parts.iter().all(|part| is_city(part))
}

pub(super) fn is_name_of_school_or_firm(text: &str) -> bool {
    org_score(text) > 0 || title_score(text) > 0
}

/// How many words of a text are those of titles and degrees.
pub(super) fn title_score(text: &str) -> i32 {
    // The state of `Boston, MA` is no degree.
    let state = |text: &str| text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase());
    let words = text
        .rsplit_once(", ")
        .filter(|(city, end)| state(end) && is_city(city))
        .map_or(text, |(city, _)| city);
    score(words, &TITLES, &DEGREES)
}

/// How many words of a text are those of firms and schools.
pub(super) fn org_score(text: &str) -> i32 {
    score(text, &FIRMS, &[])
}

/// Whether a word is a position, and no place whose name begins alike: `Headington`, `Leadville`.
pub(super) fn has_title(text: &str) -> bool {
    let words = text.split(|letter: char| letter.is_whitespace() || ",()/&".contains(letter));
    words
        .map(|word| word.trim_end_matches('.').to_lowercase())
        .any(|word| TITLES.iter().any(|title| word == *title || title.len() > 5 && word.starts_with(title)))
}

fn score(text: &str, parts: &[&str], exact: &[&str]) -> i32 {
    let words = text.split(|letter: char| letter.is_whitespace() || ",()/&".contains(letter));
    let known = words.map(|word| word.trim_end_matches('.').to_lowercase()).filter(|word| {
        // `Agra` and `Incheon` are no firms, and `Cooper` is no position.
        let is_known = |part: &&str| {
            word == part
                || part.len() > 3 && word.starts_with(*part)
                || (part.len() > 6 && word.ends_with(*part))
        };
        exact.contains(&word.as_str()) || parts.iter().any(is_known)
    });
    i32::try_from(known.count()).unwrap_or(i32::MAX).min(2)
}

const TITLES: [&str; 80] = [
    "engineer",
    "developer",
    "manager",
    "director",
    "analyst",
    "consultant",
    "architect",
    "designer",
    "scientist",
    "researcher",
    "intern",
    "assistant",
    "associate",
    "lead",
    "senior",
    "junior",
    "head",
    "chief",
    "officer",
    "president",
    "specialist",
    "coordinator",
    "administrator",
    "teacher",
    "lecturer",
    "professor",
    "nurse",
    "doctor",
    "technician",
    "founder",
    "co-founder",
    "ceo",
    "cto",
    "cfo",
    "coo",
    "trainee",
    "apprentice",
    "programmer",
    "editor",
    "writer",
    "sales",
    "accountant",
    "lawyer",
    "postdoc",
    "fellow",
    "student",
    "tutor",
    "freelance",
    "entwickler",
    "ingenieur",
    "leiter",
    "referent",
    "berater",
    "mitarbeiter",
    "praktikant",
    "werkstudent",
    "auszubildende",
    "kauf",
    "sachbearbeiter",
    "assistent",
    "projektleiter",
    "teamleiter",
    "geschäftsführer",
    "techniker",
    "ingénieur",
    "développeu",
    "responsable",
    "chef",
    "stagiaire",
    "directeur",
    "chargé",
    "ingenier",
    "desarrollador",
    "gerente",
    "jefe",
    "analista",
    "volunteer",
    "mentor",
    "treasurer",
    "cook",
];

const DEGREES: [&str; 45] = [
    "bsc",
    "b.sc",
    "msc",
    "m.sc",
    "ba",
    "b.a",
    "ma",
    "m.a",
    "bs",
    "b.s",
    "ms",
    "m.s",
    "phd",
    "ph.d",
    "mba",
    "beng",
    "b.eng",
    "meng",
    "m.eng",
    "bachelor",
    "bachelor's",
    "master",
    "master's",
    "masters",
    "doctor",
    "doctorate",
    "diploma",
    "diplom",
    "degree",
    "abitur",
    "magister",
    "staatsexamen",
    "licence",
    "licenciatura",
    "grado",
    "máster",
    "doctorado",
    "laurea",
    "baccalauréat",
    "bac",
    "gcse",
    "a-levels",
    "hochschulreife",
    "minor",
    "ausbildung",
];

const FIRMS: [&str; 39] = [
    "gmbh",
    "ag",
    "inc",
    "incorporated",
    "llc",
    "ltd",
    "corp",
    "company",
    "plc",
    "universit",
    "institut",
    "college",
    "school",
    "hochschule",
    "gymnasium",
    "akademie",
    "academy",
    "labs",
    "laborator",
    "technologies",
    "solutions",
    "systems",
    "group",
    "gruppe",
    "bank",
    "hospital",
    "klinik",
    "agency",
    "foundation",
    "stiftung",
    "école",
    "instituto",
    "universidad",
    "verein",
    "ministry",
    "schule",
    "instruments",
    "kg",
    "e.v",
];
