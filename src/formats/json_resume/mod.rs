//! JSON Resume 1.0.0, both ways without loss.
//!
//! The invariant: a document that is accepted comes back JSON-equal, keys that the schema does not know
//! included. Every item of a list section becomes one experience of the section's kind;
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
use super::export::{ExportError, Exporter, Written};
use super::incoming::{Draft, Importer, Incoming, IncomingProfile, Items, Wording};
use super::profile::read_key;
use super::source::{Source, Spot};
use crate::domain::{Experience, Kind, place};

use pretty::Pretty;

/// The format.
#[derive(Debug)]
pub struct JsonResume;

impl Importer for JsonResume {
    fn name(&self) -> &'static str {
        "json-resume"
    }

    /// Any object: no key is required.
    fn recognises(&self, root: &Spot<'_>) -> Result<bool, FormatError> {
        Ok(root.entries().is_some())
    }

    /// A file is no claim to be all there is: top-level keys that it lacks stay, as records do.
    fn read(&self, source: &Source) -> Result<Incoming, FormatError> {
        let Document { profile, drafts } = read(source)?;
        let items = Items::Drafts { drafts, wording: &Self };
        Ok(Incoming { profile: IncomingProfile::Keys(profile), items })
    }
}

impl Exporter for JsonResume {
    fn write(
        &self,
        profile: Option<&Map<String, Value>>,
        experiences: &[Experience],
    ) -> Result<Written, ExportError> {
        let document = Value::Object(document(profile, experiences));
        let mut bytes = serde_json::to_vec_pretty(&Pretty(&document))?;
        bytes.push(b'\n');
        Ok(Written { bytes, warnings: Vec::new() })
    }
}

impl Wording for JsonResume {
    fn words(&self, record: &Experience) -> String {
        Value::Object(item::write(record)).to_string()
    }
}

#[derive(Default)]
struct Document {
    /// What is no section with items.
    profile: Map<String, Value>,
    /// In the order of the text.
    drafts: Vec<Draft>,
}

fn read(source: &Source) -> Result<Document, FormatError> {
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
    keep_order(&mut document.drafts);
    Ok(document)
}

/// The order of the sections in the schema, in which most programs write them.
const OF_SCHEMA: [Kind; 11] = [
    Kind::Work,
    Kind::Volunteer,
    Kind::Education,
    Kind::Award,
    Kind::Certificate,
    Kind::Publication,
    Kind::Skill,
    Kind::Language,
    Kind::Interest,
    Kind::Reference,
    Kind::Project,
];

/// Keeps the order of the sections, where somebody chose one: it is neither the schema's nor ours.
fn keep_order(drafts: &mut [Draft]) {
    let mut order: Vec<Kind> = drafts.iter().map(|draft| draft.content().kind).collect();
    order.dedup();
    let is_usual =
        |usual: &[Kind]| order.iter().is_sorted_by_key(|kind| usual.iter().position(|one| *one == *kind));
    if is_usual(&OF_SCHEMA) || is_usual(&Kind::ALL) {
        return;
    }
    for draft in drafts {
        let section = order.iter().position(|kind| *kind == draft.content().kind);
        if let Some(section) = section.and_then(|section| u64::try_from(section).ok()) {
            place::set_in_file(draft.content_mut(), section);
        }
    }
}

fn read_section(document: &mut Document, key: &str, spot: &Spot<'_>, kind: Kind) -> Result<(), FormatError> {
    let items = spot.items().ok_or_else(|| spot.error(format!("is {}, not an array", spot.sort())))?;
    if items.is_empty() {
        return put(&mut document.profile, key, spot);
    }
    for (position, spot) in items.iter().enumerate() {
        document.drafts.push(item::read(spot, kind, position)?);
    }
    Ok(())
}

fn put(profile: &mut Map<String, Value>, key: &str, spot: &Spot<'_>) -> Result<(), FormatError> {
    let is_object = spot.is_null() || spot.entries().is_some();
    if ["basics", "meta"].contains(&key) && !is_object {
        return Err(spot.error(format!("is {}, not an object", spot.sort())));
    }
    profile.insert(key.to_owned(), read_key(key, spot)?);
    Ok(())
}

/// The document of a profile and the living ones of `experiences`. Tags and other private things stay behind.
fn document(profile: Option<&Map<String, Value>>, experiences: &[Experience]) -> Map<String, Value> {
    let mut document = profile.cloned().unwrap_or_default();
    for kind in Kind::ALL {
        let section = place::section(experiences, kind);
        if !section.is_empty() {
            let items = section.into_iter().map(|experience| Value::Object(item::write(experience)));
            document.insert(kind.section().to_owned(), items.collect());
        }
    }
    document
}
