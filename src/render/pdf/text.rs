//! The text of a PDF, as `resume-typeset` answers it: one line of JSON.

use serde::{Deserialize, Serialize};

/// A page, as programs read it. The answer to `--text` is a list of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageText {
    /// In the order of the file.
    pub lines: Vec<String>,
    /// How far down the page its lowest line stands, from 0 to 1.
    pub filled: f64,
}

/// The answer to `--layout`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayoutAnswer {
    Read(Layout),
    /// Why there is none.
    Refused(Refusal),
}

/// What a PDF holds for its reader: text with its places, and the XML that a program has put beside it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Layout {
    pub pages: Vec<PageLayout>,
    /// Attached files that begin like XML.
    pub attachments: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PageLayout {
    pub width: f64,
    pub height: f64,
    /// In the order of the file.
    pub runs: Vec<TextRun>,
}

/// Letters of one look on one line, with less than a column between them. Measures are points, from the upper left
/// corner of the page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TextRun {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub baseline: f64,
    pub size: f64,
    pub bold: bool,
    pub italic: bool,
    /// Red, green and blue, a byte each; 0 is black.
    #[serde(default)]
    pub colour: u32,
    /// Where a click leads.
    pub link: Option<String>,
}

/// Why a PDF was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    #[error("the PDF is encrypted with a password")]
    Encrypted,
    #[error("the PDF is damaged")]
    Damaged,
    #[error("the PDF has more than {MOST_PAGES} pages")]
    Pages,
    #[error("the PDF has more than {MOST_LETTERS} letters")]
    Letters,
    #[error("the PDF is larger than {} MiB", LARGEST >> 20)]
    Size,
}

/// The largest PDF that is read, in bytes.
pub const LARGEST: u64 = 64 << 20;

/// The longest that is taken for a résumé.
pub const MOST_PAGES: usize = 100;
pub const MOST_LETTERS: usize = 1_000_000;
