//! The records of one type in a session.
//!
//! The invariant: each of them is valid. A value of the user's is validated here. Records are validated where the
//! file is read, and rows where they leave a database.

use std::ops::Deref;

use crate::domain::{Change, Invalid, Record, Row, Synced};

/// Reads like a list of records; its methods are the ways to change it.
#[derive(Debug, Clone, PartialEq)]
pub struct Records<T>(Vec<Record<T>>);

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for Records<T> {
    type Target = [Record<T>];

    fn deref(&self) -> &[Record<T>] {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a Records<T> {
    type Item = &'a Record<T>;
    type IntoIter = std::slice::Iter<'a, Record<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// The rows of a database, which has validated them.
impl<T: Synced> FromIterator<Row<T>> for Records<T> {
    fn from_iter<I: IntoIterator<Item = Row<T>>>(rows: I) -> Self {
        // They take the place of the rows, so that nothing is moved and no memory is taken.
        Self(rows.into_iter().map(Record::from_row).collect())
    }
}

impl<T: Synced> Records<T> {
    /// Records of a file, which were validated when it was read.
    pub(super) fn of_file(records: Vec<Record<T>>) -> Self {
        Self(records)
    }

    pub(super) fn into_records(self) -> Vec<Record<T>> {
        self.0
    }

    /// Adds a value of the user's.
    ///
    /// # Errors
    /// [`Invalid`] where a field of it is not valid; nothing is added then.
    pub fn add(&mut self, value: T, change: Change) -> Result<&Record<T>, Invalid> {
        value.validate()?;
        self.0.push(Record::new(value, change));
        Ok(&self.0[self.0.len() - 1])
    }

    /// Replaces the value at a place by one that the user asked for.
    ///
    /// # Errors
    /// [`Invalid`] where a field of it is not valid; the value stays then.
    pub fn edit(&mut self, place: usize, value: T, change: Change) -> Result<&Record<T>, Invalid> {
        value.validate()?;
        self.0[place].edit(value, change);
        Ok(&self.0[place])
    }

    /// Adds a row of the database's, which is not here yet.
    pub fn push_row(&mut self, row: Row<T>) {
        self.0.push(Record::from_row(row));
    }

    /// Marks all merges as read.
    pub fn dismiss(&mut self) {
        self.0.iter_mut().for_each(|record| record.conflicts.clear());
    }

    /// Forgets what the database would not have, so that it is asked again.
    pub(super) fn reconsider(&mut self) {
        self.0.iter_mut().for_each(Record::reconsider);
    }

    /// The records, to be brought together with a database: for the engine alone.
    pub fn synced(&mut self) -> &mut [Record<T>] {
        &mut self.0
    }

    /// Where a record stands.
    pub fn place(&self, key: &T::Key) -> Option<usize> {
        self.0.iter().position(|record| record.current.is(key))
    }

    /// The record with this key.
    pub fn find(&self, key: &T::Key) -> Option<&Record<T>> {
        self.0.iter().find(|record| record.current.is(key))
    }
}
