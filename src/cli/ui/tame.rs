//! JSON that cannot control a terminal.
//!
//! JSON escapes the control characters below U+0020 only. This module escapes the others, and those that
//! change the writing direction. They occur in strings only, where `\u` has the same meaning for every reader.

use std::borrow::Cow;
use std::fmt::Write;

use crate::library::visible;

/// The same JSON, without characters that a terminal obeys.
pub(super) fn tame(json: &str) -> Cow<'_, str> {
    let plain = |byte: u8| (b' '..0x7f).contains(&byte) || byte == b'\n';
    // No early exit, so that the compiler can examine many bytes per step.
    if json.bytes().fold(true, |all, byte| all & plain(byte)) {
        return Cow::Borrowed(json);
    }
    let mut tame = String::with_capacity(json.len());
    for character in json.chars() {
        if character == '\n' || !visible::is_hidden(character) {
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
