//! Words that are known whole, by their beginning or by their end: `driver`, `infirmi*`, `*fahrer`.

use std::collections::HashSet;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(in crate::formats::document) struct Vocabulary {
    whole: HashSet<String>,
    beginnings: Vec<String>,
    ends: Vec<String>,
}

impl From<Vec<String>> for Vocabulary {
    fn from(words: Vec<String>) -> Self {
        let mut known = Self::default();
        for word in words {
            let part = word.trim_matches('*');
            if word.ends_with('*') {
                known.beginnings.push(part.to_owned());
            }
            if word.starts_with('*') {
                known.ends.push(part.to_owned());
            }
            known.whole.insert(part.to_owned());
        }
        known
    }
}

/// From this length on, a beginning is no chance: `Leadville` begins like `lead`.
const SURE: usize = 6;

impl Vocabulary {
    /// Whether a word in small letters is known.
    pub(in crate::formats::document) fn has(&self, word: &str) -> bool {
        self.whole.contains(word)
            || self.beginnings.iter().any(|part| word.starts_with(part.as_str()))
            || self.ends.iter().any(|part| word.ends_with(part.as_str()))
    }

    /// The same, but for short beginnings and ends.
    pub(in crate::formats::document) fn has_surely(&self, word: &str) -> bool {
        let begins = |part: &String| part.len() >= SURE && word.starts_with(part.as_str());
        self.whole.contains(word) || self.beginnings.iter().any(begins)
    }
}
