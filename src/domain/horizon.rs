//! Up to where the history of a database is that of the values on a device.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Row;

/// The end of what a device has read of a history, by the database's own count and clock.
///
/// A server that took the place of another one, or was restored, counts the same revisions again, and later: what it
/// recorded up to the horizon came before the values that the device holds, also where that never read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Horizon {
    pub revision: i64,
    /// When that revision was recorded, or a little later.
    pub recorded_at: Timestamp,
}

impl Horizon {
    /// Of a device that has read nothing.
    pub const NOTHING: Self = Self { revision: 0, recorded_at: Timestamp::MIN };

    pub fn has(&self, revision: i64, recorded_at: Timestamp) -> bool {
        revision <= self.revision && recorded_at <= self.recorded_at
    }
}

/// Where a record comes from, by the history of a database that has lost what a device holds of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin<T> {
    /// The last state before both sides went on.
    Shared(Row<T>),
    /// The first state on the other side, which has none from before.
    First(Row<T>),
}
