//! One attempt from end to end: the lock, the connection, the run, and what is remembered of it.

use std::time::{Duration, Instant};

use tracing::{info, warn};

use super::engine::Engine;
use super::schedule::{due, millis, pause, resting, rests};
use super::task::{Attempt, Databases, When};
use super::upload::{self, upload};
use super::{Progress, Report, SyncError};
use crate::database::Reason;
use crate::log;
use crate::session::{Failure, Lock, Session, SessionError};

/// How often the holder of the lock looks for what others have saved meanwhile. Those who save later
/// than that wait for the lock themselves.
const LOOKS: usize = 3;

/// The same on a server, where a save does not wait for the sync.
const REMOTE_LOOKS: usize = 100;

/// Synchronises once. A failure is logged and noted in the session, with the time of the next try.
///
/// # Errors
/// [`SyncError::Busy`] where another process is at it, which will take in our changes too;
/// [`SyncError::Rests`] where it has failed meanwhile.
pub fn attempt(
    attempt: &Attempt<'_>,
    databases: &mut Databases<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, SyncError> {
    let Some(lock) = Lock::acquire_within(attempt.lock, attempt.patience)? else {
        return Err(SyncError::Busy);
    };
    attempt_with(lock, attempt, databases, progress)
}

/// As [`attempt`], by a process that was given the lock.
pub fn attempt_with(
    lock: Lock,
    attempt: &Attempt<'_>,
    databases: &mut Databases<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, SyncError> {
    let mut report = Report::default();
    let mut held = Some(lock);
    for _ in 0..if attempt.remote { REMOTE_LOOKS } else { LOOKS } {
        let lock = match held.take() {
            Some(lock) => lock,
            // The current lock holder started after us, so it sees our change.
            None => match Lock::acquire_within(attempt.lock, attempt.patience)? {
                Some(lock) => lock,
                None => break,
            },
        };
        match wanted(attempt) {
            Ok(true) => {}
            Ok(false) => break,
            Err(SyncError::Rests(failure)) => {
                drop(lock);
                // The pause after the failure may be over for what another process saved meanwhile.
                if is_awaited(attempt)? {
                    continue;
                }
                return Err(SyncError::Rests(failure));
            }
            Err(error) => return Err(error),
        }
        let started = Instant::now();
        match once(attempt, databases, progress) {
            Ok(latest) => {
                report.pulled += latest.pulled;
                report.pushed += latest.pushed;
                report.merged += latest.merged;
                report.pending = latest.pending;
                report.left_behind |= latest.left_behind;
                report.other_user = latest.other_user.or(report.other_user);
                report.calls += latest.calls;
                report.refusal = report.refusal.or(latest.refusal);
                report.calls_failed = latest.calls_failed;
            }
            Err(error) => {
                // The next lock holder is to find it.
                note_failure(attempt, &error, started.elapsed());
                return Err(error);
            }
        }
        drop(lock);
        if !is_awaited(attempt)? {
            break;
        }
    }
    Ok(report)
}

/// Whether a process saved while the lock was taken, and relies on its holder: to be asked once it is free.
pub(super) fn is_awaited(attempt: &Attempt<'_>) -> Result<bool, SessionError> {
    let (now, configuration) = ((attempt.around.clock)(), attempt.configuration);
    let (waits, rests) =
        attempt.store.read_pending(|session| (session.waiting() > 0, rests(session, now, configuration)))?;
    Ok(!rests && (waits || upload::due(attempt)?))
}

fn wanted(attempt: &Attempt<'_>) -> Result<bool, SyncError> {
    let (now, configuration) = ((attempt.around.clock)(), attempt.configuration);
    let known = match attempt.when {
        When::Always => return Ok(true),
        When::IfDue => {
            let (due, rests) = attempt.store.read_pending(|session| {
                let elsewhere = attempt.is_elsewhere(session);
                (due(session, now, configuration, elsewhere), rests(session, now, configuration))
            })?;
            return Ok(due || (!rests && upload::due(attempt)?));
        }
        When::UnlessFailed(known) => known,
        When::IfUnloaded if attempt.store.read_pending(|session| session.loaded)? => return Ok(false),
        When::IfUnloaded => None,
    };
    let failed = attempt.store.read_pending(|session| {
        let failure = resting(session, now, configuration);
        failure.filter(|failure| failure.stops || Some(failure.at) != known).cloned()
    })?;
    failed.map_or(Ok(true), |failure| Err(SyncError::Rests(failure)))
}

fn once(
    attempt: &Attempt<'_>,
    databases: &mut Databases<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, SyncError> {
    let started = Instant::now();
    let mut database = (databases.connect)()?;
    let user = database.user().to_owned();
    info!(
        database = database.name().name.as_str(),
        elapsed_ms = millis(started.elapsed()),
        "Database connection established for user {user}"
    );
    let calls = attempt.spool.is_waiting();
    let binding = |session: &Session| session.database.clone();
    let before = attempt.store.read_pending(binding)?;
    let done = Engine::new(attempt.store, database.as_mut(), &user, attempt.around, progress)
        .leaving(databases.leave, attempt.spool)
        .by(&attempt.route)
        .holding_calls(calls)
        .run(attempt.policy);
    // What one database refused may be right for another.
    if before.is_some()
        && attempt.store.read_pending(binding)? != before
        && let Err(error) = attempt.spool.reconsider()
    {
        warn!(%error, "AI calls that were refused stay where they are");
    }
    // What is wrong with one record says nothing about the log; a database that is gone does.
    let logged = match &done {
        _ if !attempt.spool.is_waiting() => upload::Uploaded::default(),
        Ok(_) | Err(SyncError::Unsettled(_)) => upload(attempt, database.as_mut(), progress),
        Err(SyncError::Database(error)) if error.reason != Reason::Unavailable || error.less_may_do => {
            upload(attempt, database.as_mut(), progress)
        }
        Err(_) => upload::Uploaded::default(),
    };
    let upload::Uploaded { calls, refusal, failed: calls_failed } = logged;
    done.map(|report| Report { calls, refusal, calls_failed, ..report })
}

/// Logs a failure and notes it in the session, with the time of the next try.
pub fn note_failure(attempt: &Attempt<'_>, error: &SyncError, elapsed: Duration) {
    let reason = match error {
        SyncError::Database(error) => error.reason.as_str(),
        SyncError::Foreign | SyncError::OtherUser { .. } | SyncError::OneOff => "foreign",
        SyncError::Unsettled(_) => "unsettled",
        // The session's own troubles belong to the command; noting them in the session would fail too.
        // What rests is noted already.
        SyncError::Session(_)
        | SyncError::Busy
        | SyncError::Untrusted
        | SyncError::Replaced
        | SyncError::Rests(_) => return,
    };
    // A file that one directory or one command names says nothing about the database of all the
    // others. The failure of a server is noted, so that not every command asks it.
    if !attempt.remote && (attempt.policy.untrusted || attempt.policy.one_off) {
        return;
    }
    let now = (attempt.around.clock)();
    let denied = matches!(error, SyncError::Database(error) if error.reason == Reason::Denied);
    let stops = attempt.remote && denied;
    let failure = Failure { at: now, reason: reason.to_owned(), message: error.to_string(), stops };
    let random = (attempt.around.ids)().as_u64_pair().1;
    let configuration = attempt.configuration;
    let noted = attempt.store.update_pending_soon(|session| -> Result<_, SessionError> {
        // Whose file it is can be found out at no cost whenever another one is configured.
        let later = !stops && (attempt.remote || reason != "foreign");
        let before =
            if session.sync.configuration == Some(configuration) { session.sync.failures } else { 0 };
        let next = later.then(|| now + pause(before, random));
        session.note_failure(failure, next, configuration);
        Ok((session.loaded, pending(session)))
    });
    let (loaded, pending) = noted.unwrap_or((true, Vec::new()));
    let elapsed_ms = millis(elapsed);
    log::together(|| {
        if !loaded || pending.is_empty() {
            warn!(reason, error = %error, elapsed_ms, "Failed to load experiences from database");
        }
        for (experience, revision) in pending {
            warn!(experience, revision, reason, error = %error, elapsed_ms, "Failed to save experience to database");
        }
    });
}

fn pending(session: &Session) -> Vec<(String, i64)> {
    let waiting = session.experiences.iter().filter(|record| record.is_waiting());
    waiting.map(|record| (record.current.id.to_string(), record.revision)).collect()
}
