//! The tables of a Word document: two columns of a page, values with their names, or entries whose dates are at the left.
//!
//! The cells show which: a column has headings of its own, and below its heading more than one line.

use roxmltree::Node;

use super::Reader;
use super::xml::name;
use crate::formats::document::line::Line;
use crate::formats::document::periods;
use crate::formats::document::words::words;
use crate::formats::error::FormatError;

impl Reader<'_> {
    pub(super) fn table(&mut self, table: Node<'_, '_>, depth: usize) -> Result<(), FormatError> {
        let rows: Vec<Node<'_, '_>> = table.children().filter(|node| name(*node) == "tr").collect();
        for (at, row) in rows.iter().enumerate() {
            let mut cells: Vec<Vec<Line>> = Vec::new();
            for cell in row.children().filter(|node| name(*node) == "tc") {
                let mut reader =
                    Reader { is_running: self.is_running, ..Reader::new(self.styles, self.links) };
                reader.blocks(cell, depth + 2)?;
                cells.push(reader.lines);
            }
            cells.retain(|lines| !lines.is_empty());
            // The names of its columns are no entry.
            if at == 0 && rows.len() > 1 && are_names_of_columns(&cells) {
                continue;
            }
            self.row(cells);
        }
        self.gap = 0.0;
        Ok(())
    }

    /// Cells beside one another: columns of their own, or the parts of a line and what belongs below it.
    fn row(&mut self, cells: Vec<Vec<Line>>) {
        let [first, rest @ ..] = cells.as_slice() else { return };
        let with_headings = cells.iter().filter(|lines| lines.iter().any(is_heading)).count();
        // A heading at the left, and its section at the right.
        let is_section = matches!(first.as_slice(), [only] if is_heading(only)) && with_headings == 1;
        let are_columns = with_headings > 1
            || cells.iter().any(|lines| {
                lines.len() > 1 && lines.iter().any(|line| is_heading(line) && is_distinct(line))
            });
        // `EDV` in bold letters may be the name of a list of skills.
        let is_section = is_section
            && !rest.is_empty()
            && (first[0].level > 0
                || first[0].is_capitals() && first[0].text().chars().count() > 4
                || rest.iter().any(|lines| lines.len() > 1));
        let is_line = !rest.is_empty() && (is_label(first) || rest.iter().all(|lines| is_label(lines)));
        let has_date = first.first().is_some_and(|line| periods::find(&line.text()).is_some());
        // A cell alone is a line as any other, and items beside one another are a list.
        let is_plain = rest.is_empty() && with_headings == 0
            || cells.iter().flatten().all(|line| line.is_item && !is_heading(line));
        if is_section || is_plain {
            self.lines.extend(cells.into_iter().flatten());
        } else if are_columns || !is_line && !has_date {
            for mut lines in cells {
                if let Some(first) = lines.first_mut() {
                    first.starts_column = true;
                }
                self.lines.extend(lines);
            }
        } else {
            self.zip(cells);
        }
    }

    /// The first lines of cells as one, and the others below it.
    fn zip(&mut self, cells: Vec<Vec<Line>>) {
        let mut heads: Vec<Line> = Vec::new();
        let mut below: Vec<Line> = Vec::new();
        for lines in cells {
            let mut lines = lines.into_iter();
            heads.extend(lines.next());
            below.extend(lines);
        }
        let mut heads = heads.into_iter();
        let Some(mut line) = heads.next() else { return };
        line.is_below_gap = true;
        for head in heads {
            let mut pieces = head.pieces;
            if let Some(first) = pieces.first_mut() {
                first.apart = true;
            }
            line.size = line.size.max(head.size);
            line.level = line.level.max(head.level);
            line.pieces.extend(pieces);
        }
        self.lines.push(line);
        self.lines.extend(below);
    }
}

fn is_label(lines: &[Line]) -> bool {
    lines.len() <= 3 && lines.iter().all(|line| !line.is_item && line.level == 0 && line.text().len() < 60)
}

fn is_heading(line: &Line) -> bool {
    !line.is_item && line.parts().len() == 1 && words().heading(&line.text()).is_some()
}

/// Whether a heading looks like one, and not like a word in a list.
fn is_distinct(line: &Line) -> bool {
    line.level > 0 || line.is_bold() || line.is_capitals()
}

fn are_names_of_columns(cells: &[Vec<Line>]) -> bool {
    let is_name = |lines: &Vec<Line>| matches!(lines.as_slice(), [line] if words().is_column(&line.text()));
    cells.len() > 1 && cells.iter().all(is_name)
}
