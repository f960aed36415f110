//! Reading the log: what the database has, and what is on this device only.
//!
//! The spool is read before the database is asked: what is uploaded in between is found in both, and
//! never in neither. Where both have a call, the database's is the one that counts, whatever a repeat of
//! its id says that has not been uploaded.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::view::Found;
use crate::cli::context::Context;
use crate::database::{Database, DatabaseError, Reason};
use crate::domain::{AiCall, AiPlace, AiQuery};
use crate::library::CommandResult;
use crate::library::visible;
use crate::session::Spooled;

/// How many calls are asked for at once: many without their requests and responses, few with them.
const PAGE: usize = 10_000;
const WHOLE_PAGE: usize = 200;

/// How much memory those that the database has may take: 1 GiB.
const MAX_WEIGHT: usize = 1 << 30;

/// Asks the session's own database. The error is why it could not be asked; where there is none, there
/// is nothing to ask.
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
        return Err("this device has not been synchronised with the database yet".to_owned());
    }
    context.library.ask_own(ask).map(Some).map_err(|error| error.to_string())
}

/// What the database said.
pub(super) struct Answer<R> {
    /// Nothing where there is no database, or where it could not be asked.
    pub stored: Option<R>,
    /// Whether all that there is to ask was asked.
    pub complete: bool,
}

/// As [`ask`]; a database that cannot be asked costs a warning, which nothing silences: what is missing is
/// missing from lists and numbers that look whole.
pub(super) fn ask_or_tell<R>(
    context: &Context,
    question: impl FnOnce(&mut dyn Database) -> Result<R, DatabaseError>,
) -> Answer<R> {
    match ask(context, question) {
        Ok(stored) => Answer { stored, complete: true },
        Err(cause) => {
            tell(context, "only the AI calls on this device are counted in", &cause);
            Answer { stored: None, complete: false }
        }
    }
}

fn tell(context: &Context, what: &str, cause: &str) {
    context.ui.warn(&format!("{what}: {}", visible::line(cause)));
}

/// What the spool has of a query's calls. Lines of it that cannot be read cost a notice.
pub(super) fn spooled(context: &Context, query: &AiQuery) -> CommandResult<Vec<AiCall>> {
    let Spooled { calls, unreadable } = context.library.spool.read(&|call| query.matches(call))?;
    if unreadable > 0 {
        let path = context.library.settings.paths.ai_spool.display().to_string();
        context.ui.warn(&format!(
            "{unreadable} lines of the log on this device cannot be read (`{}` and the files beside it); \
             they are set aside with the next upload",
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
        let what = format!("older AI calls than these {} of the database are missing", stored.len());
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

/// The ids of those calls that the database has already, whatever it has under them: what a query means is
/// for its rows to say.
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

/// What could be read, and why that is not all, where it is not: what has come is not given up because what
/// is older does not come.
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
            let message = "they are more than fit into memory; `--since` and `--limit` ask for fewer";
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
