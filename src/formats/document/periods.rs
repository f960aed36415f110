//! Periods in lines: `03/2019 – heute`, `Mar 2019 - May 2021`, `2014–2018`, `seit Mai 2020`.
//!
//! A period is taken from the beginning or the end of a text only: a year within a sentence is a part of it.

mod between;
mod date;
mod pair;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::between::{BETWEEN, DASHES, between, present_end, until};
use self::date::{Part, date, part, spaces, word_of};
use self::pair::pair;
use super::words::words;
use crate::domain::PartialDate;

/// A period, and where it stands in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) start: Option<PartialDate>,
    pub(super) end: Option<PartialDate>,
    /// Whether it has two ends, or goes on.
    pub(super) is_span: bool,
    pub(super) place: Range<usize>,
    /// The words of the document, where they say more than the dates: a season, or an end that is not understood.
    pub(super) words: Option<String>,
}

impl Found {
    fn new(start: Option<PartialDate>, end: Option<PartialDate>, place: Range<usize>) -> Self {
        Self { start, end, is_span: true, place, words: None }
    }
}

/// A longer text is a paragraph.
const LONGEST: usize = 400;

/// Behind a date from which on something goes on.
const ONWARDS: [&str; 6] = ["至今", "迄今", "onwards", "onward", "and onwards", "yılından beri"];

/// A part of a year, before it.
const SEASONS: [&str; 52] = [
    "spring", "summer", "fall", "autumn", "winter", "early", "mid", "late", "q1", "q2", "q3", "q4", "h1",
    "h2", "frühling", "frühjahr", "sommer", "herbst", "anfang", "mitte", "ende", "ws", "ss", "wise", "sose",
    "wintersemester", "sommersemester", "printemps", "été", "automne", "hiver", "début", "primavera",
    "verano", "otoño", "invierno", "autunno", "inverno", "verão", "outono", "zomer", "herfst", "vår",
    "sommar", "höst", "vinter", "wiosna", "lato", "jesień", "zima", "kevät", "kesä",
];

/// Before the first date.
const BEFORE: [&str; 21] = [
    "from", "since", "von", "vom", "seit", "ab", "depuis", "de", "du", "dal", "da", "desde", "sinds", "van",
    "od", "di", "dès", "in", "с", "со", "з",
];

/// A period that a text begins or ends with, the one at the end first.
pub(super) fn find(text: &str) -> Option<Found> {
    if text.len() > LONGEST {
        return None;
    }
    let mut found: Option<Found> = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let starts_word = may_begin(&text[..at]);
        match starts_word.then(|| read(text, at)).flatten() {
            Some(period) => {
                at = period.place.end;
                let is_at_edge = is_edge(text, &period);
                let is_better = found.as_ref().is_none_or(|known| period.is_span >= known.is_span);
                if is_at_edge && is_better {
                    found = Some(period);
                }
            }
            None => at += first.len_utf8(),
        }
    }
    found
}

/// Whether a date may begin behind a text: not within a word, nor within a number such as `GS-2005-07` or `9001-2015`.
fn may_begin(before: &str) -> bool {
    let Some(rest) = before.strip_suffix(['-', '/', '.']) else {
        return !before.ends_with(char::is_alphanumeric);
    };
    let word = rest.rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    let is_code = word.contains(|sign: char| sign.is_ascii_digit()) && word.len() > 2;
    // Days and months may stand before a date, and so may a month that is not known.
    let is_grade = before.ends_with('-') && word.len() > 1 && word.chars().all(char::is_uppercase);
    !is_code && !is_grade
}

/// Every period in a text, wherever it stands.
pub(super) fn all(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let starts_word = may_begin(&text[..at]);
        match starts_word.then(|| read(text, at)).flatten() {
            Some(period) => {
                at = period.place.end.max(at + first.len_utf8());
                found.push(period);
            }
            None => at += first.len_utf8(),
        }
    }
    found
}

/// The period that is all of a text.
pub(super) fn whole(text: &str) -> Option<Found> {
    find(text).filter(|found| without(text, found).is_empty())
}

/// The dates of the period that is all of a text.
pub(in crate::formats) fn period(text: &str) -> Option<(Option<PartialDate>, Option<PartialDate>)> {
    // A first date is missing there.
    if text.trim_start().starts_with(DASHES) {
        return None;
    }
    whole(text.strip_suffix('.').unwrap_or(text))
        .or_else(|| whole(text))
        .filter(|found| found.words.is_none())
        .map(|found| (found.start, found.end))
}

/// Whether a text says that something goes on, with or without a word such as `until` before it.
pub(in crate::formats) fn is_present(text: &str) -> bool {
    let text = text.trim();
    let after = word_of(text, &BETWEEN).map_or(0, |length| length + spaces(&text[length..]));
    [0, after]
        .into_iter()
        .any(|at| words().present_at(&text[at..]) == Some(text.len() - at) && at < text.len())
}

/// The text without its period, and without what parted them.
pub(super) fn without(text: &str, found: &Found) -> String {
    let before = trimmed(&text[..found.place.start]);
    // `First aid. Valid until 2026`
    let before = if found.start.is_none() { before.trim_end_matches('.') } else { before };
    let after = trimmed(&text[found.place.end..]);
    let duration = |part: &str| is_duration(part.trim_matches(['(', ')', ' ']));
    match (before, if duration(after) { "" } else { after }) {
        ("", rest) | (rest, "") => rest.to_owned(),
        (before, after) if is_parted(&text[..found.place.start], &text[found.place.end..]) => {
            format!("{before} · {after}")
        }
        (before, after) => format!("{before} {after}"),
    }
}

/// Whether nothing but signs is on one side of the period; a year alone needs a sign that parts it.
fn is_edge(text: &str, period: &Found) -> bool {
    let (before, after) = (&text[..period.place.start], &text[period.place.end..]);
    // `Fall 2012, Fall 2015 and Winter 2019` is no period.
    let lists = [" &", " and", " und", " et", " y", " e", ","];
    let listed = before.trim_end();
    let listed = lists.iter().find_map(|sign| listed.strip_suffix(sign)).unwrap_or_default();
    if period.words.is_some() && listed.trim_end().ends_with(|sign: char| sign.is_ascii_digit()) {
        return false;
    }
    let at_start = trimmed(before).is_empty();
    let at_end = trimmed(after).is_empty() || is_duration(trimmed(after).trim_matches(['(', ')']));
    let parted = |side: &str| side.chars().next_back().is_some_and(|sign| "(,|·•:;–—-[".contains(sign));
    let is_plain_year =
        !period.is_span && period.words.is_none() && period.start.is_some_and(|date| date.month().is_none());
    if is_plain_year && !is_parted(before, after) {
        let follows = after.trim_start().chars().next().is_none_or(|sign| ")|·•:;–—-],".contains(sign));
        let before = without_graduation(before.trim_end());
        return (at_start && follows) || (at_end && (before.is_empty() || parted(before)));
    }
    at_start || at_end || is_parted(before, after)
}

/// What stands before a word such as `graduated` at the end of a text, if a sign parts them.
fn without_graduation(text: &str) -> &str {
    let at = text
        .rfind([',', '(', '–', '—', '|', '·'])
        .map(|at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let (before, word) = at.map_or((text, ""), |at| text.split_at(at));
    if words().names.graduation.has(&word.trim().to_lowercase()) { before } else { text }
}

/// Whether signs that part facts are on both sides.
fn is_parted(before: &str, after: &str) -> bool {
    const SIGNS: [char; 4] = ['|', '·', '•', ','];
    before.trim_end().ends_with(SIGNS) && after.trim_start().starts_with(SIGNS)
}

fn trimmed(text: &str) -> &str {
    let signs = |letter: char| letter.is_whitespace() || "()[]|·•,;:–—-/".contains(letter);
    // A bracket that the text itself has opened stays.
    let mut kept = text.trim_matches(signs);
    for (open, close) in [('(', ')'), ('[', ']')] {
        let opened = kept.matches(open).count();
        let from = kept.as_ptr() as usize - text.as_ptr() as usize;
        if opened > kept.matches(close).count() && text[from + kept.len()..].starts_with(close) {
            kept = &text[from..=from + kept.len()];
        }
    }
    kept
}

/// `2 yrs 3 mos`, which a site puts behind a period.
pub(super) fn is_duration(text: &str) -> bool {
    let units = [
        "year", "years", "yr", "yrs", "month", "months", "mo", "mos", "jahr", "jahre", "monat", "monate",
        "an", "ans", "mois", "año", "años", "mes", "meses", "j", "m", "less", "than", "a", "and", "und",
        "et", "y",
    ];
    let is_unit = |word: &str| units.contains(&word.trim_matches(['.', ',']).to_lowercase().as_str());
    text.contains(|letter: char| letter.is_ascii_digit())
        && text.split_whitespace().any(is_unit)
        && text.split_whitespace().all(|word| word.parse::<u16>().is_ok() || is_unit(word))
}

/// The period that begins at a place.
fn read(text: &str, at: usize) -> Option<Found> {
    let mut cursor = at;
    let before = word_of(&text[at..], &BEFORE).map(|length| at + length);
    if let Some(after) = before {
        cursor = after + spaces(&text[after..]);
    } else if let Some(from) = until(text, at) {
        let (end, until) = date(text, from)?;
        // `Exp: 2015 – 2020` and `Exp: 2015 – Present` are experience.
        let is_span = between(text, until).is_some_and(|next| {
            date(text, next).is_some_and(|(last, _)| last.year() >= end.year())
                || present_end(text, next).is_some()
                || short_year(&text[next..], end).is_some_and(|_| trimmed(&text[next + 2..]).is_empty())
        });
        if is_span {
            return read(text, from).map(|found| Found { place: at..found.place.end, ..found });
        }
        return Some(Found::new(None, Some(end), at..until));
    }
    if let Some((start, end, until)) = pair(text, cursor) {
        return Some(Found::new(Some(start), end, at..until));
    }
    let Some((start, last, after, is_in_words)) = date_or_season(text, cursor) else {
        return months_of_a_year(text, at, cursor);
    };
    let in_words = |is_in_words: bool, place: &Range<usize>| {
        is_in_words.then(|| text[place.clone()].trim_start_matches([' ', '(']).to_owned())
    };
    let span = |end: Option<PartialDate>, until: usize, is_in_words: bool| Found {
        words: in_words(is_in_words, &(at..until)),
        ..Found::new(Some(start), end, at..until)
    };
    let alone = || {
        // `since 2020` goes on; `in 2020` does not.
        let goes_on = before.is_some() && !text[at..].to_lowercase().starts_with("in ");
        let end = if goes_on { None } else { Some(last) };
        // A word that belongs to a sentence is not a part of the date.
        let from = if goes_on { at } else { cursor };
        let words = in_words(is_in_words, &(from..after));
        Found { is_span: goes_on, words, ..Found::new(Some(start), end, from..after) }
    };
    // No dash is before it.
    let behind = text[after..].trim_start();
    if let Some(length) = ONWARDS.iter().find(|word| behind.starts_with(**word)).map(|word| word.len()) {
        return Some(span(None, text.len() - behind.len() + length, is_in_words));
    }
    let Some(second) = between(text, after).or_else(|| years_apart(text, start, after)) else {
        return Some(alone());
    };
    let rest = &text[second..];
    if let Some(until) = present_end(text, second) {
        return Some(span(None, until, is_in_words));
    }
    if let Some((_, end, mut until, is_end_in_words)) = date_or_season(text, second) {
        // `2019. – 2021.`
        if text[after..].starts_with('.') && text[until..].starts_with('.') {
            until += 1;
        }
        return Some(span(Some(end), until, is_in_words || is_end_in_words));
    }
    // `2019–21`
    if let Some(short) = short_year(rest, start) {
        return Some(span(Some(short), second + 2, is_in_words));
    }
    // `2020 –`, with nothing behind it
    let dash = text[after..].trim();
    if dash.chars().count() == 1 && dash.starts_with(DASHES) {
        return Some(span(None, text.len(), is_in_words));
    }
    let is_in_a_list = start.month().is_none() && trimmed(&text[..at]).is_empty();
    match unknown_end(text, after, second).filter(|_| !is_in_a_list) {
        Some(until) => Some(span(None, until, true)),
        None => Some(alone()),
    }
}

/// Where up to three words end that stand behind a dash alone, and are no name: an end that is not understood.
fn unknown_end(text: &str, after: usize, second: usize) -> Option<usize> {
    let is_dash = text[after..second].trim().chars().all(|sign| DASHES.contains(&sign));
    let rest = text[second..].trim_end_matches([')', ']', ' ', '.']);
    let is_word = |word: &str| {
        word.starts_with(char::is_lowercase)
            && word.chars().all(|letter| letter.is_alphabetic() || letter == '’')
    };
    let words = rest.split_whitespace();
    let fits = is_dash && (1..=3).contains(&words.clone().count()) && words.clone().all(is_word);
    fits.then_some(second + rest.len())
}

/// The period of a line that is a date, a dash and words which are no name: in a job, an end that is not understood.
pub(super) fn with_unknown_end(text: &str) -> Option<Found> {
    let (start, _, after, _) = date_or_season(text, 0)?;
    let until = unknown_end(text, after, between(text, after)?)?;
    let words = Some(text[..until].to_owned());
    (until == text.len()).then(|| Found { words, ..Found::new(Some(start), None, 0..until) })
}

/// Whether a text begins with a part of a year: `Fall 2022`.
pub(super) fn is_season(text: &str) -> bool {
    date_or_season(text, 0).is_some_and(|(.., is_in_words)| is_in_words)
}

/// A date, or a part of a year, of which the first and the last year alone are known. Where it ends, and whether it is
/// one of these.
fn date_or_season(text: &str, at: usize) -> Option<(PartialDate, PartialDate, usize, bool)> {
    if let Some((date, until)) = date(text, at) {
        return Some((date, date, until, false));
    }
    let rest = &text[at..];
    let length = rest.find(|letter: char| !letter.is_alphanumeric())?;
    let is_season = SEASONS.contains(&rest[..length].to_lowercase().as_str());
    let gap = rest[length..].len() - rest[length..].trim_start_matches([' ', '-', ',']).len();
    let from = at + length + gap;
    let year = date(text, from).filter(|(date, _)| is_season && gap > 0 && date.month().is_none())?;
    // `WS 2018/19`
    let second = years_apart(text, year.0, year.1)
        .and_then(|second| Some((short_year(&text[second..], year.0)?, second + 2)));
    let (last, until) = second.unwrap_or(year);
    Some((year.0, last, until, true))
}

/// `May – August 2013`, and `November – February 2014`, which begins in the year before.
fn months_of_a_year(text: &str, at: usize, cursor: usize) -> Option<Found> {
    let (Part::Month(first), after) = part(text, cursor)? else { return None };
    let after = after + usize::from(text[after..].starts_with('.'));
    let (end, until) = date(text, between(text, after)?)?;
    let last = end.month()?;
    let year = end.year() - u16::from(first > last);
    let start = format!("{year:04}-{first:02}").parse().ok()?;
    Some(Found::new(Some(start), Some(end), at..until))
}

/// Where the second year begins in `2019/2020` and `2019/20`.
fn years_apart(text: &str, start: PartialDate, after: usize) -> Option<usize> {
    let rest = text[after..].trim_start().strip_prefix('/')?;
    let second = text.len() - rest.trim_start().len();
    let is_year = || matches!(part(text, second), Some((Part::Year(year), _)) if year >= start.year());
    (start.month().is_none() && (is_year() || short_year(&text[second..], start).is_some())).then_some(second)
}

fn short_year(text: &str, start: PartialDate) -> Option<PartialDate> {
    let digits = text.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
    let ends = !text[2..].starts_with(|next: char| next.is_alphanumeric() || "./-".contains(next));
    let year = start.year() / 100 * 100 + digits.parse::<u16>().ok()?;
    (ends && start.month().is_none() && year >= start.year())
        .then(|| format!("{year}").parse().ok())
        .flatten()
}
