//! SQLite's errors, told by cause.

use std::fs;
use std::io;
use std::path::Path;

use rusqlite::ErrorCode;

use crate::database::{DatabaseError, Reason};

/// What can go wrong below [`super::SqliteDatabase`], before the path is known.
#[derive(Debug)]
pub(super) enum Failure {
    Sqlite(rusqlite::Error),
    /// Already told in full.
    Told(DatabaseError),
}

impl From<rusqlite::Error> for Failure {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Sqlite(cause)
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        Self::Told(error)
    }
}

impl Failure {
    /// SQLite's or the schema's own reason, where a value was refused and not the operation failed.
    pub(super) fn refusal(&self) -> Option<String> {
        let Self::Sqlite(rusqlite::Error::SqliteFailure(code, text)) = self else { return None };
        let refused =
            matches!(code.code, ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch);
        refused.then(|| text.clone().unwrap_or_else(|| code.to_string()))
    }

    /// Tells it with the file's name and what to do.
    pub(super) fn explain(self, path: &Path) -> DatabaseError {
        match self {
            Self::Told(error) => error,
            Self::Sqlite(cause) => explain(cause, path),
        }
    }
}

fn explain(cause: rusqlite::Error, path: &Path) -> DatabaseError {
    let file = path.display();
    let (reason, message, hint) = match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            Reason::Unavailable,
            format!("the database `{file}` is in use by another program"),
            "close the program that holds it; it is tried again later".to_owned(),
        ),
        Some(ErrorCode::CannotOpen) => cannot_open(path),
        Some(
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied,
        ) => (
            Reason::Unavailable,
            format!("the database `{file}` cannot be written: {cause}"),
            "check the owner and the permissions of the file and of its directory".to_owned(),
        ),
        Some(ErrorCode::DiskFull) => (
            Reason::Unavailable,
            format!("the disk that holds the database `{file}` is full"),
            "free some space; nothing was changed".to_owned(),
        ),
        Some(ErrorCode::SystemIoFailure) => (
            Reason::Unavailable,
            format!("the database `{file}` could not be read or written: {cause}"),
            "check the disk, and the limit on the size of files (`ulimit -f`); nothing was changed"
                .to_owned(),
        ),
        Some(ErrorCode::NotADatabase) => return not_a_database(path).caused_by(cause),
        Some(ErrorCode::DatabaseCorrupt) => return damaged(path, &cause).caused_by(cause),
        _ if is_missing(&cause) => return damaged(path, &cause).caused_by(cause),
        _ => (
            Reason::Failed,
            format!("the database `{file}` failed: {cause}"),
            "`resume db check` tries every step".to_owned(),
        ),
    };
    DatabaseError::new(reason, message).hint(hint).caused_by(cause)
}

/// Tells why the file could not be created.
pub(super) fn not_created(path: &Path, cause: io::Error) -> DatabaseError {
    let hint = match cause.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "create its directory, or choose another path"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space",
        _ => "check the owner and the permissions of its directory",
    };
    DatabaseError::new(
        Reason::Unavailable,
        format!("could not create the database `{}`: {cause}", path.display()),
    )
    .hint(hint)
    .caused_by(cause)
}

/// Tells that there is no database yet, where none was to be made.
pub(super) fn uninitialised(path: &Path) -> DatabaseError {
    DatabaseError::new(Reason::Uninitialised, format!("there is no database at `{}`", path.display()))
        .hint("`resume db init` makes it")
}

/// Tells that the file belongs to another program.
pub(super) fn foreign(path: &Path) -> DatabaseError {
    DatabaseError::new(Reason::Corrupt, format!("`{}` is the database of another program", path.display()))
        .hint("choose another path; the file was not touched")
}

/// Tells that the file holds something else.
pub(super) fn not_a_database(path: &Path) -> DatabaseError {
    DatabaseError::new(Reason::Corrupt, format!("`{}` is not a SQLite database", path.display()))
        .hint("choose another path, or move the file away; it was not touched")
}

/// Tells that the file is ours, but not whole.
pub(super) fn damaged(path: &Path, cause: &dyn std::fmt::Display) -> DatabaseError {
    DatabaseError::new(Reason::Corrupt, format!("the database `{}` is damaged: {cause}", path.display()))
        .hint("move the file away, so that a new one is made, and keep it: `sqlite3 FILE .recover` reads what is left")
}

/// Tells that a newer program made the tables.
pub(super) fn newer(path: &Path, found: i64, known: i64) -> DatabaseError {
    DatabaseError::new(
        Reason::Newer,
        format!("`{}` has schema {found}, and this version of `resume` knows up to {known}", path.display()),
    )
    .hint("install the newer version that upgraded it; the file was not touched")
}

fn cannot_open(path: &Path) -> (Reason, String, String) {
    let file = path.display();
    match fs::metadata(path) {
        Ok(found) if found.is_file() => (
            Reason::Unavailable,
            format!("the database `{file}` cannot be opened"),
            "check the owner and the permissions of the file and of its directory".to_owned(),
        ),
        Ok(_) => (
            Reason::Failed,
            format!("`{file}` is no file"),
            "name the file itself, or choose another path".to_owned(),
        ),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            let error = uninitialised(path);
            (error.reason, error.message, error.hint.unwrap_or_default())
        }
        Err(cause) => (
            Reason::Unavailable,
            format!("the database `{file}` cannot be opened: {cause}"),
            "check the owner and the permissions of the directories above it".to_owned(),
        ),
    }
}

/// Whether a table or column is missing, which the version in the header says is there.
fn is_missing(cause: &rusqlite::Error) -> bool {
    let text = match cause {
        rusqlite::Error::SqliteFailure(_, Some(text)) => text,
        rusqlite::Error::SqlInputError { msg, .. } => msg,
        _ => return false,
    };
    text.starts_with("no such table") || text.starts_with("no such column")
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn told(code: i32) -> DatabaseError {
        let cause = rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("because".to_owned()));
        Failure::from(cause).explain(Path::new("/r.db"))
    }

    #[test]
    fn each_cause_has_its_reason_and_a_hint() {
        for (code, reason) in [
            (ffi::SQLITE_BUSY, Reason::Unavailable),
            (ffi::SQLITE_FULL, Reason::Unavailable),
            (ffi::SQLITE_IOERR_WRITE, Reason::Unavailable),
            (ffi::SQLITE_READONLY_DIRECTORY, Reason::Unavailable),
            (ffi::SQLITE_NOTADB, Reason::Corrupt),
            (ffi::SQLITE_CORRUPT_INDEX, Reason::Corrupt),
            (ffi::SQLITE_ERROR, Reason::Failed),
        ] {
            let error = told(code);
            assert_eq!(error.reason, reason, "{error}");
            assert!(error.message.contains("`/r.db`"), "{error}");
            assert!(error.hint.is_some(), "{error}");
        }
    }

    #[test]
    fn only_a_value_can_be_refused() {
        let refusal = |code| {
            let text = Some("because".to_owned());
            Failure::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), text)).refusal()
        };
        assert_eq!(refusal(ffi::SQLITE_CONSTRAINT_TRIGGER), Some("because".to_owned()));
        assert_eq!(refusal(ffi::SQLITE_TOOBIG), Some("because".to_owned()));
        assert_eq!(refusal(ffi::SQLITE_FULL), None);
        assert_eq!(refusal(ffi::SQLITE_BUSY), None);
    }
}
