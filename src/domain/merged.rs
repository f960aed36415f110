//! What a merge of two descendants of a record gives.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How many unread merges a record remembers.
const MAX_CONFLICTS: usize = 20;

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged<T> {
    pub value: T,
    /// What both sides had changed in different ways.
    pub conflicts: Vec<Conflict>,
}

/// A field that two devices changed differently: which value stayed, and which one only the history has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    pub field: String,
    pub kept: Value,
    pub other: Value,
    /// Whether this device deleted what stayed, because it was edited elsewhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted_here: bool,
}

impl Conflict {
    pub(super) fn new(field: &str, kept: &impl Serialize, other: &impl Serialize) -> Self {
        Self { field: field.to_owned(), kept: json(kept), other: json(other), deleted_here: false }
    }

    /// Whether a merge brought back what one side had deleted.
    fn is_brought_back(&self) -> bool {
        self.field == "deleted_at" && self.kept.is_null()
    }

    /// Whether an edit of the value `before` to `after` leaves its field as it is.
    pub(super) fn is_open(&self, before: &impl Serialize, after: &impl Serialize) -> bool {
        self.part(&json(before)) == self.part(&json(after))
    }

    /// What a record has in this field: of a document, whose fields begin with its kind, in its body.
    fn part<'v>(&self, whole: &'v Value) -> Option<&'v Value> {
        match whole.get("body").zip(self.field.split_once('.')) {
            Some((body, (_, path))) => at(body, path),
            None => at(whole, &self.field),
        }
    }
}

pub(super) fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// What stands under a path of keys, which may have dots themselves.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let fields = value.as_object()?;
    let below =
        |(key, inner): (&String, &'v Value)| at(inner, path.strip_prefix(key.as_str())?.strip_prefix('.')?);
    fields.get(path).or_else(|| fields.iter().find_map(below))
}

/// Keeps merges to be looked at; the oldest give way. `deleted_here`: this device had deleted the record.
pub(super) fn remember(unread: &mut Vec<Conflict>, conflicts: Vec<Conflict>, deleted_here: bool) {
    unread.extend(
        conflicts.into_iter().map(|conflict| Conflict {
            deleted_here: deleted_here && conflict.is_brought_back(),
            ..conflict
        }),
    );
    let surplus = unread.len().saturating_sub(MAX_CONFLICTS);
    unread.drain(..surplus);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_conflict_is_open_until_its_own_field_changes() {
        let conflict = |field: &str| Conflict::new(field, &Value::Null, &Value::Null);
        let experience = json!({"title": "a", "bullets": ["x"], "metadata": {"team": "A", "a.b": {"c": 1}}});
        let variant =
            json!({"kind": "variant", "id": "1", "deleted_at": null, "body": {"pages": 1, "name": "lead"}});
        let profile = json!({"kind": "profile", "id": "", "body": {"basics": {"name": "Ada"}}});
        for (field, before, key, value) in [
            ("title", &experience, "/title", json!("b")),
            ("bullets", &experience, "/bullets", json!(["y"])),
            ("metadata.team", &experience, "/metadata/team", Value::Null),
            ("metadata.a.b.c", &experience, "/metadata/a.b/c", json!(2)),
            ("variant.pages", &variant, "/body/pages", Value::Null),
            ("deleted_at", &variant, "/deleted_at", json!("2024-05-01T00:00:00Z")),
            ("profile.basics.name", &profile, "/body/basics/name", json!("Ada K.")),
        ] {
            let mut after = before.clone();
            *after.pointer_mut(key).unwrap() = value;
            assert!(!conflict(field).is_open(before, &after), "{field}");
            assert!(conflict("location").is_open(before, &after), "{field}");
            assert!(conflict(field).is_open(before, before), "{field}");
        }
    }
}
