//! What a careful friend would find in a résumé before it is sent.
//!
//! Everything here is pure: the records, the day, the dictionary and the text of the pages are passed in. A false
//! alarm costs more trust than a missed fault, so a rule that cannot be sure is silent. Each rule has a code
//! ([`Rule`]) and a paragraph in `docs/check.md`.

mod bullets;
mod contact;
mod dates;
mod entries;
mod marks;
mod pages;
mod passage;
pub mod read_back;
mod rule;
pub mod spelling;
mod wording;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::{Experience, PartialDate};
use spelling::Spelling;

pub use pages::{Pages, findings as of_pages};
pub use rule::{Rule, Severity};
pub use wording::of_job;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// As JSON Resume has it.
    pub profile: Option<&'a Map<String, Value>>,
    /// The living ones that are in the document, in its order.
    pub experiences: &'a [Experience],
    /// Without its region, such as `en`.
    pub language: &'a str,
    pub today: PartialDate,
    pub spelling: Option<&'a Spelling>,
    /// The tags by which something chooses, if anything does.
    pub used_tags: Option<&'a BTreeSet<String>>,
}

impl<'a> Subject<'a> {
    fn basics(&self) -> Option<&'a Map<String, Value>> {
        self.profile?.get("basics")?.as_object()
    }

    /// A text of the profile that says something, by its key within `basics`.
    fn basic(&self, key: &str) -> Option<&'a str> {
        let text = self.basics()?.get(key)?.as_str()?;
        (!text.trim().is_empty()).then_some(text)
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    pub place: Place,
    /// A sentence in lower case.
    pub message: String,
    pub hint: Option<String>,
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The résumé as a whole.
    Whole,
    /// A key, as `resume profile set` takes it.
    Profile(String),
    Experience(Uuid),
}

impl Place {
    fn profile(key: &str) -> Self {
        Self::Profile(key.to_owned())
    }
}

/// `profile.email`, or an ID. The whole résumé has no name.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Profile(key) => write!(f, "profile.{key}"),
            Self::Experience(id) => write!(f, "{id}"),
        }
    }
}

impl Finding {
    pub fn new(rule: Rule, place: Place, message: impl Into<String>) -> Self {
        Self { rule, place, message: message.into(), hint: None }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// All that the records themselves show, in the order of the rules.
pub fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for group in [
        contact::look,
        dates::look,
        entries::look,
        bullets::look,
        wording::look,
        marks::look,
        spelling::look,
        pages::summary,
    ] {
        group(subject, &mut found);
    }
    found.sort_by_key(|finding| finding.rule);
    found
}

/// A list for people: ``one, two and 3 more``.
pub fn listed(words: &[String], most: usize) -> String {
    let shown = words.iter().take(most).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    match words.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests;
