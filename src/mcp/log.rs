//! Each call as a row of the log of AI calls.
//!
//! The invariants: a row holds what was asked and one sentence of the answer, never the résumé, and without
//! `ai.log_content` neither; contact data is masked. The row of a change is durable before its answer; those of the
//! rest are written together, when nothing else is to be done.

use std::time::Instant;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::Answer;
use crate::domain::{AGENT, AiCall, AiStatus, StartedAt};
use crate::library::{CommandResult, Library, visible};

/// How many rows wait at most.
const WAITING: usize = 64;

/// How many bytes of a text are logged; evidence is never longer.
const TEXT: usize = 256 << 10;

/// How long the name of a client may be.
const NAME: usize = 60;

/// Rows that have still to be written.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<AiCall>);

/// One call.
pub(super) struct Row<'a> {
    pub tool: &'a str,
    pub arguments: Map<String, Value>,
    pub client: Option<(String, String)>,
    pub started: (Timestamp, Instant),
    pub done: &'a CommandResult<Answer>,
}

impl Rows {
    pub(super) fn note(&mut self, library: &Library, row: Row<'_>) {
        let changes = super::catalogue::changes(row.tool);
        let Row { tool, arguments, client, started: (at, started), done } = row;
        let content = library.settings.ai.logs_content();
        let masked = |text: &str| library.mask_contact(text);
        let (error, hint) = match done {
            Ok(_) => (None, None),
            Err(error) => (Some(error), error.hint.clone()),
        };
        let said = done.as_ref().ok().map(|answer| answer.sentence.as_str());
        let asked = content.then(|| {
            let mut asked = Value::Object(arguments);
            shorten(&mut asked);
            super::shape::mask(library, &mut asked);
            asked.to_string()
        });
        let mut metadata = Map::new();
        metadata.extend(hint.map(|hint| ("hint".to_owned(), Value::String(masked(&hint)))));
        let status = if error.is_some() { AiStatus::Error } else { AiStatus::Ok };
        let (id, operation) = (library.new_id().to_string(), format!("mcp:{}", short(tool)));
        self.0.push(AiCall {
            provider: Some("mcp".to_owned()),
            model: client.map(|(name, version)| short(&format!("{name}/{version}"))),
            error_type: error.map(|error| error.kind.as_str().to_owned()),
            error_message: error.filter(|_| content).map(|error| masked(&error.message)),
            latency_ms: i64::try_from(started.elapsed().as_millis()).ok(),
            request: asked,
            response: said.filter(|_| content).map(masked),
            metadata,
            ..AiCall::new(id, operation, status, StartedAt(at))
        });
        if changes || self.0.len() >= WAITING {
            self.write(library);
        }
    }

    /// Writes what waits. A failure costs the rows and not the work.
    pub(super) fn write(&mut self, library: &Library) {
        if let Err(error) = library.log_ai_calls(&self.0) {
            tracing::warn!(%error, "Could not log the calls of an agent");
        }
        self.0.clear();
    }
}

/// Who changed something, for the history.
pub(super) fn device(client: Option<&(String, String)>) -> String {
    match client {
        Some((name, version)) => format!("{AGENT} {}", short(&format!("{name}/{version}"))),
        None => AGENT.to_owned(),
    }
}

/// A name on one short line.
fn short(text: &str) -> String {
    visible::line(text).to_string().chars().take(NAME).collect()
}

/// Cuts long texts, such as the content of an import.
fn shorten(value: &mut Value) {
    match value {
        Value::String(text) if text.len() > TEXT => {
            let bytes = text.len();
            text.truncate(text.floor_char_boundary(TEXT));
            text.push_str(&format!("… ({bytes} bytes)"));
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
