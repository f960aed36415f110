//! `resume db check`: tries every step between a setting and a stored experience, and prints each
//! result at once.

use clap::Args;
use serde::Serialize;

use crate::cli::commands::sync::refuse_without_database;
use crate::cli::context::Context;
use crate::config::{Nearby, Source, exposed_files};
use crate::database::postgres::{self, Limits};
use crate::database::sqlite::Creation;
use crate::database::{self, CheckStatus, DatabaseUrl, Snapshot, supabase};
use crate::library::visible;
use crate::library::{CommandError, CommandResult, ErrorKind};
use crate::sync::{self, Policy, SyncError};

/// Try every step from the settings to a write, which is rolled back
///
/// Each step prints `ok`, `warn` or `fail`, and a hint. The exit code is 5 if a step fails. Each step
/// waits for up to `RESUME_TIMEOUT` seconds.
#[derive(Debug, Args)]
pub(crate) struct Check {}

#[derive(Serialize)]
struct ChecksView {
    ok: bool,
    checks: Vec<database::Check>,
}

impl Check {
    pub(super) fn run(self, context: &Context) -> CommandResult {
        refuse_without_database(context)?;
        let mut checks = Vec::new();
        let mut unwritten = None;
        let mut tell = |check: database::Check| {
            if !context.ui.is_json() && unwritten.is_none() {
                unwritten = context.ui.data(&line(&check)).err();
            }
            checks.push(check);
        };
        tell(configuration(context));
        exposed(context).for_each(&mut tell);
        nearby(context).into_iter().for_each(&mut tell);
        supabase_keys(context).into_iter().for_each(&mut tell);
        let policy = context.library.policy(Policy::default());
        let stranger = match context.library.refuse_stranger(policy) {
            Err(SyncError::Untrusted) => true,
            other => other.map(|()| false)?,
        };
        let found = match &context.library.settings.database.url {
            _ if stranger => {
                tell(unasked());
                None
            }
            DatabaseUrl::Postgres(url) => {
                let limits = Limits { step: context.library.settings.timeout, until: None };
                let user = context.library.settings.user.as_deref();
                postgres::check::run(url, limits, user, context.library.around.clock, &mut tell)
            }
            _ => embedded(context, &mut tell),
        };
        let foreign = foreign(context, policy, found)?;
        // What was not asked, or is not the session's, says nothing about the last failure.
        let forgives = !stranger && foreign.is_none();
        foreign.into_iter().for_each(&mut tell);
        if let Some(error) = unwritten {
            return Err(error);
        }
        let ok = checks.iter().all(|check| check.status != CheckStatus::Fail);
        if context.ui.is_json() {
            context.ui.json(&ChecksView { ok, checks })?;
        }
        if ok {
            return if forgives { Ok(context.library.forgive()?) } else { Ok(()) };
        }
        Err(CommandError::new(ErrorKind::Database, "the database is not ready")
            .hint("see the steps marked `fail`"))
    }
}

/// An untrusted database receives nothing, not even a password.
fn unasked() -> database::Check {
    let detail = "not tried: only a `.env` of the current directory names it";
    let hint = "if you trust that file, `resume db adopt` moves to the database; `--env-file .env` tries it";
    step("connection", CheckStatus::Warn, detail, Some(hint.to_owned()))
}

fn embedded(context: &Context, tell: &mut dyn FnMut(database::Check)) -> Option<(String, Snapshot)> {
    let setting = &context.library.settings.database;
    let limits = Limits { step: context.library.settings.timeout, until: None };
    let mut database = match context.library.connect(limits, Creation::MustExist) {
        Ok(database) => database,
        Err(_) if setting.is_embedded() && !context.library.settings.paths.database.exists() => {
            let detail = "not created yet; the first save creates it";
            tell(step("database", CheckStatus::Ok, detail, None));
            return None;
        }
        Err(error) => {
            tell(step("connection", CheckStatus::Fail, error.to_string(), error.hint));
            return None;
        }
    };
    database.check().into_iter().for_each(tell);
    let snapshot = database.snapshot(0).ok()?;
    Some((database.user().to_owned(), snapshot))
}

/// Warns if the session belongs to other rows than the database has: `sync` would refuse.
fn foreign(
    context: &Context,
    policy: Policy,
    found: Option<(String, Snapshot)>,
) -> CommandResult<Option<database::Check>> {
    let binding = context.library.store.read_pending(|session| session.database.clone())?;
    let (Some(binding), Some((user, snapshot))) = (binding, found) else { return Ok(None) };
    let detail = match sync::refuse_foreign(&binding, &user, policy, &snapshot) {
        Ok(()) => return Ok(None),
        Err(SyncError::OtherUser { bound, asked }) => format!(
            "it belongs to the user `{bound}` of this database, but `{asked}` is configured; `RESUME_USER={bound}` keeps it there"
        ),
        Err(_) => {
            let place = binding.place.unwrap_or_else(|| "the default database".to_owned());
            format!("it belongs to another database than this one: {place}")
        }
    };
    let hint = "`resume sync` fails until `resume db adopt` moves the session to this database";
    Ok(Some(step("session", CheckStatus::Warn, detail, Some(hint.to_owned()))))
}

fn step(name: &str, status: CheckStatus, detail: impl Into<String>, hint: Option<String>) -> database::Check {
    database::Check { name: name.to_owned(), status, detail: detail.into(), hint }
}

fn configuration(context: &Context) -> database::Check {
    let setting = &context.library.settings.database;
    let name = context.library.database_name();
    let untrusted = matches!(setting.source, Source::WorkingDirectory(_));
    let hint = "a database that only a `.env` of the current directory names receives nothing until `resume db adopt`";
    let detail = format!("{} {}, from {}", name.kind, name.name, setting.source);
    let status = if untrusted { CheckStatus::Warn } else { CheckStatus::Ok };
    step("configuration", status, detail, untrusted.then(|| hint.to_owned()))
}

/// Files with secrets that other users can read.
fn exposed(context: &Context) -> impl Iterator<Item = database::Check> {
    exposed_files(&context.library.settings.paths).into_iter().map(|(path, mode)| {
        let path = path.display();
        let detail = format!("`{path}` contains a password or a key, and has mode {mode:04o}");
        let hint = format!("`chmod 600 {path}` makes it private");
        step("permissions", CheckStatus::Warn, detail, Some(hint))
    })
}

/// The part of a nearby `.env` file in the settings.
fn nearby(context: &Context) -> Option<database::Check> {
    let Nearby { source, says } = context.library.settings.nearby.as_ref()?;
    let used = context.library.settings.database.source == *source;
    let detail = match (says.as_slice(), used) {
        (_, true) => format!("{source} names the database"),
        ([], false) => format!("{source} has no settings for `resume`"),
        (names, false) => format!("{source} sets {}, but not the database in use", names.join(", ")),
    };
    Some(step(".env", CheckStatus::Ok, detail, None))
}

/// `SUPABASE_URL` and its key belong to the HTTP API, not to the database.
fn supabase_keys(context: &Context) -> Option<database::Check> {
    let settings = &context.library.settings;
    let (api, source) = settings.supabase.as_ref()?;
    if settings.database.source != Source::Default {
        return None;
    }
    let api = api.as_deref().and_then(supabase::project);
    let project = api.unwrap_or("REFERENCE");
    let what = match api {
        Some(project) => format!("{source} names the HTTP API of the project `{project}`, not its database"),
        None => format!("{source} names Supabase's HTTP API, not its database"),
    };
    let urls = supabase::urls(project).map(|(way, url)| format!("{url} ({way})")).join(" · ");
    let hint = format!(
        "the URL and the key of the API do not reach the database; give `resume db use -` one of these URLs, with the \
         password and the region from the dashboard under `Connect`: {urls}"
    );
    Some(step("supabase", CheckStatus::Warn, what, Some(hint)))
}

fn line(check: &database::Check) -> String {
    let word = match check.status {
        CheckStatus::Ok => "ok",
        CheckStatus::Warn => "warn",
        CheckStatus::Fail => "fail",
    };
    let hint = check.hint.iter().map(|hint| format!("      hint: {}\n", visible::line(hint)));
    let step = format!("{word:<4}  {}: {}\n", visible::line(&check.name), visible::line(&check.detail));
    std::iter::once(step).chain(hint).collect()
}
