//! What a synchronisation would do, without doing any of it.
//!
//! The invariant: it takes the steps of a run on a copy of the session, and asks databases for what they
//! hold and nothing else. So it says what a run would say, unless something changes meanwhile.
//! A database that has no end is read for no longer than a session has room for it.

use std::time::Duration;

use jiff::Timestamp;

use super::engine::Leave;
use super::engine::{Policy, Reading, find_past, is_bound};
use super::gathered::{Gathered, Seen};
use super::origins::{Asked, Origins};
use super::pages::Pages;
use super::pull::{behind, enter, questions, reinstate, shared};
use super::settle::Known;
use super::{Attempt, Databases, Ids, SyncError, too_much};
use crate::database::{Database, Lost};
use crate::domain::{Record, StartedAt, Synced};
use crate::session::{Binding, MAX_SIZE, Session};

/// What would be brought together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Preview {
    /// Changes that would come in from the database.
    pub pull: usize,
    /// Records that would be pushed.
    pub push: usize,
    /// Records that have changed on both sides.
    pub merge: usize,
    /// Logged AI calls that would leave the embedded database; those that wait in the spool go too.
    pub calls: u64,
    /// Whether the embedded database holds something that would not be carried over.
    pub left_behind: bool,
}

/// Compares both sides and changes neither.
///
/// # Errors
/// As a synchronisation: [`SyncError::Foreign`] for one where nothing would be done.
pub fn preview(attempt: &Attempt<'_>, databases: &mut Databases<'_>) -> Result<Preview, SyncError> {
    let mut database = (databases.connect)()?;
    let calls = attempt.spool.is_waiting();
    let session = attempt.store.read(Clone::clone)?;
    let mut rehearsal = Rehearsal {
        session,
        ids: attempt.around.ids,
        room: MAX_SIZE,
        past_until: 0,
        preview: Preview::default(),
    };
    rehearsal.run(database.as_mut(), attempt.policy, calls, databases.leave)?;
    Ok(Preview { push: rehearsal.session.pending(), ..rehearsal.preview })
}

/// A run on a copy.
struct Rehearsal {
    session: Session,
    ids: Ids,
    /// How many bytes the session may have.
    room: u64,
    /// As [`Known::past_until`].
    past_until: i64,
    preview: Preview,
}

impl Rehearsal {
    fn run(
        &mut self,
        database: &mut dyn Database,
        policy: Policy,
        calls: bool,
        leave: Leave<'_>,
    ) -> Result<(), SyncError> {
        // A run also retries what the database refused.
        self.session.reconsider();
        let known = self.session.cursor.map_or(0, |cursor| cursor.revision);
        let snapshot = database.snapshot(known)?;
        if self.session.database.is_none() && !self.session.loaded && policy.may_take_over() {
            self.find_embedded(snapshot.revision == 0, leave)?;
        }
        let ours = Binding::of(snapshot.identity, database.user(), policy.embedded);
        let pending = self.session.pending() + usize::from(calls);
        let bound = is_bound(self.session.database.as_ref(), &ours, policy, &snapshot, pending)?;
        let cursor = self.session.cursor.filter(|_| self.session.loaded);
        let reading = if bound {
            Reading::of(&snapshot, cursor)
        } else {
            let from = self.session.database.clone().filter(|from| from.embedded && !ours.embedded);
            if let Some(from) = from {
                self.carry_over(from, leave)?;
            }
            self.session.move_to(ours);
            Reading::Everything
        };
        self.past_until = find_past(self.session.database.as_ref(), database)?.unwrap_or(0);
        match reading {
            Reading::Nothing => Ok(()),
            Reading::News if self.read(database, false)? => Ok(()),
            Reading::News | Reading::Everything => self.read(database, true).map(drop),
        }
    }

    /// Reads what came after the cursor, or everything. Returns whether that accounts for all there is.
    fn read(&mut self, database: &mut dyn Database, full: bool) -> Result<bool, SyncError> {
        let cursor = self.session.cursor.filter(|_| !full);
        let after = cursor.map_or(0, |cursor| cursor.revision);
        let mut pages = Pages::new(after, Duration::MAX, &self.session, self.session.sync.failures);
        let mut seen = Seen::default();
        loop {
            let page = pages.next(database)?;
            let nothing = page.last_revision().is_none();
            let mut page = Gathered::from(page);
            let (more, total) = (page.more, page.total);
            seen.note(&mut page);
            if let Some(error) = seen.differs_from(&page).filter(|_| full) {
                return Err(error);
            }
            let asked = questions(&self.session, &page, full);
            let applied =
                if asked.is_empty() { Vec::new() } else { database.applied(&asked)? }.into_iter().collect();
            // Taken for lost without a look under the lock, which a run takes before it stores anything.
            let mut lost = Lost::default();
            if full {
                lost.changes = behind(&self.session, &page, &applied);
            }
            let moved = self.session.database.as_ref().is_some_and(|binding| binding.unread);
            let origins = if lost.changes.is_empty() || moved {
                Origins::default()
            } else {
                Asked::of(&self.session, &page, &lost, &applied).ask(database)?
            };
            let known = Known { applied: &applied, lost: &lost, moved, past_until: self.past_until };
            let entered = enter(&mut self.session, page, known, origins, self.ids);
            self.preview.pull += entered.new;
            self.preview.merge += entered.merged;
            self.check_room()?;
            if !more && full {
                let missing = seen.missing(&self.session);
                reinstate(&mut self.session, Known { lost: &missing, ..known });
                return Ok(true);
            }
            if !more {
                return Ok(nothing || shared(&self.session) == total);
            }
        }
    }

    /// Makes sure that a session could hold what was read. It takes more than this for each record.
    fn check_room(&self) -> Result<(), SyncError> {
        fn size<T: Synced>(records: &[Record<T>]) -> u64 {
            records.iter().map(|record| record.current.size() as u64).sum()
        }
        let size = size(&self.session.experiences) + size(&self.session.documents);
        if size <= self.room { Ok(()) } else { Err(too_much()) }
    }

    /// As a run does where a session file was lost that may have belonged to the embedded database.
    fn find_embedded(&mut self, empty: bool, leave: Leave<'_>) -> Result<(), SyncError> {
        let found = leave(None).and_then(|left| {
            let Some(mut left) = left else { return Ok(None) };
            let snapshot = left.snapshot(0)?;
            Ok((snapshot.revision > 0).then_some((left, snapshot.identity)))
        });
        match found {
            Ok(Some((left, identity))) if empty => {
                self.session.database = Some(Binding::of(identity, left.user(), true));
                Ok(())
            }
            Ok(Some(_)) => {
                self.preview.left_behind = true;
                Ok(())
            }
            Err(error) if empty => Err(error.into()),
            Ok(None) | Err(_) => Ok(()),
        }
    }
    /// As a run does that leaves the embedded database: first the two are brought together, then all that
    /// is here is pushed.
    fn carry_over(&mut self, from: Binding, leave: Leave<'_>) -> Result<(), SyncError> {
        if let Some(mut left) = leave(Some(&from.user))?
            && left.snapshot(0)?.identity == from.identity
        {
            self.session.database = Some(from);
            let session = std::mem::take(&mut self.session);
            let mut before = Self { session, preview: Preview::default(), ..*self };
            let policy = Policy { embedded: true, ..Policy::default() };
            before.run(left.as_mut(), policy, false, &mut |_| Ok(None))?;
            self.session = before.session;
            self.preview.calls = left.count_ai_calls(StartedAt(Timestamp::MAX), &[])?;
        }
        self.session.experiences.synced().iter_mut().for_each(|record| record.emigrate(Vec::new()));
        self.session.documents.synced().iter_mut().for_each(|record| record.emigrate(Vec::new()));
        self.session.cursor = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::clock;
    use crate::database::Batch;
    use crate::database::sqlite::SqliteDatabase;
    use crate::domain::{Experience, Kind, Record};

    #[test]
    fn no_more_is_read_than_a_session_has_room_for() {
        let mut database = SqliteDatabase::in_memory("ada").unwrap();
        let one = || Experience::new(Uuid::new_v4(), Kind::Work, "one", clock::system());
        let size = one().size();
        let pushes = (0..10_000).filter_map(|_| Record::new(one(), Uuid::new_v4()).push());
        database.push(&Batch { experiences: pushes.collect(), ..Batch::default() }, "desk").unwrap();
        let mut read = |records: usize| {
            let (session, preview) = (Session::default(), Preview::default());
            let room = (records * size) as u64;
            let mut rehearsal = Rehearsal { session, ids: Uuid::new_v4, room, past_until: 0, preview };
            let done = rehearsal.run(&mut database, Policy::default(), false, &mut |_| Ok(None));
            (rehearsal.session.experiences.len(), done.map_err(|error| error.to_string()))
        };
        assert_eq!(read(10_000), (10_000, Ok(())));
        // The first page of 1,000 has no room.
        let (records, done) = read(500);
        assert_eq!(records, 1000);
        assert_eq!(done.unwrap_err(), too_much().to_string());
    }
}
