//! Opening a file ahead of time, on another thread, while its user has something else to wait for.

use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::{Creation, SqliteDatabase};
use crate::database::DatabaseError;

/// A file that is being opened, or is open.
#[derive(Debug)]
pub struct Ahead {
    path: PathBuf,
    user: String,
    opening: JoinHandle<Option<SqliteDatabase>>,
}

impl Ahead {
    /// Begins to open a file that is there. Nothing is made, and no lock is taken that lasts.
    pub fn open(path: &Path, user: &str) -> Option<Self> {
        let (path, user) = (path.to_owned(), user.to_owned());
        let (to_open, opens_it) = (path.clone(), user.clone());
        let opening = thread::Builder::new().spawn(move || {
            // What is wrong is told to whoever needs it, and opens it anew.
            let database = SqliteDatabase::open(&to_open, &opens_it, Creation::MustExist, Duration::ZERO);
            database.inspect(SqliteDatabase::warm_up).ok()
        });
        Some(Self { path, user, opening: opening.ok()? })
    }

    /// The database, if this is the file and the user that are wanted, and the file is still there.
    pub fn take(
        self,
        path: &Path,
        user: &str,
        busy: Duration,
    ) -> Result<Option<SqliteDatabase>, DatabaseError> {
        let wanted = self.path == path && self.user == user && path.exists();
        let Some(database) = self.opening.join().ok().flatten().filter(|_| wanted) else { return Ok(None) };
        database.set_busy(busy)?;
        Ok(Some(database))
    }
}
