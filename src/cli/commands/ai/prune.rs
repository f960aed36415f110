//! `resume ai prune`: removes old AI calls from this device and from the database.

use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::prompt;
use crate::domain::StartedAt;
use crate::library::{CommandResult, When};

/// Remove old AI calls from this device and from the database
///
/// The removal is final. If the database is unreachable, nothing is removed. With --offline, only calls
/// that are not in the database yet are removed.
#[derive(Debug, Args)]
pub(crate) struct Prune {
    /// Remove calls before this age (`90d`) or date (UTC)
    #[arg(long, value_name = "WHEN")]
    pub before: When,
    /// Skip the confirmation
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Serialize)]
struct PruneView {
    pruned: u64,
    before: StartedAt,
}

impl Prune {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let before = self.before.at(context.library.now());
        if !self.yes {
            prompt::require_terminal(&context.ui)?;
        }
        let confirm = |count| match count {
            0 => Ok(()),
            _ => {
                let question = format!("Remove {} from before {before}?", calls(count));
                prompt::confirm_or_fail(&context.ui, &question, "nothing was removed")
            }
        };
        let pruned = context.library.prune_ai_calls(before, (!self.yes).then_some(confirm))?;
        if context.ui.is_json() {
            return context.ui.json(&PruneView { pruned, before });
        }
        context.ui.data(&format!("{} removed\n", calls(pruned)))
    }
}

fn calls(count: u64) -> String {
    format!("{count} AI {}", if count == 1 { "call" } else { "calls" })
}
