//! `resume db init`: creates or upgrades the tables, and lets other roles use them.

use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::database::DatabaseName;
use crate::library::{CommandResult, visible};

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
    /// Spread the tables over the nodes of a Citus cluster, as is done by itself where they are new; with
    /// --print, print only the SQL for that
    #[arg(long, conflicts_with = "role")]
    pub distributed: bool,
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
        let role = self.role.as_deref();
        if self.print {
            let sql = match self.distributed {
                true => context.library.distribution()?.to_owned(),
                false => context.library.statements(role)?,
            };
            return if context.ui.is_json() {
                context.ui.json(&StatementsView { sql })
            } else {
                context.ui.document(&sql)
            };
        }
        let created = context.library.initialise(role)?;
        if self.distributed {
            context.library.distribute()?;
        }
        let database = context.library.database_name();
        if context.ui.is_json() {
            return context.ui.json(&ReadyView { created, database });
        }
        let name = visible::line(&database.name).to_string();
        let role: String = role.iter().map(|role| format!(", for `{}` too", visible::line(role))).collect();
        context.ui.data(&format!("{} {name}{role}\n", if created { "created" } else { "ready:" }))
    }
}
