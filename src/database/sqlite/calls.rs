//! The log of AI calls.

use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, params, params_from_iter};

use super::failure::Failure;
use super::rows::{Columns, json, optional, text};
use crate::database::DatabaseError;
use crate::domain::AiCall;

const COLUMNS: &str = "request_id, operation, provider, model, experience, status, http_status, error_type, \
    error_message, started_at, latency_ms, prompt_tokens, completion_tokens, total_tokens, cost, request, \
    response, metadata";

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
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    super::all(connection, &select, params![user, after, limit], read)
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
    Ok(AiCall {
        request_id: columns.get("request_id")?,
        operation: columns.get("operation")?,
        provider: columns.get("provider")?,
        model: columns.get("model")?,
        experience: columns.get("experience")?,
        status: columns.parse("status")?,
        http_status: columns.get("http_status")?,
        error_type: columns.get("error_type")?,
        error_message: columns.get("error_message")?,
        started_at: columns.parse("started_at")?,
        latency_ms: columns.get("latency_ms")?,
        prompt_tokens: columns.get("prompt_tokens")?,
        completion_tokens: columns.get("completion_tokens")?,
        total_tokens: columns.get("total_tokens")?,
        cost: columns.get("cost")?,
        request: columns.get("request")?,
        response: columns.get("response")?,
        metadata: columns.json("metadata")?,
    })
}
