//! Points in time as people write them.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::StartedAt;

/// Parses an age (`7d`), a date (its first moment in UTC), or a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Ago(SignedDuration),
    At(Timestamp),
}

#[derive(Debug, thiserror::Error)]
#[error("it must be an age such as `7d`, `12h` or `30m`, or a date such as `2026-03-15`")]
pub struct NoTime;

impl FromStr for When {
    type Err = NoTime;

    fn from_str(text: &str) -> Result<Self, NoTime> {
        if let Some(age) = age(text) {
            return Ok(Self::Ago(age));
        }
        if let Ok(date) = text.parse::<Date>()
            && !text.contains(['T', 't', ' '])
        {
            let midnight = date.to_zoned(TimeZone::UTC).map_err(|_| NoTime)?;
            return Ok(Self::At(midnight.timestamp()));
        }
        text.parse().map(Self::At).map_err(|_| NoTime)
    }
}

impl When {
    /// The time, counted from `now`.
    pub fn at(self, now: Timestamp) -> StartedAt {
        StartedAt(match self {
            Self::Ago(age) => now.checked_sub(age).unwrap_or(Timestamp::MIN),
            Self::At(at) => at,
        })
    }
}

/// A number and its unit.
fn age(text: &str) -> Option<SignedDuration> {
    let unit = text.chars().last().filter(char::is_ascii)?;
    let number = &text[..text.len() - 1];
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(seconds).map(SignedDuration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_dates_and_times_are_understood() {
        let now: Timestamp = "2026-03-15T12:00:00Z".parse().unwrap();
        for (text, at) in [
            ("7d", "2026-03-08T12:00:00.000000Z"),
            ("1w", "2026-03-08T12:00:00.000000Z"),
            ("12h", "2026-03-15T00:00:00.000000Z"),
            ("90m", "2026-03-15T10:30:00.000000Z"),
            ("2026-03-01", "2026-03-01T00:00:00.000000Z"),
            ("2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00.000000Z"),
        ] {
            assert_eq!(text.parse::<When>().unwrap().at(now).to_string(), at, "{text}");
        }
        for wrong in ["", "d", "-7d", "7", "7y", "7dd", "yesterday", "2026-02-30", "2026-03-01T10:00", "é"] {
            assert!(wrong.parse::<When>().is_err(), "{wrong}");
        }
        assert!("99999999999999999999d".parse::<When>().is_err());
        assert!("9999999999d".parse::<When>().unwrap().at(now).0 == Timestamp::MIN);
    }
}
