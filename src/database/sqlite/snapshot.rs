//! The state of one user's part of the file, and what it knows of the past.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, params, params_from_iter};
use uuid::Uuid;

use super::failure::Failure;
use super::rows::{self, Table};
use super::{query, unreadable};
use crate::database::{Lost, Snapshot};
use crate::domain::{Change, Document, Experience};

const IDENTITY: &str = "SELECT identity FROM meta";

const REVISION: &str = "SELECT revision FROM accounts WHERE user_id = ?1";

const CHANGE: &str = "SELECT change_id FROM experience_revisions WHERE user_id = ?1 AND revision = ?2
    UNION ALL SELECT change_id FROM document_revisions WHERE user_id = ?1 AND revision = ?2";

const RECORDED_AT: &str = "SELECT recorded_at FROM experience_revisions WHERE user_id = ?1 AND revision = ?2
    UNION ALL SELECT recorded_at FROM document_revisions WHERE user_id = ?1 AND revision = ?2";

const LATEST_USER: &str = "SELECT user_id FROM (
      SELECT user_id, updated_at FROM experiences UNION ALL SELECT user_id, updated_at FROM documents)
    GROUP BY user_id ORDER BY max(julianday(updated_at)) DESC, user_id = ?1 DESC LIMIT 1";

const EPOCH: &str = "SELECT epoch FROM accounts WHERE user_id = ?1";

/// The state now, and the change that made revision `at`. The caller holds a transaction.
pub(super) fn read(connection: &Connection, user: &str, at: i64) -> Result<Snapshot, Failure> {
    let identity: String =
        query(connection, IDENTITY, params![])?.ok_or_else(|| unreadable("identity", "it is missing"))?;
    let revision = query(connection, REVISION, [user])?;
    let change: Option<String> = query(connection, CHANGE, params![user, at])?;
    let epoch: Option<String> = query(connection, EPOCH, [user])?;
    let parse = |column, text: &str| Uuid::parse_str(text).map_err(|cause| unreadable(column, cause));
    Ok(Snapshot {
        identity: parse("identity", &identity)?,
        revision: revision.unwrap_or(0),
        epoch: epoch.map_or(Ok(Uuid::nil()), |epoch| parse("epoch", &epoch))?,
        change_at: change.map(|change| parse("change_id", &change)).transpose()?,
    })
}

/// The user whose rows changed last; this one, if no others changed later.
pub(super) fn latest_user(connection: &Connection, user: &str) -> Result<Option<String>, Failure> {
    query(connection, LATEST_USER, [user])
}

/// The time by the clock that the history goes by.
pub(super) fn now(connection: &Connection) -> Result<Option<Timestamp>, Failure> {
    time(query(connection, "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')", [])?)
}

/// When a revision was recorded.
pub(super) fn recorded_at(
    connection: &Connection,
    user: &str,
    revision: i64,
) -> Result<Option<Timestamp>, Failure> {
    time(query(connection, RECORDED_AT, params![user, revision])?)
}

fn time(text: Option<String>) -> Result<Option<Timestamp>, Failure> {
    Ok(text.and_then(|text| text.parse().ok()))
}

/// Which of these changes the history knows, each with the last revision it got.
pub(super) fn applied(
    connection: &Connection,
    user: &str,
    changes: &[Change],
) -> Result<Vec<(Change, i64)>, Failure> {
    let select = "SELECT max(revision) FROM (
        SELECT revision FROM experience_revisions WHERE user_id = ?1 AND change_id = ?2
        UNION ALL
        SELECT revision FROM document_revisions WHERE user_id = ?1 AND change_id = ?2)";
    let mut applied = Vec::new();
    for change in changes {
        let revision: Option<Option<i64>> = query(connection, select, params![user, change.to_string()])?;
        applied.extend(revision.flatten().map(|revision| (*change, revision)));
    }
    Ok(applied)
}

/// Whether the file has nothing of all this.
pub(super) fn is_lost(connection: &Connection, user: &str, lost: &Lost) -> Result<bool, Failure> {
    let changes: Vec<_> = lost.changes.iter().copied().collect();
    if !applied(connection, user, &changes)?.is_empty() {
        return Ok(false);
    }
    Ok(!has_any::<Experience>(connection, user, &lost.experiences)?
        && !has_any::<Document>(connection, user, &lost.documents)?)
}

fn has_any<T: Table>(connection: &Connection, user: &str, keys: &HashSet<T::Key>) -> Result<bool, Failure> {
    let select = format!("SELECT 1 FROM {} WHERE {} AND revision > 0", T::NAME, T::KEY);
    for key in keys {
        let params = [rows::text(user)].into_iter().chain(T::key_columns(key));
        if query::<i64>(connection, &select, params_from_iter(params))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
