//! `resume ai show`: all fields of a logged AI call.

use clap::Args;

use super::view::{dollars, latency};
use crate::cli::context::Context;
use crate::cli::ui::describe;
use crate::library::{CommandResult, LoggedCall, visible};
use crate::view::CallView;

/// Show all fields of an AI call
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Request ID, or a unique prefix of at least four characters
    #[arg(add = crate::cli::complete::ai_calls())]
    pub id: String,
}

impl Show {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let found = context.library.ai_call(&self.id)?;
        if context.ui.is_json() {
            return context.ui.json(&CallView::of(&found));
        }
        context.ui.page(&text(&found))
    }
}

fn text(LoggedCall { call, pending }: &LoggedCall) -> String {
    let status = match call.http_status {
        Some(http) => format!("{} (HTTP {http})", call.status),
        None => call.status.to_string(),
    };
    let tokens = [
        ("prompt", call.prompt_tokens.map(i128::from)),
        ("completion", call.completion_tokens.map(i128::from)),
        ("total", call.tokens()),
    ];
    let tokens: Vec<_> =
        tokens.iter().filter_map(|(name, count)| count.map(|count| format!("{count} {name}"))).collect();
    let metadata = call.metadata.iter().map(|(key, value)| format!("{key} = {value}"));
    let mut page = String::new();
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            page.push_str(&format!("{label:<11}{}\n", visible::line(value)));
        }
    };
    line("ID", &call.request_id);
    line("Operation", &call.operation);
    line("Provider", call.provider.as_deref().unwrap_or_default());
    line("Model", call.model.as_deref().unwrap_or_default());
    line("Experience", call.experience.as_deref().unwrap_or_default());
    line("Status", &status);
    line("Error", call.error_type.as_deref().unwrap_or_default());
    line("", call.error_message.as_deref().unwrap_or_default());
    line("Started", &describe::time(call.started_at.0));
    line("Latency", &latency(call.latency_ms));
    line("Tokens", &tokens.join(", "));
    line("Cost", &dollars(call.cost.as_ref()));
    for (index, entry) in metadata.enumerate() {
        line(if index == 0 { "Metadata" } else { "" }, &entry);
    }
    line("Database", if *pending { "not there yet" } else { "" });
    for (label, content) in [("Request", &call.request), ("Response", &call.response)] {
        if let Some(content) = content {
            page.push_str(&format!("\n{label}\n{}\n", visible::block(content.trim_end())));
        }
    }
    page
}
