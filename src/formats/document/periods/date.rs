//! One date in a text: `03/2019`, `5. Mai 2019`, `2019年3月`.

use std::ops::Range;

use crate::domain::PartialDate;
use crate::formats::document::words::words;

/// The years that a date in a résumé may have.
const YEARS: Range<u16> = 1940..2060;

/// Between the parts of one date.
const WITHIN: [&str; 2] = ["de", "del"];

/// Behind a year, as a part of it.
const OF_YEARS: [&str; 8] = ["年", "년", ". g.", " г.", "\u{202f}г.", " р.", " g.", " m."];

/// A word or a number of a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    Year(u16),
    /// A number of one or two digits.
    Number(u8),
    Month(u8),
}

/// The date that begins at a place, and where it ends: the longest that is one.
pub(super) fn date(text: &str, at: usize) -> Option<(PartialDate, usize)> {
    let mut parts: Vec<(Part, usize)> = Vec::new();
    let mut signs = String::new();
    let mut cursor = at;
    while parts.len() < 3 {
        let of_month = matches!(parts.last(), Some((Part::Month(_), _)));
        let short = of_month.then(|| year_with_a_sign(text, cursor)).flatten();
        let Some((part, end)) = short.or_else(|| part(text, cursor)) else { break };
        parts.push((part, end));
        if short.is_some() {
            break;
        }
        if matches!(part, Part::Month(_)) && year_with_a_sign(text, end).is_some() {
            signs.push(' ');
            cursor = end;
            continue;
        }
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

/// `'18` and `’18`, behind a month
fn year_with_a_sign(text: &str, at: usize) -> Option<(Part, usize)> {
    let rest = text[at..].strip_prefix(['\'', '’', '‘'])?;
    short_year(text, text.len() - rest.len()).map(|(year, end)| (Part::Year(year), end))
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
        // `Level 3, November 2023` has no day.
        [Number(_), Month(_), Year(_)] if signs.starts_with(',') => None,
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

pub(super) fn part(text: &str, at: usize) -> Option<(Part, usize)> {
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

pub(super) fn spaces(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The length of one of the words, if the text begins with it.
pub(super) fn word_of(text: &str, known: &[&str]) -> Option<usize> {
    let end =
        text.find(|letter: char| !(letter.is_alphabetic() || "’'".contains(letter))).unwrap_or(text.len());
    let word = text[..end].to_lowercase();
    let is_word = text[end..].starts_with(char::is_whitespace) || word.ends_with('à');
    (is_word && known.contains(&word.as_str())).then_some(end)
}

/// A year of two digits: the one of the last sixty years, or of the next ones.
pub(super) fn short_year(text: &str, at: usize) -> Option<(u16, usize)> {
    let digits = text.get(at..at + 2).filter(|two| two.bytes().all(|digit| digit.is_ascii_digit()))?;
    let ends = !text[at + 2..].starts_with(char::is_alphanumeric);
    let year = digits.parse::<u16>().ok().filter(|_| ends)?;
    match year {
        0..=39 => Some((2000 + year, at + 2)),
        60..=99 => Some((1900 + year, at + 2)),
        _ => None,
    }
}
