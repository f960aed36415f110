//! Sending what is pending, and noting what became of it.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use tracing::{info, warn};

use super::engine::Engine;
use super::schedule::millis;
use super::settle::{Applied, Known, settle};
use super::{Ids, Progress, SyncError};
use crate::database::{Batch, DatabaseError, Lost, Outcomes};
use crate::domain::{
    Change, Cursor, Document, Experience, Horizon, Outcome, Push, Record, Row, Synced, places,
};
use crate::log;
use crate::session::Session;

/// How many records one transaction takes, at the most.
const BATCH_RECORDS: usize = 5000;

/// How many bytes of text it takes then, about.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// How many records the first one takes, which shows how fast the database is.
const FIRST_BATCH: usize = 500;

/// How many times as many records as the one before a transaction takes, at the most.
const GROWTH: u128 = 8;

/// How long a transaction should take, unless it is the first: less than a user is asked to wait.
const SHORT: Duration = Duration::from_millis(500);

/// How many batches a run sends beyond those that it began with: for what is saved meanwhile, and for
/// records that another device changes at the same time.
const ROUNDS: usize = 10;

/// What about one record takes where both bounds are reached at once.
const RECORD_BYTES: usize = BATCH_BYTES / BATCH_RECORDS;

/// How much a batch holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Load {
    records: usize,
    bytes: usize,
}

impl Load {
    fn with<T: Synced>(self, push: &Push<T>) -> Self {
        let bytes = push.states.iter().map(|state| state.value.size()).sum::<usize>();
        Self { records: self.records + 1, bytes: self.bytes + bytes }
    }

    /// For how many records of [`RECORD_BYTES`] it counts: a large document counts for several.
    fn size(self) -> usize {
        self.records.max(self.bytes.div_ceil(RECORD_BYTES))
    }
}

/// How much the next transaction takes, see [`Load::size`]. The invariant: it was either tried already, or is
/// expected to be [`SHORT`]; and what took too long is not tried again in the same run.
#[derive(Debug, Clone, Copy)]
struct Size {
    records: usize,
    most: usize,
}

impl Size {
    /// The first one, after so many failures in a row: a line may be so slow that the answer comes too late.
    fn after(failures: u32) -> Self {
        Self { records: (FIRST_BATCH >> failures.min(16)).max(1), most: BATCH_RECORDS }
    }

    /// Whether a batch may hold so much. One record may always be sent.
    fn allows(self, load: Load) -> bool {
        load.records <= 1 || load.size() <= self.records
    }

    /// So much was stored in this time.
    fn note(&mut self, load: Load, elapsed: Duration) {
        let times = SHORT.as_micros() / elapsed.as_micros().max(1);
        let records = load.size() * usize::try_from(times.clamp(1, GROWTH)).unwrap_or(1);
        self.records = self.records.max(records).min(self.most);
    }

    /// So much took too long. Returns whether less can be tried.
    fn halve(&mut self, load: Load) -> bool {
        self.most = (load.size() / 2).max(1);
        self.records = self.most;
        load.records > 1
    }

    /// The next one, once the record that took too long alone is set aside: the others may be quick.
    fn grow_again(&mut self) {
        self.most = BATCH_RECORDS;
    }
}

/// Records that took too long alone: they are left to the next run, so that the others get through.
#[derive(Debug, Default)]
struct Aside {
    experiences: HashSet<<Experience as Synced>::Key>,
    documents: HashSet<<Document as Synced>::Key>,
    /// How many there are since a batch was stored.
    in_a_row: u32,
    /// Why the first was set aside.
    cause: Option<DatabaseError>,
}

impl Aside {
    /// Whether another one may be. Each took as long as the database may take, and where a lock holds up all
    /// of them, none gets through: a run tries one more than the one before.
    fn may_grow(&self, failures: u32) -> bool {
        self.in_a_row <= failures
    }

    fn take(&mut self, batch: &Batch, cause: DatabaseError) {
        self.experiences.extend(batch.experiences.iter().filter_map(key));
        self.documents.extend(batch.documents.iter().filter_map(key));
        self.in_a_row += 1;
        self.cause.get_or_insert(cause);
    }
}

impl Engine<'_> {
    /// Pushes what is pending, but what the database refuses. Others may save all the while: what
    /// they save after a number of rounds is left to the next run.
    pub(super) fn push_all(&mut self) -> Result<(), SyncError> {
        let (mut of, mut begun_with) =
            self.store.read_pending(|session| (session.waiting(), session.pushes()))?;
        let (mut rounds, mut settled) = (ROUNDS, true);
        let (mut size, mut aside) = (Size::after(self.failures), Aside::default());
        while begun_with > 0 || rounds > 0 {
            let (batch, load) = self.store.read_pending(|session| next_batch(session, size, &aside))?;
            if load.records == 0 {
                settled = true;
                break;
            }
            let started = Instant::now();
            let device = batch.by().unwrap_or(&self.around.device);
            let outcomes = match self.database.push(&batch, device) {
                Err(error) if error.less_may_do && size.halve(load) => continue,
                Err(error) if error.less_may_do && aside.may_grow(self.failures) => {
                    aside.take(&batch, error);
                    size.grow_again();
                    begun_with = begun_with.saturating_sub(load.records);
                    continue;
                }
                pushed => pushed?,
            };
            aside.in_a_row = 0;
            let elapsed = started.elapsed();
            size.note(load, elapsed);
            if begun_with == 0 {
                rounds -= 1;
            }
            begun_with = begun_with.saturating_sub(load.records);
            let applied = outcomes.applied.iter().copied().collect();
            settled = !outcomes.has_conflict();
            let vanished = outcomes.has_vanished(&batch);
            self.acknowledge(&batch, outcomes, &applied, elapsed)?;
            if vanished {
                self.pull_everything()?;
            }
            of = of.max(self.report.pushed);
            (self.progress)(Progress::Pushed { records: self.report.pushed, of });
        }
        if let Some(cause) = aside.cause {
            return Err(cause.into());
        }
        if settled { Ok(()) } else { Err(SyncError::Unsettled(self.store.read_pending(Session::waiting)?)) }
    }

    /// Notes the outcomes in the session: what was changed here meanwhile stays pending.
    fn acknowledge(
        &mut self,
        batch: &Batch,
        outcomes: Outcomes,
        applied: &Applied,
        elapsed: Duration,
    ) -> Result<(), SyncError> {
        self.recall(met(&outcomes.experiences), met(&outcomes.documents))?;
        let cursor = self.cursor_after(batch, &outcomes);
        let recorded_at = outcomes.recorded_at;
        log::together(|| {
            for (push, outcome) in batch.experiences.iter().zip(&outcomes.experiences) {
                log(self.user, push, outcome, elapsed);
            }
        });
        let (ids, now, route) = (self.around.ids, self.now, self.route.clone());
        let (pushed, merged) = self.change_pending(|session| {
            let mut done = (0, 0);
            let (pushes, outcomes_of) = (&batch.experiences, outcomes.experiences);
            note_all(session.experiences.synced(), pushes, outcomes_of, applied, ids, &mut done);
            let (pushes, outcomes_of) = (&batch.documents, outcomes.documents);
            note_all(session.documents.synced(), pushes, outcomes_of, applied, ids, &mut done);
            if let (Some(cursor), true) = (cursor, session.loaded) {
                session.cursor = Some(cursor);
                let revision = cursor.revision;
                let horizon = recorded_at.map(|recorded_at| Horizon { revision, recorded_at });
                session.horizon = horizon.or(session.horizon);
            }
            session.note_success(now, route);
            done
        })?;
        self.head = cursor.map_or(self.head, |cursor| cursor.revision);
        self.report.pushed += pushed;
        self.report.merged += merged;
        Ok(())
    }

    /// The cursor after a push, where every revision since the last pull is one of this batch: then
    /// there is nothing in between to be read.
    fn cursor_after(&self, batch: &Batch, outcomes: &Outcomes) -> Option<Cursor> {
        let mut new = made(&batch.experiences, &outcomes.experiences);
        new.extend(made(&batch.documents, &outcomes.documents));
        new.retain(|(_, (revision, _))| *revision > self.head);
        let count: usize = new.iter().map(|(states, _)| states).sum();
        let (revision, change) =
            new.into_iter().map(|(_, last)| last).max_by_key(|(revision, _)| *revision)?;
        let contiguous =
            i64::try_from(count).ok().and_then(|count| self.head.checked_add(count)) == Some(revision);
        contiguous.then_some(Cursor { revision, change, epoch: self.epoch })
    }
}

/// The rows that records are in conflict with.
fn met<T>(outcomes: &[Outcome<T>]) -> impl Iterator<Item = &Row<T>> {
    outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::Conflict(row) => row.as_ref(),
        Outcome::Applied { .. } | Outcome::Refused(_) => None,
    })
}

fn log(user: &str, push: &Push<Experience>, outcome: &Outcome<Experience>, elapsed: Duration) {
    let Some(state) = push.last() else { return };
    let experience = &state.value.id;
    let elapsed_ms = millis(elapsed);
    match outcome {
        Outcome::Applied { revision, .. } if state.value.is_deleted() => {
            info!(%experience, revision, elapsed_ms, "Experience deleted from database for user {user}");
        }
        Outcome::Applied { revision, .. } => {
            info!(%experience, revision, elapsed_ms, "Experience saved to database for user {user}");
        }
        Outcome::Refused(error) => {
            let revision = push.base_revision;
            warn!(%experience, revision, error, elapsed_ms, "Failed to save experience to database");
        }
        Outcome::Conflict(_) => {}
    }
}

/// How many states of each record were stored, and the revision and change of the last of them.
fn made<T>(pushes: &[Push<T>], outcomes: &[Outcome<T>]) -> Vec<(usize, (i64, Change))> {
    let made = |(push, outcome): (&Push<T>, &Outcome<T>)| match outcome {
        Outcome::Applied { change, revision } => Some((push.states.len(), (*revision, *change))),
        Outcome::Conflict(_) | Outcome::Refused(_) => None,
    };
    pushes.iter().zip(outcomes).filter_map(made).collect()
}

/// Notes the outcomes in records; `done` counts those that were stored and those that had to be merged.
fn note_all<T: Synced>(
    records: &mut [Record<T>],
    pushes: &[Push<T>],
    outcomes: Vec<Outcome<T>>,
    applied: &Applied,
    ids: Ids,
    done: &mut (usize, usize),
) {
    if pushes.is_empty() {
        return;
    }
    let places = places(records);
    for (push, outcome) in pushes.iter().zip(outcomes) {
        if let Some(&place) = key(push).and_then(|key| places.get(&key)) {
            note(&mut records[place], push, outcome, applied, ids(), done);
        }
    }
}

fn note<T: Synced>(
    record: &mut Record<T>,
    push: &Push<T>,
    outcome: Outcome<T>,
    applied: &Applied,
    change: Change,
    (pushed, merged): &mut (usize, usize),
) {
    match outcome {
        Outcome::Applied { change, revision } => {
            record.acknowledge(change, revision);
            *pushed += 1;
        }
        // Settled by reading everything, which finds all that is missing.
        Outcome::Conflict(None) => {}
        Outcome::Conflict(Some(row)) if row.revision < push.base_revision => {}
        Outcome::Conflict(Some(row)) => {
            let known = Known { applied, lost: &Lost::default(), moved: false, past_until: 0 };
            *merged += settle(record, row, known, None, change);
        }
        Outcome::Refused(reason) => {
            if let Some(state) = push.last() {
                record.refuse(state.change, reason);
            }
        }
    }
}

/// The pending records that are worth another attempt and not set aside, up to the size of a batch: those that
/// one has changed. What others did is sent by the next.
fn next_batch(session: &Session, size: Size, aside: &Aside) -> (Batch, Load) {
    let (mut load, mut by) = (Load::default(), None);
    let documents = ready(&session.documents, &aside.documents, size, &mut load, &mut by);
    let experiences = ready(&session.experiences, &aside.experiences, size, &mut load, &mut by);
    (Batch { experiences, documents }, load)
}

fn ready<T: Synced>(
    records: &[Record<T>],
    aside: &HashSet<T::Key>,
    size: Size,
    load: &mut Load,
    by: &mut Option<Option<String>>,
) -> Vec<Push<T>> {
    let is_aside = |record: &Record<T>| !aside.is_empty() && aside.contains(&record.current.key());
    let waiting = records.iter().filter(|record| record.is_waiting() && !is_aside(record));
    let mut pushes = Vec::new();
    for push in waiting.filter_map(Record::push).map(Push::of_one) {
        if by.get_or_insert_with(|| push.by().map(str::to_owned)).as_deref() != push.by() {
            continue;
        }
        let more = load.with(&push);
        if !size.allows(more) {
            break;
        }
        *load = more;
        pushes.push(push);
    }
    pushes
}

fn key<T: Synced>(push: &Push<T>) -> Option<T::Key> {
    push.last().map(|state| state.value.key())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::Kind;

    const QUICK: Duration = Duration::from_millis(1);

    fn small(records: usize) -> Load {
        Load { records, bytes: 0 }
    }

    /// A session with pending experiences whose texts have these lengths.
    fn session(texts: impl IntoIterator<Item = usize>) -> Session {
        let mut session = Session::default();
        for bytes in texts {
            let mut value = Experience::new(Uuid::new_v4(), Kind::Work, "x", Timestamp::UNIX_EPOCH);
            value.text = Some("x".repeat(bytes));
            session.experiences.add(value, Uuid::new_v4()).unwrap();
        }
        session
    }

    #[test]
    fn a_batch_grows_while_the_database_is_fast() {
        let mut size = Size::after(0);
        let mut sizes = vec![size.records];
        for elapsed in [10, 400, 1, 1] {
            size.note(small(size.records), Duration::from_millis(elapsed));
            sizes.push(size.records);
        }
        assert_eq!(sizes, [500, 4000, 4000, 5000, 5000]);
    }

    #[test]
    fn a_batch_of_large_documents_grows_as_one_of_many() {
        let session = session([100_000; 100]);
        let mut size = Size::after(0);
        let mut batches = Vec::new();
        for _ in 0..3 {
            let (batch, load) = next_batch(&session, size, &Aside::default());
            assert_eq!(batch.experiences.len(), load.records);
            batches.push(load.records);
            size.note(load, QUICK);
        }
        assert_eq!(batches, [8, 64, 83], "8 MiB at the most");
    }

    #[test]
    fn a_batch_of_large_documents_that_took_too_long_is_about_halved() {
        let session = session([100_000; 100]);
        let mut size = Size::after(0);
        let mut batches = Vec::new();
        loop {
            let (_, load) = next_batch(&session, size, &Aside::default());
            batches.push(load.records);
            if !size.halve(load) {
                break;
            }
        }
        assert_eq!(batches, [8, 3, 1]);
    }

    #[test]
    fn a_batch_that_took_too_long_is_not_sent_again_whatever_is_in_it() {
        let session = session([10, 800_000, 10, 10]);
        let mut size = Size::after(0);
        let (_, load) = next_batch(&session, size, &Aside::default());
        assert_eq!(load.records, 4);
        assert!(size.halve(load));
        assert_eq!(next_batch(&session, size, &Aside::default()).1.records, 1);
    }

    #[test]
    fn one_record_is_sent_however_large() {
        let session = session([2_000_000; 2]);
        let (batch, load) = next_batch(&session, Size::after(u32::MAX), &Aside::default());
        assert_eq!((batch.experiences.len(), load.records), (1, 1));
    }

    #[test]
    fn a_batch_that_took_too_long_is_halved_down_to_one_record() {
        let mut size = Size::after(0);
        let mut sizes = Vec::new();
        while size.halve(small(size.records)) {
            sizes.push(size.records);
        }
        assert_eq!(sizes, [250, 125, 62, 31, 15, 7, 3, 1]);
        size.note(small(1), Duration::ZERO);
        assert_eq!(size.records, 1);
        let mut size = Size::after(0);
        assert!(size.halve(small(3)));
        size.note(small(1), Duration::ZERO);
        assert_eq!(size.records, 1, "what took too long is not tried again");
    }

    #[test]
    fn after_failures_a_run_begins_with_less() {
        assert_eq!(
            [0, 1, 3, 8, 9, u32::MAX].map(|failures| Size::after(failures).records),
            [500, 250, 62, 1, 1, 1]
        );
    }
}
