//! Setting up the database: its tables, and which one it is.

use serde::Serialize;

use super::{CommandError, CommandResult, Library};
use crate::config::{Environment, Flags, Paths, Setting, Settings, Source, unset, write};
use crate::database::postgres;
use crate::database::{DatabaseName, DatabaseUrl, PostgresUrl, sqlite};
use crate::sync::{Policy, SyncError};

/// The database that the configuration file names now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChosenDatabase {
    pub database: DatabaseName,
    /// The path of the configuration file.
    pub config: String,
    /// Why this database is not the one in use here, if so.
    #[serde(skip)]
    pub overruled: Option<String>,
}

/// The word for the embedded database, which no source needs to name.
const DEFAULT: &str = "default";

/// Names the database in the configuration file, which has mode 0600. It needs no settings, so that it works
/// where they are wrong. `complete` may add a password that the URL lacks.
///
/// # Errors
/// [`super::ErrorKind::Usage`] where `url` is none.
pub fn choose_database(
    environment: &Environment,
    url: &str,
    complete: impl FnOnce(DatabaseUrl) -> CommandResult<DatabaseUrl>,
) -> CommandResult<ChosenDatabase> {
    let paths = Paths::of(environment)?;
    let database = Setting::find("database");
    let url = if url.trim() == DEFAULT {
        database.map_or(Ok(false), |database| unset(&paths.config, database))?;
        DatabaseUrl::Sqlite(paths.database.clone())
    } else {
        // A relative path would mean another file in every directory.
        let url = url.trim().parse::<DatabaseUrl>()?;
        let url = url.resolve(environment.directory.as_deref(), environment.path("HOME").as_deref())?;
        let url = complete(url)?;
        database.map_or(Ok(()), |database| write(&paths.config, database, &url.reveal()))?;
        url
    };
    let overruled =
        match Settings::find(environment, &Flags::default()).map(|settings| settings.database.source) {
            Ok(Source::ConfigFile(_) | Source::Default) => None,
            Ok(source) => Some(format!("{source} also names a database, and takes precedence here")),
            Err(error) => Some(error.to_string()),
        };
    let database = url.or_user(|| environment.login_name()).name();
    Ok(ChosenDatabase { database, config: paths.config.display().to_string(), overruled })
}

impl Library {
    /// The SQL that creates the tables, or that lets `role` use them.
    ///
    /// # Errors
    /// [`super::ErrorKind::Usage`] for a role where the database is not PostgreSQL.
    pub fn statements(&self, role: Option<&str>) -> CommandResult<String> {
        let url = self.server(role)?;
        Ok(match role {
            Some(role) => postgres::grants(role),
            None if url.is_some() => postgres::statements(),
            None => sqlite::statements(),
        })
    }

    /// Creates or upgrades the tables, and lets `role` keep its own résumé in them. Returns whether they are new.
    ///
    /// # Errors
    /// As [`Library::statements`]; [`super::ErrorKind::Database`] where the database refuses.
    pub fn initialise(&self, role: Option<&str>) -> CommandResult<bool> {
        let url = self.server(role)?;
        self.needs_database()?;
        // What is not there yet cannot be adopted.
        self.refuse_stranger(self.policy(Policy::default())).map_err(|error| match error {
            SyncError::Untrusted => CommandError::from(error).hint(
                "if you trust that file, `resume --env-file .env db init` creates the tables; `resume status` shows its path",
            ),
            error => error.into(),
        })?;
        let created = self.create()?;
        if let (Some(role), Some(url)) = (role, url) {
            postgres::grant(url, role, self.limits())?;
        }
        self.forgive()?;
        Ok(created)
    }

    /// Spreads the tables over the nodes of a Citus cluster.
    ///
    /// # Errors
    /// [`super::ErrorKind::Usage`] where the database is not PostgreSQL; [`super::ErrorKind::Database`] where it is no cluster.
    pub fn distribute(&self) -> CommandResult {
        let url = self.cluster()?;
        Ok(postgres::distribute(url, self.limits())?)
    }

    /// The SQL that does so.
    ///
    /// # Errors
    /// [`super::ErrorKind::Usage`] where the database is not PostgreSQL.
    pub fn distribution(&self) -> CommandResult<&'static str> {
        self.cluster().map(|_| postgres::distribution())
    }

    fn cluster(&self) -> CommandResult<&PostgresUrl> {
        let other =
            "`--distributed` needs PostgreSQL with Citus, and the configured database is of another kind";
        self.server(None)?
            .ok_or_else(|| CommandError::usage(other).hint("`resume db use postgres://…` chooses one"))
    }

    /// The server, if the database is on one. A role can be let in on a server only.
    fn server(&self, role: Option<&str>) -> CommandResult<Option<&PostgresUrl>> {
        let url = match &self.settings.database.url {
            DatabaseUrl::Postgres(url) => Some(&**url),
            DatabaseUrl::Sqlite(_) | DatabaseUrl::None => None,
        };
        match role {
            Some("") => Err(CommandError::usage("the name of the role is empty")),
            Some(_) if url.is_none() => Err(CommandError::usage(
                "`--role` needs PostgreSQL, and the configured database is of another kind",
            )
            .hint("`resume db use postgres://…` chooses one")),
            _ => Ok(url),
        }
    }
}
