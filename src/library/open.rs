//! Opens databases: the one place that knows every kind of them.

use std::path::Path;
use std::time::Duration;

use super::Library;
use crate::database::postgres::{self, Limits, PostgresDatabase};
use crate::database::sqlite::{Creation, SqliteDatabase};
use crate::database::{Database, DatabaseError, DatabaseUrl, PostgresUrl, Reason};
use crate::files;
use crate::session::{Binding, Session, SessionStore};

impl Library {
    /// How long a database may take for an answer while a command waits; all of them together have no limit.
    pub(super) fn limits(&self) -> Limits {
        Limits { step: self.settings.timeout, until: None }
    }

    /// Opens the configured database.
    pub(super) fn connect(
        &self,
        limits: Limits,
        creation: Creation,
    ) -> Result<Box<dyn Database>, DatabaseError> {
        match &self.settings.database.url {
            DatabaseUrl::None => Err(no_database()),
            DatabaseUrl::Sqlite(path) => {
                let creation = match creation {
                    Creation::CreateIfMissing if self.must_exist() => Creation::MustExist,
                    creation => creation,
                };
                if creation == Creation::CreateIfMissing {
                    self.make_directory(path)?;
                }
                Ok(Box::new(SqliteDatabase::open(path, &self.user(), creation, limits.step)?))
            }
            DatabaseUrl::Postgres(url) => {
                open_postgres(url, self.settings.user.as_deref(), limits, &self.store)
            }
        }
    }

    /// Makes the directory of the embedded default. Another one that is mistyped, or on a disk that is not there, must
    /// not be made.
    fn make_directory(&self, file: &Path) -> Result<(), DatabaseError> {
        let Some(directory) = file.parent() else { return Ok(()) };
        if self.settings.database.is_embedded() {
            return make_directory(directory);
        }
        if directory.as_os_str().is_empty() || directory.is_dir() {
            return Ok(());
        }
        let message = format!("there is no directory `{}`", directory.display());
        Err(DatabaseError::new(Reason::Failed, message)
            .hint("correct the path of the database, or make the directory first"))
    }

    /// Makes the database, or makes it up to date, because the user said so.
    pub(super) fn create(&self) -> Result<bool, DatabaseError> {
        match &self.settings.database.url {
            DatabaseUrl::None => Err(no_database()),
            DatabaseUrl::Sqlite(path) => {
                self.make_directory(path)?;
                SqliteDatabase::open(path, &self.user(), Creation::CreateIfMissing, self.settings.timeout)
                    .map(|database| database.created())
            }
            DatabaseUrl::Postgres(url) => postgres::initialise(url, self.limits()),
        }
    }

    /// The `user_id` of the rows in a file: what is configured, else whose the session is where it belongs to a
    /// file, else the login name. On a server it is the role that the server knows.
    pub(super) fn user(&self) -> String {
        let bound = || self.store.read_pending(|session| user_of_files(session.database.as_ref()));
        let known = self.settings.user.clone().or_else(|| bound().ok().flatten());
        known.unwrap_or_else(|| self.owner.clone())
    }

    /// A file that the session has been synchronised with and that is gone is not created again: it
    /// may be on a disk that is not there at the moment. The embedded default is.
    ///
    /// Nor is one that only a stranger's `.env` may have named.
    fn must_exist(&self) -> bool {
        if self.settings.database.is_untrusted() {
            return true;
        }
        let embedded = self.settings.database.is_embedded();
        let bound = |session: &Session| session.database.as_ref().is_some_and(|binding| !binding.embedded);
        !embedded && self.store.read_pending(bound).unwrap_or(true)
    }

    /// Whether a synchronisation makes the configured database where it is missing.
    pub(super) fn may_create(&self) -> bool {
        matches!(self.settings.database.url, DatabaseUrl::Sqlite(_)) && !self.must_exist()
    }

    /// Opens the embedded default, to carry over what it holds.
    pub(super) fn open_embedded(
        &self,
        user: Option<&str>,
        creation: Creation,
        limits: Limits,
    ) -> Result<Option<Box<dyn Database>>, DatabaseError> {
        let user = user.map_or_else(|| self.user(), str::to_owned);
        open_left(&self.settings.paths.database, &user, creation, limits.step)
    }
}

/// Whose rows a session has in files. A role of a server is no name that another device would look for in a file:
/// without a session, the rows could not be found again.
pub(super) fn user_of_files(binding: Option<&Binding>) -> Option<String> {
    let is_of_file = |route: &String| route.starts_with("sqlite:");
    let binding = binding.filter(|bound| bound.embedded || bound.route.as_ref().is_none_or(is_of_file));
    binding.map(|binding| binding.user.clone())
}

fn make_directory(directory: &Path) -> Result<(), DatabaseError> {
    files::create_private_dir(directory).map_err(|cause| {
        DatabaseError::new(Reason::Failed, format!("could not create `{}`: {cause}", directory.display()))
            .hint("check the permissions of the directory above it")
            .caused_by(cause)
    })
}

/// Opens the embedded default for what is to be carried over from it; without one there is nothing.
pub(super) fn open_left(
    path: &Path,
    user: &str,
    creation: Creation,
    busy: Duration,
) -> Result<Option<Box<dyn Database>>, DatabaseError> {
    if !path.exists() {
        return Ok(None);
    }
    match SqliteDatabase::open(path, user, creation, busy) {
        Ok(database) => Ok(Some(Box::new(database))),
        Err(error) if error.reason == Reason::Uninitialised => Ok(None),
        Err(error) => {
            Err(error.hint("nothing moves without it; rename the file to leave its history behind"))
        }
    }
}

/// Opens a database on a server, with the question that a synchronisation begins with. Without a user its role is
/// the user.
pub(super) fn open_postgres(
    url: &PostgresUrl,
    user: Option<&str>,
    limits: Limits,
    store: &SessionStore,
) -> Result<Box<dyn Database>, DatabaseError> {
    // If the session cannot be read, the next step that needs it reports the error.
    let known = store.read_pending(|session| {
        let bound = session.database.as_ref().map(|binding| binding.user.clone());
        (session.cursor.map_or(0, |cursor| cursor.revision), bound)
    });
    let (at, bound) = known.unwrap_or_default();
    let likely = user.or(bound.as_deref()).or(url.user());
    Ok(Box::new(PostgresDatabase::meet(url, user, limits, (likely, at))?))
}

fn no_database() -> DatabaseError {
    DatabaseError::new(Reason::Failed, "no database is configured").hint("`resume db use URL` configures one")
}
