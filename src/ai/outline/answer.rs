//! The shape of an answer. An empty text and an absent one say the same.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    #[serde(default)]
    pub(super) label: Option<String>,
    #[serde(default)]
    pub(super) summary: Option<String>,
    pub(super) entries: Vec<Entry>,
}

/// An entry as the AI has it.
#[derive(Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Entry {
    pub(super) kind: String,
    pub(super) title: Option<String>,
    pub(super) organization: Option<String>,
    pub(super) location: Option<String>,
    pub(super) period: Option<String>,
    pub(super) url: Option<String>,
    pub(super) area: Option<String>,
    pub(super) score: Option<String>,
    pub(super) level: Option<String>,
    pub(super) text: Option<String>,
    pub(super) bullets: Option<Vec<String>>,
    pub(super) skills: Option<Vec<String>>,
}
