//! JSON Resume, 1.x and the older keys, both ways without loss.
//!
//! The invariant: a document that is valid comes back JSON-equal, keys that the schema does not know
//! included. Every item of a list section becomes one experience of the section's kind;
//! everything else, sections that are empty or null included, is the profile's document. Numbers
//! keep their digits. What is not kept is what JSON itself does not mean: white space, the
//! order of keys, and how a string was escaped.

mod complete;
mod item;
mod layout;
mod pretty;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::content::Content;
use super::document::{Topic, topic};
use super::error::{FormatError, Report};
use super::export::{ExportError, Exporter, Written};
use super::incoming::{Draft, Importer, Incoming, IncomingProfile, Items, Wording, keep_order_of_sections};
use super::profile::{read_basics, read_key};
use super::said;
use super::source::{Source, Spot};
use crate::domain::{Experience, Kind, Sections, nearest_by, place};

use pretty::PrettyResume;

/// The word for the format.
const NAME: &str = "json-resume";

/// The format.
#[derive(Debug)]
pub struct JsonResume;

impl Importer for JsonResume {
    /// The person, or the word of the file for it, or a section with an item of JSON Resume: no key is required, and
    /// objects of other programs have some of the same names. One that has a person or lists under names of its own is of
    /// another program.
    fn recognises(&self, content: &Content) -> bool {
        let Some(root) = content.tree().map(Source::root) else { return false };
        let says_so = root.get("$schema").is_some_and(|schema| {
            schema.as_str().is_some_and(|name| name.contains("jsonresume") || name.contains("resume-schema"))
        });
        let has = |kind: Kind| {
            let items = root.get(kind.section()).and_then(|section| section.items()).unwrap_or_default();
            items.iter().any(|one| item::is_one(one, kind))
        };
        let basics = root.get("basics").is_some_and(|basics| basics.entries().is_some());
        says_so || basics || (Kind::ALL.into_iter().any(has) && !is_foreign(&root))
    }

    fn known_by(&self) -> Option<&'static str> {
        Some("`basics`, or sections such as `work` and no lists of other names")
    }

    /// A file is no claim to be all there is: top-level keys that it lacks stay, as records do.
    fn read(&self, content: &Content, report: &mut Report) -> Result<Incoming, FormatError> {
        let Document { profile, drafts } = read(&content.root()?, report)?;
        let items = Items::Drafts { drafts, wording: &Self };
        Ok(Incoming { profile: IncomingProfile::Keys(profile), items })
    }
}

impl Exporter for JsonResume {
    fn write(
        &self,
        profile: Option<&Map<String, Value>>,
        experiences: &[Experience],
        sections: &Sections,
    ) -> Result<Written, ExportError> {
        written(document(profile, experiences), experiences, sections, |_| {})
    }
}

/// The format with the keys from before its version 1.0.0 beside the ones that took their place: some themes read only
/// those.
#[derive(Debug)]
pub struct LegacyJsonResume;

impl Exporter for LegacyJsonResume {
    fn write(
        &self,
        profile: Option<&Map<String, Value>>,
        experiences: &[Experience],
        sections: &Sections,
    ) -> Result<Written, ExportError> {
        written(document(profile, experiences), experiences, sections, complete::add_older_keys)
    }
}

fn written(
    mut document: Map<String, Value>,
    experiences: &[Experience],
    sections: &Sections,
    add_keys: impl Fn(&mut Map<String, Value>),
) -> Result<Written, ExportError> {
    let mut warnings = Vec::new();
    complete::write_in_ascii(&mut document);
    add_keys(&mut document);
    // A file that was imported comes back as it was.
    if !experiences.is_empty() && !experiences.iter().any(|one| said::is_from(one, NAME)) {
        complete::complete(&mut document);
        warnings = complete::warnings(experiences);
        warnings.extend(complete::wrong_links(&document));
    }
    let pretty = PrettyResume { resume: &document, order: &sections.order };
    let mut bytes = serde_json::to_vec_pretty(&pretty)?;
    bytes.push(b'\n');
    Ok(Written { bytes, warnings, ..Written::default() })
}

impl Wording for JsonResume {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_edited_by_hand(&self) -> bool {
        true
    }

    fn words(&self, record: &Experience) -> String {
        let mut item = item::write(record);
        complete::remove_older_keys(&mut item, record.kind);
        complete::write_link_in_ascii(&mut item);
        Value::Object(item).to_string()
    }

    fn is_dated(&self, record: &Experience) -> bool {
        item::is_dated(record)
    }
}

#[derive(Default)]
struct Document {
    /// What is no section with items.
    profile: Map<String, Value>,
    /// In the order of the text.
    drafts: Vec<Draft>,
}

fn read(root: &Spot<'_>, report: &mut Report) -> Result<Document, FormatError> {
    let entries =
        root.entries().ok_or_else(|| root.error(format!("a résumé is an object, not {},", root.sort())))?;
    let mut document = Document::default();
    for (key, spot) in entries {
        match Kind::of_section(key) {
            Some(kind) if !spot.is_null() => read_section(&mut document, key, &spot, kind, report),
            _ => put(&mut document.profile, key, &spot, report),
        }
    }
    keep_order_of_sections(&mut document.drafts, &[&OF_SCHEMA, &Kind::ALL]);
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

fn read_section(document: &mut Document, key: &str, spot: &Spot<'_>, kind: Kind, report: &mut Report) {
    let Some(items) = spot.items() else {
        return report.problem(spot.error(format!("is {}, not an array", spot.sort())));
    };
    if items.is_empty() {
        return put(&mut document.profile, key, spot, report);
    }
    for (position, spot) in items.iter().enumerate() {
        document.drafts.extend(item::read(spot, kind, position, report));
    }
}

/// Whether the file has objects or lists of objects under names that JSON Resume does not have, nor nearly has.
fn is_foreign(root: &Spot<'_>) -> bool {
    let is_known = |key: &str| ["basics", "meta"].contains(&key) || Kind::of_section(key).is_some();
    let entries = root.entries().unwrap_or_default().into_iter();
    entries.filter(|(_, spot)| is_rich(spot)).any(|(key, _)| !is_known(key) && misspelt(key).is_none())
}

/// Whether it is an object or a list of objects.
fn is_rich(spot: &Spot<'_>) -> bool {
    let has_fields = |spot: &Spot<'_>| spot.entries().is_some_and(|entries| !entries.is_empty());
    has_fields(spot) || spot.items().is_some_and(|items| items.iter().any(has_fields))
}

fn put(profile: &mut Map<String, Value>, key: &str, spot: &Spot<'_>, report: &mut Report) {
    let is_object = spot.is_null() || spot.entries().is_some();
    if ["basics", "meta"].contains(&key) && !is_object {
        return report.problem(spot.error(format!("is {}, not an object", spot.sort())));
    }
    if let Some(section) = misspelt(key).filter(|_| spot.items().is_some_and(|items| !items.is_empty())) {
        report.notice(format!(
            "`{key}` is no section of JSON Resume and was kept as it is; did you mean `{section}`?"
        ));
    }
    let is_known =
        ["basics", "meta"].contains(&key) || key.starts_with(['$', '_']) || misspelt(key).is_some();
    if !is_known && is_rich(spot) {
        let meant = meant(key).map(|section| format!("; did you mean `{section}`?")).unwrap_or_default();
        report.notice(format!(
            "`{key}` is no section of JSON Resume: it was kept as it is, and documents do not show it{meant}"
        ));
    }
    let value = if key == "basics" { read_basics(spot, report) } else { report.take(read_key(key, spot)) };
    if let Some(value) = value {
        profile.insert(key.to_owned(), value);
    }
}

/// The section whose name a key nearly has.
fn misspelt(key: &str) -> Option<&'static str> {
    nearest_by(key, Kind::ALL.map(Kind::section), 0.88)
}

/// The section that has another name in other programs and in headings: `workExperience`, `certifications`.
fn meant(key: &str) -> Option<&'static str> {
    let mut words = String::new();
    for letter in key.chars() {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.push(if letter.is_alphanumeric() { letter } else { ' ' });
    }
    match topic(words.trim())? {
        Topic::Of(kind) => Some(kind.section()),
        _ => None,
    }
}

/// The document of a profile and the living ones of `experiences`. Tags and other private things stay behind.
fn document(profile: Option<&Map<String, Value>>, experiences: &[Experience]) -> Map<String, Value> {
    let mut document = profile.cloned().unwrap_or_default();
    for kind in Kind::ALL {
        let section = place::of_kind(experiences, kind);
        if !section.is_empty() {
            let items = section.into_iter().map(|experience| Value::Object(item::write(experience)));
            document.insert(kind.section().to_owned(), items.collect());
        }
    }
    document
}
