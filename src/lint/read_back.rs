//! What a parser finds in the PDF: each field of the content, looked for in the text of the pages.
//!
//! Parsers read lines. A contact is found if it stands in one; an entry if employer and dates stand near its title.

use std::ops::Range;

use serde::Serialize;

use crate::document::content::{Contact, ContactKind, Content, Entry, Group};
use crate::document::language::Direction;

use super::{Finding, Place, Rule};

/// How many lines from its title the parts of an entry may stand.
const NEAR: usize = 4;

/// How many lines a title may take.
const LONGEST: usize = 8;

words! {
    /// What a parser looks for.
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Part {
        Name = "name",
        Email = "email",
        Phone = "phone",
        Title = "title",
        Organization = "organization",
        Dates = "dates",
    }
}

impl Part {
    fn in_words(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "e-mail address",
            Self::Phone => "telephone number",
            Self::Title => "title",
            Self::Organization => "organization",
            Self::Dates => "dates",
        }
    }
}

/// A field of the content, and whether the text of the pages has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub place: Place,
    pub part: Part,
    pub text: String,
    pub found: bool,
    /// Whether it stands in text from right to left, of which this program cannot say what others read.
    pub is_unsure: bool,
}

/// Looks for every field in the lines of the pages.
pub fn read(content: &Content, lines: &[String]) -> Vec<Field> {
    let lines: Vec<String> = lines.iter().map(|line| dense(line)).collect();
    let mut fields = Vec::new();
    let is_rtl = content.direction == Direction::Rtl;
    let header = &content.header;
    if let Some(name) = &header.name {
        let found = across(&lines[..lines.len().min(LONGEST)], name);
        fields.push(Field {
            place: Place::profile("name"),
            part: Part::Name,
            text: name.clone(),
            found,
            is_unsure: has_rtl(name),
        });
    }
    for Contact { kind, text, .. } in &header.contacts {
        let (part, key) = match kind {
            ContactKind::Email => (Part::Email, "email"),
            ContactKind::Phone => (Part::Phone, "phone"),
            ContactKind::Url | ContactKind::Location | ContactKind::Profile => continue,
        };
        // A pattern for addresses sees one line at a time.
        let found = lines.iter().any(|line| line.contains(&dense(text)));
        fields.push(Field { place: Place::profile(key), part, text: text.clone(), found, is_unsure: false });
    }
    for section in &content.sections {
        for group in &section.groups {
            group.entries.iter().for_each(|one| entry(group, one, &lines, is_rtl, &mut fields));
        }
    }
    fields
}

fn entry(group: &Group, entry: &Entry, lines: &[String], is_rtl: bool, fields: &mut Vec<Field>) {
    let employer = entry.organization.as_ref().or(group.organization.as_ref());
    let dates = entry.dates.as_ref().map(|dates| &dates.text);
    // The lines in which its title stands, or else what there is of it.
    let anchor = entry.title.as_ref().or(employer);
    let anchors: Vec<Range<usize>> = anchor.map(|anchor| places(lines, anchor)).unwrap_or_default();
    let is_unsure = is_rtl || anchor.is_some_and(|anchor| has_rtl(anchor));
    // The employer of a group stands above all of its entries.
    let is_shared = entry.organization.is_none();
    let near = |text: &str, before: usize| {
        anchors.iter().any(|at| {
            let from = at.start.saturating_sub(before);
            let to = (at.end + NEAR).min(lines.len());
            across(&lines[from..to], text)
        })
    };
    let mut tell = |part, text: &String, found| {
        let place = Place::Experience(entry.id);
        fields.push(Field { place, part, text: text.clone(), found, is_unsure });
    };
    if let Some(title) = &entry.title {
        tell(Part::Title, title, !anchors.is_empty());
    }
    if let Some(employer) = employer {
        tell(Part::Organization, employer, near(employer, if is_shared { usize::MAX } else { NEAR }));
    }
    if let Some(dates) = dates {
        tell(Part::Dates, dates, near(dates, NEAR));
    }
}

/// The lines in which a text stands, without the last of them.
fn places(lines: &[String], text: &str) -> Vec<Range<usize>> {
    let text = dense(text);
    (0..lines.len()).filter_map(|at| Some(at..at + rows(&lines[at..], &text)?)).collect()
}

/// Over how many further lines a text goes on that begins in the first one.
fn rows(lines: &[String], text: &str) -> Option<usize> {
    let first = lines.first()?;
    if first.contains(text) {
        return Some(0);
    }
    let joined: String = lines.iter().take(LONGEST).map(String::as_str).collect();
    let at = joined.find(text).filter(|at| *at < first.len())?;
    let mut end = first.len();
    lines
        .iter()
        .skip(1)
        .position(|line| {
            end += line.len();
            end >= at + text.len()
        })
        .map(|further| further + 1)
}

fn across(lines: &[String], text: &str) -> bool {
    lines.concat().contains(&dense(text))
}

fn has_rtl(text: &str) -> bool {
    text.chars().any(|c| Direction::of(c) == Direction::Rtl)
}

/// Without what a break of a line adds or takes away.
fn dense(text: &str) -> String {
    let kept =
        |c: &char| !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{2011}' | '-');
    text.chars().filter(kept).flat_map(char::to_lowercase).collect()
}

/// A finding for each place at which a field is missing. What this program cannot read itself says nothing about
/// others: text from right to left, and characters of which `warnings` says that no font has them.
pub fn findings(fields: &[Field], is_classic: bool, warnings: &[String]) -> Vec<Finding> {
    let is_unfonted =
        |c: char| warnings.iter().any(|warning| warning.contains(&format!("(U+{:04X})", c as u32)));
    let is_readable = |field: &&Field| {
        !field.is_unsure
            && !has_rtl(&field.text)
            && !field.text.chars().any(|c| !c.is_ascii() && is_unfonted(c))
    };
    let lost = fields.iter().filter(|field| !field.found).filter(is_readable);
    let finding = |field: &Field| {
        let message = format!(
            "a program that reads the PDF does not find the {}: `{}`",
            field.part.in_words(),
            field.text
        );
        let finding = Finding::new(Rule::Unread, field.place.clone(), message);
        if is_classic { finding } else { finding.hint("`--theme classic` is read best") }
    };
    lost.map(finding).collect()
}
