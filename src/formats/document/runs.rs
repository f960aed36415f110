//! The letters of a page as they stand on it.

/// A page of text, in points from its upper left corner.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    pub width: f64,
    pub height: f64,
    pub runs: Vec<Run>,
}

/// Letters of one look.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub baseline: f64,
    pub size: f64,
    pub bold: bool,
    pub italic: bool,
    /// Red, green and blue, a byte each; 0 is black.
    pub colour: u32,
    pub link: Option<String>,
}

/// How far apart the baselines of one row may be, as a part of the size of letters.
pub(super) const LINE: f64 = 0.45;

/// How many times as large as others letters are that reach far below them.
const MUCH_SMALLER: f64 = 1.8;

/// Runs as rows, from the top; each from the left.
pub(super) fn rows(runs: &[Run]) -> Vec<Vec<&Run>> {
    let mut sorted: Vec<&Run> = runs.iter().collect();
    sorted.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let mut rows: Vec<Vec<&Run>> = Vec::new();
    for run in sorted {
        match rows.last_mut() {
            Some(row) if is_same_row(row, run) => row.push(run),
            _ => rows.push(vec![run]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
    }
    rows
}

fn is_same_row(row: &[&Run], run: &Run) -> bool {
    // The last one is the lowest.
    row.last().is_some_and(|last| {
        let size = row[0].size.min(last.size).max(run.size.min(last.size));
        // Much smaller letters are no part of a row that ends above them.
        (run.baseline - row[0].baseline).abs() < size.min(run.size * MUCH_SMALLER) * LINE
    })
}

/// The colour of all letters of a row, none of which is a link.
pub(super) fn colour(row: &[&Run]) -> Option<u32> {
    let first = row.first().filter(|_| row.iter().all(|run| run.link.is_none()))?.colour;
    row.iter().all(|run| run.colour == first).then_some(first)
}

/// What a row says.
pub(super) fn text(row: &[&Run]) -> String {
    row.iter().map(|run| run.text.trim()).collect::<Vec<_>>().join(" ")
}
