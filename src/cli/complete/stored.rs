//! What an embedded database knows beside the session: revisions, and AI calls.
//!
//! The invariants: nothing is written or created, and a server is never asked.

use std::ffi::OsStr;
use std::time::Duration;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use jiff::Timestamp;

use crate::config::{Environment, Flags, Settings, line_to_complete};
use crate::database::sqlite::{Creation, SqliteDatabase};
use crate::database::{Database, DatabaseUrl};
use crate::domain::DocumentKey;
use crate::library::{Among, find_in};
use crate::session::Session;

/// How many AI calls are offered, in the order of their IDs.
const CALLS: usize = 50;

/// How long another process may keep the file.
const BUSY: Duration = Duration::from_millis(100);

/// Completes the revisions of the experience that the line names.
pub(crate) fn revisions() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let found = || {
            let session = super::session()?;
            let id = find_in(&session, &named()?, Among::All)?;
            let past = database(&session)?.history(id).ok()?;
            Some(past.into_iter().map(|one| (one.row.revision, one.recorded_at)).collect())
        };
        offered(current, found().unwrap_or_default())
    })
}

/// Completes the revisions of the profile.
pub(crate) fn profile_revisions() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let found = || {
            let past = database(&super::session()?)?.document_history(&DocumentKey::profile()).ok()?;
            Some(past.into_iter().map(|one| (one.row.revision, one.recorded_at)).collect())
        };
        offered(current, found().unwrap_or_default())
    })
}

/// The request ids of AI calls that begin so.
pub(super) fn call_ids(prefix: &str) -> Vec<String> {
    let database = super::session().and_then(|session| database(&session));
    database.and_then(|mut database| database.ai_call_ids(prefix, CALLS).ok()).unwrap_or_default()
}

fn offered(current: &OsStr, revisions: Vec<(i64, Timestamp)>) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    let fitting = revisions.into_iter().filter(|(revision, _)| revision.to_string().starts_with(&*current));
    let fitting = fitting.map(|(revision, at)| {
        let at = at.strftime("%Y-%m-%d %H:%M UTC").to_string();
        CompletionCandidate::new(revision.to_string()).help(Some(at.into()))
    });
    fitting.collect()
}

/// The first word after `restore`: shells hand the words of the line over behind `--`.
fn named() -> Option<String> {
    let words = line_to_complete();
    words.skip_while(|word| word != "restore").skip(1).find(|word| !word.starts_with('-'))
}

fn database(session: &Session) -> Option<SqliteDatabase> {
    let environment = Environment::of_process();
    let settings = Settings::find(&environment, &Flags::default()).ok()?;
    let DatabaseUrl::Sqlite(path) = &settings.database.url else { return None };
    if settings.database.is_untrusted() {
        return None;
    }
    let bound = session.database.as_ref().map(|binding| binding.user.clone());
    let user = settings.user.or(bound).unwrap_or_else(|| environment.login_name());
    SqliteDatabase::open(path, &user, Creation::LookOnly, BUSY).ok()
}
