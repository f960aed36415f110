//! Prints what would be asked.

use crate::cli::context::Context;
use crate::config::Destination;
use crate::library::{CommandResult, DryRun};

/// Prints a request and its destination.
pub(super) fn dry_run(context: &Context, rehearsed: &DryRun) -> CommandResult {
    if context.ui.is_json() {
        return context.ui.json(rehearsed);
    }
    let DryRun { destination: Destination { url, model, key_source, proxy, .. }, request } = rehearsed;
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
