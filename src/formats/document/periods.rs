//! Periods in lines: `03/2019 – heute`, `Mar 2019 - May 2021`, `2014–2018`, `seit Mai 2020`.
//!
//! A period is taken from the beginning or the end of a text only: a year within a sentence is a part of it.

mod date;

use std::ops::Range;

use self::date::{Part, date, part, spaces, word_of};
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
}

/// A longer text is a paragraph.
const LONGEST: usize = 400;

/// Between two dates. A word needs a space on either side.
const DASHES: [char; 12] = ['-', '–', '—', '‒', '−', '‐', '~', '→', '～', '〜', '至', '到'];
const BETWEEN: [&str; 20] = [
    "to", "until", "till", "bis", "à", "au", "a", "al", "até", "tot", "do", "through", "по", "до", "til",
    "iki", "līdz", "kuni", "تا", "حتى",
];

/// Before the first date, and before the last one where there is no first.
const BEFORE: [&str; 21] = [
    "from", "since", "von", "vom", "seit", "ab", "depuis", "de", "du", "dal", "da", "desde", "sinds", "van",
    "od", "di", "dès", "in", "с", "со", "з",
];

const UNTIL: [&str; 6] = ["until", "till", "bis", "jusqu’à", "jusqu'à", "hasta"];

/// A period that a text begins or ends with, the one at the end first.
pub(super) fn find(text: &str) -> Option<Found> {
    if text.len() > LONGEST {
        return None;
    }
    let mut found: Option<Found> = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let starts_word = !text[..at].ends_with(|before: char| before.is_alphanumeric());
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

/// Every period in a text, wherever it stands.
pub(super) fn all(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let starts_word = !text[..at].ends_with(char::is_alphanumeric);
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
    let at_start = trimmed(before).is_empty();
    let at_end = trimmed(after).is_empty() || is_duration(trimmed(after).trim_matches(['(', ')']));
    let parted = |side: &str| side.chars().next_back().is_some_and(|sign| "(,|·•:;–—-[".contains(sign));
    let is_plain_year = !period.is_span && period.start.is_some_and(|date| date.month().is_none());
    if is_plain_year && !is_parted(before, after) {
        let follows = after.trim_start().chars().next().is_none_or(|sign| ")|·•:;–—-],".contains(sign));
        return (at_start && follows) || (at_end && (before.is_empty() || parted(before.trim_end())));
    }
    at_start || at_end || is_parted(before, after)
}

/// Whether signs that part facts are on both sides.
fn is_parted(before: &str, after: &str) -> bool {
    before.trim_end().ends_with(['|', '·', '•']) && after.trim_start().starts_with(['|', '·', '•'])
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
    } else if let Some(length) = word_of(&text[at..], &UNTIL) {
        let from = at + length + spaces(&text[at + length..]);
        let (end, until) = date(text, from)?;
        return Some(Found { start: None, end: Some(end), is_span: true, place: at..until });
    }
    let Some((start, after)) = date(text, cursor) else { return months_of_a_year(text, at, cursor) };
    let alone = || {
        // `since 2020` goes on; `in 2020` does not.
        let goes_on = before.is_some() && !text[at..].to_lowercase().starts_with("in ");
        let end = if goes_on { None } else { Some(start) };
        // A word that belongs to a sentence is not a part of the date.
        let from = if goes_on { at } else { cursor };
        Some(Found { start: Some(start), end, is_span: goes_on, place: from..after })
    };
    // Chinese has no dash before it.
    if let Some(length) = ["至今", "迄今"]
        .iter()
        .find(|word| text[after..].trim_start().starts_with(**word))
        .map(|word| word.len())
    {
        let place = at..after + spaces(&text[after..]) + length;
        return Some(Found { start: Some(start), end: None, is_span: true, place });
    }
    let Some(second) = between(text, after).or_else(|| years_apart(text, start, after)) else {
        return alone();
    };
    let rest = &text[second..];
    // `2018 – bis heute`
    let after_word = word_of(rest, &BETWEEN).map(|length| second + length + spaces(&rest[length..]));
    for second in [Some(second), after_word].into_iter().flatten() {
        if let Some(length) = words().present_at(&text[second..]) {
            return Some(Found { start: Some(start), end: None, is_span: true, place: at..second + length });
        }
    }
    if let Some((end, mut until)) = date(text, second) {
        // `2019. – 2021.`
        if text[after..].starts_with('.') && text[until..].starts_with('.') {
            until += 1;
        }
        return Some(Found { start: Some(start), end: Some(end), is_span: true, place: at..until });
    }
    // `2019–21`
    if let Some(short) = short_year(rest, start) {
        return Some(Found { start: Some(start), end: Some(short), is_span: true, place: at..second + 2 });
    }
    // `2020 –`, with nothing behind it
    let dash = text[after..].trim();
    if dash.chars().count() == 1 && dash.starts_with(DASHES) {
        return Some(Found { start: Some(start), end: None, is_span: true, place: at..text.len() });
    }
    alone()
}

/// `May – August 2013`, and `November – February 2014`, which begins in the year before.
fn months_of_a_year(text: &str, at: usize, cursor: usize) -> Option<Found> {
    let (Part::Month(first), after) = part(text, cursor)? else { return None };
    let after = after + usize::from(text[after..].starts_with('.'));
    let (end, until) = date(text, between(text, after)?)?;
    let last = end.month()?;
    let year = end.year() - u16::from(first > last);
    let start = format!("{year:04}-{first:02}").parse().ok()?;
    Some(Found { start: Some(start), end: Some(end), is_span: true, place: at..until })
}

/// Where the second year begins in `2019/2020` and `2019/20`.
fn years_apart(text: &str, start: PartialDate, after: usize) -> Option<usize> {
    let rest = text[after..].trim_start().strip_prefix('/')?;
    let second = text.len() - rest.trim_start().len();
    let is_year = || matches!(part(text, second), Some((Part::Year(year), _)) if year >= start.year());
    (start.month().is_none() && (is_year() || short_year(&text[second..], start).is_some())).then_some(second)
}

/// Where the second date begins, behind a dash or a word.
fn between(text: &str, after: usize) -> Option<usize> {
    let rest = &text[after..];
    let stop = usize::from(rest.starts_with(". "));
    let gap = stop + spaces(&rest[stop..]);
    let sign = rest[gap..].chars().next()?;
    if DASHES.contains(&sign) {
        // Some write two of them.
        let dashes: usize =
            rest[gap..].chars().take_while(|sign| DASHES.contains(sign)).map(char::len_utf8).sum();
        let next = after + gap + dashes;
        return Some(next + spaces(&text[next..]));
    }
    let length = word_of(&rest[gap..], &BETWEEN).filter(|_| gap > 0)?;
    let next = after + gap + length;
    Some(next + spaces(&text[next..]))
}

fn short_year(text: &str, start: PartialDate) -> Option<PartialDate> {
    let digits = text.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
    let ends = !text[2..].starts_with(|next: char| next.is_alphanumeric() || "./-".contains(next));
    let year = start.year() / 100 * 100 + digits.parse::<u16>().ok()?;
    (ends && start.month().is_none() && year >= start.year())
        .then(|| format!("{year}").parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::language::Language;

    #[test]
    fn what_a_document_says_is_read_back_in_every_language() {
        use crate::document::dates::Dates;
        let date = |text: &str| text.parse::<PartialDate>().unwrap();
        let mut unread = Vec::new();
        for tag in Language::tags() {
            let language = Language::find(tag).unwrap();
            let months =
                (1..=12).map(|month| (format!("2019-{month:02}"), format!("2021-{:02}", 13 - month)));
            let others = [("2019", "2021"), ("2019-03-05", "2021-11-28")];
            for (start, end) in
                others.map(|(start, end)| (start.to_owned(), end.to_owned())).into_iter().chain(months)
            {
                let (start, end) = (date(&start), date(&end));
                for (dates, meant) in [
                    (Dates::On(start), (Some(start), Some(start))),
                    (Dates::Since(start), (Some(start), None)),
                    (Dates::Between(start, end), (Some(start), Some(end))),
                ] {
                    let text = language.dates(dates);
                    // With slashes the day and the month may be either way round.
                    let is_known = start.day().is_none() || !text.contains('/');
                    // Two short months of Croatian are others in Polish.
                    let is_known =
                        is_known && !(tag == "hr" && ["lip", "lis"].iter().any(|name| text.contains(name)));
                    if is_known && period(&text) != Some(meant) {
                        unread.push(format!("{tag}: {text}: {:?}", period(&text)));
                    }
                }
            }
        }
        assert_eq!(unread, [""; 0]);
    }

    fn shown(text: &str) -> Option<(String, String, String)> {
        let found = find(text)?;
        let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        Some((date(found.start), date(found.end), without(text, &found)))
    }

    #[test]
    fn periods_are_found_at_the_edges_of_a_line() {
        for (text, start, end, rest) in [
            ("Engineer, Acme, Mar 2019 – Present", "2019-03", "", "Engineer, Acme"),
            ("03/2019 – 05/2021", "2019-03", "2021-05", ""),
            ("2019–2021 Engineer", "2019", "2021", "Engineer"),
            ("2019–21", "2019", "2021", ""),
            ("01.04.2018 - 31.12.2020: Entwickler", "2018-04-01", "2020-12-31", "Entwickler"),
            ("seit Mai 2020", "2020-05", "", ""),
            ("Januar 2018 bis heute", "2018-01", "", ""),
            ("janv. 2018 – déc. 2020", "2018-01", "2020-12", ""),
            ("de janvier 2018 à aujourd’hui", "2018-01", "", ""),
            ("Acme (2014 - 2018)", "2014", "2018", "Acme"),
            ("Best paper, 2021", "2021", "2021", "Best paper"),
            ("Best paper (Sept 2021)", "2021-09", "2021-09", "Best paper"),
            ("January 2020 - Present (3 years 2 months)", "2020-01", "", ""),
            ("2020-01 – 2021-06", "2020-01", "2021-06", ""),
            ("2020-01-15", "2020-01-15", "2020-01-15", ""),
            ("June 5, 2020", "2020-06-05", "2020-06-05", ""),
            ("2020 –", "2020", "", ""),
            ("Oct 2012 -- Dec 2014", "2012-10", "2014-12", ""),
            ("bis 2020", "", "2020", ""),
            ("Dev, Acme · May 2018 – now · acme.example", "2018-05", "", "Dev, Acme · acme.example"),
            ("Engineer (Rust) | 2019 - 2020", "2019", "2020", "Engineer (Rust)"),
            ("MSc Physics, ETH Zurich, 2019/2020", "2019", "2020", "MSc Physics, ETH Zurich"),
            ("2016/17", "2016", "2017", ""),
            ("Exchange, MIT (2015 / 2016)", "2015", "2016", "Exchange, MIT"),
            ("2019/05", "2019-05", "2019-05", ""),
            ("Engineer, Acme, May – August 2013", "2013-05", "2013-08", "Engineer, Acme"),
            ("Juin – Août 2015", "2015-06", "2015-08", ""),
            ("Jan. - Mar. 2011", "2011-01", "2011-03", ""),
            ("May-July 2016 · Bonn", "2016-05", "2016-07", "Bonn"),
            ("November – February 2014", "2013-11", "2014-02", ""),
            ("January 2020 – March 2021 (1 yr 3 mos)", "2020-01", "2021-03", ""),
        ] {
            let found = shown(text).unwrap_or_default();
            assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), (start, end, rest), "{text}");
        }
        for text in [
            "In 2020 we won a prize",
            "Cut costs by 2000 EUR",
            "Route 66",
            "May I",
            "May – or may not – 2013 words",
            "12 Harbour Quay, 6011 Wellington",
            "",
            "+49 170 1234567",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
