//! The three-way merge of two descendants of one value.
//!
//! Its laws, held as properties: merging with an unchanged side gives the other side; changes to
//! different fields both survive; an edit beats a deletion; which device syncs first never decides
//! whether a record exists. Where both sides changed one field differently, `local` (the side that
//! syncs last) stays and the conflict is reported. No clock is asked.

pub(super) mod bullets;
mod stranger;
mod translations;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

pub use bullets::{carry_tags, carry_translations};

use super::list::merge_set;
use super::{
    Bullet, Conflict, Document, DocumentKey, Experience, Invalid, Merged, Synced, Translation, weight,
};
use super::{imported, origin};

impl Synced for Experience {
    type Key = Uuid;

    fn key(&self) -> Uuid {
        self.id
    }

    fn is(&self, key: &Uuid) -> bool {
        self.id == *key
    }

    fn validate(&self) -> Result<(), Invalid> {
        Self::validate(self)
    }

    fn deleted_at(&self) -> Option<Timestamp> {
        self.deleted_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn touch(&mut self, at: Timestamp) {
        self.updated_at = self.updated_at.max(at);
    }

    fn same_content(&self, other: &Self) -> bool {
        self.id == other.id && self.is_deleted() == other.is_deleted() && self.differences(other).is_empty()
    }

    fn size(&self) -> usize {
        self.parts().0
    }

    fn weight(&self) -> usize {
        let (texts, items) = self.parts();
        weight::of_parts(texts, items, &self.metadata)
    }

    fn merge(base: Option<&Self>, local: &Self, remote: &Self) -> Merged<Self> {
        let mut merger = Merger::default();
        // Whole: a new field does not compile before it is merged.
        let Self {
            id,
            kind,
            title,
            organization,
            location,
            url,
            start_date,
            end_date,
            text,
            bullets,
            skills,
            tags,
            metadata,
            translations,
            created_at,
            updated_at,
            deleted_at: _,
        } = local;
        let mut value = Self {
            id: *id,
            kind: merger.scalar("kind", base.map(|base| &base.kind), kind, &remote.kind),
            title: merger.scalar("title", base.map(|base| &base.title), title, &remote.title),
            organization: merger.scalar(
                "organization",
                base.map(|base| &base.organization),
                organization,
                &remote.organization,
            ),
            location: merger.scalar("location", base.map(|base| &base.location), location, &remote.location),
            url: merger.scalar("url", base.map(|base| &base.url), url, &remote.url),
            start_date: merger.scalar(
                "start_date",
                base.map(|base| &base.start_date),
                start_date,
                &remote.start_date,
            ),
            end_date: merger.scalar("end_date", base.map(|base| &base.end_date), end_date, &remote.end_date),
            text: merger.scalar("text", base.map(|base| &base.text), text, &remote.text),
            bullets: merger.bullets(base.map_or(&[], |base| &base.bullets), bullets, &remote.bullets),
            skills: merge_set(base.map_or(&[], |base| &base.skills), skills, &remote.skills),
            tags: merge_set(base.map_or(&[], |base| &base.tags), tags, &remote.tags),
            metadata: merger.object("metadata", base.map(|base| &base.metadata), metadata, &remote.metadata),
            translations: merger.translations(
                base.map(|base| &base.translations),
                translations,
                &remote.translations,
            ),
            created_at: (*created_at).min(remote.created_at),
            updated_at: (*updated_at).max(remote.updated_at),
            deleted_at: merger.deletion(base, local, remote),
        };
        origin::settle(&mut value, [local, remote]);
        Merged { value, conflicts: merger.conflicts }
    }

    fn unite(local: &Self, remote: &Self) -> Merged<Self> {
        stranger::unite(local, remote)
    }

    fn note_dropped(&self, other: &Self, found: &mut Vec<Conflict>) {
        stranger::dropped(self, other, found);
    }

    fn imported_at(&self) -> Option<Timestamp> {
        self.metadata.contains_key(imported::IMPORT).then_some(self.created_at)
    }

    fn is_made_once(&self) -> bool {
        !self.metadata.contains_key(imported::IMPORT)
    }

    fn as_imported(&self) -> Option<Self> {
        origin::as_imported(self)
    }

    /// An undo takes back the import on its own device, and not that on another one.
    fn join(imported: &Self, local: &Self, remote: &Self) -> Merged<Self> {
        match (local.is_deleted(), remote.is_deleted()) {
            (true, false) if imported::is_undone(local) => {
                Self::merge(Some(imported), &origin::alive(local), remote)
            }
            (false, true) if imported::is_undone(remote) => {
                Self::merge(Some(imported), local, &origin::alive(remote))
            }
            _ => Self::merge(Some(imported), local, remote),
        }
    }
}

impl Experience {
    /// About how many bytes its texts take, and how many items its lists have.
    fn parts(&self) -> (usize, usize) {
        let Self {
            id: _,
            kind: _,
            title,
            organization,
            location,
            url,
            start_date: _,
            end_date: _,
            text,
            bullets,
            skills,
            tags,
            metadata,
            translations,
            created_at: _,
            updated_at: _,
            deleted_at: _,
        } = self;
        let texts = [organization, location, url, text].into_iter().flatten().map(String::len).sum::<usize>();
        let bullet_tags = bullets.iter().flat_map(|bullet| &bullet.tags);
        let lists = skills.iter().chain(bullet_tags.clone()).chain(tags).map(String::len).sum::<usize>();
        let bullet_texts = bullets.iter().map(|bullet| bullet.text.len()).sum::<usize>();
        let metadata = metadata.iter().map(|(key, value)| key.len() + json_size(value)).sum::<usize>();
        let translated = translations.values().flat_map(Translation::texts);
        let translated = translated.chain(bullets.iter().flat_map(|bullet| bullet.translations.values()));
        // A tag, and the hash of the original.
        let translated = translated.map(|text| 40 + text.text.len());
        let (languages, translated) =
            translated.fold((translations.len(), 0), |(count, bytes), size| (count + 1, bytes + size));
        let items = bullets.len() + bullet_tags.count() + skills.len() + tags.len() + 4 * languages;
        (title.len() + texts + lists + bullet_texts + metadata + translated + 200, items)
    }
}

impl Synced for Document {
    type Key = DocumentKey;

    fn key(&self) -> DocumentKey {
        DocumentKey { kind: self.kind, id: self.id.clone() }
    }

    fn is(&self, key: &DocumentKey) -> bool {
        self.kind == key.kind && self.id == key.id
    }

    fn validate(&self) -> Result<(), Invalid> {
        Self::validate(self)
    }

    fn deleted_at(&self) -> Option<Timestamp> {
        self.deleted_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn touch(&mut self, at: Timestamp) {
        self.updated_at = self.updated_at.max(at);
    }

    fn same_content(&self, other: &Self) -> bool {
        (self.kind, &self.id, &self.body) == (other.kind, &other.id, &other.body)
            && self.is_deleted() == other.is_deleted()
    }

    fn size(&self) -> usize {
        100 + self.id.len() + self.body.iter().map(|(key, value)| key.len() + json_size(value)).sum::<usize>()
    }

    fn weight(&self) -> usize {
        weight::of_document(&self.id, &self.body)
    }

    fn merge(base: Option<&Self>, local: &Self, remote: &Self) -> Merged<Self> {
        let mut merger = Merger::default();
        // Whole: a new field does not compile before it is merged.
        let Self { kind, id, body, updated_at, deleted_at: _ } = local;
        let value = Self {
            kind: *kind,
            id: id.clone(),
            body: merger.object(kind.as_str(), base.map(|base| &base.body), body, &remote.body),
            updated_at: (*updated_at).max(remote.updated_at),
            deleted_at: merger.deletion(base, local, remote),
        };
        Merged { value, conflicts: merger.conflicts }
    }

    fn note_dropped(&self, other: &Self, found: &mut Vec<Conflict>) {
        stranger::dropped_of_document(self, other, found);
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
        self.conflicts.push(Conflict::new(field, kept, other));
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

    fn bullets(&mut self, base: &[Bullet], local: &[Bullet], remote: &[Bullet]) -> Vec<Bullet> {
        let merged = bullets::merge(base, local, remote);
        if merged.conflict {
            self.conflict("bullets", &local, &remote);
        }
        merged.bullets
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
    fn deletion<T: Synced>(&mut self, base: Option<&T>, local: &T, remote: &T) -> Option<Timestamp> {
        let edited = |side: &T| base.is_none_or(|base| !base.same_content(side));
        match (local.deleted_at(), remote.deleted_at()) {
            (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
            (None, None) => None,
            (ours, theirs) => {
                let (deleted, living) = if ours.is_some() { (local, remote) } else { (remote, local) };
                if edited(living) {
                    if base.is_none_or(|base| base.deleted_at().is_none()) || edited(deleted) {
                        self.conflict("deleted_at", &Value::Null, &deleted.deleted_at());
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
