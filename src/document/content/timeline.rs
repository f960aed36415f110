//! When the entries that last went on, drawn to one scale: the numbers and words of it, no lines and colours.
//!
//! The invariant: nothing is more precise than the dates that the document shows.

use super::{Bar, Lane, Row, Timeline, Year};
use crate::document::Section;
use crate::document::dates::{DateFormat, Dates, Precision};
use crate::document::language::Language;
use crate::document::markup::one_line;
use crate::domain::career::{Month, Months, Span};
use crate::domain::{Kind, PartialDate};

/// The length of the whole scale.
const WHOLE: u32 = 10_000;

/// The most years that are named.
const MOST_YEARS: u32 = 8;

/// Behind this place, a year's name would end beyond the scale.
const LAST_YEAR: u32 = 9_000;

/// The longest name of an entry, in characters.
const LONGEST: usize = 72;

/// An entry that has a place in time.
struct Placed {
    title: Option<String>,
    organization: Option<String>,
    dates: Dates,
    span: Span,
}

impl Timeline {
    /// The entries of the sections, in their order, until a month. Absent where none of them has a place in time.
    pub(super) fn of(
        sections: &[&Section],
        (format, language): (DateFormat, &Language),
        now: Month,
    ) -> Option<Self> {
        let lasting = sections.iter().filter(|section| section.kind.spans_time());
        let lanes: Vec<(Kind, Vec<Placed>)> = lasting
            .map(|section| (section.kind, placed(section, format, now)))
            .filter(|(_, rows)| !rows.is_empty())
            .collect();
        let spans = || lanes.iter().flat_map(|(_, rows)| rows).map(|row| row.span.possible);
        let (first, last) = (spans().map(Months::first).min()?, spans().map(Months::last).max()?);
        let scale = Scale { begin: Month::january(first.year()), end: last.plus(1) };

        let marks = language.marks();
        let headings: Vec<&str> = lanes.iter().map(|(kind, _)| language.heading(*kind)).collect();
        let ends = year(first.year()).zip(year(last.year()));
        let ends = ends.map(|(first, last)| Dates::Between(first, last).at(Precision::Year));
        let ends = ends.map(|dates| language.dates(dates)).unwrap_or_default();
        let lanes: Vec<Lane> = lanes
            .iter()
            .map(|(kind, rows)| Lane {
                kind: *kind,
                heading: language.heading(*kind).to_owned(),
                rows: rows.iter().map(|row| scale.row(row, language)).collect(),
            })
            .collect();
        let words = lanes.iter().flat_map(|lane| &lane.rows).map(|row| {
            let names: Vec<&str> =
                [&row.text, &row.organization].into_iter().flatten().map(String::as_str).collect();
            format!("{}{}{}", names.join(&marks.list), marks.label, row.dates)
        });
        Some(Self {
            title: format!("{}{}{ends}", headings.join(&marks.list), marks.label),
            description: words.collect::<Vec<_>>().join(&marks.items),
            years: scale.years(language),
            lanes,
        })
    }
}

fn placed(section: &Section, format: DateFormat, now: Month) -> Vec<Placed> {
    let precision = format.or(section.precision);
    let entries = section.entries.iter().filter_map(|entry| {
        // A graduation alone does not say how long the studies were.
        let dates = entry.dates.filter(|dates| !matches!(dates, Dates::On(_)))?.at(precision);
        let (start, end) = dates.ends();
        let span = Span::of(start, end, now).ok()?;
        let title = entry.title.as_deref().or(entry.area.as_deref()).map(short);
        let organization = entry.organization.as_deref().map(short);
        (title.is_some() || organization.is_some()).then_some(Placed { title, organization, dates, span })
    });
    entries.collect()
}

/// A text on one line, cut where it would be longer than any page.
fn short(text: &str) -> String {
    let text = one_line(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

fn year(number: u32) -> Option<PartialDate> {
    format!("{number:04}").parse().ok()
}

struct Scale {
    begin: Month,
    /// The month behind the last.
    end: Month,
}

impl Scale {
    fn place(&self, month: Month) -> u32 {
        month.since(self.begin) * WHOLE / self.end.since(self.begin).max(1)
    }

    fn bar(&self, months: Months) -> Bar {
        let start = self.place(months.first());
        Bar { start, length: self.place(months.last().plus(1)) - start }
    }

    fn row(&self, row: &Placed, language: &Language) -> Row {
        Row {
            text: row.title.clone(),
            organization: row.organization.clone(),
            dates: language.dates(row.dates),
            possible: self.bar(row.span.possible),
            certain: row.span.certain.map(|certain| self.bar(certain)),
        }
    }

    /// Every year, or every second, fifth …: as many as have room.
    fn years(&self, language: &Language) -> Vec<Year> {
        let (first, last) = (self.begin.year(), self.end.year());
        let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
        let step = steps.into_iter().find(|step| (last - first) / step < MOST_YEARS).unwrap_or(2000);
        let named = (first..=last).filter(|year| year % step == 0);
        let named = named.filter_map(|number| {
            let at = self.place(Month::january(number));
            (at <= LAST_YEAR).then(|| Some(Year { text: language.date(year(number)?), at }))?
        });
        named.collect()
    }
}
