//! What is wrong with a file, and where.

use std::fmt;

/// A file that cannot be taken in: what is wrong, at which path and at which place of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FormatError {
    /// The end of a sentence that begins with the path, or a sentence where there is no path.
    pub message: String,
    /// The place in the document, such as `work[2].startDate`; absent where the text is no JSON, or
    /// where the document as a whole is meant.
    pub path: Option<String>,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "`{path}` ")?;
        }
        write!(f, "{} at {}:{}", self.message, self.line, self.column)
    }
}
