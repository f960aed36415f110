//! Periods in lines: `03/2019 – heute`, `Mar 2019 - May 2021`, `2014–2018`, `seit Mai 2020`.
//!
//! A period is taken from the beginning or the end of a text only: a year within a sentence is a part of it.

use std::ops::Range;

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

/// The years that a date in a résumé may have.
const YEARS: Range<u16> = 1940..2060;

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

/// Between the parts of one date.
const WITHIN: [&str; 2] = ["de", "del"];

/// Behind a year, as a part of it.
const OF_YEARS: [&str; 8] = ["年", "년", ". g.", " г.", "\u{202f}г.", " р.", " g.", " m."];
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
    let mut words = text.split_whitespace().peekable();
    words.peek().is_some()
        && text.contains(|letter: char| letter.is_ascii_digit())
        && words.all(|word| {
            word.parse::<u16>().is_ok()
                || units.contains(&word.trim_matches(['.', ',']).to_lowercase().as_str())
        })
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
    let (start, after) = date(text, cursor)?;
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
    let Some(second) = between(text, after) else { return alone() };
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

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The length of one of the words, if the text begins with it.
fn word_of(text: &str, known: &[&str]) -> Option<usize> {
    let end =
        text.find(|letter: char| !(letter.is_alphabetic() || "’'".contains(letter))).unwrap_or(text.len());
    let word = text[..end].to_lowercase();
    let is_word = text[end..].starts_with(char::is_whitespace) || word.ends_with('à');
    (is_word && known.contains(&word.as_str())).then_some(end)
}

fn short_year(text: &str, start: PartialDate) -> Option<PartialDate> {
    let digits = text.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
    let ends = !text[2..].starts_with(|next: char| next.is_alphanumeric() || "./-".contains(next));
    let year = start.year() / 100 * 100 + digits.parse::<u16>().ok()?;
    (ends && start.month().is_none() && year >= start.year())
        .then(|| format!("{year}").parse().ok())
        .flatten()
}

/// A word or a number of a date.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Year(u16),
    /// A number of one or two digits.
    Number(u8),
    Month(u8),
}

/// The date that begins at a place, and where it ends: the longest that is one.
fn date(text: &str, at: usize) -> Option<(PartialDate, usize)> {
    let mut parts: Vec<(Part, usize)> = Vec::new();
    let mut signs = String::new();
    let mut cursor = at;
    while parts.len() < 3 {
        let Some((part, end)) = part(text, cursor) else { break };
        parts.push((part, end));
        let sign = text[end..].chars().next();
        let gap = match sign {
            Some('.' | '/' | '-' | ',' | '’' | '\'') => {
                signs.extend(sign);
                1
            }
            Some(_) | None => {
                signs.push(' ');
                0
            }
        };
        let gap = gap + usize::from(sign == Some('’')) * 2;
        // What follows a dash or a slash stands close to it.
        let space = spaces(&text[end + gap..]);
        if space > 0 && matches!(sign, Some('-' | '/')) {
            break;
        }
        cursor = end + gap + space;
        if let Some(length) = word_of(&text[cursor..], &WITHIN) {
            cursor += length + spaces(&text[cursor + length..]);
        }
    }
    (1..=parts.len()).rev().find_map(|count| {
        let kinds: Vec<Part> = parts[..count].iter().map(|(part, _)| *part).collect();
        let (last, mut end) = parts[count - 1];
        if matches!(last, Part::Month(_) | Part::Number(_)) && text[end..].starts_with('.') {
            end += 1;
        }
        // A sign for a year, a month or a day ends it, whatever follows.
        let ends = text[..end].ends_with(['年', '월', '日', '年', '月', '년', '일'])
            || !text[end..].starts_with(char::is_alphanumeric);
        let found = of_parts(&kinds, &signs)?;
        ends.then_some((found, end))
    })
}

fn of_parts(parts: &[Part], signs: &str) -> Option<PartialDate> {
    use Part::{Month, Number, Year};
    let of = |year: u16, month: Option<u8>, day: Option<u8>| {
        let month = month.map(|month| format!("-{month:02}")).unwrap_or_default();
        let day = day.map(|day| format!("-{day:02}")).unwrap_or_default();
        format!("{year:04}{month}{day}").parse::<PartialDate>().ok().filter(|_| YEARS.contains(&year))
    };
    let close = |index: usize| !signs[index..].starts_with([' ', ',']);
    match *parts {
        [Year(year)] => of(year, None, None),
        [Year(year), Month(month)] | [Month(month), Year(year)] => of(year, Some(month), None),
        [Year(year), Number(month)] | [Number(month), Year(year)] if close(0) => of(year, Some(month), None),
        [Year(year), Number(month), Number(day)] if close(0) && close(1) => of(year, Some(month), Some(day)),
        [Number(day), Month(month), Year(year)]
        | [Month(month), Number(day), Year(year)]
        | [Year(year), Month(month), Number(day)]
        | [Year(year), Number(day), Month(month)] => of(year, Some(month), Some(day)),
        [Number(one), Number(other), Year(year)] if close(0) && close(1) => match (one, other) {
            // With full stops the day comes first everywhere.
            (day, month) if signs.starts_with('.') => of(year, Some(month), Some(day)),
            (day, month) if day > 12 => of(year, Some(month), Some(day)),
            (month, day) if day > 12 => of(year, Some(month), Some(day)),
            // Which is which is not known.
            (one, other) if one == other => of(year, Some(one), Some(other)),
            _ => of(year, None, None),
        },
        _ => None,
    }
}

fn part(text: &str, at: usize) -> Option<(Part, usize)> {
    let rest = text.get(at..)?;
    let number: Vec<(char, u32)> = rest.chars().map_while(|letter| Some((letter, digit(letter)?))).collect();
    if !number.is_empty() {
        let digits = number.iter().map(|(letter, _)| letter.len_utf8()).sum::<usize>();
        let value = number.iter().take(5).fold(0, |value, (_, digit)| value * 10 + digit);
        let mut end = at + digits;
        let part = match number.len() {
            4 => {
                let sign = OF_YEARS.iter().find(|sign| rest[digits..].starts_with(**sign));
                end += sign.map_or(0, |sign| sign.len());
                Part::Year(u16::try_from(value).ok()?)
            }
            1 | 2 if rest[digits..].starts_with(['月', '월']) => {
                end += '月'.len_utf8();
                Part::Month(u8::try_from(value).ok()?)
            }
            1 | 2 if rest[digits..].starts_with(['日', '일']) => {
                end += '日'.len_utf8();
                Part::Number(u8::try_from(value).ok()?)
            }
            1 | 2 => {
                let suffix = ["st", "nd", "rd", "th"].iter().find(|end| rest[digits..].starts_with(**end));
                end += suffix.map_or(0, |suffix| suffix.len());
                Part::Number(u8::try_from(value).ok()?)
            }
            _ => return None,
        };
        return Some((part, end));
    }
    let ends = |letter: char| letter.is_whitespace() || letter.is_ascii_punctuation() || letter.is_numeric();
    let length = rest.find(ends).unwrap_or(rest.len());
    // The names of months have a full stop, and in Hebrew a preposition, beside them.
    let stopped = length + usize::from(rest[length..].starts_with('.'));
    let name = &rest[..stopped];
    let month = words().month(name).or_else(|| words().month(name.strip_prefix('ב')?))?;
    Some((Part::Month(month), at + length))
}

/// The value of a digit, in the digits of the languages of documents.
fn digit(letter: char) -> Option<u32> {
    let zero = match letter {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        _ => return None,
    };
    Some(u32::from(letter) - u32::from(zero))
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
        ] {
            let found = shown(text).unwrap_or_default();
            assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), (start, end, rest), "{text}");
        }
        for text in [
            "In 2020 we won a prize",
            "Cut costs by 2000 EUR",
            "Route 66",
            "May I",
            "12 Harbour Quay, 6011 Wellington",
            "",
            "+49 170 1234567",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
