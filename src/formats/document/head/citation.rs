//! A publication as it is cited: `Dube, S., Pires, L. (2020). Kelp from drones. Journal of Kelp, 3(1).`, or with its title in
//! quotation marks.

use super::Head;
use super::fragments::Fragment;
use crate::formats::document::body::{are_initials, authors};
use crate::formats::document::line::Line;
use crate::formats::document::names::is_address;
use crate::formats::document::periods::{self, Found};

/// Who wrote something and when, what it is called, and where it stands.
struct Citation<'t> {
    by: &'t str,
    period: Found,
    title: &'t str,
    rest: String,
}

/// What a citation says, if the line is one.
pub(super) fn read(line: &Line) -> Option<Head> {
    let text = line.text();
    let Citation { by, period, title, rest } =
        by_year(&text).or_else(|| quoted(&text)).or_else(|| by_initials(&text))?;
    let rest = rest.trim_end_matches('.');
    let (rest, url) = match rest.rsplit_once(' ') {
        Some((before, address)) if is_address(address) => (before, Some(address.to_owned())),
        _ => (rest, None),
    };
    let number = rest.match_indices(", ").find(|(at, _)| is_number(&rest[at + 2..]));
    let (journal, pages) = number.map_or((rest, ""), |(at, _)| (&rest[..at], &rest[at + 2..]));
    let trimmed = |text: &str| text.trim_matches(|sign: char| " .,".contains(sign)).to_owned();
    let filled = |text: &str| Some(trimmed(text)).filter(|text| !text.is_empty());
    let names = [title, journal].into_iter().filter_map(filled);
    let by = by.trim_matches([' ', ',']);
    Some(Head {
        names: names.map(|text| Fragment { text, ..Fragment::default() }).collect(),
        url: line.pieces.iter().find_map(|piece| piece.link.clone()).or(url),
        period: Some(period),
        said: filled(pages),
        authors: if by.is_empty() { Vec::new() } else { authors(by) },
        lines: 1,
        ..Head::default()
    })
}

/// Whether a text begins as a citation does.
pub(in crate::formats::document) fn is_citation(text: &str) -> bool {
    // `Chapter I. The coast` may be a title.
    parted(text).is_some() || text.split_once(". ").is_some_and(|(by, _)| count_by_initials(by) > 1)
}

/// Whether a text is a citation with its title in quotation marks.
pub(in crate::formats::document) fn is_quoted(text: &str) -> bool {
    quoted(text).is_some()
}

/// `Dube, S. (2020). Kelp from drones. Journal of Kelp.`
fn by_year(text: &str) -> Option<Citation<'_>> {
    let (by, period, said) = parted(text)?;
    let (title, rest) = sentence(said);
    Some(Citation { by, period, title, rest: rest.to_owned() })
}

fn parted(text: &str) -> Option<(&str, Found, &str)> {
    let (by, rest) = text.split_once(" (")?;
    let (date, rest) = rest.split_once(')')?;
    let found = periods::whole(date).filter(|found| !found.is_span)?;
    let said = rest.trim_start_matches(['.', ',', ':', ' ']);
    let begins = said.starts_with(|letter: char| !letter.is_lowercase());
    (are_people(by) && begins && !said.is_empty()).then_some((by, found, said))
}

/// `Dube S, Pires L. Kelp from drones. Journal of Kelp. 2022;7(3):19–25.`
fn by_initials(text: &str) -> Option<Citation<'_>> {
    let (by, said) = text.split_once(". ").filter(|(by, _)| count_by_initials(by) > 0)?;
    let (title, rest) = sentence(said);
    let (journal, numbers) = rest.split_once(". ").or_else(|| rest.split_once(", "))?;
    let year = numbers.split(|sign: char| !sign.is_ascii_digit()).next()?;
    let period = periods::whole(year).filter(|found| !found.is_span && year.len() == 4)?;
    let behind = numbers[year.len()..].trim_start_matches([';', ':', ',', ' ']).trim_end_matches('.');
    let rest = if behind.is_empty() { journal.to_owned() } else { format!("{journal}, {behind}") };
    Some(Citation { by, period, title, rest })
}

/// How many people a text names by their initials, if it does nothing else: `Dube S, Pires L`.
fn count_by_initials(text: &str) -> usize {
    let is_one = |name: &&str| {
        name.rsplit_once(' ').is_some_and(|(name, initials)| {
            name.starts_with(char::is_uppercase)
                && (1..=3).contains(&initials.chars().count())
                && initials.chars().all(char::is_uppercase)
        })
    };
    let names = || text.split(", ").filter(|name| *name != "et al");
    if names().all(|name| is_one(&name)) { names().count() } else { 0 }
}

/// `S. Dube and L. Pires, “Kelp from drones,” Journal of Kelp, vol. 3, 2020.`
fn quoted(text: &str) -> Option<Citation<'_>> {
    let (by, rest) = text.split_once('“')?;
    let (title, rest) = rest.split_once('”')?;
    let rest = rest.trim().trim_end_matches('.');
    let (period, rest) = match periods::find(rest).filter(|found| !found.is_span) {
        Some(found) => (found.clone(), periods::without(rest, &found)),
        None => {
            let (before, after) = rest.split_once(" (")?;
            let (date, after) = after.split_once(')')?;
            (periods::whole(date).filter(|found| !found.is_span)?, format!("{before}{after}"))
        }
    };
    let is_one = by.trim().is_empty() || are_people(by);
    is_one.then_some(Citation { by, period, title, rest })
}

/// `Dube, S., Pires, L.`, and no title with a comma.
fn are_people(text: &str) -> bool {
    const SMALL: [&str; 12] = ["and", "et", "al", "und", "van", "von", "de", "der", "da", "di", "le", "la"];
    let words = text.split([' ', ',', '&']).map(|word| word.trim_matches('.'));
    let mut words = words.filter(|word| !word.is_empty());
    let has_initials = text.split([' ', ',']).any(|word| !word.is_empty() && are_initials(word));
    (has_initials || text.contains(" & ") || text.contains(" et al"))
        && words.all(|word| word.starts_with(char::is_uppercase) || SMALL.contains(&word))
}

/// The first sentence of a text, and what follows.
fn sentence(text: &str) -> (&str, &str) {
    const SHORT: [&str; 8] = ["ST", "MT", "FT", "DR", "MR", "MS", "NO", "VS"];
    let is_end = |(at, _): &(usize, &str)| {
        let last = text[..*at].rsplit([' ', '.']).next().unwrap_or_default();
        let next = text[at + 2..].split(' ').next().unwrap_or_default();
        // `in the EU. Nature`, and not `of St. Louis` or `OF ST. LOUIS`
        let is_word = |word: &str| match word.chars().count() {
            2 => {
                word.chars().all(|sign| sign.is_uppercase() || sign.is_ascii_digit())
                    && !SHORT.contains(&word)
            }
            letters => letters > 2,
        };
        // `eLife`
        is_word(last) && next.contains(|sign: char| sign.is_uppercase() || sign.is_ascii_digit())
    };
    let stop = text.match_indices(". ").find(is_end).map(|(at, _)| (at, at + 2));
    let question = text.match_indices("? ").find(is_end).map(|(at, _)| (at + 1, at + 2));
    let ends = [stop, question].into_iter().flatten().min();
    ends.map_or((text, ""), |(end, from)| (&text[..end], &text[from..]))
}

/// Whether a text is of the volume or the pages of a journal.
fn is_number(text: &str) -> bool {
    const WORDS: [&str; 5] = ["pp", "vol", "no.", "bd.", "s. "];
    let lower = text.to_lowercase();
    text.starts_with(|sign: char| sign.is_ascii_digit()) || WORDS.iter().any(|word| lower.starts_with(word))
}
