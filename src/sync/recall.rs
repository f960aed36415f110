//! Asking what a record builds on that was changed by hand in the session file.
//!
//! The invariant: a row that another device changed is merged with such a record on their common base. Where the
//! database is still at that base, nothing is asked: a push says which revision it builds on, and needs no value.

use std::collections::HashSet;

use uuid::Uuid;

use super::SyncError;
use super::engine::Engine;
use crate::database::Past;
use crate::domain::{Change, Document, DocumentKey, Experience, Record, Row, Synced};
use crate::session::Records;

/// How many values one question asks for: few enough for the memory that an answer may take.
const AT_ONCE: usize = 500;

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
        let changes: Vec<_> = ids
            .iter()
            .map(|(_, change)| change)
            .chain(keys.iter().map(|(_, change)| change))
            .copied()
            .collect();
        let mut past = Past::default();
        for changes in changes.chunks(AT_ONCE) {
            let Past { experiences, documents } = self.database.past(changes)?;
            past.experiences.extend(experiences);
            past.documents.extend(documents);
        }
        self.change_pending(|session| {
            learn(&mut session.experiences, &ids, past.experiences);
            learn(&mut session.documents, &keys, past.documents);
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

fn learn<T: Synced>(records: &mut Records<T>, wanted: &Wanted<T::Key>, past: Vec<Row<T>>) {
    let wanted: HashSet<_> = wanted.iter().collect();
    for row in past {
        let one = (row.value.key(), row.change);
        // A change of another record is no base.
        if wanted.contains(&one)
            && let Some(place) = records.place(&one.0)
        {
            records.synced()[place].learn(row.into());
        }
    }
}
