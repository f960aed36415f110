//! JSON that cannot drive a terminal.
//!
//! JSON escapes the control characters below U+0020 only. The others, and those that turn the
//! direction of writing, are escaped here: they can stand in nothing but strings, where `\u` means
//! the same to every reader.

use std::borrow::Cow;
use std::fmt::Write;

use crate::library::visible;

/// The same JSON, with nothing in it that a terminal would obey.
pub(super) fn tame(json: &str) -> Cow<'_, str> {
    let hidden = |character| character != '\n' && visible::is_hidden(character);
    if !json.contains(hidden) {
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
