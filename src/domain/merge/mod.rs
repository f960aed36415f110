//! The three-way merge of two descendants of one value.
//!
//! Its laws, held as properties: merging with an unchanged side gives the other side; changes to
//! different fields both survive; an edit beats a deletion; which device syncs first never decides
//! whether a record exists. Where both sides changed one field differently, `local` (the side that
//! syncs last) stays and the conflict is reported. No clock is asked.

use serde::Serialize;
use serde_json::{Map, Value};

use super::list::{merge_ordered, merge_set};
use super::{Conflict, Document, Experience, Merged, Profile, weight};

impl Document for Experience {
    fn same_content(&self, other: &Self) -> bool {
        self.id == other.id && self.is_deleted() == other.is_deleted() && self.differences(other).is_empty()
    }

    fn size(&self) -> usize {
        let tags = self.bullets.iter().flat_map(|bullet| &bullet.tags).chain(&self.tags);
        let lists = self.skills.iter().chain(tags).map(String::len).sum::<usize>();
        let bullets = self.bullets.iter().map(|bullet| bullet.text.len()).sum::<usize>();
        let metadata = self.metadata.iter().map(|(key, value)| key.len() + json_size(value)).sum::<usize>();
        let texts = [&self.organization, &self.location, &self.url, &self.text];
        let texts = texts.into_iter().flatten().map(String::len).sum::<usize>();
        self.title.len() + texts + lists + bullets + metadata + 200
    }

    fn weight(&self) -> usize {
        weight::of_experience(self, self.size())
    }

    fn merge(base: Option<&Self>, local: &Self, remote: &Self) -> Merged<Self> {
        let mut merger = Merger::default();
        let mut value = local.clone();
        value.kind = merger.scalar("kind", base.map(|b| &b.kind), &local.kind, &remote.kind);
        value.title = merger.scalar("title", base.map(|b| &b.title), &local.title, &remote.title);
        value.organization = merger.scalar(
            "organization",
            base.map(|b| &b.organization),
            &local.organization,
            &remote.organization,
        );
        value.location =
            merger.scalar("location", base.map(|b| &b.location), &local.location, &remote.location);
        value.url = merger.scalar("url", base.map(|b| &b.url), &local.url, &remote.url);
        value.start_date =
            merger.scalar("start_date", base.map(|b| &b.start_date), &local.start_date, &remote.start_date);
        value.end_date =
            merger.scalar("end_date", base.map(|b| &b.end_date), &local.end_date, &remote.end_date);
        value.text = merger.scalar("text", base.map(|b| &b.text), &local.text, &remote.text);

        let bullets = merge_ordered(base.map_or(&[], |b| &b.bullets), &local.bullets, &remote.bullets);
        if bullets.conflict {
            merger.conflict("bullets", &local.bullets, &remote.bullets);
        }
        value.bullets = bullets.items;
        value.skills = merge_set(base.map_or(&[], |b| &b.skills), &local.skills, &remote.skills);
        value.tags = merge_set(base.map_or(&[], |b| &b.tags), &local.tags, &remote.tags);
        value.metadata =
            merger.object("metadata", base.map(|b| &b.metadata), &local.metadata, &remote.metadata);

        value.created_at = local.created_at.min(remote.created_at);
        value.updated_at = local.updated_at.max(remote.updated_at);
        value.deleted_at = merger.deletion(base, local, remote);
        Merged { value, conflicts: merger.conflicts }
    }

    fn conflicts_with(&self, other: &Self) -> Vec<Conflict> {
        let mut conflicts = Self::merge(None, self, other).conflicts;
        // A merge would have brought it back.
        let deletion = conflicts.iter_mut().find(|conflict| conflict.field == "deleted_at");
        if let Some(conflict) = deletion.filter(|_| self.is_deleted()) {
            std::mem::swap(&mut conflict.kept, &mut conflict.other);
        }
        conflicts
    }
}

impl Document for Profile {
    fn same_content(&self, other: &Self) -> bool {
        self.document == other.document
    }

    fn size(&self) -> usize {
        self.document.iter().map(|(key, value)| key.len() + json_size(value)).sum()
    }

    fn weight(&self) -> usize {
        weight::of_profile(self)
    }

    fn merge(base: Option<&Self>, local: &Self, remote: &Self) -> Merged<Self> {
        let mut merger = Merger::default();
        let document = merger.object("profile", base.map(|b| &b.document), &local.document, &remote.document);
        let updated_at = local.updated_at.max(remote.updated_at);
        Merged { value: Self { document, updated_at }, conflicts: merger.conflicts }
    }
}

fn json_size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => 8 + items.iter().map(json_size).sum::<usize>(),
        Value::Object(map) => 8 + map.iter().map(|(key, item)| key.len() + json_size(item)).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
    }
}

#[derive(Default)]
struct Merger {
    conflicts: Vec<Conflict>,
}

impl Merger {
    fn conflict(&mut self, field: &str, kept: &impl Serialize, other: &impl Serialize) {
        let json = |result: Result<Value, serde_json::Error>| result.unwrap_or(Value::Null);
        let (kept, other) = (json(serde_json::to_value(kept)), json(serde_json::to_value(other)));
        self.conflicts.push(Conflict { field: field.to_owned(), kept, other });
    }

    fn scalar<T: PartialEq + Clone + Serialize>(
        &mut self,
        field: &str,
        base: Option<&T>,
        local: &T,
        remote: &T,
    ) -> T {
        if local == remote || base == Some(remote) {
            return local.clone();
        }
        if base == Some(local) {
            return remote.clone();
        }
        self.conflict(field, local, remote);
        local.clone()
    }

    /// Merges key by key, objects within objects too.
    fn object(
        &mut self,
        path: &str,
        base: Option<&Map<String, Value>>,
        local: &Map<String, Value>,
        remote: &Map<String, Value>,
    ) -> Map<String, Value> {
        let new_there = remote.keys().filter(|key| !local.contains_key(*key));
        local
            .keys()
            .chain(new_there)
            .filter_map(|key| {
                let before = base.and_then(|base| base.get(key));
                let merged = self.value(&format!("{path}.{key}"), before, local.get(key), remote.get(key))?;
                Some((key.clone(), merged))
            })
            .collect()
    }

    fn value(
        &mut self,
        path: &str,
        base: Option<&Value>,
        local: Option<&Value>,
        remote: Option<&Value>,
    ) -> Option<Value> {
        if local == remote || base == remote {
            return local.cloned();
        }
        if base == local {
            return remote.cloned();
        }
        match (local, remote) {
            (Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
                let before = base.and_then(Value::as_object);
                Some(Value::Object(self.object(path, before, ours, theirs)))
            }
            // A value that one side removed and the other changed: the change stays.
            (kept, other) => {
                let (kept, other) = if kept.is_none() { (other, kept) } else { (kept, other) };
                self.conflict(path, &kept, &other);
                kept.cloned()
            }
        }
    }

    /// An edit beats a deletion, whichever side made it.
    fn deletion(
        &mut self,
        base: Option<&Experience>,
        local: &Experience,
        remote: &Experience,
    ) -> Option<jiff::Timestamp> {
        let edited = |side: &Experience| {
            base.is_none_or(|base| {
                base.is_deleted() != side.is_deleted() || !base.differences(side).is_empty()
            })
        };
        match (local.deleted_at, remote.deleted_at) {
            (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
            (None, None) => None,
            (ours, theirs) => {
                let (deleted, living) = if ours.is_some() { (local, remote) } else { (remote, local) };
                if edited(living) {
                    if base.is_none_or(|base| !base.is_deleted()) || edited(deleted) {
                        self.conflict("deleted_at", &Value::Null, &deleted.deleted_at);
                    }
                    None
                } else {
                    ours.or(theirs)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
