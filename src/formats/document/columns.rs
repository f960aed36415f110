//! Finds the strip between two columns of a page.
//!
//! A gap between words is no column: dates stand apart at the right or the left of many a page that is read line
//! by line. Two columns are two texts: each has headings of its own, or lines that do not stand beside one another.

use std::collections::BTreeMap;

use super::periods;
use super::runs::{Page, Run, colour, rows, text};
use super::titles::is_title;
use super::words::{Topic, words};

/// The strip between two columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gutter {
    /// Where the second column begins.
    pub(super) place: f64,
    /// From which height to which both go.
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// Whether the first column is a margin with the headings of the second one.
    pub(super) is_margin: bool,
}

/// How many rows a column has at the least, and how many places are tried.
const FEWEST: usize = 4;
const MOST_PLACES: usize = 40;

/// How far apart headings in a row are at the least, in sizes of their letters.
const BETWEEN_HEADINGS: f64 = 2.0;

/// How far a strip is free, in points.
const STRIP: f64 = 6.0;

/// Up to which share of its rows a column of its own may stand beside rows of the other, and from which share on
/// a column is one of dates.
const BESIDE: f64 = 0.6;
const OF_DATES: f64 = 0.3;

/// How many rows may stand in a margin above its first heading.
const MOST_ABOVE: usize = 3;

/// From which share on of its rows that stand beside rows of the other a column is one of labels.
const OF_LABELS: f64 = 0.95;

/// The gutter of a page, if it has one. `known` is that of the page before, which may go on with less on it.
pub(super) fn gutter(page: &Page, known: Option<&Gutter>) -> Option<Gutter> {
    if let Some(known) = known.filter(|known| crossing(page, known.place).is_empty())
        && !page.runs.is_empty()
    {
        return Some(Gutter { top: 0.0, bottom: page.height, ..known.clone() });
    }
    let mut places: Vec<(usize, f64)> = Vec::new();
    for row in rows(&page.runs) {
        for (index, run) in row.iter().enumerate() {
            let follows_closely = index > 0 && run.left - row[index - 1].right < STRIP;
            let inside = (page.width * 0.15..page.width * 0.85).contains(&run.left);
            if follows_closely || !inside {
                continue;
            }
            match places.iter_mut().find(|(_, place)| (*place - run.left).abs() < 2.0) {
                Some((count, place)) => {
                    *count += 1;
                    *place = place.min(run.left);
                }
                None => places.push((1, run.left)),
            }
        }
    }
    places.retain(|(count, _)| *count >= FEWEST);
    places.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    places.truncate(MOST_PLACES);
    // The strip that is free for the longest; of equal ones the first, which has the widest column.
    let found = places.iter().filter_map(|(_, place)| at(page, *place));
    found.fold(None, |best: Option<Gutter>, one| match best {
        Some(best) if best.bottom - best.top >= one.bottom - one.top - 1.0 && best.place <= one.place => {
            Some(best)
        }
        Some(best) if best.bottom - best.top > one.bottom - one.top + 1.0 => Some(best),
        _ => Some(one),
    })
}

/// What stands above a row of headings that stand beside one another, and the column below each of them. Two alone are those of
/// a page of two columns, unless these would tear what is above.
pub(super) fn below_headings(page: &Page, gutter: Option<&Gutter>) -> Option<(Page, Vec<Vec<Run>>)> {
    let rows = rows(&page.runs);
    let (lefts, top) = rows.iter().skip(1).find_map(|row| {
        let parts: Vec<&[&Run]> =
            row.chunk_by(|one, other| other.left - one.right < one.size * BETWEEN_HEADINGS).collect();
        let are_headings = parts.iter().all(|part| heading(part).is_some())
            && parts.iter().all(|part| is_distinct(part, &rows));
        let top = row.iter().map(|run| run.baseline - run.size).fold(f64::INFINITY, f64::min);
        let tears = |gutter: &Gutter| {
            let torn = || rows.iter().filter(|row| (gutter.top..top).contains(&row[0].baseline));
            let is_dated = |row: &&Vec<&Run>| row.len() > 1 && periods::whole(row[0].text.trim()).is_some();
            let mut right = torn().flatten().filter(|run| run.left > gutter.place - STRIP / 2.0);
            !gutter.is_margin
                && torn().any(|row| is_dated(&row))
                && right.all(|run| heading(&[run]).is_none())
        };
        let is_known = parts.len() > 2 || parts.len() == 2 && gutter.is_some_and(tears);
        let lefts: Vec<f64> = parts.iter().map(|part| part[0].left).collect();
        (are_headings && is_known).then_some((lefts, top))
    })?;
    let (above, below): (Vec<Run>, Vec<Run>) = page.runs.iter().cloned().partition(|run| run.baseline < top);
    let mut columns = vec![Vec::new(); lefts.len()];
    for run in below {
        let column = lefts.iter().rposition(|left| run.left > left - STRIP / 2.0).unwrap_or_default();
        if lefts.get(column + 1).is_some_and(|next| run.right > *next) {
            return None;
        }
        columns[column].push(run);
    }
    let are_all = !above.is_empty() && columns.iter().all(|column| column.len() > 1);
    are_all.then(|| (Page { runs: above, ..page.clone() }, columns))
}

fn crossing(page: &Page, place: f64) -> Vec<f64> {
    let crosses = |run: &&Run| run.left < place - STRIP / 2.0 && run.right > place - STRIP / 2.0;
    page.runs.iter().filter(crosses).map(|run| run.baseline).collect()
}

/// The longest stretch of a page at which no run crosses the strip before a place, if two texts are beside it.
fn at(page: &Page, place: f64) -> Option<Gutter> {
    let mut bounds = crossing(page, place);
    bounds.extend([0.0, page.height + 1.0]);
    bounds.sort_by(f64::total_cmp);
    let stretch =
        bounds.windows(2).max_by(|one, other| (one[1] - one[0]).total_cmp(&(other[1] - other[0])))?;
    let (above, below) = (stretch[0], stretch[1]);
    let inside: Vec<Run> = page
        .runs
        .iter()
        .filter(|run| run.baseline > above + 0.5 && run.baseline < below - 0.5)
        .cloned()
        .collect();
    let side = |is_left: bool| -> Vec<Run> {
        inside.iter().filter(|run| (run.left < place - STRIP / 2.0) == is_left).cloned().collect()
    };
    let (left, right) = (side(true), side(false));
    let (left_rows, right_rows) = (rows(&left), rows(&right));
    let (Some(first), Some(other)) = (left_rows.first(), right_rows.first()) else { return None };
    let top = first[0].baseline.min(other[0].baseline) - 1.0;
    let gutter = Gutter { place: place - STRIP / 2.0, top, bottom: below - 0.5, is_margin: false };
    if are_headings(&left_rows, &right_rows) {
        return Some(Gutter { is_margin: true, ..gutter });
    }
    if left_rows.len() < FEWEST || right_rows.len() < FEWEST {
        return None;
    }
    let (few, many) = if left_rows.len() < right_rows.len() {
        (&left_rows, &right_rows)
    } else {
        (&right_rows, &left_rows)
    };
    let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
    let is_beside = |row: &Vec<&Run>, others: &[Vec<&Run>]| {
        others.iter().any(|other| (other[0].baseline - row[0].baseline).abs() < 1.5)
    };
    let has_heading = |rows: &[Vec<&Run>]| rows.iter().any(|row| heading(row).is_some());
    let have_headings = has_heading(&left_rows) && has_heading(&right_rows);
    let begin_with_headings = heading(first).is_some() && heading(other).is_some();
    // Beside headings of its own that look like some, a column may have dates on lines of their own.
    let are_distinct = has_distinct_heading(&left_rows) && has_distinct_heading(&right_rows);
    let is_of_dates = |rows: &[Vec<&Run>], others: &[Vec<&Run>]| {
        let dated = || rows.iter().filter(|row| periods::whole(&text(row)).is_some());
        let are_beside = dated().count() > 1 && dated().all(|row| is_beside(row, others));
        !are_distinct && (share(dated().count(), rows.len()) > OF_DATES || are_beside && !begin_with_headings)
    };
    if is_of_dates(&left_rows, &right_rows) || is_of_dates(&right_rows, &left_rows) {
        return None;
    }
    // A label in the margin may be the word of a heading; it stands beside its value.
    let beside = share(few.iter().filter(|row| is_beside(row, many)).count(), few.len());
    let are_two = are_distinct || have_headings && beside < OF_LABELS || beside < BESIDE;
    are_two.then_some(gutter)
}

/// The topic of a row that says no more than a known heading. The title of the document stands above all columns.
fn heading(row: &[&Run]) -> Option<Topic> {
    let text = text(row);
    words().heading(&text).filter(|_| !is_title(&text))
}

/// Whether the rows of the left column are the headings of the right one: each stands beside a row there. Above the first
/// one may be the name.
fn are_headings(left: &[Vec<&Run>], right: &[Vec<&Run>]) -> bool {
    let Some(from) = left.iter().position(|row| heading(row).is_some()) else { return false };
    let (above, rows) = left.split_at(from);
    let known: Vec<&Vec<&Run>> = rows.iter().filter(|row| heading(row).is_some()).collect();
    let is_alike = |row: &Vec<&Run>| {
        known.iter().any(|known| (known[0].size - row[0].size).abs() < 0.6 && known[0].bold == row[0].bold)
    };
    known.len() > 1
        && known.len() * 2 > rows.len()
        && above.len() <= MOST_ABOVE
        && right.len() > rows.len()
        && rows.iter().all(|row| is_alike(row) && level(row, right).is_some())
        && !right.iter().any(|row| heading(row).is_some())
}

/// The height of the row that begins beside another one. Larger letters may stand lower.
fn level(row: &[&Run], others: &[Vec<&Run>]) -> Option<f64> {
    let is_near = |other: &f64| (other - row[0].baseline).abs() < row[0].size * 0.5;
    others.iter().map(|other| other[0].baseline).find(is_near)
}

/// The runs of a page whose headings are in a margin: each heading stands on a line of its own, above what is beside
/// it. What stands above the first one is apart.
pub(super) fn with_margin(page: &Page, gutter: &Gutter) -> (Vec<Run>, Vec<Run>) {
    let is_within = |run: &&Run| (gutter.top..=gutter.bottom).contains(&run.baseline);
    let (margin, mut all): (Vec<Run>, Vec<Run>) =
        page.runs.iter().cloned().partition(|run| is_within(&run) && run.left < gutter.place);
    let beside: Vec<Run> = all.iter().filter(is_within).cloned().collect();
    let (rows, beside) = (rows(&margin), rows(&beside));
    let from = rows.iter().position(|row| heading(row).is_some()).unwrap_or_default();
    let above = rows[..from].iter().flatten().map(|run| (*run).clone()).collect();
    for row in &rows[from..] {
        let height = level(row, &beside).unwrap_or(row[0].baseline) - row[0].size * 0.5;
        all.extend(row.iter().map(|run| Run { baseline: height, ..(*run).clone() }));
    }
    (above, all)
}

/// Whether a row says no more than a known heading, in letters that are not those of the column.
fn has_distinct_heading(rows: &[Vec<&Run>]) -> bool {
    rows.iter().any(|row| heading(row).is_some() && is_distinct(row, rows))
}

/// Whether the letters of a row are larger or bolder than most, of another colour, or capitals.
fn is_distinct(row: &[&Run], rows: &[Vec<&Run>]) -> bool {
    let mut sizes: Vec<f64> = rows.iter().map(|row| row[0].size).collect();
    sizes.sort_by(f64::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    let usually_bold = rows.iter().filter(|row| row[0].bold).count() * 2 > rows.len();
    let usual_colour = most(rows.iter().filter_map(|row| colour(row)));
    let text = text(row);
    colour(row).is_some_and(|own| usual_colour.is_some_and(|usual| usual != own))
        || row[0].size > usual + 0.6
        || row[0].bold && !usually_bold
        || !text.contains(char::is_lowercase) && text.chars().count() > 4
}

/// What most are.
fn most(colours: impl Iterator<Item = u32>) -> Option<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for colour in colours {
        *counts.entry(colour).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(colour, _)| colour)
}
