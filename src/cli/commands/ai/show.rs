//! `resume ai show`: all fields of a logged AI call.

use std::collections::BTreeSet;

use clap::Args;

use super::gather;
use super::view::{CallView, Found, dollars, latency};
use crate::cli::context::Context;
use crate::cli::ui::describe;
use crate::library::visible;
use crate::library::{CommandError, CommandResult, ErrorKind};

/// Show all fields of an AI call
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Request ID, or a unique prefix of at least four characters
    pub id: String,
}

/// The length of the shortest prefix that is accepted.
const SHORTEST: usize = 4;

/// How many ids an error lists.
const SHOWN: usize = 5;

impl Show {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let prefix = self.id.as_str();
        context.library.load_first()?;
        let here = context.library.spool.read(&|call| call.request_id.starts_with(prefix))?.calls;
        let asked = gather::ask(context, |database| {
            let ids = database.ai_call_ids(prefix, SHOWN + 1)?;
            let call = match ids.iter().find(|id| *id == prefix).or(ids.first()) {
                Some(id) if ids.len() == 1 || id == prefix => database.ai_call(id)?,
                _ => None,
            };
            Ok((ids, call))
        });
        let (asked, unreachable) = match asked {
            Ok(found) => (found.unwrap_or_default(), None),
            Err(cause) => (Default::default(), Some(cause)),
        };
        let (stored, call) = asked;
        let ids: BTreeSet<_> = stored.iter().chain(here.iter().map(|call| &call.request_id)).collect();
        let exact = ids.iter().any(|id| *id == prefix);
        if !exact && prefix.chars().count() < SHORTEST {
            return Err(CommandError::usage(format!("`{}` is not an id", visible::line(prefix)))
                .hint("`resume ai log` shows the ids; any unique prefix of at least four characters works"));
        }
        if ids.is_empty() {
            return Err(unknown(prefix, unreachable.as_deref()));
        }
        if ids.len() > 1 && !exact {
            return Err(ambiguous(prefix, ids.into_iter()));
        }
        let stored = call.filter(|call| !exact || call.request_id == prefix);
        let spooled = || here.into_iter().find(|call| !exact || call.request_id == prefix);
        let found = stored
            .map(|call| Found { call, pending: false })
            .or_else(|| spooled().map(|call| Found { call, pending: true }));
        let Some(found) = found else { return Err(unknown(prefix, unreachable.as_deref())) };
        if context.ui.is_json() {
            return context.ui.json(&CallView::of(&found));
        }
        context.ui.data(&text(&found))
    }
}

fn unknown(prefix: &str, unreachable: Option<&str>) -> CommandError {
    let message = format!("no AI call matches `{}`", visible::line(prefix));
    CommandError::new(ErrorKind::NotFound, message).hint(match unreachable {
        Some(cause) => format!("searched this device only: {}", visible::line(cause)),
        None => "`resume ai log` shows their ids".to_owned(),
    })
}

fn ambiguous<'a>(prefix: &str, ids: impl ExactSizeIterator<Item = &'a String>) -> CommandError {
    let more = if ids.len() > SHOWN { ", …" } else { "" };
    let names: Vec<_> = ids.take(SHOWN).map(|id| visible::line(id).to_string()).collect();
    CommandError::new(ErrorKind::Ambiguous, format!("`{}` matches several AI calls", visible::line(prefix)))
        .hint(format!("write more of the id: {}{more}", names.join(", ")))
}

fn text(Found { call, pending }: &Found) -> String {
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
