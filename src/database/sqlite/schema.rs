//! The tables: making them, upgrading them, and refusing those that are not ours to touch.
//!
//! The header of the file says whose it is (`application_id`) and which version (`user_version`).
//! Both are written in the transaction that makes or upgrades the tables, so that a process killed
//! at any point leaves either the tables whole or none: an empty file, which the next one fills.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::Creation;
use super::failure::{self, Failure};

/// "RESU", the `application_id` that the first version writes.
const APPLICATION: i64 = 0x5245_5355;

/// The statements that lead from each version to the next; the first starts from nothing.
pub(super) const UPGRADES: [&str; 2] =
    [include_str!("../../../schema/sqlite/0001.sql"), include_str!("../../../schema/sqlite/0002.sql")];

/// The version that the last of [`UPGRADES`] leads to.
pub(super) const LATEST: i64 = UPGRADES.len() as i64;

/// What the header says of a file.
enum Found {
    Empty,
    Ours { version: i64 },
    Foreign,
    NoDatabase,
}

/// Makes sure that the tables are there and of the version that this program knows. Costs two
/// reads of the header where they are. Returns whether they were made just now.
pub(super) fn ensure(connection: &mut Connection, path: &Path, creation: Creation) -> Result<bool, Failure> {
    if version(connection, path, creation)? == LATEST {
        return Ok(false);
    }
    // Looked at again under the lock: another process may be doing the same.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before = version(&transaction, path, creation)?;
    for statements in UPGRADES.iter().skip(usize::try_from(before).unwrap_or(0)) {
        transaction.execute_batch(statements)?;
    }
    transaction.commit()?;
    Ok(before == 0)
}

/// Whether the tables are ours and older than this program knows them.
pub(super) fn is_older(connection: &Connection, path: &Path) -> Result<bool, Failure> {
    Ok(version(connection, path, Creation::LookOnly)? < LATEST)
}

/// The version of the tables; 0: the file is empty and may be filled.
fn version(connection: &Connection, path: &Path, creation: Creation) -> Result<i64, Failure> {
    match look(connection, path)? {
        Found::Empty if creation != Creation::CreateIfMissing => Err(failure::uninitialised(path).into()),
        Found::Empty => Ok(0),
        Found::Ours { version } if version > LATEST => Err(failure::newer(path, version, LATEST).into()),
        Found::Ours { version } if version < 1 => {
            Err(failure::damaged(path, &format_args!("its schema version is {version}")).into())
        }
        Found::Ours { version } => Ok(version),
        Found::Foreign => Err(failure::foreign(path).into()),
        Found::NoDatabase => Err(failure::not_a_database(path).into()),
    }
}

fn look(connection: &Connection, path: &Path) -> Result<Found, Failure> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    // What is read must be of one time.
    let _transaction = connection.is_autocommit().then(|| connection.unchecked_transaction()).transpose()?;
    let (application, version) = (number("application_id")?, number("user_version")?);
    if application == APPLICATION {
        return Ok(Found::Ours { version });
    }
    // SQLite takes a file for an empty database if certain bytes of it are zero, as in any file of
    // a few bytes. One that has content but no page is no database, and not ours to fill.
    let content = number("page_count")? == 0 && fs::metadata(path).map_or(0, |file| file.len()) > 0;
    let objects: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let empty = application == 0 && version == 0 && objects == 0;
    Ok(match (content, empty) {
        (true, _) => Found::NoDatabase,
        (false, true) => Found::Empty,
        (false, false) => Found::Foreign,
    })
}

/// A table, index, view or trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) kind: String,
    pub(super) name: String,
    sql: String,
}

/// What is missing from the schema, or differs from what this version makes.
pub(super) fn differences(connection: &Connection) -> Result<Vec<Object>, Failure> {
    let model = Connection::open_in_memory()?;
    for statements in UPGRADES {
        model.execute_batch(statements)?;
    }
    let found = objects(connection)?;
    Ok(objects(&model)?.into_iter().filter(|object| !found.contains(object)).collect())
}

fn objects(connection: &Connection) -> Result<Vec<Object>, Failure> {
    let mut statement = connection
        .prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")?;
    let objects = statement.query_map([], |row| {
        Ok(Object { kind: row.get("type")?, name: row.get("name")?, sql: row.get("sql")? })
    })?;
    Ok(objects.collect::<Result<_, _>>()?)
}
