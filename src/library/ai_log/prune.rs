//! Removes old AI calls from this device and from the database.

use std::cell::Cell;
use std::time::Duration;

use crate::database::{Database, DatabaseError};
use crate::domain::StartedAt;
use crate::library::{CommandError, CommandResult, ErrorKind, Library, Weight};
use crate::session::{Lock, SessionError};

/// How long to wait for a running sync.
const LONG_WAIT: Duration = Duration::from_mins(1);

impl Library {
    /// Removes the calls before a time, for good, and returns how many. If the database cannot be reached, nothing
    /// is removed; offline, only calls that are on this device alone. `confirm` is asked first, with the number;
    /// its error ends the operation.
    ///
    /// # Errors
    /// [`ErrorKind::Database`] where the database failed, and says whether something was removed.
    pub fn prune_ai_calls(
        &self,
        before: StartedAt,
        confirm: Option<impl FnOnce(u64) -> CommandResult>,
    ) -> CommandResult<u64> {
        self.load_first()?;
        if let Some(confirm) = confirm {
            let here = self.spooled_before(before)?;
            let stored = self.ask_unless_offline(|database| database.count_ai_calls(before, &here));
            let stored = stored.map_err(|cause| not_asked(&cause))?;
            confirm(here.len() as u64 + stored.unwrap_or(0))?;
        }
        // What is being uploaded at this moment would arrive after the database was pruned.
        let _lock = self.lock_sync()?;
        let here = self.spooled_before(before)?;
        let sent = Cell::new(false);
        let stored = self.ask_unless_offline(|database| {
            // Those that are here and there count once.
            let stored = database.count_ai_calls(before, &here)?;
            sent.set(true);
            database.prune_ai_calls(before).map(|_| stored)
        });
        // The answer may have been lost on its way, and nothing else.
        let stored = stored.map_err(|cause| if sent.get() { unknown(&cause) } else { not_asked(&cause) })?;
        let pruned = self.spool.prune(before)?.len() as u64 + stored.unwrap_or(0);
        if self.is_offline() && self.has_database() && !self.lacks_embedded() {
            self.tell(Weight::Notice, "nothing was removed from the database, since `--offline` was given");
        }
        Ok(pruned)
    }

    /// The IDs of the calls to remove from this device.
    fn spooled_before(&self, before: StartedAt) -> CommandResult<Vec<String>> {
        let calls = self.spool.read(&|call| call.started_at < before)?.calls;
        Ok(calls.into_iter().map(|call| call.request_id).collect())
    }

    fn ask_unless_offline<R>(
        &self,
        ask: impl FnOnce(&mut dyn Database) -> Result<R, DatabaseError>,
    ) -> Result<Option<R>, String> {
        if self.is_offline() { Ok(None) } else { self.ask_log(None, ask) }
    }

    /// Waits for the sync lock.
    fn lock_sync(&self) -> CommandResult<Lock> {
        let path = &self.settings.paths.sync_lock;
        if let Some(lock) = Lock::try_acquire(path)? {
            return Ok(lock);
        }
        self.tell_waiting();
        Lock::acquire(path, LONG_WAIT).map_err(|error| match error {
            SessionError::Locked { .. } => {
                CommandError::new(ErrorKind::Database, "another process is syncing; nothing was removed")
                    .hint("run it again when `resume status` says that it is done")
            }
            error => error.into(),
        })
    }
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
