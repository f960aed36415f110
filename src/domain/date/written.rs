//! Dates as people and other programs write them.
//!
//! The invariant: a text is understood only where it can mean one date. Command line, forms and imports share this
//! rule; what is stored is always a [`PartialDate`] in its own spelling.

use super::{DateError, PartialDate, days_in, parse, shortened};

/// The months in English.
pub const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
];

/// Words for an end that has not come yet.
const ONGOING: [&str; 5] = ["present", "now", "current", "ongoing", "today"];

/// How alike a misspelt month is to its name, at the least.
const LIKE_A_MONTH: f64 = 0.85;

/// An end date, or none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    On(PartialDate),
    Present,
}

impl End {
    /// Reads a date, or a word such as `present`.
    pub fn read(text: &str) -> Result<Self, DateError> {
        let word = text.trim();
        if ONGOING.iter().any(|ongoing| word.eq_ignore_ascii_case(ongoing)) {
            return Ok(Self::Present);
        }
        PartialDate::read(text).map(Self::On)
    }

    pub fn date(self) -> Option<PartialDate> {
        match self {
            Self::On(date) => Some(date),
            Self::Present => None,
        }
    }
}

impl PartialDate {
    /// Reads `2024-3`, `03/2024`, `Mar 2024`, `5 March 2024` and RFC 3339 times beside its own spelling.
    ///
    /// # Errors
    /// If the text is no date, or may be two.
    pub fn read(text: &str) -> Result<Self, DateError> {
        let trimmed = text.trim();
        if let Some(date) = parse(trimmed).or_else(|| of_time(trimmed)) {
            return Ok(date);
        }
        let found = match parts(trimmed)[..] {
            // A period whose other date is missing.
            _ if trimmed.starts_with(['-', '/']) || trimmed.ends_with(['-', '/']) => None,
            [year] => of(number(year), Some(0), Some(0)),
            [year, month] if is_year(year) => of(number(year), month_of(month), Some(0)),
            [month, year] => of(number(year), month_of(month), Some(0)),
            [year, month, day] if is_year(year) => of(number(year), month_of(month), day_of(day)),
            [one, other, year] => return in_some_order(text, one, other, year),
            _ => None,
        };
        found.ok_or_else(|| DateError::no_date(text, nearest(trimmed)))
    }
}

/// A day and a month before a year: which is which may be unknown.
fn in_some_order(text: &str, one: &str, other: &str, year: &str) -> Result<PartialDate, DateError> {
    let month_first = of(number(year), month_of(one), day_of(other));
    let day_first = of(number(year), month_of(other), day_of(one));
    // Where dots stand between numbers, the day is first in every country.
    let is_dotted = text.matches('.').count() == 2 && number(other).is_some();
    let month_first = month_first.filter(|_| !is_dotted);
    match (month_first, day_first) {
        (Some(first), Some(second)) if first != second => {
            Err(DateError::Ambiguous { text: shortened(text), one: first, other: second })
        }
        (found, None) | (_, found) => found.ok_or_else(|| DateError::no_date(text, nearest(text))),
    }
}

fn parts(text: &str) -> Vec<&str> {
    // One part more than a date has shows that it is none.
    text.split(|c: char| c.is_whitespace() || "-/.,".contains(c))
        .filter(|part| !part.is_empty())
        .take(4)
        .collect()
}

/// Month and day are 0 where the text has none, and absent where they are wrong.
fn of(year: Option<u16>, month: Option<u8>, day: Option<u8>) -> Option<PartialDate> {
    let (year, month, day) = (year.filter(|year| (1000..=2999).contains(year))?, month?, day?);
    let fits = day == 0 || u16::from(day) <= days_in(year, u16::from(month));
    fits.then_some(PartialDate { year, month, day })
}

fn number(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && number(text).is_some()
}

fn month_of(text: &str) -> Option<u8> {
    if let Some(month) = number(text) {
        return u8::try_from(month).ok().filter(|month| text.len() <= 2 && (1..=12).contains(month));
    }
    let word = text.to_lowercase();
    let is_meant = |name: &&str| word.len() >= 3 && name.starts_with(&word);
    (1..).zip(&MONTHS).find(|(_, name)| is_meant(name)).map(|(month, _)| month)
}

fn day_of(text: &str) -> Option<u8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    let day = number(digits).filter(|_| digits.len() <= 2)?;
    u8::try_from(day).ok().filter(|day| (1..=31).contains(day))
}

/// The day of an RFC 3339 time, as it is written there.
fn of_time(text: &str) -> Option<PartialDate> {
    let day = parse(text.get(..10)?)?;
    let is_time = text.parse::<jiff::Timestamp>().is_ok() || text.parse::<jiff::civil::DateTime>().is_ok();
    is_time.then_some(day)
}

/// What a text that is no date most likely means.
fn nearest(text: &str) -> Option<PartialDate> {
    let is_end = |c: char| !c.is_alphanumeric() && c != '-';
    // No date in our own spelling is longer.
    let start = text.char_indices().nth("2024-03-15".len() + 1).map_or(text, |(end, _)| &text[..end]);
    let before_a_remark = start.match_indices(is_end).filter_map(|(end, _)| parse(&text[..end])).next_back();
    if let Some(date) = before_a_remark.filter(|date| date.month > 0) {
        return Some(date);
    }
    let parts = parts(text);
    let year = parts.iter().find(|part| is_year(part))?;
    let other = parts.iter().find(|part| *part != year);
    let month = other.and_then(|other| month_of(other).or_else(|| like_a_month(other)));
    of(number(year), month.or(Some(0)), Some(0))
}

fn like_a_month(text: &str) -> Option<u8> {
    if !(3..=12).contains(&text.len()) {
        return None;
    }
    let word = text.to_lowercase();
    let alike = MONTHS.map(|name| strsim::jaro_winkler(&word, name));
    let (month, best) = (1..).zip(alike).max_by(|one, other| one.1.total_cmp(&other.1))?;
    (best >= LIKE_A_MONTH).then_some(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_understood() {
        for (text, date) in [
            ("2024-3", "2024-03"),
            ("2024-3-5", "2024-03-05"),
            ("2024/03", "2024-03"),
            ("03/2024", "2024-03"),
            ("3.2024", "2024-03"),
            ("Mar 2024", "2024-03"),
            ("March, 2024", "2024-03"),
            ("Sept. 2024", "2024-09"),
            ("2024 mar", "2024-03"),
            ("Mar 5, 2020", "2020-03-05"),
            ("5th March 2020", "2020-03-05"),
            ("31/01/2020", "2020-01-31"),
            ("01/31/2020", "2020-01-31"),
            ("02/02/2020", "2020-02-02"),
            ("05.03.2024", "2024-03-05"),
            ("5. 3. 2024", "2024-03-05"),
            ("5. March 2024", "2024-03-05"),
            ("2024-03-15T10:00:00Z", "2024-03-15"),
            ("2024-03-15T23:30:00.000+02:00", "2024-03-15"),
            ("2024-03-15T10:00:00", "2024-03-15"),
            (" 2014 ", "2014"),
        ] {
            assert_eq!(PartialDate::read(text).map(|date| date.to_string()).as_deref(), Ok(date), "{text}");
        }
        for word in ["present", "Now", "CURRENT", " ongoing ", "today"] {
            assert_eq!(End::read(word), Ok(End::Present));
        }
    }

    #[test]
    fn what_is_no_date_names_the_nearest_one() {
        for (text, nearest) in [
            ("Marhc 2014", Some("2014-03")),
            ("2024-13", Some("2024")),
            ("2023-02-39", Some("2023-02")),
            ("Spring 2014", Some("2014")),
            ("2014 - 2018", Some("2014")),
            ("2024-", Some("2024")),
            ("24", None),
            ("", None),
            ("ma 12", None),
            ("0999", None),
            ("2024-03-15T99", Some("2024-03")),
            ("2024-001", Some("2024")),
            ("1/2/3/2024", Some("2024-01")),
            ("2015-03（1年6个月）", Some("2015-03")),
            ("2019-12-01 // the first day", Some("2019-12-01")),
            ("2019/12/41", Some("2019-12")),
        ] {
            let found = match PartialDate::read(text) {
                Err(DateError::NoDate { nearest, .. }) => nearest,
                read => unreachable!("{text}: {read:?}"),
            };
            assert_eq!(found.map(|date| date.to_string()).as_deref(), nearest, "{text}");
        }
    }

    #[test]
    fn a_day_and_a_month_in_an_unknown_order_are_refused() {
        assert_eq!(
            PartialDate::read("01/02/2020").unwrap_err().to_string(),
            "`01/02/2020` may be `2020-01-02` or `2020-02-01`; write the one that is meant"
        );
    }
}
