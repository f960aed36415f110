//! What is wrong with a file, and where.

use std::fmt;

use serde_json::{Map, Value};

use super::passage::Passage;
use crate::domain::DateError;

/// A place in a text, both counted from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FormatError {
    /// The end of a sentence that begins with the path, or a sentence where there is no path.
    pub message: String,
    /// The place in the document, such as `work[2].startDate`; absent where the document as a whole is meant.
    pub path: Option<String>,
    /// Absent where the file as a whole is meant.
    pub place: Option<Place>,
    /// The byte of the text, from which the place is made.
    pub(super) offset: Option<usize>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl FormatError {
    /// An error about the file as a whole.
    pub(super) fn of_file(message: impl Into<String>) -> Self {
        Self { message: message.into(), path: None, place: None, offset: None, hint: None }
    }

    /// An error about a date, with the nearest one. `at` makes an error of a message.
    pub(super) fn of_date(error: &DateError, at: impl FnOnce(String) -> Self) -> Self {
        match error {
            DateError::NoDate { text, nearest } => {
                let problem = at(format!("is not a date such as `2024-03`: `{text}`"));
                match nearest {
                    Some(date) => problem.hint(format!("did you mean `{date}`?")),
                    None => problem,
                }
            }
            DateError::Ambiguous { text, one, other } => {
                at(format!("is `{text}`, which may be `{one}` or `{other}`"))
                    .hint("write the one that is meant")
            }
        }
    }

    /// The problem, and what to do about it.
    pub fn with_hint(&self) -> String {
        let hint = self.hint.as_ref().map_or_else(String::new, |hint| format!(" ({hint})"));
        format!("{self}{hint}")
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "`{path}` ")?;
        }
        f.write_str(&self.message)?;
        match self.place {
            Some(Place { line, column }) => write!(f, " at {line}:{column}"),
            None => Ok(()),
        }
    }
}

/// What a reader finds beside the résumé: all that is wrong, and all that its reader should know.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// In the order of the file. What each concerns is left out of the result.
    pub(super) problems: Vec<FormatError>,
    notices: Vec<String>,
    /// What is doubtful about the entries, by their places among them.
    pub(super) doubts: Vec<(usize, String)>,
    /// Lines that were not understood.
    pub(super) unread: Vec<String>,
    /// The paragraphs of a document that has no format.
    pub(super) passages: Vec<Passage>,
    /// How often a field of the source was kept in the metadata alone, in the order of their first finding.
    homeless: Vec<(String, usize)>,
}

impl Report {
    pub(super) fn problem(&mut self, problem: FormatError) {
        self.problems.push(problem);
    }

    /// The value, or nothing and a problem.
    pub(super) fn take<T>(&mut self, result: Result<T, FormatError>) -> Option<T> {
        result.map_err(|problem| self.problem(problem)).ok()
    }

    /// The date, or nothing and a problem. `at` makes an error of a message.
    pub(super) fn date<T>(
        &mut self,
        read: Result<T, DateError>,
        at: impl FnOnce(String) -> FormatError,
    ) -> Option<T> {
        self.take(read.map_err(|error| FormatError::of_date(&error, at)))
    }

    pub(super) fn notice(&mut self, notice: impl Into<String>) {
        self.notices.push(notice.into());
    }

    /// A value that no field of ours is for was kept as metadata.
    pub(super) fn homeless(&mut self, name: &str) {
        match self.homeless.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += 1,
            None => self.homeless.push((name.to_owned(), 1)),
        }
    }

    /// Keeps such a value.
    pub(super) fn keep(&mut self, into: &mut Map<String, Value>, key: &str, value: impl Into<Value>) {
        self.homeless(key);
        into.insert(key.to_owned(), value.into());
    }

    /// The notices, one sentence each.
    pub(super) fn into_notices(self) -> (Vec<FormatError>, Vec<String>) {
        let mut notices = self.notices;
        if !self.homeless.is_empty() {
            let total: usize = self.homeless.iter().map(|(_, count)| count).sum();
            let named: Vec<_> =
                self.homeless.iter().map(|(name, count)| format!("{name} ({count})")).collect();
            let values = if total == 1 { "1 value has" } else { &format!("{total} values have") };
            notices.push(format!("{values} no field here and went into the metadata: {}", named.join(", ")));
        }
        (self.problems, notices)
    }
}
