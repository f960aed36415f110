//! Tables without borders, for a terminal or a pipe.
//!
//! The invariants: on a terminal, a line fits its width, and one experience takes one line, unless the terminal is
//! narrower than an ID: IDs, numbers and times are never cut. In a pipe, no cell is cut or wrapped. Every cell is
//! made visible here.

use std::borrow::Cow;

use comfy_table::{Attribute, Cell, ContentArrangement, Table};
use serde_json::Value;

use super::style::Style;
use crate::domain::{Experience, Kind, PartialDate, Record};
use crate::library::visible;
use crate::view::width::{self, fit, wrap};

/// The gap between two cells in columns.
const GAP: usize = 2;

/// The row of one experience in a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// A prefix of the ID that is unique in the list.
    pub id: &'a str,
    pub kind: Kind,
    pub title: &'a str,
    /// The subject of a degree.
    pub area: Option<&'a str>,
    pub organization: Option<&'a str>,
    pub start: Option<PartialDate>,
    pub end: Option<PartialDate>,
    pub skills: &'a [String],
    pub tags: &'a [String],
    /// Has pending changes: marked `*`.
    pub pending: bool,
    /// Is deleted: marked `-`.
    pub deleted: bool,
}

impl<'a> Row<'a> {
    pub(crate) fn of(id: &'a str, record: &'a Record<Experience>) -> Self {
        let Experience { kind, title, organization, start_date, end_date, skills, tags, metadata, .. } =
            &record.current;
        let area = metadata.get("area").and_then(Value::as_str).map(str::trim);
        Self {
            id,
            kind: *kind,
            title,
            area: area.filter(|area| *kind == Kind::Education && !area.is_empty()),
            organization: organization.as_deref(),
            start: *start_date,
            end: *end_date,
            skills,
            tags,
            pending: record.is_pending(),
            deleted: record.current.is_deleted(),
        }
    }

    /// The title, for a degree with its subject, as in documents.
    fn label(&self) -> Cow<'a, str> {
        match self.area {
            Some(area) if self.title.is_empty() => Cow::Borrowed(area),
            Some(area) if !self.title.contains(area) => Cow::Owned(format!("{}, {area}", self.title)),
            _ => Cow::Borrowed(self.title),
        }
    }

    /// Whether both are positions at one employer.
    fn is_beside(&self, other: &Self) -> bool {
        matches!(self.kind, Kind::Work | Kind::Volunteer)
            && self.kind == other.kind
            && self.organization.is_some_and(|name| !name.trim().is_empty())
            && self.organization == other.organization
    }

    fn cells(&self) -> [String; COLUMNS.len()] {
        let line = |text: &str| visible::line(text).to_string();
        let mark = match (self.deleted, self.pending) {
            (false, false) => "",
            (false, true) => " *",
            (true, false) => " -",
            (true, true) => " -*",
        };
        [
            format!("{}{mark}", line(self.id)),
            self.kind.to_string(),
            line(&self.label()),
            line(self.organization.unwrap_or_default()),
            dates(self.kind, self.start, self.end),
            line(&self.skills.join(", ")),
            line(&self.tags.join(", ")),
        ]
    }
}

/// Formats dates as `2020-03 – 2022`, `2020-03 – present`, `until 2022`, or one date for a single event.
pub(crate) fn dates(kind: Kind, start: Option<PartialDate>, end: Option<PartialDate>) -> String {
    let momentary = matches!(kind, Kind::Award | Kind::Certificate | Kind::Publication);
    match (start, end) {
        (None, None) => String::new(),
        (Some(start), Some(end)) if start == end => start.to_string(),
        (Some(start), Some(end)) => format!("{start} – {end}"),
        (Some(start), None) if momentary => start.to_string(),
        (Some(start), None) => format!("{start} – present"),
        (None, Some(end)) if momentary => end.to_string(),
        (None, Some(end)) => format!("until {end}"),
    }
}

struct Column {
    name: &'static str,
    /// The smallest useful width; `None` means that it is never cut.
    least: Option<usize>,
    /// Its share of the remaining width.
    weight: usize,
    /// Shown even if all cells are empty.
    always: bool,
}

const COLUMNS: [Column; 7] = [
    Column { name: "ID", least: None, weight: 0, always: true },
    Column { name: "KIND", least: None, weight: 0, always: true },
    Column { name: "TITLE", least: Some(16), weight: 3, always: true },
    Column { name: "ORGANIZATION", least: Some(12), weight: 2, always: false },
    Column { name: "DATES", least: None, weight: 0, always: false },
    Column { name: "SKILLS", least: Some(12), weight: 2, always: false },
    Column { name: "TAGS", least: Some(8), weight: 1, always: false },
];

const ORGANIZATION: usize = 3;

/// The columns to drop on a narrow terminal, in this order.
const DISPENSABLE: [usize; 5] = [6, 5, 4, 3, 1];

/// Renders one line per experience under a header. On a terminal, a bracket holds the positions at one employer
/// together. Without a width, no cell is cut.
pub(crate) fn experiences(rows: &[Row<'_>], width: Option<usize>, color: bool) -> String {
    let mut cells: Vec<_> = rows.iter().map(Row::cells).collect();
    if width.is_some() {
        bracket(rows, &mut cells);
    }
    let natural: Vec<usize> = (0..COLUMNS.len())
        .map(|index| cells.iter().map(|cells| width::of(&cells[index])).max().unwrap_or(0))
        .collect();
    let columns = layout(&natural, width);
    let mut table = table(color);
    let heading = |&(index, room): &(usize, usize)| header(&fit(COLUMNS[index].name, room));
    table.set_header(columns.iter().map(heading).collect::<Vec<_>>());
    for (row, cells) in rows.iter().zip(&cells) {
        table.add_row(columns.iter().map(|&(index, room)| {
            let cell = Cell::new(fit(&cells[index], room));
            if row.deleted { cell.add_attribute(Attribute::Dim) } else { cell }
        }));
    }
    finish(table)
}

/// Draws a line along the employers of rows that belong together.
fn bracket(rows: &[Row<'_>], cells: &mut [[String; COLUMNS.len()]]) {
    for (index, row) in rows.iter().enumerate() {
        let above =
            index.checked_sub(1).and_then(|above| rows.get(above)).is_some_and(|it| row.is_beside(it));
        let below = rows.get(index + 1).is_some_and(|it| row.is_beside(it));
        let mark = match (above, below) {
            (false, true) => "┌ ",
            (true, true) => "│ ",
            (true, false) => "└ ",
            (false, false) => continue,
        };
        cells[index][ORGANIZATION].insert_str(0, mark);
    }
}

/// The visible columns with their widths.
fn layout(natural: &[usize], width: Option<usize>) -> Vec<(usize, usize)> {
    let full = |index: usize| natural[index].max(COLUMNS[index].name.len());
    let mut shown: Vec<usize> =
        (0..COLUMNS.len()).filter(|&index| COLUMNS[index].always || natural[index] > 0).collect();
    let Some(width) = width else { return shown.into_iter().map(|index| (index, full(index))).collect() };

    let least = |index: usize| COLUMNS[index].least.map_or(full(index), |least| least.min(full(index)));
    let taken = |shown: &[usize]| {
        shown.iter().map(|&index| least(index)).sum::<usize>() + GAP * shown.len().saturating_sub(1)
    };
    for dispensable in DISPENSABLE {
        if taken(&shown) > width {
            shown.retain(|&index| index != dispensable);
        }
    }
    let mut columns: Vec<_> = shown.iter().map(|&index| (index, least(index))).collect();
    if taken(&shown) > width {
        return narrow(columns, width);
    }
    let mut left = width - taken(&shown);
    while left > 0 {
        let wanting = columns.iter_mut().filter(|(index, room)| *room < full(*index));
        let Some((_, room)) = wanting.min_by_key(|(index, room)| *room * 6 / COLUMNS[*index].weight.max(1))
        else {
            break;
        };
        *room += 1;
        left -= 1;
    }
    columns
}

/// The whole ID, and the title cut to what is left of the width.
fn narrow(columns: Vec<(usize, usize)>, width: usize) -> Vec<(usize, usize)> {
    let mut left = width;
    let mut kept = Vec::new();
    for (index, room) in columns {
        if COLUMNS[index].least.is_none() {
            kept.push((index, room));
            left = left.saturating_sub(room + GAP);
        } else if left > 1 {
            kept.push((index, room.min(left)));
            left = left.saturating_sub(room + GAP);
        }
    }
    kept
}

/// Columns that are never cut: half an ID, number or time is another one.
const WHOLE: [&str; 17] = [
    "ID", "KEY", "REVISION", "STARTED", "WHEN", "DATE", "DATES", "STATUS", "LATENCY", "TOKENS", "COST",
    "CALLS", "ERRORS", "COUNT", "EXPERIENCES", "BULLETS", "SHA256",
];

/// The width to which other columns are cut, at most.
const LEAST: usize = 6;

/// The width that the value of a field needs beside its name.
const BESIDE: usize = 16;

/// Renders rows under a header. On a terminal, the last column wraps, and the others but [`WHOLE`] are cut if they leave
/// it too little width. Where that is not enough, empty columns are left out; then, each row becomes a list of its
/// fields.
pub(crate) fn plain(
    header_names: &[&str],
    rows: &[Vec<String>],
    width: Option<usize>,
    color: bool,
) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| visible::line(cell).to_string()).collect()).collect();
    let last = header_names.len().saturating_sub(1);
    let mut rooms: Vec<usize> = header_names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| width::of(cell));
            cells.chain([width::of(name)]).max().unwrap_or(0)
        })
        .collect();
    if let Some(width) = width {
        let is_whole = |index: usize| header_names.get(index).is_some_and(|name| WHOLE.contains(name));
        if !squeeze(&mut rooms, width.saturating_sub(GAP * last), is_whole) {
            let used: Vec<usize> = (0..header_names.len())
                .filter(|&index| rows.iter().any(|row| row.get(index).is_some_and(|cell| !cell.is_empty())))
                .collect();
            if used.is_empty() || used.len() == header_names.len() {
                return listed(header_names, &rows, width, color);
            }
            let names: Vec<_> = used.iter().map(|&index| header_names[index]).collect();
            let of_used =
                |row: &Vec<String>| used.iter().filter_map(|&index| row.get(index).cloned()).collect();
            return plain(&names, &rows.iter().map(of_used).collect::<Vec<_>>(), Some(width), color);
        }
    }
    let mut table = table(color);
    table.set_header(header_names.iter().zip(&rooms).map(|(name, room)| header(&fit(name, *room))));
    for row in &rows {
        table.add_row(row.iter().zip(&rooms).enumerate().map(|(index, (cell, room))| {
            let shown: Cow<'_, str> = match width {
                None => Cow::Borrowed(cell),
                Some(_) if index == last && *room > 1 => Cow::Owned(wrap(cell, *room).join("\n")),
                Some(_) => fit(cell, *room),
            };
            Cell::new(shown)
        }));
    }
    finish(table)
}

/// A sentence of its own, wrapped on a terminal.
pub(crate) fn sentence(text: &str, width: Option<usize>) -> String {
    let text = visible::line(text).to_string();
    let lines = width.map_or_else(|| vec![text.clone()], |width| wrap(&text, width));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Shrinks the last column down to a third of the width, then the widest of the others. Whether it was enough.
fn squeeze(rooms: &mut [usize], width: usize, is_whole: impl Fn(usize) -> bool) -> bool {
    let Some((last, others)) = rooms.split_last_mut() else { return true };
    let sum = |others: &[usize]| others.iter().sum::<usize>();
    let least = if is_whole(others.len()) { *last } else { (*last).min((width / 3).max(1)) };
    if sum(others) + *last > width {
        *last = width.saturating_sub(sum(others)).max(least);
    }
    while sum(others) + *last > width {
        let cuttable =
            others.iter_mut().enumerate().filter(|(index, room)| !is_whole(*index) && **room > LEAST);
        match cuttable.map(|(_, room)| room).max() {
            Some(widest) => *widest -= 1,
            None => return false,
        }
    }
    true
}

/// The rows as lists of their fields, wrapped.
fn listed(names: &[&str], rows: &[Vec<String>], width: usize, color: bool) -> String {
    let room = names.iter().map(|name| width::of(name)).max().unwrap_or(0) + GAP;
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        for (name, cell) in names.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let bold = Style::Bold.of(name, color);
            let (first, indent) = if width < room + BESIDE {
                (format!("{bold}\n"), 0)
            } else {
                (format!("{bold}{}", " ".repeat(room - width::of(name))), room)
            };
            let lines = match WHOLE.contains(name) {
                true => cell.clone(),
                false => wrap(cell, width - indent).join(&format!("\n{}", " ".repeat(indent))),
            };
            text.push_str(&format!("{first}{lines}\n"));
        }
    }
    text
}

fn header(name: &str) -> Cell {
    Cell::new(name).add_attribute(Attribute::Bold)
}

fn table(color: bool) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.force_no_tty();
    if color {
        table.enforce_styling();
    }
    table.style_text_only();
    table
}

fn finish(mut table: Table) -> String {
    let last = table.column_count().saturating_sub(1);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if index == last { 0 } else { 2 }));
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[cfg(test)]
mod tests;
