//! Reads the log of AI calls from the database and from the spool of this device.
//!
//! The spool is read first: a call that is uploaded in between is found in both, and never lost. If both
//! have a call, the database's copy counts.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::view::Found;
use crate::cli::context::Context;
use crate::cli::ui::counted;
use crate::database::{Database, DatabaseError, Reason};
use crate::domain::{AiCall, AiPlace, AiQuery};
use crate::library::CommandResult;
use crate::library::visible;
use crate::session::Spooled;

/// The number of calls per page: many without their requests and responses, few with them.
const PAGE: usize = 10_000;
const WHOLE_PAGE: usize = 200;

/// The memory limit for calls from the database: 1 GiB.
const MAX_WEIGHT: usize = 1 << 30;

/// Runs a query on the session's own database, if there is one.
pub(super) fn ask<R>(
    context: &Context,
    ask: impl FnOnce(&mut dyn Database) -> Result<R, DatabaseError>,
) -> Result<Option<R>, String> {
    if !context.library.has_database() || context.library.lacks_embedded() {
        return Ok(None);
    }
    if context.library.is_offline() {
        return Err("`--offline` was given".to_owned());
    }
    let unbound = context.library.store.read_pending(|session| session.database.is_none());
    if unbound.map_err(|error| error.to_string())? {
        return Err("this device has not synced with the database yet".to_owned());
    }
    context.library.ask_own(ask).map(Some).map_err(|error| error.to_string())
}

/// The answer of the database.
pub(super) struct Answer<R> {
    /// `None` without a database, or if it could not be read.
    pub stored: Option<R>,
    /// Whether the answer is complete.
    pub complete: bool,
}

/// Like [`ask`], with a warning for an unreachable database. `--quiet` does not suppress it: without it,
/// an incomplete list would look complete.
pub(super) fn ask_or_tell<R>(
    context: &Context,
    question: impl FnOnce(&mut dyn Database) -> Result<R, DatabaseError>,
) -> Answer<R> {
    match ask(context, question) {
        Ok(stored) => Answer { stored, complete: true },
        Err(cause) => {
            tell(context, "only the AI calls on this device are included", &cause);
            Answer { stored: None, complete: false }
        }
    }
}

fn tell(context: &Context, what: &str, cause: &str) {
    context.ui.warn(&format!("{what}: {}", visible::line(cause)));
}

/// The calls of a query in the spool. Unreadable lines cost a notice.
pub(super) fn spooled(context: &Context, query: &AiQuery) -> CommandResult<Vec<AiCall>> {
    let Spooled { calls, unreadable } = context.library.spool.read(&|call| query.matches(call))?;
    if unreadable > 0 {
        let path = context.library.settings.paths.ai_spool.display().to_string();
        context.ui.warn(&format!(
            "unreadable in the log on this device: {} (`{}` and the files beside it); the next upload sets them aside",
            counted(unreadable, "line"),
            visible::line(&path)
        ));
    }
    Ok(calls)
}

/// The newest calls of a query, the newest first.
pub(super) fn newest(
    context: &Context,
    query: &AiQuery,
    limit: usize,
    content: bool,
) -> CommandResult<Vec<Found>> {
    context.library.load_first()?;
    let here = spooled(context, query)?;
    let asked = ask_or_tell(context, |database| {
        let known = repeated(database, &here)?;
        Ok((known, pages(database, query, limit, content)?))
    });
    let (mut known, (stored, cut)) = asked.stored.unwrap_or_default();
    if let Some(cause) = cut {
        let what = format!("AI calls older than these {} of the database are missing", stored.len());
        tell(context, &what, &cause.to_string());
        // What this device has of those is better than nothing.
        known.clear();
    }
    known.extend(stored.iter().map(|call| call.request_id.clone()));
    let mut found: Vec<_> = stored.into_iter().map(|call| Found { call, pending: false }).collect();
    let here = here.into_iter().filter(|call| !known.contains(&call.request_id));
    found.extend(here.map(|call| Found { call, pending: true }));
    found.sort_by_cached_key(|found| Reverse(AiPlace::of(&found.call)));
    found.truncate(limit);
    Ok(found)
}

/// The IDs of calls that the database has already. Its rows decide whether they match a query.
pub(super) fn repeated(
    database: &mut dyn Database,
    here: &[AiCall],
) -> Result<HashSet<String>, DatabaseError> {
    if here.is_empty() {
        return Ok(HashSet::new());
    }
    let ids: Vec<_> = here.iter().map(|call| call.request_id.clone()).collect();
    database.known_ai_calls(&ids).map(HashSet::from_iter)
}

/// The calls that arrived, and the error that cut them off, if any. A failure does not discard the calls
/// before it.
fn pages(
    database: &mut dyn Database,
    query: &AiQuery,
    limit: usize,
    content: bool,
) -> Result<(Vec<AiCall>, Option<DatabaseError>), DatabaseError> {
    let size = if content { WHOLE_PAGE } else { PAGE };
    let mut found: Vec<AiCall> = Vec::new();
    let mut weight = 0;
    while found.len() < limit {
        if weight > MAX_WEIGHT {
            let message = "they exceed the memory limit; `--since` and `--limit` narrow the list";
            return Ok((found, Some(DatabaseError::new(Reason::Failed, message))));
        }
        let before = found.last().map(AiPlace::of);
        let wanted = size.min(limit - found.len());
        match database.newest_ai_calls(query, before.as_ref(), wanted, content) {
            Ok(page) if page.is_empty() => break,
            Ok(page) => {
                weight += page.iter().map(AiCall::weight).sum::<usize>();
                found.extend(page);
            }
            Err(error) if found.is_empty() => return Err(error),
            Err(error) => return Ok((found, Some(error))),
        }
    }
    Ok((found, None))
}
