//! Entries that name each of their values: `Company: Hooli`, `Designation: Engineer`, `Duration: 2018 – 2020`.
//!
//! A section is read so only where it begins with such a name, and every entry has two of them.

use serde_json::json;

use super::body::{self, labelled};
use super::line::{Line, Piece, collapsed};
use super::names::{
    is_branch, is_city, is_department, is_form, is_name_of_school_or_firm, is_subject, parted_place,
    title_score,
};
use super::periods;
use super::words::{Field, words};
use crate::domain::{Experience, Kind};
use crate::formats::incoming::Draft;

/// A longer value of a place is prose.
const LONGEST_PLACE: usize = 60;

#[derive(Debug, Default)]
struct Entry {
    fields: Vec<(Field, String, String)>,
    below: Vec<Line>,
}

/// The entries of a section whose values have names, each with what is doubtful about it.
pub(super) fn read(kind: Kind, lines: &[Line]) -> Option<Vec<(Draft, Vec<String>)>> {
    if !matches!(kind, Kind::Work | Kind::Education | Kind::Volunteer) {
        return None;
    }
    let mut entries: Vec<Entry> = Vec::new();
    for line in lines {
        let (line, period) = &with_period_apart(line);
        match (field_of(line), entries.last_mut()) {
            (Some(found), Some(entry)) if !entry.fields.iter().any(|(field, ..)| *field == found.0) => {
                entry.fields.push(found);
            }
            (Some(found), _) => entries.push(Entry { fields: vec![found], below: Vec::new() }),
            (None, last) => last?.below.push(line.clone()),
        }
        if let (Some(period), Some(entry)) = (period, entries.last_mut()) {
            entry.fields.push((Field::Period, String::new(), period.clone()));
        }
    }
    let is_one = |entry: &Entry| {
        entry.fields.len() > 1
            && entry.fields.iter().any(|(field, ..)| matches!(field, Field::Employer | Field::Title))
    };
    if entries.is_empty() || !entries.iter().all(is_one) {
        return None;
    }
    let have_places = have_places(&entries);
    Some(entries.into_iter().map(|entry| draft(kind, entry, have_places)).collect())
}

/// A line without the period at its right, where a name is before its value: `Client: Hooli   2018 – 2020`.
fn with_period_apart(line: &Line) -> (Line, Option<String>) {
    let said = |part: &[Piece]| collapsed(&part.iter().map(|piece| piece.text.as_str()).collect::<String>());
    let mut parts = line.parts();
    let last = parts
        .last()
        .map(|part| said(part))
        .filter(|last| periods::whole(last).is_some_and(|found| found.is_span));
    let is_named = parts.first().is_some_and(|first| labelled(&said(first)).is_some());
    match last {
        Some(period) if is_named && parts.len() > 1 => {
            parts.pop();
            (Line { pieces: parts.into_iter().flatten().collect(), ..line.clone() }, Some(period))
        }
        _ => (line.clone(), None),
    }
}

/// Takes a title, the field of a degree, and a place from the lines below a head that does not have it. Returns the other
/// lines.
pub(super) fn take(content: &mut Experience, lines: &[Line]) -> Vec<Line> {
    // The degree may stand below its field.
    let is_area = |line: &&Line| matches!(field_of(line), Some((Field::Area, ..)));
    let names: Vec<bool> = lines.iter().map(|line| !is_area(&line) && is_taken(content, line)).collect();
    let left = lines.iter().zip(names).filter(|(_, is_taken)| !is_taken).map(|(line, _)| line);
    left.filter(|line| !(is_area(line) && is_taken(content, line))).cloned().collect()
}

/// The place that a line says in named parts, and nothing else: `City: Cluj-Napoca | Country: Romania`.
fn place_of(line: &Line) -> Option<String> {
    let text = line.text();
    let is_of_place = |label: &str| {
        words().field(label) == Some(Field::Place) || words().person.countries.has(&label.to_lowercase())
    };
    let value = |part: &str| {
        let (label, value) = labelled(part.trim())?;
        let fits = is_of_place(label) && !value.contains(':') && !value.ends_with('.');
        (fits && value.chars().count() <= LONGEST_PLACE && value.starts_with(char::is_uppercase))
            .then(|| value.to_owned())
    };
    let parts: Option<Vec<String>> = text.split(['|', '·', '•']).map(value).collect();
    parts.filter(|_| !line.is_item).map(|parts| parts.join(", "))
}

fn is_taken(content: &mut Experience, line: &Line) -> bool {
    let has_place = matches!(content.kind, Kind::Work | Kind::Education | Kind::Volunteer);
    if let (true, None, Some(place)) = (has_place, &content.location, place_of(line)) {
        content.location = Some(place);
        return true;
    }
    match field_of(line) {
        Some((Field::Title, _, value)) if has_place && !line.is_item => set_title(content, value),
        Some((Field::Area, _, value)) if content.kind == Kind::Education && content.title.is_empty() => {
            content.title = value;
            true
        }
        Some((Field::Area, _, value)) if content.kind == Kind::Education => {
            content.metadata.entry("area").or_insert_with(|| json!(value));
            true
        }
        _ => false,
    }
}

/// The head has an employer and a place, if it has no title.
fn set_title(content: &mut Experience, title: String) -> bool {
    let has_place = |name: &String| content.location.is_none() && is_city(name);
    if content.title.is_empty() {
        content.title = title;
    } else if title_score(&content.title) > 0 || !content.organization.as_ref().is_none_or(has_place) {
        return false;
    } else {
        content.location = content.location.take().or(content.organization.take());
        content.organization = Some(std::mem::replace(&mut content.title, title));
    }
    true
}

/// The name of a value and the value: before a colon, or in two cells.
fn field_of(line: &Line) -> Option<(Field, String, String)> {
    let text = line.text();
    // `Dates (from – to)` has no colon, and neither has its value.
    if let Some((label, value)) = labelled(&text)
        && let Some(field) = words().field(label)
    {
        return Some((field, label.to_owned(), value.to_owned()));
    }
    let said = |part: &[Piece]| collapsed(&part.iter().map(|piece| piece.text.as_str()).collect::<String>());
    let parts = line.parts();
    let [label, value] = parts.as_slice() else { return None };
    Some((words().field(&said(label))?, said(label), said(value)))
}

/// Whether every employer of several has a city behind it: `Pinetown Clinic, Pinetown`. Of one it may be a part of the name.
fn have_places(entries: &[Entry]) -> bool {
    let fields = || entries.iter().flat_map(|entry| &entry.fields);
    let employers: Vec<&str> = fields()
        .filter(|(field, ..)| *field == Field::Employer)
        .map(|(_, _, value)| value.as_str())
        .collect();
    let is_placed = |value: &&str| placed(value).is_some();
    !fields().any(|(field, ..)| *field == Field::Place)
        && employers.len() > 1
        && employers.iter().all(is_placed)
}

/// A name and what may be the city behind it.
fn placed(value: &str) -> Option<(&str, &str)> {
    let is_spot = |place: &str| {
        is_city(place)
            && !is_form(place)
            && !is_department(place)
            && !is_branch(place)
            && !is_subject(place)
            && !is_name_of_school_or_firm(place)
    };
    value.split_once(", ").filter(|(_, place)| is_spot(place))
}

fn draft(kind: Kind, entry: Entry, have_places: bool) -> (Draft, Vec<String>) {
    let mut draft = Draft::new(kind);
    let mut doubts = Vec::new();
    let mut said = Vec::new();
    let content = draft.content_mut();
    for (field, name, value) in entry.fields {
        match field {
            Field::Title => content.title = value,
            // `Name and address of employer`
            Field::Employer => {
                let (name, place) = match parted_place(&value) {
                    (_, None) if have_places => {
                        placed(&value).map_or((&value[..], None), |(name, place)| (name, Some(place)))
                    }
                    parted => parted,
                };
                content.organization = Some(name.to_owned());
                content.location = content.location.take().or_else(|| place.map(str::to_owned));
            }
            Field::Place => content.location = Some(value),
            Field::Tasks => said.push(value),
            Field::Other => said.push(format!("{name}: {value}")),
            Field::Area => {
                content.metadata.insert("area".to_owned(), json!(value));
            }
            Field::Period => match periods::whole(&value) {
                Some(found) => {
                    doubts.extend(found.words.map(|words| format!("the document says `{words}`")));
                    // One date of a degree is that of its end.
                    let has_start = found.is_span || kind != Kind::Education;
                    (content.start_date, content.end_date) = (found.start.filter(|_| has_start), found.end);
                }
                None => {
                    doubts.push(format!("the dates were not understood: `{value}`"));
                    said.push(value);
                }
            },
        }
    }
    content.text = Some(said.join("\n\n")).filter(|text| !text.is_empty());
    body::fill(content, &entry.below);
    if content.start_date.is_none() && content.end_date.is_none() && doubts.is_empty() {
        doubts.push("no dates were found".to_owned());
    }
    (draft, doubts)
}
