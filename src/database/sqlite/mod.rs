//! SQLite: the embedded database, and any file that is named instead.
//!
//! Revisions, history and tombstones are kept by triggers in the file itself, so that a row edited
//! by hand behaves like any other. What was acknowledged survives a power cut (rollback journal,
//! `synchronous=FULL`). A file that is not ours, not whole or too new is never written to.

mod calls;
mod check;
mod failure;
mod past;
mod push;
mod rows;
mod schema;
mod snapshot;

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use self::failure::Failure;
use self::push::Trouble;
use self::rows::Table;
use super::{
    Batch, Check, Database, DatabaseError, DatabaseName, Lost, Origins, Outcomes, Page, Past, Reason,
    Revision, Snapshot,
};
use crate::domain::{
    AiCall, AiGrouping, AiPlace, AiQuery, AiTallies, Change, Document, DocumentKey, Experience, Horizon, Row,
    StartedAt,
};

/// What to do where there is no database yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Creation {
    /// Make the file, for its owner only, and the tables.
    CreateIfMissing,
    /// Fail with [`Reason::Uninitialised`].
    MustExist,
    /// Fail too, and leave the file as it is: of one with older tables a copy is read, in memory, in which they
    /// are upgraded. What is written may be lost.
    LookOnly,
}

/// One user's view of a SQLite file.
#[derive(Debug)]
pub struct SqliteDatabase {
    connection: Connection,
    path: PathBuf,
    name: DatabaseName,
    user: String,
    created: bool,
}

impl SqliteDatabase {
    /// Opens the file; its directory must exist. An older schema is upgraded, a newer one refused.
    /// `busy` is how long one statement may wait for other processes.
    pub fn open(
        path: &Path,
        user_id: &str,
        creation: Creation,
        busy: Duration,
    ) -> Result<Self, DatabaseError> {
        if user_id.is_empty() {
            return Err(DatabaseError::new(Reason::Failed, "the user id is empty")
                .hint("set `RESUME_USER` to the name that your rows are kept under"));
        }
        // An absolute path means nothing else to SQLite, as `:memory:` and `file:` do.
        let path = std::path::absolute(path).map_err(|cause| failure::not_created(path, cause))?;
        if creation == Creation::CreateIfMissing {
            create_private(&path)?;
        }
        let (connection, created) =
            connect(&path, creation, busy).map_err(|failure| failure.explain(&path))?;
        Ok(Self::of(connection, path, user_id, created))
    }

    /// An empty one that is gone when it is dropped: it stands for a file that is not there yet.
    pub fn in_memory(user_id: &str) -> Result<Self, DatabaseError> {
        let path = PathBuf::from(":memory:");
        let (connection, created) = connect(&path, Creation::CreateIfMissing, Duration::ZERO)
            .map_err(|failure| failure.explain(&path))?;
        Ok(Self::of(connection, path, user_id, created))
    }

    fn of(connection: Connection, path: PathBuf, user_id: &str, created: bool) -> Self {
        let name = DatabaseName { kind: "sqlite".to_owned(), name: path.display().to_string() };
        Self { connection, path, name, user: user_id.to_owned(), created }
    }

    /// Whether opening it made the tables.
    pub fn created(&self) -> bool {
        self.created
    }

    /// Lets `read` see one state of the database.
    fn read<R>(
        &mut self,
        read: impl FnOnce(&Transaction<'_>, &str) -> Result<R, Failure>,
    ) -> Result<R, DatabaseError> {
        let transaction = self.connection.transaction().map_err(Failure::from);
        transaction
            .and_then(|transaction| read(&transaction, &self.user))
            .map_err(|failure| failure.explain(&self.path))
    }

    /// Lets `write` change the database in one transaction.
    fn write<R>(
        &mut self,
        write: impl FnOnce(&Transaction<'_>, &str) -> Result<R, Failure>,
    ) -> Result<R, DatabaseError> {
        let done = || -> Result<R, Failure> {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = write(&transaction, &self.user)?;
            transaction.commit()?;
            Ok(result)
        };
        done().map_err(|failure| failure.explain(&self.path))
    }

    fn store(&mut self, batch: &Batch, device: &str) -> Result<Outcomes, Failure> {
        let mut refused = HashMap::new();
        // Ends, because each round that is rolled back leaves one record less to store.
        loop {
            let mut transaction =
                self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            match push::batch(&mut transaction, (&self.user, device), batch, &refused) {
                Ok(outcomes) => {
                    transaction.commit()?;
                    return Ok(outcomes);
                }
                Err(Trouble::RolledBack(place, reason)) => refused.insert(place, reason),
                Err(Trouble::Failed(failure)) => return Err(failure),
            };
        }
    }
}

impl Database for SqliteDatabase {
    fn name(&self) -> &DatabaseName {
        &self.name
    }

    fn user(&self) -> &str {
        &self.user
    }

    fn latest_user(&mut self) -> Result<Option<String>, DatabaseError> {
        self.read(|transaction, user| snapshot::latest_user(transaction, user))
    }

    fn snapshot(&mut self, at: i64) -> Result<Snapshot, DatabaseError> {
        self.read(|transaction, user| snapshot::read(transaction, user, at))
    }

    fn pull(&mut self, after: i64, limit: usize) -> Result<Page, DatabaseError> {
        // A page of nothing would be followed by itself for ever.
        let limit = limit.max(1);
        self.read(|transaction, user| {
            let experiences = after_revision(transaction, user, after, limit)?;
            let documents = after_revision(transaction, user, after, limit)?;
            let total = count::<Experience>(transaction, user)? + count::<Document>(transaction, user)?;
            let mut page = Page::of_found(experiences, documents, limit, total);
            if let Some(last) = page.last_revision() {
                page.recorded_at = snapshot::recorded_at(transaction, user, last)?;
            }
            Ok(page)
        })
    }

    fn push(&mut self, batch: &Batch, device: &str) -> Result<Outcomes, DatabaseError> {
        if batch.is_empty() {
            return Ok(Outcomes::default());
        }
        self.store(batch, device).map_err(|failure| failure.explain(&self.path))
    }

    fn begin_epoch(&mut self, epoch: Uuid, lost: &Lost) -> Result<bool, DatabaseError> {
        self.write(|transaction, user| {
            if !snapshot::is_lost(transaction, user, lost)? {
                return Ok(false);
            }
            let epoch = epoch.to_string();
            let update = "UPDATE accounts SET epoch = ?2 WHERE user_id = ?1";
            if transaction.execute(update, params![user, epoch])? == 0 {
                let insert = "INSERT INTO accounts (user_id, revision, epoch) VALUES (?1, 0, ?2)";
                transaction.execute(insert, params![user, epoch])?;
            }
            Ok(true)
        })
    }

    fn applied(&mut self, changes: &[Change]) -> Result<Vec<(Change, i64)>, DatabaseError> {
        self.read(|transaction, user| snapshot::applied(transaction, user, changes))
    }

    fn history(&mut self, id: Uuid) -> Result<Vec<Revision<Experience>>, DatabaseError> {
        self.read(|transaction, user| past::revisions(transaction, user, &id))
    }

    fn document_history(&mut self, key: &DocumentKey) -> Result<Vec<Revision<Document>>, DatabaseError> {
        self.read(|transaction, user| past::revisions(transaction, user, key))
    }

    fn past(&mut self, changes: &[Change]) -> Result<Past, DatabaseError> {
        self.read(|transaction, user| {
            Ok(Past {
                experiences: past::of(transaction, user, changes)?,
                documents: past::of(transaction, user, changes)?,
            })
        })
    }

    fn passed(&mut self, after: i64, last: i64) -> Result<Past, DatabaseError> {
        self.read(|transaction, user| {
            Ok(Past {
                experiences: past::passed(transaction, user, after, last)?,
                documents: past::passed(transaction, user, after, last)?,
            })
        })
    }

    fn origins(
        &mut self,
        horizon: Horizon,
        experiences: &[Uuid],
        documents: &[DocumentKey],
    ) -> Result<Origins, DatabaseError> {
        self.read(|transaction, user| {
            Ok(Origins {
                experiences: past::origins(transaction, user, horizon, experiences)?,
                documents: past::origins(transaction, user, horizon, documents)?,
            })
        })
    }

    fn ai_calls(&mut self, after: &str, limit: usize) -> Result<Vec<AiCall>, DatabaseError> {
        self.read(|transaction, user| calls::page(transaction, user, after, limit))
    }

    fn log_ai_calls(&mut self, calls: &[AiCall]) -> Result<(), DatabaseError> {
        self.write(|transaction, user| calls::store(transaction, user, calls))
    }

    fn newest_ai_calls(
        &mut self,
        query: &AiQuery,
        before: Option<&AiPlace>,
        limit: usize,
        content: bool,
    ) -> Result<Vec<AiCall>, DatabaseError> {
        self.read(|transaction, user| calls::newest(transaction, user, query, before, (limit, content)))
    }

    fn known_ai_calls(&mut self, ids: &[String]) -> Result<Vec<String>, DatabaseError> {
        self.read(|transaction, user| calls::known(transaction, user, ids))
    }

    fn ai_call_ids(&mut self, prefix: &str, limit: usize) -> Result<Vec<String>, DatabaseError> {
        self.read(|transaction, user| calls::ids(transaction, user, prefix, limit))
    }

    fn ai_call(&mut self, request_id: &str) -> Result<Option<AiCall>, DatabaseError> {
        self.read(|transaction, user| calls::one(transaction, user, request_id))
    }

    fn tally_ai_calls(
        &mut self,
        query: &AiQuery,
        by: AiGrouping,
        besides: &[String],
    ) -> Result<AiTallies, DatabaseError> {
        self.read(|transaction, user| calls::tally(transaction, user, query, by, besides))
    }

    fn count_ai_calls(&mut self, before: StartedAt, besides: &[String]) -> Result<u64, DatabaseError> {
        self.read(|transaction, user| calls::count(transaction, user, before, besides))
    }

    fn prune_ai_calls(&mut self, before: StartedAt) -> Result<u64, DatabaseError> {
        self.write(|transaction, user| calls::prune(transaction, user, before))
    }

    fn check(&mut self) -> Vec<Check> {
        check::run(&mut self.connection, &self.path, &self.user)
    }
}

/// The statements that make the tables in an empty database.
pub fn statements() -> String {
    schema::UPGRADES.concat()
}

/// Creates the file for its owner only, unless something stands there. It is empty: SQLite fills
/// it, and gives its journal the same mode.
fn create_private(path: &Path) -> Result<(), DatabaseError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        // Left open, because closing any descriptor of a file drops all locks that this process
        // holds on it, those of another connection included (fcntl(2), "Record locks").
        Ok(file) => std::mem::forget(file),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
        Err(cause) => return Err(failure::not_created(path, cause)),
    }
    Ok(())
}

/// What is left of the journal of a large transaction, in bytes.
const JOURNAL_LIMIT: i64 = 1 << 20;

fn connect(path: &Path, creation: Creation, busy: Duration) -> Result<(Connection, bool), Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(busy)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Until the file is known to be ours, closing it must not tidy up its log either.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    if creation == Creation::LookOnly && schema::is_older(&connection, path)? {
        let mut copy = Connection::open_in_memory()?;
        Backup::new(&connection, &mut copy)?.run_to_completion(i32::MAX, Duration::ZERO, None)?;
        schema::ensure(&mut copy, path, creation)?;
        return Ok((copy, false));
    }
    let created = schema::ensure(&mut connection, path, creation)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Every command opens the file for one short transaction. A write-ahead log would be made and
    // taken down each time; a journal that stays, with the blocks it has, costs the fewest
    // synchronous writes.
    connection.pragma_update(None, "journal_mode", "PERSIST")?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_LIMIT)?;
    Ok((connection, created))
}

/// The first column of the first row.
fn query<T: rusqlite::types::FromSql>(
    connection: &Connection,
    select: &str,
    params: impl rusqlite::Params,
) -> Result<Option<T>, Failure> {
    Ok(connection.prepare_cached(select)?.query_row(params, |row| row.get(0)).optional()?)
}

/// Every row of a query, validated.
fn all<T>(
    connection: &Connection,
    select: &str,
    params: impl rusqlite::Params,
    read: impl Fn(&rusqlite::Row<'_>) -> Result<T, DatabaseError>,
) -> Result<Vec<T>, Failure> {
    let mut statement = connection.prepare_cached(select)?;
    let mut found = statement.query(params)?;
    let mut values = Vec::new();
    while let Some(row) = found.next()? {
        values.push(read(row)?);
    }
    Ok(values)
}

/// The rows of a table that come after a revision, and one more than the limit where there are as many.
fn after_revision<T: Table>(
    connection: &Connection,
    user: &str,
    after: i64,
    limit: usize,
) -> Result<Vec<Row<T>>, Failure> {
    let fetched = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
    let (columns, table) = (rows::selection::<T>(), T::NAME);
    let select = format!(
        "SELECT {columns} FROM {table} WHERE user_id = ?1 AND revision > ?2 ORDER BY revision LIMIT ?3"
    );
    all(connection, &select, params![user, after, fetched], |row| rows::read(row, T::NAME))
}

/// How many rows of a table the user has.
fn count<T: Table>(connection: &Connection, user: &str) -> Result<u64, Failure> {
    let select = format!("SELECT count(*) FROM {} WHERE user_id = ?1 AND revision > 0", T::NAME);
    let count: Option<i64> = query(connection, &select, [user])?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}

fn unreadable(column: &str, cause: impl std::fmt::Display) -> Failure {
    DatabaseError::new(Reason::Corrupt, format!("`{column}` of the database is not valid: {cause}")).into()
}
