//! Contacts: what an e-mail address, a telephone number or a link is, and the labels of these.

use super::address::{is_house, is_place};
use crate::formats::document::icons;
use crate::formats::document::line::{Line, SIGNS};
use crate::formats::document::names::{has_title, is_known_city};
use crate::formats::document::periods;
use crate::formats::document::words::words;

/// From this length on a line of the header is a part of the summary.
pub(super) const PROSE: usize = 90;

/// Whether a text says what the value behind it is.
pub(super) fn is_label(text: &str) -> bool {
    let label = text.trim().trim_end_matches([':', '.']).to_lowercase();
    let label = label.as_str();
    let known = &words().person;
    [&known.mail, &known.link, &known.name, &known.place, &known.other].iter().any(|labels| labels.has(label))
        || !text.contains(|sign: char| sign.is_ascii_digit())
            && text.split_whitespace().count() <= 3
            && is_label_of_phone(label)
}

/// A day of birth in a sentence: `Né le 12/04/1992`. What stands before it, and the day.
pub(super) fn born(text: &str) -> Option<(&str, &str)> {
    let lower = text.to_lowercase();
    let known = words().person.born.iter();
    let before = known
        .map(String::as_str)
        .find(|word| lower.starts_with(word) && text.is_char_boundary(word.len()))?;
    let (before, day) = text.split_at(before.len());
    day.contains(|sign: char| sign.is_ascii_digit()).then(|| (before.trim(), day.trim()))
}

/// Whether a text says no more than an age, a civil state or a nationality: `29 ans, célibataire`, `British, 34 years old`.
pub(super) fn is_civil(text: &str) -> bool {
    let known = &words().person.civil;
    let is_state = |part: &str| {
        let part = part.to_lowercase();
        let (number, rest) = part.split_once(' ').unwrap_or((&part, ""));
        let is_age = number.len() == 2 && number.bytes().all(|sign| sign.is_ascii_digit());
        known.has(if is_age { rest } else { &part })
    };
    let mut parts = text.split([',', '|', '·', '•', '–', '/']).map(str::trim).filter(|part| !part.is_empty());
    parts.clone().next().is_some() && parts.all(is_state)
}

pub(super) fn network_name(label: &str) -> &'static str {
    match label {
        "linkedin" => "LinkedIn",
        "github" => "GitHub",
        "gitlab" => "GitLab",
        "twitter" => "Twitter",
        "xing" => "XING",
        _ => "Skype",
    }
}

/// Between contacts, and before them.
const BETWEEN: &str = "|•·⋄◦‖♦∙￨";
const ICONS: &str = "☎✉⌂✆📞📧📍🏠🌐🔗📱";

fn is_sign(letter: char) -> bool {
    BETWEEN.contains(letter) || ICONS.contains(letter)
}

/// `(LinkedIn)`, which says what the address before it says.
pub(super) fn is_remark(text: &str) -> bool {
    text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).is_some_and(is_label)
}

/// A contact without what is said of it in brackets: `6175550142 (Mobile)`.
pub(super) fn without_remark(text: &str) -> &str {
    let parted = text.trim().strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    let is_remark = |said: &str| is_label(said) || words().person.remarks.has(&said.to_lowercase());
    parted
        .filter(|(before, said)| is_remark(said) && (is_contact(before) || is_place(before)))
        .map_or(text, |(before, _)| before.trim())
}

/// Whether a line of the header may say what the person is. What is left of contacts does not: a label without its value, an
/// address, a number, a licence.
pub(super) fn may_be_label(text: &str) -> bool {
    if text.ends_with(':') {
        return false;
    }
    let figures = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let is_address = figures > 0 && (is_place(text) || is_house(text));
    let is_remark = ["(home)", "(mobile)", "(work)"].iter().any(|end| text.to_lowercase().ends_with(end));
    has_title(text) || !(figures > letters || is_address || is_remark || is_licence(text))
}

/// `Permis B, véhicule`, `Führerschein Klasse B`
fn is_licence(text: &str) -> bool {
    let is_class = |word: &str| {
        (1..=2).contains(&word.len())
            && word.starts_with(|letter: char| letter.is_ascii_uppercase())
            && word.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
    };
    let of_text: Vec<&str> = text.split([' ', ',', '/', '+']).filter(|word| !word.is_empty()).collect();
    let is_known = |count: &usize| words().person.other.has(&of_text[..*count].join(" ").to_lowercase());
    let known = (1..of_text.len().min(4)).find(is_known);
    known.is_some_and(|count| of_text[count..].iter().any(|word| is_class(word)))
}

pub(super) fn is_contact(text: &str) -> bool {
    email(text).is_some() || is_phone(text) || address(text).is_some()
}

/// The contacts of a text, and what stands between them: `12 Quay, Bonn – 0228 12345 – a@b.example`.
fn parted(text: &str) -> Vec<String> {
    let text = text.trim();
    // A number may have such signs within it; of an e-mail address, words may stand before and behind.
    if is_phone(text) || text.chars().count() > PROSE {
        return vec![text.to_owned()];
    }
    for sign in [" – ", " — ", " - ", " / ", "; ", ", "] {
        let parts: Vec<&str> = text.split(sign).collect();
        if parts.len() < 2 || !parts.iter().any(|part| is_contact(part)) {
            continue;
        }
        let mut joined: Vec<(String, bool)> = Vec::new();
        for part in parts {
            match joined.last_mut() {
                // An address has such signs within it.
                Some((before, false)) if !is_contact(part) => *before = format!("{before}{sign}{part}"),
                _ => joined.push((part.to_owned(), is_contact(part))),
            }
        }
        return joined.into_iter().flat_map(|(part, _)| parted(&part)).collect();
    }
    if is_contact(text) {
        return vec![text.to_owned()];
    }
    let is_behind_place = |(at, _): &(usize, &str)| {
        let (place, number) = (text[..*at].trim(), text[at + 1..].trim());
        number.starts_with(['+', '(', '0']) && is_phone(number) && (is_place(place) || is_known_city(place))
    };
    if let Some((at, _)) = text.match_indices(' ').find(is_behind_place) {
        return vec![text[..at].trim().to_owned(), text[at + 1..].trim().to_owned()];
    }
    // Nothing but spaces between them: the label of each goes with it.
    let is_labelled =
        |word: &str| text.split_once(word).is_some_and(|(before, _)| before.trim().ends_with(':'));
    let parts_text = |word: &&str| email(word).is_some() || is_link(word) && !is_labelled(word);
    let word = text.split(' ').find(parts_text).and_then(|word| text.split_once(word));
    let Some((before, after)) = word.filter(|_| text.split(' ').count() <= MOST_WORDS) else {
        return vec![text.to_owned()];
    };
    let mail = &text[before.len()..text.len() - after.len()];
    // The label of the address goes with it.
    let before = match before.trim().strip_suffix(':') {
        Some(label) if is_label(label) => "",
        Some(label) => label.rsplit_once(' ').map_or("", |(before, _)| before),
        None => before,
    };
    let parts = [before.trim(), mail, after.trim()].into_iter().filter(|part| !part.is_empty());
    parts.flat_map(|part| if part == mail { vec![part.to_owned()] } else { parted(part) }).collect()
}

/// Whether a word is a link, and no name such as `Node.js/React`.
fn is_link(word: &str) -> bool {
    word.contains('/') && address(word).is_some() && !word.starts_with(char::is_uppercase)
}

/// A line of contacts with nothing but spaces between them has no more words.
const MOST_WORDS: usize = 12;

/// Parts of a line of contacts, with the links of each.
pub(super) fn fragments(line: &Line) -> Vec<(String, Option<String>)> {
    let mut fragments: Vec<(String, Option<String>)> = vec![(String::new(), None)];
    for (piece, parts) in icons::parted_pieces(&line.pieces) {
        let mut parts = parts.into_iter().flat_map(|part| part.split(is_sign));
        let first = parts.next().unwrap_or_default();
        let changes = fragments.last().is_some_and(|(text, link)| !text.is_empty() && *link != piece.link);
        // A label keeps its value.
        let is_label = fragments.last().is_some_and(|(text, _)| text.trim_end().ends_with(':'));
        if (piece.apart || changes) && !is_label && !first.trim().is_empty() {
            fragments.push((String::new(), None));
        }
        if let Some(last) = fragments.last_mut() {
            if is_label && !first.starts_with(' ') {
                last.0.push(' ');
            }
            last.0.push_str(first);
            if last.1.is_none() && !first.trim().is_empty() {
                last.1.clone_from(&piece.link);
            }
        }
        for part in parts {
            let link = piece.link.clone().filter(|_| !part.trim().is_empty());
            fragments.push((part.to_owned(), link));
        }
    }
    let parted = fragments
        .into_iter()
        .flat_map(|(text, link)| parted(&text).into_iter().map(move |part| (part, link.clone())));
    let is_between = |letter: char| is_sign(letter) || SIGNS.contains(&letter) || " –-,;/".contains(letter);
    let trimmed = parted.map(|(text, link)| (text.trim_matches(is_between).trim().to_owned(), link));
    trimmed.filter(|(text, _)| text.contains(char::is_alphanumeric)).collect()
}

pub(super) fn email(text: &str) -> Option<&str> {
    let word = text.split_whitespace().find(|word| word.contains('@'))?;
    let word = word.trim_matches(|sign: char| "<>()[],;".contains(sign)).trim_start_matches("mailto:");
    let (user, host) = word.split_once('@')?;
    let fits = !user.is_empty()
        && host.contains('.')
        && !host.ends_with('.')
        && !word.contains(char::REPLACEMENT_CHARACTER)
        && text.split_whitespace().count() <= 3;
    fits.then_some(word)
}

/// A telephone number, with or without a label such as `Tel.` before it.
pub(super) fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.trim_start_matches(|sign: char| sign.is_alphabetic() || SIGNS_OF_LABEL.contains(sign));
    let before = text[..text.len() - rest.len()].trim();
    let label = before.trim_end_matches(|sign: char| SIGNS_OF_LABEL.contains(sign));
    // Words without a sign behind them may be those of an address.
    let is_said = label.chars().count() < 2
        || is_label_of_phone(label)
        || label.len() < before.len() && may_be_label_of_phone(label);
    (7..=15).contains(&digits)
        && rest.chars().all(|letter| letter.is_ascii_digit() || "+()-–./ \u{a0}".contains(letter))
        && rest.starts_with(['+', '(', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        && periods::find(text).is_none()
        && !is_day(rest)
        && !(label.is_empty() && is_code_of_place(rest))
        && is_said
}

/// What stands between a label and its number.
pub(super) const SIGNS_OF_LABEL: &str = ".:°： ";

/// `4700-329`, as Portugal has codes, which is no number alone.
fn is_code_of_place(text: &str) -> bool {
    let is_figures =
        |part: &str, count| part.len() == count && part.bytes().all(|sign| sign.is_ascii_digit());
    text.split_once('-').is_some_and(|(one, other)| is_figures(one, 4) && is_figures(other, 3))
}

/// `12/04/1992`, which may be two dates and is no number either.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split(['/', '.', '-']).map(str::trim).collect();
    let is_short = |part: &str| (1..=2).contains(&part.len());
    let is_year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    matches!(parts[..], [one, other, year] if is_short(one) && is_short(other) && is_year(year))
}

/// Whether a telephone number may follow a label: it does not say that another number does.
pub(super) fn may_be_label_of_phone(label: &str) -> bool {
    const STEMS: [&str; 46] = [
        "passport", "passeport", "pasaporte", "passaporto", "passnum", "reisepass", "ausweis",
        "personalausweis", "orcid", "steuer", "umsatzsteuer", "licen", "lizenz", "permis", "führerschein",
        "birth", "geb", "nacid", "nacim", "naiss", "nascit", "nascim", "insurance", "assurance", "versicher",
        "sozialversicher", "rentenversicher", "seguridad", "sécurité", "iban", "konto", "account", "regist",
        "matri", "cédula", "cedula", "document", "identi", "nationalit", "member", "mitglied", "aadhaar",
        "postal", "postleit", "isbn", "zulassung",
    ];
    const WORDS: [&str; 42] = [
        "id", "dni", "nie", "nif", "nit", "nss", "nuss", "cif", "cpf", "cnpj", "rg", "curp", "rfc", "rut",
        "ssn", "siret", "siren", "pesel", "nip", "pan", "tax", "vat", "tva", "iva", "ust", "born", "né",
        "née", "dob", "bic", "bank", "reg", "ahv", "avs", "bsn", "visa", "zip", "plz", "doi", "fax", "pin",
        "social",
    ];
    let label = label.to_lowercase();
    let mut words = label.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    !words.any(|word| WORDS.contains(&word) || STEMS.iter().any(|stem| word.starts_with(stem)))
}

/// Whether a label says that a telephone number follows.
pub(super) fn is_label_of_phone(label: &str) -> bool {
    const STEMS: [&str; 30] = [
        "ph", "tlf", "tlph", "tfno", "puh", "portable", "natel", "rufn", "tel", "tél", "phone", "mob",
        "móvil", "handy", "cel", "gsm", "whatsapp", "fon", "puhelin", "matkap", "kom", "contact", "kontakt",
        "моб", "тел", "电话", "手机", "携帯", "電話", "연락처",
    ];
    let label = label.to_lowercase();
    let mut words = label.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_short = ["t", "m", "p", "c", "h"].contains(&label.trim_end_matches('.'));
    is_short
        || words.any(|word| {
            STEMS.iter().any(|stem| {
                word == *stem
                    || stem.chars().count() > 2 && word.starts_with(stem)
                    || word.ends_with("phone")
                    || word.ends_with("fon")
            })
        })
}

pub(super) fn address(text: &str) -> Option<&str> {
    let text = text.trim();
    let host = text.split("://").last()?.split('/').next()?;
    let ending = host.rsplit('.').next()?;
    let is_host = host.contains('.')
        && !host.starts_with('.')
        && (2..=12).contains(&ending.len())
        && ending.bytes().all(|letter| letter.is_ascii_lowercase())
        && host.chars().all(|letter| letter.is_alphanumeric() || ".-".contains(letter));
    let fits = !text.contains(char::is_whitespace) && !text.contains('@') && is_host;
    fits.then_some(text)
}
