//! `resume db init`: makes the tables, or brings them up to date, and lets others use them.

use clap::Args;
use serde::Serialize;

use crate::cli::commands::sync::refuse_without_database;
use crate::cli::context::Context;
use crate::database::postgres::{self, Limits};
use crate::database::{DatabaseName, DatabaseUrl, sqlite};
use crate::library::visible;
use crate::library::{CommandError, CommandResult};
use crate::sync::{Policy, SyncError};

/// Create or upgrade the tables; safe to repeat
///
/// On PostgreSQL, call it as the role that is to own the tables, and so sees every row. Everybody else
/// then needs a role of their own, which `--role` lets in: each sees and changes its own rows only.
#[derive(Debug, Args)]
pub struct Init {
    /// Print the SQL instead, to be run by hand
    #[arg(long)]
    pub print: bool,
    /// Also let this role of the PostgreSQL server keep its own résumé in the tables; with `--print`,
    /// print only the SQL of that
    #[arg(long, value_name = "NAME")]
    pub role: Option<String>,
}

#[derive(Serialize)]
struct StatementsView {
    sql: String,
}

#[derive(Serialize)]
struct ReadyView {
    created: bool,
    database: DatabaseName,
}

impl Init {
    pub(super) fn run(self, context: &Context) -> CommandResult {
        let url = match &context.library.settings.database.url {
            DatabaseUrl::Postgres(url) => Some(url),
            _ => None,
        };
        if self.role.as_deref().is_some_and(str::is_empty) {
            return Err(CommandError::usage("the name of the role is empty"));
        }
        if self.role.is_some() && url.is_none() {
            return Err(CommandError::usage(
                "`--role` is for PostgreSQL, and the configured database is another kind",
            )
            .hint("`resume db use postgres://…` chooses one"));
        }
        if self.print {
            let sql = match (&self.role, url) {
                (Some(role), _) => postgres::grants(role),
                (None, Some(_)) => postgres::statements(),
                (None, None) => sqlite::statements(),
            };
            return if context.ui.is_json() {
                context.ui.json(&StatementsView { sql })
            } else {
                context.ui.document(&sql)
            };
        }
        refuse_without_database(context)?;
        // What is not there yet cannot be adopted.
        context.library.refuse_stranger(context.library.policy(Policy::default())).map_err(|error| match error {
            SyncError::Untrusted => CommandError::from(error).hint(
                "if it is yours, `resume --env-file .env db init` makes the tables; `resume status` shows where it is named",
            ),
            error => error.into(),
        })?;
        let created = context.library.create()?;
        if let (Some(role), Some(url)) = (&self.role, url) {
            postgres::grant(url, role, Limits { step: context.library.settings.timeout, until: None })?;
        }
        context.library.forgive()?;
        let database = context.library.database_name();
        if context.ui.is_json() {
            return context.ui.json(&ReadyView { created, database });
        }
        let name = visible::line(&database.name).to_string();
        let role = self.role.iter().map(|role| format!(", for `{}` too", visible::line(role)));
        let role: String = role.collect();
        context.ui.data(&format!("{} {name}{role}\n", if created { "created" } else { "ready:" }))
    }
}
