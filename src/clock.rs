//! The time, passed in so that a test can hold it still.

use jiff::{Timestamp, TimestampRound, Unit};

/// Tells the time, to the microsecond: the finest that every database keeps.
pub type Clock = fn() -> Timestamp;

/// The machine's clock.
pub fn system() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    let now = Timestamp::now();
    now.round(TimestampRound::new().smallest(Unit::Microsecond).mode(jiff::RoundMode::Trunc)).unwrap_or(now)
}
