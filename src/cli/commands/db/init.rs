//! `resume db init`: creates or upgrades the tables, and lets other roles use them.

use clap::Args;
use serde::Serialize;

use crate::cli::commands::sync::refuse_without_database;
use crate::cli::context::Context;
use crate::database::postgres::{self, Limits};
use crate::database::{DatabaseName, DatabaseUrl, sqlite};
use crate::library::visible;
use crate::library::{CommandError, CommandResult};
use crate::sync::{Policy, SyncError};

/// Create or upgrade the tables (safe to repeat)
///
/// On PostgreSQL, the role that runs it owns the tables and sees every row. Each other person needs a
/// role of their own; --role gives it access to its own rows.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Print the SQL instead of running it
    #[arg(long)]
    pub print: bool,
    /// Also let this PostgreSQL role keep its own résumé in the tables; with --print, print only the SQL
    /// for that
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
                "`--role` needs PostgreSQL, and the configured database is of another kind",
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
                "if you trust that file, `resume --env-file .env db init` creates the tables; `resume status` shows its path",
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
