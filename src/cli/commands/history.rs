//! `resume history`: the revisions of an experience.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ui::view::ExperienceView;
use crate::cli::ui::{describe, table};
use crate::library::{Among, CommandResult, Moment, visible};

/// Show every revision of an experience, with its time, device and changes
///
/// A pending revision is not in the database yet. Its number may still change.
#[derive(Debug, Args)]
pub(crate) struct History {
    /// ID, or a unique prefix of at least four characters
    #[arg(add = crate::cli::complete::ids(Among::All))]
    pub id: String,
}

#[derive(Serialize)]
struct MomentView<'a> {
    revision: i64,
    at: Timestamp,
    device: Option<&'a str>,
    pending: bool,
    changes: Vec<String>,
    experience: ExperienceView<'a>,
}

impl History {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let id = context.library.find(&self.id, Among::All)?.current.id;
        let past = context.library.past(id)?;
        if let Some(cause) = &past.unreachable {
            context.ui.notice(&format!(
                "notice: showing only the revisions on this device: {}",
                visible::line(cause)
            ));
        }
        let changes = |index: usize| match index.checked_sub(1) {
            None if past.begins_later => vec!["first revision on this device".to_owned()],
            before => {
                describe::changes(before.map(|index| &past.states[index].value), &past.states[index].value)
            }
        };
        if context.ui.is_json() {
            let views: Vec<_> =
                past.states.iter().enumerate().map(|(index, state)| view(state, changes(index))).collect();
            return context.ui.json(&views);
        }
        let rows: Vec<_> =
            past.states.iter().enumerate().rev().map(|(index, state)| row(state, &changes(index))).collect();
        let text = table::plain(
            &["REVISION", "WHEN", "DEVICE", "CHANGES"],
            &rows,
            context.ui.width(),
            context.ui.color(),
        );
        context.ui.data(&text)
    }
}

fn view(state: &Moment, changes: Vec<String>) -> MomentView<'_> {
    MomentView {
        revision: state.revision,
        at: state.at,
        device: state.device.as_deref(),
        pending: state.pending,
        changes,
        experience: ExperienceView::with(&state.value, state.revision, state.pending),
    }
}

fn row(state: &Moment, changes: &[String]) -> Vec<String> {
    let mark = if state.pending { " (pending)" } else { "" };
    let device = state.device.as_deref().map_or_else(|| "–".to_owned(), str::to_owned);
    vec![format!("{}{mark}", state.revision), describe::time(state.at), device, changes.join("; ")]
}
