//! A document by its paragraphs.

use crate::domain::PartialDate;

/// A start and an end.
pub(crate) type Dates = (Option<PartialDate>, Option<PartialDate>);

/// A paragraph or an item of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Passage {
    pub text: String,
    pub is_item: bool,
    pub is_heading: bool,
    /// Where a click on it leads.
    pub link: Option<String>,
    /// The periods in it.
    pub periods: Vec<Dates>,
}
