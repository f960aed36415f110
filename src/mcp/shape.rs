//! What the arguments and answers of several tools share.

use serde::Deserialize;
use serde_json::Value;

use super::Answer;
use crate::library::CommandResult;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct One {
    pub id: String,
}

pub(super) fn answer(value: Value, sentence: impl Into<String>) -> CommandResult<Answer> {
    Ok(Answer { value, sentence: sentence.into() })
}
