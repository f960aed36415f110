//! Which logged AI calls are meant.

use super::ai_call::{AiCall, AiStatus, StartedAt};

/// What a call must be; what is absent may be anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AiQuery {
    pub since: Option<StartedAt>,
    pub status: Option<AiStatus>,
    pub operation: Option<String>,
    pub model: Option<String>,
    pub experience: Option<String>,
}

/// Where a call stands in the order of time; calls of the same moment go by their ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AiPlace {
    pub started_at: StartedAt,
    pub request_id: String,
}

impl AiPlace {
    pub fn of(call: &AiCall) -> Self {
        Self { started_at: call.started_at, request_id: call.request_id.clone() }
    }
}

impl AiQuery {
    pub fn matches(&self, call: &AiCall) -> bool {
        fn is<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> bool {
            wanted.is_none() || wanted == found
        }
        self.since.is_none_or(|since| call.started_at >= since)
            && self.status.is_none_or(|status| call.status == status)
            && is(self.operation.as_ref(), Some(&call.operation))
            && is(self.model.as_ref(), call.model.as_ref())
            && is(self.experience.as_ref(), call.experience.as_ref())
    }
}
