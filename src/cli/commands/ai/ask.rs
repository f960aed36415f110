//! Asks an AI. Each attempt becomes a row of the log; secrets never reach the screen.

use std::cell::RefCell;

use serde::Serialize;
use serde_json::Value;

use crate::ai::{AiError, Own, Question, client};
use crate::cli::context::Context;
use crate::config::Destination;
use crate::domain::{AiCall, AiStatus};
use crate::library::visible;
use crate::library::{CommandError, CommandResult};
use crate::session::Session;

/// The contact data in the profile, which no request contains.
pub(super) fn own(context: &Context) -> CommandResult<Own> {
    let profile = |session: &Session| {
        session.profile().map(|profile| Own::of_profile(&profile.body)).unwrap_or_default()
    };
    Ok(context.library.store.read(profile)?)
}

/// Asks, and parses the answer with `read`. No lock is held meanwhile.
///
/// The row of an answered attempt is written after `read`: an answer in another shape is a failure.
pub(super) fn ask<T>(
    context: &Context,
    question: &Question,
    read: impl FnOnce(Value) -> Result<T, AiError>,
) -> CommandResult<T> {
    let answered = RefCell::new(None);
    let log = |call: AiCall| match call.status {
        AiStatus::Ok => drop(answered.replace(Some(call))),
        AiStatus::Error => record(context, call),
    };
    let chat = context.chat(&log)?;
    if context.ui.is_interactive() && !context.ui.is_json() {
        let destination = context.ai_destination()?;
        let model = destination.model.unwrap_or_default();
        context.ui.notice(&visible::line(&format!("asking {model} at {} …", destination.url)).to_string());
    }
    let taken = chat.ask(question).and_then(read);
    if let Some(mut call) = answered.take() {
        if let Err(error) = &taken {
            call.status = AiStatus::Error;
            call.error_type = Some(error.kind.to_owned());
            call.error_message = Some(error.message.clone());
        }
        record(context, call);
    }
    Ok(taken?)
}

/// Logs one attempt. If that fails, it warns and keeps the answer.
fn record(context: &Context, call: AiCall) {
    if let Err(error) = context.library.log_ai_calls(&[call]) {
        context.ui.warn(&format!("the AI call could not be logged: {error}"));
    }
}

#[derive(Serialize)]
struct DryRunView {
    destination: Destination,
    request: Value,
}

/// Prints the request and its destination. Sends nothing, and runs no key command.
pub(super) fn dry_run(context: &Context, question: &Question) -> CommandResult {
    let destination = context.ai_destination()?;
    let body = client::first_body(question, destination.model.as_deref().unwrap_or_default());
    let request: Value = serde_json::from_str(&body)
        .map_err(|error| CommandError::failed("the request could not be written as JSON").caused_by(error))?;
    if context.ui.is_json() {
        return context.ui.json(&DryRunView { destination, request });
    }
    let Destination { url, model, key_source, proxy, .. } = destination;
    let mut text = format!("POST {url}\n");
    if let Some(proxy) = proxy {
        text.push_str(&format!("through the proxy {proxy}\n"));
    }
    match key_source {
        Some(source) => text.push_str(&format!("with the key from {source}\n")),
        None => text.push_str("without a key\n"),
    }
    if model.is_none() {
        text.push_str("no model is configured yet: `RESUME_AI_MODEL`\n");
    }
    text.push_str(&format!("\n{request:#}\n"));
    context.ui.document(&text)
}

/// The error for a failed AI, with a hint to the alternative.
pub(super) fn or_without(error: CommandError, way: &str) -> CommandError {
    let hint = match &error.hint {
        Some(hint) => format!("{hint}; {way}"),
        None => way.to_owned(),
    };
    error.hint(hint)
}
