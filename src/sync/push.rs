//! Sending what is pending, and noting what became of it.

use std::time::{Duration, Instant};

use tracing::{info, warn};

use super::engine::Engine;
use super::pull::{Applied, settle};
use super::{Progress, SyncError};
use crate::database::{Batch, Lost, Outcomes};
use crate::domain::{Change, Cursor, Document, Experience, Outcome, Push, Record};
use crate::log;
use crate::session::Session;

/// How many records one transaction takes, at the most.
const BATCH_RECORDS: usize = 5000;

/// How many bytes of text one transaction takes, about.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// How many batches a run sends beyond those that it began with: for what is saved meanwhile, and for
/// records that another device changes at the same time.
const ROUNDS: usize = 10;

impl Engine<'_> {
    /// Pushes what is pending, but what the database refuses. Others may save all the while: what
    /// they save after a number of rounds is left to the next run.
    pub(super) fn push_all(&mut self) -> Result<(), SyncError> {
        let mut of = self.store.read_pending(waiting)?;
        let mut settled = true;
        for _ in 0..of / BATCH_RECORDS + ROUNDS {
            let batch = self.store.read_pending(next_batch)?;
            if batch.experiences.is_empty() && batch.profile.is_none() {
                return Ok(());
            }
            let started = Instant::now();
            let outcomes = self.database.push(&batch, &self.around.device)?;
            let elapsed = started.elapsed();
            let applied = outcomes.applied.iter().copied().collect();
            settled = !outcomes.has_conflict();
            let vanished = outcomes.has_vanished();
            self.acknowledge(&batch, outcomes, &applied, elapsed)?;
            if vanished {
                self.pull_everything()?;
            }
            of = of.max(self.report.pushed);
            (self.progress)(Progress::Pushed { records: self.report.pushed, of });
        }
        if settled { Ok(()) } else { Err(SyncError::Unsettled(self.store.read_pending(waiting)?)) }
    }

    /// Notes the outcomes in the session: what was changed here meanwhile stays pending.
    fn acknowledge(
        &mut self,
        batch: &Batch,
        outcomes: Outcomes,
        applied: &Applied,
        elapsed: Duration,
    ) -> Result<(), SyncError> {
        let cursor = self.cursor_after(batch, &outcomes);
        log::together(|| {
            for (push, outcome) in batch.experiences.iter().zip(&outcomes.experiences) {
                log(self.user, push, outcome, elapsed);
            }
        });
        let (ids, now) = (self.around.ids, self.now);
        let (pushed, merged) = self.change_pending(|session| {
            let mut done = (0, 0);
            let places = session.places();
            for (push, outcome) in batch.experiences.iter().zip(outcomes.experiences) {
                let place = push.last().and_then(|state| places.get(&state.value.id));
                if let Some(&place) = place {
                    note(&mut session.experiences[place], push, outcome, applied, ids(), &mut done);
                }
            }
            if let (Some(record), Some(push), Some(outcome)) =
                (&mut session.profile, &batch.profile, outcomes.profile)
            {
                note(record, push, outcome, applied, ids(), &mut done);
            }
            if let (Some(cursor), true) = (cursor, session.loaded) {
                session.cursor = Some(cursor);
            }
            session.note_success(now);
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
        let experiences =
            batch.experiences.iter().zip(&outcomes.experiences).map(|(push, outcome)| made(push, outcome));
        let profile = batch.profile.iter().zip(&outcomes.profile).map(|(push, outcome)| made(push, outcome));
        let new: Vec<_> =
            experiences.chain(profile).flatten().filter(|(_, (revision, _))| *revision > self.head).collect();
        let count: usize = new.iter().map(|(states, _)| states).sum();
        let (revision, change) =
            new.into_iter().map(|(_, last)| last).max_by_key(|(revision, _)| *revision)?;
        let contiguous =
            i64::try_from(count).ok().and_then(|count| self.head.checked_add(count)) == Some(revision);
        contiguous.then_some(Cursor { revision, change, epoch: self.epoch })
    }
}

fn log(user: &str, push: &Push<Experience>, outcome: &Outcome<Experience>, elapsed: Duration) {
    let Some(state) = push.last() else { return };
    let experience = &state.value.id;
    let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
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

/// How many states were stored, and the revision and change of the last of them.
fn made<T>(push: &Push<T>, outcome: &Outcome<T>) -> Option<(usize, (i64, Change))> {
    match outcome {
        Outcome::Applied { change, revision } => Some((push.states.len(), (*revision, *change))),
        Outcome::Conflict(_) | Outcome::Refused(_) => None,
    }
}

fn note<T: Document>(
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
        Outcome::Conflict(Some(row)) => *merged += settle(record, row, applied, &Lost::default(), change),
        // Settled by reading everything, which finds all that is missing.
        Outcome::Conflict(None) => {}
        Outcome::Refused(reason) => {
            if let Some(state) = push.last() {
                record.refuse(state.change, reason);
            }
        }
    }
}

/// The pending records that are worth another attempt, up to the size of a batch.
fn next_batch(session: &Session) -> Batch {
    let mut batch = Batch { profile: session.profile.as_ref().and_then(ready), ..Batch::default() };
    let mut bytes = 0;
    for push in session.experiences.iter().filter_map(ready) {
        bytes += push.states.iter().map(|state| state.value.size()).sum::<usize>();
        batch.experiences.push(push);
        if batch.experiences.len() >= BATCH_RECORDS || bytes >= BATCH_BYTES {
            break;
        }
    }
    batch
}

fn ready<T: Document>(record: &Record<T>) -> Option<Push<T>> {
    record.is_waiting().then(|| record.push()).flatten()
}

fn waiting(session: &Session) -> usize {
    let experiences = session.experiences.iter().filter(|record| record.is_waiting()).count();
    experiences + usize::from(session.profile.as_ref().is_some_and(Record::is_waiting))
}
