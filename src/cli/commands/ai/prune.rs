//! `resume ai prune`: forgets old AI calls, on this device and in the database.

use std::cell::Cell;
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use super::gather;
use super::when::When;
use crate::cli::context::Context;
use crate::cli::ui::prompt;
use crate::domain::StartedAt;
use crate::library::{CommandError, CommandResult, ErrorKind};
use crate::session::{Lock, SessionError};

/// Remove old AI calls for good, from this device and from the database
///
/// The database is pruned first: where it cannot be reached, nothing is removed. With `--offline` only
/// what has not reached it yet is.
#[derive(Debug, Args)]
pub struct Prune {
    /// Those begun before then: an age such as `90d`, or a date (in UTC)
    #[arg(long, value_name = "WHEN")]
    pub before: When,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Serialize)]
struct PruneView {
    pruned: u64,
    before: StartedAt,
}

/// How long to wait for a synchronisation that is at work.
const LONG_WAIT: Duration = Duration::from_mins(1);

impl Prune {
    pub fn run(self, context: &Context) -> CommandResult {
        let before = self.before.at(context.library.now());
        if !self.yes && !context.ui.is_interactive() {
            return Err(CommandError::usage("nobody can be asked here whether to remove AI calls")
                .hint("add `--yes`"));
        }
        context.library.load_first()?;
        if !self.yes {
            let here = spooled(context, before)?;
            let stored = ask(context, |database| database.count_ai_calls(before, &here));
            let stored = stored.map_err(|cause| not_asked(&cause))?;
            let count = here.len() as u64 + stored.unwrap_or(0);
            let question = format!("Remove {count} AI calls begun before {before}?");
            if count > 0 && !prompt::confirm(&question)? {
                return Err(CommandError::failed("nothing was removed"));
            }
        }
        // What is being uploaded at this moment would arrive after the database was pruned.
        let _lock = lock(context)?;
        let here = spooled(context, before)?;
        let sent = Cell::new(false);
        let stored = ask(context, |database| {
            // Those that are here and there count once.
            let stored = database.count_ai_calls(before, &here)?;
            sent.set(true);
            database.prune_ai_calls(before).map(|_| stored)
        });
        // The answer may have been lost on its way, and nothing else.
        let stored = stored.map_err(|cause| if sent.get() { unknown(&cause) } else { not_asked(&cause) })?;
        let pruned = context.library.spool.prune(before)?.len() as u64 + stored.unwrap_or(0);
        if context.library.is_offline() && context.library.has_database() && !context.library.lacks_embedded()
        {
            context.ui.notice("notice: nothing was removed from the database, since `--offline` was given");
        }
        if context.ui.is_json() {
            return context.ui.json(&PruneView { pruned, before });
        }
        let calls = if pruned == 1 { "call" } else { "calls" };
        context.ui.data(&format!("{pruned} AI {calls} removed\n"))
    }
}

/// The ids of what is to be removed from this device.
fn spooled(context: &Context, before: StartedAt) -> CommandResult<Vec<String>> {
    let calls = context.library.spool.read(&|call| call.started_at < before)?.calls;
    Ok(calls.into_iter().map(|call| call.request_id).collect())
}

/// Asks the database, where there is one and it may be asked; it must answer then. The error is why it did not.
fn ask<R>(
    context: &Context,
    question: impl FnOnce(&mut dyn crate::database::Database) -> Result<R, crate::database::DatabaseError>,
) -> Result<Option<R>, String> {
    if context.library.is_offline() { Ok(None) } else { gather::ask(context, question) }
}

fn not_asked(cause: &str) -> CommandError {
    CommandError::new(ErrorKind::Database, format!("nothing was removed: {cause}"))
        .hint("`resume db check` finds out why; `--offline` removes what is on this device only")
}

/// The failure of a removal that had been asked for.
fn unknown(cause: &str) -> CommandError {
    let message = "it is not known whether AI calls were removed from the database";
    CommandError::new(ErrorKind::Database, format!("{message}; none were from this device: {cause}"))
        .hint("repeat the command: it removes what is still there; `resume db check` finds out why it failed")
}

/// Waits until nobody synchronises.
fn lock(context: &Context) -> CommandResult<Lock> {
    let path = &context.library.settings.paths.sync_lock;
    if let Some(lock) = Lock::try_acquire(path)? {
        return Ok(lock);
    }
    context.ui.notice("notice: waiting for another `resume` process that is synchronising");
    Lock::acquire(path, LONG_WAIT).map_err(busy)
}

fn busy(error: SessionError) -> CommandError {
    match error {
        SessionError::Locked { .. } => {
            CommandError::new(ErrorKind::Database, "another process is synchronising; nothing was removed")
                .hint("run it again when `resume status` says that it is done")
        }
        error => error.into(),
    }
}
