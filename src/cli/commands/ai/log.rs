//! `resume ai log`: the logged AI calls.

use clap::Args;

use super::view::{dollars, latency, number};
use crate::cli::commands::word::whole_number;
use crate::cli::context::Context;
use crate::cli::ui::describe;
use crate::domain::{AiQuery, AiStatus};
use crate::library::{CommandResult, LoggedCall, When, shortened_where};
use crate::view::CallView;

/// List AI calls, newest first
///
/// `*` marks calls that are not in the database yet.
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// Only calls since this age (`7d`, `12h`) or date (UTC)
    #[arg(long, value_name = "WHEN")]
    pub since: Option<When>,
    /// Only calls with this result
    #[arg(long, value_parser = crate::cli::commands::word::word::<AiStatus>(["ok", "error"]))]
    pub status: Option<AiStatus>,
    /// Only calls of this operation, such as `suggest`
    #[arg(long)]
    pub operation: Option<String>,
    /// Only calls of this model
    #[arg(long)]
    pub model: Option<String>,
    /// Only calls for this experience: its ID, a unique prefix, or part of its title
    #[arg(long, value_name = "ID")]
    pub experience: Option<String>,
    /// Maximum number of calls
    #[arg(long, value_name = "N", value_parser = whole_number, allow_negative_numbers = true)]
    pub limit: Option<usize>,
}

impl Log {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let experience =
            self.experience.as_deref().map(|id| context.library.ai_experience(id)).transpose()?;
        let query = AiQuery {
            since: self.since.map(|since| since.at(context.library.now())),
            status: self.status,
            operation: self.operation,
            model: self.model,
            experience,
        };
        let limit = self.limit.unwrap_or(usize::MAX);
        let found = context.library.ai_calls(&query, limit, context.ui.is_json())?;
        if context.ui.is_json() {
            return context.ui.json_array(found.iter().map(CallView::of));
        }
        if found.is_empty() {
            context.ui.notice("no AI calls match");
            return Ok(());
        }
        let ids: Vec<_> = found.iter().map(|found| found.call.request_id.clone()).collect();
        // A prefix of any other ID may be the ID of a call outside the list.
        let is_uuid = |id: &str| id.len() == 36 && uuid::Uuid::try_parse(id).is_ok();
        let ids = shortened_where(&ids, is_uuid);
        let rows: Vec<_> = found.iter().zip(ids).map(|(found, id)| row(found, id)).collect();
        let headers = ["ID", "STARTED", "OPERATION", "MODEL", "STATUS", "LATENCY", "TOKENS", "COST", "ERROR"];
        context.ui.page(&context.ui.table(&headers, &rows))
    }
}

fn row(LoggedCall { call, pending }: &LoggedCall, id: String) -> Vec<String> {
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
