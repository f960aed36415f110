//! Asking where records come from that the database has lost.
//!
//! The invariant: a state within the session's horizon came before what is here, also where this device never read it.
//! A server that took another one's place recorded all that it has of its own later than that, unless its clock is
//! behind by more than the time from the last change that is lost to the first one since. And nothing that came
//! with a lost change, or after it, is within the horizon, whatever the clocks say.

use std::collections::HashMap;

use uuid::Uuid;

use super::SyncError;
use super::gathered::Gathered;
use super::settle::{Applied, base_ahead};
use crate::database::{self, Database, Lost, Revision};
use crate::domain::{Document, DocumentKey, Experience, Horizon, Origin, Record, Row, Synced};
use crate::session::Session;

/// Of how many records one question asks: few enough for the memory that an answer may take.
const AT_ONCE: usize = 500;

/// Where records come from whose values here the database has lost.
#[derive(Default)]
pub(super) struct Origins {
    pub(super) experiences: HashMap<Uuid, Origin<Experience>>,
    pub(super) documents: HashMap<DocumentKey, Origin<Document>>,
}

/// The records of which it has to be asked, and within which horizon.
pub(super) struct Asked {
    pub(super) horizon: Horizon,
    experiences: Vec<Uuid>,
    documents: Vec<DocumentKey>,
}

impl Asked {
    pub(super) fn of(session: &Session, page: &Gathered, lost: &Lost, applied: &Applied) -> Self {
        let mut horizon = session.horizon.unwrap_or(Horizon::NOTHING);
        if lost.changes.is_empty() {
            return Self { horizon, experiences: Vec::new(), documents: Vec::new() };
        }
        let mut first_lost = i64::MAX;
        let experiences = keys(page.experiences.known(&session.experiences), lost, applied, &mut first_lost);
        let documents = keys(page.documents.known(&session.documents), lost, applied, &mut first_lost);
        horizon.revision = horizon.revision.min(first_lost - 1);
        Self { horizon, experiences, documents }
    }

    pub(super) fn ask(self, database: &mut dyn Database) -> Result<Origins, SyncError> {
        let mut origins = Origins::default();
        for ids in self.experiences.chunks(AT_ONCE) {
            let database::Origins { experiences, .. } = database.origins(self.horizon, ids, &[])?;
            origins.experiences.extend(experiences.into_iter().map(|state| self.origin(state)));
        }
        for keys in self.documents.chunks(AT_ONCE) {
            let database::Origins { documents, .. } = database.origins(self.horizon, &[], keys)?;
            origins.documents.extend(documents.into_iter().map(|state| self.origin(state)));
        }
        Ok(origins)
    }

    fn origin<T: Synced>(&self, Revision { row, recorded_at }: Revision<T>) -> (T::Key, Origin<T>) {
        let is_shared = self.horizon.has(row.revision, recorded_at);
        (row.value.key(), if is_shared { Origin::Shared(row) } else { Origin::First(row) })
    }
}

/// The records whose values are lost, but those that are known to come from the row itself.
fn keys<'a, T: Synced + 'a>(
    known: impl Iterator<Item = (&'a Record<T>, &'a Row<T>)>,
    lost: &Lost,
    applied: &Applied,
    first_lost: &mut i64,
) -> Vec<T::Key> {
    let mut keys = Vec::new();
    for (record, row) in known {
        if base_ahead(record, row, applied).is_some_and(|base| lost.changes.contains(&base)) {
            *first_lost = record.revision.min(*first_lost);
            if record.replaced.iter().all(|state| state.change != row.change) {
                keys.push(row.value.key());
            }
        }
    }
    keys
}
