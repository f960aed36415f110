//! `resume ai record`: logs AI calls of other programs.

use clap::Args;
use serde::Serialize;

use crate::cli::commands::input;
use crate::cli::context::Context;
use crate::library::{CommandError, CommandResult, RecordedCalls, visible};

/// Log AI calls from JSON or JSON Lines on standard input
///
/// Each object needs `operation`. Optional fields are `request_id` (default: a new one; a known one
/// changes nothing), `provider`, `model`, `experience` (an ID, or a unique prefix of a known one),
/// `status` (`ok`, the default, or `error`), `http_status`, `error_type`, `error_message`, `started_at`
/// (RFC 3339; default: now), `latency_ms`, `prompt_tokens`, `completion_tokens`, `total_tokens`, `cost`
/// (US dollars, a number or text), `request` and `response` (text or any JSON), and `metadata` (an
/// object). The command logs all calls or none.
#[derive(Debug, Args)]
pub(crate) struct Record {}

#[derive(Serialize)]
struct RecordView {
    recorded: usize,
    ids: Vec<String>,
}

/// The largest input that is read.
const MAX_INPUT: u64 = 64 << 20;

impl Record {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let bytes = input::read_past(MAX_INPUT, std::io::stdin().lock(), input::STANDARD_INPUT)?;
        if bytes.len() as u64 > MAX_INPUT {
            let message = format!("standard input is larger than {} MiB", MAX_INPUT >> 20);
            return Err(CommandError::usage(message).hint("nothing was logged; send it in several parts"));
        }
        let RecordedCalls { recorded, ids } = context.library.record_ai_calls(&bytes)?;
        if recorded < ids.len() {
            context.ui.notice(&match ids.len() {
                1 => "this call is logged already; nothing was changed".to_owned(),
                all => {
                    format!("{} of {all} calls are logged already, and were not logged again", all - recorded)
                }
            });
        }
        if context.ui.is_json() {
            return context.ui.json(&RecordView { recorded, ids });
        }
        match ids.as_slice() {
            [_] if context.ui.width().is_some() && recorded == 0 => Ok(()),
            [id] if context.ui.width().is_some() => {
                context.ui.data(&format!("logged 1 AI call (id {})\n", visible::line(id)))
            }
            [id] => context.ui.data(&format!("{id}\n")),
            _ => context
                .ui
                .data(&format!("{recorded} AI {} logged\n", if recorded == 1 { "call" } else { "calls" })),
        }
    }
}
