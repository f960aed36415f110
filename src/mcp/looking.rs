//! Tools that only look at what is kept beside the experiences, and at the whole.

use serde::Deserialize;
use serde_json::json;

use super::Answer;
use super::shape::{Nothing, One, answer, json_of, mask};
use crate::domain::AiQuery;
use crate::library::{
    Among, CheckupOrder, CommandError, CommandResult, Library, MAX_JOB, PublishOrder, counted, newest_first,
    visible,
};
use crate::view::{ApplicationView, CallView, CheckView, CountView, VariantView};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    variant: Option<String>,
    language: Option<String>,
    job: Option<String>,
}

pub(super) fn check(library: &Library, Check { variant, language, job }: Check) -> CommandResult<Answer> {
    if job.as_ref().is_some_and(|job| job.len() > MAX_JOB) {
        return Err(CommandError::usage(format!("the job description has more than {MAX_JOB} bytes")));
    }
    let document = PublishOrder { variant, language, ..PublishOrder::default() };
    let checkup = library.check_up(&CheckupOrder { document, job })?;
    let mut value = json_of(&CheckView::of(&checkup))?;
    // It names what it read, e-mail and telephone too.
    mask(library, &mut value);
    answer(value, counted(checkup.findings.len(), "finding"))
}

pub(super) fn variants(library: &Library, Nothing {}: &Nothing) -> CommandResult<Answer> {
    let all = library.variants()?;
    let views: Vec<_> = all.iter().map(VariantView::of).collect();
    answer(json!({ "variants": json_of(&views)? }), counted(all.len(), "variant"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Name {
    pub name: String,
}

pub(super) fn variant(library: &Library, Name { name }: &Name) -> CommandResult<Answer> {
    let state = library.variant(name)?;
    answer(VariantView::of(&state), format!("the variant `{}`", visible::line(state.name())))
}

pub(super) fn applications(library: &Library, Nothing {}: &Nothing) -> CommandResult<Answer> {
    let records = library.applications()?;
    let living = newest_first(&records).into_iter().filter(|(one, _)| one.deleted_at.is_none());
    let views: Vec<_> = living.map(|(_, record)| ApplicationView::of(record)).collect();
    answer(json!({ "applications": json_of(&views)? }), counted(views.len(), "application"))
}

pub(super) fn application(library: &Library, One { id }: &One) -> CommandResult<Answer> {
    let record = library.application(id, Among::All)?;
    answer(ApplicationView::of(&record), "the application")
}

pub(super) fn tags(library: &Library, Nothing {}: &Nothing) -> CommandResult<Answer> {
    let all = library.tags()?;
    let views: Vec<_> = all.iter().map(CountView::of).collect();
    answer(json!({ "tags": json_of(&views)? }), counted(all.len(), "tag"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Log {
    operation: Option<String>,
    limit: Option<usize>,
}

/// How many calls of the log are shown where no number is given.
const CALLS: usize = 50;

pub(super) fn log(library: &Library, Log { operation, limit }: Log) -> CommandResult<Answer> {
    let query = AiQuery { operation, ..AiQuery::default() };
    let found = library.ai_calls(&query, limit.unwrap_or(CALLS), true)?;
    let views: Vec<_> = found.iter().map(CallView::of).collect();
    let mut value = json_of(&views)?;
    // Another program may have logged them.
    for call in value.as_array_mut().into_iter().flatten() {
        for text in ["request", "response", "error_message", "metadata"] {
            mask(library, &mut call[text]);
        }
    }
    answer(json!({ "calls": value }), counted(found.len(), "call"))
}
