//! States of the past.

use std::collections::HashSet;

use tokio_postgres::Client;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::budget;
use super::explain::Failure;
use super::pull::refuse_standby;
use super::rows::{self, Table, column, unreadable};
use super::statement::{Param, all};
use crate::database::{MOST_PASSED, PASSED_BYTES, Revision};
use crate::domain::{self, Change, Document, DocumentKey, Experience, Horizon};

/// The history of an experience, oldest first.
pub(super) async fn history(
    client: &Client,
    user: &str,
    id: Uuid,
) -> Result<Vec<Revision<Experience>>, Failure> {
    let params: [Param<'_>; 2] = [(&user, Type::TEXT), (&id, Type::UUID)];
    states(client, "user_id = $1 AND id = $2", &params, &id).await
}

/// The history of a document, oldest first.
pub(super) async fn document_history(
    client: &Client,
    user: &str,
    key: &DocumentKey,
) -> Result<Vec<Revision<Document>>, Failure> {
    let kind = key.kind.as_str();
    let params: [Param<'_>; 3] = [(&user, Type::TEXT), (&kind, Type::TEXT), (&key.id, Type::TEXT)];
    states(client, "user_id = $1 AND kind = $2 AND id = $3", &params, key).await
}

/// What these changes made of the records of one table.
pub(super) async fn of<T: Table>(
    client: &Client,
    user: &str,
    changes: &[Change],
) -> Result<Vec<domain::Row<T>>, Failure> {
    // A change that was stored again made the same value again.
    let select = format!(
        "SELECT DISTINCT ON (change_id) {} FROM resume.{}
        WHERE user_id = $1 AND change_id = ANY ($2) ORDER BY change_id, revision DESC",
        T::COLUMNS,
        T::HISTORY
    );
    let params: [Param<'_>; 2] = [(&user, Type::TEXT), (&changes, Type::UUID_ARRAY)];
    let (mut asked, mut weight): (HashSet<Change>, _) = (changes.iter().copied().collect(), 0);
    all(client, &select, &params, changes.len(), |row| {
        let row = rows::read::<T>(row, 0, T::HISTORY)?;
        weight += row.value.weight();
        if !asked.remove(&row.change) {
            return Err(unreadable("the history", "it has a change that was not asked for"));
        }
        if weight > budget::BYTES {
            return Err(unreadable("the history", "it is more than fits into memory"));
        }
        Ok(row)
    })
    .await
}

/// The history of the one record that the condition is true of.
async fn states<T: Table>(
    client: &Client,
    condition: &str,
    params: &[Param<'_>],
    key: &T::Key,
) -> Result<Vec<Revision<T>>, Failure> {
    let select = format!(
        "SELECT {}, recorded_at FROM resume.{} WHERE {condition} ORDER BY revision",
        T::COLUMNS,
        T::HISTORY
    );
    let (mut before, mut weight) = (0, 0);
    all(client, &select, params, budget::ROWS, |row| {
        let revision = rows::read_revision::<T>(row)?;
        weight += revision.row.value.weight();
        if revision.row.value.key() != *key || revision.row.revision <= before {
            return Err(unreadable("the history", "it is another one's, or in disorder"));
        }
        if weight > budget::BYTES {
            return Err(unreadable("the history", "it is more than fits into memory"));
        }
        before = revision.row.revision;
        Ok(revision)
    })
    .await
}

/// The small states after a revision that others took the place of by another one, oldest first: the last of them.
/// One that is not valid is left out. Each state is looked up in an index: left to itself, the planner compares each
/// state with all rows of a user that the statistics do not know.
pub(super) async fn passed<T: Table>(
    client: &Client,
    user: &str,
    after: i64,
    last: i64,
) -> Result<Vec<domain::Row<T>>, Failure> {
    let select = format!(
        "SELECT {}, pg_catalog.pg_is_in_recovery() FROM resume.{} AS history
         WHERE user_id = $1 AND revision > $2 AND revision <= $3 AND {} <= $4
         AND (SELECT now.revision FROM resume.{} AS now WHERE now.user_id = $1 AND now.revision >= history.revision
           ORDER BY now.revision LIMIT 1) IS DISTINCT FROM history.revision
         ORDER BY revision DESC LIMIT $5",
        T::COLUMNS,
        T::HISTORY,
        T::BYTES,
        T::NAME
    );
    let params: [Param<'_>; 5] = [
        (&user, Type::TEXT),
        (&after, Type::INT8),
        (&last, Type::INT8),
        (&PASSED_BYTES, Type::INT8),
        (&MOST_PASSED, Type::INT8),
    ];
    let (most, mut weight) = (usize::try_from(MOST_PASSED).unwrap_or(usize::MAX), 0);
    let found = all(client, &select, &params, most, |row| {
        refuse_standby(row, row.len().saturating_sub(1))?;
        let row = rows::read::<T>(row, 0, T::HISTORY).ok();
        weight += row.as_ref().map_or(0, |row| row.value.weight());
        Ok(row.filter(|_| weight <= budget::BYTES))
    });
    Ok(found.await?.into_iter().rev().flatten().collect())
}

/// Of each experience the newest state that the horizon has, or else the first.
pub(super) async fn origins(
    client: &Client,
    user: &str,
    horizon: Horizon,
    ids: &[Uuid],
) -> Result<Vec<Revision<Experience>>, Failure> {
    newest(client, user, horizon, "id = ANY ($4)", &[(&ids, Type::UUID_ARRAY)]).await
}

/// The same of documents.
pub(super) async fn document_origins(
    client: &Client,
    user: &str,
    horizon: Horizon,
    keys: &[DocumentKey],
) -> Result<Vec<Revision<Document>>, Failure> {
    let (kinds, ids): (Vec<_>, Vec<_>) = keys.iter().map(|key| (key.kind.as_str(), key.id.as_str())).unzip();
    let condition = "(kind, id) IN (SELECT * FROM unnest($4::text[], $5::text[]))";
    newest(client, user, horizon, condition, &[(&kinds, Type::TEXT_ARRAY), (&ids, Type::TEXT_ARRAY)]).await
}

/// One state of each of the records that the condition is true of. There is a row even where it is true of none, so
/// that the server says in any case whether it is a standby. A state that is not valid is left out.
async fn newest<T: Table>(
    client: &Client,
    user: &str,
    horizon: Horizon,
    condition: &str,
    keys: &[Param<'_>],
) -> Result<Vec<Revision<T>>, Failure> {
    let (columns, history, key) = (T::COLUMNS, T::HISTORY, T::KEY);
    let select = format!(
        "SELECT found.*, pg_catalog.pg_is_in_recovery() FROM (VALUES (1)) AS always (one) LEFT JOIN (
           SELECT DISTINCT ON ({key}) {columns}, recorded_at FROM (
             SELECT *, revision <= $2 AND recorded_at::timestamptz <= $3::text::timestamptz AS is_shared
             FROM resume.{history} WHERE user_id = $1 AND {condition}) AS states
           ORDER BY {key}, is_shared DESC, CASE WHEN is_shared THEN -revision ELSE revision END) AS found ON true"
    );
    let recorded_at = horizon.recorded_at.to_string();
    let mut params: Vec<Param<'_>> =
        vec![(&user, Type::TEXT), (&horizon.revision, Type::INT8), (&recorded_at, Type::TEXT)];
    params.extend_from_slice(keys);
    let mut weight = 0;
    let found = all(client, &select, &params, budget::ROWS, |row| {
        let last = row.len().saturating_sub(1);
        refuse_standby(row, last)?;
        let is_there = column::<Option<&str>>(row, last.saturating_sub(1), "`recorded_at`")?.is_some();
        let Some(revision) = is_there.then(|| rows::read_revision::<T>(row).ok()).flatten() else {
            return Ok(None);
        };
        weight += revision.row.value.weight();
        if weight > budget::BYTES {
            return Err(unreadable("the history", "it is more than fits into memory"));
        }
        Ok(Some(revision))
    });
    Ok(found.await?.into_iter().flatten().collect())
}
