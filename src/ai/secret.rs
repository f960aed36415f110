//! Secrets.
//!
//! The invariant: a secret is never printed, not for debugging either; a caller that needs it says so by
//! calling [`Secret::reveal`].

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

/// What stands where a secret stood.
const CUT: &str = "[key]";

/// The shortest secret that is looked for anywhere, in bytes: shorter ones are in words that hold no secret.
pub(super) const SHORTEST: usize = 8;

/// The shortest beginning of a secret that is cut off the end of a text.
const SHORTEST_BEGUN: usize = 4;

/// JSON in JSON in JSON doubles them each time.
const MOST_SLASHES: usize = 32;

/// The longest key that is sent, in bytes: 8 KiB.
const LONGEST: usize = 8 << 10;

/// A key, or a URL that may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    text: String,
    /// Whether it is one only where it stands as a word of its own.
    word: bool,
}

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), word: false }
    }

    /// One that may be short. It is cut out where it stands as a word of its own, and a text from a source
    /// who does not know it may hold it too.
    pub(super) fn word(text: impl Into<String>) -> Self {
        Self { text: text.into(), word: true }
    }

    /// The secret itself, for its server.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Whether the header of a request can hold it.
    pub fn is_sendable(&self) -> bool {
        let bytes = self.text.as_bytes();
        !bytes.is_empty() && bytes.len() <= LONGEST && bytes.iter().all(u8::is_ascii_graphic)
    }

    /// Whether a text holds it, in whatever way it is written.
    pub fn is_in(&self, text: &str) -> bool {
        !self.word && self.next_in(text.as_bytes(), 0).is_some_and(|found| found.whole)
    }

    /// A text from a source that knows the secret, without it: as it is, as JSON writes it, however often
    /// it was written as JSON, and where the text breaks off in the middle of it.
    pub fn cut_from(&self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        let mut end = 0;
        while let Some(found) = self.next_in(text.as_bytes(), end) {
            clean.push_str(text.get(end..found.start).unwrap_or_default());
            clean.push_str(CUT);
            end = found.end;
        }
        clean.push_str(text.get(end..).unwrap_or_default());
        clean
    }

    fn next_in(&self, text: &[u8], from: usize) -> Option<Found> {
        let first = *self.text.as_bytes().first()?;
        if self.text.len() < SHORTEST && !self.word {
            return None;
        }
        let starts =
            (from..text.len()).filter(|at| matches!(text.get(*at), Some(&b) if b == b'\\' || b == first));
        let of_a_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
        let alone = |found: &Found| {
            let before = found.start.checked_sub(1).and_then(|before| text.get(before));
            !of_a_word(before) && !of_a_word(text.get(found.end))
        };
        starts.filter_map(|start| self.at(text, start)).find(|found| !self.word || alone(found))
    }

    fn at(&self, text: &[u8], start: usize) -> Option<Found> {
        let mut end = start;
        for (known, wanted) in self.text.bytes().enumerate() {
            match step(text.get(end..).unwrap_or_default(), wanted) {
                Step::Match(length) => end += length,
                Step::End if known >= SHORTEST_BEGUN => {
                    return Some(Found { start, end: text.len(), whole: false });
                }
                Step::End | Step::Other => return None,
            }
        }
        Some(Found { start, end, whole: true })
    }
}

/// Where a secret stands in a text.
struct Found {
    start: usize,
    end: usize,
    /// Not only its beginning at the end of the text.
    whole: bool,
}

enum Step {
    /// So many bytes are the character.
    Match(usize),
    /// The text ends before anything else is there.
    End,
    Other,
}

/// Whether a text begins with a character: as it is, behind backslashes, or as `\u` and its number.
fn step(text: &[u8], wanted: u8) -> Step {
    let slashes = text.iter().take(MOST_SLASHES).take_while(|byte| **byte == b'\\').count();
    let Some(next) = text.get(slashes) else {
        return if wanted == b'\\' && slashes > 0 { Step::Match(slashes) } else { Step::End };
    };
    if slashes > 0 && *next == b'u' {
        let digits = text.get(slashes + 1..).unwrap_or_default();
        let digits = digits.get(..4).unwrap_or(digits);
        let number = std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if digits.len() < 4 && (digits.is_empty() || number.is_some()) && wanted != b'u' && wanted != b'\\' {
            return Step::End;
        }
        if digits.len() == 4 && number == Some(u32::from(wanted)) {
            return Step::Match(slashes + 5);
        }
    }
    if wanted == b'\\' && slashes > 0 {
        Step::Match(slashes)
    } else if *next == wanted {
        Step::Match(slashes + 1)
    } else {
        Step::Other
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Quoted)
    }
}

/// The messages of the standard visitor repeat a number that stands where a text is wanted.
struct Quoted;

impl Quoted {
    fn wrong<E: de::Error>() -> Result<Secret, E> {
        Err(E::custom("a text in quotes is wanted"))
    }
}

impl Visitor<'_> for Quoted {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text in quotes")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::new(text))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Secret, E> {
        Self::wrong()
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Secret, E> {
        Self::wrong()
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Secret, E> {
        Self::wrong()
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Secret, E> {
        Self::wrong()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_nothing_of_itself() {
        assert_eq!(format!("{:?}", Secret::new("sk-123456")), "Secret");
    }

    #[test]
    fn a_secret_is_cut_out_however_it_is_written() {
        let secret = Secret::new("sk/a\"b12345");
        for (text, clean) in [
            ("wrong: sk/a\"b12345!", "wrong: [key]!"),
            ("{\"key\": \"sk/a\\\"b12345\"}", "{\"key\": \"[key]\"}"),
            ("{\"key\": \"sk\\/a\\\"b12345\"}", "{\"key\": \"[key]\"}"),
            ("breaks off: sk/a\"b1", "breaks off: [key]"),
            ("{\\\"key\\\": \\\"sk/a\\\\\\\"b12345\\\"}", "{\\\"key\\\": \\\"[key]\\\"}"),
            ("\\u0073k/a\\\\\\u0022b1234\\u0035, sk/a\"b12345sk/a\"b12345", "[key], [key][key]"),
            ("breaks off: sk/a\"b1\\u00", "breaks off: [key]"),
            ("a task", "a task"),
            ("sk/a\"b1234 is not it", "sk/a\"b1234 is not it"),
        ] {
            assert_eq!(secret.cut_from(text), clean);
            assert_eq!(secret.is_in(text), clean.contains("[key]") && !text.starts_with("breaks"), "{text}");
        }
        assert_eq!(Secret::new("a\\b\\u1234").cut_from("a\\b\\u1234, a\\\\b\\\\u1234"), "[key], [key]");
    }

    #[test]
    fn a_word_is_cut_out_where_it_stands_alone() {
        let word = Secret::word("ab1");
        for (text, clean) in [
            ("ab1", "[key]"),
            ("the key ab1, 'ab1' or a\\u00621", "the key [key], '[key]' or [key]"),
            ("cab1 ab12 ab", "cab1 ab12 ab"),
        ] {
            assert_eq!(word.cut_from(text), clean);
            assert!(!word.is_in(text), "{text}");
        }
    }

    #[test]
    fn what_is_as_short_as_a_word_is_not_looked_for() {
        for short in ["", "e", "key", "1234567"] {
            let text = format!("the key {short} and {short}");
            assert_eq!(Secret::new(short).cut_from(&text), text);
            assert!(!Secret::new(short).is_in(&text));
        }
    }
}
