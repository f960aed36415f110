//! Taking one row into a record, given what is known of the database beside its rows.

use std::collections::HashMap;

use crate::database::Lost;
use crate::domain::{Change, Origin, Record, Row, RowPast, Synced};

/// The changes that the database is known to have taken, with their revisions.
pub(super) type Applied = HashMap<Change, i64>;

/// What is known of the database beside its rows.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) applied: &'a Applied,
    pub(super) lost: &'a Lost,
    /// Whether the session has just moved to it, so that it never had what the session holds.
    pub(super) moved: bool,
    /// Up to which revision its rows came before what the session holds, where that has come back to it.
    pub(super) past_until: i64,
}

/// Takes a row into a record that exists. Returns 1 where two changes had to be merged.
pub(super) fn settle<T: Synced>(
    record: &mut Record<T>,
    row: Row<T>,
    Known { applied, lost, moved, past_until }: Known<'_>,
    origin: Option<Origin<T>>,
    change: Change,
) -> usize {
    let known: Vec<_> =
        record.unacknowledged().filter_map(|change| Some((change, *applied.get(&change)?))).collect();
    for (change, revision) in known {
        record.acknowledge(change, revision);
    }
    if base_ahead(record, &row, applied).is_some_and(|base| lost.changes.contains(&base)) {
        if moved {
            let past = match past_until {
                0 => RowPast::Unknown,
                until if row.revision <= until => RowPast::Row,
                _ => RowPast::Forgotten,
            };
            record.settle_on(row, past, |change| applied.contains_key(&change), change);
        } else {
            record.outlive(row, origin, |change| applied.get(&change).copied(), change);
        }
        return 1;
    }
    let merging = record.is_pending() && record.base_change() != Some(row.change);
    record.integrate(row, change);
    usize::from(merging)
}

/// The change that a record holds or builds on, where the database seems never to have seen it: it was
/// restored, or a server answered that lags behind.
pub(super) fn base_ahead<T: Synced>(record: &Record<T>, row: &Row<T>, applied: &Applied) -> Option<Change> {
    let unknown = |base: &Change| *base != row.change && !applied.contains_key(base);
    let acknowledged =
        record.unacknowledged().any(|change| applied.contains_key(&change) || change == row.change);
    record.base_change().filter(unknown).filter(|_| record.revision > 0 && !acknowledged)
}
