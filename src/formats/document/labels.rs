//! Entries that name each of their values: `Company: Hooli`, `Designation: Engineer`, `Duration: 2018 – 2020`.
//!
//! A section is read so only where it begins with such a name, and every entry has two of them.

use super::body::{self, labelled};
use super::line::{Line, Piece, collapsed};
use super::periods;
use super::words::{Field, words};
use crate::domain::Kind;
use crate::formats::incoming::Draft;

#[derive(Debug, Default)]
struct Entry {
    fields: Vec<(Field, String)>,
    below: Vec<Line>,
}

/// The entries of a section whose values have names, each with what is doubtful about it.
pub(super) fn read(kind: Kind, lines: &[Line]) -> Option<Vec<(Draft, Vec<String>)>> {
    if !matches!(kind, Kind::Work | Kind::Education | Kind::Volunteer) {
        return None;
    }
    let mut entries: Vec<Entry> = Vec::new();
    for line in lines {
        match (field_of(line), entries.last_mut()) {
            (Some(found), Some(entry)) if !entry.fields.iter().any(|(field, _)| *field == found.0) => {
                entry.fields.push(found);
            }
            (Some(found), _) => entries.push(Entry { fields: vec![found], below: Vec::new() }),
            (None, last) => last?.below.push(line.clone()),
        }
    }
    let is_one = |entry: &Entry| {
        entry.fields.len() > 1
            && entry.fields.iter().any(|(field, _)| matches!(field, Field::Employer | Field::Title))
    };
    if entries.is_empty() || !entries.iter().all(is_one) {
        return None;
    }
    Some(entries.into_iter().map(|entry| draft(kind, entry)).collect())
}

/// The name of a value and the value: before a colon, or in two cells.
fn field_of(line: &Line) -> Option<(Field, String)> {
    let text = line.text();
    if let Some((label, value)) = labelled(&text) {
        return Some((words().field(label)?, value.to_owned()));
    }
    let said = |part: &[Piece]| collapsed(&part.iter().map(|piece| piece.text.as_str()).collect::<String>());
    let parts = line.parts();
    let [label, value] = parts.as_slice() else { return None };
    Some((words().field(&said(label))?, said(value)))
}

fn draft(kind: Kind, entry: Entry) -> (Draft, Vec<String>) {
    let mut draft = Draft::new(kind);
    let mut doubts = Vec::new();
    let content = draft.content_mut();
    for (field, value) in entry.fields {
        match field {
            Field::Title => content.title = value,
            Field::Employer => content.organization = Some(value),
            Field::Place => content.location = Some(value),
            Field::Period => match periods::whole(&value) {
                Some(found) => {
                    doubts.extend(found.words.map(|words| format!("the document says `{words}`")));
                    (content.start_date, content.end_date) = (found.start, found.end);
                }
                None => {
                    doubts.push(format!("the dates were not understood: `{value}`"));
                    content.text = Some(value);
                }
            },
        }
    }
    body::fill(content, &entry.below);
    if content.start_date.is_none() && content.end_date.is_none() && doubts.is_empty() {
        doubts.push("no dates were found".to_owned());
    }
    (draft, doubts)
}
