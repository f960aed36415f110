//! Asking what a record builds on that was changed by hand in the session file.
//!
//! The invariant: a row that another device changed is merged with such a record on their common base. Where the
//! database is still at that base, nothing is asked: a push says which revision it builds on, and needs no value.

use uuid::Uuid;

use super::SyncError;
use super::engine::Engine;
use crate::database::Revision;
use crate::domain::{Change, Document, DocumentKey, Experience, Record, Row, State, Synced};
use crate::session::Records;

/// Records and the changes that they build on.
type Wanted<K> = Vec<(K, Change)>;

impl Engine<'_> {
    /// Learns what the records build on that these rows are to be merged with.
    pub(super) fn recall<'r>(
        &mut self,
        experiences: impl Iterator<Item = &'r Row<Experience>>,
        documents: impl Iterator<Item = &'r Row<Document>>,
    ) -> Result<(), SyncError> {
        let (ids, keys): (Wanted<Uuid>, Wanted<DocumentKey>) = self.store.read_pending(|session| {
            (wanted(&session.experiences, experiences), wanted(&session.documents, documents))
        })?;
        if ids.is_empty() && keys.is_empty() {
            return Ok(());
        }
        let (mut bases, mut document_bases) = (Vec::new(), Vec::new());
        for (id, change) in ids {
            bases.extend(find(self.database.history(id)?, change));
        }
        for (key, change) in keys {
            document_bases.extend(find(self.database.document_history(&key)?, change));
        }
        self.change_pending(|session| {
            learn(&mut session.experiences, bases);
            learn(&mut session.documents, document_bases);
        })
    }
}

fn wanted<'r, T: Synced + 'r>(
    records: &[Record<T>],
    rows: impl Iterator<Item = &'r Row<T>>,
) -> Wanted<T::Key> {
    let unseen: Vec<_> = records.iter().filter_map(|record| Some((record, record.unseen()?))).collect();
    if unseen.is_empty() {
        return Vec::new();
    }
    let asked = rows.filter_map(|row| {
        let key = row.value.key();
        let (_, change) = unseen.iter().find(|(record, _)| record.current.is(&key))?;
        (*change != row.change).then_some((key, *change))
    });
    asked.collect()
}

fn find<T>(history: Vec<Revision<T>>, change: Change) -> Option<State<T>> {
    let row = history.into_iter().map(|revision| revision.row).find(|row| row.change == change)?;
    Some(State { change, value: row.value, by: None })
}

fn learn<T: Synced>(records: &mut Records<T>, bases: Vec<State<T>>) {
    for base in bases {
        if let Some(place) = records.place(&base.value.key()) {
            records.synced()[place].learn(base);
        }
    }
}
