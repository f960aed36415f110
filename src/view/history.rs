//! The JSON of the states of a record.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::changes::fate;
use super::document::document_changes;
use super::experience::ExperienceView;
use crate::domain::Document;
use crate::library::{Moment, Past};

#[derive(Debug, Serialize)]
pub(crate) struct MomentView<'a> {
    revision: i64,
    at: Timestamp,
    device: Option<&'a str>,
    pending: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    refused: bool,
    changes: &'a [String],
    #[serde(flatten)]
    state: StateView<'a>,
}

/// The state itself, under its name.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StateView<'a> {
    Experience(Box<ExperienceView<'a>>),
    Profile(&'a Map<String, Value>),
    Application(&'a Map<String, Value>),
    Variant(&'a Map<String, Value>),
}

/// What changed in each state since the one before, in words.
pub(crate) fn past_changes<T>(
    past: &Past<T>,
    changes: impl Fn(Option<&T>, &T) -> Vec<String>,
) -> Vec<Vec<String>> {
    let states = &past.states;
    let of = |index: usize| match index.checked_sub(1) {
        None if past.begins_later => vec!["first revision on this device".to_owned()],
        before => changes(before.map(|index| &states[index].value), &states[index].value),
    };
    (0..states.len()).map(of).collect()
}

/// The states with their changes, oldest first.
pub(crate) fn moments<'a, T>(
    past: &'a Past<T>,
    changes: &'a [Vec<String>],
    view: impl Fn(&'a Moment<T>) -> StateView<'a>,
) -> Vec<MomentView<'a>> {
    let moment = |(state, changes): (&'a Moment<T>, &'a Vec<String>)| MomentView {
        revision: state.revision,
        at: state.at,
        device: state.device.as_deref(),
        pending: state.pending,
        refused: state.refused,
        changes,
        state: view(state),
    };
    past.states.iter().zip(changes).map(moment).collect()
}

/// What changed between two states of a document.
pub(crate) fn of_document(before: Option<&Document>, after: &Document) -> Vec<String> {
    let empty = Map::new();
    let mut changes = document_changes("", before.map_or(&empty, |before| &before.body), &after.body);
    changes.extend(fate(before.is_some_and(Document::is_deleted), after.is_deleted()));
    if changes.is_empty() { vec!["no visible change".to_owned()] } else { changes }
}
