//! When an experience went on, in months.
//!
//! The invariants: a span never reaches beyond the month it was read in, and the months in which it certainly
//! went on lie within those in which it may have.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::PartialDate;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u32);

impl Month {
    /// The month of a time (UTC).
    pub fn of(time: Timestamp) -> Self {
        let date = time.to_zoned(TimeZone::UTC).date();
        Self::new(date.year().unsigned_abs().into(), date.month().unsigned_abs().into())
    }

    /// The first month that a date can mean: January where it is a year alone.
    pub fn first(date: PartialDate) -> Self {
        Self::new(date.year().into(), date.month().unwrap_or(1).into())
    }

    /// The last month that a date can mean: December where it is a year alone.
    pub fn last(date: PartialDate) -> Self {
        Self::new(date.year().into(), date.month().unwrap_or(12).into())
    }

    /// January of a year.
    pub fn january(year: u32) -> Self {
        Self::new(year, 1)
    }

    fn new(year: u32, month: u32) -> Self {
        Self(year * 12 + month - 1)
    }

    pub fn year(self) -> u32 {
        self.0 / 12
    }

    /// How many months it lies after another one; 0 where it does not.
    pub fn since(self, other: Self) -> u32 {
        self.0.saturating_sub(other.0)
    }

    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        Self(self.0 + months)
    }

    fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

/// As a [`PartialDate`] is written.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.0 % 12 + 1)
    }
}

/// The months from the first to the last, both included. The last is not before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Months {
    first: Month,
    last: Month,
}

impl Months {
    pub fn new(first: Month, last: Month) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// What lies between two spans, if anything does.
    pub(super) fn between(end: Month, start: Month) -> Option<Self> {
        Self::new(end.plus(1), start.before())
    }

    pub fn first(self) -> Month {
        self.first
    }

    pub fn last(self) -> Month {
        self.last
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.last.since(self.first) + 1
    }

    pub fn contains(self, month: Month) -> bool {
        self.first <= month && month <= self.last
    }

    /// Whether they have a month in common with others.
    pub fn meets(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Those of them from a month on.
    #[must_use]
    pub fn from(self, month: Month) -> Option<Self> {
        Self::new(self.first.max(month), self.last)
    }
}

/// When an experience went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The months in which it may have gone on: from the first that its start can mean to the last that its
    /// end can.
    pub possible: Months,
    /// Those in which it did, whatever the missing months may be.
    pub certain: Option<Months>,
    /// Whether it goes on now.
    pub is_ongoing: bool,
}

/// Why nothing is known of when an experience went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unplaced {
    /// It has no date.
    Undated,
    /// It has an end alone.
    WithoutStart,
    /// It starts after today.
    NotBegun,
    /// Its end is before its start.
    EndsFirst,
}

impl Span {
    /// Reads dates in a month. Without an end it goes on; nothing that is to come is counted.
    pub fn of(start: Option<PartialDate>, end: Option<PartialDate>, now: Month) -> Result<Self, Unplaced> {
        let start = start.ok_or(if end.is_some() { Unplaced::WithoutStart } else { Unplaced::Undated })?;
        if end.is_some_and(|end| end.is_before(start)) {
            return Err(Unplaced::EndsFirst);
        }
        let (earliest_start, latest_end) = (Month::first(start), end.map_or(now, Month::last));
        let possible = Months::new(earliest_start, latest_end.min(now)).ok_or(Unplaced::NotBegun)?;
        // It went on in the month of its start and in that of its end, where they are known.
        let latest_start = Month::last(start).min(latest_end);
        let earliest_end = end.map_or(now, Month::first).max(earliest_start);
        let certain = Months::new(latest_start, earliest_end.min(now));
        Ok(Self { possible, certain, is_ongoing: end.is_none() || earliest_end > now })
    }

    /// What of it lies in a month or later.
    #[must_use]
    pub fn from(self, month: Month) -> Option<Self> {
        let certain = self.certain.and_then(|certain| certain.from(month));
        Some(Self { possible: self.possible.from(month)?, certain, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11";

    /// The months that may be meant, and those that certainly are.
    fn read(start: &str, end: &str) -> Result<String, Unplaced> {
        let date = |text: &str| text.parse::<PartialDate>().ok();
        let span = Span::of(date(start), date(end), Month::first(date(NOW).unwrap()))?;
        let shown = |months: Months| format!("{}–{} {}", months.first(), months.last(), months.count());
        let certain = span.certain.map_or_else(|| "none".to_owned(), shown);
        Ok(format!("{}, {certain}{}", shown(span.possible), if span.is_ongoing { " >" } else { "" }))
    }

    #[test]
    fn a_start_counts_from_its_beginning_and_an_end_to_its_end() {
        for (start, end, months) in [
            ("2019-04", "2019-04", "2019-04–2019-04 1, 2019-04–2019-04 1"),
            ("2019-04-30", "2020-03-01", "2019-04–2020-03 12, 2019-04–2020-03 12"),
            ("2018", "2020", "2018-01–2020-12 36, 2018-12–2020-01 14"),
            ("2019", "2019", "2019-01–2019-12 12, none"),
            ("2019", "2019-03", "2019-01–2019-03 3, 2019-03–2019-03 1"),
            ("2019-05", "2019", "2019-05–2019-12 8, 2019-05–2019-05 1"),
            ("2026-09", "", "2026-09–2026-11 3, 2026-09–2026-11 3 >"),
            ("2026", "", "2026-01–2026-11 11, 2026-11–2026-11 1 >"),
            ("2025-12", "2026", "2025-12–2026-11 12, 2025-12–2026-01 2"),
            ("2026-10", "2027-02", "2026-10–2026-11 2, 2026-10–2026-11 2 >"),
            ("2026", "2028", "2026-01–2026-11 11, none >"),
        ] {
            assert_eq!(read(start, end).as_deref(), Ok(months), "{start} to {end}");
        }
    }

    #[test]
    fn what_cannot_be_placed_says_why() {
        for (start, end, why) in [
            ("", "", Unplaced::Undated),
            ("", "2020", Unplaced::WithoutStart),
            ("2026-12", "", Unplaced::NotBegun),
            ("2027", "2026", Unplaced::EndsFirst),
            ("2020-05", "2020-04", Unplaced::EndsFirst),
        ] {
            assert_eq!(read(start, end), Err(why), "{start} to {end}");
        }
    }
}
