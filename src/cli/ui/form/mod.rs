//! The form of an experience in an editor.
//!
//! The invariants: rendering and parsing returns the same experience for any text; typed text is never
//! lost, because errors become comments in it; every error has the number of its line.
//!
//! ```text
//! # comments, up to `Text:`
//! Kind: work
//! Title: Engineer
//! Skills: Rust, SQL            or, below it, one a line with `- ` before each
//! Metadata:
//!   team = "core"              values are JSON
//! Bullets:
//! - A bullet
//!   that goes on indented
//!   tags: backend, lead        the tags of the bullet, if it has any
//! Text:
//! everything up to the end, as it is
//! ```

mod escape;
mod parse;
mod profile;
mod sheet;
#[cfg(test)]
mod tests;
mod translation;

use std::collections::BTreeMap;
use std::fmt;

use escape::{Also, NOTHING, escape, json};

pub(crate) use parse::parse;
pub(crate) use profile::{check_changes, parse as parse_profile, render as render_profile, without_blanks};
pub(crate) use sheet::{Sheet, parse as parse_sheet, render as render_sheet};
pub(crate) use translation::{parse as parse_translation, render as render_translation};

use super::table::dates;
use crate::domain::{Experience, Field};
use crate::library::visible;

/// An error in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormError {
    /// Counted from 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, visible::line(&self.message))
    }
}

/// The start of the comment line of an error.
const ERROR: &str = "# error: ";

const HEADER: &str = "\
# Change what you like, save and close. An emptied file changes nothing.
# A list is one line with commas, or below its name one `- ` line an item.
# A bullet goes on indented by two spaces; its last line may be `tags: a, b`.
# Everything below `Text:` is text, up to the end.
";

const ESCAPES: &str = "# `\\u{…}` stands for a character by its code, `\\u{}` for none.\n";

/// The labels of the fields, in the order of the form. The text comes last, because no line can end it.
const NAMES: [(&str, Field); 12] = [
    ("Kind", Field::Kind),
    ("Title", Field::Title),
    ("Organization", Field::Organization),
    ("Location", Field::Location),
    ("URL", Field::Url),
    ("Start", Field::StartDate),
    ("End", Field::EndDate),
    ("Skills", Field::Skills),
    ("Tags", Field::Tags),
    ("Metadata", Field::Metadata),
    ("Bullets", Field::Bullets),
    ("Text", Field::Text),
];

/// The label of a field.
fn name(field: Field) -> &'static str {
    NAMES.iter().find(|(_, named)| *named == field).map_or("", |(name, _)| name)
}

/// The field that starts on a line, if any, and the text after its colon.
fn heading(line: &str) -> Option<(Field, &str)> {
    let (word, value) = line.split_once(':')?;
    let same = |word: &str, (name, field): &(&str, Field)| {
        word.eq_ignore_ascii_case(name) || word.eq_ignore_ascii_case(field.as_str())
    };
    let word = word.trim_end();
    NAMES.iter().find(|named| same(word, named)).map(|(_, field)| (*field, value))
}

/// Whether a key is reserved for the program. The form leaves reserved keys out and keeps their values.
fn is_internal(key: &str) -> bool {
    key.starts_with('_')
}

/// Renders the form of an experience.
pub(crate) fn render(experience: &Experience) -> String {
    let body = body(experience);
    let escapes = if body.contains(r"\u{") { ESCAPES } else { "" };
    format!("{HEADER}{escapes}\n{body}")
}

/// The fields of a form.
fn body(experience: &Experience) -> String {
    let line = |(name, field): &(&str, Field)| {
        let apart = matches!(field, Field::Metadata | Field::Bullets | Field::Text);
        format!("{}{name}:{}\n", if apart { "\n" } else { "" }, value(experience, *field))
    };
    NAMES.iter().map(line).collect()
}

/// The text after the colon, on the same line or below.
fn value(experience: &Experience, field: Field) -> String {
    let scalar = |text: &str| match text {
        "" => String::new(),
        text => format!(" {}", escape(text, Also::TRIMMED)),
    };
    let optional = |text: &Option<String>| scalar(text.as_deref().unwrap_or_default());
    match field {
        Field::Kind => scalar(experience.kind.as_str()),
        Field::Title => scalar(&experience.title),
        Field::Organization => optional(&experience.organization),
        Field::Location => optional(&experience.location),
        Field::Url => optional(&experience.url),
        Field::StartDate => experience.start_date.map_or_else(String::new, |date| format!(" {date}")),
        Field::EndDate => match experience.end_date {
            Some(date) => format!(" {date}"),
            None if dates(experience.kind, experience.start_date, None).contains("present") => {
                " present".to_owned()
            }
            None => String::new(),
        },
        Field::Skills => list(&experience.skills),
        Field::Tags => list(&experience.tags),
        Field::Metadata => metadata(experience),
        Field::Bullets => experience
            .bullets
            .iter()
            .map(|bullet| {
                let tags = if bullet.tags.is_empty() {
                    String::new()
                } else {
                    format!("\n  tags: {}", between_commas(&bullet.tags))
                };
                item(&bullet.text) + &tags
            })
            .collect(),
        Field::Text => experience.text.as_deref().map_or_else(String::new, block),
        // They have a form of their own, and stay as they are.
        Field::Translations => String::new(),
    }
}

fn list(items: &[String]) -> String {
    if items.iter().any(|item| item.contains(',')) {
        return items.iter().map(|text| item(text)).collect();
    }
    if items.is_empty() { String::new() } else { format!(" {}", between_commas(items)) }
}

fn between_commas(items: &[String]) -> String {
    let shown = items.iter().map(|item| match item.as_str() {
        "" => NOTHING.to_owned(),
        item => escape(item, Also { commas: true, ..Also::TRIMMED }),
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// An item on its own line, with its further lines indented.
fn item(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').collect();
    let last = lines.len() - 1;
    let mut shown = String::new();
    for (index, line) in lines.into_iter().enumerate() {
        let escaped = escape(line, Also { start: index == 0, end: true, ..Also::default() });
        let guard = if parse::begins_tags(line) && index > 0 { NOTHING } else { "" };
        match (index, line) {
            (0, "") => shown.push_str(&format!("\n- {NOTHING}")),
            (0, _) => shown.push_str(&format!("\n- {escaped}")),
            (_, "") if index == last => shown.push_str(&format!("\n  {NOTHING}")),
            (_, "") => shown.push('\n'),
            _ => shown.push_str(&format!("\n  {guard}{escaped}")),
        }
    }
    shown
}

/// Lines without changes; the first and the last are not blank.
fn block(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').collect();
    let last = lines.len() - 1;
    let line = |(index, line): (usize, &&str)| {
        let guard = if (index == 0 || index == last) && line.trim().is_empty() { NOTHING } else { "" };
        format!("\n{guard}{}", escape(line, Also::default()))
    };
    lines.iter().enumerate().map(line).collect()
}

fn metadata(experience: &Experience) -> String {
    let plain = |key: &str| {
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    let shown = experience.metadata.iter().filter(|(key, _)| !is_internal(key));
    shown
        .map(|(key, value)| {
            let key = if plain(key) { key.clone() } else { json(key) };
            format!("\n  {key} = {}", json(value))
        })
        .collect()
}

/// The typed text with each error as a comment above its line. It replaces the earlier errors.
pub(crate) fn annotate(text: &str, errors: &[FormError]) -> String {
    sheet::annotate(text, errors).unwrap_or_else(|| annotate_one(text, errors))
}

fn annotate_one(text: &str, errors: &[FormError]) -> String {
    let lines: Vec<_> = text.split_terminator('\n').collect();
    let text_begins =
        lines.iter().position(|line| matches!(heading(line), Some((Field::Text, _)))).unwrap_or(lines.len());
    let mut beside: BTreeMap<usize, Vec<&FormError>> = BTreeMap::new();
    for error in errors {
        let place = error.line.clamp(1, lines.len() + 1) - 1;
        beside.entry(place.min(text_begins)).or_default().push(error);
    }
    let mut annotated = String::with_capacity(text.len());
    for (index, line) in lines.iter().chain([&""]).enumerate() {
        for error in beside.get(&index).into_iter().flatten() {
            annotated.push_str(&format!("{ERROR}{}\n", visible::line(&error.message)));
        }
        let old = index < text_begins && line.starts_with(ERROR);
        if index < lines.len() && !old {
            annotated.push_str(line);
            annotated.push('\n');
        }
    }
    annotated
}
