//! Dates as people write them on a résumé: a year, a month or a day, kept exactly as written.

mod written;

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use written::{End, MONTHS};

/// `2024`, `2024-03` or `2024-03-15`, as in JSON Resume 1.0.0 (its `iso8601` definition).
///
/// `2014` is not `2014-01-01`: the precision is part of the value. The order is chronological, a
/// coarser date standing before the finer ones within it. Years run from 1000 to 2999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: u16,
    /// 0: only the year is known.
    month: u8,
    /// 0: only year and month are known.
    day: u8,
}

/// Why a text is not a [`PartialDate`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    #[error("`{text}` is not a date; write `2024`, `2024-03`, `03/2024`, `Mar 2024` or `2024-03-15`")]
    NoDate {
        text: String,
        /// The date that was most likely meant.
        nearest: Option<PartialDate>,
    },
    #[error("`{text}` may be `{one}` or `{other}`; write the one that is meant")]
    Ambiguous { text: String, one: PartialDate, other: PartialDate },
}

impl DateError {
    fn no_date(text: &str, nearest: Option<PartialDate>) -> Self {
        Self::NoDate { text: shortened(text), nearest }
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

impl PartialDate {
    /// The year, 1000–2999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1–12, where it is known.
    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// The day of the month, where it is known.
    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// The same date to the month.
    #[must_use]
    pub fn without_day(self) -> Self {
        Self { day: 0, ..self }
    }

    /// The same date to the year.
    #[must_use]
    pub fn without_month(self) -> Self {
        Self { month: 0, day: 0, ..self }
    }

    /// Whether it is the last day of its month.
    pub fn is_last_of_month(self) -> bool {
        self.day > 0 && u16::from(self.day) == days_in(self.year, u16::from(self.month))
    }

    /// Whether `self` ends before `other` begins, whatever the missing parts may be.
    pub fn is_before(self, other: Self) -> bool {
        let known = |part: u8, other: u8| part > 0 && other > 0;
        if self.year != other.year {
            return self.year < other.year;
        }
        if !known(self.month, other.month) || self.month != other.month {
            return known(self.month, other.month) && self.month < other.month;
        }
        known(self.day, other.day) && self.day < other.day
    }
}

/// Takes its own spelling only, in which it is stored; [`PartialDate::read`] takes others.
impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| DateError::no_date(text, None))
    }
}

fn parse(text: &str) -> Option<PartialDate> {
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(0), |part| number(part, 2).filter(|m| (1..=12).contains(m)))?;
    let day = parts
        .next()
        .map_or(Some(0), |part| number(part, 2).filter(|d| (1..=days_in(year, month)).contains(d)))?;
    let whole = parts.next().is_none() && (1000..=2999).contains(&year);
    whole.then_some(PartialDate { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? })
}

fn number(digits: &str, length: usize) -> Option<u16> {
    (digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

fn days_in(year: u16, month: u16) -> u16 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Gives its spelling to `take`. Written as formatted numbers, dates took a twentieth of `list --json`.
fn spelled<R>(date: PartialDate, take: impl FnOnce(&str) -> R) -> R {
    let PartialDate { year, month, day } = date;
    let digit = |number: u16| b'0' + (number % 10) as u8;
    let two = |number: u8| [digit(u16::from(number / 10)), digit(number.into())];
    let ([month_ten, month_one], [day_ten, day_one]) = (two(month), two(day));
    let [first, second, third, fourth] = [year / 1000, year / 100, year / 10, year].map(digit);
    let text = [first, second, third, fourth, b'-', month_ten, month_one, b'-', day_ten, day_one];
    let length = match (month, day) {
        (0, _) => 4,
        (_, 0) => 7,
        _ => 10,
    };
    take(std::str::from_utf8(&text[..length]).unwrap_or_default())
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        spelled(*self, |text| f.write_str(text))
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        spelled(*self, |text| serializer.serialize_str(text))
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = PartialDate;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date such as `2024-03`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<PartialDate, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_kept_as_written() {
        for text in ["2024", "2024-03", "2024-02-29", "1000-01-01", "2999-12-31"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "", "24", "2024-3", "2024-13", "2024-00", "2023-02-29", "2024-03-15T00", "2024-03-1५", "0999",
            "present", "2024-",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn before_means_certainly_before() {
        let date = |text: &str| text.parse::<PartialDate>().unwrap();
        assert!(date("2023").is_before(date("2024-01")));
        assert!(date("2024-01-31").is_before(date("2024-02-01")));
        assert!(!date("2024").is_before(date("2024-05")));
        assert!(!date("2024-05").is_before(date("2024")));
        assert!(!date("2024-05-02").is_before(date("2024-05-01")));
    }
}
