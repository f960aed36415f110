//! A document by its paragraphs, for a reader that knows more than rules, and what such a reader makes of it.

use crate::domain::{Experience, PartialDate};

/// A start and an end.
pub type Dates = (Option<PartialDate>, Option<PartialDate>);

/// A paragraph or an item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    pub text: String,
    pub is_item: bool,
    /// Whether it is the heading of a section.
    pub is_heading: bool,
    /// Where a click on it leads.
    pub link: Option<String>,
    /// The periods in it.
    pub periods: Vec<Dates>,
}

/// What another reader found in a document beside name and contacts.
#[derive(Debug, Default)]
pub struct Structure {
    pub label: Option<String>,
    pub summary: Option<String>,
    /// Entries, whose ids and times mean nothing, each with what is doubtful about it.
    pub entries: Vec<(Experience, Vec<String>)>,
    /// Paragraphs that were not understood.
    pub unread: Vec<String>,
}
