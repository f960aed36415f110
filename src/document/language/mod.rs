//! The words that a document adds to those of the person, in one language: headings, labels, dates.
//!
//! The invariant: a language has every word. The files are `share/languages/TAG.toml`, compiled in; a test
//! reads them all. `share/languages/README.md` describes their keys and where the words come from.

mod dates;
mod list;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{Kind, nearest};

/// A language, as a document needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// The tag of its file, such as `de` or `pt-BR` (BCP 47).
    pub tag: &'static str,
    /// The region that was asked for, such as `AT`; it decides nothing but what the document's tag says.
    pub region: Option<String>,
    words: Words,
}

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// In the language itself.
    name: String,
    #[serde(default)]
    direction: Direction,
    curriculum_vitae: String,
    #[serde(default)]
    marks: Marks,
    dates: dates::Forms,
    headings: BTreeMap<Kind, String>,
    labels: BTreeMap<Label, String>,
    /// Those of a list of one that differ.
    #[serde(default)]
    labels_of_one: BTreeMap<Label, String>,
}

/// Where a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    #[default]
    Ltr,
    Rtl,
}

impl Direction {
    /// That of a letter's script. Those from Hebrew to Arabic, and their presentation forms, run from right to left.
    pub fn of(letter: char) -> Self {
        match letter {
            '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => Self::Rtl,
            _ => Self::Ltr,
        }
    }
}

/// What stands between words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Marks {
    /// Between the items of a list: `, `.
    pub list: String,
    /// Between items that hold commas themselves: `; `.
    pub items: String,
    /// Between a label and its value: `: `.
    pub label: String,
}

impl Default for Marks {
    fn default() -> Self {
        Self { list: ", ".to_owned(), items: "; ".to_owned(), label: ": ".to_owned() }
    }
}

words! {
    /// What stands before a list or a value that needs a name. In the order in which they are shown.
    #[derive(PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Label {
        Authors = "authors",
        Courses = "courses",
        Score = "score",
        Level = "level",
        Fluency = "fluency",
        Roles = "roles",
        Sort = "sort",
        Skills = "skills",
    }
}

/// A tag that names no language of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{tag}` is not a language that documents are written in")]
pub struct UnknownLanguage {
    tag: String,
    /// The tag that looks most like it.
    pub nearest: Option<&'static str>,
}

impl Language {
    /// The tags of all languages, in alphabetical order.
    pub fn tags() -> impl Iterator<Item = &'static str> {
        list::FILES.iter().map(|(tag, _)| *tag)
    }

    /// The language of a tag (BCP 47), in any case. `de-AT` is `de` where no file is more exact.
    pub fn find(tag: &str) -> Result<Self, UnknownLanguage> {
        let parts: Vec<&str> = tag.split(['-', '_']).collect();
        let is_tag = parts.iter().all(|part| (1..=8).contains(&part.len()) && part.is_ascii());
        let found = (1..=parts.len()).rev().find_map(|length| list::find(&parts[..length].join("-")));
        let (tag, text) = found.filter(|_| is_tag).ok_or_else(|| UnknownLanguage::new(tag))?;
        let words = toml_edit::de::from_str(text).map_err(|_| UnknownLanguage::new(tag))?;
        Ok(Self { tag, region: region(&parts[1..]), words })
    }

    /// Its name in the language itself.
    pub fn name(&self) -> &str {
        &self.words.name
    }

    /// The language without region and script, such as `pt`.
    pub fn code(&self) -> &'static str {
        self.tag.split('-').next().unwrap_or(self.tag)
    }

    /// The tag of what is written in it, such as `de-AT`.
    pub fn locale(&self) -> String {
        match &self.region {
            Some(region) if !self.tag.ends_with(region) => format!("{}-{region}", self.tag),
            _ => self.tag.to_owned(),
        }
    }

    pub fn direction(&self) -> Direction {
        self.words.direction
    }

    pub fn marks(&self) -> &Marks {
        &self.words.marks
    }

    /// What the document is.
    pub fn curriculum_vitae(&self) -> &str {
        &self.words.curriculum_vitae
    }

    /// The heading of a section.
    pub fn heading(&self, kind: Kind) -> &str {
        self.words.headings.get(&kind).map(String::as_str).unwrap_or_default()
    }

    pub fn label(&self, label: Label) -> &str {
        self.words.labels.get(&label).map(String::as_str).unwrap_or_default()
    }

    /// The label of a list that has one item: `Role`, where several are `Roles`.
    pub fn label_of_one(&self, label: Label) -> &str {
        self.words.labels_of_one.get(&label).map_or_else(|| self.label(label), String::as_str)
    }
}

/// The region among the later parts of a tag: two letters, or three digits (RFC 5646, section 2.2.4).
fn region(parts: &[&str]) -> Option<String> {
    let is_region = |part: &&&str| match part.len() {
        2 => part.bytes().all(|byte| byte.is_ascii_alphabetic()),
        3 => part.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    parts.iter().find(is_region).map(|part| part.to_ascii_uppercase())
}

impl UnknownLanguage {
    fn new(tag: &str) -> Self {
        let nearest = nearest(tag, Language::tags());
        Self { tag: tag.chars().take(40).collect(), nearest }
    }
}
