//! `resume db use`: names the database in the configuration file.
//!
//! The invariant: a password is written to that file alone, which has mode 0600.

use std::io::{self, Read};

use clap::Args;

use crate::cli::ui::{Ui, prompt};
use crate::config::Environment;
use crate::database::DatabaseUrl;
use crate::library::{CommandError, CommandResult, choose_database};

/// Choose the database in the configuration file
///
/// `resume db use default` goes back to the default database, SQLite on this device. `resume db use -` prompts for the
/// URL, so the password stays out of your shell history and process list. Without a terminal it reads the URL from
/// standard input. If the URL of a server has no password, it prompts for one. The configuration file has mode 0600.
#[derive(Debug, Args)]
pub(crate) struct Use {
    /// `postgres://…`, `sqlite:PATH`, `none`, `default`, or `-` for a prompt
    #[arg(add = crate::cli::complete::databases())]
    pub url: String,
}

impl Use {
    pub(super) fn run(self, ui: &Ui, environment: &Environment) -> CommandResult {
        let is_default = self.url.trim() == "default";
        let url = match &*self.url {
            "-" => read_secret(ui, "Database URL (it is not shown)")?,
            _ => self.url,
        };
        let chosen = choose_database(environment, &url, |url| ask_for_password(url, ui, environment))?;
        if !ui.is_json() {
            let config = &chosen.config;
            ui.notice(&match (is_default, &*chosen.database.kind) {
                (true, _) => format!("`{config}` names no database, so the default one is used"),
                (_, "none") => format!("`{config}` now says `none`: changes stay on this device"),
                _ => format!("`{config}` now names the database; `resume db check` tries it"),
            });
        }
        if let Some(overruled) = &chosen.overruled {
            ui.warn(overruled);
        }
        if ui.is_json() { ui.json(&chosen) } else { Ok(()) }
    }
}

/// The largest input that is read: 64 KiB, as for a configuration file.
const LIMIT: u64 = 64 << 10;

/// Prompts for a text without showing it, or reads it where that cannot be asked.
pub(crate) fn read_secret(ui: &Ui, question: &str) -> CommandResult<String> {
    if ui.is_interactive() {
        return prompt::secret(question);
    }
    let mut text = String::new();
    io::stdin().lock().take(LIMIT).read_to_string(&mut text).map_err(|cause| {
        CommandError::usage("standard input could not be read").hint("it must be UTF-8 text").caused_by(cause)
    })?;
    Ok(text)
}

/// Prompts for the password of a remote server, on a terminal.
pub(crate) fn ask_for_password(
    url: DatabaseUrl,
    ui: &Ui,
    environment: &Environment,
) -> Result<DatabaseUrl, CommandError> {
    let DatabaseUrl::Postgres(postgres) = url else { return Ok(url) };
    let own_key = postgres.parameters().sslkey.is_some();
    if !ui.is_interactive() || postgres.password().is_some() || own_key || !postgres.is_of_network() {
        return Ok(DatabaseUrl::Postgres(postgres));
    }
    let named = postgres.clone().or_user(|| environment.login_name());
    let question = format!(
        "Password of `{}` at `{}` (Enter: none)",
        named.user().unwrap_or_default(),
        named.servers().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    );
    let password = prompt::secret(&question)?;
    let postgres = if password.is_empty() { *postgres } else { postgres.with_password(password) };
    Ok(DatabaseUrl::Postgres(Box::new(postgres)))
}
