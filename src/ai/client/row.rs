//! The row of one attempt.
//!
//! The invariant: it holds neither headers nor the key, whatever the server sent; without
//! `log_content` it holds no word of the question or of the server either.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::answer::Usage;
use super::fault::Fault;
use super::setup::Setup;
use super::text::logged;
use super::transport::Reply;
use crate::ai::question::Question;
use crate::domain::{AiCall, AiStatus, StartedAt};

/// Which attempt at which question it is.
#[derive(Debug)]
pub(super) struct About {
    pub(super) question: Uuid,
    pub(super) attempt: u32,
}

/// What is known of an attempt.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) question: &'a Question,
    pub(super) about: &'a About,
    pub(super) started_at: Timestamp,
    pub(super) latency: Duration,
    pub(super) request: &'a str,
    pub(super) reply: &'a Reply,
    pub(super) usage: Usage,
}

impl Row<'_> {
    pub(super) fn of(self, setup: &Setup, fault: Option<&Fault>, id: Uuid) -> AiCall {
        let clean = |text: &str| logged(&setup.without_secrets(text));
        let content = |text: &str| setup.log_content.then(|| clean(text));
        let response = match self.reply {
            Reply::Answered(response) => Some(response),
            Reply::Failed(_) | Reply::Ended(_) | Reply::NoThread(_) => None,
        };
        let told = |fault: &Fault| if setup.log_content { fault.told() } else { fault.message.clone() };
        // It may be a sentence as well.
        let named = self.usage.model.filter(|_| setup.log_content).map(|model| logged(&model));
        let mut metadata = Map::new();
        metadata.insert("attempt".to_owned(), json!(self.about.attempt));
        metadata.insert("question".to_owned(), Value::String(self.about.question.to_string()));
        AiCall {
            request_id: id.to_string(),
            operation: self.question.operation.to_owned(),
            provider: Some(setup.endpoint.host().to_owned()),
            model: Some(named.unwrap_or_else(|| clean(&setup.model))),
            experience: self.question.experience.map(|experience| experience.to_string()),
            status: if fault.is_some() { AiStatus::Error } else { AiStatus::Ok },
            http_status: response.map(|response| i64::from(response.status)),
            error_type: fault.map(|fault| fault.kind.to_owned()),
            error_message: fault.map(|fault| logged(&told(fault))),
            started_at: StartedAt(self.started_at),
            latency_ms: i64::try_from(self.latency.as_millis()).ok(),
            prompt_tokens: self.usage.prompt_tokens,
            completion_tokens: self.usage.completion_tokens,
            total_tokens: self.usage.total_tokens,
            cost: self.usage.cost,
            request: content(self.request),
            response: response.and_then(|response| content(&String::from_utf8_lossy(&response.body))),
            metadata,
        }
    }
}
