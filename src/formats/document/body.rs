//! The lines of an entry below its head: text, bullets, and values with a label.

use serde_json::json;

use super::line::{Line, append};
use super::names::is_address;
use super::words::{Field, words};
use crate::document::language::Label;
use crate::domain::{Bullet, Experience, Kind};
use crate::formats::prose::{self, COMMAS, Part, parts};

/// A paragraph, or an item of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) is_item: bool,
    /// Whether it begins with bold letters, as a label does.
    pub(super) begins_bold: bool,
    pub(super) link: Option<String>,
}

/// Lines as paragraphs: a line that goes on with a sentence is joined to the one before.
pub(super) fn paragraphs(lines: &[Line]) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut item_left = 0.0;
    let mut previous: Option<&Line> = None;
    for line in lines {
        let text = line.text();
        let goes_on = previous.is_some_and(|before| {
            let is_near = !line.is_item && !line.is_below_gap && (before.size - line.size).abs() < 0.8;
            let is_within = paragraphs.last().is_some_and(|last| last.is_item)
                && line.left > item_left + 2.0
                && line.level == 0
                && !line.is_bold();
            is_near && (before.goes_on || is_within)
        });
        match paragraphs.last_mut() {
            Some(last) if goes_on => append(&mut last.text, &text),
            _ => paragraphs.push(Paragraph {
                text,
                is_item: line.is_item,
                begins_bold: line.begins_bold() && !line.is_bold(),
                link: line.pieces.iter().find_map(|piece| piece.link.clone()),
            }),
        }
        if line.is_item {
            item_left = line.left;
        }
        previous = Some(line);
    }
    paragraphs
}

/// `Tasks:`, but not `Technologies:`
fn says_tasks(text: &str) -> bool {
    let names_tasks = words().is_within(text) || words().field(text) == Some(Field::Tasks);
    text.ends_with(':') && names_tasks && words().label(text).is_none()
}

/// Fills in what the lines below the head of an entry say.
pub(super) fn fill(content: &mut Experience, lines: &[Line]) {
    let mut said: Vec<Part> = content.text.take().into_iter().map(Part::Prose).collect();
    let mut paragraphs = paragraphs(lines);
    // `Tasks:` above all bullets says no more than they do.
    let first = paragraphs.iter().position(|paragraph| paragraph.is_item);
    if let Some(above) = first.and_then(|first| first.checked_sub(1))
        && says_tasks(&paragraphs[above].text)
        && !paragraphs[above + 1..].iter().skip_while(|paragraph| paragraph.is_item).any(|rest| {
            // Behind other headings, it tells which bullets are which.
            rest.is_item || says_tasks(&rest.text)
        })
    {
        paragraphs.remove(above);
    }
    for paragraph in paragraphs {
        // Our own documents put several values on one line.
        let values: Vec<&str> = paragraph.text.split(" · ").collect();
        let are_labelled =
            values.iter().all(|value| labelled(value).and_then(|(label, _)| words().label(label)).is_some());
        if are_labelled && values.iter().all(|value| take_label(content, value)) {
            continue;
        }
        if content.url.is_none() && is_address(&paragraph.text) {
            content.url = Some(paragraph.link.unwrap_or(paragraph.text));
            continue;
        }
        said.push(if paragraph.is_item { Part::Bullet } else { Part::Prose }(paragraph.text));
    }
    // The bullets of an education are its courses.
    let (text, bullets) = match content.kind {
        Kind::Education => (Some(prose::markdown(&said)), Vec::new()),
        _ if has_headings(&said) => prose::apart(said),
        _ => prose::parted(said),
    };
    content.text = text.filter(|text| !text.is_empty());
    content.bullets.extend(bullets.into_iter().map(Bullet::new));
}

/// Whether all prose behind the first bullet is headings of more bullets. A wrapped line that was not taken for the rest
/// of its bullet must not cost the others.
fn has_headings(said: &[Part]) -> bool {
    let behind = said.iter().skip_while(|part| matches!(part, Part::Prose(_)));
    let mut prose = behind.filter_map(|part| match part {
        Part::Prose(text) => Some(text),
        Part::Bullet(_) => None,
    });
    prose.all(|text| text.ends_with([':', '：']))
}

/// A label before a value, and the value.
pub(super) fn labelled(text: &str) -> Option<(&str, &str)> {
    let (label, value) = text.split_once([':', '：'])?;
    let fits = label.chars().count() <= 40 && !value.starts_with("//") && !value.trim().is_empty();
    fits.then(|| (label.trim(), value.trim()))
}

fn take_label(content: &mut Experience, text: &str) -> bool {
    let Some((label, value)) = labelled(text) else { return false };
    let Some(known) = words().label(label) else { return false };
    match known {
        Label::Skills => content.skills.extend(items(value)),
        Label::Courses if content.kind == Kind::Education => {
            content.bullets.extend(items(value).into_iter().map(Bullet::new));
        }
        // `Karakter: rolig og presis`, `Expediente: 45/2011`
        Label::Score
            if matches!(content.kind, Kind::Education | Kind::Certificate) && !is_remark(label, value) =>
        {
            content.metadata.insert("score".to_owned(), json!(value));
        }
        Label::Roles => {
            content.metadata.insert("roles".to_owned(), json!(items(value)));
        }
        Label::Authors if content.kind == Kind::Publication => {
            content.metadata.insert("authors".to_owned(), json!(authors(value)));
        }
        Label::Sort if content.kind == Kind::Project => {
            content.metadata.insert("type".to_owned(), json!(value));
        }
        Label::Authors | Label::Fluency | Label::Level | Label::Courses | Label::Score | Label::Sort => {
            return false;
        }
    }
    true
}

/// Whether a word that stands before marks stands before a sentence: `Note: transferred from York`, but `Note: sehr gut (1,3)`.
fn is_remark(label: &str, value: &str) -> bool {
    let is_mark = |word: &str| {
        let word = word.trim_matches(|sign: char| !sign.is_alphanumeric());
        word.contains('/') || word.replace(',', ".").parse::<f64>().is_ok_and(|mark| mark < 1000.0)
    };
    ["note", "nota"].contains(&label.to_lowercase().as_str())
        && value.split_whitespace().count() > 2
        && !words().names.results.has(&value.to_lowercase())
        && !value.split_whitespace().any(is_mark)
}

/// The items of a list on one line, between the strongest signs that it has.
pub(super) fn items(text: &str) -> Vec<String> {
    let trimmed =
        parts(text, strongest(text)).into_iter().map(|item| item.trim_end_matches('.').trim().to_owned());
    trimmed.filter(|item| !item.is_empty()).collect()
}

fn strongest(text: &str) -> &'static [char] {
    let signs: [&[char]; 4] = [&[';'], &['|'], &['•', '·', '●', '▪'], &COMMAS];
    signs.into_iter().find(|signs| text.contains(*signs)).unwrap_or_default()
}

/// The names of authors. Where commas part them, the initials behind a comma are of the name before it.
pub(super) fn authors(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in parts(text.trim(), strongest(text)) {
        for (at, name) in part.split(" & ").flat_map(|part| part.split(" and ")).enumerate() {
            let name = name.trim();
            let name = name.strip_prefix("and ").or_else(|| name.strip_prefix("& ")).unwrap_or(name);
            // The stop of a sentence, and not of what is short for a name
            let is_short = name.rsplit([' ', '.']).nth(1).is_none_or(|word| word.chars().count() < 3);
            let name = if is_short { name } else { name.trim_end_matches('.') };
            match names.last_mut() {
                Some(last) if at == 0 && are_initials(name) && !last.contains(',') => {
                    *last = format!("{last}, {name}");
                }
                _ if name.is_empty() => {}
                _ => names.push(name.to_owned()),
            }
        }
    }
    names
}

/// `A.`, `J.-P.`, `A. B.`, `AB`
pub(super) fn are_initials(text: &str) -> bool {
    let mut parts = text.split(['.', ' ', '-']).filter(|part| !part.is_empty()).peekable();
    let is_dotted = text.contains('.');
    let most = if is_dotted { 1 } else { 2 };
    parts.peek().is_some()
        && parts.all(|part| part.chars().count() <= most && part.chars().all(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    #[test]
    fn initials_are_a_part_of_the_name_before_them() {
        for (text, names) in [
            ("Lovelace, A., Babbage, C.", &["Lovelace, A.", "Babbage, C."][..]),
            ("Lovelace, A. A., & Babbage, C.-P.", &["Lovelace, A. A.", "Babbage, C.-P."]),
            ("Lovelace, A. and Babbage, C.", &["Lovelace, A.", "Babbage, C."]),
            ("Lovelace, A.; Babbage, C.", &["Lovelace, A.", "Babbage, C."]),
            ("Single, S.", &["Single, S."]),
            ("Lovelace A, Babbage CH", &["Lovelace A", "Babbage CH"]),
            ("A. Lovelace, C. Babbage, et al.", &["A. Lovelace", "C. Babbage", "et al."]),
            (
                "Ada Lovelace, Charles Babbage and Mary Somerville.",
                &["Ada Lovelace", "Charles Babbage", "Mary Somerville"],
            ),
        ] {
            assert_eq!(super::authors(text), names, "{text}");
        }
    }
}
