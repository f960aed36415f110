//! `resume sync`: brings session and database together now, and says what came of it.

use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::database::DatabaseName;
use crate::domain::Record;
use crate::error::{CommandError, CommandResult, ErrorKind};
use crate::sync::{Policy, Report};

/// Bring this device and the database together now
#[derive(Debug, Args)]
pub struct Sync {
    /// Only say what is pending and what is new in the database
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
    pub fn run(self, context: &Context) -> CommandResult {
        context.check_session()?;
        refuse_without_database(context)?;
        if self.dry_run {
            return dry_run(context);
        }
        // Who asks for it may have changed what the database refused before.
        context.update(|session| {
            session.experiences.iter_mut().for_each(Record::reconsider);
            session.profile.iter_mut().for_each(Record::reconsider);
            Ok(())
        })?;
        let report = context.attempt(context.settings.timeout, Policy::default(), &mut |_| {})?;
        tell(context, report)
    }
}

/// Says what was done, and what is still to be done.
pub(super) fn tell(context: &Context, report: Report) -> CommandResult {
    let Report { pulled, pushed, merged, pending } = report;
    let database = context.database_name();
    if context.ui.is_json() {
        return context.ui.json(&SyncView { pulled, pushed, merged, pending, database });
    }
    let merged = if merged > 0 { format!(", {merged} merged") } else { String::new() };
    let pending =
        if pending > 0 { format!("; {pending} still pending, see `resume status`") } else { String::new() };
    context.ui.data(&format!("{pulled} pulled, {pushed} pushed{merged}{pending}\n"))
}

/// Commands that exist to talk to the database fail where there is none to talk to.
pub(super) fn refuse_without_database(context: &Context) -> CommandResult {
    if context.is_offline() {
        return Err(CommandError::usage(
            "`--offline` and a command that talks to the database exclude each other",
        ));
    }
    if !context.has_database() {
        return Err(CommandError::new(
            ErrorKind::Database,
            "no database is configured: it was set to `none`",
        )
        .hint("set `RESUME_DATABASE_URL`, or unset it for the embedded default"));
    }
    Ok(())
}

/// Reads both sides and changes neither.
fn dry_run(context: &Context) -> CommandResult {
    let (cursor, pending) = context.store.read(|session| (session.cursor, session.pending()))?;
    let database = context.database_name();
    let waiting = match context.connect_own(context.settings.timeout) {
        Ok(mut database) => {
            let known = cursor.map_or(0, |cursor| cursor.revision);
            let page = database.pull(known, i32::MAX as usize)?;
            page.experiences.len() + usize::from(page.profile.is_some())
        }
        // An embedded database that has not been made yet has nothing to offer.
        Err(_) if context.settings.database.is_embedded() && !context.settings.paths.database.exists() => 0,
        Err(error) => return Err(error.into()),
    };
    if context.ui.is_json() {
        return context.ui.json(&SyncView { pulled: waiting, pushed: pending, merged: 0, pending, database });
    }
    context.ui.data(&format!("would pull {waiting} and push {pending}\n"))
}
