//! `resume db check`: tries every step between a setting and a stored experience, and prints each
//! result at once.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::ui::style::Style;
use crate::database::{self, CheckStatus};
use crate::library::{CommandError, CommandResult, ErrorKind, visible};

/// Try every step from the settings to a write, which is rolled back
///
/// Each step prints `ok`, `warn` or `fail`, and a hint. The exit code is 5 if a step fails. Each step
/// waits for up to `RESUME_TIMEOUT` seconds.
#[derive(Debug, Args)]
pub(crate) struct Check {}

impl Check {
    pub(super) fn run(self, context: &Context) -> CommandResult {
        let mut unwritten = None;
        let checked = context.library.check_database(|check| {
            if !context.ui.is_json() && unwritten.is_none() {
                unwritten = context.ui.data(&line(check, context.ui.color())).err();
            }
        })?;
        if let Some(error) = unwritten {
            return Err(error);
        }
        if context.ui.is_json() {
            context.ui.json(&checked)?;
        }
        if checked.ok {
            return Ok(());
        }
        Err(CommandError::new(ErrorKind::Database, "the database is not ready")
            .hint("see the steps marked `fail`"))
    }
}

fn line(check: &database::Check, color: bool) -> String {
    let (word, style) = match check.status {
        CheckStatus::Ok => ("ok", Style::Good),
        CheckStatus::Warn => ("warn", Style::Doubtful),
        CheckStatus::Fail => ("fail", Style::Bad),
    };
    let word = style.of(&format!("{word:<4}"), color);
    let hint = check.hint.iter().map(|hint| format!("      hint: {}\n", visible::line(hint)));
    let step = format!("{word}  {}: {}\n", visible::line(&check.name), visible::line(&check.detail));
    std::iter::once(step).chain(hint).collect()
}
