//! Lines as sections: what stands below each heading.
//!
//! Words decide first: a line that says no more than a known heading is one. The look of these shows which other lines are
//! headings as well.

use super::line::Line;
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
        self.bold || self.capitals || self.level > 0 || self.size > body + 0.6
    }
}

/// The sections of a document, in its order. The header comes first; what begins a column without a heading belongs to it.
pub(super) fn split(lines: Vec<Line>) -> Vec<Section> {
    let body = body_size(&lines);
    let looks = heading_looks(&lines, body);
    let own = own_looks(&lines, &looks);
    let mut sections = vec![Section::default()];
    let mut previous: Option<Line> = None;
    for line in lines {
        if let Some(topic) = topic_of(&line, previous.as_ref(), &looks, &own, body) {
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
        let letters = line.text().len();
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
fn own_looks(lines: &[Line], looks: &[Look]) -> Vec<Look> {
    let mut counts = vec![(0_usize, 0_usize); looks.len()];
    for line in lines.iter().filter(|line| is_candidate(line)) {
        let look = Look::of(line);
        let Some(at) = looks.iter().position(|known| *known == look) else { continue };
        counts[at].0 += usize::from(words().heading(&line.text()).is_some());
        counts[at].1 += 1;
    }
    let counted = looks.iter().zip(counts);
    counted.filter(|(_, (known, all))| *known > 1 && known * 2 > *all).map(|(look, _)| *look).collect()
}

fn is_candidate(line: &Line) -> bool {
    let text = line.text();
    !line.is_item && text.len() <= LONGEST && line.parts().len() == 1 && text.chars().any(char::is_alphabetic)
}

fn topic_of(line: &Line, previous: Option<&Line>, looks: &[Look], own: &[Look], body: f64) -> Option<Topic> {
    if !is_candidate(line) {
        return None;
    }
    let text = line.text();
    let look = Look::of(line);
    let by_look = looks.contains(&look);
    // Bold alone is the look of many a line; capitals, size or a style are not.
    let is_sure = look.level > 0 || look.size > body + 0.6 || look.capitals;
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
        let is_other = !looks.is_empty() && !by_look && !line.starts_column && !look.is_distinct(body);
        return (!is_sentence && !is_other).then_some(topic);
    }
    if !by_look || text.ends_with(['.', ',']) {
        return None;
    }
    match words().heading_like(&text) {
        Some(topic) if is_sure => Some(topic),
        None if is_sure && (looks.len() == 1 || own.contains(&look)) => Some(Topic::Other),
        _ => None,
    }
}
