//! The pages of a PDF as lines in their order of reading.
//!
//! A PDF says where letters stand, and no more. Runs on one height are a line; a strip that no run crosses parts two
//! columns, which are read one after the other, over pages; what is repeated at the edges of pages is left out.

use super::columns::{Gutter, below_headings, gutter, with_margin};
use super::icons;
use super::line::{Line, Piece, plain};
use super::periods;
use super::running::without_running;
use super::runs::{Page, Run, colour, rows};
use super::stacked::{with_whole_periods, without_line_of_time};
use super::words::words;

/// Parts of the size of letters: a space, a gap that parts, and one that does so where the line is not stretched to the
/// edge.
const SPACE: f64 = 0.15;
const APART: f64 = 1.1;
const MAY_PART: f64 = 0.7;

/// How far the sign of a list is from its text at the least, where its font does not name it.
const BEHIND_SIGN: f64 = 0.4;

/// How many columns a page has at the most, but for those below a row of headings.
const COLUMNS: usize = 2;

/// A part of a page that is read as a whole.
#[derive(Debug)]
struct Block {
    /// Which column, counted from 0; absent for what goes across.
    column: Option<usize>,
    lines: Vec<Line>,
}

/// The lines of all pages.
pub(super) fn read(pages: &[Page]) -> Vec<Line> {
    let all = pages.iter().flat_map(|page| &page.runs).map(|run| run.right).fold(0.0, f64::max);
    let pages = without_running(pages);
    let mut blocks: Vec<Block> = Vec::new();
    let mut known: Option<Gutter> = None;
    let mut parted = Vec::new();
    for page in &pages {
        let own = gutter(page, known.as_ref());
        if let Some((above, columns)) = below_headings(page, own.as_ref()) {
            known = gutter(&above, known.as_ref());
            parted.extend(parts_of(&above, known.as_ref()));
            parted.extend((COLUMNS..).map(Some).zip(columns));
        } else {
            parted.extend(parts_of(page, own.as_ref()));
            known = own;
        }
    }
    // How far lines go, in each column: a page may have short ones alone.
    let most = parted.iter().filter_map(|(column, _)| *column).max().unwrap_or_default();
    let mut edges = vec![0.0_f64; most + 2];
    for (column, runs) in &parted {
        let edge = &mut edges[column.map_or(0, |column| column + 1)];
        *edge = runs.iter().map(|run| run.right).fold(*edge, f64::max);
    }
    // Above a row of headings lines go as far as the last column.
    if most >= COLUMNS {
        edges[0] = edges[0].max(all);
    }
    // Running lines show how wide the page is, too.
    if parted.iter().all(|(column, _)| column.is_none()) {
        edges[0] = all;
        widen(&mut edges[0], &pages, &parted);
    }
    for (column, runs) in parted {
        let lines = lines_of(&runs, edges[column.map_or(0, |column| column + 1)]);
        blocks.push(Block { column, lines });
    }
    let mut lines: Vec<Line> = Vec::new();
    let mut last = None;
    for block in in_order(blocks) {
        let from = lines.len();
        lines.extend(block.lines);
        if last == Some(block.column) {
            go_on_over(&mut lines, from, edges[block.column.map_or(0, |column| column + 1)]);
        }
        last = Some(block.column);
    }
    lift_dates(&mut lines);
    lines
}

/// Where no sentence goes on at an edge, the lines are short by themselves, and the page as wide as its margin at
/// the left shows.
fn widen(edge: &mut f64, pages: &[Page], parted: &[(Option<usize>, Vec<Run>)]) {
    let runs = || pages.iter().flat_map(|page| &page.runs);
    let margin = runs().map(|run| run.left).fold(f64::INFINITY, f64::min);
    let width = pages.iter().map(|page| page.width - margin).fold(0.0, f64::max);
    let goes_on = |two: &[Line]| {
        let (text, next) = (two[0].text(), two[1].text());
        let is_open = text.ends_with([',', '-']) || text.matches('(').count() > text.matches(')').count();
        two[0].goes_on
            && !two[1].is_item
            && !two[1].is_below_gap
            && (is_open || next.starts_with(|letter: char| letter.is_alphabetic() && !letter.is_uppercase()))
    };
    if *edge < width && !parted.iter().any(|(_, runs)| lines_of(runs, *edge).windows(2).any(goes_on)) {
        *edge = width;
    }
}

/// A sentence goes on over the end of a page: the line at `next` is the first one there. Its gap is not known, so that its
/// first letter decides, and where it begins: an item goes on to the right of its sign.
fn go_on_over(lines: &mut [Line], next: usize, edge: f64) {
    let (before, after) = lines.split_at_mut(next);
    let sign = before.iter().rev().find(|line| line.is_item).map(|line| line.left);
    if let (Some(last), Some(first)) = (before.last_mut(), after.first())
        && match sign.filter(|sign| last.is_item || last.left > sign + 2.0) {
            Some(sign) => first.left > sign + 2.0,
            None => (first.left - last.left).abs() < 3.0,
        }
        && !first.is_item
        && !first.starts_column
        && first.text().starts_with(char::is_lowercase)
    {
        last.goes_on = has_no_room(last, first, edge);
    }
}

/// How far down from the head of its entry a date may stand beside the text.
const LIFTED: usize = 4;

/// Dates in a margin beside the text of an entry belong to its head.
fn lift_dates(lines: &mut [Line]) {
    for at in 1..lines.len() {
        let parts = lines[at].parts();
        let text = |part: &Vec<Piece>| part.iter().map(|piece| piece.text.as_str()).collect::<String>();
        let Some(last) = parts.last().filter(|_| parts.len() > 1) else { continue };
        let said = text(last);
        let is_date = periods::whole(&said).is_some();
        if !is_date && !periods::is_duration(said.trim()) {
            continue;
        }
        let from = at.saturating_sub(LIFTED);
        let head = (from..at).rev().find(|above| !lines[*above].is_item && lines[*above].begins_bold());
        // A line below bullets that does not go on from them begins another position.
        let is_beside_text = |head: &usize| {
            let below_items = (head + 1..at).any(|above| lines[above].is_item);
            lines[at].is_item || (below_items && lines[at - 1].goes_on)
        };
        let Some(head) = head.filter(|head| is_beside_text(head) && !lines[at].begins_bold()) else {
            continue;
        };
        let line = &mut lines[at];
        line.pieces.truncate(line.pieces.len() - last.len());
        let head = &mut lines[head];
        match head.pieces.last_mut().filter(|_| !is_date) {
            Some(date) => date.text = format!("{} ({})", date.text.trim_end(), said.trim()),
            None => head.pieces.extend(last.iter().cloned()),
        }
    }
}

/// Columns that go on over pages are read one after the other.
fn in_order(blocks: Vec<Block>) -> Vec<Block> {
    let mut ordered: Vec<Block> = Vec::new();
    let mut columns: Vec<Block> = Vec::new();
    let flush = |columns: &mut Vec<Block>, ordered: &mut Vec<Block>| {
        columns.sort_by_key(|block| block.column);
        let mut last = None;
        for mut block in columns.drain(..) {
            if let Some(first) = block.lines.first_mut() {
                first.starts_column = block.column != last;
            }
            last = block.column;
            ordered.push(block);
        }
    };
    for block in blocks.into_iter().filter(|block| !block.lines.is_empty()) {
        if block.column.is_some() {
            columns.push(block);
        } else {
            flush(&mut columns, &mut ordered);
            ordered.push(block);
        }
    }
    flush(&mut columns, &mut ordered);
    ordered
}

/// The runs of a page, by the columns in which they stand.
fn parts_of(page: &Page, gutter: Option<&Gutter>) -> Vec<(Option<usize>, Vec<Run>)> {
    let Some(gutter) = gutter else { return vec![(None, page.runs.clone())] };
    if gutter.is_margin {
        let (above, runs) = with_margin(page, gutter);
        return vec![(None, above), (None, runs)];
    }
    let mut parts: [Vec<Run>; 4] = Default::default();
    for run in &page.runs {
        let part = match run.baseline {
            y if y < gutter.top => 0,
            y if y > gutter.bottom => 3,
            _ if run.left < gutter.place => 1,
            _ => 2,
        };
        parts[part].push(run.clone());
    }
    [None, Some(0), Some(1), None].into_iter().zip(parts).collect()
}

fn lines_of(runs: &[Run], edge: f64) -> Vec<Line> {
    let runs = without_line_of_time(with_whole_periods(runs));
    let rows = rows(&runs);
    let baselines: Vec<f64> =
        rows.iter().map(|row| row.iter().map(|run| run.baseline).fold(0.0, f64::max)).collect();
    let mut ends: Vec<f64> = rows.iter().filter_map(|row| row.last()).map(|last| last.right).collect();
    ends.sort_by(f64::total_cmp);
    let mut lines: Vec<Line> = rows.iter().map(|row| line_of(row, is_stretched(row, &ends))).collect();
    let pitch = pitch(&lines, &baselines);
    for index in 0..lines.len() {
        if index > 0 {
            let size = lines[index].size.max(lines[index - 1].size).max(1.0);
            lines[index].is_below_gap = (baselines[index] - baselines[index - 1]) / size > pitch * 1.2;
        }
        if let Some(next) = lines.get(index + 1) {
            lines[index].goes_on = has_no_room(&lines[index], next, edge);
        }
    }
    for line in &mut lines {
        line.take_mark();
    }
    lines.retain(|line| line.text().contains(char::is_alphanumeric));
    with_whole_heads(lines)
}

/// Whether the first word of the next line did not fit at the end of a line.
fn has_no_room(line: &Line, next: &Line, edge: f64) -> bool {
    first_word(next) + line.size * SPACE * 2.0 > edge - line.right - 1.0
}

/// Words that end no head: what they connect follows.
const CONNECTING: [&str; 16] =
    ["and", "of", "in", "for", "the", "to", "with", "&", "und", "der", "et", "de", "des", "y", "e", "en"];

/// The most lines of a head that is wrapped.
const MOST_WRAPPED: usize = 3;

/// Heads that are wrapped beside their dates are put together.
fn with_whole_heads(lines: Vec<Line>) -> Vec<Line> {
    let mut whole: Vec<Line> = Vec::with_capacity(lines.len());
    let mut count = 1;
    for mut next in lines {
        if let Some(line) = whole.last_mut()
            && count < MOST_WRAPPED
            && is_open_head(line)
            && goes_on_below(line, &next)
        {
            let date = line.pieces.iter().rposition(|piece| piece.apart).unwrap_or(line.pieces.len());
            next.pieces[0].apart = false;
            next.pieces[0].text.insert(0, ' ');
            line.pieces.splice(date..date, next.pieces);
            line.goes_on = next.goes_on;
            count += 1;
        } else {
            count = 1;
            whole.push(next);
        }
    }
    whole
}

/// Whether a head with its dates at the right ends with a word that connects it to what follows.
fn is_open_head(line: &Line) -> bool {
    let text = |part: &[Piece]| part.iter().map(|piece| piece.text.as_str()).collect::<String>();
    let [head, date] = &line.parts()[..] else { return false };
    let head = text(head).to_lowercase();
    let last = head.split_whitespace().next_back().unwrap_or_default();
    CONNECTING.contains(&last) && periods::whole(text(date).trim()).is_some()
}

/// Whether the next line may be the rest of a head: at its place, and of its look.
fn goes_on_below(line: &Line, next: &Line) -> bool {
    let first = next.pieces.iter().find(|piece| !piece.text.trim().is_empty());
    let date = line.pieces.iter().rposition(|piece| piece.apart);
    let last = line.pieces[..date.unwrap_or_default()].last();
    let is_alike = match (first, last) {
        (Some(first), Some(last)) => first.bold == last.bold && first.italic == last.italic,
        _ => false,
    };
    is_alike
        && !next.is_item
        && !next.is_below_gap
        && next.parts().len() == 1
        && (next.left - line.left).abs() < 3.0
        && (next.size - line.size).abs() < 0.6
}

/// How far lines of a paragraph are from one another, in sizes of their letters: what is usual among the closer ones.
fn pitch(lines: &[Line], baselines: &[f64]) -> f64 {
    let mut pitches: Vec<f64> = (1..lines.len())
        .filter(|index| (lines[*index].size - lines[index - 1].size).abs() < 0.6)
        .map(|index| (baselines[index] - baselines[index - 1]) / lines[index].size.max(1.0))
        .filter(|pitch| (0.9..2.2).contains(pitch))
        .collect();
    pitches.sort_by(f64::total_cmp);
    pitches.get(pitches.len() / 4).copied().unwrap_or(1.3)
}

/// How wide the first word of a line is.
fn first_word(line: &Line) -> f64 {
    let text = line.text();
    let letters = text.chars().count().max(1) as f64;
    let first = text.split(' ').next().unwrap_or_default().chars().count() as f64;
    (line.right - line.left) / letters * first
}

fn line_of(row: &[&Run], is_stretched: bool) -> Line {
    let mut line = Line { left: row[0].left, ..Line::default() };
    let mut end: Option<&Run> = None;
    let may_part = if is_stretched { APART } else { MAY_PART };
    let mut is_behind_icon = false;
    for (index, run) in row.iter().enumerate() {
        let gap = end.map_or(0.0, |end| run.left - end.right);
        let size = end.map_or(run.size, |end| end.size.min(run.size)).max(1.0);
        let is_near = |gap: f64| gap.abs() <= size * SPACE;
        let before = end.filter(|_| is_near(gap)).and_then(|end| end.text.chars().next_back());
        let next = row.get(index + 1).filter(|next| is_near(next.left - run.right));
        let behind = next.and_then(|next| next.text.chars().next());
        let whole = plain(&run.text);
        for (at, text) in icons::parted(&whole, before, behind).into_iter().enumerate() {
            is_behind_icon |= at > 0;
            if is_behind_icon && text.trim().is_empty() {
                continue;
            }
            let apart = !line.pieces.is_empty() && (at == 0 && gap > size * may_part || is_behind_icon);
            is_behind_icon = false;
            let gap = if at == 0 { gap } else { 0.0 };
            let last = line.pieces.last_mut();
            let is_same = |piece: &Piece| {
                !apart && piece.bold == run.bold && piece.italic == run.italic && piece.link == run.link
            };
            let parted =
                |piece: &Piece| gap > size * SPACE && !piece.text.ends_with(' ') && !text.starts_with(' ');
            match last {
                Some(piece) if is_same(piece) => {
                    if parted(piece) {
                        piece.text.push(' ');
                    }
                    piece.text.push_str(text);
                }
                last => {
                    if let Some(piece) = last.filter(|piece| !apart && parted(piece)) {
                        piece.text.push(' ');
                    }
                    let (bold, italic, link) = (run.bold, run.italic, run.link.clone());
                    line.pieces.push(Piece {
                        text: text.to_owned(),
                        bold,
                        italic,
                        link,
                        apart,
                        ..Piece::default()
                    });
                }
            }
        }
        if run.text.trim().chars().count() > 1 {
            line.size = line.size.max(run.size);
        }
        line.right = line.right.max(run.right);
        end = Some(run);
    }
    if let [sign, text, ..] = row
        && sign.text.trim() == UNNAMED
        && text.left - sign.right > text.size * BEHIND_SIGN
        // An icon before a date is no sign of a list.
        && periods::whole(text.text.trim()).is_none()
    {
        line.is_item = words().heading(&line.text()).is_none();
    }
    line.colour = colour(row);
    if line.size == 0.0 {
        line.size = row.iter().map(|run| run.size).fold(0.0, f64::max);
    }
    line
}

/// How many rows show by their ends where an edge is.
const FEWEST_ENDS: usize = 3;

/// Whether the spaces of a row are wide because it goes up to an edge. A line of contacts is no prose.
fn is_stretched(row: &[&Run], ends: &[f64]) -> bool {
    let is_narrow = |pair: &[&Run]| pair[1].left - pair[0].right < pair[0].size.max(pair[1].size) * 2.0;
    let is_contact = |run: &&Run| run.link.is_some() || run.text.contains('@');
    let Some(end) = row.last().map(|last| last.right) else { return false };
    let before = |place: f64| ends.partition_point(|end| *end < place);
    before(end + 1.0) - before(end - 1.0) >= FEWEST_ENDS
        && row.windows(2).all(is_narrow)
        && !row.iter().any(is_contact)
}

/// A letter that its font does not name.
const UNNAMED: &str = "\u{fffd}";
