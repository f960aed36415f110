//! Spans of time as bars of plain characters, a row each, under a line of years.
//!
//! The invariants: a column is a fixed number of months, and a January begins one; no line is wider than the
//! terminal. Where that leaves no room for bars, there is no timeline.

use crate::domain::career::{Month, Months, Span};
use crate::library::visible;
use crate::view::width::{self, fit};

/// Between the names and the bars.
const GAP: usize = 2;

/// Fewer columns say nothing.
const NARROWEST: usize = 12;

/// A year and the space before the next.
const YEAR: usize = 5;

/// The months that a column may stand for: a year is some of them, or they are some years.
const SCALES: [u32; 12] = [1, 2, 3, 4, 6, 12, 24, 60, 120, 240, 600, 1200];

/// `=` stands for certain months, `-` for those that a year alone may mean, `>` for what goes on.
pub(crate) fn draw(rows: &[(String, Span)], width: usize) -> Option<String> {
    let names: Vec<String> = rows.iter().map(|(name, _)| visible::line(name).to_string()).collect();
    let longest = names.iter().map(|name| width::of(name)).max()?;
    let name_width = longest.min((width / 3).max(10));
    let room = width.checked_sub(name_width + GAP).filter(|room| *room >= NARROWEST)?;
    let scale = Scale::of(rows.iter().map(|(_, span)| span.possible), room)?;

    let mut lines = vec![format!("{}{}", " ".repeat(name_width + GAP), scale.years(room))];
    for (name, (_, span)) in names.iter().zip(rows) {
        let name = fit(name, name_width);
        let space = " ".repeat(name_width.saturating_sub(width::of(&name)) + GAP);
        lines.push(format!("{name}{space}{}", scale.bar(span)));
    }
    Some(lines.iter().map(|line| format!("{}\n", line.trim_end())).collect())
}

/// Which months a column stands for.
struct Scale {
    first: Month,
    columns: usize,
    /// Of a column.
    months: u32,
    /// Of the years that are named: every so many.
    step: u32,
}

impl Scale {
    fn of(spans: impl Iterator<Item = Months> + Clone, room: usize) -> Option<Self> {
        let first = spans.clone().map(Months::first).min()?.year();
        let end = spans.map(Months::last).max()?.year() + 1;
        // Columns of several years begin with a year that they divide.
        let begin = |months: u32| first - first % (months / 12).max(1);
        let columns = |months: u32| ((end - begin(months)) * 12).div_ceil(months) as usize;
        let months = SCALES.into_iter().find(|months| columns(*months) <= room)?;
        let is_legible =
            |step: &u32| (step * 12 / months) as usize >= YEAR && (step * 12).is_multiple_of(months);
        let step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].into_iter().find(is_legible)?;
        Some(Self { first: Month::january(begin(months)), columns: columns(months), months, step })
    }

    fn column(&self, index: usize) -> Option<Months> {
        let first = self.first.plus(u32::try_from(index).ok()? * self.months);
        Months::new(first, first.plus(self.months - 1))
    }

    /// The year that is named at a column.
    fn named(&self, index: usize) -> Option<u32> {
        let first = self.column(index)?.first();
        let year = first.year();
        (year % self.step == 0 && first == Month::january(year)).then_some(year)
    }

    fn years(&self, room: usize) -> String {
        let mut line = String::new();
        for (index, year) in (0..self.columns).filter_map(|index| Some((index, self.named(index)?))) {
            let year = year.to_string();
            if index + year.len() <= room {
                line.push_str(&" ".repeat(index - line.len()));
                line.push_str(&year);
            }
        }
        line
    }

    fn bar(&self, span: &Span) -> String {
        let meets = |months: Option<Months>, column: Months| months.is_some_and(|one| one.meets(column));
        let mark = |index: usize| {
            let Some(column) = self.column(index) else { return ' ' };
            if span.is_ongoing && column.contains(span.possible.last()) {
                '>'
            } else if meets(span.certain, column) {
                '='
            } else if meets(Some(span.possible), column) {
                '-'
            } else if self.named(index).is_some() {
                '|'
            } else {
                ' '
            }
        };
        (0..self.columns).map(mark).collect()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;

    fn row(name: &str, start: &str, end: &str) -> (String, Span) {
        let date = |text: &str| text.parse().ok();
        let now = Month::first(date("2026-11").unwrap());
        (name.to_owned(), Span::of(date(start), date(end), now).unwrap())
    }

    fn career() -> Vec<(String, Span)> {
        vec![
            row("Principal Engineer, Acme", "2021-03", ""),
            row("東京オフィス責任者, 株式会社", "2019-10", "2021-02"),
            row("Engineer\u{1b}[31m, Initech", "2016", "2019"),
            row("MSc, ETH", "2012-09", "2014-08"),
        ]
    }

    #[test]
    fn years_stand_above_their_columns() {
        assert_snapshot!(draw(&career(), 40).unwrap(), @r#"
                          2015 2020 2025
        Principal En…     |    |=====>
        東京オフィス…     |   ===   |
        Engineer\u{1…     |====|    |
        MSc, ETH       ===|    |    |
        "#);
        assert_snapshot!(draw(&career(), 80).unwrap(), @r#"
                                    2012  2014  2016  2018  2020  2022  2024  2026
        Principal Engineer, Acme    |     |     |     |     |  =================>
        東京オフィス責任者, 株式…   |     |     |     |    =====  |     |     |
        Engineer\u{1b}[31m, Inite…  |     |     --========--|     |     |     |
        MSc, ETH                    | ======    |     |     |     |     |     |
        "#);
        assert_snapshot!(draw(&career(), 132).unwrap(), @r#"
                                      2012  2013  2014  2015  2016  2017  2018  2019  2020  2021  2022  2023  2024  2025  2026
        Principal Engineer, Acme      |     |     |     |     |     |     |     |     |     |==================================>
        東京オフィス責任者, 株式会社  |     |     |     |     |     |     |     |   =========     |     |     |     |     |
        Engineer\u{1b}[31m, Initech   |     |     |     |     -----==============-----|     |     |     |     |     |     |
        MSc, ETH                      |   ============  |     |     |     |     |     |     |     |     |     |     |     |
        "#);
    }

    #[test]
    fn a_century_and_a_month_have_a_scale() {
        let monk = [row("Monk", "1093", "1999"), row("Baker", "1998-02", "1998-03")];
        assert_snapshot!(draw(&monk, 40).unwrap(), @r#"
                        1500
        Monk   ===================
        Baker           |        =
        "#);
        assert_snapshot!(draw(&[row("Baker", "1998-02", "1998-03")], 80).unwrap(), @r#"
               1998
        Baker  |==
        "#);
        assert_eq!(draw(&career(), 20), None);
        assert_eq!(draw(&[], 80), None);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide(
            names in prop::collection::vec("[a-z 東👩\u{200d}\u{301}\n\u{1b}]{0,40}", 1..5),
            first in 1000_u32..2026,
            width in 1_usize..150,
        ) {
            let rows: Vec<_> = names.iter().map(|name| row(name, &first.to_string(), "")).collect();
            let drawn = draw(&rows, width);
            prop_assert!(drawn.is_some() || width < 30);
            for line in drawn.unwrap_or_default().lines() {
                prop_assert!(width::of(line) <= width, "{:?}", line);
            }
        }
    }
}
