//! Sending logged AI calls from the spool.
//!
//! The invariants: a call leaves the spool only once the database has it, or has refused it and it is
//! kept aside; one that is refused holds up no other; what fails here fails alone, and is tried again
//! less and less often. Sending a call twice changes nothing.

use std::path::PathBuf;
use std::time::Instant;

use tracing::{info, warn};

use super::schedule::{calls_rest, millis, pause};
use super::task::Attempt;
use super::{Progress, SyncError};
use crate::database::{Database, DatabaseError, Reason};
use crate::domain::AiCall;
use crate::session::{AiPause, Binding, SessionError, Spool};

/// How many calls one transaction takes, at the most.
const CALLS: usize = 1000;

/// How many bytes it takes, about.
const BYTES: usize = 4 << 20;

/// After how many bytes of one segment it is noted how far it was sent: whatever ends an upload, the next one
/// goes on from there.
const NOTED_BYTES: usize = 16 << 20;

/// What became of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Uploaded {
    pub calls: usize,
    /// Why the first was refused of those that the database would not have.
    pub refusal: Option<String>,
    pub failed: bool,
}

/// How much one transaction takes after so many failures in a row: where a line is slow, less may arrive
/// in time.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    calls: usize,
    bytes: usize,
}

impl Bounds {
    fn after(failures: u32) -> Self {
        let shift = failures.min(10);
        Self { calls: (CALLS >> shift).max(1), bytes: (BYTES >> shift).max(1) }
    }
}

/// Whether calls wait in the spool and may be sent now.
pub(super) fn due(attempt: &Attempt<'_>) -> Result<bool, SessionError> {
    if !attempt.spool.is_waiting() {
        return Ok(false);
    }
    let (now, configuration) = ((attempt.around.clock)(), attempt.configuration);
    attempt.store.read_pending(|session| !calls_rest(session, now, configuration))
}

/// Sends what waits in the spool, if the database is the session's own. What goes wrong is logged and
/// noted, and is no failure of the synchronisation.
pub(super) fn upload(
    attempt: &Attempt<'_>,
    database: &mut dyn Database,
    progress: &mut dyn FnMut(Progress),
) -> Uploaded {
    match due(attempt) {
        Ok(true) => {}
        Ok(false) => return Uploaded::default(),
        Err(error) => return failed(attempt, &error.into()),
    }
    let started = Instant::now();
    let user = database.user().to_owned();
    match send_all(attempt, database, progress) {
        Ok(uploaded) => {
            let calls = uploaded.calls;
            let elapsed_ms = millis(started.elapsed());
            if calls > 0 {
                info!(calls, elapsed_ms, "AI calls saved to database for user {user}");
            }
            succeeded(attempt);
            uploaded
        }
        Err(error) => failed(attempt, &error),
    }
}

fn send_all(
    attempt: &Attempt<'_>,
    database: &mut dyn Database,
    progress: &mut dyn FnMut(Progress),
) -> Result<Uploaded, SyncError> {
    let (bound, failures) = attempt.store.read_pending(|session| {
        (session.database.clone(), session.sync.ai.as_ref().map_or(0, |pause| pause.failures))
    })?;
    let identity = database.snapshot(0)?.identity;
    let ours = |binding: &Binding| binding.identity == identity && binding.user == database.user();
    if !bound.as_ref().is_some_and(ours) {
        return Err(SyncError::foreign(bound.as_ref(), identity, database.user()));
    }
    let bounds = Bounds::after(failures);
    let mut sent = Uploaded::default();
    for path in attempt.spool.seal()? {
        let before = sent.calls;
        sent.calls += send_segment(attempt.spool, path, database, bounds, &mut sent.refusal, &mut |calls| {
            progress(Progress::Uploaded { calls: before + calls });
        })?;
    }
    Ok(sent)
}

fn send_segment(
    spool: &Spool,
    path: PathBuf,
    database: &mut dyn Database,
    bounds: Bounds,
    refusal: &mut Option<String>,
    progress: &mut dyn FnMut(usize),
) -> Result<usize, SyncError> {
    let Some(mut segment) = spool.open(path.clone())? else { return Ok(0) };
    let (mut sent, mut unnoted, mut refused) = (0, 0, Vec::new());
    loop {
        let calls = segment.next_batch(bounds.calls, bounds.bytes)?;
        if calls.is_empty() {
            break;
        }
        let before = refused.len();
        if let Err(error) = store(database, &calls, &mut refused) {
            refused.truncate(before);
            if unnoted > 0 || segment.is_within_line() {
                spool.shorten(segment, &told(refused, refusal), &calls)?;
            }
            return Err(error.into());
        }
        sent += calls.len() - (refused.len() - before);
        unnoted += calls.iter().map(AiCall::size).sum::<usize>();
        progress(sent);
        if unnoted >= NOTED_BYTES {
            spool.shorten(segment, &told(std::mem::take(&mut refused), refusal), &[])?;
            let Some(rest) = spool.open(path.clone())? else { return Ok(sent) };
            (segment, unnoted) = (rest, 0);
        }
    }
    spool.finish(segment, &told(refused, refusal))?;
    Ok(sent)
}

/// The calls that the database would not have, each with a word in the log; the first one's reason is noted
/// in `refusal`.
fn told(refused: Vec<(AiCall, DatabaseError)>, refusal: &mut Option<String>) -> Vec<AiCall> {
    let tell = |(call, error): (AiCall, DatabaseError)| {
        refusal.get_or_insert_with(|| error.to_string());
        let request_id = call.request_id.as_str();
        warn!(request_id, %error, "An AI call was refused by the database and stays on this device");
        call
    };
    refused.into_iter().map(tell).collect()
}

/// Stores calls; those that the database will not have are found by halving, and not stored.
fn store(
    database: &mut dyn Database,
    calls: &[AiCall],
    refused: &mut Vec<(AiCall, DatabaseError)>,
) -> Result<(), DatabaseError> {
    match (database.log_ai_calls(calls), calls) {
        (Err(error), [call]) if error.reason == Reason::Failed => {
            refused.push((call.clone(), error));
            Ok(())
        }
        (Err(error), calls) if error.reason == Reason::Failed => {
            let (some, others) = calls.split_at(calls.len() / 2);
            store(database, some, refused)?;
            store(database, others, refused)
        }
        (stored, _) => stored,
    }
}

/// Forgets an earlier failure.
fn succeeded(attempt: &Attempt<'_>) {
    if attempt.store.read_pending(|session| session.sync.ai.is_none()).unwrap_or(true) {
        return;
    }
    let noted = attempt.store.update_pending_soon(|session| -> Result<_, SessionError> {
        session.sync.ai = None;
        Ok(())
    });
    if let Err(error) = noted {
        warn!(%error, "Could not note that AI calls were saved");
    }
}

fn failed(attempt: &Attempt<'_>, error: &SyncError) -> Uploaded {
    warn!(%error, "Failed to save AI calls to database");
    let (now, configuration) = ((attempt.around.clock)(), attempt.configuration);
    let random = (attempt.around.ids)().as_u64_pair().1;
    let noted = attempt.store.update_pending_soon(|session| -> Result<_, SessionError> {
        let before = session.sync.ai.as_ref().filter(|pause| pause.configuration == configuration);
        let before = before.map_or(0, |pause| pause.failures);
        session.sync.ai = Some(AiPause {
            message: error.to_string(),
            failures: before.saturating_add(1),
            next_attempt_at: now + pause(before, random),
            configuration,
        });
        Ok(())
    });
    if let Err(error) = noted {
        warn!(%error, "Could not note that AI calls were not saved");
    }
    Uploaded { failed: true, ..Uploaded::default() }
}
