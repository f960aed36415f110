//! `resume history`: the revisions of an experience.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::ui::describe;
use crate::library::{Among, CommandResult, Moment, Past, visible};
use crate::view::{ExperienceView, StateView, changes, moments, past_changes};

/// Show every revision of an experience, with its time, device and changes
///
/// A pending revision is not in the database yet. Its number may still change.
#[derive(Debug, Args)]
pub(crate) struct History {
    /// ID, a unique prefix of at least four characters, part of the title, or `@last`
    #[arg(add = crate::cli::complete::ids(Among::All))]
    pub id: String,
}

impl History {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let id = context.find(&self.id, Among::All)?.current.id;
        let past = context.library.past(id)?;
        show(context, &past, changes, |state| {
            StateView::Experience(Box::new(ExperienceView::with(&state.value, state.revision, state.pending)))
        })
    }
}

/// Shows the states of a record, the newest first in a table.
pub(super) fn show<T>(
    context: &Context,
    past: &Past<T>,
    changes: impl Fn(Option<&T>, &T) -> Vec<String>,
    view: impl Fn(&Moment<T>) -> StateView<'_>,
) -> CommandResult {
    if let Some(cause) = &past.unreachable {
        context.ui.remark(&format!("showing only the revisions on this device: {}", visible::line(cause)));
    }
    let changes = past_changes(past, changes);
    if context.ui.is_json() {
        return context.ui.json(&moments(past, &changes, view));
    }
    let states = past.states.iter().zip(&changes);
    let rows: Vec<_> = states.rev().map(|(state, changes)| row(state, changes)).collect();
    context.ui.page(&context.ui.table(&["REVISION", "WHEN", "DEVICE", "CHANGES"], &rows))
}

fn row<T>(state: &Moment<T>, changes: &[String]) -> Vec<String> {
    let mark = match state {
        Moment { pending: true, .. } => " (pending)",
        Moment { refused: true, .. } => " (refused)",
        _ => "",
    };
    let device = state.device.as_deref().map_or_else(|| "–".to_owned(), str::to_owned);
    vec![format!("{}{mark}", state.revision), describe::time(state.at), device, changes.join("; ")]
}
