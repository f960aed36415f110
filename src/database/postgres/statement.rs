//! Transactions and their answers: short, bounded in time and in memory.
//!
//! Every statement is unnamed, and nothing outlives its transaction, so that a pooler may give each
//! transaction another connection. Names are looked up in `pg_catalog` only, whatever the role's
//! `search_path` is: an operator that somebody else made would be called with the caller's rights. What
//! is asked outside a transaction uses no operator, and functions by their full name.

use std::time::Duration;

use postgres::error::SqlState;
use postgres::types::{ToSql, Type};
use postgres::{Client, Row};

use super::failure::Failure;
use crate::database::{DatabaseError, Reason};

/// The most that one answer may hold, in bytes. A page is far smaller; a history may grow to it.
const MAX_ANSWER: usize = 256 * 1024 * 1024;

/// How many bytes of rows are handed out at once, unless a single one has more.
const PART: usize = 64 * 1024;

/// Has a pooler that spreads reads over several servers keep a statement on the one that is written to, where
/// the transaction is. pgpool-II does so for any comment in front, and for this one whatever its settings are.
const ON_PRIMARY: &str = "/*NO LOAD BALANCE*/ ";

pub(super) type Param<'a> = (&'a (dyn ToSql + Sync), Type);

/// What a transaction is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mode {
    /// Every statement of it sees the same state.
    Read,
    /// Each statement sees what was committed before it: what it waited for, too.
    Write,
}

/// Carries out `work` in a transaction whose statements, and the pauses between them, are no longer
/// than `limit`. It is rolled back where `work` fails.
pub(super) fn transaction<R>(
    client: &mut Client,
    mode: Mode,
    limit: Duration,
    work: impl FnOnce(&mut Client) -> Result<R, Failure>,
) -> Result<R, Failure> {
    match begin(client, mode, limit).and_then(|()| work(client)) {
        Ok(result) => {
            client.batch_execute("COMMIT")?;
            Ok(result)
        }
        Err(failure) => {
            // Where this fails too, the connection is lost, and the transaction with it.
            let _ = client.batch_execute("ROLLBACK");
            Err(failure)
        }
    }
}

/// Carries out `work` in such a transaction, and undoes what it did.
pub(super) fn rehearsal<R>(
    client: &mut Client,
    limit: Duration,
    work: impl FnOnce(&mut Client) -> Result<R, Failure>,
) -> Result<R, Failure> {
    let result = begin(client, Mode::Write, limit).and_then(|()| work(client));
    let undone = client.batch_execute("ROLLBACK");
    let result = result?;
    undone?;
    Ok(result)
}

/// What is to be stored is told to have taken too long by the server, before who asked for it gives the
/// connection up: so less of it can be tried at once. A lock that is not had is told before that: less would
/// not help there.
fn begin(client: &mut Client, mode: Mode, limit: Duration) -> Result<(), Failure> {
    let millis = |limit: Duration| limit.as_millis().clamp(1, i32::MAX as u128);
    let (mode, statement, lock) = match mode {
        Mode::Read => ("REPEATABLE READ READ ONLY", limit, None),
        Mode::Write => ("READ COMMITTED READ WRITE", limit * 4 / 5, Some(limit * 3 / 5)),
    };
    let lock = lock.map(|lock| format!("; SET LOCAL lock_timeout = {}", millis(lock)));
    let begin = format!(
        "BEGIN ISOLATION LEVEL {mode}; SET LOCAL search_path = pg_catalog, pg_temp; \
         SET LOCAL statement_timeout = {}; SET LOCAL idle_in_transaction_session_timeout = {}{}",
        millis(statement),
        millis(limit),
        lock.unwrap_or_default()
    );
    Ok(client.batch_execute(&begin)?)
}

/// Every row of an answer, validated as it comes; there may be no more than `most`.
pub(super) fn all<T>(
    client: &mut Client,
    select: &str,
    params: &[Param<'_>],
    most: usize,
    mut read: impl FnMut(&Row) -> Result<T, DatabaseError>,
) -> Result<Vec<T>, Failure> {
    let mut values = Vec::new();
    each(client, select, params, &mut |row| {
        if values.len() == most {
            let message =
                format!("the database answered with more than {most} rows where there can be no more");
            return Err(DatabaseError::new(Reason::Corrupt, message).into());
        }
        values.push(read(&row)?);
        Ok(())
    })?;
    Ok(values)
}

/// Hands out every row of an answer as it comes, some at a time, to be validated by who takes them.
pub(super) fn hand_out(
    client: &mut Client,
    select: &str,
    params: &[Param<'_>],
    mut hand: impl FnMut(Vec<Row>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut part, mut bytes) = (Vec::new(), 0);
    let done = each(client, select, params, &mut |row| {
        bytes += row.raw_size_bytes();
        part.push(row);
        if bytes < PART {
            return Ok(());
        }
        bytes = 0;
        hand(std::mem::take(&mut part))
    });
    // What is wrong with a row comes before what went wrong after it.
    hand(part).and(done)
}

/// Does something with every row of an answer.
fn each(
    client: &mut Client,
    select: &str,
    params: &[Param<'_>],
    with: &mut dyn FnMut(Row) -> Result<(), Failure>,
) -> Result<(), Failure> {
    use postgres::fallible_iterator::FallibleIterator;

    let select = format!("{ON_PRIMARY}{}", select.trim_start());
    let mut found = client.query_typed_raw(&select, params.iter().cloned())?;
    let mut bytes = 0_usize;
    while let Some(row) = found.next()? {
        bytes = bytes.saturating_add(row.raw_size_bytes());
        if bytes > MAX_ANSWER {
            let message = format!("the database's answer is larger than {} MiB", MAX_ANSWER >> 20);
            return Err(DatabaseError::new(Reason::Corrupt, message).into());
        }
        with(row)?;
    }
    Ok(())
}

/// The only row of an answer.
pub(super) fn one<T>(
    client: &mut Client,
    select: &str,
    params: &[Param<'_>],
    read: impl FnMut(&Row) -> Result<T, DatabaseError>,
) -> Result<T, Failure> {
    let values = all(client, select, params, 2, read)?;
    let [value] = <[T; 1]>::try_from(values).map_err(|values| {
        let message = format!("the database answered with {} rows where one was asked for", values.len());
        DatabaseError::new(Reason::Corrupt, message)
    })?;
    Ok(value)
}

/// Whether the same transaction may succeed when it is tried again.
fn is_crossed(code: &SqlState) -> bool {
    *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED
}

/// Whether others were in the way and need not be the next time.
pub(super) fn is_passing(failure: &Failure) -> bool {
    matches!(failure, Failure::Driver(cause) if cause.code().is_some_and(is_crossed))
}
