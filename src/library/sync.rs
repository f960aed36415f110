//! A sync that the user asks for, and what one would do.

use serde::Serialize;

use super::{CommandError, CommandResult, ErrorKind, Library, Weight, counted, visible};
use crate::config::Source;
use crate::database::DatabaseName;
use crate::session::Session;
use crate::sync::{Policy, Preview, Progress, Report};

/// What was synced, or would be. Its JSON is described in `schema/json/sync.schema.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Synced {
    pub pulled: usize,
    pub pushed: usize,
    pub merged: usize,
    /// Changes that are not in the database.
    pub pending: usize,
    pub database: DatabaseName,
    /// Those of the pending changes that the database refused.
    #[serde(skip)]
    pub refused: usize,
    /// Uploaded AI calls.
    #[serde(skip)]
    pub calls: usize,
}

impl Library {
    /// Syncs now, and sends refused changes again.
    ///
    /// # Errors
    /// [`ErrorKind::Database`] where the database cannot be reached, or is another one than the session's.
    pub fn sync(&self, progress: impl FnMut(Progress)) -> CommandResult<Synced> {
        self.check_session()?;
        self.needs_database()?;
        // The user may have mended what the database refused before.
        if let Err(error) = self.spool.reconsider() {
            self.tell(Weight::Warning, format!("refused AI calls are not sent again: {error}"));
        }
        if self.store.read_pending(|session| session.sync.ai.is_some() || refused(session) > 0)? {
            self.update_pending(|session| {
                session.sync.ai = None;
                session.reconsider();
                Ok(())
            })?;
        }
        self.sync_by(Policy::default(), progress)
    }

    /// Moves the session to the configured database, and syncs.
    ///
    /// # Errors
    /// As [`Library::sync`].
    pub fn adopt(&self, progress: impl FnMut(Progress)) -> CommandResult<Synced> {
        self.needs_database()?;
        self.sync_by(Policy { adopt: true, ..Policy::default() }, progress)
    }

    /// What [`Library::sync`] would do. Reads both sides and changes neither; `pending` is what waits now.
    ///
    /// # Errors
    /// As [`Library::sync`].
    pub fn preview_sync(&self) -> CommandResult<Synced> {
        self.check_session()?;
        self.needs_database()?;
        let pending = self.store.read(Session::pending)?;
        let Preview { pull, push, merge, calls, left_behind } = self.preview()?;
        if left_behind {
            self.tell_left_behind("do");
        }
        let waiting = self.spool.counts()?;
        let calls = usize::try_from(calls).unwrap_or(usize::MAX);
        Ok(Synced {
            pulled: pull,
            pushed: push,
            merged: merge,
            pending,
            database: self.database_name(),
            refused: 0,
            calls: calls.saturating_add(waiting.waiting + waiting.refused),
        })
    }

    /// Fails an operation that needs the database if there is none, or if it is offline.
    pub(super) fn needs_database(&self) -> CommandResult {
        if self.is_offline() {
            return Err(CommandError::usage(
                "`--offline` cannot be used with a command that needs the database",
            ));
        }
        if !self.has_database() {
            let source = &self.settings.database.source;
            let message = format!("no database is configured: {source} sets it to `none`");
            let hint = match source {
                Source::ConfigFile(_) => {
                    "`resume db use default` goes back to the default database, `resume db use URL` chooses another one"
                }
                _ => "leave that out, and the configured database is used",
            };
            return Err(CommandError::new(ErrorKind::Database, message).hint(hint));
        }
        Ok(())
    }

    fn sync_by(&self, policy: Policy, mut progress: impl FnMut(Progress)) -> CommandResult<Synced> {
        let report = self.attempt(self.settings.timeout, policy, &mut progress)?;
        // Ends the display of the progress, which may have to be cleared before a notice.
        drop(progress);
        let Report { pulled, pushed, merged, pending, calls, calls_failed, refusal, .. } = report;
        let (paused, refused) = self.store.read_pending(|session| {
            (session.sync.ai.as_ref().map(|ai| ai.message.clone()), refused(session))
        })?;
        if let Some(cause) = paused.filter(|_| calls_failed) {
            let cause = visible::line(&cause);
            let message = "logged AI calls could not be uploaded; they stay on this device";
            self.tell(Weight::Warning, format!("{message}: {cause}"));
        }
        self.tell_refused_calls(refusal.as_deref());
        Ok(Synced { pulled, pushed, merged, pending, database: self.database_name(), refused, calls })
    }

    /// Warns about refused AI calls: a finished upload sets them aside, and no other operation reports them.
    /// `refusal` is the reason for the first.
    fn tell_refused_calls(&self, refusal: Option<&str>) {
        let refused = self.spool.counts().map_or(0, |counts| counts.refused);
        if refused == 0 {
            return;
        }
        let stay = if refused == 1 { "it stays" } else { "they stay" };
        let why = match refusal.map(visible::line) {
            None => ", and `resume log` says why".to_owned(),
            Some(refusal) if refused == 1 => format!(": {refusal}"),
            Some(refusal) => format!(", and `resume log` says why; the first: {refusal}"),
        };
        let calls = counted(refused, "AI call");
        self.tell(Weight::Warning, format!("the database refused {calls}; {stay} on this device{why}"));
    }
}

/// The number of records that the database refused.
fn refused(session: &Session) -> usize {
    session.pending() - session.waiting()
}
