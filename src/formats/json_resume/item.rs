//! One item of a section, as an experience and back.
//!
//! The invariant: writing what was read gives the same JSON. What a field cannot say (`null` or `[]` in
//! place of an absent key, a keyword that stands twice, an older name of a key, private keys, the
//! place in the section) is kept beside it in the metadata under [`place::STORED_UNDER`]. A residue is
//! written only while it still reads as what its field holds, so that an edit always wins. A date that the schema
//! refuses (`"Present"`, `""`, null) has none: it comes back as the schema wants it.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::layout::{Key, Slot, is_older, keys, older, successor};
use crate::domain::{Bullet, DateError, End, Experience, Kind, PartialDate, listed, place};
use crate::formats::dates;
use crate::formats::error::{FormatError, Report};
use crate::formats::incoming::Draft;
use crate::formats::source::Spot;

/// What the format keeps of an item is `{"item": {…}}`, beside the place of the record.
const ITEM: &str = "item";

fn residue(experience: &Experience) -> Option<&Map<String, Value>> {
    experience.metadata.get(place::STORED_UNDER)?.get(ITEM)?.as_object()
}

/// Reads the item at `spot`, which is the `position`-th of its section. A value that does not fit is left out.
pub(super) fn read(spot: &Spot<'_>, kind: Kind, position: usize, report: &mut Report) -> Option<Draft> {
    let Some(entries) = spot.entries() else {
        report.problem(spot.error(format!("is {}, not an object", spot.sort())));
        return None;
    };
    let keys = keys(kind);
    let mut draft = Draft::new(kind);
    let content = draft.content_mut();
    let mut left_over = Map::new();
    for (written, entry) in entries {
        let value = entry.value();
        let name = match successor(kind, written).filter(|_| is_older(written) || value.is_string()) {
            None => written,
            Some(newer) => match spot.get(newer).map(|twin| twin.value()) {
                None => newer,
                Some(twin) if twin == value => {
                    left_over.insert(newer.to_owned(), twin);
                    left_over.insert(written.to_owned(), value);
                    continue;
                }
                Some(_) => written,
            },
        };
        let mut keep = |value: Value| left_over.insert(written.to_owned(), value);
        match keys.iter().find(|key| key.name == name) {
            Some(key) => match Content::read(key.slot, &value) {
                Ok(field) => {
                    if written != name || (!field.is_written(&value) && !key.is_strict()) {
                        keep(value);
                    }
                    field.store(key.slot, content);
                }
                Err(misfit) if key.standard => report.problem(misfit.at(&entry)),
                Err(_) => {
                    content.metadata.insert(name.to_owned(), value);
                }
            },
            None if name.starts_with('_') => {
                keep(value);
            }
            None => {
                if written != name {
                    keep(value.clone());
                }
                content.metadata.insert(name.to_owned(), value);
            }
        }
    }
    if !left_over.is_empty() {
        content.metadata.insert(place::STORED_UNDER.to_owned(), json!({ ITEM: left_over }));
    }
    place::set(content, u64::try_from(position).ok());
    draft.finish(super::NAME, None);
    let content = draft.content();
    let valid = content.validate().map_err(|invalid| spot.error(format!("cannot be kept: its {invalid}")));
    report.take(valid).map(|()| draft)
}

/// Whether the item has a key that the schema knows, by one of its names.
pub(super) fn is_one(spot: &Spot<'_>, kind: Kind) -> bool {
    let known = |name: &str| keys(kind).iter().any(|key| key.standard && key.name == name);
    let entries = spot.entries().unwrap_or_default();
    entries.iter().any(|(name, _)| known(successor(kind, name).unwrap_or(name)) || ALSO.contains(name))
}

/// Keys of the schema that no field is for.
const ALSO: [&str; 6] = ["area", "score", "fluency", "level", "type", "roles"];

/// The item that stands for the record.
pub(super) fn write(experience: &Experience) -> Map<String, Value> {
    let kind = experience.kind;
    let keys = keys(kind);
    let left_over = residue(experience);
    let kept = |name: &str| left_over.and_then(|left_over| left_over.get(name));
    let mut object = Map::new();
    for key in keys {
        let (name, slot) = (key.name, key.slot);
        let content = Content::of(slot, experience);
        let as_it_was = |name: &str| {
            kept(name).filter(|value| Content::read(slot, value).is_ok_and(|was| was == content)).cloned()
        };
        let newer = Some(name).filter(|_| !key.is_strict()).and_then(as_it_was);
        let value = match older(kind, name).and_then(|older| Some((older, as_it_was(older)?))) {
            Some((older, value)) => {
                object.insert(older.to_owned(), value);
                newer
            }
            None => newer.or_else(|| content.write()),
        };
        object.extend(value.map(|value| (name.to_owned(), value)));
    }
    let private = left_over.into_iter().flatten().filter(|(name, _)| name.starts_with('_'));
    object.extend(private.map(|(name, value)| (name.clone(), value.clone())));
    for (name, value) in experience.metadata.iter().filter(|(name, _)| !name.starts_with('_')) {
        // Metadata may bear the name of a field: it gives way to it, and must not make the file invalid.
        let is_misfit =
            |key: &&Key| key.standard && key.name == name && Content::read(key.slot, value).is_err();
        if object.contains_key(name) {
            continue;
        }
        if let Some(key) = keys.iter().find(is_misfit) {
            // `--meta keywords=kw` was typed as a text.
            let list = value.as_str().filter(|_| matches!(key.slot, Slot::Bullets | Slot::Skills));
            object.extend(list.map(|text| (name.clone(), listed(text).into())));
            continue;
        }
        let older = older(kind, name).filter(|older| kept(older) == Some(value));
        if let Some(older) = older {
            object.insert(older.to_owned(), value.clone());
        }
        if older.is_none() || kept(name) == Some(value) {
            object.insert(name.clone(), value.clone());
        }
    }
    object
}

/// Whether the record was read by a version that did not know the older keys: what they say stands in its metadata.
pub(super) fn is_dated(experience: &Experience) -> bool {
    let Experience { kind, metadata, .. } = experience;
    let stands_in = |key: &Key| {
        let empty = Content::of(key.slot, experience).write().is_none();
        empty && older(*kind, key.name).is_some_and(|older| metadata.contains_key(older))
    };
    keys(*kind).iter().any(stands_in)
}

/// What a field holds, as far as JSON Resume can say it; empty is absent.
#[derive(Debug, Clone, PartialEq)]
enum Content {
    Text(String),
    Date(Option<PartialDate>),
    List(Vec<String>),
}

/// Why a value cannot be what its key is for.
struct Misfit {
    message: String,
    /// The item of the list that is meant, where it is not the whole value.
    index: Option<usize>,
    hint: Option<String>,
}

impl Misfit {
    fn at(self, entry: &Spot<'_>) -> FormatError {
        let item = self.index.and_then(|index| entry.items()?.into_iter().nth(index));
        let spot = item.as_ref().unwrap_or(entry);
        FormatError { hint: self.hint, ..spot.error(self.message) }
    }

    fn of_date(error: &DateError) -> Self {
        let FormatError { message, hint, .. } = FormatError::of_date(error, FormatError::of_file);
        Self { message, index: None, hint }
    }
}

impl Content {
    fn read(slot: Slot, value: &Value) -> Result<Self, Misfit> {
        let misfit = |message: String, index| Misfit { message, index, hint: None };
        match slot {
            Slot::Title | Slot::Organization | Slot::Location | Slot::Url | Slot::Text => match value {
                Value::Null => Ok(Self::Text(String::new())),
                Value::String(text) => Ok(Self::Text(text.clone())),
                _ => Err(misfit("is not a string".to_owned(), None)),
            },
            Slot::Start | Slot::End => match value {
                Value::Null => Ok(Self::Date(None)),
                Value::String(text) if text.trim().is_empty() => Ok(Self::Date(None)),
                Value::String(text) => {
                    let read = match slot {
                        Slot::End => dates::end(text).map(End::date),
                        _ => dates::date(text).map(Some),
                    };
                    read.map(Self::Date).map_err(|error| Misfit::of_date(&error))
                }
                Value::Number(year) => PartialDate::read(&year.to_string())
                    .map(|date| Self::Date(Some(date)))
                    .map_err(|error| Misfit::of_date(&error)),
                _ => Err(misfit("is not a date such as `\"2024-03\"`".to_owned(), None)),
            },
            Slot::Bullets | Slot::Skills => {
                let items = match value {
                    Value::Null => &[],
                    Value::Array(items) => items.as_slice(),
                    _ => return Err(misfit("is not a list of strings".to_owned(), None)),
                };
                let mut texts = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let text =
                        item.as_str().ok_or_else(|| misfit("is not a string".to_owned(), Some(index)))?;
                    texts.push(text.to_owned());
                }
                if slot == Slot::Skills {
                    // Not `list::dedup`, whose time grows with the square of a length that is not checked yet.
                    let mut seen = HashSet::new();
                    texts.retain(|text| seen.insert(text.clone()));
                }
                Ok(Self::List(texts))
            }
        }
    }

    /// The usual way to write it; nothing where it is empty.
    fn write(&self) -> Option<Value> {
        match self {
            Self::Text(text) => (!text.is_empty()).then(|| json!(text)),
            Self::Date(date) => date.map(|date| json!(date.to_string())),
            Self::List(items) => (!items.is_empty()).then(|| json!(items)),
        }
    }

    /// Whether it is written as this.
    fn is_written(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text(text), Value::String(other)) => !text.is_empty() && text == other,
            (Self::List(items), Value::Array(others)) => {
                !items.is_empty()
                    && others.iter().map(Value::as_str).eq(items.iter().map(|item| Some(item.as_str())))
            }
            _ => self.write().as_ref() == Some(value),
        }
    }

    fn of(slot: Slot, experience: &Experience) -> Self {
        // Whole: a new field does not compile before it has a slot.
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
            metadata: _,
            translations: _,
            created_at: _,
            updated_at: _,
            deleted_at: _,
        } = experience;
        let optional = |text: &Option<String>| Self::Text(text.clone().unwrap_or_default());
        match slot {
            Slot::Title => Self::Text(title.clone()),
            Slot::Organization => optional(organization),
            Slot::Location => optional(location),
            Slot::Url => optional(url),
            Slot::Text => optional(text),
            Slot::Start => Self::Date(*start_date),
            Slot::End => Self::Date(*end_date),
            Slot::Bullets => Self::List(bullets.iter().map(|bullet| bullet.text.clone()).collect()),
            Slot::Skills => Self::List(skills.clone()),
        }
    }

    fn store(self, slot: Slot, experience: &mut Experience) {
        let (text, date, items) = match self {
            Self::Text(text) => (text, None, Vec::new()),
            Self::Date(date) => (String::new(), date, Vec::new()),
            Self::List(items) => (String::new(), None, items),
        };
        match slot {
            Slot::Title => experience.title = text,
            Slot::Organization => experience.organization = present(text),
            Slot::Location => experience.location = present(text),
            Slot::Url => experience.url = present(text),
            Slot::Text => experience.text = present(text),
            Slot::Start => experience.start_date = date,
            Slot::End => experience.end_date = date,
            Slot::Bullets => experience.bullets = items.into_iter().map(Bullet::new).collect(),
            Slot::Skills => experience.skills = items,
        }
    }
}

fn present(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
