//! What nobody is to see.
//!
//! The invariant: a secret is never printed, not for debugging either; whoever needs it says so by
//! calling [`Secret::reveal`].

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

/// What stands where a secret stood.
const CUT: &str = "[key]";

/// The shortest beginning of a secret that is cut off the end of a text.
const SHORTEST: usize = 4;

/// The longest key that is sent, in bytes: 8 KiB.
const LONGEST: usize = 8 << 10;

/// A key, or a URL that may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for whoever it is meant for.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether the header of a request can hold it.
    pub fn is_sendable(&self) -> bool {
        let bytes = self.0.as_bytes();
        !bytes.is_empty() && bytes.len() <= LONGEST && bytes.iter().all(u8::is_ascii_graphic)
    }

    /// A text of somebody who knows the secret, without it: as it is, as JSON writes it, and where
    /// the text breaks off in the middle of it.
    pub fn cut_from(&self, text: &str) -> String {
        if self.0.is_empty() {
            return text.to_owned();
        }
        let json = serde_json::to_string(&self.0).unwrap_or_default();
        let json = json.trim_matches('"');
        let mut clean = text.replace(&self.0, CUT);
        for other in [json.to_owned(), json.replace('/', "\\/")] {
            if other != self.0 && !other.is_empty() {
                clean = clean.replace(&other, CUT);
            }
        }
        let begun = (SHORTEST..self.0.len()).rev().filter_map(|length| self.0.get(..length));
        if let Some(rest) = begun.filter_map(|begun| clean.strip_suffix(begun)).next() {
            clean.truncate(rest.len());
            clean.push_str(CUT);
        }
        clean
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
            ("a task", "a task"),
        ] {
            assert_eq!(secret.cut_from(text), clean);
        }
    }
}
