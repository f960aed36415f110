//! What the rules look at.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Map, Value};

use super::dictionary::Spelling;
use crate::domain::{Experience, PartialDate, basic};

/// Why spelling is not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unspelled {
    NoDictionary,
    /// There is a dictionary at this path, and it cannot be read.
    Unreadable {
        path: PathBuf,
        cause: String,
    },
    /// Texts are in another language than the document.
    OtherLanguage,
    /// The profile does not say in which language the texts are, and the document is not in English.
    UnknownLanguage,
}

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
    pub spelling: Result<&'a Spelling, &'a Unspelled>,
    /// The tags by which something chooses, if anything does.
    pub used_tags: Option<&'a BTreeSet<String>>,
}

impl<'a> Subject<'a> {
    pub(super) fn basics(&self) -> Option<&'a Map<String, Value>> {
        self.profile?.get("basics")?.as_object()
    }

    /// A text of the profile that says something, by its key within `basics`.
    pub(super) fn basic(&self, key: &str) -> Option<&'a str> {
        basic(self.basics()?, key)
    }
}
