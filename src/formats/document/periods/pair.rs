//! Spans that only their two ends together explain: `06/18 – 09/19`, `01/03/2018 – 30/06/2019`, `June 18 – Sept 19`.
//!
//! The invariant: one end alone says nothing here, so that no number of two digits becomes a year by chance.

use super::between::{between, present_end};
use super::date::{Part, part, short_year, spaces};
use crate::domain::PartialDate;

/// An end of a span.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Month {
        month: u8,
        year: u16,
    },
    /// Two numbers before a year: a day and a month in an unknown order.
    Day {
        one: u8,
        other: u8,
        year: u16,
        is_dotted: bool,
    },
}

/// What a pair says, and where it ends.
pub(super) type Pair = (PartialDate, Option<PartialDate>, usize);

/// The span of two ends that begins at a place.
pub(super) fn pair(text: &str, at: usize) -> Option<Pair> {
    let (first, after) = end_at(text, at)?;
    let second = between(text, after)?;
    if let Some(until) = present_end(text, second) {
        let start = first.date(first.is_day_first()?)?;
        return Some((start, None, until));
    }
    let (last, until) = end_at(text, second)?;
    let is_day_first = match (first.is_day_first(), last.is_day_first()) {
        (Some(one), Some(other)) if one != other => return None,
        (one, other) => one.or(other)?,
    };
    let (start, end) = (first.date(is_day_first)?, last.date(is_day_first)?);
    (start <= end).then_some((start, Some(end), until))
}

impl End {
    /// Which number is the day, where one of them can be no month. Of a month alone, either will do.
    fn is_day_first(self) -> Option<bool> {
        match self {
            Self::Month { .. } => Some(true),
            Self::Day { is_dotted: true, .. } => Some(true),
            Self::Day { one, .. } if one > 12 => Some(true),
            Self::Day { other, .. } if other > 12 => Some(false),
            Self::Day { .. } => None,
        }
    }

    fn date(self, is_day_first: bool) -> Option<PartialDate> {
        match self {
            Self::Month { month, year } => format!("{year:04}-{month:02}").parse().ok(),
            Self::Day { one, other, year, .. } => {
                let (day, month) = if is_day_first { (one, other) } else { (other, one) };
                format!("{year:04}-{month:02}-{day:02}").parse().ok()
            }
        }
    }
}

fn end_at(text: &str, at: usize) -> Option<(End, usize)> {
    let (end, until) = roman(text, at).or_else(|| of_name(text, at)).or_else(|| of_numbers(text, at))?;
    let goes_on = |rest: &str| {
        let mut letters = rest.chars();
        let first = letters.next();
        first.is_some_and(char::is_alphanumeric)
            || first.is_some_and(|sign| "./-".contains(sign))
                && letters.next().is_some_and(|c| c.is_ascii_digit())
    };
    (!goes_on(&text[until..])).then_some((end, until))
}

/// `June 18`: a year, unless one follows.
fn of_name(text: &str, at: usize) -> Option<(End, usize)> {
    let (Part::Month(month), after) = part(text, at)? else { return None };
    let after = after + usize::from(text[after..].starts_with('.'));
    let from = after + spaces(&text[after..]);
    let from = from + usize::from(from == after && text[from..].starts_with('-'));
    let (year, until) = short_year(text, from).filter(|_| from > after)?;
    let next = text[until..].trim_start_matches([',', ' ']);
    let is_day = matches!(part(next, 0), Some((Part::Year(_), _)));
    (!is_day).then_some((End::Month { month, year }, until))
}

/// `06/18`, `1/06/18` and `01.03.2018`
fn of_numbers(text: &str, at: usize) -> Option<(End, usize)> {
    let (Part::Number(one), after) = part(text, at)? else { return None };
    let sign = text[after..].chars().next().filter(|sign| "/.".contains(*sign))?;
    let (Part::Number(other), end) = part(text, after + 1)? else { return None };
    if let Some(rest) = text[end..].strip_prefix(sign) {
        let from = text.len() - rest.len();
        let (year, until) = match part(text, from)? {
            (Part::Year(year), until) => (year, until),
            _ => short_year(text, from)?,
        };
        return Some((End::Day { one, other, year, is_dotted: sign == '.' }, until));
    }
    // With a full stop it may be any number.
    let (year, until) = short_year(text, after + 1).filter(|_| sign == '/')?;
    (1..=12).contains(&one).then_some((End::Month { month: one, year }, until))
}

/// `III 2018`, as in Poland, Hungary and Italy.
fn roman(text: &str, at: usize) -> Option<(End, usize)> {
    const MONTHS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let rest = &text[at..];
    let length = rest.find(|letter: char| !"IVX".contains(letter))?;
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == &rest[..length]).map(|(month, _)| month)?;
    let gap = rest[length..].len() - rest[length..].trim_start_matches(['.', ' ', '/']).len();
    let (Part::Year(year), until) = part(text, at + length + gap)? else { return None };
    (gap > 0).then_some((End::Month { month, year }, until))
}
