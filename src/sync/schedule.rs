//! When the background may work: at once after a change, less and less often while it fails.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::session::{Failure, Fingerprint, Session};

/// After how long without a synchronisation the session is refreshed.
pub const REFRESH_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// The longest pause between two attempts.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// Whether something is to be pushed or refreshed, and the last failure is far enough behind. What was fetched of
/// another database, `elsewhere`, says nothing about this one.
pub fn due(session: &Session, now: Timestamp, configuration: Fingerprint, elsewhere: bool) -> bool {
    if rests(session, now, configuration) {
        return false;
    }
    let stale =
        session.sync.last_sync_at.is_none_or(|last| last < now && now.duration_since(last) >= REFRESH_AFTER);
    // A clock that was set back must not stop the refreshing.
    let future = session.sync.last_sync_at.is_some_and(|last| last > now);
    session.waiting() > 0 || stale || future || elsewhere
}

/// Whether the last failure of this very configuration is so recent, or of such a kind, that nothing
/// is tried unless the user asks for it.
pub fn rests(session: &Session, now: Timestamp, configuration: Fingerprint) -> bool {
    let state = &session.sync;
    if state.configuration.is_some_and(|failed| failed != configuration) {
        return false;
    }
    // A clock that was ahead when an attempt failed must not stop the next ones for long.
    let pausing = |next: Timestamp| next > now && next.duration_since(now) <= LONGEST;
    state.last_error.as_ref().is_some_and(|failure| failure.stops)
        || state.next_attempt_at.is_some_and(pausing)
}

/// The failure for which nothing is tried now, where there is one (see [`rests`]).
pub fn resting(session: &Session, now: Timestamp, configuration: Fingerprint) -> Option<&Failure> {
    session.sync.last_error.as_ref().filter(|_| rests(session, now, configuration))
}

/// Whether the last upload of AI calls failed so recently that none is tried.
pub fn calls_rest(session: &Session, now: Timestamp, configuration: Fingerprint) -> bool {
    session.sync.ai.as_ref().is_some_and(|pause| {
        let next = pause.next_attempt_at;
        pause.configuration == configuration && next > now && next.duration_since(now) <= LONGEST
    })
}

/// The pause after `failures` in a row: doubled each time, to 15 minutes at the most, less up to a
/// half of it by chance (`random`, any number), so that many devices do not come back at one instant.
pub(super) fn pause(failures: u32, random: u64) -> SignedDuration {
    let doubled =
        Duration::from_secs(1).saturating_mul(1_u32.checked_shl(failures.min(20)).unwrap_or(u32::MAX));
    let longest = doubled.min(LONGEST.unsigned_abs());
    let millis = millis(longest);
    let less = random % (millis / 2).max(1);
    SignedDuration::try_from(Duration::from_millis(millis - less)).unwrap_or(LONGEST)
}

pub(super) fn millis(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_at_fifteen_minutes() {
        for failures in 0..64 {
            let (shortest, longest) = (pause(failures, u64::MAX), pause(failures, 0));
            assert!(shortest <= longest && longest <= SignedDuration::from_mins(15), "{failures}");
            assert!(longest.as_millis() <= 2 * shortest.as_millis() + 2, "{failures}");
            assert!(pause(failures + 1, 0) >= longest);
        }
        assert_eq!(pause(63, 0), SignedDuration::from_mins(15));
    }
}
