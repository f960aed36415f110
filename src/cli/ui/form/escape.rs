//! The escape of the form: `\u{…}` is a character by its code, and `\u{}` is empty.
//!
//! The invariant: unescaping returns the escaped text. A text without such escapes is unchanged, its
//! backslashes included, so that a user need not know about escapes.

use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::cli::ui::tame::escaped;
use crate::library::visible::Before;

/// The empty escape. It keeps a line from being parsed as another element.
pub(super) const NOTHING: &str = r"\u{}";

/// The characters to escape in addition to invisible ones.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Also {
    /// Tabs.
    pub tabs: bool,
    /// White space at the start, which would be trimmed.
    pub start: bool,
    /// White space at the end, which would be trimmed.
    pub end: bool,
    pub commas: bool,
}

impl Also {
    /// For a value that the parser trims.
    pub(super) const TRIMMED: Self = Self { tabs: true, start: true, end: true, commas: false };
}

pub(super) fn escape(text: &str, also: Also) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = Before::Start;
    for (index, character) in text.char_indices() {
        let after = index + character.len_utf8();
        let edge = character.is_whitespace() && (also.start && index == 0 || also.end && after == text.len());
        let needed = match character {
            '\\' => text.get(after..).is_some_and(|rest| code(rest).is_some()),
            '\t' => also.tabs || edge,
            ',' => also.commas,
            _ => edge || !before.allows(character),
        };
        if needed {
            escaped.push_str(&format!(r"\u{{{:x}}}", u32::from(character)));
        } else {
            escaped.push(character);
        }
        before = before.then(character);
    }
    escaped
}

pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        match code(after) {
            Some((character, left)) => {
                plain.extend(character);
                rest = left;
            }
            None => {
                plain.push('\\');
                rest = after;
            }
        }
    }
    plain + rest
}

/// The text between the braces of an escape, and the rest.
fn code(text: &str) -> Option<(Option<char>, &str)> {
    let (digits, rest) = text.strip_prefix("u{")?.split_once('}')?;
    if digits.is_empty() {
        return Some((None, rest));
    }
    let hexadecimal = digits.len() <= 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let character = u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal).and_then(char::from_u32)?;
    Some((Some(character), rest))
}

/// JSON on one line, with invisible characters as JSON escapes.
pub(super) fn json(value: &impl Serialize) -> String {
    shown(serde_json::to_string(value).unwrap_or_default())
}

/// JSON on several lines, with invisible characters as JSON escapes.
pub(super) fn pretty_json(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b"  "));
    // Writing a JSON value to memory cannot fail.
    let _ = value.serialize(&mut serializer);
    shown(String::from_utf8(bytes).unwrap_or_default())
}

/// A joiner that joins something stays.
fn shown(json: String) -> String {
    let mut before = Before::Start;
    escaped(&json, |character| {
        let stays = character == '\n' || before.allows(character);
        before = before.then(character);
        !stays
    })
}
