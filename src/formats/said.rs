//! What a source said of a record when it was last imported.
//!
//! A record keeps a short hash for each field, under a private key of its metadata. They tell a correction in the file
//! from a change that was made here, so that the next import neither loses the one nor overwrites the other.

use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::{Experience, Kind, PartialDate, place};

/// The private key of the metadata: `{"format": …, "id": …, "said": {field: hash}}`.
const STORED_UNDER: &str = "_import";

/// The parts that are compared one by one. Further ones are the keys of the metadata.
const PARTS: [&str; 9] =
    ["title", "organization", "location", "url", "start_date", "end_date", "text", "bullets", "skills"];

/// What is stored, looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) format: &'a str,
    /// The id that the source gives the item.
    id: Option<&'a str>,
    said: &'a Map<String, Value>,
}

impl<'a> Said<'a> {
    pub(super) fn of_last_import(record: &'a Experience) -> Option<Self> {
        let stored = record.metadata.get(STORED_UNDER)?;
        Some(Self {
            format: stored.get("format")?.as_str()?,
            id: stored.get("id").and_then(Value::as_str),
            said: stored.get("said")?.as_object()?,
        })
    }

    /// What finds the item by its source.
    pub(super) fn source(self, kind: Kind) -> Option<(Kind, String, String)> {
        Some((kind, self.format.to_owned(), self.id?.to_owned()))
    }

    /// What told the record from others when it was imported; absent where that was too little.
    pub(super) fn natural_key(self, kind: Kind) -> Option<(Kind, [String; 3])> {
        let part = |name: &str| self.said.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let key = ["title", "organization", "start_date"].map(part);
        (!key[0].is_empty() || !key[1].is_empty()).then_some((kind, key))
    }
}

/// Whether the record was last imported from a format. Version 0.1.0 noted only what JSON Resume keeps of an item.
pub(super) fn is_from(record: &Experience, format: &str) -> bool {
    match Said::of_last_import(record) {
        Some(said) => said.format == format,
        None => record.metadata.get(place::STORED_UNDER).is_some_and(|stored| stored.get("item").is_some()),
    }
}

/// Notes what a draft says in its record.
pub(super) fn note(record: &mut Experience, format: &str, id: Option<&str>) {
    let parts = PARTS.iter().map(|part| (*part).to_owned()).chain(public_keys(record));
    let said: Map<String, Value> = parts
        .filter_map(|part| {
            let hash = hash_of(record, &part)?;
            Some((part, json!(hash)))
        })
        .collect();
    let mut noted = json!({ "format": format, "said": said });
    if let Some(id) = id {
        noted["id"] = json!(id);
    }
    record.metadata.insert(STORED_UNDER.to_owned(), noted);
}

/// Gives `value`, which says what a file says, the fields of `before` that were changed here since the last import from
/// the same format. Where there was none, a format that people edit by hand is right, and any other one only fills
/// what is empty. Returns the fields in which the file says something else than ours.
pub(super) fn keep_ours(
    value: &mut Experience,
    before: &Experience,
    format: &str,
    is_edited_by_hand: bool,
) -> Vec<&'static str> {
    let last = Said::of_last_import(before).filter(|said| said.format == format);
    if last.is_none() && is_edited_by_hand {
        return Vec::new();
    }
    let mut kept = Vec::new();
    let ours_stays = |part: &str, theirs: Option<String>| {
        let ours = hash_of(before, part);
        let changed_here = match last {
            Some(last) => last.said.get(part).and_then(Value::as_str).map(str::to_owned) != ours,
            None => ours.is_some(),
        };
        changed_here && ours != theirs
    };
    // What was added here, and what the file does not speak of, is no difference to tell.
    let is_told = |part: &str, theirs: &Option<String>| {
        theirs.is_some() || last.is_some_and(|last| last.said.contains_key(part))
    };
    for part in PARTS {
        let theirs = hash_of(value, part);
        if ours_stays(part, theirs.clone()) {
            take(part, value, before);
            kept.extend(Some(part).filter(|part| is_told(part, &theirs)));
        }
    }
    let keys: Vec<String> = public_keys(value).chain(public_keys(before)).collect();
    for key in keys {
        let theirs = hash_of(value, &key);
        if ours_stays(&key, theirs.clone()) {
            match before.metadata.get(name_of(&key)) {
                Some(ours) => value.metadata.insert(name_of(&key).to_owned(), ours.clone()),
                None => value.metadata.remove(name_of(&key)),
            };
            if is_told(&key, &theirs) && !kept.contains(&"metadata") {
                kept.push("metadata");
            }
        }
    }
    kept
}

/// The parts that stand for the keys of the metadata.
fn public_keys(record: &Experience) -> impl Iterator<Item = String> {
    record.metadata.keys().filter(|key| !key.starts_with('_')).map(|key| format!("metadata.{key}"))
}

fn name_of(part: &str) -> &str {
    part.strip_prefix("metadata.").unwrap_or(part)
}

fn take(part: &str, value: &mut Experience, before: &Experience) {
    match part {
        "title" => value.title.clone_from(&before.title),
        "organization" => value.organization.clone_from(&before.organization),
        "location" => value.location.clone_from(&before.location),
        "url" => value.url.clone_from(&before.url),
        "start_date" => value.start_date = before.start_date,
        "end_date" => value.end_date = before.end_date,
        "text" => value.text.clone_from(&before.text),
        "bullets" => value.bullets.clone_from(&before.bullets),
        _ => value.skills.clone_from(&before.skills),
    }
}

/// The hash of one part; absent where it is empty.
fn hash_of(record: &Experience, part: &str) -> Option<String> {
    // Whole: a new field does not compile before it is a part.
    let Experience {
        id: _,
        kind: _,
        title,
        organization,
        location,
        url,
        start_date,
        end_date,
        text,
        bullets,
        skills,
        tags: _,
        metadata,
        created_at: _,
        updated_at: _,
        deleted_at: _,
    } = record;
    let date = |date: &Option<PartialDate>| date.map(|date| date.to_string());
    let list = |items: Vec<&str>| (!items.is_empty()).then(|| items.join("\0"));
    let content = match part {
        "title" => Some(title.clone()).filter(|title| !title.is_empty()),
        "organization" => organization.clone(),
        "location" => location.clone(),
        "url" => url.clone(),
        "start_date" => date(start_date),
        "end_date" => date(end_date),
        "text" => text.clone(),
        "bullets" => list(bullets.iter().map(|bullet| bullet.text.as_str()).collect()),
        "skills" => list(skills.iter().map(String::as_str).collect()),
        key => metadata.get(name_of(key)).map(Value::to_string),
    };
    content.map(|content| format!("{:016x}", hash(&content)))
}

pub(super) fn hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}
