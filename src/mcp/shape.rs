//! What the arguments and answers of several tools share.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};
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

/// What a tool says that changed nothing: `undo` would take something else back.
pub(super) const UNCHANGED: &str = "nothing was changed";

pub(super) fn answer(value: impl Serialize, sentence: impl Into<String>) -> CommandResult<Answer> {
    let json = serde_json::to_string(&value).map_err(std::io::Error::from)?;
    Ok(Answer { json, sentence: sentence.into() })
}

/// The arguments of a tool.
pub(super) fn read<T: DeserializeOwned>(arguments: Map<String, Value>) -> CommandResult<T> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| {
        CommandError::usage(format!("the arguments are not valid: {error}")).caused_by(error)
    })
}

pub(super) fn json_of(value: &impl Serialize) -> CommandResult<Value> {
    Ok(serde_json::to_value(value).map_err(std::io::Error::from)?)
}

/// An experience without the ways to reach others.
pub(super) struct Shown {
    experience: Experience,
    revision: i64,
    pending: bool,
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ExperienceView::with(&self.experience, self.revision, self.pending).serialize(serializer)
    }
}

pub(super) fn view(record: &Record<Experience>) -> Shown {
    let experience = without_contact_of_others(record.current.clone());
    Shown { experience, revision: record.revision, pending: record.is_pending() }
}

#[derive(Serialize)]
pub(super) struct Experiences {
    experiences: Vec<Shown>,
}

pub(super) fn views<'a>(records: impl IntoIterator<Item = &'a Record<Experience>>) -> Experiences {
    Experiences { experiences: records.into_iter().map(view).collect() }
}

impl Experiences {
    pub(super) fn count(&self) -> usize {
        self.experiences.len()
    }
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
