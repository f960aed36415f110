//! What can go wrong with a database, told by cause.

use std::fmt;

/// Why a database did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct DatabaseError {
    pub reason: Reason,
    /// The cause, in one sentence without anything secret.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether it took too long, and less at once may be done in time.
    pub less_may_do: bool,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The causes that callers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It cannot be reached or is busy; a later attempt may succeed.
    Unavailable,
    /// The credentials are wrong or lack a privilege; no attempt will succeed until something changes.
    Denied,
    /// Its tables are missing.
    Uninitialised,
    /// Its tables are newer than this program.
    Newer,
    /// What it answered cannot be a résumé's data.
    Corrupt,
    /// Anything else.
    Failed,
}

impl Reason {
    /// The word for it in logs and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Denied => "denied",
            Self::Uninitialised => "uninitialised",
            Self::Newer => "newer",
            Self::Corrupt => "corrupt",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl DatabaseError {
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), hint: None, less_may_do: false, source: None }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn less_may_do(mut self) -> Self {
        self.less_may_do = true;
        self
    }

    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}
