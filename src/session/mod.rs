//! The session file: the primary store, which every command reads and every change is written to.
//!
//! The invariants: a change is acknowledged only after it is durable; a file that cannot be read
//! is never taken for an empty one, and never overwritten; two processes cannot overwrite each
//! other's changes. A record and the fact that it has still to be pushed are replaced in one step,
//! so that there is no second place to disagree. The form of the file is described in
//! `schema/json/session.schema.json`.

mod checksum;
mod error;
mod file;
mod journal;
mod line;
mod lock;
mod part;
mod records;
mod recover;
mod reverse;
mod spool;
mod store;
mod stream;
mod sum;
mod version_1;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{Cursor, Deeds, Document, DocumentKey, DocumentKind, Experience, Horizon, Record};

pub use error::SessionError;
pub use file::{FORMAT, MAX_SIZE};
pub use journal::{Journal, Side};
pub use lock::Lock;
pub use records::Records;
pub use recover::Recovery;
pub use reverse::{Affected, Fate, Irreversible, Undone};
pub use spool::{Counts, Segment, Spool, Spooled};
pub use store::SessionStore;

/// Everything that this device knows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Session {
    /// Whether the database's records have been read once, so that what is not here does not exist.
    pub loaded: bool,
    /// Whose session it is; absent until a database was met.
    pub database: Option<Binding>,
    /// How far the database has been read; absent: from its beginning.
    pub cursor: Option<Cursor>,
    /// Up to where the history of the database that was read last is that of the records; it stays while all is read
    /// again. Absent in sessions of older versions.
    pub horizon: Option<Horizon>,
    pub sync: SyncState,
    pub journal: Journal,
    pub documents: Records<Document>,
    pub experiences: Records<Experience>,
}

/// The database that the session belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    pub identity: Uuid,
    /// The `user_id` of the rows.
    pub user: String,
    /// Whether it is the embedded default, from which everything may move to a configured database.
    pub embedded: bool,
    /// What the database was called when the session was bound to it, without anything secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Which way it was reached when the user last said that it is theirs, and as which role, without
    /// anything secret (see `DatabaseUrl::route`). A setting that a stranger may have written must lead
    /// the very same way. Absent for the embedded default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Whether the session has moved there and not read all of it since: it never had what the session holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
    /// The databases that the session belonged to before, the last one last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
}

/// A database that the session moved away from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    pub identity: Uuid,
    pub user: String,
    /// How far it had been read: what it held up to there came before the values here.
    pub cursor: Cursor,
}

/// How many databases that were left are remembered.
const MAX_LEFT: usize = 8;

/// How the last attempts to synchronise went.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyncState {
    /// When a synchronisation last succeeded.
    pub last_sync_at: Option<Timestamp>,
    /// Which way that database was reached, as [`Binding::route`]. Absent for the embedded default, and in sessions
    /// of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sync_route: Option<String>,
    /// Why the last one failed, if it did.
    pub last_error: Option<Failure>,
    /// How many failed in a row.
    pub failures: u32,
    /// When the background may try again; absent: at once, or not at all (see [`Failure::stops`]).
    pub next_attempt_at: Option<Timestamp>,
    /// Which configuration the last failure was one of: another one is tried at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Fingerprint>,
    /// Why the log of AI calls could not be uploaded the last time, if so. It does not hold up the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ai: Option<AiPause>,
}

/// A failed upload of logged AI calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AiPause {
    pub message: String,
    /// How many uploads failed in a row.
    pub failures: u32,
    /// When the background may try again.
    pub next_attempt_at: Timestamp,
    pub configuration: Fingerprint,
}

/// What a configuration comes to in 16 bits: enough to see that it was changed, and too little to
/// find out a password from a session file that got into other hands.
pub type Fingerprint = u16;

/// A failed synchronisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    pub at: Timestamp,
    /// The kind of cause, as `database::Reason` words it.
    pub reason: String,
    pub message: String,
    /// Whether the background makes no attempt until the configuration changes or the user asks for
    /// one: providers lock out those who repeat a wrong password.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stops: bool,
}

impl Binding {
    /// A database that nothing else is known of.
    pub fn of(identity: Uuid, user: &str, embedded: bool) -> Self {
        let user = user.to_owned();
        Self { identity, user, embedded, place: None, route: None, unread: false, left: Vec::new() }
    }

    /// Whether both are the same user's rows of the same database.
    pub fn same_place(&self, other: &Self) -> bool {
        self.identity == other.identity && self.user == other.user
    }

    /// How far this database had been read when the session left it, where it comes back to it.
    pub fn left_at(&self) -> Option<Cursor> {
        let is_this = |left: &&Left| left.identity == self.identity && left.user == self.user;
        self.left.iter().find(is_this).map(|left| left.cursor)
    }
}

impl Session {
    /// Notes that session and database agreed at `now`. A route leads to every database but the embedded default.
    pub fn note_success(&mut self, now: Timestamp, last_sync_route: Option<String>) {
        let ai = self.sync.ai.take();
        self.sync = SyncState { last_sync_at: Some(now), last_sync_route, ai, ..SyncState::default() };
    }

    /// Whether the last synchronisation, if there was one, was with the database that this route leads to; without
    /// one, with the embedded default.
    pub fn last_met(&self, route: Option<&str>) -> bool {
        match (self.sync.last_sync_route.as_deref(), route) {
            (None, Some(_)) => self.database.as_ref().is_none_or(|binding| !binding.embedded),
            (last, route) => last == route,
        }
    }

    /// Binds the session to a database, all of which has to be read.
    pub fn move_to(&mut self, binding: Binding) {
        let mut left = Vec::new();
        if let Some(from) = self.database.take() {
            let cursor = self.cursor.map(|cursor| (from.identity, from.user.clone(), cursor));
            left = from.left;
            if let Some((identity, user, cursor)) = cursor {
                left.retain(|left| left.identity != identity || left.user != user);
                left.push(Left { identity, user, cursor });
            }
            left.drain(..left.len().saturating_sub(MAX_LEFT));
        }
        self.database = Some(Binding { unread: true, left, ..binding });
        (self.cursor, self.horizon) = (None, None);
    }

    /// Notes why they could not be brought together, and when the background may try again.
    /// A failure that is known already and to be tried again at any time is not noted again.
    pub fn note_failure(
        &mut self,
        failure: Failure,
        next_attempt_at: Option<Timestamp>,
        configuration: Fingerprint,
    ) {
        let same = self.sync.configuration == Some(configuration);
        let known = self.sync.last_error.as_ref().is_some_and(|last| last.reason == failure.reason);
        if same && known && next_attempt_at.is_none() && self.sync.next_attempt_at.is_none() {
            return;
        }
        self.sync.failures = if same { self.sync.failures.saturating_add(1) } else { 1 };
        self.sync.configuration = Some(configuration);
        self.sync.last_error = Some(failure);
        self.sync.next_attempt_at = next_attempt_at;
    }

    pub fn find(&self, id: Uuid) -> Option<&Record<Experience>> {
        self.experiences.find(&id)
    }

    /// The experiences that are not deleted.
    pub fn living(&self) -> impl Iterator<Item = &Experience> + Clone {
        self.experiences.iter().map(|record| &record.current).filter(|one| !one.is_deleted())
    }

    /// The profile, unless there is none or it was deleted.
    pub fn profile(&self) -> Option<&Document> {
        let record = self.documents.find(&DocumentKey::profile())?;
        Some(&record.current).filter(|profile| !profile.is_deleted())
    }

    /// Says who makes the next changes, where that is no command of this device's user: the history names it as
    /// the device.
    pub fn sign(&mut self, by: Option<&str>) {
        self.experiences.sign(by);
        self.documents.sign(by);
    }

    /// Keeps what the user changed since this was last asked as an entry of the journal. A new change ends what
    /// can be done again. Returns whether there was anything.
    fn note_deeds(&mut self, now: Timestamp) -> serde_json::Result<bool> {
        let Some(deeds) = self.take_deeds(now) else { return Ok(false) };
        self.journal.note(&deeds).map(|()| true)
    }

    /// Keeps what replaced values take small, among the records that were parsed. The whole file is, wherever a record
    /// that is not pending is changed.
    fn limit_replaced(&mut self) {
        self.experiences.limit_replaced();
        self.documents.limit_replaced();
    }

    /// Keeps it on a side of the journal: what takes an entry back is one of the other side.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn file_deeds(&mut self, side: Side, now: Timestamp) -> serde_json::Result<()> {
        match self.take_deeds(now) {
            Some(deeds) => self.journal.push(side, &deeds),
            None => Ok(()),
        }
    }

    fn take_deeds(&mut self, at: Timestamp) -> Option<Deeds> {
        let (experiences, mut documents) = (self.experiences.take_deeds(), self.documents.take_deeds());
        // A snapshot is part of the application that keeps it, and of others.
        documents.retain(|deed| deed.key.kind != DocumentKind::Snapshot);
        let nothing = experiences.is_empty() && documents.is_empty();
        (!nothing).then_some(Deeds { at, experiences, documents })
    }

    /// As it is for a database that has none of it.
    #[must_use]
    pub fn without_database(mut self) -> Self {
        self.experiences.synced().iter_mut().for_each(|record| record.emigrate(Vec::new()));
        self.documents.synced().iter_mut().for_each(|record| record.emigrate(Vec::new()));
        self
    }

    /// How many records there are, deleted ones included.
    pub fn len(&self) -> usize {
        self.experiences.len() + self.documents.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many changes have still to reach the database.
    pub fn pending(&self) -> usize {
        self.experiences.iter().filter(|record| record.is_pending()).count()
            + self.documents.iter().filter(|record| record.is_pending()).count()
    }

    /// How many of them are worth pushing.
    pub fn waiting(&self) -> usize {
        self.experiences.iter().filter(|record| record.is_waiting()).count()
            + self.documents.iter().filter(|record| record.is_waiting()).count()
    }

    /// How many pushes it takes to send them.
    pub fn pushes(&self) -> usize {
        self.experiences.iter().map(Record::pushes).sum::<usize>()
            + self.documents.iter().map(Record::pushes).sum::<usize>()
    }

    /// Forgets what the database would not have, so that it is asked again.
    pub fn reconsider(&mut self) {
        self.experiences.reconsider();
        self.documents.reconsider();
    }
}
