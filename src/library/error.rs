//! How an operation fails: a kind, a message that names the thing, and a hint that says what to do next.

use std::fmt;
use std::io;

use crate::ai::AiError;
use crate::ai::client::kind;
use crate::config::ConfigError;
use crate::database::{DatabaseError, UrlError};
use crate::domain::{Invalid, visible};
use crate::session::SessionError;
use crate::sync::SyncError;

/// The kinds of failure that scripts can distinguish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Something did not work.
    Failed,
    /// Wrong usage or invalid input.
    Usage,
    /// No such id.
    NotFound,
    /// An id prefix of several experiences.
    Ambiguous,
    /// The session file.
    Session,
    /// The database, from operations that exist to talk to it.
    Database,
    /// Ctrl-C.
    Interrupted,
    /// What was to be printed could not be.
    Output,
    /// The reader of the output is gone: the command ends quietly.
    BrokenPipe,
}

impl ErrorKind {
    /// The `code` of an error in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed | Self::Output => "failed",
            Self::Usage => "usage",
            Self::NotFound => "not_found",
            Self::Ambiguous => "ambiguous",
            Self::Session => "session",
            Self::Database => "database",
            Self::Interrupted => "interrupted",
            Self::BrokenPipe => "broken_pipe",
        }
    }
}

/// The reason why a command failed.
#[derive(Debug)]
pub struct CommandError {
    pub kind: ErrorKind,
    pub message: String,
    pub hint: Option<String>,
    /// The causes, which `-v` prints.
    pub source: Option<anyhow::Error>,
}

pub type CommandResult<T = ()> = Result<T, CommandError>;

impl CommandError {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, source: None }
    }

    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Failed, message)
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    pub fn interrupted() -> Self {
        Self::new(ErrorKind::Interrupted, "interrupted; nothing was changed")
    }

    /// Standard output could not be written. A closed pipe is not a failure.
    pub fn output(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(ErrorKind::BrokenPipe, "the output was closed"),
            _ => Self::new(ErrorKind::Output, format!("could not write to standard output: {error}"))
                .caused_by(error),
        }
    }

    /// Whether the command succeeded and only its output failed.
    pub fn is_of_output(&self) -> bool {
        matches!(self.kind, ErrorKind::Output | ErrorKind::BrokenPipe)
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With what was meant, if a name is like it.
    #[must_use]
    pub fn meant(self, nearest: Option<&str>, otherwise: impl Into<String>) -> Self {
        self.hint(nearest.map_or_else(|| otherwise.into(), did_you_mean))
    }

    #[must_use]
    pub fn caused_by(mut self, source: impl Into<anyhow::Error>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// The question whether a name was meant that is like another one.
pub(super) fn did_you_mean(nearest: &str) -> String {
    format!("did you mean `{}`?", visible::line(nearest))
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<SessionError> for CommandError {
    fn from(error: SessionError) -> Self {
        Self::new(ErrorKind::Session, error.to_string()).hint(error.hint()).caused_by(error)
    }
}

impl From<DatabaseError> for CommandError {
    fn from(error: DatabaseError) -> Self {
        let hint = error.hint.clone();
        Self { hint, ..Self::new(ErrorKind::Database, error.to_string()).caused_by(error) }
    }
}

impl From<SyncError> for CommandError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Session(error) => error.into(),
            SyncError::Database(error) => error.into(),
            SyncError::Foreign | SyncError::OtherUser { .. } | SyncError::OneOff => {
                Self::new(ErrorKind::Database, error.to_string())
                    .hint("if you want this database, `resume db adopt` moves to it")
            }
            SyncError::Untrusted => Self::new(ErrorKind::Database, error.to_string())
                .hint("if you trust that file, `resume db adopt` moves to the database; `resume status` shows its path"),
            SyncError::Rests(failure) => Self::new(ErrorKind::Database, failure.message),
            SyncError::Busy => Self::new(ErrorKind::Database, error.to_string())
                .hint("it sends your changes too; `resume status` shows when it is done"),
            SyncError::Replaced | SyncError::Unsettled(_) => {
                Self::new(ErrorKind::Database, error.to_string()).hint("run `resume sync` again")
            }
        }
    }
}

impl From<AiError> for CommandError {
    fn from(error: AiError) -> Self {
        match error.kind {
            kind::CANCELLED => Self::interrupted(),
            _ => Self { hint: error.hint.clone(), ..Self::failed(error.message) },
        }
    }
}

impl From<Invalid> for CommandError {
    fn from(error: Invalid) -> Self {
        Self::usage(error.to_string()).caused_by(error)
    }
}

impl From<UrlError> for CommandError {
    fn from(error: UrlError) -> Self {
        Self::usage(error.to_string()).hint(error.hint()).caused_by(error)
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::Interrupted => Self::interrupted(),
            _ => Self::failed(error.to_string()).caused_by(error),
        }
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::NoHome => Self::new(ErrorKind::Session, error.to_string())
                .hint("set `RESUME_HOME` to a directory for your résumé"),
            ConfigError::Session(error) => error.into(),
            ConfigError::Read { ref cause, .. } => {
                let (kind, hint) = match cause.kind() {
                    io::ErrorKind::PermissionDenied => (
                        ErrorKind::Session,
                        "check the owner and the permissions of the directory and the file",
                    ),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                        (ErrorKind::Usage, "name an existing file")
                    }
                    io::ErrorKind::IsADirectory => (ErrorKind::Usage, "replace it with a plain file"),
                    io::ErrorKind::InvalidData => (ErrorKind::Usage, "save it as UTF-8 text"),
                    io::ErrorKind::FileTooLarge => {
                        (ErrorKind::Usage, "settings need no more than 64 KiB; is it the right file?")
                    }
                    _ => (ErrorKind::Session, "check its permissions, or move it away"),
                };
                Self::new(kind, error.to_string()).hint(hint).caused_by(error)
            }
            ConfigError::KeyInClear { .. } => Self::usage(error.to_string())
                .hint("use an `https://` URL, or write `allow_http = true` below `[ai]` in `config.toml`"),
            ConfigError::File { .. } | ConfigError::Value { .. } => Self::usage(error.to_string())
                .hint("correct it there and run the command again")
                .caused_by(error),
            ConfigError::Database { source_name, cause } => {
                let error = Self::from(cause);
                Self { message: format!("{} (named by {source_name})", error.message), ..error }
            }
        }
    }
}
