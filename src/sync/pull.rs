//! Taking in what the database has.
//!
//! The invariant: a record that was not changed here is pushed only once [`Database::begin_epoch`] has found,
//! under the lock that every writer takes, that the database has lost it. What was read before may have come
//! from servers that lag behind one another, statement by statement.
//!
//! [`Database::begin_epoch`]: crate::database::Database::begin_epoch

use std::collections::HashSet;

use uuid::Uuid;

use super::engine::Engine;
use super::gathered::{Entered, Gathered, Seen};
use super::origins::{Asked, Origins};
use super::pages::Pages;
use super::settle::{Applied, Known, base_ahead};
use super::{Ids, Progress, SyncError, contradiction};
use crate::database::Lost;
use crate::domain::{Change, Cursor, Horizon, Record, Row, Synced};
use crate::session::Session;

/// How many rows are gathered before they enter the session, which is written whole each time.
const GATHERED_ROWS: usize = 64_000;

/// How many bytes of text are gathered, about.
const GATHERED_BYTES: usize = 32 << 20;

/// How often everything is read where the answers contradict one another: another device may have stored
/// meanwhile what the database had lost.
const READINGS: usize = 3;

impl Engine<'_> {
    /// Reads what came after the cursor. What was gathered and its cursor enter the session in one step.
    pub(super) fn pull_news(&mut self) -> Result<(), SyncError> {
        let mut pages = self.pages(self.cursor.map_or(0, |cursor| cursor.revision))?;
        loop {
            let (page, cut_short) = self.gather(&mut pages);
            // Not what the database said before: what has not been read is not to be passed over.
            self.head = pages.after;
            let Some(end) = page.end(self.epoch) else { return cut_short.map_or(Ok(()), Err) };
            let (more, total, horizon) = (page.more, page.total, page.horizon());
            // A server that lags behind, or a database that has gone back: reading everything finds out which.
            if self.store.read(|session| page.is_behind(session))? {
                return self.pull_everything();
            }
            let counted = self.take(page, None, |session, _| {
                session.cursor = Some(end);
                session.horizon = horizon.or(session.horizon);
            })?;
            if let Some(error) = cut_short {
                return Err(error);
            }
            if !more {
                // A record that never had a revision here, or one that the database has lost.
                return if counted == Some(total) { Ok(()) } else { self.pull_everything() };
            }
        }
    }

    fn pages(&self, after: i64) -> Result<Pages, SyncError> {
        Ok(self.store.read(|session| Pages::new(after, self.answered_in, session, self.failures))?)
    }

    /// Gathers pages, so that the session is not written for each of them. Where that was cut
    /// short, what had arrived comes with the cause.
    fn gather(&mut self, pages: &mut Pages) -> (Gathered, Option<SyncError>) {
        let mut gathered = Gathered::default();
        let cut_short = self.gather_into(&mut gathered, pages).err();
        gathered.drop_superseded();
        (gathered, cut_short)
    }

    fn gather_into(&mut self, gathered: &mut Gathered, pages: &mut Pages) -> Result<(), SyncError> {
        let (mut rows, mut bytes) = (0, 0);
        loop {
            let page = pages.next(self.database)?;
            rows += page.len();
            if page.more {
                bytes += page.experiences.iter().map(|row| row.value.size()).sum::<usize>();
                bytes += page.documents.iter().map(|row| row.value.size()).sum::<usize>();
            }
            gathered.add(page);
            (self.progress)(Progress::Pulled {
                records: usize::try_from(pages.rows).unwrap_or(0),
                of: usize::try_from(gathered.total).unwrap_or(0),
            });
            if !gathered.more || rows >= GATHERED_ROWS || bytes >= GATHERED_BYTES {
                return Ok(());
            }
        }
    }

    /// Reads all there is and compares it record by record: on the first load, and wherever the
    /// database is not what it was. What it lacks becomes pending; nothing here is given up.
    pub(super) fn pull_everything(&mut self) -> Result<(), SyncError> {
        for _ in 0..READINGS {
            if self.read_everything()? {
                return Ok(());
            }
        }
        Err(contradiction())
    }

    /// Returns `false` where the database has what it seemed to have lost.
    fn read_everything(&mut self) -> Result<bool, SyncError> {
        let mut seen = Seen::default();
        let mut pages = self.pages(0)?;
        let (mut end, mut horizon) = (None, None);
        loop {
            let (mut page, cut_short) = self.gather(&mut pages);
            end = page.end(self.epoch).or(end);
            horizon = page.horizon().or(horizon);
            seen.note(&mut page);
            let cut_short = cut_short.or_else(|| seen.differs_from(&page));
            if cut_short.is_none() && !page.more {
                self.head = pages.after;
                return self.take_last(page, &seen, end, horizon);
            }
            if cut_short.is_none() || end.is_some() {
                // Absent while everything is being read: a run that is cut short then starts over.
                let taken = self.take(page, Some(Lost::default()), |session, _| session.cursor = None)?;
                if taken.is_none() && cut_short.is_none() {
                    return Ok(false);
                }
            }
            if let Some(error) = cut_short {
                return Err(error);
            }
        }
    }

    /// Enters the last page of all there is, and what follows from having seen everything.
    fn take_last(
        &mut self,
        page: Gathered,
        seen: &Seen,
        end: Option<Cursor>,
        horizon: Option<Horizon>,
    ) -> Result<bool, SyncError> {
        let missing = self.store.read(|session| seen.missing(session))?;
        let (now, route) = (self.now, self.route.clone());
        let taken = self.take(page, Some(missing), |session, epoch| {
            session.cursor = end.map(|end| Cursor { epoch, ..end });
            session.horizon = horizon;
            session.loaded = true;
            if let Some(binding) = &mut session.database {
                binding.unread = false;
            }
            session.sync.last_sync_at = Some(now);
            session.sync.last_sync_route = route;
        })?;
        Ok(taken.is_some())
    }

    /// Enters a page into the session, and in the same step what `then` does, given what the database has
    /// lost and the epoch. Where everything is read, `missing` is what has not come by then. Returns how many
    /// records the session shares with the database afterwards; nothing where what seemed lost is there,
    /// and then nothing is entered.
    fn take(
        &mut self,
        mut page: Gathered,
        missing: Option<Lost>,
        then: impl FnOnce(&mut Session, Uuid),
    ) -> Result<Option<u64>, SyncError> {
        let full = missing.is_some();
        let mut lost = missing.unwrap_or_default();
        let mut asked = self.store.read(|session| questions(session, &page, full))?;
        asked.extend(self.store.read(|session| replaced(session, &lost))?);
        let applied = self.applied(asked)?;
        if full {
            lost.changes = self.store.read(|session| behind(session, &page, &applied))?;
        }
        if !self.has_lost(&lost)? {
            return Ok(None);
        }
        self.recall(page.experiences.iter(), page.documents.iter())?;
        let (moved, past_until) = (self.has_moved(), self.past_until);
        let mut origins = Origins::default();
        if !moved {
            let asked = self.store.read(|session| Asked::of(session, &page, &lost, &applied))?;
            let known = if full {
                let held = self.store.read(|session| page.held_until(session, &applied))?;
                asked.horizon.revision.min(held.unwrap_or(i64::MAX))
            } else {
                self.cursor.map_or(0, |cursor| cursor.revision)
            };
            if let Some(last) = page.skips_until(known) {
                page.add_passed(self.database.passed(known, last)?);
            }
            origins = asked.ask(self.database)?;
        }
        let (ids, epoch) = (self.around.ids, self.epoch);
        let entered = self.change(|session| {
            let known = Known { applied: &applied, lost: &lost, moved, past_until };
            let entered = enter(session, page, known, origins, ids);
            reinstate(session, known);
            then(session, epoch);
            (shared(session), entered)
        });
        let (counted, entered) = entered.map_err(SyncError::of_database)?;
        self.report.pulled += entered.new;
        self.report.merged += entered.merged;
        Ok(Some(counted))
    }

    fn applied(&mut self, changes: Vec<Change>) -> Result<Applied, SyncError> {
        if changes.is_empty() {
            return Ok(Applied::new());
        }
        Ok(self.database.applied(&changes)?.into_iter().collect())
    }
}

/// Has what the database lacks pushed.
pub(super) fn reinstate(session: &mut Session, known: Known<'_>) {
    fn reinstate<T: Synced>(records: &mut [Record<T>], lost: &HashSet<T::Key>, known: Known<'_>) {
        if !lost.is_empty() {
            let is_lost = |record: &&mut Record<T>| lost.contains(&record.current.key());
            let is_known = |change| known.moved || known.applied.contains_key(&change);
            records.iter_mut().filter(is_lost).for_each(|record| record.reinstate(is_known));
        }
    }
    reinstate(session.experiences.synced(), &known.lost.experiences, known);
    reinstate(session.documents.synced(), &known.lost.documents, known);
}

/// The changes that records once held of which the database has no row: its history may know them.
fn replaced(session: &Session, lost: &Lost) -> Vec<Change> {
    fn of<T: Synced>(records: &[Record<T>], lost: &HashSet<T::Key>, changes: &mut Vec<Change>) {
        if !lost.is_empty() {
            let lost = records.iter().filter(|record| lost.contains(&record.current.key()));
            changes.extend(lost.flat_map(|record| &record.replaced).map(|state| state.change));
        }
    }
    let mut changes = Vec::new();
    of(&session.experiences, &lost.experiences, &mut changes);
    of(&session.documents, &lost.documents, &mut changes);
    changes
}

/// Takes the rows of a page into a session.
pub(super) fn enter(
    session: &mut Session,
    page: Gathered,
    known: Known<'_>,
    origins: Origins,
    ids: Ids,
) -> Entered {
    let mut entered = Entered::default();
    page.experiences.enter(&mut session.experiences, known, origins.experiences, ids, &mut entered);
    page.documents.enter(&mut session.documents, known, origins.documents, ids, &mut entered);
    entered
}

/// How many records the database has too, as far as a session knows.
pub(super) fn shared(session: &Session) -> u64 {
    let experiences = session.experiences.iter().filter(|record| record.revision > 0).count();
    let documents = session.documents.iter().filter(|record| record.revision > 0).count();
    (experiences + documents) as u64
}

/// The changes that the database seems to have lost, as far as a page shows it.
pub(super) fn behind(session: &Session, page: &Gathered, applied: &Applied) -> HashSet<Change> {
    let experiences = page.experiences.known(&session.experiences);
    let documents = page.documents.known(&session.documents);
    let experiences = experiences.filter_map(|(record, row)| base_ahead(record, row, applied));
    experiences.chain(documents.filter_map(|(record, row)| base_ahead(record, row, applied))).collect()
}

/// The changes of which it matters whether the database ever took them.
pub(super) fn questions(session: &Session, page: &Gathered, full: bool) -> Vec<Change> {
    let mut asked = Vec::new();
    for (record, row) in page.experiences.known(&session.experiences) {
        ask(record, row, full, &mut asked);
    }
    for (record, row) in page.documents.known(&session.documents) {
        ask(record, row, full, &mut asked);
    }
    asked
}

fn ask<T: Synced>(record: &Record<T>, row: &Row<T>, full: bool, asked: &mut Vec<Change>) {
    asked.extend(record.unacknowledged());
    if full && record.base_change().is_some_and(|base| base != row.change) {
        asked.extend(record.base_change());
        asked.extend(record.replaced.iter().map(|state| state.change));
    }
}
