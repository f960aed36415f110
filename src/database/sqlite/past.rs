//! States of the past.

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::all;
use super::failure::Failure;
use super::rows::{self, Table};
use crate::database::{MOST_PASSED, PASSED_BYTES, Revision};
use crate::domain::{Change, Horizon, Row};

/// The history of one record, oldest first.
pub(super) fn revisions<T: Table>(
    connection: &Connection,
    user: &str,
    key: &T::Key,
) -> Result<Vec<Revision<T>>, Failure> {
    let (columns, table, key_is) = (rows::selection::<T>(), T::HISTORY, T::KEY);
    let select = format!("SELECT {columns}, recorded_at FROM {table} WHERE {key_is} ORDER BY revision");
    let mut params = vec![rows::text(user)];
    params.extend(T::key_columns(key));
    all(connection, &select, params_from_iter(params), rows::read_revision)
}

/// What these changes made of the records of one table.
pub(super) fn of<T: Table>(
    connection: &Connection,
    user: &str,
    changes: &[Change],
) -> Result<Vec<Row<T>>, Failure> {
    let (columns, table) = (rows::selection::<T>(), T::HISTORY);
    let select = format!(
        "SELECT {columns} FROM {table} WHERE user_id = ?1 AND change_id = ?2 ORDER BY revision DESC LIMIT 1"
    );
    let mut found = Vec::new();
    for change in changes {
        let params = params![user, change.to_string()];
        found.extend(all(connection, &select, params, |row| rows::read(row, table))?);
    }
    Ok(found)
}

/// The small states after a revision that others took the place of by another one, oldest first: the last of them.
/// One that is not valid is left out.
pub(super) fn passed<T: Table>(
    connection: &Connection,
    user: &str,
    after: i64,
    last: i64,
) -> Result<Vec<Row<T>>, Failure> {
    let (columns, table, history, is_small) = (rows::selection::<T>(), T::NAME, T::HISTORY, T::IS_SMALL);
    let select = format!(
        "SELECT {columns} FROM {history} WHERE user_id = ?1 AND revision > ?2 AND revision <= ?3 AND {is_small}
         AND revision NOT IN (SELECT revision FROM {table} WHERE user_id = ?1 AND revision > ?2)
         ORDER BY revision DESC LIMIT ?5"
    );
    let params = params![user, after, last, PASSED_BYTES, MOST_PASSED];
    let found = all(connection, &select, params, |row| Ok(rows::read(row, history).ok()))?;
    Ok(found.into_iter().rev().flatten().collect())
}

/// Of each record the newest state that the horizon has, or else the first. One that is not valid is left out.
pub(super) fn origins<T: Table>(
    connection: &Connection,
    user: &str,
    horizon: Horizon,
    keys: &[T::Key],
) -> Result<Vec<Revision<T>>, Failure> {
    let (columns, history, key_is) = (rows::selection::<T>(), T::HISTORY, T::KEY);
    let recorded_at = format!("{:.3}", horizon.recorded_at);
    let mut origins = Vec::new();
    for key in keys {
        let mut params = vec![rows::text(user)];
        params.extend(T::key_columns(key));
        let next = params.len() + 1;
        let is_shared = format!("revision <= ?{next} AND recorded_at <= ?{}", next + 1);
        let select = format!(
            "SELECT {columns}, recorded_at FROM {history} WHERE {key_is}
             ORDER BY {is_shared} DESC, iif({is_shared}, -revision, revision) LIMIT 1"
        );
        params.extend([Value::Integer(horizon.revision), rows::text(&recorded_at)]);
        let found =
            all(connection, &select, params_from_iter(params), |row| Ok(rows::read_revision(row).ok()))?;
        origins.extend(found.into_iter().flatten());
    }
    Ok(origins)
}
