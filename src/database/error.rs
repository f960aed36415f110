//! What can go wrong with a database, told by cause.

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

words! {
    /// The causes that callers tell apart.
    pub enum Reason {
        /// It cannot be reached or is busy; a later attempt may succeed.
        Unavailable = "unavailable",
        /// The credentials are wrong or lack a privilege; no attempt will succeed until something changes.
        Denied = "denied",
        /// Its tables are missing.
        Uninitialised = "uninitialised",
        /// Its tables are newer than this program.
        Newer = "newer",
        /// What it answered cannot be a résumé's data.
        Corrupt = "corrupt",
        /// Anything else.
        Failed = "failed",
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
