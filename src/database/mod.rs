//! A database that devices meet in: what one must do, whichever it is.
//!
//! Every implementation gives the same promises, held by one contract suite: revisions are
//! counted per user and become visible in order; every state ever held is in the history; a row
//! changed or deleted by hand in SQL gets a revision like any other; pushing the same change twice
//! changes nothing. Nothing here knows of the session.

/// Reads an AI call from `Columns`, of which each database has its own, in the order in which they are asked for.
macro_rules! ai_call {
    ($columns:ident) => {
        Ok(AiCall {
            request_id: $columns.get("request_id")?,
            operation: $columns.get("operation")?,
            provider: $columns.get("provider")?,
            model: $columns.get("model")?,
            experience: $columns.get("experience")?,
            status: $columns.parse("status")?,
            http_status: $columns.get("http_status")?,
            error_type: $columns.get("error_type")?,
            error_message: $columns.get("error_message")?,
            started_at: $columns.parse("started_at")?,
            latency_ms: $columns.get("latency_ms")?,
            prompt_tokens: $columns.get("prompt_tokens")?,
            completion_tokens: $columns.get("completion_tokens")?,
            total_tokens: $columns.get("total_tokens")?,
            cost: $columns.get("cost")?,
            request: $columns.get("request")?,
            response: $columns.get("response")?,
            metadata: $columns.json("metadata")?,
        })
    };
}

mod error;
pub mod postgres;
pub mod refusal;
pub mod sqlite;
pub mod supabase;
pub mod url;

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    AiCall, AiGrouping, AiPlace, AiQuery, AiTallies, Change, Document, DocumentKey, Experience, Horizon,
    Outcome, Push, Row, StartedAt,
};

pub use error::{DatabaseError, Reason};

pub use url::{DatabaseUrl, PostgresUrl, UrlError};

/// How many states of a table [`Database::passed`] finds at the most.
const MOST_PASSED: i64 = 500;

/// How many bytes of text each has at the most, about: no device keeps a larger one.
const PASSED_BYTES: i64 = 8 * 1024;

/// Which database it is, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseName {
    /// `sqlite`, `postgres`, or `none`.
    pub kind: String,
    /// What a person calls it: a path, or `host/database`.
    pub name: String,
}

/// The state of one user's part of a database, read in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Made when the tables were; another identity is another database.
    pub identity: Uuid,
    /// The user's last revision; 0: nothing was ever stored.
    pub revision: i64,
    /// Changes whenever what was lost is stored again, see [`Database::begin_epoch`]; nil at first.
    pub epoch: Uuid,
    /// The change that made the revision asked for, if the database knows it.
    pub change_at: Option<Change>,
}

/// Rows that changed after a revision: of each table in the order of their revisions, and of both up to the
/// same one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    pub experiences: Vec<Row<Experience>>,
    pub documents: Vec<Row<Document>>,
    /// Whether more follow this page.
    pub more: bool,
    /// How many records with a revision the user has in all, tombstones included, in the same transaction.
    pub total: u64,
    /// By the database's clock, when it recorded the last of them, or a little later; absent where it does not know.
    pub recorded_at: Option<Timestamp>,
}

impl Page {
    /// The highest revision in it.
    pub fn last_revision(&self) -> Option<i64> {
        let document = self.documents.last().map(|row| row.revision);
        self.experiences.last().map(|row| row.revision).max(document)
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.experiences.len() + self.documents.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A page of the rows that were found, of each table one more than `limit` where there are as many: without
    /// those that come after a row that may not have been found.
    pub fn of_found(
        mut experiences: Vec<Row<Experience>>,
        mut documents: Vec<Row<Document>>,
        limit: usize,
        total: u64,
    ) -> Self {
        fn end<T>(rows: &mut Vec<Row<T>>, limit: usize) -> i64 {
            let is_cut = rows.len() > limit;
            rows.truncate(limit);
            rows.last().filter(|_| is_cut).map_or(i64::MAX, |row| row.revision)
        }
        let until = end(&mut experiences, limit).min(end(&mut documents, limit));
        experiences.retain(|row| row.revision <= until);
        documents.retain(|row| row.revision <= until);
        Self { experiences, documents, more: until < i64::MAX, total, ..Self::default() }
    }
}

/// What a device wants to store, all in one transaction.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    pub experiences: Vec<Push<Experience>>,
    pub documents: Vec<Push<Document>>,
}

impl Batch {
    pub fn is_empty(&self) -> bool {
        self.experiences.is_empty() && self.documents.is_empty()
    }

    /// Who made the changes, as [`crate::domain::State::by`].
    pub fn by(&self) -> Option<&str> {
        let of_documents = || self.documents.first().map(Push::by);
        self.experiences.first().map(Push::by).or_else(of_documents).flatten()
    }
}

/// The outcomes of a [`Batch`], in its order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcomes {
    pub experiences: Vec<Outcome<Experience>>,
    pub documents: Vec<Outcome<Document>>,
    /// Which of the states of records in conflict the database has ever taken, each with the revision it
    /// got. Read in the same transaction: an older answer would have a change made twice.
    pub applied: Vec<(Change, i64)>,
    /// By the database's clock, once it had recorded all of it; absent where it does not know.
    pub recorded_at: Option<Timestamp>,
}

impl Outcomes {
    /// Whether another device has changed one of the records meanwhile.
    pub fn has_conflict(&self) -> bool {
        self.experiences.iter().any(Outcome::is_conflict) || self.documents.iter().any(Outcome::is_conflict)
    }

    /// Whether the database has lost one of the records meanwhile, or the state that one builds on: a pooler may go
    /// over to another server between two transactions.
    pub fn has_vanished(&self, batch: &Batch) -> bool {
        fn vanished<T>((push, outcome): (&Push<T>, &Outcome<T>)) -> bool {
            matches!(outcome, Outcome::Conflict(row) if row.as_ref().is_none_or(|row| row.revision < push.base_revision))
        }
        batch.experiences.iter().zip(&self.experiences).any(vanished)
            || batch.documents.iter().zip(&self.documents).any(vanished)
    }

    /// The states of the batch whose records are in conflict with a row.
    pub fn contested(&self, batch: &Batch) -> Vec<Change> {
        fn states<T>(pushes: &[Push<T>], outcomes: &[Outcome<T>]) -> Vec<Change> {
            let contested = pushes.iter().zip(outcomes);
            contested
                .filter(|(_, outcome)| matches!(outcome, Outcome::Conflict(Some(_))))
                .flat_map(|(push, _)| push.states.iter().map(|state| state.change))
                .collect()
        }
        let mut states_of_both = states(&batch.experiences, &self.experiences);
        states_of_both.extend(states(&batch.documents, &self.documents));
        states_of_both
    }
}

/// What a device has and the database seems to have lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lost {
    /// Changes that its history should know.
    pub changes: HashSet<Change>,
    /// Records that it should have a row of.
    pub experiences: HashSet<Uuid>,
    pub documents: HashSet<DocumentKey>,
}

impl Lost {
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.experiences.is_empty() && self.documents.is_empty()
    }
}

/// One state of the past.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision<T> {
    pub row: Row<T>,
    /// When the database stored it, by the database's clock.
    pub recorded_at: Timestamp,
}

/// Values of the past, each with the change that made it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Past {
    pub experiences: Vec<Row<Experience>>,
    pub documents: Vec<Row<Document>>,
}

/// States of the past with the times of their recording, at most one of each record.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Origins {
    pub experiences: Vec<Revision<Experience>>,
    pub documents: Vec<Revision<Document>>,
}

/// One step of `db check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub name: String,
    pub status: CheckStatus,
    pub detail: String,
    pub hint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckStatus {
    Ok,
    Warn,
    Fail,
}

/// One user's view of a database that is open.
pub trait Database {
    fn name(&self) -> &DatabaseName;

    /// The `user_id` of the rows that are seen and written.
    fn user(&self) -> &str;

    /// The user whose rows changed last, where the rows of others can be seen.
    fn latest_user(&mut self) -> Result<Option<String>, DatabaseError> {
        Ok(None)
    }

    /// How long the first answer took, where it came while the database was opened.
    fn answered_in(&self) -> Option<Duration> {
        None
    }

    /// How long the rows of the last page took to come, from the first one on, where that was measured: without the
    /// round trips, which cost the same however many rows are asked for.
    fn carried_in(&self) -> Option<Duration> {
        None
    }

    /// The state now, and the change that made revision `at`.
    fn snapshot(&mut self, at: i64) -> Result<Snapshot, DatabaseError>;

    /// Rows whose revision is higher than `after`, of each table at most `limit`.
    fn pull(&mut self, after: i64, limit: usize) -> Result<Page, DatabaseError>;

    /// Stores a batch in one transaction, as the device of this name. A value that is refused
    /// does not hold up the others.
    fn push(&mut self, batch: &Batch, device: &str) -> Result<Outcomes, DatabaseError>;

    /// Tells every device to compare everything, because what the database has lost is about to be
    /// stored again: changes may get the very revisions that they had, in another order.
    ///
    /// Returns `false`, and does nothing, where the database has any of it. It looks in the transaction
    /// that begins the epoch, and under the lock that every writer of the user takes: a server that lags
    /// behind another one cannot answer.
    fn begin_epoch(&mut self, epoch: Uuid, lost: &Lost) -> Result<bool, DatabaseError>;

    /// Which of these changes the database has ever taken, each with the revision it got. Only a server
    /// that may be written to answers.
    fn applied(&mut self, changes: &[Change]) -> Result<Vec<(Change, i64)>, DatabaseError>;

    /// Every state that an experience ever had, oldest first; empty if it is not known.
    fn history(&mut self, id: Uuid) -> Result<Vec<Revision<Experience>>, DatabaseError>;

    /// Every state that a document ever had, oldest first; empty if it is not known.
    fn document_history(&mut self, key: &DocumentKey) -> Result<Vec<Revision<Document>>, DatabaseError>;

    /// The values that these changes made, in any order: those that the history knows, in one question.
    fn past(&mut self, changes: &[Change]) -> Result<Past, DatabaseError>;

    /// The small states after a revision, up to another one, that others took the place of, oldest first: of each table
    /// the last few hundred.
    fn passed(&mut self, after: i64, last: i64) -> Result<Past, DatabaseError>;

    /// Of each of these records, the newest state that the horizon has; where it has none, the first of all. Records
    /// that the history does not know, or not rightly, are left out. Only a server that may be written to answers.
    fn origins(
        &mut self,
        horizon: Horizon,
        experiences: &[Uuid],
        documents: &[DocumentKey],
    ) -> Result<Origins, DatabaseError>;

    /// Logged AI calls whose request id comes after `after`, in the database's order: at most `limit`,
    /// and fewer where they are large. None are left when none come.
    fn ai_calls(&mut self, after: &str, limit: usize) -> Result<Vec<AiCall>, DatabaseError>;

    /// Logs AI calls, all in one transaction. One whose request id is there already stays as it is.
    fn log_ai_calls(&mut self, calls: &[AiCall]) -> Result<(), DatabaseError>;

    /// At most `limit` logged AI calls, and fewer where they are large, the newest first: those that began
    /// before `before`, where that is given. None are left when none come. Without `content` their requests
    /// and responses are left out.
    fn newest_ai_calls(
        &mut self,
        query: &AiQuery,
        before: Option<&AiPlace>,
        limit: usize,
        content: bool,
    ) -> Result<Vec<AiCall>, DatabaseError>;

    /// Which of these request ids are logged.
    fn known_ai_calls(&mut self, ids: &[String]) -> Result<Vec<String>, DatabaseError>;

    /// At most `limit` request ids that begin with `prefix`, in their order.
    fn ai_call_ids(&mut self, prefix: &str, limit: usize) -> Result<Vec<String>, DatabaseError>;

    /// One logged AI call, whole.
    fn ai_call(&mut self, request_id: &str) -> Result<Option<AiCall>, DatabaseError>;

    /// What the logged AI calls come to, without those of `besides`, which are counted elsewhere.
    fn tally_ai_calls(
        &mut self,
        query: &AiQuery,
        by: AiGrouping,
        besides: &[String],
    ) -> Result<AiTallies, DatabaseError>;

    /// How many logged AI calls began before `before`, without those of `besides`.
    fn count_ai_calls(&mut self, before: StartedAt, besides: &[String]) -> Result<u64, DatabaseError>;

    /// Removes the logged AI calls that began before `before`, all in one transaction. Returns how many.
    fn prune_ai_calls(&mut self, before: StartedAt) -> Result<u64, DatabaseError>;

    /// Tries what a synchronisation will need, up to a write that is rolled back.
    fn check(&mut self) -> Vec<Check>;
}
