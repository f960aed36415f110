//! The log of AI calls.

use postgres::Client;
use postgres::types::Type;

use super::failure::Failure;
use super::rows::Columns;
use super::statement::{Param, all};
use crate::database::{DatabaseError, Reason};
use crate::domain::AiCall;

const INSERT: &str = "
    INSERT INTO resume.ai_logs (user_id, request_id, operation, provider, model, experience, status,
      http_status, error_type, error_message, started_at, latency_ms, prompt_tokens, completion_tokens,
      total_tokens, cost, request, response, metadata)
    SELECT $1, call.* FROM json_to_recordset($2::text::json) AS call (request_id text, operation text,
      provider text, model text, experience text, status text, http_status bigint, error_type text,
      error_message text, started_at text, latency_ms bigint, prompt_tokens bigint,
      completion_tokens bigint, total_tokens bigint, cost text, request text, response text, metadata json)
    ON CONFLICT (user_id, request_id) DO NOTHING";

const SELECT: &str = "
    SELECT request_id, operation, provider, model, experience, status, http_status, error_type,
      error_message, started_at, latency_ms, prompt_tokens, completion_tokens, total_tokens, cost, request,
      response, metadata::text
    FROM resume.ai_logs WHERE user_id = $1 AND request_id > $2 ORDER BY request_id LIMIT $3";

/// Calls whose id is higher than `after`, in the order of their ids.
pub(super) fn page(
    client: &mut Client,
    user: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<AiCall>, Failure> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let params: [Param<'_>; 3] = [(&user, Type::TEXT), (&after, Type::TEXT), (&limit, Type::INT8)];
    all(client, SELECT, &params, read)
}

/// Stores what is not there yet.
pub(super) fn store(client: &mut Client, user: &str, calls: &[AiCall]) -> Result<(), Failure> {
    let calls = serde_json::to_string(calls).map_err(|cause| {
        DatabaseError::new(Reason::Failed, format!("an AI call could not be written as JSON: {cause}"))
    })?;
    client.execute_typed(INSERT, &[(&user, Type::TEXT), (&calls, Type::TEXT)])?;
    Ok(())
}

fn read(row: &postgres::Row) -> Result<AiCall, DatabaseError> {
    let columns = Columns::new(row, 0, "ai_logs");
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
