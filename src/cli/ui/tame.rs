//! JSON that cannot control a terminal.
//!
//! JSON escapes the control characters below U+0020 only. This module escapes the others, and those that
//! change the writing direction. They occur in strings only, where `\u` has the same meaning for every reader.

use std::borrow::Cow;
use std::fmt::Write;

use crate::library::visible;

/// The same JSON, without characters that a terminal obeys.
pub(super) fn tame(json: &str) -> Cow<'_, str> {
    let hidden = |character| character != '\n' && visible::is_hidden(character);
    if !holds(json, hidden) {
        return Cow::Borrowed(json);
    }
    let mut tame = String::with_capacity(json.len());
    for character in json.chars() {
        if !hidden(character) {
            tame.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(tame, "\\u{unit:04x}");
        }
    }
    Cow::Owned(tame)
}

/// Whether there is such a character. Runs of printable ASCII, most of any JSON, are passed over byte by byte.
fn holds(json: &str, hidden: impl Fn(char) -> bool) -> bool {
    let mut rest = json;
    while let Some(place) = rest.bytes().position(|byte| !(b' '..0x7f).contains(&byte)) {
        let mut others = rest[place..].chars();
        if others.next().is_some_and(&hidden) {
            return true;
        }
        rest = others.as_str();
    }
    false
}
