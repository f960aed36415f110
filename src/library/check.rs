//! Tries every step between a setting and a stored experience.

use std::path::Path;

use serde::Serialize;

use super::{CommandResult, Library, display};
use crate::config::{Nearby, Source, exposed_files};
use crate::database::postgres;
use crate::database::sqlite::Creation;
use crate::database::{Check, CheckStatus, DatabaseUrl, Snapshot, supabase};
use crate::files;
use crate::sync::{self, Policy, SyncError};

/// The steps that were tried. Its JSON is described in `schema/json/db-check.schema.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Whether no step failed.
    pub ok: bool,
    pub checks: Vec<Check>,
}

impl Library {
    /// Tries every step up to a write, which is rolled back. `tell` hears each result at once: a step waits for up
    /// to `RESUME_TIMEOUT`. If none fails, the last failure is forgotten.
    ///
    /// # Errors
    /// Where there is no database to try, or the session cannot be read. A step that fails is no error.
    pub fn check_database(&self, mut tell: impl FnMut(&Check)) -> CommandResult<Checked> {
        self.needs_database()?;
        let mut checks = Vec::new();
        let mut tell = |check: Check| {
            tell(&check);
            checks.push(check);
        };
        tell(self.configuration_step());
        self.exposed_steps().for_each(&mut tell);
        self.nearby_step().into_iter().for_each(&mut tell);
        self.supabase_step().into_iter().for_each(&mut tell);
        let policy = self.policy(Policy::default());
        let stranger = match self.refuse_stranger(policy) {
            Err(SyncError::Untrusted) => true,
            other => other.map(|()| false)?,
        };
        let found = match &self.settings.database.url {
            _ if stranger => {
                tell(unasked());
                None
            }
            DatabaseUrl::Postgres(url) => {
                let user = self.settings.user.as_deref();
                postgres::check::run(url, self.limits(), user, self.around.clock, &mut tell)
            }
            _ => self.embedded_steps(&mut tell),
        };
        let foreign = self.foreign_step(policy, found)?;
        // What was not asked, or is not the session's, says nothing about the last failure.
        let forgives = !stranger && foreign.is_none();
        foreign.into_iter().for_each(&mut tell);
        let ok = checks.iter().all(|check| check.status != CheckStatus::Fail);
        if ok && forgives {
            self.forgive()?;
        }
        Ok(Checked { ok, checks })
    }

    fn embedded_steps(&self, tell: &mut dyn FnMut(Check)) -> Option<(String, Snapshot)> {
        let mut database = match self.connect(self.limits(), Creation::LookOnly) {
            Ok(database) => database,
            Err(_) if self.lacks_embedded() => {
                let directory = self.settings.paths.database.parent().unwrap_or(Path::new("."));
                tell(match files::check_writable(directory) {
                    Ok(()) => {
                        step("database", CheckStatus::Ok, "not created yet; the first save creates it", None)
                    }
                    Err(cause) => {
                        let detail = format!("it cannot be created in {}: {cause}", display(directory));
                        step("database", CheckStatus::Fail, detail, None)
                    }
                });
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

    /// Warns if the session belongs to other rows than the database has: a sync would refuse.
    fn foreign_step(
        &self,
        policy: Policy,
        found: Option<(String, Snapshot)>,
    ) -> CommandResult<Option<Check>> {
        let binding = self.store.read_pending(|session| session.database.clone())?;
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

    fn configuration_step(&self) -> Check {
        let setting = &self.settings.database;
        let name = self.database_name();
        let hint = "a database that only a `.env` of the current directory names receives nothing until `resume db adopt`";
        let detail = format!("{} {}, from {}", name.kind, name.name, setting.source);
        let status = if setting.is_untrusted() { CheckStatus::Warn } else { CheckStatus::Ok };
        step("configuration", status, detail, setting.is_untrusted().then(|| hint.to_owned()))
    }

    /// Files with secrets that other users can read.
    fn exposed_steps(&self) -> impl Iterator<Item = Check> {
        exposed_files(&self.settings.paths).into_iter().map(|(path, mode)| {
            let path = path.display();
            let detail = format!("`{path}` contains a password or a key, and has mode {mode:04o}");
            let hint = format!("`chmod 600 {path}` makes it private");
            step("permissions", CheckStatus::Warn, detail, Some(hint))
        })
    }

    /// The part of a nearby `.env` file in the settings.
    fn nearby_step(&self) -> Option<Check> {
        let Nearby { source, says } = self.settings.nearby.as_ref()?;
        let used = self.settings.database.source == *source;
        let detail = match (says.as_slice(), used) {
            (_, true) => format!("{source} names the database"),
            ([], false) => format!("{source} has no settings for `resume`"),
            (names, false) => format!("{source} sets {}, but not the database in use", names.join(", ")),
        };
        Some(step(".env", CheckStatus::Ok, detail, None))
    }

    /// `SUPABASE_URL` and its key belong to the HTTP API, not to the database.
    fn supabase_step(&self) -> Option<Check> {
        let (api, source) = self.settings.supabase.as_ref()?;
        if self.settings.database.source != Source::Default {
            return None;
        }
        let api = api.as_deref().and_then(supabase::project);
        let project = api.as_deref().unwrap_or("REFERENCE");
        let what = match &api {
            Some(project) => {
                format!("{source} names the HTTP API of the project `{project}`, not its database")
            }
            None => format!("{source} names Supabase's HTTP API, not its database"),
        };
        let urls = supabase::urls(project).map(|(way, url)| format!("{url} ({way})")).join(" · ");
        let hint = format!(
            "the URL and the key of the API do not reach the database; give `resume db use -` one of these URLs, with the \
             password and the region from the dashboard under `Connect`: {urls}"
        );
        Some(step("supabase", CheckStatus::Warn, what, Some(hint)))
    }
}

/// An untrusted database receives nothing, not even a password.
fn unasked() -> Check {
    let detail = "not tried: only a `.env` of the current directory names it";
    let hint = "if you trust that file, `resume db adopt` moves to the database; `--env-file .env` tries it";
    step("connection", CheckStatus::Warn, detail, Some(hint.to_owned()))
}

fn step(name: &str, status: CheckStatus, detail: impl Into<String>, hint: Option<String>) -> Check {
    Check { name: name.to_owned(), status, detail: detail.into(), hint }
}
