//! The JSON and the table form of a logged AI call.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::{AiCall, AiStatus};

/// A call, and whether it is in the database.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub call: AiCall,
    pub pending: bool,
}

#[derive(Serialize)]
pub(super) struct CallView<'a> {
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
    pub(super) fn of(found: &'a Found) -> Self {
        let call = &found.call;
        Self {
            request_id: &call.request_id,
            operation: &call.operation,
            provider: call.provider.as_deref(),
            model: call.model.as_deref(),
            experience: call.experience.as_deref(),
            status: call.status,
            http_status: call.http_status,
            error_type: call.error_type.as_deref(),
            error_message: call.error_message.as_deref(),
            started_at: call.started_at.0,
            latency_ms: call.latency_ms,
            prompt_tokens: call.prompt_tokens,
            completion_tokens: call.completion_tokens,
            total_tokens: call.total_tokens,
            cost: call.cost.as_deref(),
            request: call.request.as_deref(),
            response: call.response.as_deref(),
            metadata: &call.metadata,
            sync: if found.pending { "pending" } else { "synced" },
        }
    }
}

/// Formats milliseconds for people.
pub(super) fn latency(milliseconds: Option<i64>) -> String {
    match milliseconds {
        None => String::new(),
        Some(short @ ..10_000) => format!("{short} ms"),
        Some(long) => format!("{}.{} s", long / 1000, long % 1000 / 100),
    }
}

pub(super) fn number(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

pub(super) fn dollars(cost: Option<impl std::fmt::Display>) -> String {
    cost.map(|cost| format!("${cost}")).unwrap_or_default()
}
