//! The records of one type in a session.
//!
//! The invariants: each of them is valid. A value of the user's is validated here. Records are validated where the
//! file is read, and rows where they leave a database. And no change of the user's is forgotten before it stands
//! in the journal: the two ways to make one, [`Records::add`] and [`Records::edit`], keep what was there.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Deref;

use crate::domain::{Change, Deed, Invalid, Record, Row, State, Synced, Undoable};

/// About how many bytes of text the replaced values of all records may take: the file is read by every command.
const MAX_REPLACED: usize = 256 << 10;

/// Reads like a list of records; its methods are the ways to change it.
#[derive(Debug, Clone, PartialEq)]
pub struct Records<T> {
    records: Vec<Record<T>>,
    /// The values that the user has changed since [`Records::take_deeds`], by their places; nothing where one was
    /// added.
    touched: BTreeMap<usize, Option<T>>,
    /// Who makes the next changes, as [`Record::by`].
    by: Option<String>,
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self::of_file(Vec::new())
    }
}

impl<T> Deref for Records<T> {
    type Target = [Record<T>];

    fn deref(&self) -> &[Record<T>] {
        &self.records
    }
}

impl<'a, T> IntoIterator for &'a Records<T> {
    type Item = &'a Record<T>;
    type IntoIter = std::slice::Iter<'a, Record<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.iter()
    }
}

/// The rows of a database, which has validated them.
impl<T: Synced> FromIterator<Row<T>> for Records<T> {
    fn from_iter<I: IntoIterator<Item = Row<T>>>(rows: I) -> Self {
        // They take the place of the rows, so that nothing is moved and no memory is taken.
        Self::of_file(rows.into_iter().map(Record::from_row).collect())
    }
}

impl<T> Records<T> {
    /// Records of a file, which were validated when it was read.
    pub(super) fn of_file(records: Vec<Record<T>>) -> Self {
        Self { records, touched: BTreeMap::new(), by: None }
    }
}

impl<T: Undoable> Records<T> {
    /// What the user did since this was last asked.
    pub(super) fn take_deeds(&mut self) -> Vec<Deed<T::Key>> {
        let touched = std::mem::take(&mut self.touched).into_iter();
        touched
            .filter_map(|(place, before)| Deed::of(before.as_ref(), &mut self.records[place].current))
            .collect()
    }
}

impl<T: Synced> Records<T> {
    pub(super) fn into_records(self) -> Vec<Record<T>> {
        self.records
    }

    /// Says who makes the next changes, as [`Record::by`].
    pub(super) fn sign(&mut self, by: Option<&str>) {
        self.by = by.map(str::to_owned);
    }

    /// Adds a value of the user's.
    ///
    /// # Errors
    /// [`Invalid`] where a field of it is not valid; nothing is added then.
    pub fn add(&mut self, value: T, change: Change) -> Result<&Record<T>, Invalid> {
        value.validate()?;
        let place = self.records.len();
        self.touched.insert(place, None);
        self.records.push(Record { by: self.by.clone(), ..Record::new(value, change) });
        Ok(&self.records[place])
    }

    /// Replaces the value at a place by one that the user asked for.
    ///
    /// # Errors
    /// [`Invalid`] where a field of it is not valid; the value stays then.
    pub fn edit(&mut self, place: usize, value: T, change: Change) -> Result<&Record<T>, Invalid> {
        value.validate()?;
        let record = &mut self.records[place];
        self.touched.entry(place).or_insert_with(|| Some(record.current.clone()));
        record.edit(value, change);
        record.by.clone_from(&self.by);
        Ok(record)
    }

    /// Adds a row of the database's, which is not here yet, with the states that led to it.
    pub fn push_row(&mut self, row: Row<T>, passed: Vec<State<T>>) {
        let mut record = Record::from_row(row);
        record.keep_passed(passed);
        self.records.push(record);
    }

    /// Marks all merges as read.
    pub fn dismiss(&mut self) {
        self.records.iter_mut().for_each(|record| record.conflicts.clear());
    }

    /// Forgets what the database would not have, so that it is asked again.
    pub(super) fn reconsider(&mut self) {
        self.records.iter_mut().for_each(Record::reconsider);
    }

    /// Lets the records that were changed longest ago give up their replaced values, where those of all take too
    /// much: a standby that lacks a change lacks the last ones.
    pub(super) fn limit_replaced(&mut self) {
        let mut records: Vec<_> =
            self.records.iter_mut().filter(|record| !record.replaced.is_empty()).collect();
        records.sort_by_key(|record| Reverse(record.current.updated_at()));
        let mut room = MAX_REPLACED;
        for record in records {
            room = room.saturating_sub(record.replaced.iter().map(|state| state.value.size()).sum());
            if room == 0 {
                record.replaced = Vec::new();
            }
        }
    }

    /// The records, to be brought together with a database: for the engine alone.
    pub fn synced(&mut self) -> &mut [Record<T>] {
        &mut self.records
    }

    /// Where a record stands.
    pub fn place(&self, key: &T::Key) -> Option<usize> {
        self.records.iter().position(|record| record.current.is(key))
    }

    /// The record with this key.
    pub fn find(&self, key: &T::Key) -> Option<&Record<T>> {
        self.records.iter().find(|record| record.current.is(key))
    }
}
