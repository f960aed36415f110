//! Taking in what the database has.
//!
//! The invariant: a record that was not changed here is pushed only once [`Database::begin_epoch`] has found,
//! under the lock that every writer takes, that the database has lost it. What was read before may have come
//! from servers that lag behind one another, statement by statement.
//!
//! [`Database::begin_epoch`]: crate::database::Database::begin_epoch

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::engine::Engine;
use super::pages::Pages;
use super::{Ids, Progress, SyncError, contradiction};
use crate::database::{Lost, Page};
use crate::domain::{Change, Cursor, Document, Experience, Profile, Record, Row};
use crate::session::Session;

/// How many rows are gathered before they enter the session, which is written whole each time.
const GATHERED_ROWS: usize = 64_000;

/// How many bytes of text are gathered, about.
const GATHERED_BYTES: usize = 32 << 20;

/// How often everything is read where the answers contradict one another: another device may have stored
/// meanwhile what the database had lost.
const READINGS: usize = 3;

/// The changes that the database is known to have taken, with their revisions.
pub(super) type Applied = HashMap<Change, i64>;

impl Engine<'_> {
    /// Reads what came after the cursor. What was gathered and its cursor enter the session in one step.
    pub(super) fn pull_news(&mut self) -> Result<(), SyncError> {
        let mut pages = self.pages(self.cursor.map_or(0, |cursor| cursor.revision))?;
        loop {
            let (page, cut_short) = self.gather(&mut pages);
            // Not what the database said before: what has not been read is not to be passed over.
            self.head = pages.after;
            let Some(end) = page.end(self.epoch) else { return cut_short.map_or(Ok(()), Err) };
            let (more, total) = (page.more, page.total);
            // A server that lags behind, or a database that has gone back: reading everything finds out which.
            if self.store.read(|session| page.is_behind(session))? {
                return self.pull_everything();
            }
            let counted = self.take(page, None, |session, _, _| session.cursor = Some(end))?;
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
        Ok(self.store.read(|session| Pages::new(after, self.answered_in, &session.experiences))?)
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
            (gathered.more, gathered.total) = (page.more, page.total);
            if page.more {
                bytes += page.experiences.iter().map(|row| row.value.size()).sum::<usize>();
            }
            rows += page.experiences.len();
            gathered.pages.push(page.experiences);
            gathered.profile = page.profile.or(gathered.profile.take());
            (self.progress)(Progress::Pulled {
                records: self.report.pulled + rows,
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
        let mut end = None;
        loop {
            let (mut page, cut_short) = self.gather(&mut pages);
            end = page.end(self.epoch).or(end);
            seen.note(&mut page);
            let cut_short = cut_short.or_else(|| seen.differs_from(&page));
            if cut_short.is_none() && !page.more {
                self.head = pages.after;
                return self.take_last(page, &seen, end);
            }
            if cut_short.is_none() || end.is_some() {
                // Absent while everything is being read: a run that is cut short then starts over.
                let taken = self.take(page, Some(Lost::default()), |session, _, _| session.cursor = None)?;
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
    fn take_last(&mut self, page: Gathered, seen: &Seen, end: Option<Cursor>) -> Result<bool, SyncError> {
        let missing = self.store.read(|session| seen.missing(session))?;
        let now = self.now;
        let taken = self.take(page, Some(missing), |session, lost, epoch| {
            reinstate(session, lost);
            session.cursor = end.map(|end| Cursor { epoch, ..end });
            session.loaded = true;
            session.sync.last_sync_at = Some(now);
        })?;
        Ok(taken.is_some())
    }

    /// Enters a page into the session, and in the same step what `then` does, given what the database has
    /// lost and the epoch. Where everything is read, `missing` is what has not come by then. Returns how many
    /// experiences the session shares with the database afterwards; nothing where what seemed lost is there,
    /// and then nothing is entered.
    fn take(
        &mut self,
        page: Gathered,
        missing: Option<Lost>,
        then: impl FnOnce(&mut Session, &Lost, Uuid),
    ) -> Result<Option<u64>, SyncError> {
        let full = missing.is_some();
        let asked = self.store.read(|session| questions(session, &page, full))?;
        let applied = self.applied(asked)?;
        let mut lost = missing.unwrap_or_default();
        if full {
            lost.changes = self.store.read(|session| behind(session, &page, &applied))?;
        }
        if !self.has_lost(&lost)? {
            return Ok(None);
        }
        let rows = page.len();
        let (ids, epoch) = (self.around.ids, self.epoch);
        let entered = self.change(|session| {
            let merged = enter(session, page, &applied, &lost, ids);
            then(session, &lost, epoch);
            (shared(session), merged)
        });
        let (counted, merged) = entered.map_err(SyncError::of_database)?;
        self.report.pulled += rows;
        self.report.merged += merged;
        Ok(Some(counted))
    }

    fn applied(&mut self, changes: Vec<Change>) -> Result<Applied, SyncError> {
        if changes.is_empty() {
            return Ok(Applied::new());
        }
        Ok(self.database.applied(&changes)?.into_iter().collect())
    }
}

/// Pages that enter the session together.
#[derive(Default)]
pub(super) struct Gathered {
    pages: Vec<Vec<Row<Experience>>>,
    /// The last revision of each experience.
    last: HashMap<Uuid, i64>,
    profile: Option<Row<Profile>>,
    /// Whether more follow the last of them, and how many there are in all.
    pub(super) more: bool,
    pub(super) total: u64,
}

impl From<Page> for Gathered {
    fn from(page: Page) -> Self {
        let Page { experiences, profile, more, total } = page;
        let mut gathered = Self { pages: vec![experiences], profile, more, total, ..Self::default() };
        gathered.drop_superseded();
        gathered
    }
}

impl Gathered {
    /// How many rows there are, the profile's included.
    pub(super) fn len(&self) -> usize {
        self.rows().count() + usize::from(self.profile.is_some())
    }

    fn rows(&self) -> impl Iterator<Item = &Row<Experience>> {
        self.pages.iter().flatten()
    }

    /// The row with the highest revision.
    pub(super) fn end(&self, epoch: Uuid) -> Option<Cursor> {
        last_of(self.pages.iter().rev().find_map(|page| page.last()), self.profile.as_ref(), epoch)
    }

    /// Whether a row is older than what the session knows of its record.
    fn is_behind(&self, session: &Session) -> bool {
        fn older<T: Document>(record: &Record<T>, row: &Row<T>) -> bool {
            row.revision < record.revision
        }
        let places = session.places();
        self.rows().any(|row| {
            places.get(&row.value.id).is_some_and(|&place| older(&session.experiences[place], row))
        }) || session
            .profile
            .as_ref()
            .zip(self.profile.as_ref())
            .is_some_and(|(record, row)| older(record, row))
    }

    /// A row that was changed between two pages is in both of them; its last state counts.
    fn drop_superseded(&mut self) {
        self.last = self.rows().map(|row| (row.value.id, row.revision)).collect();
        if self.last.len() < self.rows().count() {
            let counts = |row: &Row<Experience>| self.last.get(&row.value.id) == Some(&row.revision);
            self.pages.iter_mut().for_each(|page| page.retain(counts));
        }
    }
}

/// What a database was seen to have.
#[derive(Default)]
pub(super) struct Seen {
    experiences: HashMap<Uuid, i64>,
    profile: bool,
}

impl Seen {
    pub(super) fn note(&mut self, page: &mut Gathered) {
        let last = std::mem::take(&mut page.last);
        if self.experiences.is_empty() {
            self.experiences = last;
        } else {
            self.experiences.extend(last);
        }
        self.profile |= page.profile.is_some();
    }

    /// Why the last page does not make a whole of what was seen, if so: a part that is taken for the
    /// whole would have everything else count as lost.
    pub(super) fn differs_from(&self, page: &Gathered) -> Option<SyncError> {
        let seen = self.experiences.len() as u64;
        (!page.more && seen != page.total).then(|| incomplete(seen, page.total))
    }

    /// Whether the database should have this record and has not.
    fn misses(&self, record: &Record<Experience>) -> bool {
        record.revision > 0 && !self.experiences.contains_key(&record.current.id)
    }

    fn misses_profile(&self, record: &Record<Profile>) -> bool {
        record.revision > 0 && !self.profile
    }

    /// What the database should have and has not.
    pub(super) fn missing(&self, session: &Session) -> Lost {
        let missing = session.experiences.iter().filter(|record| self.misses(record));
        Lost {
            changes: HashSet::new(),
            experiences: missing.map(|record| record.current.id).collect(),
            profile: session.profile.as_ref().is_some_and(|record| self.misses_profile(record)),
        }
    }
}

/// Has what the database lacks pushed.
pub(super) fn reinstate(session: &mut Session, lost: &Lost) {
    if !lost.experiences.is_empty() {
        let is_lost = |record: &&mut Record<Experience>| lost.experiences.contains(&record.current.id);
        session.experiences.synced().iter_mut().filter(is_lost).for_each(Record::reinstate);
    }
    if let Some(record) = session.profile.as_mut().filter(|_| lost.profile) {
        record.reinstate();
    }
}

/// Takes the rows of a page into a session. Returns how many changes had to be merged with what is here.
pub(super) fn enter(
    session: &mut Session,
    page: Gathered,
    applied: &Applied,
    lost: &Lost,
    ids: Ids,
) -> usize {
    let mut merged = 0;
    let mut pages = page.pages.into_iter();
    if session.experiences.is_empty()
        && let Some(first) = pages.next()
    {
        session.experiences = first.into_iter().collect();
    }
    let mut rows = pages.flatten().peekable();
    if rows.peek().is_some() {
        let places = session.places();
        for row in rows {
            match places.get(&row.value.id) {
                Some(&place) => {
                    merged += settle(&mut session.experiences.synced()[place], row, applied, lost, ids());
                }
                None => session.experiences.push_row(row),
            }
        }
    }
    if let Some(row) = page.profile {
        match &mut session.profile {
            Some(record) => merged += settle(record, row, applied, lost, ids()),
            empty => *empty = Some(Record::from_row(row)),
        }
    }
    merged
}

/// How many experiences the database has too, as far as a session knows.
pub(super) fn shared(session: &Session) -> u64 {
    session.experiences.iter().filter(|record| record.revision > 0).count() as u64
}

/// Takes a row into a record that exists. Returns 1 where two changes had to be merged.
pub(super) fn settle<T: Document>(
    record: &mut Record<T>,
    row: Row<T>,
    applied: &Applied,
    lost: &Lost,
    change: Change,
) -> usize {
    let known: Vec<_> =
        record.unacknowledged().filter_map(|change| Some((change, *applied.get(&change)?))).collect();
    for (change, revision) in known {
        record.acknowledge(change, revision);
    }
    if base_ahead(record, &row, applied).is_some_and(|base| lost.changes.contains(&base)) {
        record.outlive(row);
        return 1;
    }
    let merging = record.is_pending() && record.base_change() != Some(row.change);
    record.integrate(row, change);
    usize::from(merging)
}

/// The change that a record holds or builds on, where the database seems never to have seen it: it was
/// restored, or a server answered that lags behind.
fn base_ahead<T: Document>(record: &Record<T>, row: &Row<T>, applied: &Applied) -> Option<Change> {
    let unknown = |base: &Change| *base != row.change && !applied.contains_key(base);
    let acknowledged =
        record.unacknowledged().any(|change| applied.contains_key(&change) || change == row.change);
    record.base_change().filter(unknown).filter(|_| record.revision > 0 && !acknowledged)
}

/// The changes that the database seems to have lost, as far as a page shows it.
pub(super) fn behind(session: &Session, page: &Gathered, applied: &Applied) -> HashSet<Change> {
    let places = session.places();
    let of_experience = |row: &Row<Experience>| {
        places.get(&row.value.id).and_then(|&place| base_ahead(&session.experiences[place], row, applied))
    };
    let profile = session.profile.as_ref().zip(page.profile.as_ref());
    let of_profile = profile.and_then(|(record, row)| base_ahead(record, row, applied));
    page.rows().filter_map(of_experience).chain(of_profile).collect()
}

/// The changes of which it matters whether the database ever took them.
pub(super) fn questions(session: &Session, page: &Gathered, full: bool) -> Vec<Change> {
    let places = session.places();
    let mut asked = Vec::new();
    for row in page.rows() {
        if let Some(&place) = places.get(&row.value.id) {
            ask(&session.experiences[place], row, full, &mut asked);
        }
    }
    if let (Some(record), Some(row)) = (&session.profile, &page.profile) {
        ask(record, row, full, &mut asked);
    }
    asked
}

fn ask<T: Document>(record: &Record<T>, row: &Row<T>, full: bool, asked: &mut Vec<Change>) {
    asked.extend(record.unacknowledged());
    asked.extend(record.base_change().filter(|base| full && *base != row.change));
}

/// The row with the highest revision, of the last experience and the profile.
fn last_of(
    experience: Option<&Row<Experience>>,
    profile: Option<&Row<Profile>>,
    epoch: Uuid,
) -> Option<Cursor> {
    fn place<T>(row: &Row<T>) -> (i64, Change) {
        (row.revision, row.change)
    }
    let ends = [experience.map(place), profile.map(place)];
    let (revision, change) = ends.into_iter().flatten().max_by_key(|(revision, _)| *revision)?;
    Some(Cursor { revision, change, epoch })
}

fn incomplete(seen: u64, total: u64) -> SyncError {
    use crate::database::{DatabaseError, Reason};
    let message = format!("the database has {total} experiences, and {seen} were to be read");
    let hint = "`resume sync` reads them again; `resume db check` finds out what is wrong with the tables";
    DatabaseError::new(Reason::Corrupt, message).hint(hint).into()
}
