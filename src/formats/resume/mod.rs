//! Our own format: everything that is known of the records, for a backup or another device.
//!
//! `{"format": "resume", "version": 1, "profile": {…} or null, "experiences": […]}`, the experiences being
//! objects as `--json` prints them, less what is absent or empty. Such an object alone, and an array of them, are read as well; their `revision`
//! and `sync` belong to the device that printed them and are passed over. The invariant: what is
//! written is read back equal, times, tags, metadata and tombstones included; what is not understood is refused.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::content::Content;
use super::error::{FormatError, Report};
use super::export::{ExportError, Exporter, Written};
use super::incoming::{Importer, Incoming, IncomingProfile, Items};
use super::profile::read_key;
use super::source::{Source, Spot};
use crate::domain::{Bullet, Experience, Field, Sections};

/// What the key `format` says.
const FORMAT: &str = "resume";

/// The version that is written, and the newest that is read.
const VERSION: u64 = 1;

/// Keys of a printed experience that only concern the device that printed it.
const PASSED_OVER: [&str; 2] = ["revision", "sync"];

/// Our own format.
#[derive(Debug)]
pub struct Resume;

impl Importer for Resume {
    /// A file that says so, or that has our records.
    fn recognises(&self, content: &Content) -> bool {
        let is_record = |spot: &Spot<'_>| spot.get("id").is_some() && spot.get("kind").is_some();
        let Some(root) = content.tree().map(Source::root) else { return false };
        let says_so = root.get("format").is_some_and(|format| format.as_str() == Some(FORMAT));
        says_so || is_record(&root) || root.items().is_some_and(|items| items.iter().any(is_record))
    }

    fn read(&self, content: &Content, report: &mut Report) -> Result<Incoming, FormatError> {
        let Backup { profile, experiences } = read(&content.root()?, report)?;
        // A file without a profile says nothing about it.
        let profile = profile.map_or_else(|| IncomingProfile::Keys(Map::new()), IncomingProfile::Whole);
        Ok(Incoming { profile, items: Items::Records(experiences) })
    }
}

#[derive(Debug, PartialEq, Default)]
struct Backup {
    profile: Option<Map<String, Value>>,
    experiences: Vec<Experience>,
}

#[derive(Serialize)]
struct WrittenBackup<'a> {
    format: &'static str,
    version: u64,
    profile: Option<&'a Map<String, Value>>,
    experiences: &'a [Experience],
}

impl Exporter for Resume {
    fn write(
        &self,
        profile: Option<&Map<String, Value>>,
        experiences: &[Experience],
        _sections: &Sections,
    ) -> Result<Written, ExportError> {
        let backup = WrittenBackup { format: FORMAT, version: VERSION, profile, experiences };
        let mut bytes = serde_json::to_vec_pretty(&backup)?;
        bytes.push(b'\n');
        Ok(Written { bytes, ..Written::default() })
    }
}

fn read(root: &Spot<'_>, report: &mut Report) -> Result<Backup, FormatError> {
    if let Some(items) = root.items() {
        return Ok(Backup { profile: None, experiences: read_experiences(&items, report) });
    }
    if root.get("format").is_none() && root.get("id").is_some() {
        let experiences = report.take(read_experience(root)).into_iter().collect();
        return Ok(Backup { profile: None, experiences });
    }
    read_backup(root, report)
}

fn read_backup(root: &Spot<'_>, report: &mut Report) -> Result<Backup, FormatError> {
    let entries = root.entries().ok_or_else(|| {
        root.error(format!("a file of format `{FORMAT}` holds an object or an array, not {},", root.sort()))
    })?;
    let format = required(root, "format")?;
    if format.as_str() != Some(FORMAT) {
        return Err(format.error(format!("is not `{FORMAT}`")));
    }
    // Before anything else is judged: what a newer version holds is not for us to call wrong.
    let version = required(root, "version")?;
    match version.value().as_u64() {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => {
            let message = format!("is {newer}: this program is older, and reads {VERSION} only,");
            return Err(version.error(message));
        }
        _ => return Err(version.error(format!("is not {VERSION}"))),
    }
    let mut backup = Backup::default();
    required(root, "experiences")?;
    for (key, spot) in entries {
        match key {
            "format" | "version" => {}
            "profile" => backup.profile = read_profile(&spot, report),
            "experiences" => match spot.items() {
                Some(items) => backup.experiences = read_experiences(&items, report),
                None => report.problem(spot.error(format!("is {}, not an array", spot.sort()))),
            },
            _ => report.problem(spot.error("is not a key of this format")),
        }
    }
    Ok(backup)
}

fn read_profile(spot: &Spot<'_>, report: &mut Report) -> Option<Map<String, Value>> {
    if spot.is_null() {
        return None;
    }
    let Some(entries) = spot.entries() else {
        report.problem(spot.error(format!("is {}, not an object", spot.sort())));
        return None;
    };
    let values = entries.into_iter().filter_map(|(key, spot)| {
        let value = report.take(read_key(key, &spot))?;
        Some((key.to_owned(), value))
    });
    Some(values.collect())
}

fn read_experiences(items: &[Spot<'_>], report: &mut Report) -> Vec<Experience> {
    let mut seen: HashMap<Uuid, usize> = HashMap::new();
    let mut experiences = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let Some(experience) = report.take(read_experience(item)) else { continue };
        if let Some(first) = seen.insert(experience.id, index) {
            let id = item.get("id").unwrap_or_else(|| item.clone());
            report.problem(id.error(format!("is the id of experience {first} (counted from 0) as well")));
            continue;
        }
        experiences.push(experience);
    }
    experiences
}

fn read_experience(item: &Spot<'_>) -> Result<Experience, FormatError> {
    let entries = item.entries().ok_or_else(|| item.error(format!("is {}, not an object", item.sort())))?;
    let others = ["id", "created_at", "updated_at", "deleted_at"];
    for (key, spot) in &entries {
        let known = others.contains(key)
            || PASSED_OVER.contains(key)
            || Field::ALL.iter().any(|field| field.as_str() == *key);
        if !known {
            return Err(spot.error("is not a key of an experience"));
        }
    }
    let mut experience = Experience {
        id: decode(&required(item, "id")?)?,
        kind: decode(&required(item, "kind")?)?,
        title: decode(&required(item, "title")?)?,
        organization: optional(item, "organization")?,
        location: optional(item, "location")?,
        url: optional(item, "url")?,
        start_date: optional(item, "start_date")?,
        end_date: optional(item, "end_date")?,
        text: optional(item, "text")?,
        bullets: bullets(item)?,
        skills: list(item, "skills")?,
        tags: list(item, "tags")?,
        metadata: metadata(item)?,
        translations: optional(item, "translations")?.unwrap_or_default(),
        created_at: decode::<Timestamp>(&required(item, "created_at")?)?,
        updated_at: decode::<Timestamp>(&required(item, "updated_at")?)?,
        deleted_at: optional(item, "deleted_at")?,
    };
    // In this order: `normalise` compares the items of a list with one another, `validate` bounds their number.
    experience.validate().map_err(|invalid| item.error(format!("cannot be kept: its {invalid}")))?;
    experience.normalise();
    Ok(experience)
}

/// Not decoded like the rest: `serde_json::from_value` makes `0` of `-0`.
fn metadata(item: &Spot<'_>) -> Result<Map<String, Value>, FormatError> {
    let Some(spot) = item.get("metadata") else { return Ok(Map::new()) };
    match spot.value() {
        Value::Object(metadata) => Ok(metadata),
        _ => Err(spot.error(format!("is {}, not an object", spot.sort()))),
    }
}

fn bullets(item: &Spot<'_>) -> Result<Vec<Bullet>, FormatError> {
    for bullet in item.get("bullets").and_then(|spot| spot.items()).unwrap_or_default() {
        let unknown = |(key, _): &(&str, Spot<'_>)| !["text", "tags", "translations"].contains(key);
        if let Some((_, spot)) = bullet.entries().unwrap_or_default().into_iter().find(unknown) {
            return Err(spot.error("is not a key of a bullet"));
        }
    }
    list(item, "bullets")
}

fn required<'a>(object: &Spot<'a>, key: &str) -> Result<Spot<'a>, FormatError> {
    object.get(key).ok_or_else(|| {
        let subject = if object.is_root() { "the object " } else { "" };
        object.error(format!("{subject}has no `{key}`"))
    })
}

fn optional<T: DeserializeOwned>(object: &Spot<'_>, key: &str) -> Result<Option<T>, FormatError> {
    object.get(key).filter(|spot| !spot.is_null()).map(|spot| decode(&spot)).transpose()
}

fn list<T: DeserializeOwned>(object: &Spot<'_>, key: &str) -> Result<Vec<T>, FormatError> {
    let Some(spot) = object.get(key) else { return Ok(Vec::new()) };
    let items = spot.items().ok_or_else(|| spot.error(format!("is {}, not an array", spot.sort())))?;
    items.iter().map(decode).collect()
}

fn decode<T: DeserializeOwned>(spot: &Spot<'_>) -> Result<T, FormatError> {
    serde_json::from_value(spot.value()).map_err(|error| spot.error(format!("is not right: {error}")))
}

#[cfg(test)]
mod tests;
