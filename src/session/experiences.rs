//! The experiences of a session.
//!
//! The invariant: each of them is valid. A value of the user's is validated here. Records are validated where the
//! file is read, and rows where they leave a database.

use std::ops::Deref;

use uuid::Uuid;

use crate::domain::{Change, Experience, Invalid, Record, Row};

/// Reads like a list of records; its methods are the ways to change it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Experiences(Vec<Record<Experience>>);

impl Deref for Experiences {
    type Target = [Record<Experience>];

    fn deref(&self) -> &[Record<Experience>] {
        &self.0
    }
}

impl<'a> IntoIterator for &'a Experiences {
    type Item = &'a Record<Experience>;
    type IntoIter = std::slice::Iter<'a, Record<Experience>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// The rows of a database, which has validated them.
impl FromIterator<Row<Experience>> for Experiences {
    fn from_iter<I: IntoIterator<Item = Row<Experience>>>(rows: I) -> Self {
        // They take the place of the rows, so that nothing is moved and no memory is taken.
        Self(rows.into_iter().map(Record::from_row).collect())
    }
}

impl Experiences {
    /// Records of a file, which were validated when it was read.
    pub(super) fn of_file(records: Vec<Record<Experience>>) -> Self {
        Self(records)
    }

    pub(super) fn into_records(self) -> Vec<Record<Experience>> {
        self.0
    }

    /// Adds an experience of the user's.
    ///
    /// # Errors
    /// [`Invalid`] where a field of it is not valid; nothing is added then.
    pub fn add(&mut self, value: Experience, change: Change) -> Result<&Record<Experience>, Invalid> {
        value.validate()?;
        self.0.push(Record::new(value, change));
        Ok(&self.0[self.0.len() - 1])
    }

    /// Replaces the value at a place by one that the user asked for.
    ///
    /// # Errors
    /// [`Invalid`] where a field of it is not valid; the value stays then.
    pub fn edit(
        &mut self,
        place: usize,
        value: Experience,
        change: Change,
    ) -> Result<&Record<Experience>, Invalid> {
        value.validate()?;
        self.0[place].edit(value, change);
        Ok(&self.0[place])
    }

    /// Adds a row of the database's, which is not here yet.
    pub fn push_row(&mut self, row: Row<Experience>) {
        self.0.push(Record::from_row(row));
    }

    /// Marks all merges as read.
    pub fn dismiss(&mut self) {
        self.0.iter_mut().for_each(|record| record.conflicts.clear());
    }

    /// The records, to be brought together with a database: for the engine alone.
    pub fn synced(&mut self) -> &mut [Record<Experience>] {
        &mut self.0
    }

    /// Where an experience stands.
    pub fn place(&self, id: Uuid) -> Option<usize> {
        self.0.iter().position(|record| record.current.id == id)
    }
}
