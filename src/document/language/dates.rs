//! Dates in the words of a language.

use serde::Deserialize;

use super::Language;
use crate::document::dates::Dates;
use crate::domain::PartialDate;

/// How dates are written. The patterns hold `{year}`, `{month}` (a name), `{m}` and `{mm}` (its number, of two
/// digits), `{day}` and `{dd}`; those of spans hold `{start}` and `{end}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forms {
    /// Names, as they stand beside a year; absent where no pattern has them.
    pub(super) months: Option<[String; 12]>,
    /// As they stand beside a day, where that is another case.
    pub(super) months_of_days: Option<[String; 12]>,
    #[serde(default = "year")]
    pub(super) year: String,
    pub(super) month: String,
    pub(super) day: String,
    #[serde(default = "range")]
    pub(super) range: String,
    /// The end of what goes on.
    pub(super) present: String,
    /// An end without a beginning.
    pub(super) until: String,
    /// The same, where the end is a year or a day and has another word before it.
    pub(super) until_year: Option<String>,
    pub(super) until_day: Option<String>,
    /// The ten digits, where they are not the European ones.
    pub(super) digits: Option<String>,
}

impl Forms {
    fn until(&self, end: PartialDate) -> &String {
        let own = match (end.month(), end.day()) {
            (None, _) => &self.until_year,
            (Some(_), None) => &None,
            (Some(_), Some(_)) => &self.until_day,
        };
        own.as_ref().unwrap_or(&self.until)
    }
}

fn year() -> String {
    "{year}".to_owned()
}

fn range() -> String {
    "{start} – {end}".to_owned()
}

/// A piece of what dates are written as; one that stands for a date bears it.
pub(super) type Piece = (String, Option<PartialDate>);

impl Language {
    /// The names of months in all their forms, with the number of each.
    pub fn month_names(&self) -> impl Iterator<Item = (u8, &str)> {
        let forms = [&self.words.dates.months, &self.words.dates.months_of_days];
        forms.into_iter().flatten().flat_map(|names| (1..).zip(names.iter().map(String::as_str)))
    }

    /// The word for the end of what goes on.
    pub fn present(&self) -> &str {
        &self.words.dates.present
    }

    /// `Dec 2013 – present`; for what has no duration, just its date.
    pub fn dates(&self, dates: Dates) -> String {
        self.pieces(dates).into_iter().map(|(text, _)| text).collect()
    }

    /// The dates in pieces, in their order.
    pub fn pieces(&self, dates: Dates) -> Vec<Piece> {
        let forms = &self.words.dates;
        let dated = |date: PartialDate| (self.date(date), Some(date));
        let present = || (forms.present.clone(), None);
        let (pattern, start, end) = match dates {
            Dates::On(date) => return vec![dated(date)],
            Dates::Between(start, end) => (&forms.range, dated(start), dated(end)),
            Dates::Since(start) => (&forms.range, dated(start), present()),
            Dates::Until(end) => (forms.until(end), present(), dated(end)),
        };
        let mut pieces = Vec::new();
        let mut rest = pattern.as_str();
        while let Some(open) = rest.find('{') {
            pieces.push((rest[..open].to_owned(), None));
            let (name, after) = rest[open..].split_once('}').unwrap_or((rest, ""));
            pieces.push(if name == "{start" { start.clone() } else { end.clone() });
            rest = after;
        }
        pieces.push((rest.to_owned(), None));
        pieces.retain(|(text, _)| !text.is_empty());
        pieces
    }

    /// A date as precisely as it is known.
    pub fn date(&self, date: PartialDate) -> String {
        let forms = &self.words.dates;
        let of_days = forms.months_of_days.as_ref().or(forms.months.as_ref());
        let (pattern, names) = match (date.month(), date.day()) {
            (None, _) => (&forms.year, None),
            (Some(_), None) => (&forms.month, forms.months.as_ref()),
            (Some(_), Some(_)) => (&forms.day, of_days),
        };
        let number = |value: u16, width: usize| self.digits(&format!("{value:0width$}"));
        let mut text = pattern.replace("{year}", &number(date.year(), 1));
        if let Some(month) = date.month() {
            let name = names.and_then(|names| names.get(usize::from(month) - 1));
            text = text.replace("{month}", name.map(String::as_str).unwrap_or_default());
            text = text.replace("{mm}", &number(month.into(), 2)).replace("{m}", &number(month.into(), 1));
        }
        if let Some(day) = date.day() {
            text = text.replace("{dd}", &number(day.into(), 2)).replace("{day}", &number(day.into(), 1));
        }
        text
    }

    /// A number in the digits of the language.
    fn digits(&self, number: &str) -> String {
        let Some(own) = &self.words.dates.digits else { return number.to_owned() };
        let digit = |c: char| c.to_digit(10).and_then(|value| own.chars().nth(value as usize)).unwrap_or(c);
        number.chars().map(digit).collect()
    }
}
