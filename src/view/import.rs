//! The JSON of an import.

use serde::Serialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::domain::Experience;
use crate::formats::{Doubtful, Incoming, Plan};

#[derive(Debug, Serialize)]
pub(crate) struct ImportView<'a> {
    added: usize,
    updated: usize,
    unchanged: usize,
    ids: &'a [Uuid],
    profile: &'static str,
    /// What was left out of a file with mistakes, or of an AI's answer, one sentence each.
    left_out: Vec<String>,
    /// What a dry run read, by rules or by an AI.
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<ReadView>,
}

/// A document of any origin, as it was read.
#[derive(Debug, Serialize)]
struct ReadView {
    profile: Map<String, Value>,
    entries: Vec<EntryView>,
    /// Lines that were not understood.
    unread: Vec<String>,
}

#[derive(Debug, Serialize)]
struct EntryView {
    #[serde(flatten)]
    content: Value,
    /// What is doubtful about it.
    doubts: Vec<String>,
}

impl<'a> ImportView<'a> {
    /// `read` is what was read by rules, where it is to be shown.
    pub(crate) fn of(plan: &'a Plan, left_out: Vec<String>, read: Option<(Incoming, Doubtful)>) -> Self {
        Self {
            added: plan.added(),
            updated: plan.updated(),
            unchanged: plan.unchanged,
            ids: &plan.ids,
            profile: if plan.profile.is_some() { "updated" } else { "unchanged" },
            left_out,
            read: read.map(|(incoming, doubtful)| ReadView::of(&incoming, doubtful)),
        }
    }
}

/// What an import changed, or would change, on one line.
pub(crate) fn import_sentence(plan: &Plan, is_dry_run: bool) -> String {
    let (would, was) = if is_dry_run { ("would be: ", "would be") } else { ("", "was") };
    let profile = if plan.profile.is_some() { format!("; the profile {was} updated") } else { String::new() };
    let (added, updated, unchanged) = (plan.added(), plan.updated(), plan.unchanged);
    format!("{would}{added} added, {updated} updated, {unchanged} unchanged{profile}")
}

impl ReadView {
    fn of(incoming: &Incoming, doubtful: Doubtful) -> Self {
        let (profile, entries) = incoming.content();
        let of = |index: usize| doubtful.doubts.iter().filter(move |(at, _)| *at == index);
        let entry = |(index, entry): (usize, &&Experience)| {
            let mut content = serde_json::to_value(entry).unwrap_or_default();
            if let Some(fields) = content.as_object_mut() {
                fields.retain(|key, _| {
                    !["id", "created_at", "updated_at", "tags", "translations"].contains(&key.as_str())
                });
                for (key, nothing) in [("bullets", json!([])), ("skills", json!([])), ("metadata", json!({}))]
                {
                    fields.entry(key).or_insert(nothing);
                }
                if let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut) {
                    metadata.retain(|key, _| !key.starts_with('_'));
                }
            }
            EntryView { content, doubts: of(index).map(|(_, doubt)| doubt.clone()).collect() }
        };
        let entries = entries.iter().enumerate().map(entry).collect();
        Self { profile, entries, unread: doubtful.unread }
    }
}
