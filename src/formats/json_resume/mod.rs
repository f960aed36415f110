//! JSON Resume 1.0.0, both ways without loss.
//!
//! The invariant: a document that is accepted comes back JSON-equal, keys that the schema does not know
//! included. Every item of a list section becomes one experience of the section's kind (see [`Item`]);
//! everything else, sections that are empty or null included, is the profile's document. Numbers
//! keep their digits. What is not kept is what JSON itself does not mean: white space, the
//! order of keys, and how a string was escaped.

mod item;
mod layout;
mod pretty;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::FormatError;
use super::source::{Source, Spot};
use crate::domain::{Experience, Kind, Profile, place};

pub use item::Item;
pub(super) use item::{natural_key, write as write_item};
pub(super) use pretty::Pretty;

/// A JSON Resume document that was read and found valid.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// What is no section with items.
    pub profile: Map<String, Value>,
    /// In the order of the text.
    pub items: Vec<Item>,
}

pub(super) fn read(source: &Source) -> Result<Document, FormatError> {
    let root = source.root();
    let entries =
        root.entries().ok_or_else(|| root.error(format!("a résumé is an object, not {},", root.sort())))?;
    let mut document = Document::default();
    for (key, spot) in entries {
        match Kind::ALL.into_iter().find(|kind| kind.section() == key) {
            Some(kind) if !spot.is_null() => read_section(&mut document, key, &spot, kind)?,
            _ => put(&mut document.profile, key, &spot)?,
        }
    }
    Ok(document)
}

fn read_section(document: &mut Document, key: &str, spot: &Spot<'_>, kind: Kind) -> Result<(), FormatError> {
    let items = spot.items().ok_or_else(|| spot.error(format!("is {}, not an array", spot.sort())))?;
    if items.is_empty() {
        return put(&mut document.profile, key, spot);
    }
    for (position, spot) in items.iter().enumerate() {
        document.items.push(item::read(spot, kind, position)?);
    }
    Ok(())
}

fn put(profile: &mut Map<String, Value>, key: &str, spot: &Spot<'_>) -> Result<(), FormatError> {
    let is_object = spot.is_null() || spot.entries().is_some();
    if ["basics", "meta"].contains(&key) && !is_object {
        return Err(spot.error(format!("is {}, not an object", spot.sort())));
    }
    let value = spot.value();
    check_profile(key, &value).map_err(|reason| spot.error(reason))?;
    profile.insert(key.to_owned(), value);
    Ok(())
}

/// Why the profile cannot hold `value`, as the end of a sentence.
pub(super) fn check_profile(key: &str, value: &Value) -> Result<(), String> {
    let document = Map::from_iter([(key.to_owned(), value.clone())]);
    let alone = Profile { document, updated_at: jiff::Timestamp::UNIX_EPOCH };
    alone.validate().map_err(|invalid| format!("cannot be kept: {invalid}"))
}

/// The document of a profile and the living ones of `experiences`. Tags and other private things stay behind.
pub fn document(profile: Option<&Map<String, Value>>, experiences: &[Experience]) -> Map<String, Value> {
    let mut document = profile.cloned().unwrap_or_default();
    for kind in Kind::ALL {
        let section = place::section(experiences, kind);
        if !section.is_empty() {
            let items = section.into_iter().map(|experience| Value::Object(write_item(experience)));
            document.insert(kind.section().to_owned(), items.collect());
        }
    }
    document
}
