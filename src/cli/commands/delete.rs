//! `resume delete`: turns experiences into tombstones that `restore` can bring back.

use clap::Args;

use super::told::tell;
use crate::cli::context::Context;
use crate::cli::ui::prompt;
use crate::domain::{Experience, Record};
use crate::library::{Among, CommandResult, short_id, visible};
use crate::view::{ExperienceView, width};

/// Delete experiences; `resume restore` brings them back
///
/// Prompts for confirmation; without a terminal, pass --yes. Deletes all of them or none.
#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// IDs, unique prefixes of at least four characters, parts of titles, or `@last`
    #[arg(required = true, value_name = "ID", add = crate::cli::complete::ids(Among::Living))]
    pub ids: Vec<String>,
    /// Skip the confirmation
    #[arg(long, short)]
    pub yes: bool,
}

impl Delete {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let chosen = context.find_all(&self.ids, Among::Living)?;
        if !self.yes {
            confirm_all(context, "Delete", &chosen, "nothing was deleted")?;
        }
        let ids: Vec<_> = chosen.iter().map(|record| record.current.id).collect();
        let deleted = context.library.delete(&ids)?;
        if context.ui.is_json() {
            return context.ui.json(&deleted.iter().map(ExperienceView::of).collect::<Vec<_>>());
        }
        tell(context, "deleted", &deleted, |id| format!("; `resume restore {id}` brings it back"))?;
        if context.ui.width().is_some() {
            return Ok(());
        }
        for Record { current, .. } in &deleted {
            let (id, label) = (short_id(current.id), visible::line(current.label()));
            context.ui.notice(&format!("deleted {label}; `resume restore {id}` brings it back"));
        }
        Ok(())
    }
}

/// The most columns of a title, and the most titles, in a question: it must fit on the screen.
const LONGEST_NAME: usize = 40;
const MOST_NAMES: usize = 5;

/// Asks before something is done to all of the chosen; `refused` is told where the answer is no.
pub(super) fn confirm_all(
    context: &Context,
    verb: &str,
    chosen: &[Record<Experience>],
    refused: &str,
) -> CommandResult {
    let name = |record: &Record<Experience>| {
        width::fit(&visible::line(record.current.label()).to_string(), LONGEST_NAME).into_owned()
    };
    let mut names: Vec<_> = chosen.iter().take(MOST_NAMES).map(name).collect();
    if let more @ 1.. = chosen.len() - names.len() {
        names.push(format!("and {more} more"));
    }
    let question = match chosen {
        [_] => format!("{verb} {}?", names.concat()),
        _ => format!("{verb} {} experiences ({})?", chosen.len(), names.join(", ")),
    };
    prompt::confirm_or_fail(&context.ui, &question, refused)
}
