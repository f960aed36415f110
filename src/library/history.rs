//! The past of a record: what the database and this device know of it together.

use jiff::Timestamp;
use uuid::Uuid;

use super::{CommandError, CommandResult, ErrorKind, Library};
use crate::database::sqlite::Creation;
use crate::database::{Database, DatabaseError, Revision};
use crate::domain::{Document, DocumentKey, Experience, Record, State, Synced};
use crate::session::Session;
use crate::sync::SyncError;

/// One state, from the database or from the session.
#[derive(Debug)]
pub struct Moment<T> {
    pub revision: i64,
    pub at: Timestamp,
    pub device: Option<String>,
    /// Whether it has still to reach the database; its revision may change until then.
    pub pending: bool,
    /// Whether the database would not have it, and another one has taken its place since: it stays here.
    pub refused: bool,
    pub value: T,
}

/// The known states, oldest first.
#[derive(Debug)]
pub struct Past<T> {
    pub states: Vec<Moment<T>>,
    /// Whether the database has earlier states than these.
    pub begins_later: bool,
    /// The failure of the database, if it could not be read.
    pub unreachable: Option<String>,
}

impl<T> Past<T> {
    /// The value of a revision. `name` is what holds it, and `command` lists its revisions.
    pub(super) fn value_at(self, revision: i64, name: &str, command: &str) -> CommandResult<T> {
        let found = self.states.into_iter().find(|state| state.revision == revision);
        found.map(|state| state.value).ok_or_else(|| match self.unreachable {
            Some(cause) => {
                CommandError::failed(format!("revision {revision} is not known on this device: {cause}"))
                    .hint("try again when the database is reachable")
            }
            None => CommandError::new(ErrorKind::NotFound, format!("{name} has no revision {revision}"))
                .hint(format!("`{command}` lists them")),
        })
    }
}

impl Library {
    /// The states of an experience. An unreachable database is not an error.
    pub fn past(&self, id: Uuid) -> CommandResult<Past<Experience>> {
        self.past_of(|database| database.history(id), |session| session.find(id).map(local))
    }

    /// The states of the profile, of which there are none if there never was one.
    pub fn profile_past(&self) -> CommandResult<Past<Document>> {
        self.document_past(&DocumentKey::profile())
    }

    /// The states of a document.
    pub(super) fn document_past(&self, key: &DocumentKey) -> CommandResult<Past<Document>> {
        self.load_first()?;
        self.past_of(
            |database| database.document_history(key),
            |session| session.documents.find(key).map(local),
        )
    }

    /// The states of a document that can be had without waiting for a server: those of this device alone, if there is one.
    pub(super) fn document_past_at_hand(&self, key: &DocumentKey) -> CommandResult<Vec<Moment<Document>>> {
        if !self.settings.database.is_remote() {
            return Ok(self.document_past(key)?.states);
        }
        let known = self.store.read(|session| session.documents.find(key).map(local))?;
        Ok(known.into_iter().flatten().map(|(state, _)| state).collect())
    }

    fn past_of<T: Synced>(
        &self,
        stored: impl FnOnce(&mut dyn Database) -> Result<Vec<Revision<T>>, DatabaseError>,
        local: impl FnOnce(&Session) -> Option<Vec<(Moment<T>, Uuid)>>,
    ) -> CommandResult<Past<T>> {
        let (stored, unreachable) = match self.stored_states(stored) {
            Ok(states) => (states, None),
            Err(cause) => (Vec::new(), cause),
        };
        let local = self.store.read(local)?.unwrap_or_default();
        let begins_later = stored.is_empty() && local.first().is_some_and(|(state, _)| state.revision > 0);
        let mut states: Vec<_> = stored;
        let known = |states: &[(Uuid, Moment<T>)], change| states.iter().any(|(stored, _)| *stored == change);
        let newest = states
            .iter()
            .map(|(_, state)| state.revision)
            .chain(local.iter().map(|(state, _)| state.revision))
            .max();
        let mut next = newest.unwrap_or(0).saturating_add(1);
        let mut refused = Vec::new();
        for (mut state, change) in local {
            if known(&states, change) {
                continue;
            }
            if state.pending || state.refused {
                state.device.get_or_insert_with(|| self.around.device.clone());
            }
            if state.refused {
                refused.push((change, state));
                continue;
            }
            if state.pending {
                state.revision = next;
                next = next.saturating_add(1);
            }
            states.push((change, state));
        }
        // It has no revision, and a number by which it can be restored; its place is that of its time.
        for (change, mut state) in refused {
            state.revision = next;
            next = next.saturating_add(1);
            let before = states.iter().rposition(|(_, earlier)| earlier.at <= state.at);
            states.insert(before.map_or(0, |place| place + 1), (change, state));
        }
        let states = states.into_iter().map(|(_, state)| state).collect();
        Ok(Past { states, begins_later, unreachable })
    }

    /// Reads the database. The error is the notice to show, if any.
    fn stored_states<T: Synced>(
        &self,
        read: impl FnOnce(&mut dyn Database) -> Result<Vec<Revision<T>>, DatabaseError>,
    ) -> Result<Stored<T>, Option<String>> {
        if self.is_offline() {
            return Err(Some("`--offline` was given".to_owned()));
        }
        if !self.has_database() {
            return Err(None);
        }
        let tell = |error: SyncError| Some(error.to_string());
        let history = self.ask_own(Creation::LookOnly, None, read).map_err(tell)?;
        Ok(history
            .into_iter()
            .map(|revision| {
                let row = revision.row;
                // A device knows when it was changed; when that reached the database says nothing of it.
                let at = if row.device.is_some() { row.value.updated_at() } else { revision.recorded_at };
                let state = Moment {
                    revision: row.revision,
                    at,
                    device: row.device,
                    pending: false,
                    refused: false,
                    value: row.value,
                };
                (row.change, state)
            })
            .collect())
    }
}

type Stored<T> = Vec<(Uuid, Moment<T>)>;

/// The states in the session: those that were refused, the last one from the database, and the pending ones.
fn local<T: Synced>(record: &Record<T>) -> Vec<(Moment<T>, Uuid)> {
    let moment = |state: &State<T>, pending: bool, refused: bool| {
        let value = state.value.clone();
        let at = value.updated_at();
        let device = state.by.clone();
        (Moment { revision: record.revision, at, device, pending, refused, value }, state.change)
    };
    let current = State { change: record.change, value: record.current.clone(), by: record.by.clone() };
    let refused = record.rejected.iter().map(|state| moment(state, false, true));
    match &record.pending {
        None => refused.chain([moment(&current, false, false)]).collect(),
        Some(pending) => {
            let base = pending.base.iter().map(|state| moment(state, false, false));
            let rest = pending.earlier.iter().chain([&current]).map(|state| moment(state, true, false));
            refused.chain(base).chain(rest).collect()
        }
    }
}
