//! `resume ai prune`: removes old AI calls from this device and from the database.

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

/// Remove old AI calls from this device and from the database
///
/// The removal is final. If the database is unreachable, nothing is removed. With --offline, only calls
/// that are not in the database yet are removed.
#[derive(Debug, Args)]
pub(crate) struct Prune {
    /// Remove calls before this age (`90d`) or date (UTC)
    #[arg(long, value_name = "WHEN")]
    pub before: When,
    /// Skip the confirmation
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Serialize)]
struct PruneView {
    pruned: u64,
    before: StartedAt,
}

/// How long to wait for a running sync.
const LONG_WAIT: Duration = Duration::from_mins(1);

impl Prune {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let before = self.before.at(context.library.now());
        if !self.yes && !context.ui.is_interactive() {
            return Err(
                CommandError::usage("cannot prompt for confirmation: not a terminal").hint("add `--yes`")
            );
        }
        context.library.load_first()?;
        if !self.yes {
            let here = spooled(context, before)?;
            let stored = ask(context, |database| database.count_ai_calls(before, &here));
            let stored = stored.map_err(|cause| not_asked(&cause))?;
            let count = here.len() as u64 + stored.unwrap_or(0);
            let calls = if count == 1 { "call" } else { "calls" };
            let question = format!("Remove {count} AI {calls} from before {before}?");
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

/// The IDs of the calls to remove from this device.
fn spooled(context: &Context, before: StartedAt) -> CommandResult<Vec<String>> {
    let calls = context.library.spool.read(&|call| call.started_at < before)?.calls;
    Ok(calls.into_iter().map(|call| call.request_id).collect())
}

/// Runs an operation on the database, if there is one and the command is not offline.
fn ask<R>(
    context: &Context,
    question: impl FnOnce(&mut dyn crate::database::Database) -> Result<R, crate::database::DatabaseError>,
) -> Result<Option<R>, String> {
    if context.library.is_offline() { Ok(None) } else { gather::ask(context, question) }
}

fn not_asked(cause: &str) -> CommandError {
    CommandError::new(ErrorKind::Database, format!("nothing was removed: {cause}"))
        .hint("`resume db check` finds the cause; `--offline` removes the calls that are on this device only")
}

/// The error for a removal that failed midway.
fn unknown(cause: &str) -> CommandError {
    let message = "AI calls may or may not have been removed from the database";
    CommandError::new(ErrorKind::Database, format!("{message}; none were from this device: {cause}"))
        .hint("run the command again to remove the rest; `resume db check` finds the cause")
}

/// Waits for the sync lock.
fn lock(context: &Context) -> CommandResult<Lock> {
    let path = &context.library.settings.paths.sync_lock;
    if let Some(lock) = Lock::try_acquire(path)? {
        return Ok(lock);
    }
    context.ui.notice("notice: waiting for another `resume` process to finish its sync");
    Lock::acquire(path, LONG_WAIT).map_err(busy)
}

fn busy(error: SessionError) -> CommandError {
    match error {
        SessionError::Locked { .. } => {
            CommandError::new(ErrorKind::Database, "another process is syncing; nothing was removed")
                .hint("run it again when `resume status` says that it is done")
        }
        error => error.into(),
    }
}
