//! The text of a PDF, as `resume-typeset --text` answers it: one line of JSON, a list of pages.

use serde::{Deserialize, Serialize};

/// A page, as programs read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageText {
    /// In the order of the file.
    pub lines: Vec<String>,
    /// How far down the page its lowest line stands, from 0 to 1.
    pub filled: f64,
}
