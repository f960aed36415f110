//! What a command did to a record, and how it is taken back.
//!
//! The invariant: taking back touches only the fields that the command changed, and of these only the ones that
//! still have the value that it gave them. So a later change stays, whatever made it: this device, another one, or
//! a merge.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::list::merge_set;
use super::merge::bullets;
use super::print::Print;
use super::{Document, DocumentKey, DocumentKind, Experience, Synced};
use super::{imported, origin};

/// A value whose changes can be taken back.
pub trait Undoable: Synced {
    /// Its fields, as JSON. Times and deletion are none of them, and an empty field is absent.
    fn fields(&self) -> Map<String, Value>;

    /// Its fields as one JSON text, which is the same for the same fields. What is none of them is taken out of the value
    /// for a moment: a copy would take about as long as the text.
    fn content(&mut self) -> serde_json::Result<Vec<u8>>;

    /// The value of the same key with other fields.
    ///
    /// # Errors
    /// Where the fields are not those of such a value.
    fn with(
        &self,
        fields: Map<String, Value>,
        deleted_at: Option<Timestamp>,
        now: Timestamp,
    ) -> serde_json::Result<Self>;

    /// Whether a user has one from the beginning, so that the first change adds none.
    fn is_always_there(&self) -> bool {
        false
    }

    /// The tombstone of a value whose addition is taken back.
    fn undone(self) -> Self {
        self
    }

    /// Brings two descendants of a list together; `None`: they contradict each other, or it is merged as a whole.
    fn merge_list(field: &str, base: &Value, local: &Value, remote: &Value) -> Option<Value>;
}

impl Undoable for Experience {
    fn fields(&self) -> Map<String, Value> {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(self) else { return Map::new() };
        fields.retain(|name, _| !["id", "created_at", "updated_at", "deleted_at"].contains(&name.as_str()));
        fields
    }

    fn content(&mut self) -> serde_json::Result<Vec<u8>> {
        let times = (self.created_at, self.updated_at, self.deleted_at.take());
        (self.created_at, self.updated_at) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        let content = origin::json_of(self);
        (self.created_at, self.updated_at, self.deleted_at) = times;
        content
    }

    fn with(
        &self,
        mut fields: Map<String, Value>,
        deleted_at: Option<Timestamp>,
        now: Timestamp,
    ) -> serde_json::Result<Self> {
        fields.insert("id".to_owned(), serde_json::to_value(self.id)?);
        fields.insert("created_at".to_owned(), serde_json::to_value(self.created_at)?);
        fields.insert("updated_at".to_owned(), serde_json::to_value(now)?);
        fields.insert("deleted_at".to_owned(), serde_json::to_value(deleted_at)?);
        let mut value: Self = serde_json::from_value(Value::Object(fields))?;
        value.normalise();
        Ok(value)
    }

    fn undone(mut self) -> Self {
        imported::note_undone(&mut self);
        self
    }

    fn merge_list(field: &str, base: &Value, local: &Value, remote: &Value) -> Option<Value> {
        match field {
            "bullets" => {
                let merged = bullets::merge(&items(base)?, &items(local)?, &items(remote)?);
                (!merged.conflict).then(|| serde_json::to_value(merged.bullets).ok())?
            }
            "skills" | "tags" => {
                let merged = merge_set::<String>(&items(base)?, &items(local)?, &items(remote)?);
                serde_json::to_value(merged).ok()
            }
            _ => None,
        }
    }
}

impl Undoable for Document {
    fn fields(&self) -> Map<String, Value> {
        self.body.clone()
    }

    fn content(&mut self) -> serde_json::Result<Vec<u8>> {
        origin::json_of(&self.body)
    }

    fn with(
        &self,
        fields: Map<String, Value>,
        deleted_at: Option<Timestamp>,
        now: Timestamp,
    ) -> serde_json::Result<Self> {
        // A profile of nothing is none.
        let is_empty = self.is_always_there() && fields.is_empty();
        let deleted_at = deleted_at.or(is_empty.then_some(now));
        Ok(Self { body: fields, deleted_at, ..Self::new(self.key(), Map::new(), now) })
    }

    fn is_always_there(&self) -> bool {
        self.kind == DocumentKind::Profile
    }

    fn merge_list(field: &str, base: &Value, local: &Value, remote: &Value) -> Option<Value> {
        // The sets of a variant.
        if !["tags", "without_tags", "kinds"].contains(&field) {
            return None;
        }
        let merged = merge_set::<String>(&items(base)?, &items(local)?, &items(remote)?);
        serde_json::to_value(merged).ok()
    }
}

fn items<T: DeserializeOwned>(list: &Value) -> Option<Vec<T>> {
    Vec::deserialize(list).ok()
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Did {
    Added,
    Changed,
    Deleted,
    Restored,
}

/// What a command did to one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed<K> {
    pub key: K,
    pub did: Did,
    /// The changed fields as they were; one that is not here was absent. Of an added record there are none.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub before: Map<String, Value>,
    /// The changed fields as the command left them.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub after: Map<String, Value>,
    /// The fingerprint of all fields afterwards, where taking back deletes: an added record costs no copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

/// What taking back comes to for one record.
#[derive(Debug, Clone, PartialEq)]
pub enum Reversal<T> {
    /// The value to be stored. The named fields were changed since, and stay.
    Value { value: T, kept: Vec<String> },
    /// The record stays as it is.
    Stays(Stay),
}

/// Why a record stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stay {
    /// It is not on this device.
    Missing,
    /// It was deleted since.
    Deleted,
    /// What the command gave it was changed since.
    Changed,
    /// It is what it was before already.
    Already,
}

impl<K> Deed<K> {
    /// What was done from `before` to `after`, if anything that a person sees.
    pub fn of<T: Undoable<Key = K>>(before: Option<&T>, after: &mut T) -> Option<Self> {
        let deleted = |value: &T| value.deleted_at().is_some();
        let did = match before.map(deleted) {
            None if after.is_always_there() => Did::Changed,
            None => Did::Added,
            Some(before) if before == deleted(after) => Did::Changed,
            Some(true) => Did::Restored,
            Some(false) => Did::Deleted,
        };
        let content = matches!(did, Did::Added | Did::Restored).then(|| fingerprint(after));
        let (mut old, mut new) = (Map::new(), Map::new());
        if did != Did::Added {
            (old, new) = (before.map(T::fields).unwrap_or_default(), after.fields());
            keep_differing(&mut old, &mut new);
        }
        let nothing = did == Did::Changed && old.is_empty() && new.is_empty();
        (!nothing).then(|| Self { key: after.key(), did, before: old, after: new, content })
    }

    /// The names of the changed fields.
    pub fn fields(&self) -> Vec<&str> {
        names(&self.before, &self.after)
    }

    /// The names of what changed within a field that is an object.
    pub fn fields_within(&self, field: &str) -> Vec<&str> {
        let [before, after] =
            [&self.before, &self.after].map(|side| side.get(field).and_then(Value::as_object));
        match (before, after) {
            (Some(before), Some(after)) => names(before, after),
            (one, other) => one.or(other).map(|fields| names(fields, fields)).unwrap_or_default(),
        }
    }

    /// Takes it back from what the record is by now.
    ///
    /// # Errors
    /// Where the fields in the journal are not those of such a record.
    pub fn reverse<T: Undoable<Key = K>>(
        &self,
        current: &T,
        now: Timestamp,
    ) -> serde_json::Result<Reversal<T>> {
        let mut kept = Vec::new();
        let deleted_at = match (self.did, current.deleted_at()) {
            (Did::Added | Did::Restored, Some(_)) | (Did::Deleted, None) => {
                return Ok(Reversal::Stays(Stay::Already));
            }
            (Did::Changed, Some(_)) => return Ok(Reversal::Stays(Stay::Deleted)),
            (Did::Added | Did::Restored, None) => {
                if self.content.as_deref() != Some(&fingerprint(&mut current.clone())) {
                    return Ok(Reversal::Stays(Stay::Changed));
                }
                Some(now)
            }
            (Did::Deleted | Did::Changed, _) => None,
        };
        let mut fields = current.fields();
        restore::<T>("", &mut fields, &self.after, &self.before, &mut kept);
        let mut value = current.with(fields, deleted_at, now)?;
        if self.did == Did::Added {
            value = value.undone();
        }
        Ok(match (value.same_content(current), kept.is_empty()) {
            (false, _) => Reversal::Value { value, kept },
            (true, true) => Reversal::Stays(Stay::Already),
            (true, false) => Reversal::Stays(Stay::Changed),
        })
    }
}

fn names<'a>(before: &'a Map<String, Value>, after: &'a Map<String, Value>) -> Vec<&'a str> {
    let removed = before.keys().filter(|name| !after.contains_key(*name));
    let mut names: Vec<_> = after.keys().chain(removed).map(String::as_str).collect();
    names.sort_unstable();
    names
}

/// Drops what is the same in both, in the objects within them too.
fn keep_differing(old: &mut Map<String, Value>, new: &mut Map<String, Value>) {
    old.retain(|name, before| {
        if new.get(name) == Some(before) {
            new.remove(name);
            return false;
        }
        if let (Value::Object(before), Some(Value::Object(after))) = (before, new.get_mut(name)) {
            keep_differing(before, after);
        }
        true
    });
}

/// Puts the values of `before` where those of `after` still stand.
fn restore<T: Undoable>(
    path: &str,
    fields: &mut Map<String, Value>,
    after: &Map<String, Value>,
    before: &Map<String, Value>,
    kept: &mut Vec<String>,
) {
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    for name in after.keys().chain(gone) {
        let (was, made) = (before.get(name), after.get(name));
        if was == made {
            continue;
        }
        let path = format!("{path}{name}");
        match restored::<T>(&path, fields.get(name), made, was, kept) {
            Some(value) => fields.insert(name.clone(), value),
            None => fields.remove(name),
        };
    }
}

/// One value, given what it is by now, what the command made it, and what it was before.
fn restored<T: Undoable>(
    path: &str,
    current: Option<&Value>,
    made: Option<&Value>,
    was: Option<&Value>,
    kept: &mut Vec<String>,
) -> Option<Value> {
    if current == made || current == was {
        return was.cloned();
    }
    // An absent list or object is an empty one.
    let (none, empty) = (Value::Array(Vec::new()), Map::new());
    if let Some(Value::Object(current)) = current {
        let object = |value: Option<&'_ Value>| match value {
            Some(Value::Object(object)) => Some(object.clone()),
            None => Some(empty.clone()),
            Some(_) => None,
        };
        if let (Some(made), Some(was)) = (object(made), object(was)) {
            let mut fields = current.clone();
            restore::<T>(&format!("{path}."), &mut fields, &made, &was, kept);
            return (!fields.is_empty()).then_some(Value::Object(fields));
        }
    }
    let [base, local, remote] = [made, current, was].map(|value| value.unwrap_or(&none));
    if let Some(Value::Array(merged)) = T::merge_list(path, base, local, remote) {
        return (!merged.is_empty()).then_some(Value::Array(merged));
    }
    kept.push(path.to_owned());
    current.cloned()
}

/// A fingerprint of the fields. Objects within them are in the order of their keys.
fn fingerprint(value: &mut impl Undoable) -> String {
    Print::of(value.content().unwrap_or_default()).to_string()
}

/// Everything that one command did, by the type of the records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deeds {
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experiences: Vec<Deed<Uuid>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Deed<DocumentKey>>,
}

#[cfg(test)]
mod tests;
