//! `resume history`: the revisions of an experience.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::cli::context::Context;
use crate::cli::ui::view::ExperienceView;
use crate::cli::ui::{describe, table};
use crate::domain::Document;
use crate::library::{Among, CommandResult, Moment, Past, visible};

/// Show every revision of an experience, with its time, device and changes
///
/// A pending revision is not in the database yet. Its number may still change.
#[derive(Debug, Args)]
pub(crate) struct History {
    /// ID, a unique prefix of at least four characters, part of the title, or `@last`
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
    #[serde(flatten)]
    state: StateView<'a>,
}

/// The state itself, under its name.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum StateView<'a> {
    Experience(Box<ExperienceView<'a>>),
    Profile(&'a Map<String, Value>),
    Application(&'a Map<String, Value>),
    Variant(&'a Map<String, Value>),
}

impl History {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let id = context.find(&self.id, Among::All)?.current.id;
        let past = context.library.past(id)?;
        show(context, &past, describe::changes, |state| {
            StateView::Experience(Box::new(ExperienceView::with(&state.value, state.revision, state.pending)))
        })
    }
}

/// What changed between two states of a document.
pub(super) fn of_document(before: Option<&Document>, after: &Document) -> Vec<String> {
    let empty = Map::new();
    let mut changes =
        describe::document_changes("", before.map_or(&empty, |before| &before.body), &after.body);
    let is_deleted = |document: &Document| document.deleted_at.is_some();
    match (before.is_some_and(is_deleted), is_deleted(after)) {
        (false, true) => changes.push("deleted".to_owned()),
        (true, false) => changes.push("restored".to_owned()),
        (false, false) | (true, true) => {}
    }
    if changes.is_empty() { vec!["no visible change".to_owned()] } else { changes }
}

/// Shows the states of a record, the newest first in a table.
pub(super) fn show<T>(
    context: &Context,
    past: &Past<T>,
    changes: impl Fn(Option<&T>, &T) -> Vec<String>,
    view: impl Fn(&Moment<T>) -> StateView<'_>,
) -> CommandResult {
    if let Some(cause) = &past.unreachable {
        context
            .ui
            .notice(&format!("notice: showing only the revisions on this device: {}", visible::line(cause)));
    }
    let changes = |index: usize| match index.checked_sub(1) {
        None if past.begins_later => vec!["first revision on this device".to_owned()],
        before => changes(before.map(|index| &past.states[index].value), &past.states[index].value),
    };
    let states = past.states.iter().enumerate();
    if context.ui.is_json() {
        let views = states.map(|(index, state)| MomentView {
            revision: state.revision,
            at: state.at,
            device: state.device.as_deref(),
            pending: state.pending,
            changes: changes(index),
            state: view(state),
        });
        return context.ui.json(&views.collect::<Vec<_>>());
    }
    let rows: Vec<_> = states.rev().map(|(index, state)| row(state, &changes(index))).collect();
    let text = table::plain(
        &["REVISION", "WHEN", "DEVICE", "CHANGES"],
        &rows,
        context.ui.width(),
        context.ui.color(),
    );
    context.ui.page(&text)
}

fn row<T>(state: &Moment<T>, changes: &[String]) -> Vec<String> {
    let mark = if state.pending { " (pending)" } else { "" };
    let device = state.device.as_deref().map_or_else(|| "–".to_owned(), str::to_owned);
    vec![format!("{}{mark}", state.revision), describe::time(state.at), device, changes.join("; ")]
}
