//! A record as it stands in the file: with the sum of its value, by which a change by hand is noticed.
//!
//! The invariant: what a person changed in the file counts as changed. It is pending, under a change of its own that
//! follows from the record's last one and the new value, so that each reader of the file finds the same change. What it
//! builds on is in the database alone, which is asked for it where another device has changed the record too.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Builder;
use xxhash_rust::xxh3::xxh3_128;

use super::sum;
use crate::domain::{Change, Conflict, Pending, Record, State, Synced};

/// A record that was read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de>"))]
pub(super) struct Line<T> {
    current: T,
    revision: i64,
    change: Change,
    #[serde(default)]
    by: Option<String>,
    #[serde(default)]
    pending: Option<Box<Pending<T>>>,
    #[serde(default)]
    rejected: Vec<State<T>>,
    #[serde(default)]
    replaced: Vec<State<T>>,
    #[serde(default)]
    conflicts: Vec<Conflict>,
    /// Absent in files of older versions, and in a record that was added by hand.
    #[serde(default)]
    sum: Option<u32>,
}

/// A record to be written.
#[derive(Serialize)]
pub(super) struct Written<'a, T> {
    current: &'a T,
    revision: i64,
    change: Change,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<&'a Pending<T>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    rejected: &'a [State<T>],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    replaced: &'a [State<T>],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    conflicts: &'a [Conflict],
    sum: u32,
}

/// Half of it: one in four thousand million changes by hand is missed, and the file is kept short.
fn short(value: &impl Serialize) -> u32 {
    sum::of(value) as u32
}

impl<'a, T: Serialize> Written<'a, T> {
    pub(super) fn of(record: &'a Record<T>) -> Self {
        let Record { current, revision, change, by, pending, rejected, replaced, conflicts } = record;
        let (revision, change, sum) = (*revision, *change, short(current));
        let (by, pending) = (by.as_deref(), pending.as_deref());
        Self { current, revision, change, by, pending, rejected, replaced, conflicts, sum }
    }
}

impl<T> Line<T> {
    /// The record, of a file that is as it was written.
    pub(super) fn record(self) -> Record<T> {
        let Self { current, revision, change, by, pending, rejected, replaced, conflicts, sum: _ } = self;
        Record { current, revision, change, by, pending, rejected, replaced, conflicts }
    }
}

/// The records of a file that was changed by hand at a time.
pub(super) fn by_hand<T: Synced + Serialize>(lines: Vec<Line<T>>, at: Timestamp) -> Vec<Record<T>> {
    let mut known = HashSet::new();
    let unknown: Vec<_> = lines.iter().map(|line| known.insert(line.change)).collect();
    let records = lines.into_iter().zip(unknown);
    records
        .map(|(line, first)| {
            let is_changed = match line.sum {
                Some(sum) => sum != short(&line.current),
                // No database has it, and it does not wait for one.
                None => line.revision == 0 && line.pending.is_none(),
            };
            let mut record = line.record();
            if is_changed {
                // A copy of another record is a new one.
                if !first {
                    record = Record::new(record.current, record.change);
                }
                let change = following(record.change, &record.current);
                record.change_by_hand(change, at);
            }
            record
        })
        .collect()
}

fn following(change: Change, value: &impl Serialize) -> Change {
    let bytes = [change.as_bytes().as_slice(), &sum::of(value).to_le_bytes()].concat();
    Builder::from_random_bytes(xxh3_128(&bytes).to_le_bytes()).into_uuid()
}
