//! Transactions and their answers: short, bounded in time and in memory.
//!
//! Every statement is unnamed, and nothing outlives its transaction, so that a pooler may give each
//! transaction another connection. Names are looked up in `pg_catalog` only, whatever the role's
//! `search_path` is: an operator that another role made would be called with the caller's rights. What
//! is asked outside a transaction uses no operator, and functions by their full name.

use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::explain::Failure;
use crate::database::{DatabaseError, Reason};

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
pub(super) async fn transaction<R>(
    client: &Client,
    mode: Mode,
    limit: Duration,
    work: impl Future<Output = Result<R, Failure>>,
) -> Result<R, Failure> {
    let result = match begin(client, mode, limit).await {
        Ok(()) => work.await,
        Err(failure) => Err(failure),
    };
    match result {
        Ok(result) => {
            client.batch_execute("COMMIT").await?;
            Ok(result)
        }
        Err(failure) => {
            // Where this fails too, the connection is lost, and the transaction with it.
            let _ = client.batch_execute("ROLLBACK").await;
            Err(failure)
        }
    }
}

/// Carries out `work` in such a transaction, and undoes what it did.
pub(super) async fn rehearsal<R>(
    client: &Client,
    limit: Duration,
    work: impl Future<Output = Result<R, Failure>>,
) -> Result<R, Failure> {
    let result = match begin(client, Mode::Write, limit).await {
        Ok(()) => work.await,
        Err(failure) => Err(failure),
    };
    let undone = client.batch_execute("ROLLBACK").await;
    let result = result?;
    undone?;
    Ok(result)
}

/// What is to be stored is told to have taken too long by the server, before the caller gives the connection
/// up: so less of it can be tried at once. A lock that is not had is told before that: less would not help
/// there.
async fn begin(client: &Client, mode: Mode, limit: Duration) -> Result<(), Failure> {
    let millis = |limit: Duration| limit.as_millis().clamp(1, i32::MAX as u128);
    let (mode, statement, lock) = match mode {
        Mode::Read => ("REPEATABLE READ READ ONLY", limit, None),
        Mode::Write => ("READ COMMITTED READ WRITE", limit * 4 / 5, Some(limit * 3 / 5)),
    };
    let lock = lock.map(|lock| format!(", ('lock_timeout', {})", millis(lock)));
    // PGlite is of no use any more once such a limit has ended something there.
    let begin = format!(
        "BEGIN ISOLATION LEVEL {mode}; SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL row_security = on; \
         SELECT set_config(name, milliseconds::text, true) FROM (VALUES ('statement_timeout', {}), \
         ('idle_in_transaction_session_timeout', {}){}) AS t (name, milliseconds) WHERE version() NOT LIKE '%PGlite%'",
        millis(statement),
        millis(limit),
        lock.unwrap_or_default()
    );
    Ok(client.batch_execute(&begin).await?)
}

/// Every row of an answer, validated as it comes; there may be no more than `most`.
pub(super) async fn all<T>(
    client: &Client,
    select: &str,
    params: &[Param<'_>],
    most: usize,
    mut read: impl FnMut(&Row) -> Result<T, DatabaseError>,
) -> Result<Vec<T>, Failure> {
    let mut values = Vec::new();
    let take = &mut |row: Row| {
        if values.len() == most {
            let message =
                format!("the database answered with more than {most} rows where there can be no more");
            return Err(DatabaseError::new(Reason::Corrupt, message));
        }
        values.push(read(&row)?);
        Ok(())
    };
    each(client, select, params, take).await?;
    Ok(values)
}

/// A query that a pooler leaves to the primary server.
pub(super) fn on_primary(select: &str) -> String {
    format!("{ON_PRIMARY}{}", select.trim_start())
}

/// Does something with every row of an answer, as it comes.
pub(super) async fn each(
    client: &Client,
    select: &str,
    params: &[Param<'_>],
    take: &mut dyn FnMut(Row) -> Result<(), DatabaseError>,
) -> Result<(), Failure> {
    let select = on_primary(select);
    let mut rows = pin!(client.query_typed_raw(&select, params.iter().cloned()).await?);
    while let Some(row) = rows.try_next().await? {
        take(row)?;
    }
    Ok(())
}

/// The only row of an answer.
pub(super) async fn one<T>(
    client: &Client,
    select: &str,
    params: &[Param<'_>],
    read: impl FnMut(&Row) -> Result<T, DatabaseError>,
) -> Result<T, Failure> {
    let values = all(client, select, params, 2, read).await?;
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

/// Whether the server lives, and answered something else than what was asked for.
pub(super) fn is_answer(failure: &Failure) -> bool {
    // Syntax errors and missing things and privileges, all of which leave the connection as it is.
    let answer = |cause: &tokio_postgres::Error| {
        cause.code().is_some_and(|code| ["42", "3F", "0A"].iter().any(|class| code.code().starts_with(class)))
    };
    match failure {
        Failure::Explained(_) => true,
        Failure::Driver(cause) => answer(cause),
        Failure::Silent(_) | Failure::Lost => false,
    }
}

/// Whether a privilege is missing.
pub(super) fn is_forbidden(failure: &Failure) -> bool {
    let forbidden = |cause: &tokio_postgres::Error| cause.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE);
    matches!(failure, Failure::Driver(cause) if forbidden(cause))
}

/// Whether others were in the way and need not be the next time.
pub(super) fn is_passing(failure: &Failure) -> bool {
    matches!(failure, Failure::Driver(cause) if cause.code().is_some_and(is_crossed))
}
