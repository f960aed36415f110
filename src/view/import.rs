//! The JSON of an import.

use serde::Serialize;
use uuid::Uuid;

use crate::formats::Plan;

#[derive(Debug, Serialize)]
pub(crate) struct ImportView<'a> {
    added: usize,
    updated: usize,
    unchanged: usize,
    ids: &'a [Uuid],
    profile: &'static str,
    /// What was left out of a file with mistakes, one sentence each.
    left_out: Vec<String>,
}

impl<'a> ImportView<'a> {
    pub(crate) fn of(plan: &'a Plan, left_out: Vec<String>) -> Self {
        Self {
            added: plan.added(),
            updated: plan.updated(),
            unchanged: plan.unchanged,
            ids: &plan.ids,
            profile: if plan.profile.is_some() { "updated" } else { "unchanged" },
            left_out,
        }
    }
}
