//! Taking back what stands in the journal.
//!
//! The invariant: a value is changed as the user changes one, so that it is validated, pushed and kept in the
//! journal itself.

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Records, Session, Side};
use crate::domain::{Deed, Deeds, Document, Experience, Invalid, Reversal, Stay, Synced, Undoable, places};

/// Why an entry cannot be taken back.
#[derive(Debug, thiserror::Error)]
pub enum Irreversible {
    #[error("the entry of the journal cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// One entry of the journal, with what became of its records.
#[derive(Debug)]
pub struct Undone {
    pub at: Timestamp,
    pub experiences: Vec<Affected<Experience>>,
    pub documents: Vec<Affected<Document>>,
}

/// A record that a command changed.
#[derive(Debug)]
pub struct Affected<T: Synced> {
    pub deed: Deed<T::Key>,
    /// The value now, or before the deed was taken back; absent where it is not on this device.
    pub was: Option<T>,
    pub fate: Fate<T>,
}

/// What became of a record.
#[derive(Debug)]
pub enum Fate<T> {
    /// Nothing yet: the entry was only listed.
    Listed,
    /// It has this value. The named fields were changed since, and stayed.
    Reversed {
        is: T,
        kept: Vec<String>,
    },
    Stays(Stay),
}

impl Session {
    /// Takes the newest entry of a side back. [`Session::file_deeds`] then keeps what this changed; until then, it
    /// belongs to nothing.
    pub fn reverse(
        &mut self,
        side: Side,
        now: Timestamp,
        new_id: impl Fn() -> Uuid,
    ) -> Option<Result<Undone, Irreversible>> {
        let deeds = self.journal.pop(side)?;
        let reversed = || {
            let Deeds { at, experiences, documents } = deeds?;
            let experiences = take_back(&mut self.experiences, experiences, now, &new_id)?;
            let documents = take_back(&mut self.documents, documents, now, &new_id)?;
            Ok(Undone { at, experiences, documents })
        };
        Some(reversed())
    }

    /// Entries with the values that their records have now.
    pub fn with_values(&self, entries: impl IntoIterator<Item = Deeds>) -> Vec<Undone> {
        let (in_experiences, in_documents) = (places(&self.experiences), places(&self.documents));
        let entry = |Deeds { at, experiences, documents }| Undone {
            at,
            experiences: listed(&self.experiences, &in_experiences, experiences),
            documents: listed(&self.documents, &in_documents, documents),
        };
        entries.into_iter().map(entry).collect()
    }
}

/// Takes back what was done to the records of one type.
fn take_back<T: Undoable>(
    records: &mut Records<T>,
    deeds: Vec<Deed<T::Key>>,
    now: Timestamp,
    new_id: &dyn Fn() -> Uuid,
) -> Result<Vec<Affected<T>>, Irreversible> {
    let places = places(records);
    let mut affected = Vec::with_capacity(deeds.len());
    for deed in deeds {
        let Some(&place) = places.get(&deed.key) else {
            affected.push(Affected { deed, was: None, fate: Fate::Stays(Stay::Missing) });
            continue;
        };
        let was = records[place].current.clone();
        let fate = match deed.reverse(&was, now)? {
            Reversal::Stays(stay) => Fate::Stays(stay),
            Reversal::Value { value, kept } => {
                records.edit(place, value.clone(), new_id())?;
                Fate::Reversed { is: value, kept }
            }
        };
        affected.push(Affected { deed, was: Some(was), fate });
    }
    Ok(affected)
}

fn listed<T: Undoable>(
    records: &Records<T>,
    places: &HashMap<T::Key, usize>,
    deeds: Vec<Deed<T::Key>>,
) -> Vec<Affected<T>> {
    let current = |key: &T::Key| places.get(key).map(|place| records[*place].current.clone());
    deeds.into_iter().map(|deed| Affected { was: current(&deed.key), deed, fate: Fate::Listed }).collect()
}
