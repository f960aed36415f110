//! The JSON of a logged AI call.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::fields::sync;
use crate::domain::{AiCall, AiStatus};
use crate::library::LoggedCall;

view! {
    struct CallView of AiCall {
        request_id: String,
        operation: String,
        provider: Option<String>,
        model: Option<String>,
        experience: Option<String>,
        status: AiStatus,
        http_status: Option<i64>,
        error_type: Option<String>,
        error_message: Option<String>,
        started_at: Timestamp = &started_at.0,
        latency_ms: Option<i64>,
        prompt_tokens: Option<i64>,
        completion_tokens: Option<i64>,
        total_tokens: Option<i64>,
        cost: Option<String>,
        request: Option<String>,
        response: Option<String>,
        metadata: Map<String, Value>,
    }
    with { sync: &'static str, }
}

impl<'a> CallView<'a> {
    pub(crate) fn of(LoggedCall { call, pending }: &'a LoggedCall) -> Self {
        Self::new(call, sync(*pending))
    }
}
