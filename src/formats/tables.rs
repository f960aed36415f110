//! Tables as programs export them and spreadsheets save them: CSV with a comma, a semicolon or a tab, in UTF-8, UTF-16
//! or Windows-1252, with or without a byte order mark.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use encoding_rs::{Encoding, WINDOWS_1252};

use super::error::{FormatError, Place};
use super::linkedin::Sheet;

/// The most cells that a table may have.
const MOST_CELLS: usize = 2_000_000;

/// A row that is read behind each table. Where a quote is never closed, it becomes a part of that cell: the reader
/// itself takes the end of the file for the closing quote.
const END: &str = "\u{0}end of the table";

/// A table whose columns are known.
#[derive(Debug)]
pub(super) struct Table {
    /// The name of its file; empty where it came alone.
    name: String,
    pub(super) sheet: Sheet,
    /// In lower case.
    columns: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// Why the last row is not among them.
    pub(super) cut: Option<FormatError>,
}

#[derive(Debug)]
pub(super) struct Row {
    line: usize,
    cells: Vec<String>,
}

/// Text of UTF-8, or of UTF-16 with its mark; nothing where it is neither.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match Encoding::for_bom(bytes) {
        Some((encoding, length)) => {
            encoding.decode_without_bom_handling_and_without_replacement(bytes.get(length..)?)
        }
        None => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

/// Whether the first line may be the header of a table that is known. No name of a column has a delimiter in it.
pub(super) fn is_header(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    // A start may end within a character.
    let text = match Encoding::for_bom(start) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(&start[length..]).0,
        None => String::from_utf8_lossy(start),
    };
    let line = without_hint(&text).lines().next().unwrap_or_default();
    let cells = line.split(char::from(delimiter(line)));
    let columns: Vec<_> = cells.map(|cell| name(cell.trim().trim_matches('"'))).collect();
    Sheet::of(&columns).is_some()
}

/// Excel may say its delimiter in a line of its own.
fn without_hint(text: &str) -> &str {
    if text.starts_with("sep=") { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text }
}

fn delimiter(header: &str) -> u8 {
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// Counts lines, up to one record after the other: the reader itself counts no line feed before the record that
/// follows it.
struct Lines<'t> {
    text: &'t [u8],
    passed: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line in which a record begins.
    fn of(&mut self, place: Option<&csv::Position>) -> usize {
        let byte = place.and_then(|place| usize::try_from(place.byte()).ok()).unwrap_or_default();
        let start = byte.clamp(self.passed, self.text.len());
        let ends = self.text[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = &self.text[self.passed..start + ends];
        let is_end = |place: &usize| match passed[*place] {
            b'\r' => passed.get(place + 1) != Some(&b'\n'),
            byte => byte == b'\n',
        };
        self.line += (0..passed.len()).filter(is_end).count();
        self.passed = start + ends;
        self.line
    }
}

/// What a column is called.
fn name(cell: &str) -> String {
    cell.trim().to_lowercase()
}

impl Table {
    /// Reads a table; nothing where its header is not known.
    pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Option<Self>, FormatError> {
        let text = decode(bytes).unwrap_or_else(|| WINDOWS_1252.decode_without_bom_handling(bytes).0);
        let skipped = usize::from(text.starts_with("sep="));
        let text = without_hint(&text);
        let first = text.lines().next().unwrap_or_default();
        let wrong = |message: String, line: usize| FormatError {
            path: Some(file.to_owned()).filter(|file| !file.is_empty()),
            place: Some(Place { line: line + skipped, column: 1 }),
            ..FormatError::of_file(message)
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(true)
            .flexible(true)
            .delimiter(delimiter(first))
            .from_reader(Cursor::new(text.as_bytes()).chain(Cursor::new(format!("\n{END}"))));
        let columns: Vec<_> = reader.headers().into_iter().flatten().map(name).collect();
        if columns.iter().any(|column| column.contains(END)) {
            return Err(wrong("has a quote that is never closed".to_owned(), 1));
        }
        let Some(sheet) = Sheet::of(&columns) else { return Ok(None) };
        let (mut rows, mut cut) = (Vec::new(), None);
        let mut cells = 0;
        let mut lines = Lines { text: text.as_bytes(), passed: 0, line: 1 };
        let mut records = reader.records().peekable();
        while let Some(record) = records.next() {
            let record = record.map_err(|error| {
                let line = lines.of(error.position());
                wrong(format!("the table is damaged: {error}"), line)
            })?;
            let line = lines.of(record.position());
            if records.peek().is_none() {
                if record.iter().ne([END]) {
                    cut = Some(wrong("has a quote that is never closed".to_owned(), line));
                }
                break;
            }
            cells += record.len();
            if cells > MOST_CELLS {
                return Err(wrong(format!("the table has more than {MOST_CELLS} cells"), line));
            }
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                let cells = record.iter().map(|cell| cell.trim().to_owned()).collect();
                rows.push(Row { line: line + skipped, cells });
            }
        }
        Ok(Some(Self { name: file.to_owned(), sheet, columns, rows, cut }))
    }

    /// The cell of a row in the first of these columns that the table has; absent where it is empty.
    pub(super) fn get<'r>(&self, row: &'r Row, columns: &[&str]) -> Option<&'r str> {
        let found = columns.iter().find_map(|wanted| self.columns.iter().position(|name| name == wanted))?;
        row.cells.get(found).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// The columns that are none of these, with their cells.
    pub(super) fn others<'r>(&'r self, row: &'r Row, known: &[&str]) -> Vec<(&'r str, &'r str)> {
        let cells = self.columns.iter().zip(&row.cells);
        cells
            .filter(|(name, cell)| !name.is_empty() && !cell.is_empty() && !known.contains(&name.as_str()))
            .map(|(name, cell)| (name.as_str(), cell.as_str()))
            .collect()
    }

    /// An error about a cell.
    pub(super) fn error(&self, row: &Row, column: &str, message: impl Into<String>) -> FormatError {
        let name = if self.name.is_empty() { "the table" } else { &self.name };
        FormatError {
            path: Some(format!("{name}: {column}")),
            place: Some(Place { line: row.line, column: 1 }),
            ..FormatError::of_file(message)
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
