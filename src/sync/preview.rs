//! What a synchronisation would do, without doing any of it.

use std::collections::HashSet;

use super::SyncError;
use super::engine::{Policy, Reading, is_bound};
use crate::database::Database;
use crate::domain::{Change, Document, Experience, Record};
use crate::session::{Binding, Session, SessionStore};

/// How many rows are looked at in one go.
const PAGE: usize = 4000;

/// What would be brought together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Preview {
    /// Rows that this device does not have.
    pub pull: usize,
    /// Records that the database does not have.
    pub push: usize,
}

/// Compares both sides and changes neither. `calls` says whether logged AI calls wait.
///
/// # Errors
/// As a synchronisation: [`SyncError::Foreign`] for one where nothing would be done.
pub fn preview(
    store: &SessionStore,
    database: &mut dyn Database,
    policy: Policy,
    calls: bool,
) -> Result<Preview, SyncError> {
    let session = store.read(Clone::clone)?;
    let known = session.cursor.map_or(0, |cursor| cursor.revision);
    let snapshot = database.snapshot(known)?;
    let ours = Binding {
        identity: snapshot.identity,
        user: database.user().to_owned(),
        embedded: policy.embedded,
        place: None,
        route: None,
    };
    let pending = session.pending() + usize::from(calls);
    let bound = is_bound(session.database.as_ref(), &ours, policy, &snapshot, pending)?;
    let reading = match bound {
        true => Reading::of(&snapshot, session.cursor.filter(|_| session.loaded)),
        false => Reading::Everything,
    };
    let mut push = session.pending();
    let mut pull = 0;
    if reading == Reading::Nothing {
        return Ok(Preview { pull, push });
    }
    let places = session.places();
    let mut after = if reading == Reading::News { known } else { 0 };
    let mut seen = HashSet::new();
    let mut profile_seen = false;
    loop {
        let page = database.pull(after, PAGE)?;
        let last = page.experiences.last().map(|row| row.revision);
        let profile = page.profile.as_ref().map(|row| row.revision);
        for row in &page.experiences {
            seen.insert(row.value.id);
            let held = places.get(&row.value.id).map(|&place| &session.experiences[place]);
            pull += usize::from(held.is_none_or(|record| lacks(record, row.change)));
        }
        if let Some(row) = &page.profile {
            profile_seen = true;
            pull += usize::from(session.profile.as_ref().is_none_or(|record| lacks(record, row.change)));
        }
        match last.max(profile) {
            Some(end) if page.more && end > after => after = end,
            _ => break,
        }
    }
    if reading == Reading::Everything {
        push += lost(&session, |record| seen.contains(&record.current.id), profile_seen);
    }
    Ok(Preview { pull, push })
}

/// Whether a record has yet to take in a change of the database.
fn lacks<T: Document>(record: &Record<T>, change: Change) -> bool {
    record.base_change() != Some(change) && record.unacknowledged().all(|own| own != change)
}

/// How many records the database once had, or another one did, and has not.
fn lost(session: &Session, seen: impl Fn(&Record<Experience>) -> bool, profile_seen: bool) -> usize {
    let clean = session.experiences.iter().filter(|record| !record.is_pending());
    let profile = session.profile.as_ref().is_some_and(|record| !record.is_pending() && !profile_seen);
    clean.filter(|record| !seen(record)).count() + usize::from(profile)
}
