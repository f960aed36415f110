//! `resume db`: setting the database up, and finding out what is wrong with it.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::sync::{refuse_without_database, tell};
use crate::config::{Environment, Flags, Paths, Settings, Source, write_database};
use crate::context::Context;
use crate::database::sqlite::{self, Creation};
use crate::database::{Check, CheckStatus, DatabaseName, DatabaseUrl};
use crate::error::{CommandError, CommandResult, ErrorKind};
use crate::sync::Policy;
use crate::ui::{Ui, visible};

/// Set the database up, and check it
#[derive(Debug, Args)]
pub struct Db {
    #[command(subcommand)]
    pub command: DbCommand,
}

#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Check every step from the configuration to a write that is rolled back
    Check,
    /// Create or upgrade the tables; safe to repeat
    Init {
        /// Print the SQL instead
        #[arg(long)]
        print: bool,
    },
    /// Choose a database for good, in the configuration file
    Use {
        /// `sqlite:PATH` or `none`
        url: String,
    },
    /// Carry everything over to the configured database, although it is another one than before
    Adopt,
}

#[derive(Serialize)]
struct ChecksView {
    ok: bool,
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct StatementsView {
    sql: String,
}

impl Db {
    pub fn run(self, context: &Context) -> CommandResult {
        match self.command {
            DbCommand::Check => check(context),
            DbCommand::Init { print: true } if context.ui.is_json() => {
                context.ui.json(&StatementsView { sql: sqlite::statements() })
            }
            DbCommand::Init { print: true } => context.ui.data(&sqlite::statements()),
            DbCommand::Init { print: false } => init(context),
            DbCommand::Use { url } => choose(&context.ui, &context.environment, &url),
            DbCommand::Adopt => adopt(context),
        }
    }
}

fn check(context: &Context) -> CommandResult {
    refuse_without_database(context)?;
    let setting = &context.settings.database;
    let mut checks = vec![configuration(context)];
    let user = context.user()?;
    match context.connect(&user, context.settings.timeout, Creation::MustExist) {
        Ok(mut database) => checks.extend(database.check()),
        Err(_) if setting.is_embedded() && !context.settings.paths.database.exists() => checks.push(Check {
            name: "database".to_owned(),
            status: CheckStatus::Ok,
            detail: "not there yet; it is made with the first save".to_owned(),
            hint: None,
        }),
        Err(error) => checks.push(Check {
            name: "connection".to_owned(),
            status: CheckStatus::Fail,
            detail: error.to_string(),
            hint: error.hint,
        }),
    }
    let ok = checks.iter().all(|check| check.status != CheckStatus::Fail);
    if context.ui.is_json() {
        context.ui.json(&ChecksView { ok, checks })?;
    } else {
        context.ui.data(&checks.iter().map(line).collect::<String>())?;
    }
    if ok {
        return Ok(());
    }
    Err(CommandError::new(ErrorKind::Database, "the database is not ready")
        .hint("see the steps marked `fail`"))
}

fn configuration(context: &Context) -> Check {
    let setting = &context.settings.database;
    let name = context.database_name();
    let untrusted = matches!(setting.source, Source::WorkingDirectory(_));
    let hint = "a database that only a `.env` of the current directory names is sent nothing until `resume db adopt`";
    Check {
        name: "configuration".to_owned(),
        status: if untrusted { CheckStatus::Warn } else { CheckStatus::Ok },
        detail: format!("{} {}, from {}", name.kind, name.name, setting.source),
        hint: untrusted.then(|| hint.to_owned()),
    }
}

fn line(check: &Check) -> String {
    let word = match check.status {
        CheckStatus::Ok => "ok",
        CheckStatus::Warn => "warn",
        CheckStatus::Fail => "fail",
    };
    let hint = check.hint.iter().map(|hint| format!("      hint: {}\n", visible::line(hint)));
    let step = format!("{word:<4}  {}: {}\n", visible::line(&check.name), visible::line(&check.detail));
    std::iter::once(step).chain(hint).collect()
}

fn init(context: &Context) -> CommandResult {
    refuse_without_database(context)?;
    let user = context.user()?;
    let created = context.create(&user)?;
    let name = visible::line(&context.database_name().name).to_string();
    if context.ui.is_json() {
        return context
            .ui
            .json(&serde_json::json!({"created": created, "database": context.database_name()}));
    }
    context.ui.data(&format!("{} {name}\n", if created { "created" } else { "ready:" }))
}

#[derive(Serialize)]
struct ChosenView {
    database: DatabaseName,
    config: String,
}

/// Needs no settings, so that it works where those that are there are wrong.
pub(super) fn choose(ui: &Ui, environment: &Environment, url: &str) -> CommandResult {
    let paths = Paths::of(environment)?;
    // A relative path would mean another file in every directory.
    let url = url.parse::<DatabaseUrl>()?;
    let url = url.resolve(environment.directory.as_deref(), environment.path("HOME").as_deref())?;
    write_database(&paths.config, &url.to_string())?;
    let path = paths.config.display();
    let next = if url == DatabaseUrl::None { "" } else { "; `resume db check` tries it" };
    if !ui.is_json() {
        ui.notice(&format!("`{path}` now names the database{next}"));
    }
    match Settings::find(environment, &Flags::default()).map(|settings| settings.database.source) {
        Ok(Source::ConfigFile(_)) => {}
        Ok(source) => ui.warn(&format!("{source} names a database too, and is what counts here")),
        Err(error) => ui.warn(&error.to_string()),
    }
    if ui.is_json() {
        return ui.json(&ChosenView { database: url.name(), config: path.to_string() });
    }
    Ok(())
}

fn adopt(context: &Context) -> CommandResult {
    refuse_without_database(context)?;
    let report = context.attempt(
        context.settings.timeout,
        Policy { adopt: true, ..Policy::default() },
        &mut |_| {},
    )?;
    tell(context, report)
}
