//! When something was, as a document shows it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::{Experience, PartialDate};

/// The time of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dates {
    /// The date of an event.
    On(PartialDate),
    Between(PartialDate, PartialDate),
    /// It goes on.
    Since(PartialDate),
    /// Its beginning is not known.
    Until(PartialDate),
}

/// How precisely dates are asked to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DateFormat {
    /// To the day where a day was meant, else to the month.
    #[default]
    Auto,
    To(Precision),
}

/// A word that names no way to show dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("dates are shown as auto, year, month or day")]
pub struct UnknownDateFormat;

words! {
    /// How precisely dates are shown.
    #[derive(PartialOrd, Ord)]
    pub enum Precision {
        Year = "year",
        Month = "month",
        Day = "day",
    }
}

impl DateFormat {
    /// The words for it on the command line.
    pub const WORDS: [&str; 4] = ["auto", "year", "month", "day"];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::To(precision) => precision.as_str(),
        }
    }

    /// The precision that is asked for, else what the dates ask for themselves.
    pub(crate) fn or(self, own: Precision) -> Precision {
        match self {
            Self::Auto => own,
            Self::To(precision) => precision,
        }
    }
}

impl From<DateFormat> for String {
    fn from(format: DateFormat) -> Self {
        format.as_str().to_owned()
    }
}

impl TryFrom<String> for DateFormat {
    type Error = UnknownDateFormat;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}

impl FromStr for DateFormat {
    type Err = UnknownDateFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "auto" => Ok(Self::Auto),
            word => Precision::of_word(word).map(Self::To).ok_or(UnknownDateFormat),
        }
    }
}

impl Dates {
    /// Absent where the record bears no date.
    pub fn of(experience: &Experience) -> Option<Self> {
        match (experience.start_date, experience.end_date) {
            (Some(start), Some(end)) => Some(Self::Between(start, end)),
            (Some(start), None) if experience.kind.spans_time() => Some(Self::Since(start)),
            (Some(date), None) => Some(Self::On(date)),
            (None, Some(date)) if experience.kind.is_dated_by_its_end() => Some(Self::On(date)),
            (None, Some(end)) => Some(Self::Until(end)),
            (None, None) => None,
        }
    }

    /// The first and the last one that is known.
    pub(crate) fn ends(self) -> (Option<PartialDate>, Option<PartialDate>) {
        match self {
            Self::On(date) => (Some(date), Some(date)),
            Self::Between(start, end) => (Some(start), Some(end)),
            Self::Since(start) => (Some(start), None),
            Self::Until(end) => (None, Some(end)),
        }
    }

    /// The dates as they are shown: a span within one shown date is that date.
    #[must_use]
    pub fn at(self, precision: Precision) -> Self {
        let coarse = |date: PartialDate| match precision {
            Precision::Year => date.without_month(),
            Precision::Month => date.without_day(),
            Precision::Day => date,
        };
        match self {
            Self::On(date) => Self::On(coarse(date)),
            Self::Between(start, end) if coarse(start) == coarse(end) => Self::On(coarse(start)),
            Self::Between(start, end) => Self::Between(coarse(start), coarse(end)),
            Self::Since(start) => Self::Since(coarse(start)),
            Self::Until(end) => Self::Until(coarse(end)),
        }
    }

    /// What the dates ask for together. Programs that must fill in a day take the first of the month, or
    /// the last as an end; where no other day occurs, none was meant.
    pub fn precision(all: impl IntoIterator<Item = Self>) -> Precision {
        let first = |date: PartialDate| matches!(date.day(), None | Some(1));
        let last = |date: PartialDate| first(date) || date.is_last_of_month();
        let invented = |dates: Self| match dates {
            Self::On(date) | Self::Since(date) => first(date),
            Self::Between(start, end) => first(start) && last(end),
            Self::Until(end) => last(end),
        };
        if all.into_iter().all(invented) { Precision::Month } else { Precision::Day }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_end_alone_is_the_date_of_what_does_not_last() {
        let mut one = Experience::new(uuid::Uuid::nil(), Kind::Award, "Prize", jiff::Timestamp::UNIX_EPOCH);
        let end = date("2019-05");
        one.end_date = Some(end);
        for kind in [Kind::Education, Kind::Project, Kind::Award, Kind::Publication] {
            one.kind = kind;
            assert_eq!(Dates::of(&one), Some(Dates::On(end)), "{kind}");
        }
        for kind in [Kind::Work, Kind::Certificate] {
            one.kind = kind;
            assert_eq!(Dates::of(&one), Some(Dates::Until(end)), "{kind}");
        }
        (one.kind, one.start_date) = (Kind::Certificate, Some(date("2016")));
        assert_eq!(Dates::of(&one), Some(Dates::Between(date("2016"), end)), "it expires");
    }

    #[test]
    fn a_day_is_shown_only_where_one_was_meant() {
        let since = Dates::Since(date("2013-12-01"));
        let until = Dates::Between(date("2012-02-01"), date("2012-02-29"));
        assert_eq!(Dates::precision([since, until, Dates::On(date("2014"))]), Precision::Month);
        assert_eq!(Dates::precision([since, Dates::On(date("2014-05-02"))]), Precision::Day);
        assert_eq!(Dates::precision([Dates::On(date("2014-05-31"))]), Precision::Day, "the date of an event");
        assert_eq!(since.at(Precision::Month), Dates::Since(date("2013-12")));
        assert_eq!(until.at(Precision::Month), Dates::On(date("2012-02")));
        assert_eq!(until.at(Precision::Day), until);
        assert_eq!(until.at(Precision::Year), Dates::On(date("2012")));
    }
}
