//! Leaving the embedded default for another database, with the whole past of every record.
//!
//! The invariants: nothing is taken along before session and embedded database agree; the past
//! enters the session in the same step as the new binding, so that whatever is interrupted goes on
//! from one side or the other; states keep their change ids, so that nothing arrives twice.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use tracing::{info, warn};
use uuid::Uuid;

use super::SyncError;
use super::engine::{Engine, Policy};
use crate::database::{Database, Revision};
use crate::domain::{Document, DocumentKey, Experience, Record, State, Synced};
use crate::session::Binding;

/// Every state that the records of a database ever had, oldest first.
#[derive(Default)]
struct Past {
    experiences: HashMap<Uuid, Vec<State<Experience>>>,
    documents: HashMap<DocumentKey, Vec<State<Document>>>,
}

impl Engine<'_> {
    /// Binds the session to another database than the embedded one that it belongs to, and has all
    /// that was ever there pushed.
    pub(super) fn carry_over(&mut self, from: &Binding, ours: Binding) -> Result<(), SyncError> {
        let mut past = self.past(from)?;
        self.change(|session| {
            emigrate(session.experiences.synced(), &mut past.experiences);
            emigrate(session.documents.synced(), &mut past.documents);
            session.move_to(ours);
        })
    }

    /// Binds a session that knows of no database to the embedded one, if that holds something: the
    /// session's file was lost, and its database was not. If the configured database holds something
    /// too, it may be newer: the embedded one stays as it is, and the report says so.
    pub(super) fn find_embedded(&mut self, empty: bool) -> Result<(), SyncError> {
        let opened = self.leave.as_mut().map_or(Ok(None), |leave| leave(None));
        let found = opened.and_then(|left| {
            let Some(mut left) = left else { return Ok(None) };
            let holds = left.snapshot(0)?.revision > 0;
            Ok(holds.then_some(left))
        });
        let mut left = match found {
            Ok(Some(left)) => left,
            Err(error) if empty => return Err(error.into()),
            Ok(None) | Err(_) => return Ok(()),
        };
        if !empty {
            warn!("The embedded database holds experiences too: nothing of it is carried over");
            self.report.left_behind = true;
            return Ok(());
        }
        let (user, policy) = (left.user().to_owned(), Policy { embedded: true, ..Policy::default() });
        Engine::new(self.store, left.as_mut(), &user, self.around, &mut |_| {}).run(policy)?;
        self.look_again()?;
        Ok(())
    }

    fn past(&mut self, from: &Binding) -> Result<Past, SyncError> {
        let Some(mut left) = self.leave.as_mut().map_or(Ok(None), |leave| leave(Some(&from.user)))? else {
            return Ok(Past::default());
        };
        if left.snapshot(0)?.identity != from.identity {
            warn!("The embedded database is another one than before: its history is not carried over");
            return Ok(Past::default());
        }
        let policy = Policy { embedded: true, ..Policy::default() };
        Engine::new(self.store, left.as_mut(), &from.user, self.around, &mut |_| {}).run(policy)?;
        self.look_again()?;
        let (ids, keys) =
            self.store.read(|session| (keys(&session.experiences), keys(&session.documents)))?;
        let mut past = Past::default();
        for id in ids {
            past.experiences.insert(id, states(left.history(id)?));
        }
        for key in keys {
            let history = left.document_history(&key)?;
            past.documents.insert(key, states(history));
        }
        // Last, since a move that fails after it is tried again.
        self.carry_ai_calls(left.as_mut())?;
        let states = past.experiences.values().map(Vec::len).sum::<usize>()
            + past.documents.values().map(Vec::len).sum::<usize>();
        info!(states, "Carrying everything over from the embedded database for user {}", from.user);
        Ok(past)
    }

    /// Lays the log of AI calls, which no session holds, into the spool: from there it reaches the other
    /// database like everything that is logged, however long that takes. What an earlier attempt laid there
    /// is not laid there twice.
    fn carry_ai_calls(&mut self, left: &mut dyn Database) -> Result<(), SyncError> {
        let Some(spool) = self.spool else { return Ok(()) };
        let there = RefCell::new(HashSet::new());
        spool.read(&|call| {
            there.borrow_mut().insert(call.request_id.clone());
            false
        })?;
        let there = there.into_inner();
        let mut after = String::new();
        loop {
            let mut calls = left.ai_calls(&after, CALLS)?;
            let Some(last) = calls.last() else { return Ok(()) };
            after.clone_from(&last.request_id);
            calls.retain(|call| !there.contains(&call.request_id));
            spool.append(&calls)?;
        }
    }
}

/// How many AI calls are read at once.
const CALLS: usize = 100;

fn emigrate<T: Synced>(records: &mut [Record<T>], past: &mut HashMap<T::Key, Vec<State<T>>>) {
    for record in records {
        record.emigrate(past.remove(&record.current.key()).unwrap_or_default());
    }
}

fn keys<T: Synced>(records: &[Record<T>]) -> Vec<T::Key> {
    records.iter().map(|record| record.current.key()).collect()
}

fn states<T>(history: Vec<Revision<T>>) -> Vec<State<T>> {
    // The history there names who made each change, as here.
    history.into_iter().map(|Revision { row, .. }| row.into_state()).collect()
}
