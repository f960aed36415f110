//! Lines as sections: what stands below each heading.
//!
//! Words decide first: a line that says no more than a known heading is one. The look of these shows which other lines are
//! headings as well.

use super::line::Line;
use super::titles::is_title;
use super::words::{Topic, words};

/// A part of a document with its heading. What stands before the first one has none.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Section {
    pub(super) topic: Option<Topic>,
    pub(super) heading: String,
    pub(super) lines: Vec<Line>,
}

/// The longest heading, in letters.
const LONGEST: usize = 60;

/// How a heading looks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    size: f64,
    bold: bool,
    capitals: bool,
    level: u8,
}

impl Look {
    fn of(line: &Line) -> Self {
        let size = (line.size * 2.0).round() / 2.0;
        Self { size, bold: line.is_bold(), capitals: line.is_capitals(), level: line.level }
    }

    /// Whether it tells the line from the text around it.
    fn is_distinct(self, body: f64) -> bool {
        self.bold || self.is_sure(body)
    }

    /// The same, and not by bold letters alone.
    fn is_sure(self, body: f64) -> bool {
        self.capitals || self.level > 0 || self.size > body + 0.6
    }
}

/// The sections of a document, in its order. The header comes first; what begins a column without a heading belongs to it.
pub(super) fn split(lines: Vec<Line>) -> Vec<Section> {
    let body = body_size(&lines);
    let lines = without_numbers(lines, body);
    let looks = heading_looks(&lines, body);
    let own = own_looks(&lines, &looks, body);
    let mut sections = vec![Section::default()];
    let mut previous: Option<Line> = None;
    for line in lines {
        let known = sections.last().and_then(|section| section.topic);
        if let Some(topic) = topic_of(&line, previous.as_ref(), known, &looks, &own, body) {
            take_back(&mut sections, previous.as_ref());
            sections.push(Section { topic: Some(topic), heading: line.text(), lines: Vec::new() });
        } else {
            if line.starts_column && previous.is_some() {
                sections.push(Section::default());
            }
            if let Some(section) = sections.last_mut() {
                section.lines.push(line.clone());
            }
        }
        previous = Some(line);
    }
    take_back(&mut sections, previous.as_ref());
    sections.retain(|section| !section.lines.is_empty());
    sections
}

/// Takes the numbers off headings: lines of one look that count from one on, and of which some are known.
fn without_numbers(mut lines: Vec<Line>, body: f64) -> Vec<Line> {
    let counted: Vec<(usize, usize, Line)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| without_number(line).map(|(number, rest)| (at, number, rest)))
        .filter(|(_, _, rest)| is_candidate(rest) && Look::of(rest).is_distinct(body))
        .collect();
    let mut looks: Vec<Look> = Vec::new();
    for look in counted.iter().map(|(_, _, rest)| Look::of(rest)) {
        if !looks.contains(&look) {
            looks.push(look);
        }
    }
    for look in looks {
        let alike: Vec<_> = counted.iter().filter(|(_, _, rest)| Look::of(rest) == look).collect();
        let is_known = |rest: &Line| words().heading_like(&rest.text()).is_some();
        if alike.len() > 1
            && alike.iter().zip(1..).all(|((_, number, _), count)| *number == count)
            && alike.iter().any(|(_, _, rest)| is_known(rest))
        {
            for (at, _, rest) in alike {
                lines[*at] = rest.clone();
            }
        }
    }
    lines
}

/// A number at the beginning of a line, and the line without it: `2 Education`, `II. Education`.
fn without_number(line: &Line) -> Option<(usize, Line)> {
    const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let mut line = line.clone();
    let first = line.pieces.first_mut().filter(|_| !line.is_item)?;
    let text = first.text.trim_start();
    let (number, rest) = text.split_once(' ').unwrap_or((text, ""));
    let bare = number.trim_end_matches(['.', ')']);
    let roman = ROMAN.iter().position(|roman| *roman == bare).map(|at| at + 1);
    let number = roman.or_else(|| bare.parse().ok().filter(|_| bare.len() <= 2))?;
    first.text = rest.trim_start().to_owned();
    line.pieces.retain(|piece| !piece.text.trim().is_empty());
    line.pieces.first_mut()?.apart = false;
    Some((number, line))
}

/// A line that only its look made a heading, and that nothing stands below, is a line of the section before; the first
/// one of a column belongs to the header.
fn take_back(sections: &mut Vec<Section>, line: Option<&Line>) {
    let is_empty = |section: &Section| section.lines.is_empty() && section.topic == Some(Topic::Other);
    if sections.len() > 1
        && sections.last().is_some_and(is_empty)
        && let Some(line) = line
    {
        sections.pop();
        if line.starts_column {
            sections.push(Section::default());
        }
        if let Some(before) = sections.last_mut() {
            before.lines.push(line.clone());
        }
    }
}

/// The size of most letters.
pub(super) fn body_size(lines: &[Line]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = Vec::new();
    for line in lines {
        let size = (line.size * 2.0).round() / 2.0;
        let letters = line.text().chars().count();
        match sizes.iter_mut().find(|(known, _)| *known == size) {
            Some((_, count)) => *count += letters,
            None => sizes.push((size, letters)),
        }
    }
    sizes.into_iter().max_by_key(|(_, count)| *count).map_or(11.0, |(size, _)| size)
}

fn heading_looks(lines: &[Line], body: f64) -> Vec<Look> {
    let mut looks = Vec::new();
    let known = |line: &&Line| is_candidate(line) && words().heading(&line.text()).is_some();
    let (weak, sure): (Vec<_>, Vec<_>) =
        lines.iter().filter(known).partition(|line| words().is_weak(&line.text()).is_some());
    // The surer ones alone show how headings look, if there are any.
    let is_distinct = |line: &&&Line| Look::of(line).is_distinct(body);
    let shown = if sure.iter().any(|line| is_distinct(&line)) { sure } else { weak };
    for line in shown.iter().filter(is_distinct) {
        let look = Look::of(line);
        if !looks.contains(&look) {
            looks.push(look);
        }
    }
    // Where several headings are larger than the text or in capitals, bold letters alone are the look of something else.
    let is_sure = |line: &&&Line| Look::of(line).is_sure(body);
    let mut said: Vec<String> = shown.iter().filter(is_sure).map(|line| line.text()).collect();
    said.sort_unstable();
    said.dedup();
    if said.len() > 1 {
        looks.retain(|look| look.is_sure(body));
    }
    // Where one look is that of styles, the others are chance.
    if looks.iter().any(|look| look.level > 0) {
        looks.retain(|look| look.level > 0);
        let highest = looks.iter().map(|look| look.level).min().unwrap_or(1);
        looks.retain(|look| look.level == highest);
    }
    looks
}

/// The looks of several headings, most of whose lines are known ones. Where headings have more looks than one, a line of
/// such a look is a heading, too.
fn own_looks(lines: &[Line], looks: &[Look], body: f64) -> Vec<Look> {
    let mut counts = vec![(0_usize, 0_usize); looks.len()];
    for line in lines.iter().filter(|line| is_candidate(line)) {
        let look = Look::of(line);
        let Some(at) = looks.iter().position(|known| *known == look) else { continue };
        counts[at].0 += usize::from(words().heading(&line.text()).is_some());
        counts[at].1 += 1;
    }
    let counted = looks.iter().zip(counts);
    let is_own = |look: &Look, known: usize, all: usize| {
        // Bold letters alone are the look of names as well.
        let are_enough = if look.is_sure(body) { known * 2 > all } else { known * 4 >= all * 3 };
        known > 1 && are_enough
    };
    let own = counted.filter(|(look, (known, all))| is_own(look, *known, *all));
    own.map(|(look, _)| *look).collect()
}

fn is_candidate(line: &Line) -> bool {
    let text = line.text();
    !line.is_item
        && text.chars().count() <= LONGEST
        && line.parts().len() == 1
        && text.chars().any(char::is_alphabetic)
}

fn topic_of(
    line: &Line,
    previous: Option<&Line>,
    known: Option<Topic>,
    looks: &[Look],
    own: &[Look],
    body: f64,
) -> Option<Topic> {
    if !is_candidate(line) {
        return None;
    }
    let text = line.text();
    let look = Look::of(line);
    let by_look = looks.contains(&look);
    // Bold alone is the look of many a line; capitals, size or a style are not.
    let is_sure = look.is_sure(body);
    let is_within = match words().is_weak(&text) {
        Some(true) => !by_look || !is_sure,
        Some(false) => look.is_distinct(body) && !by_look && !is_sure,
        None => false,
    };
    if is_within {
        return None;
    }
    if let Some(topic) = words().heading(&text) {
        // A word of prose that has a line for itself is no heading.
        let goes_on = previous.is_some_and(|before| before.goes_on && (before.size - line.size).abs() < 0.8);
        let is_sentence = goes_on && !look.is_distinct(body);
        // Where headings have styles or a look, a plain line is none: it may be the title of an entry.
        let are_sure = looks.iter().all(|look| look.is_sure(body));
        let may_be = if are_sure { look.is_sure(body) } else { look.is_distinct(body) };
        let is_part = known == Some(topic) && look.is_distinct(body) || is_title(&text);
        let is_other = !looks.is_empty() && !by_look && !line.starts_column && !may_be && !is_part;
        return (!is_sentence && !is_other).then_some(topic);
    }
    if !by_look || text.ends_with(['.', ',']) {
        return None;
    }
    match words().heading_like(&text) {
        Some(topic) if is_sure || own.contains(&look) => Some(topic),
        None if is_sure && (looks.len() == 1 || own.contains(&look)) => Some(Topic::Other),
        _ => None,
    }
}
