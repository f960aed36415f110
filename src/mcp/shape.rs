//! What the arguments and answers of several tools share.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::Answer;
use crate::domain::{Experience, Record};
use crate::library::{CommandError, CommandResult, Library, visible, without_contact_of_others};
use crate::view::ExperienceView;

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

/// An object with one list. `json!` would copy every item of it.
pub(super) fn list_of(key: &str, items: Vec<Value>) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), Value::Array(items))]))
}

/// The arguments of a tool.
pub(super) fn read<T: DeserializeOwned>(arguments: Map<String, Value>) -> CommandResult<T> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| {
        CommandError::usage(format!("the arguments are not valid: {error}")).caused_by(error)
    })
}

pub(super) fn json_of(value: &impl serde::Serialize) -> CommandResult<Value> {
    Ok(serde_json::to_value(value).map_err(std::io::Error::from)?)
}

/// The JSON of an experience, without the ways to reach others.
pub(super) fn view(record: &Record<Experience>) -> CommandResult<Value> {
    let shown = without_contact_of_others(record.current.clone());
    json_of(&ExperienceView::with(&shown, record.revision, record.is_pending()))
}

pub(super) fn label(record: &Record<Experience>) -> String {
    visible::line(record.current.label()).to_string()
}

/// Puts a mark in place of every contact in the texts of a value. The digits of an ID are no telephone.
pub(super) fn mask(library: &Library, value: &mut Value) {
    match value {
        Value::String(text) if Uuid::try_parse(text).is_ok() => {}
        Value::String(text) => *text = library.mask_contact(text),
        Value::Array(items) => items.iter_mut().for_each(|item| mask(library, item)),
        Value::Object(object) => object.values_mut().for_each(|value| mask(library, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
