//! The log of AI calls.

use rusqlite::types::Value;
use rusqlite::{Connection, Rows, Transaction, params, params_from_iter};

use super::failure::Failure;
use super::rows::{Columns, json, optional, text};
use crate::database::DatabaseError;
use crate::domain::{AiCall, AiGrouping, AiPlace, AiQuery, AiSample, AiTallies, StartedAt};

const COLUMNS: &str = "request_id, operation, provider, model, experience, status, http_status, error_type, \
    error_message, started_at, latency_ms, prompt_tokens, completion_tokens, total_tokens, cost, request, \
    response, metadata";

/// The columns of a call without its request and response.
const WITHOUT_CONTENT: &str = "request_id, operation, provider, model, experience, status, http_status, \
    error_type, error_message, started_at, latency_ms, prompt_tokens, completion_tokens, total_tokens, cost, \
    NULL AS request, NULL AS response, metadata";

/// How many bytes of text a page holds, about.
const PAGE_BYTES: usize = 8 << 20;

/// Calls whose id is higher than `after`, in the order of their ids.
pub(super) fn page(
    connection: &Connection,
    user: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<AiCall>, Failure> {
    let select = format!(
        "SELECT {COLUMNS} FROM ai_logs WHERE user_id = ?1 AND request_id > ?2 ORDER BY request_id LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&select)?;
    bounded(statement.query(params![user, after, i64::try_from(limit).unwrap_or(i64::MAX)])?)
}

/// The first of these calls.
fn bounded(mut found: Rows<'_>) -> Result<Vec<AiCall>, Failure> {
    let (mut calls, mut bytes) = (Vec::new(), 0);
    while bytes < PAGE_BYTES
        && let Some(row) = found.next()?
    {
        let call = read(row)?;
        bytes += call.size();
        calls.push(call);
    }
    Ok(calls)
}

/// The newest calls that a query means, the newest first.
pub(super) fn newest(
    connection: &Connection,
    user: &str,
    query: &AiQuery,
    before: Option<&AiPlace>,
    (limit, content): (usize, bool),
) -> Result<Vec<AiCall>, Failure> {
    let columns = if content { COLUMNS } else { WITHOUT_CONTENT };
    let (mut condition, mut values) = condition(user, query);
    if let Some(place) = before {
        condition.push_str(" AND (started_at, request_id) < (?, ?)");
        values.extend([text(place.started_at), text(&place.request_id)]);
    }
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let select = format!(
        "SELECT {columns} FROM ai_logs WHERE {condition} ORDER BY started_at DESC, request_id DESC LIMIT ?"
    );
    bounded(connection.prepare_cached(&select)?.query(params_from_iter(values))?)
}

/// Which of these request ids are there.
pub(super) fn known(connection: &Connection, user: &str, ids: &[String]) -> Result<Vec<String>, Failure> {
    let select = "SELECT request_id FROM ai_logs WHERE user_id = ?1
        AND request_id IN (SELECT value FROM json_each(?2))";
    super::all(connection, select, params![user, json(&ids)?], |row| {
        Columns::new(row, "ai_logs").get("request_id")
    })
}

/// Request ids that begin with `prefix`.
pub(super) fn ids(
    connection: &Connection,
    user: &str,
    prefix: &str,
    limit: usize,
) -> Result<Vec<String>, Failure> {
    let select = "SELECT request_id FROM ai_logs WHERE user_id = ?1 AND request_id >= ?2
        AND substr(request_id, 1, length(?2)) = ?2 ORDER BY request_id LIMIT ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    super::all(connection, select, params![user, prefix, limit], |row| {
        Columns::new(row, "ai_logs").get("request_id")
    })
}

pub(super) fn one(connection: &Connection, user: &str, request_id: &str) -> Result<Option<AiCall>, Failure> {
    let select = format!("SELECT {COLUMNS} FROM ai_logs WHERE user_id = ?1 AND request_id = ?2");
    Ok(super::all(connection, &select, params![user, request_id], read)?.into_iter().next())
}

/// Counts what a query means, row by row: SQLite has no decimal numbers.
pub(super) fn tally(
    connection: &Connection,
    user: &str,
    query: &AiQuery,
    by: AiGrouping,
    besides: &[String],
) -> Result<AiTallies, Failure> {
    let key = match by {
        AiGrouping::Model => "model",
        AiGrouping::Operation => "operation",
        AiGrouping::Day => "substr(started_at, 1, 10)",
    };
    let (mut condition, mut values) = condition(user, query);
    if !besides.is_empty() {
        condition.push_str(" AND request_id NOT IN (SELECT value FROM json_each(?))");
        values.push(json(&besides)?);
    }
    let select = format!(
        "SELECT {key}, status = 'error', latency_ms, prompt_tokens, completion_tokens, total_tokens, cost
         FROM ai_logs WHERE {condition}"
    );
    let mut statement = connection.prepare_cached(&select)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut tallies = AiTallies::default();
    while let Some(row) = rows.next()? {
        let borrowed = |column: usize| row.get_ref(column).map(|value| value.as_str().ok());
        let key = borrowed(0)?;
        let sample = AiSample {
            failed: row.get(1)?,
            latency_ms: row.get(2)?,
            prompt_tokens: row.get(3)?,
            completion_tokens: row.get(4)?,
            total_tokens: row.get(5)?,
            cost: borrowed(6)?,
        };
        tallies.add(key, &sample);
    }
    Ok(tallies)
}

pub(super) fn count(
    connection: &Connection,
    user: &str,
    before: StartedAt,
    besides: &[String],
) -> Result<u64, Failure> {
    let select = "SELECT count(*) FROM ai_logs WHERE user_id = ?1 AND started_at < ?2
        AND request_id NOT IN (SELECT value FROM json_each(?3))";
    let params = params![user, before.to_string(), json(&besides)?];
    let count: Option<i64> = super::query(connection, select, params)?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}

pub(super) fn prune(transaction: &Transaction<'_>, user: &str, before: StartedAt) -> Result<u64, Failure> {
    let delete = "DELETE FROM ai_logs WHERE user_id = ?1 AND started_at < ?2";
    Ok(transaction.execute(delete, params![user, before.to_string()])? as u64)
}

fn condition(user: &str, query: &AiQuery) -> (String, Vec<Value>) {
    let mut condition = "user_id = ?".to_owned();
    let mut values = vec![text(user)];
    let since = query.since.map(|since| since.to_string());
    let status = query.status.map(|status| status.to_string());
    for (column, wanted) in [
        ("started_at >= ?", since.as_ref()),
        ("status = ?", status.as_ref()),
        ("operation = ?", query.operation.as_ref()),
        ("model = ?", query.model.as_ref()),
        ("experience = ?", query.experience.as_ref()),
    ] {
        if let Some(wanted) = wanted {
            condition.push_str(" AND ");
            condition.push_str(column);
            values.push(text(wanted));
        }
    }
    (condition, values)
}

/// Stores what is not there yet.
pub(super) fn store(transaction: &Transaction<'_>, user: &str, calls: &[AiCall]) -> Result<(), Failure> {
    let insert = format!(
        "INSERT INTO ai_logs (user_id, {COLUMNS})
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (user_id, request_id) DO NOTHING"
    );
    let mut statement = transaction.prepare_cached(&insert)?;
    for call in calls {
        let user = Value::Text(user.to_owned());
        statement.execute(params_from_iter([user].into_iter().chain(columns(call)?)))?;
    }
    Ok(())
}

fn columns(call: &AiCall) -> Result<[Value; 18], DatabaseError> {
    Ok([
        text(&call.request_id),
        text(&call.operation),
        optional(call.provider.as_ref()),
        optional(call.model.as_ref()),
        optional(call.experience.as_ref()),
        text(call.status),
        call.http_status.into(),
        optional(call.error_type.as_ref()),
        optional(call.error_message.as_ref()),
        text(call.started_at),
        call.latency_ms.into(),
        call.prompt_tokens.into(),
        call.completion_tokens.into(),
        call.total_tokens.into(),
        optional(call.cost.as_ref()),
        optional(call.request.as_ref()),
        optional(call.response.as_ref()),
        json(&call.metadata)?,
    ])
}

fn read(row: &rusqlite::Row<'_>) -> Result<AiCall, DatabaseError> {
    let columns = Columns::new(row, "ai_logs");
    ai_call!(columns)
}
