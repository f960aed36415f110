//! The past of an experience: what the database and this device know of it together.

use jiff::Timestamp;
use uuid::Uuid;

use super::{CommandResult, Library};
use crate::domain::{Experience, Record, State};
use crate::sync::SyncError;

/// One state, from the database or from the session.
#[derive(Debug)]
pub struct Moment {
    pub revision: i64,
    pub at: Timestamp,
    pub device: Option<String>,
    /// Whether it has still to reach the database; its revision may change until then.
    pub pending: bool,
    pub value: Experience,
}

/// The known states, oldest first.
#[derive(Debug)]
pub struct Past {
    pub states: Vec<Moment>,
    /// Whether the database has earlier states than these.
    pub begins_later: bool,
    /// The failure of the database, if it could not be read.
    pub unreachable: Option<String>,
}

impl Library {
    /// The states in the database and in the session. An unreachable database is not an error.
    pub fn past(&self, id: Uuid) -> CommandResult<Past> {
        let (stored, unreachable) = match self.stored_states(id) {
            Ok(states) => (states, None),
            Err(cause) => (Vec::new(), cause),
        };
        let local = self.store.read(|session| session.find(id).map(local))?.unwrap_or_default();
        let begins_later = stored.is_empty() && local.first().is_some_and(|(state, _)| state.revision > 0);
        let mut states: Vec<_> = stored;
        let known = |states: &[(Uuid, Moment)], change| states.iter().any(|(stored, _)| *stored == change);
        let newest = states
            .iter()
            .map(|(_, state)| state.revision)
            .chain(local.iter().map(|(state, _)| state.revision))
            .max();
        let mut next = newest.unwrap_or(0).saturating_add(1);
        for (mut state, change) in local {
            if known(&states, change) {
                continue;
            }
            if state.pending {
                state.revision = next;
                state.device = Some(self.around.device.clone());
                next = next.saturating_add(1);
            }
            states.push((change, state));
        }
        let states = states.into_iter().map(|(_, state)| state).collect();
        Ok(Past { states, begins_later, unreachable })
    }

    /// Reads the database. The error is the notice to show, if any.
    fn stored_states(&self, id: Uuid) -> Result<Stored, Option<String>> {
        if self.is_offline() {
            return Err(Some("`--offline` was given".to_owned()));
        }
        if !self.has_database() {
            return Err(None);
        }
        let tell = |error: SyncError| Some(error.to_string());
        let history = self.ask_own(|database| database.history(id)).map_err(tell)?;
        Ok(history
            .into_iter()
            .map(|revision| {
                let row = revision.row;
                // A device knows when it was changed; when that reached the database says nothing of it.
                let at = if row.device.is_some() { row.value.updated_at } else { revision.recorded_at };
                let state = Moment {
                    revision: row.revision,
                    at,
                    device: row.device,
                    pending: false,
                    value: row.value,
                };
                (row.change, state)
            })
            .collect())
    }
}

type Stored = Vec<(Uuid, Moment)>;

/// The states in the session: the last one from the database, and the pending ones.
fn local(record: &Record<Experience>) -> Vec<(Moment, Uuid)> {
    let moment = |state: &State<Experience>, pending: bool| {
        let value = state.value.clone();
        let at = value.updated_at;
        (Moment { revision: record.revision, at, device: None, pending, value }, state.change)
    };
    let current = State { change: record.change, value: record.current.clone() };
    match &record.pending {
        None => {
            record.rejected.iter().map(|state| moment(state, true)).chain([moment(&current, false)]).collect()
        }
        Some(pending) => {
            let base = pending.base.iter().map(|state| moment(state, false));
            let rest = record
                .rejected
                .iter()
                .chain(&pending.earlier)
                .chain([&current])
                .map(|state| moment(state, true));
            base.chain(rest).collect()
        }
    }
}
