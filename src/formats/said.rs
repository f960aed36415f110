//! What each source said of a record when it was last imported.
//!
//! A record keeps a short hash for each field, under a private key of its metadata. They tell a correction in the file
//! from a change that was made here, so that the next import neither loses the one nor overwrites the other. They stand
//! under [`IMPORT`], as `{"format": …, "id": …, "said": {field: hash}, "others": {format: {"id": …, "said": …}}}`: the
//! format that the record came from, and each other one that it was found in since.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::domain::imported::IMPORT;
use crate::domain::{Experience, Field, Kind, PartialDate, Print, place};

/// What is stored, looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) format: &'a str,
    /// The id that the source gives the item.
    id: Option<&'a str>,
    said: &'a Map<String, Value>,
}

/// Where the notes of the formats stand that the record did not come from.
const OTHERS: &str = "others";

impl<'a> Said<'a> {
    fn read(format: &'a str, note: &'a Value) -> Option<Self> {
        let id = note.get("id").and_then(Value::as_str);
        Some(Self { format, id, said: note.get("said")?.as_object()? })
    }

    /// What the format that the record came from said.
    fn of_origin(record: &'a Experience) -> Option<Self> {
        let note = record.metadata.get(IMPORT)?;
        Self::read(note.get("format")?.as_str()?, note)
    }

    /// What a format said at its last import.
    pub(super) fn of_format(record: &'a Experience, format: &'a str) -> Option<Self> {
        let other = || record.metadata.get(IMPORT)?.get(OTHERS)?.get(format);
        let origin = Self::of_origin(record).filter(|said| said.format == format);
        origin.or_else(|| Self::read(format, other()?))
    }

    /// Whether any source said this of a part.
    fn is_known(record: &'a Experience, part: &str, words: Option<&str>) -> bool {
        let others = record.metadata.get(IMPORT).and_then(|note| note.get(OTHERS)?.as_object());
        let others = others.into_iter().flatten().filter_map(|(format, note)| Self::read(format, note));
        let hash = words.map(hash_of);
        let mut all = Self::of_origin(record).into_iter().chain(others);
        hash.is_some() && all.any(|said| said.said.get(part).and_then(Value::as_str) == hash.as_deref())
    }

    /// What a format said at its last import, or else the one that the record came from.
    pub(super) fn nearest(record: &'a Experience, format: &'a str) -> Option<Self> {
        Self::of_format(record, format).or_else(|| Self::of_origin(record))
    }

    /// What finds the item by its source.
    pub(super) fn source(self, kind: Kind) -> Option<(Kind, String, String)> {
        Some((kind, self.format.to_owned(), self.id?.to_owned()))
    }

    /// The hash of what it said of a part, if anything.
    pub(super) fn part(self, name: &str) -> Option<&'a str> {
        self.said.get(name).and_then(Value::as_str)
    }

    /// The parts of which it said something.
    pub(super) fn parts(self) -> impl Iterator<Item = &'a str> {
        self.said.keys().map(String::as_str)
    }

    /// All that it said.
    pub(super) fn whole(self) -> String {
        Value::from(self.said.clone()).to_string()
    }

    /// What told the record from others when it was imported; absent where that was too little.
    pub(super) fn natural_key(self, kind: Kind) -> Option<(Kind, [String; 3])> {
        let part = |name: &str| self.part(name).unwrap_or_default().to_owned();
        let key = ["title", "organization", "start_date"].map(part);
        (!key[0].is_empty() || !key[1].is_empty()).then_some((kind, key))
    }
}

/// Whether the record was imported from a format. Version 0.1.0 noted only what JSON Resume keeps of an item.
pub(super) fn is_from(record: &Experience, format: &str) -> bool {
    Said::of_format(record, format).is_some()
        || Said::of_origin(record).is_none()
            && record.metadata.get(place::STORED_UNDER).is_some_and(|stored| stored.get("item").is_some())
}

/// Whether a format gave the record bullets when it was last imported.
pub(super) fn gave_bullets(record: &Experience, format: &str) -> bool {
    Said::nearest(record, format).is_some_and(|said| said.said.contains_key(Field::Bullets.as_str()))
}

/// Notes what a draft says in its record.
pub(super) fn note(record: &mut Experience, format: &str, id: Option<&str>) {
    // Put in one by one: to collect a map sorts them first.
    let mut said = Map::new();
    for field in Field::ALL {
        if let Some(words) = words(record, field) {
            said.insert(field.as_str().to_owned(), hash_of(&words).into());
        }
    }
    for key in public_keys(record) {
        if let Some(words) = metadata(record, key) {
            said.insert(part_of(key), hash_of(&words).into());
        }
    }
    let mut noted = Map::new();
    noted.insert("format".to_owned(), format.into());
    noted.insert("said".to_owned(), said.into());
    noted.extend(id.map(|id| ("id".to_owned(), id.into())));
    record.metadata.insert(IMPORT.to_owned(), noted.into());
}

/// Keeps what other formats said of the record before.
pub(super) fn remember(value: &mut Experience, before: &Experience) {
    let Some((origin, stored)) = Said::of_origin(before).zip(before.metadata.get(IMPORT)) else { return };
    let Some(Value::Object(new)) = value.metadata.get_mut(IMPORT) else { return };
    if new.get("format").and_then(Value::as_str) == Some(origin.format) {
        new.extend(stored.get(OTHERS).map(|others| (OTHERS.to_owned(), others.clone())));
        return;
    }
    let (mut new, mut stored) = (std::mem::take(new), stored.clone());
    if let (Some(Value::String(format)), Value::Object(stored)) = (new.remove("format"), &mut stored) {
        let others = stored.entry(OTHERS).or_insert_with(|| json!({}));
        if !others.is_object() {
            *others = json!({});
        }
        others[format] = new.into();
    }
    value.metadata.insert(IMPORT.to_owned(), stored);
}

/// The keys of old files of JSON Resume that have fields here since.
const OLDER_KEYS: [&str; 3] = ["company", "website", "gpa"];

/// Gives `value`, which says what a file says, the fields of `before` that were changed here since the last import from
/// the same format. Where there was none, a format that people edit by hand is right in all that it says, and any other
/// one only fills what is empty. Returns the fields in which the file says something else than ours.
pub(super) fn keep_ours(
    value: &mut Experience,
    before: &Experience,
    format: &str,
    is_edited_by_hand: bool,
) -> Vec<&'static str> {
    let last = Said::of_format(before, format);
    // What version 0.1.0 imported came whole from the file.
    if last.is_none() && is_edited_by_hand && is_from(before, format) {
        return Vec::new();
    }
    let mut kept = Vec::new();
    let stays = |part: &str, ours: Option<Cow<'_, str>>, theirs: &Option<Cow<'_, str>>| {
        let changed_here = match last {
            Some(last) => {
                last.said.get(part).and_then(Value::as_str) != ours.as_deref().map(hash_of).as_deref()
            }
            // The file repeats what another one said, and ours is something else since.
            None if Said::is_known(before, part, theirs.as_deref()) => true,
            None => ours.is_some() && !(is_edited_by_hand && theirs.is_some()),
        };
        changed_here && ours != *theirs
    };
    // What was added here, and what the file does not speak of, is no difference to tell.
    let is_told = |part: &str, theirs: &Option<Cow<'_, str>>| {
        theirs.is_some() || last.is_some_and(|last| last.said.contains_key(part))
    };
    for field in Field::ALL {
        let theirs = words(value, field);
        if stays(field.as_str(), words(before, field), &theirs) {
            // A file that has a start and no end says that it goes on.
            let goes_on =
                last.is_none() && field == Field::EndDate && is_edited_by_hand && value.start_date.is_some();
            kept.extend(Some(field.as_str()).filter(|part| goes_on || is_told(part, &theirs)));
            take(field, value, before);
        }
    }
    let keys: Vec<String> = public_keys(value).chain(public_keys(before)).cloned().collect();
    // What version 0.1.0 left in the metadata of older keys, and the file says in a field now.
    let is_in_field = |value: &Experience, key: &str| {
        let ours = before.metadata.get(key).filter(|_| is_edited_by_hand && OLDER_KEYS.contains(&key));
        let text = ours.and_then(Value::as_str);
        ours.is_some_and(|ours| value.metadata.values().any(|theirs| theirs == ours))
            || text.is_some_and(|text| {
                Field::ALL.into_iter().any(|field| words(value, field).as_deref() == Some(text))
            })
    };
    for key in keys {
        let part = part_of(&key);
        let theirs = metadata(value, &key);
        if last.is_none() && theirs.is_none() && is_in_field(value, &key) {
            continue;
        }
        if stays(&part, metadata(before, &key), &theirs) {
            match before.metadata.get(&key) {
                Some(ours) => value.metadata.insert(key, ours.clone()),
                None => value.metadata.remove(&key),
            };
            if is_told(&part, &theirs) && !kept.contains(&"metadata") {
                kept.push("metadata");
            }
        }
    }
    kept
}

fn public_keys(record: &Experience) -> impl Iterator<Item = &String> {
    record.metadata.keys().filter(|key| !key.starts_with('_'))
}

/// The name of the part that stands for a key of the metadata.
fn part_of(key: &str) -> String {
    format!("metadata.{key}")
}

fn metadata(record: &Experience, key: &str) -> Option<Cow<'static, str>> {
    record.metadata.get(key).map(|value| Cow::Owned(value.to_string()))
}

/// What a field says; absent where it is empty. An import changes neither the kind, the tags nor the translations of a record, and each
/// key of the metadata is a part of its own.
fn words(record: &Experience, field: Field) -> Option<Cow<'_, str>> {
    fn text(text: &Option<String>) -> Option<Cow<'_, str>> {
        text.as_deref().map(Cow::Borrowed)
    }
    let date = |date: Option<PartialDate>| date.map(|date| Cow::Owned(date.to_string()));
    let list = |items: Vec<&str>| (!items.is_empty()).then(|| Cow::Owned(items.join("\0")));
    match field {
        Field::Title => Some(record.title.as_str().into()).filter(|_| !record.title.is_empty()),
        Field::Organization => text(&record.organization),
        Field::Location => text(&record.location),
        Field::Url => text(&record.url),
        Field::StartDate => date(record.start_date),
        Field::EndDate => date(record.end_date),
        Field::Text => text(&record.text),
        Field::Bullets => list(record.bullets.iter().map(|bullet| bullet.text.as_str()).collect()),
        Field::Skills => list(record.skills.iter().map(String::as_str).collect()),
        Field::Kind | Field::Tags | Field::Metadata | Field::Translations => None,
    }
}

fn take(field: Field, value: &mut Experience, before: &Experience) {
    match field {
        Field::Title => value.title.clone_from(&before.title),
        Field::Organization => value.organization.clone_from(&before.organization),
        Field::Location => value.location.clone_from(&before.location),
        Field::Url => value.url.clone_from(&before.url),
        Field::StartDate => value.start_date = before.start_date,
        Field::EndDate => value.end_date = before.end_date,
        Field::Text => value.text.clone_from(&before.text),
        Field::Bullets => value.bullets.clone_from(&before.bullets),
        Field::Skills => value.skills.clone_from(&before.skills),
        // They have no words that could differ.
        Field::Kind | Field::Tags | Field::Metadata | Field::Translations => {}
    }
}

/// All that a source could say of the record: its kind, its fields and its public metadata.
pub(super) fn all_words(record: &Experience) -> Value {
    let fields = Field::ALL.map(|field| words(record, field));
    let metadata: Vec<_> = public_keys(record).map(|key| (key, record.metadata.get(key))).collect();
    json!([record.kind, fields, metadata])
}

/// The hash of the words of one part, as it is stored.
fn hash_of(words: &str) -> String {
    Print::of(words).to_string()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;

    /// They are stored: with other ones, all that is there would count as changed here.
    #[test]
    fn what_was_said_is_noted_the_same_from_version_to_version() {
        let mut record = Experience::new(Uuid::nil(), Kind::Work, "Baker", Timestamp::UNIX_EPOCH);
        record.skills = ["Bread", "Rolls"].map(str::to_owned).to_vec();
        record.start_date = "2019-03".parse().ok();
        record.metadata.insert("team".to_owned(), json!({"size": 3}));
        note(&mut record, "json-resume", Some("e1"));
        let said = json!({
            "metadata.team": "4b1e67d8cee1bf6b",
            "skills": "a6ba5a569103f7b5",
            "start_date": "31bc266afcbc391a",
            "title": "7d43daf8d3a46f98",
        });
        assert_eq!(record.metadata[IMPORT], json!({"format": "json-resume", "id": "e1", "said": said}));
    }
}
