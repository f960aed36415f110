//! The JSON of a variant.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::fields::sync;
use crate::domain::Variant;
use crate::library::VariantState;

/// The JSON of one variant.
#[derive(Debug, Serialize)]
pub(crate) struct VariantView<'a> {
    name: &'a str,
    id: &'a str,
    /// What it says itself. Each key is there, `null` where it says nothing.
    #[serde(flatten)]
    own: Map<String, Value>,
    /// The same with what its parents say; absent where it cannot be used.
    whole: Option<Map<String, Value>>,
    error: Option<&'a str>,
    experiences: usize,
    updated_at: Timestamp,
    deleted_at: Option<Timestamp>,
    revision: i64,
    sync: &'static str,
}

impl<'a> VariantView<'a> {
    pub(crate) fn of(state: &'a VariantState) -> Self {
        let record = &state.record;
        Self {
            name: state.name(),
            id: &record.current.id,
            own: keyed(&state.own, state.parent.as_deref()),
            whole: state.whole.as_ref().ok().map(|whole| keyed(whole, state.parent.as_deref())),
            error: state.whole.as_ref().err().map(String::as_str),
            experiences: state.experiences,
            updated_at: record.current.updated_at,
            deleted_at: record.current.deleted_at,
            revision: record.revision,
            sync: sync(record.is_pending()),
        }
    }
}

/// Every key, with the name of the parent in place of its id.
fn keyed(variant: &Variant, parent: Option<&str>) -> Map<String, Value> {
    let said = variant.write();
    let value = |key: &str| match key {
        "from" => parent.map_or(Value::Null, Into::into),
        key => said.get(key).cloned().unwrap_or_else(|| match key {
            "section_titles" | "settings" => Value::Object(Map::new()),
            _ => Value::Null,
        }),
    };
    Variant::KEYS.into_iter().map(|key| (key.to_owned(), value(key))).collect()
}
