//! The JSON of a logged AI call.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::{AiCall, AiStatus};
use crate::library::LoggedCall;

#[derive(Debug, Serialize)]
pub(crate) struct CallView<'a> {
    request_id: &'a str,
    operation: &'a str,
    provider: Option<&'a str>,
    model: Option<&'a str>,
    experience: Option<&'a str>,
    status: AiStatus,
    http_status: Option<i64>,
    error_type: Option<&'a str>,
    error_message: Option<&'a str>,
    started_at: Timestamp,
    latency_ms: Option<i64>,
    prompt_tokens: Option<i64>,
    completion_tokens: Option<i64>,
    total_tokens: Option<i64>,
    cost: Option<&'a str>,
    request: Option<&'a str>,
    response: Option<&'a str>,
    metadata: &'a Map<String, Value>,
    sync: &'static str,
}

impl<'a> CallView<'a> {
    pub(crate) fn of(found: &'a LoggedCall) -> Self {
        let LoggedCall { call, pending } = found;
        // Whole: a new field does not compile before it is printed.
        let AiCall {
            request_id,
            operation,
            provider,
            model,
            experience,
            status,
            http_status,
            error_type,
            error_message,
            started_at,
            latency_ms,
            prompt_tokens,
            completion_tokens,
            total_tokens,
            cost,
            request,
            response,
            metadata,
        } = call;
        Self {
            request_id,
            operation,
            provider: provider.as_deref(),
            model: model.as_deref(),
            experience: experience.as_deref(),
            status: *status,
            http_status: *http_status,
            error_type: error_type.as_deref(),
            error_message: error_message.as_deref(),
            started_at: started_at.0,
            latency_ms: *latency_ms,
            prompt_tokens: *prompt_tokens,
            completion_tokens: *completion_tokens,
            total_tokens: *total_tokens,
            cost: cost.as_deref(),
            request: request.as_deref(),
            response: response.as_deref(),
            metadata,
            sync: if *pending { "pending" } else { "synced" },
        }
    }
}
