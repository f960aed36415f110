//! `resume sync`: syncs the session with the database now, and reports the result.

use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::counted;
use crate::database::DatabaseName;
use crate::library::visible;
use crate::library::{CommandError, CommandResult, ErrorKind};
use crate::session::Session;
use crate::sync::{Policy, Preview, Progress, Report, SyncError};

/// Sync this device with the database now
#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Report pending and new changes without syncing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Serialize)]
struct SyncView {
    pulled: usize,
    pushed: usize,
    merged: usize,
    pending: usize,
    database: DatabaseName,
}

impl Sync {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        context.library.check_session()?;
        refuse_without_database(context)?;
        if self.dry_run {
            return dry_run(context);
        }
        // The user may have mended what the database refused before.
        if let Err(error) = context.library.spool.reconsider() {
            context.ui.warn(&format!("refused AI calls are not sent again: {error}"));
        }
        if context.library.store.read_pending(|session| session.sync.ai.is_some() || refused(session) > 0)? {
            context.library.update_pending(|session| {
                session.sync.ai = None;
                session.reconsider();
                Ok(())
            })?;
        }
        let report = attempt(context, Policy::default())?;
        tell(context, report)
    }
}

/// Syncs, and shows the progress.
pub(super) fn attempt(context: &Context, policy: Policy) -> Result<Report, SyncError> {
    let mut bar = context.ui.progress();
    context.library.attempt(context.library.settings.timeout, policy, &mut |progress| match progress {
        Progress::Pulled { records, of } => bar.show("pulled", records, of),
        Progress::Pushed { records, of } => bar.show("pushed", records, of),
        Progress::Uploaded { calls } => bar.show("logged", calls, calls),
    })
}

/// Reports the result and the pending work.
pub(super) fn tell(context: &Context, report: Report) -> CommandResult {
    let Report { pulled, pushed, merged, pending, calls, .. } = report;
    let ai = context
        .library
        .store
        .read_pending(|session| session.sync.ai.as_ref().map(|ai| ai.message.clone()))?;
    if let Some(cause) = ai.filter(|_| report.calls_failed) {
        let cause = visible::line(&cause);
        context.ui.warn(&format!("logged AI calls could not be uploaded; they stay on this device: {cause}"));
    }
    tell_refused_calls(context, report.refusal.as_deref());
    let database = context.library.database_name();
    if context.ui.is_json() {
        return context.ui.json(&SyncView { pulled, pushed, merged, pending, database });
    }
    let merged = if merged > 0 { format!(", {merged} merged") } else { String::new() };
    let refused = context.library.store.read_pending(refused)?;
    let pending = match pending.saturating_sub(refused) {
        0 => String::new(),
        waiting => format!("; {waiting} still pending, see `resume status`"),
    };
    let refused = match refused {
        0 => String::new(),
        refused => format!("; {refused} refused by the database, see `resume status`"),
    };
    let calls = match calls {
        0 => String::new(),
        1 => "; 1 AI call uploaded".to_owned(),
        calls => format!("; {calls} AI calls uploaded"),
    };
    context.ui.data(&format!("{pulled} pulled, {pushed} pushed{merged}{pending}{refused}{calls}\n"))
}

/// Warns about refused AI calls: a finished upload sets them aside, and no other command reports them.
/// `refusal` is the reason for the first.
fn tell_refused_calls(context: &Context, refusal: Option<&str>) {
    let refused = context.library.spool.counts().map_or(0, |counts| counts.refused);
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
    context.ui.warn(&format!("the database refused {calls}; {stay} on this device{why}"));
}

/// The number of records that the database refused.
fn refused(session: &Session) -> usize {
    session.pending() - session.waiting()
}

/// Fails a command that needs the database if there is none, or if it is offline.
pub(super) fn refuse_without_database(context: &Context) -> CommandResult {
    if context.library.is_offline() {
        return Err(CommandError::usage("`--offline` cannot be used with a command that needs the database"));
    }
    if !context.library.has_database() {
        return Err(CommandError::new(
            ErrorKind::Database,
            "no database is configured: it was set to `none`",
        )
        .hint("`resume db use URL` configures one"));
    }
    Ok(())
}

/// Reads both sides and changes neither.
fn dry_run(context: &Context) -> CommandResult {
    let pending = context.library.store.read(Session::pending)?;
    let database = context.library.database_name();
    let Preview { pull, push, merge, calls, left_behind } = context.library.preview()?;
    if context.ui.is_json() {
        return context.ui.json(&SyncView { pulled: pull, pushed: push, merged: merge, pending, database });
    }
    if left_behind {
        context.ui.notice(&format!(
            "notice: `{}` contains experiences too; they do not move, because the configured database is not empty",
            context.library.settings.paths.database.display()
        ));
    }
    let merged = if merge > 0 { format!(", {merge} merged") } else { String::new() };
    let waiting = context.library.spool.counts()?;
    let calls =
        usize::try_from(calls).unwrap_or(usize::MAX).saturating_add(waiting.waiting + waiting.refused);
    let calls = if calls > 0 { format!("; {} to upload", counted(calls, "AI call")) } else { String::new() };
    context.ui.data(&format!("would pull {pull} and push {push}{merged}{calls}\n"))
}
