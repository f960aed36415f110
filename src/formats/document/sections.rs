//! Lines as sections: what stands below each heading.
//!
//! Words decide first: a line that says no more than a known heading is one. The look of these shows which other lines are
//! headings as well.

use std::collections::BTreeMap;

use super::line::{Line, Piece};
use super::names::{firm_score, has_title, org_score};
use super::periods;
use super::titles::is_title;
use super::words::{Topic, words};
use crate::domain::Kind;

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
    colour: Option<u32>,
}

impl Look {
    fn of(line: &Line) -> Self {
        let size = (line.size * 2.0).round() / 2.0;
        Self {
            size,
            bold: line.is_bold(),
            capitals: line.is_capitals(),
            level: line.level,
            colour: line.colour,
        }
    }

    /// Whether it tells the line from the text around it.
    fn is_distinct(self, body: f64) -> bool {
        self.bold || self.colour.is_some() || self.is_sure(body)
    }

    /// The same, and not by bold or coloured letters alone.
    fn is_sure(self, body: f64) -> bool {
        self.capitals || self.level > 0 || self.size > body + 0.6
    }
}

/// The sections of a document, in its order. The header comes first; what begins a column without a heading belongs to it.
pub(super) fn split(lines: Vec<Line>) -> Vec<Section> {
    let body = body_size(&lines);
    let lines = with_unusual_colours(without_numbers(without_names(whole(lines)), body), body);
    let looks = Looks::of(&lines, body);
    let mut sections = vec![Section::default()];
    let mut above: Option<Look> = None;
    for (at, line) in lines.iter().enumerate() {
        let previous = at.checked_sub(1).map(|before| &lines[before]);
        let known = sections.last().and_then(|section| section.topic);
        if let Some(topic) = looks.topic(&lines, at, known.zip(above)) {
            above = Some(Look::of(line));
            take_back(&mut sections, previous);
            sections.push(Section { topic: Some(topic), heading: line.text(), lines: Vec::new() });
        } else {
            if line.starts_column && previous.is_some() {
                sections.push(Section::default());
            }
            if let Some(section) = sections.last_mut() {
                section.lines.push(line.clone());
            }
        }
    }
    take_back(&mut sections, lines.last());
    sections.retain(|section| !section.lines.is_empty());
    settle_qualifications(&mut sections);
    sections
}

/// Beside a section of education, `Qualifications` without schools are certificates.
fn settle_qualifications(sections: &mut [Section]) {
    let is_ambiguous = |section: &Section| {
        let heading = section.heading.trim_end_matches(':').to_lowercase();
        ["qualifications", "other qualifications", "additional qualifications"].contains(&heading.as_str())
    };
    let is_of_education = |section: &Section| section.topic == Some(Topic::Of(Kind::Education));
    if !sections.iter().any(|section| is_of_education(section) && !is_ambiguous(section)) {
        return;
    }
    let is_of_school = |line: &Line| {
        let text = line.text();
        firm_score(&text) > 0 || periods::find(&text).is_some_and(|found| found.is_span)
    };
    for section in sections.iter_mut().filter(|section| is_of_education(section) && is_ambiguous(section)) {
        if !section.lines.iter().any(is_of_school) {
            section.topic = Some(Topic::Of(Kind::Certificate));
        }
    }
}

/// Leaves the colour to lines that nothing but it tells from the text.
fn with_unusual_colours(mut lines: Vec<Line>, body: f64) -> Vec<Line> {
    let mut counts: BTreeMap<Option<u32>, usize> = BTreeMap::new();
    for line in &lines {
        *counts.entry(line.colour).or_default() += line.text().chars().count();
    }
    let usual = counts.into_iter().max_by_key(|(_, count)| *count).and_then(|(colour, _)| colour);
    for line in &mut lines {
        let is_told = Look { colour: None, ..Look::of(line) }.is_distinct(body);
        line.colour = line.colour.filter(|_| !is_told && line.colour != usual && usual.is_some());
    }
    lines
}

/// Joins a heading that a narrow column breaks: `Personal` above `Details`.
fn whole(lines: Vec<Line>) -> Vec<Line> {
    let mut whole: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let is_heading = |text: &str| words().heading(text).is_some();
        let is_rest = |above: &&mut Line| {
            let said = format!("{} {}", above.text(), line.text());
            above.goes_on
                && is_candidate(above)
                && is_candidate(&line)
                && !line.is_below_gap
                && Look::of(above) == Look::of(&line)
                && is_heading(&said)
                && !is_heading(&above.text())
        };
        match whole.last_mut().filter(is_rest) {
            Some(above) => {
                let first =
                    line.pieces.into_iter().map(|piece| Piece { text: format!(" {}", piece.text), ..piece });
                above.pieces.extend(first);
                above.goes_on = false;
            }
            None => whole.push(line),
        }
    }
    whole
}

/// Takes the person's name off headings: `Berufserfahrung von Ada Beispiel`.
fn without_names(mut lines: Vec<Line>) -> Vec<Line> {
    const OF: [&str; 5] = [" von ", " of ", " de ", " di ", " van "];
    let first: Vec<String> = lines.iter().take(12).map(Line::text).collect();
    // The name has a line of its own elsewhere.
    let is_named =
        |before: Option<&str>| before.is_some_and(|before| !OF.iter().any(|word| before.ends_with(word)));
    let is_name =
        |name: &str| name.contains(' ') && first.iter().any(|line| is_named(line.strip_suffix(name)));
    for line in lines.iter_mut().filter(|line| is_candidate(line) && line.pieces.len() == 1) {
        let text = line.text();
        let parted = OF.iter().filter_map(|word| text.split_once(word));
        let heading = parted.filter(|(heading, name)| words().heading(heading).is_some() && is_name(name));
        if let Some(heading) = heading.map(|(heading, _)| heading.to_owned()).next() {
            line.pieces[0].text = heading;
        }
    }
    lines
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

/// How the headings of a document look.
struct Looks {
    body: f64,
    all: Vec<Look>,
    /// Those of several headings, most of whose lines are known ones. Where headings have more looks than one, a line of such
    /// a look is a heading, too.
    own: Vec<Look>,
}

impl Looks {
    fn of(lines: &[Line], body: f64) -> Self {
        let all = heading_looks(lines, body);
        let mut counts = vec![(0_usize, 0_usize); all.len()];
        for line in lines.iter().filter(|line| is_candidate(line)) {
            let look = Look::of(line);
            let Some(at) = all.iter().position(|known| *known == look) else { continue };
            counts[at].0 += usize::from(words().heading(&line.text()).is_some());
            counts[at].1 += 1;
        }
        let is_own = |look: &Look, known: usize, count: usize| {
            // Bold letters alone are the look of names as well.
            let are_enough = if look.is_sure(body) { known * 2 > count } else { known * 4 >= count * 3 };
            known > 1 && are_enough
        };
        let own = all.iter().zip(counts).filter(|(look, (known, count))| is_own(look, *known, *count));
        let own = own.map(|(look, _)| *look).collect();
        Self { body, all, own }
    }

    /// What a line at a place is the heading of; `above` is what the heading above it says, and how that looks.
    fn topic(&self, lines: &[Line], at: usize, above: Option<(Topic, Look)>) -> Option<Topic> {
        let (line, below) = lines.get(at..)?.split_first()?;
        if !is_candidate(line) {
            return None;
        }
        let text = line.text();
        let look = Look::of(line);
        let by_look = self.all.contains(&look);
        // Bold alone is the look of many a line; capitals, size or a style are not.
        let is_sure = look.is_sure(self.body);
        let is_distinct = look.is_distinct(self.body);
        let is_within = match words().is_weak(&text) {
            Some(true) => !by_look || !is_sure,
            Some(false) => is_distinct && !by_look && !is_sure,
            None => false,
        };
        if is_within {
            return None;
        }
        if let Some(topic) = words().heading(&text) {
            // A word of prose that has a line for itself is no heading.
            let before = at.checked_sub(1).map(|before| &lines[before]);
            let goes_on =
                before.is_some_and(|before| before.goes_on && (before.size - line.size).abs() < 0.8);
            let is_sentence = goes_on && !is_distinct;
            // Where headings have styles or a look, a plain line is none: it may be the title of an entry.
            let are_sure = self.all.iter().all(|look| look.is_sure(self.body));
            let may_be = is_sure || is_distinct && !(are_sure && self.is_within_entry(below));
            // A referee has no dates, but one who works as one has.
            if topic == Topic::Of(Kind::Reference) && !is_sure && below.iter().take(2).any(is_dated) {
                return None;
            }
            let known = above.map(|(topic, _)| topic);
            let is_other_look = above.is_some_and(|(_, own)| own != look && own.is_distinct(self.body));
            if is_other_look && !is_sure && known == Some(Topic::Of(Kind::Skill)) && is_group(topic, below) {
                return None;
            }
            let is_part = known == Some(topic) && is_distinct || is_title(&text);
            let is_other = !self.all.is_empty() && !by_look && !line.starts_column && !may_be && !is_part;
            return (!is_sentence && !is_other).then_some(topic);
        }
        if !by_look || text.ends_with(['.', ',']) {
            return None;
        }
        // Titles in capitals look like headings.
        let is_of_jobs = matches!(above, Some((Topic::Of(Kind::Work | Kind::Volunteer), _)));
        if is_of_jobs && has_title(&text) && below.iter().take(3).any(is_dated) {
            return None;
        }
        match words().heading_like(&text) {
            Some(topic) if is_sure || self.own.contains(&look) && !begins_entry(line, below) => Some(topic),
            None if is_sure && (self.all.len() == 1 || self.own.contains(&look)) => Some(Topic::Other),
            _ => None,
        }
    }

    /// Whether what is above some lines is of an entry: bullets follow, and then another entry of the section.
    fn is_within_entry(&self, below: &[Line]) -> bool {
        let of_section = below.iter().take_while(|line| !self.all.contains(&Look::of(line)));
        below.first().is_some_and(|first| first.is_item)
            && of_section.filter(|line| !line.is_item).any(is_dated)
    }
}

/// Whether a line among skills names a group of them: `Tools`, and `Languages` of programs.
fn is_group(topic: Topic, below: &[Line]) -> bool {
    let is_spoken = |line: &Line| words().begins_with_language(&line.text());
    match topic {
        Topic::Of(Kind::Skill) => true,
        Topic::Of(Kind::Language) => !below.iter().take(1).any(is_spoken),
        _ => false,
    }
}

fn is_dated(line: &Line) -> bool {
    periods::find(&line.text()).is_some()
}

/// Whether bold letters are the title or the employer of an entry: their words say so, or the period of one is below them.
fn begins_entry(line: &Line, below: &[Line]) -> bool {
    let is_title_or_firm = |text: &str| has_title(text) || org_score(text) > 0;
    let has_title_below = || below.iter().take(2).any(|line| has_title(&line.text()));
    is_title_or_firm(&line.text()) || below.iter().take(2).any(is_dated) && !has_title_below()
}

fn heading_looks(lines: &[Line], body: f64) -> Vec<Look> {
    let known = |line: &&Line| is_candidate(line) && words().heading(&line.text()).is_some();
    let (weak, strong): (Vec<_>, Vec<_>) =
        lines.iter().filter(known).partition(|line| words().is_weak(&line.text()).is_some());
    // The surer ones alone show how headings look, if there are any.
    let is_distinct = |line: &&&Line| Look::of(line).is_distinct(body);
    let shown = if strong.iter().any(|line| is_distinct(&line)) { strong } else { weak };
    let mut looks: Vec<(Look, Vec<String>)> = Vec::new();
    for line in shown.iter().filter(is_distinct) {
        let (look, said) = (Look::of(line), line.text());
        match looks.iter_mut().find(|(known, _)| *known == look) {
            Some((_, known)) if known.contains(&said) => {}
            Some((_, known)) => known.push(said),
            None => looks.push((look, vec![said])),
        }
    }
    // Where several headings are larger than the text or in capitals, one in bold letters alone is the look of something else.
    let of_sections = |(look, said): &(Look, Vec<String>)| match look.is_sure(body) {
        true => said.iter().filter(|said| !is_title(said)).count(),
        false => 0,
    };
    if looks.iter().map(of_sections).sum::<usize>() > 1 {
        looks.retain(|(look, said)| look.is_sure(body) || said.len() > 1);
    }
    let mut looks: Vec<Look> = looks.into_iter().map(|(look, _)| look).collect();
    // Where one look is that of styles, the others are chance.
    if looks.iter().any(|look| look.level > 0) {
        looks.retain(|look| look.level > 0);
        let highest = looks.iter().map(|look| look.level).min().unwrap_or(1);
        looks.retain(|look| look.level == highest);
    }
    looks
}

fn is_candidate(line: &Line) -> bool {
    let text = line.text();
    !line.is_item
        && text.chars().count() <= LONGEST
        && line.parts().len() == 1
        && text.chars().any(char::is_alphabetic)
}
