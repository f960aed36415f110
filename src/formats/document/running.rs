//! Running lines of pages: what is repeated at their edges, the numbers of pages, and the person's name.

use super::line::collapsed;
use super::runs::{LINE, Page, Run, rows, text};
use super::titles::TITLES;

/// The parts of a page at its top and bottom where running lines are.
const EDGE: f64 = 0.09;

/// The same for the number of a page alone, where it is the outermost row.
const FAR: f64 = 0.15;

/// How far the places of a running line may be apart on two pages, as a part of their height. Elsewhere, equal words
/// are two entries: a job at the end of a page, and one of the same title at the beginning of the next.
const SAME_PLACE: f64 = 0.01;

/// The pages without what is at one place at the edges of several of them, and without the numbers of pages.
pub(super) fn without_running(pages: &[Page]) -> Vec<Page> {
    let name = pages.first().and_then(largest);
    let edges: Vec<Vec<Edge>> = pages.iter().map(|page| edge_rows(page, name.as_deref())).collect();
    let counts = counts(&edges);
    let mut pages = pages.to_vec();
    for (index, page) in pages.iter_mut().enumerate() {
        let is_running = |edge: &&Edge| {
            let is_low = edge.baseline > page.height / 2.0;
            let is_foot = edge.names_person && edge.has_number && is_low;
            if edge.is_within {
                return edge.names_page
                    || is_foot
                    || match edge.figures[..] {
                        [number] => counts.contains(&number.checked_sub(index)),
                        [number, last] => number == index + 1 && last == edges.len(),
                        _ => false,
                    };
            }
            let seen = edges.iter().enumerate();
            let mut seen = seen.filter(|(other, _)| *other != index);
            // At the top of the first page it may be the person's name.
            let is_same = |row: &Edge| {
                row.text == edge.text && (row.baseline - edge.baseline).abs() < page.height * SAME_PLACE
            };
            seen.any(|(other, rows)| (other < index || is_low) && rows.iter().any(is_same))
                || is_page_number(&edge.text)
                || edge.names_document && (is_low || index > 0)
                || edge.names_person && index > 0
                || is_foot
        };
        let dropped: Vec<f64> = edges[index].iter().filter(is_running).map(|edge| edge.baseline).collect();
        page.runs
            .retain(|run| !dropped.iter().any(|baseline| (run.baseline - baseline).abs() < run.size * LINE));
    }
    pages
}

/// What the first page is counted as by the numbers of pages further in, where they say so together. Others are text.
fn counts(edges: &[Vec<Edge>]) -> Vec<Option<usize>> {
    let of_page = |index: usize, edge: &Edge| match edge.figures[..] {
        [number] if edge.is_within => number.checked_sub(index),
        _ => None,
    };
    let of_pages = edges.iter().enumerate();
    let found: Vec<Vec<usize>> =
        of_pages.map(|(index, rows)| rows.iter().filter_map(|edge| of_page(index, edge)).collect()).collect();
    let is_count = |count: &usize| {
        let pages = found.iter().filter(|page| page.contains(count)).count();
        // The first page may have no number.
        pages >= 2 && pages + 1 >= edges.len()
    };
    found.iter().flatten().copied().filter(is_count).map(Some).collect()
}

/// A row at the edge of a page.
#[derive(Debug, Clone, PartialEq)]
struct Edge {
    baseline: f64,
    /// Without its figures.
    text: String,
    /// The figures of a number of a page, if it may be one, and whether it says so.
    figures: Vec<usize>,
    names_page: bool,
    /// Whether it says what the document is, and the number of a page: `Ada Example · Résumé   1`.
    names_document: bool,
    /// Whether it says no more than the person's name and what the document is.
    names_person: bool,
    /// Whether a part of it is the number of a page.
    has_number: bool,
    /// Whether it is the outermost row of its page, and further in than running lines are.
    is_within: bool,
}

/// The rows at the edges of a page, without their figures, and its outermost rows.
fn edge_rows(page: &Page, name: Option<&str>) -> Vec<Edge> {
    let is_at =
        |run: &Run, part: f64| run.baseline < page.height * part || run.baseline > page.height * (1.0 - part);
    let runs: Vec<Run> = page.runs.iter().filter(|run| is_at(run, FAR)).cloned().collect();
    let zeros = |text: &str| {
        text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect::<String>()
    };
    let rows = rows(&runs);
    let edge = |(at, row): (usize, &Vec<&Run>)| {
        let text: Vec<_> = row.iter().map(|run| run.text.trim().to_lowercase()).collect();
        let parts = || {
            text.iter().flat_map(|part| {
                part.split(['·', '|', '–', '—', ',', '•']).flat_map(|part| part.split(" - ")).map(str::trim)
            })
        };
        let is_number = |part: &str| is_page_number(&zeros(part));
        let others = parts().filter(|part| !TITLES.contains(part) && !is_number(part));
        let is_within = !is_at(row[0], EDGE);
        if is_within && at > 0 && at + 1 < rows.len() {
            return None;
        }
        let whole = text.join(" ");
        let figures =
            whole.split(|letter: char| !letter.is_ascii_digit()).filter_map(|part| part.parse().ok());
        Some(Edge {
            baseline: row[0].baseline,
            names_page: is_number(&whole) && PAGE.iter().any(|word| whole.contains(word)),
            figures: if is_number(&whole) { figures.collect() } else { Vec::new() },
            text: zeros(&whole),
            names_document: parts().any(|part| TITLES.contains(&part)) && parts().any(is_number),
            has_number: parts().any(is_number),
            names_person: name == Some(collapsed(&others.collect::<Vec<_>>().join(" ")).as_str()),
            is_within,
        })
    };
    rows.iter().enumerate().filter_map(edge).collect()
}

/// What the largest letters of a page say: the person's name, as a rule.
fn largest(page: &Page) -> Option<String> {
    let size = page.runs.iter().map(|run| run.size).fold(0.0, f64::max);
    let large: Vec<Run> = page.runs.iter().filter(|run| run.size > size - 0.3).cloned().collect();
    rows(&large).first().map(|row| text(row).to_lowercase()).filter(|name| name.contains(char::is_alphabetic))
}

/// Words for a page, which are long enough to be no others.
const PAGE: [&str; 5] = ["page", "seite", "página", "pagina", "strona"];

/// `Page 1 of 2`, `1/2`, `– 3 –`: with its figures taken for zeros.
fn is_page_number(text: &str) -> bool {
    let words =
        ["page", "seite", "p", "s", "of", "von", "de", "página", "sur", "pagina", "di", "van", "strona", "z"];
    let mut parts =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).peekable();
    let is_figure = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte == b'0');
    parts.peek().is_some()
        && text.contains('0')
        && parts.clone().filter(|part| is_figure(part)).count() <= 2
        && parts.all(|part| is_figure(part) || words.contains(&part))
}
