//! Dates as they stand on a page: those that are broken over lines, and the signs of a line of time beside them.

use super::periods;
use super::runs::{Run, rows, text};
use super::words::words;

/// Runs without the hollow signs of a line of time, which stand before the heads of entries: most have a period beside them or
/// on the next line.
pub(super) fn without_line_of_time(runs: Vec<Run>) -> Vec<Run> {
    let is_sign = |run: &Run| run.text.trim() == "◦";
    let rows = rows(&runs);
    let is_dated = |at: usize| rows.get(at).is_some_and(|row| periods::find(&text(row)).is_some());
    let signs: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].iter().any(|run| is_sign(run))).collect();
    let is_next = |at: usize| rows.get(at + 1).is_some_and(|next| !next.iter().any(|run| is_sign(run)));
    let dated = signs.iter().filter(|at| is_dated(**at) || is_next(**at) && is_dated(**at + 1)).count();
    if dated * 2 <= signs.len() {
        return runs;
    }
    runs.into_iter().filter(|run| !is_sign(run)).collect()
}

/// A period that is broken into two lines of a narrow column is put together, and so is its length below it.
pub(super) fn with_whole_periods(runs: &[Run]) -> Vec<Run> {
    let mut whole = runs.to_vec();
    let mut order: Vec<usize> = (0..whole.len()).collect();
    order.sort_by(|one, other| whole[*one].baseline.total_cmp(&whole[*other].baseline));
    // The runs from one height to another.
    let between = |whole: &[Run], from: f64, to: f64| {
        let first = order.partition_point(|at| whole[*at].baseline < from);
        let last = order.partition_point(|at| whole[*at].baseline < to);
        first..last.max(first)
    };
    for at in 0..whole.len() {
        let run = whole[at].clone();
        let text = run.text.trim();
        if text.chars().count() > LONGEST_PERIOD || run.text.is_empty() {
            continue;
        }
        let is_open = is_open_period(text);
        let is_span = |text: &str| periods::whole(text).is_some_and(|found| found.is_span);
        if !is_open && !is_span(text.trim_end_matches('.')) && !is_year(text) {
            continue;
        }
        // What has text beside it is a date of its own.
        let is_alone = |one: &Run| {
            let mut others = order[between(&whole, one.baseline - one.size, one.baseline + one.size)].iter();
            others.all(|other| {
                let other = &whole[*other];
                let near = one.size.max(other.size) * BESIDE;
                other == one || other.text.is_empty() || (other.baseline - one.baseline).abs() >= near
            })
        };
        let is_aligned = |one: &Run, other: &Run| {
            (other.left - one.left).abs() < 3.0 || (other.right - one.right).abs() < 3.0
        };
        // Of a list of years, each is one.
        let is_listed = |other: &Run| {
            let lower = other.baseline + (other.baseline - run.baseline);
            let mut next = order[between(&whole, lower - 1.0, lower + 1.0)].iter().map(|at| &whole[*at]);
            next.any(|next| is_aligned(other, next) && is_year(next.text.trim()))
        };
        let is_rest = |other: &Run| {
            let said = other.text.trim();
            is_open && (is_span(&joined(text, said)) || is_year(said))
                || text.ends_with('.') && words().month(said).is_some() && is_span(&joined(text, said))
                || is_year(text)
                    && is_year(said)
                    && text < said
                    && !is_alone(&run)
                    && is_alone(other)
                    && !is_listed(other)
                || periods::is_duration(said.trim_matches(['(', ')'])) && is_span(text)
        };
        let lines = between(&whole, run.baseline + run.size * 0.8, run.baseline + run.size * 2.2);
        let below = order[lines].iter().copied().find(|below| {
            let other = &whole[*below];
            is_aligned(&run, other) && (run.bold, run.italic) == (other.bold, other.italic) && is_rest(other)
        });
        if let Some(below) = below {
            let end = std::mem::take(&mut whole[below].text);
            whole[at].text = joined(text, end.trim());
        }
    }
    whole.retain(|run| !run.text.trim().is_empty());
    whole
}

/// How near the baselines of what stands beside one another are, in sizes of the larger letters: these may stand lower.
const BESIDE: f64 = 0.3;

/// Two lines of a period; two years are a span.
fn joined(text: &str, next: &str) -> String {
    let sign = if is_year(text) && is_year(next) { " – " } else { " " };
    format!("{text}{sign}{next}")
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && periods::whole(text).is_some_and(|found| !found.is_span)
}

/// The longest part of a period that has a line for itself, in letters.
const LONGEST_PERIOD: usize = 30;

/// Whether a period goes on on the next line: behind a dash, a month or a season.
fn is_open_period(text: &str) -> bool {
    let last = text.rsplit([' ', '-', '–', '—']).next().unwrap_or_default();
    if last.is_empty() {
        return periods::whole(text).is_some();
    }
    last.starts_with(char::is_alphabetic)
        && !last.contains(|letter: char| letter.is_ascii_digit())
        && periods::whole(&format!("{last} 2000")).is_some_and(|found| !found.is_span)
}
