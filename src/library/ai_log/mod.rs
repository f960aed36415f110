//! The log of AI calls: in the database, and in the spool of this device.
//!
//! The spool is read first: a call that is uploaded in between is found in both, and never lost. If both
//! have a call, the database's copy counts.

mod input;
mod prune;
mod stats;
mod when;

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use uuid::Uuid;

use super::naming::{SHOWN, find, first_of};
use super::settle::SHORT_WAIT;
use super::{Among, CommandError, CommandResult, ErrorKind, Library, Weight, counted, visible};
use crate::ai::client;
use crate::database::sqlite::Creation;
use crate::database::{Database, DatabaseError, Reason};
use crate::domain::{AiCall, AiPlace, AiQuery};
use crate::session::Spooled;

pub use stats::AiStats;
pub use when::{NoTime, When};

/// The number of calls per page: many without their requests and responses, few with them.
const PAGE: usize = 10_000;
const WHOLE_PAGE: usize = 200;

/// The memory limit for calls from the database: 1 GiB.
const MAX_WEIGHT: usize = 1 << 30;

/// The length of the shortest prefix of a request ID that is accepted.
const SHORTEST: usize = 4;

/// A logged call, and whether it has still to reach the database.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedCall {
    pub call: AiCall,
    pub pending: bool,
}

/// Calls of another program that were to be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedCalls {
    /// How many were logged.
    pub recorded: usize,
    /// The ID of each object, in the order of the input, those included that were logged before.
    pub ids: Vec<String>,
}

/// The answer of the database.
struct Answer<R> {
    /// `None` without a database, or if it could not be read.
    stored: Option<R>,
    complete: bool,
}

impl Library {
    /// The newest calls of a query, the newest first. Without `content`, those in the database come without their
    /// requests and responses. If the database cannot be read, a warning says that the list is incomplete.
    pub fn ai_calls(&self, query: &AiQuery, limit: usize, content: bool) -> CommandResult<Vec<LoggedCall>> {
        self.load_first()?;
        let here = self.spooled(query)?;
        let asked = self.ask_or_tell(|database| {
            let known = repeated(database, &here)?;
            Ok((known, pages(database, query, limit, content)?))
        });
        let (mut known, (stored, cut)) = asked.stored.unwrap_or_default();
        if let Some(cause) = cut {
            let what = format!("AI calls older than these {} of the database are missing", stored.len());
            self.tell_incomplete(&what, &cause.to_string());
            // What this device has of those is better than nothing.
            known.clear();
        }
        known.extend(stored.iter().map(|call| call.request_id.clone()));
        let mut found: Vec<_> = stored.into_iter().map(|call| LoggedCall { call, pending: false }).collect();
        let here = here.into_iter().filter(|call| !known.contains(&call.request_id));
        found.extend(here.map(|call| LoggedCall { call, pending: true }));
        found.sort_by_cached_key(|found| Reverse(AiPlace::of(&found.call)));
        found.truncate(limit);
        Ok(found)
    }

    /// The one call whose request ID begins with `prefix`, whole.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] or [`ErrorKind::Ambiguous`]; [`ErrorKind::Usage`] for a prefix that is too short.
    pub fn ai_call(&self, prefix: &str) -> CommandResult<LoggedCall> {
        self.load_first()?;
        let here = self.spool.read(&|call| call.request_id.starts_with(prefix))?.calls;
        let asked = self.ask_log(None, |database| {
            let ids = database.ai_call_ids(prefix, SHOWN + 1)?;
            let call = match ids.iter().find(|id| *id == prefix).or(ids.first()) {
                Some(id) if ids.len() == 1 || id == prefix => database.ai_call(id)?,
                _ => None,
            };
            Ok((ids, call))
        });
        let (asked, unreachable) = match asked {
            Ok(found) => (found.unwrap_or_default(), None),
            Err(cause) => (Default::default(), Some(cause)),
        };
        let (stored, call) = asked;
        let ids: BTreeSet<_> = stored.iter().chain(here.iter().map(|call| &call.request_id)).collect();
        let exact = ids.iter().any(|id| *id == prefix);
        if !exact && prefix.chars().count() < SHORTEST {
            return Err(CommandError::usage(format!("`{}` is not an id", visible::line(prefix)))
                .hint("`resume ai log` shows the ids; any unique prefix of at least four characters works"));
        }
        if ids.len() > 1 && !exact {
            return Err(ambiguous(prefix, ids.into_iter()));
        }
        let meant = |call: &AiCall| !exact || call.request_id == prefix;
        let stored = call.filter(&meant).map(|call| LoggedCall { call, pending: false });
        let spooled = || here.into_iter().find(&meant).map(|call| LoggedCall { call, pending: true });
        stored.or_else(spooled).ok_or_else(|| unknown(prefix, unreachable.as_deref()))
    }

    /// Logs the calls of another program: one JSON object, or a sequence of them; all or none. What is known to be logged is
    /// not logged again; a server is not asked for that, since logging does not wait.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] names the line and the field that is not valid.
    pub fn record_ai_calls(&self, bytes: &[u8]) -> CommandResult<RecordedCalls> {
        let secrets = self.settings.ai.secrets();
        let border = input::Border {
            without_keys: &|text| client::without(text, &secrets),
            now: self.now(),
            new_id: &|| self.new_id(),
            find: &|prefix| self.ai_experience(prefix).map_err(|error| error.message),
        };
        let read = input::parse(bytes, &border);
        let input::Input { mut calls, ids, is_named } = read.map_err(|input::Wrong { message, hint }| {
            let hint =
                hint.unwrap_or_else(|| "nothing was logged; correct it and run the command again".to_owned());
            CommandError::usage(message).hint(hint)
        })?;
        if !self.settings.ai.logs_content() {
            for call in &mut calls {
                (call.request, call.response) = (None, None);
            }
        }
        if is_named {
            let known = self.known_ai_calls(&calls)?;
            calls.retain(|call| !known.contains(&call.request_id));
        }
        self.log_ai_calls(&calls)?;
        Ok(RecordedCalls { recorded: calls.len(), ids })
    }

    /// The IDs of those of the calls that this device or its embedded database has.
    fn known_ai_calls(&self, calls: &[AiCall]) -> CommandResult<HashSet<String>> {
        let ids: HashSet<_> = calls.iter().map(|call| call.request_id.as_str()).collect();
        let here = self.spool.read(&|call| ids.contains(call.request_id.as_str()))?.calls;
        let mut known: HashSet<_> = here.into_iter().map(|call| call.request_id).collect();
        if !self.settings.database.is_remote() {
            // One that cannot be read keeps nothing from being logged.
            let stored = self.ask_log(Some(SHORT_WAIT), |database| repeated(database, calls)).ok().flatten();
            known.extend(stored.into_iter().flatten());
        }
        Ok(known)
    }

    /// The ID of the experience that a call is about. A whole ID may be unknown here: a call outlives its
    /// experience.
    pub fn ai_experience(&self, prefix: &str) -> CommandResult<String> {
        if let Ok(id) = Uuid::try_parse(prefix) {
            return Ok(id.to_string());
        }
        self.store
            .read(|session| find(session, prefix, Among::All).map(|record| record.current.id.to_string()))?
    }

    /// Runs a query on the session's own database, if there is one.
    fn ask_log<R>(
        &self,
        at_most: Option<Duration>,
        ask: impl FnOnce(&mut dyn Database) -> Result<R, DatabaseError>,
    ) -> Result<Option<R>, String> {
        if !self.has_database() || self.lacks_embedded() {
            return Ok(None);
        }
        if self.is_offline() {
            return Err("`--offline` was given".to_owned());
        }
        let unbound = self.store.read_pending(|session| session.database.is_none());
        if unbound.map_err(|error| error.to_string())? {
            return Err("this device has not synced with the database yet".to_owned());
        }
        self.ask_own(Creation::MustExist, at_most, ask).map(Some).map_err(|error| error.to_string())
    }

    /// Like [`Library::ask_log`], with a warning for an unreachable database: without it, an incomplete list would
    /// look complete.
    fn ask_or_tell<R>(&self, ask: impl FnOnce(&mut dyn Database) -> Result<R, DatabaseError>) -> Answer<R> {
        match self.ask_log(None, ask) {
            Ok(stored) => Answer { stored, complete: true },
            Err(cause) => {
                self.tell_incomplete("only the AI calls on this device are included", &cause);
                Answer { stored: None, complete: false }
            }
        }
    }

    fn tell_incomplete(&self, what: &str, cause: &str) {
        self.tell(Weight::Warning, format!("{what}: {}", visible::line(cause)));
    }

    /// The calls of a query in the spool. Unreadable lines cost a warning.
    fn spooled(&self, query: &AiQuery) -> CommandResult<Vec<AiCall>> {
        let Spooled { calls, unreadable } = self.spool.read(&|call| query.matches(call))?;
        if unreadable > 0 {
            let path = self.settings.paths.ai_spool.display().to_string();
            self.tell(Weight::Warning, format!(
                "unreadable in the log on this device: {} (`{}` and the files beside it); the next upload sets them aside",
                counted(unreadable, "line"),
                visible::line(&path)
            ));
        }
        Ok(calls)
    }
}

/// The IDs of calls that the database has already. Its rows decide whether they match a query.
fn repeated(database: &mut dyn Database, here: &[AiCall]) -> Result<HashSet<String>, DatabaseError> {
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

fn unknown(prefix: &str, unreachable: Option<&str>) -> CommandError {
    let message = format!("no AI call matches `{}`", visible::line(prefix));
    CommandError::new(ErrorKind::NotFound, message).hint(match unreachable {
        Some(cause) => format!("searched this device only: {}", visible::line(cause)),
        None => "`resume ai log` shows their ids".to_owned(),
    })
}

fn ambiguous<'a>(prefix: &str, ids: impl ExactSizeIterator<Item = &'a String>) -> CommandError {
    CommandError::new(ErrorKind::Ambiguous, format!("`{}` matches several AI calls", visible::line(prefix)))
        .hint(format!("write more of the id: {}", first_of(ids.map(|id| visible::line(id).to_string()))))
}
