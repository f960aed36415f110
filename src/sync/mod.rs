//! The engine that brings a session and a database together. It knows both and prints nothing.
//!
//! The invariants: whatever is interrupted, at whatever step, is completed by the next run; no lock
//! of the session is held while the database works; pushing a state twice changes nothing; no device
//! pushes a record that it did not change, unless the database is known to have lost it. One
//! process at a time runs it, under the sync lock; a writer who finds the lock taken is not
//! forgotten, because the holder looks once more after letting it go. A failure is noted before that,
//! and looked for by the next lock holder: processes that waited for the lock do not repeat it.

mod attempt;
mod carry;
mod engine;
mod gathered;
mod origins;
mod pages;
mod preview;
mod pull;
mod push;
mod recall;
mod schedule;
mod settle;
mod task;
mod upload;

use uuid::Uuid;

use crate::clock::Clock;
use crate::database::{DatabaseError, Reason};
use crate::session::{Binding, Failure, SessionError};

pub use attempt::{attempt, attempt_with, note_failure};
pub use engine::{Engine, Leave, Policy, refuse_foreign};
pub use preview::{Preview, preview};
pub use schedule::{REFRESH_AFTER, calls_rest, due, resting, rests};
pub use task::{Attempt, Databases, When};

/// Makes ids of changes.
pub type Ids = fn() -> Uuid;

/// What is passed in, so that a test can hold it still.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub clock: Clock,
    pub ids: Ids,
    /// The name of this device, for the history.
    pub device: String,
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Changes that came in from the database and were not known here.
    pub pulled: usize,
    /// Records that the database took.
    pub pushed: usize,
    /// Records that had changed on both sides.
    pub merged: usize,
    /// Records that have still to be pushed.
    pub pending: usize,
    /// Logged AI calls that the database took.
    pub calls: usize,
    /// Why the database would not have the first of those that it refused.
    pub refusal: Option<String>,
    /// Whether there are some that it could not be given.
    pub calls_failed: bool,
    /// Whether the embedded database holds something that was not carried over.
    pub left_behind: bool,
    /// Another user of the file that the session is bound to, whose rows changed last.
    pub other_user: Option<String>,
}

/// How far a run has come, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Pulled { records: usize, of: usize },
    Pushed { records: usize, of: usize },
    Uploaded { calls: usize },
}

/// Why a run came to nothing, or not to its end. What it had done by then stands.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Session(#[from] SessionError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("this database is another one than the session belongs to; nothing was sent to it")]
    Foreign,
    #[error("only a `.env` of the current directory names this database; nothing was sent to it")]
    Untrusted,
    #[error(
        "the session belongs to the user `{bound}` of this database, and `{asked}` was asked for; \
         nothing was sent to it; `RESUME_USER={bound}` goes on as before"
    )]
    OtherUser { bound: String, asked: String },
    #[error(
        "only this command names this database, and the session belongs to none yet; \
         nothing was sent to it"
    )]
    OneOff,
    #[error("the session file was replaced by another one meanwhile; the next synchronisation starts over")]
    Replaced,
    #[error("another process is synchronising")]
    Busy,
    /// Another process has just failed, and it is not tried again yet.
    #[error("{}", .0.message)]
    Rests(Failure),
    #[error("the database keeps changing; {0} records have still to be pushed")]
    Unsettled(usize),
}

impl SyncError {
    /// Why a session may not use the rows of a user in a database that are not its own.
    pub fn foreign(bound: Option<&Binding>, identity: Uuid, user: &str) -> Self {
        match bound {
            Some(bound) if bound.identity == identity && bound.user != user => {
                Self::OtherUser { bound: bound.user.clone(), asked: user.to_owned() }
            }
            _ => Self::Foreign,
        }
    }

    /// What a database gave and no session can hold is the database's failure.
    fn of_database(self) -> Self {
        match self {
            Self::Session(SessionError::TooLarge { .. }) => too_much(),
            other => other,
        }
    }

    /// Whether it is one that `resume db adopt` is the answer to.
    pub fn is_foreign(&self) -> bool {
        matches!(self, Self::Foreign | Self::OtherUser { .. } | Self::OneOff | Self::Untrusted)
    }
}

/// What to do about a database whose answers cannot be a résumé's.
const DOUBTFUL: &str =
    "is it the right database? `resume db check` finds out whether something is wrong with its tables";

/// The database has what it seemed to have lost, or went back behind what it had answered before.
fn contradiction() -> SyncError {
    DatabaseError::new(
        Reason::Unavailable,
        "the database's answers contradict one another: some come from a server that lags behind",
    )
    .hint(
        "`resume sync` tries again; if it happens again, have the database URL name the primary, or the pooler send \
         every statement of a transaction there",
    )
    .into()
}

fn too_much() -> SyncError {
    DatabaseError::new(Reason::Corrupt, "the database has more than a session has room for")
        .hint(DOUBTFUL)
        .into()
}
