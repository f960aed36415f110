//! The tag of a language (BCP 47, RFC 5646), in one spelling only.
//!
//! The invariant: two tags that differ in case alone are equal, because each is kept as RFC 5646, section 2.1.1,
//! writes it: `de-AT`, `zh-Hant-TW`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};

/// The most parts of a tag.
const MAX_PARTS: usize = 9;

/// A tag such as `de` or `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LanguageTag(String);

/// A word that is no tag of a language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a language tag such as `de` or `pt-BR`")]
pub struct NoLanguageTag {
    word: String,
}

impl LanguageTag {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone: `de` of `de-AT`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The tag and what it is a special case of, the most special first: `de-AT`, `de` (RFC 4647, section 3.4).
    pub fn lookup(&self) -> Vec<Self> {
        let mut parts: Vec<&str> = self.0.split('-').collect();
        let mut found = Vec::new();
        while !parts.is_empty() {
            found.push(Self(parts.join("-")));
            parts.pop();
            // A single letter begins an extension, and says nothing alone.
            while parts.len() > 1 && parts.last().is_some_and(|part| part.len() == 1) {
                parts.pop();
            }
        }
        found
    }
}

impl FromStr for LanguageTag {
    type Err = NoLanguageTag;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let wrong = || NoLanguageTag { word: word.chars().take(40).collect() };
        let tag = word.replace('_', "-");
        let tag = oxilangtag::LanguageTag::parse_and_normalize(&tag).map_err(|_| wrong())?;
        if is_plain(tag.as_str()) { Ok(Self(tag.into_inner())) } else { Err(wrong()) }
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Whether it looks like a tag: what PostgreSQL checks, too.
fn is_plain(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let language = parts.first().copied().unwrap_or_default();
    let is_word =
        |part: &&str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    parts.len() <= MAX_PARTS
        && parts.iter().all(is_word)
        && language.len() > 1
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
}

impl<'de> Deserialize<'de> for LanguageTag {
    /// What a row may hold is read, a tag that no registry knows included.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        match word.parse() {
            Ok(tag) => Ok(tag),
            Err(_) if is_plain(&word) => Ok(Self(word)),
            Err(error) => Err(de::Error::custom(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(word: &str) -> LanguageTag {
        word.parse().unwrap()
    }

    #[test]
    fn any_case_is_read_and_one_is_kept() {
        for (word, expected) in
            [("DE", "de"), ("de_at", "de-AT"), ("ZH-hANT-tw", "zh-Hant-TW"), ("es-419", "es-419")]
        {
            assert_eq!(tag(word).as_str(), expected);
        }
        for word in ["", "d", "de-", "german!", "de AT", "de-\u{661}", &format!("de-x{}", "-a".repeat(9))] {
            assert!(word.parse::<LanguageTag>().is_err(), "{word}");
        }
        let read =
            |word: &str| serde_json::from_value::<LanguageTag>(word.into()).ok().map(|tag| tag.to_string());
        assert_eq!(read("de-at").as_deref(), Some("de-AT"));
        assert_eq!(read("de-a").as_deref(), Some("de-a"));
        assert_eq!(read("de_AT!"), None);
    }

    #[test]
    fn a_tag_is_looked_up_from_the_special_to_the_general() {
        let found = |word: &str| tag(word).lookup().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(found("zh-Hant-TW"), ["zh-Hant-TW", "zh-Hant", "zh"]);
        assert_eq!(found("de-AT-u-co-phonebk").last().unwrap(), "de");
        assert!(!found("de-AT-u-co-phonebk").contains(&"de-AT-u".to_owned()));
    }
}
