//! `resume ai log`: the logged AI calls.

use clap::Args;

use super::gather;
use super::view::{CallView, Found, dollars, latency, number};
use super::when::When;
use crate::commands::find::{Among, find};
use crate::context::Context;
use crate::domain::{AiQuery, AiStatus};
use crate::error::CommandResult;
use crate::ui::{describe, table};

/// List AI calls, newest first
///
/// Calls that have not reached the database yet are among them, marked with `*`.
#[derive(Debug, Args)]
pub struct Log {
    /// Only those begun since then: an age such as `7d` or `12h`, or a date (in UTC)
    #[arg(long, value_name = "WHEN")]
    pub since: Option<When>,
    /// Only those that ended so
    #[arg(long, value_parser = crate::commands::word::<AiStatus>(["ok", "error"]))]
    pub status: Option<AiStatus>,
    /// Only those of this operation, such as `suggest`
    #[arg(long)]
    pub operation: Option<String>,
    /// Only those of this model
    #[arg(long)]
    pub model: Option<String>,
    /// Only those about this experience: its id, or the first four or more characters
    #[arg(long, value_name = "ID")]
    pub experience: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

impl Log {
    pub fn run(self, context: &Context) -> CommandResult {
        let experience = self.experience.as_deref().map(|id| experience(context, id)).transpose()?;
        let query = AiQuery {
            since: self.since.map(|since| since.at(context.now())),
            status: self.status,
            operation: self.operation,
            model: self.model,
            experience,
        };
        let limit = self.limit.unwrap_or(usize::MAX);
        let found = gather::newest(context, &query, limit, context.ui.is_json())?;
        if context.ui.is_json() {
            return context.ui.json_array(found.iter().map(CallView::of));
        }
        if found.is_empty() {
            context.ui.notice("no AI calls match");
            return Ok(());
        }
        let ids = short_ids(&found);
        let rows: Vec<_> = found.iter().zip(ids).map(|(found, id)| row(found, id)).collect();
        let headers = ["ID", "STARTED", "OPERATION", "MODEL", "STATUS", "LATENCY", "TOKENS", "COST", "ERROR"];
        context.ui.data(&table::plain(&headers, &rows, context.ui.width(), context.ui.color()))
    }
}

/// The id of an experience as calls have it: one that is whole need not be known here, for calls outlive
/// what they were about.
pub(super) fn experience(context: &Context, id: &str) -> CommandResult<String> {
    if let Ok(id) = uuid::Uuid::try_parse(id) {
        return Ok(id.to_string());
    }
    context.store.read(|session| find(session, id, Among::All).map(|record| record.current.id.to_string()))?
}

/// UUIDs as short as tells them apart from all that is listed. Any other id stands whole: its beginning may
/// be the whole id of a call that is not listed.
fn short_ids(found: &[Found]) -> Vec<String> {
    const SHORT: usize = 8;
    let is_uuid = |id: &str| id.len() == 36 && uuid::Uuid::try_parse(id).is_ok();
    let mut sorted: Vec<&str> = found.iter().map(|found| found.call.request_id.as_str()).collect();
    sorted.sort_unstable();
    let shared = |one: &str, other: &str| {
        one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count()
    };
    let pairs = sorted.windows(2).filter(|pair| pair.iter().any(|id| is_uuid(id)));
    let longest = pairs.map(|pair| shared(pair[0], pair[1])).max().unwrap_or(0);
    let length = SHORT.max(longest + 1);
    let ids = found.iter().map(|found| &found.call.request_id);
    ids.map(|id| if is_uuid(id) { id.chars().take(length).collect() } else { id.clone() }).collect()
}

fn row(Found { call, pending }: &Found, id: String) -> Vec<String> {
    let cause = match (&call.error_type, &call.error_message) {
        (Some(sort), Some(message)) => format!("{sort}: {message}"),
        (Some(text), None) | (None, Some(text)) => text.clone(),
        (None, None) => String::new(),
    };
    let status = call.http_status.filter(|_| call.status == AiStatus::Error);
    let status = status.map_or_else(|| call.status.to_string(), |http| format!("{} {http}", call.status));
    vec![
        if *pending { format!("{id} *") } else { id },
        describe::time(call.started_at.0),
        call.operation.clone(),
        call.model.clone().unwrap_or_default(),
        status,
        latency(call.latency_ms),
        number(call.tokens()),
        dollars(call.cost.as_ref()),
        cause,
    ]
}
