//! The keys of a résumé in the order in which people write and read them.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::domain::Kind;

/// Keys that come first, in this order, in whichever object they stand; the others follow by name.
const FIRST: [&str; 50] = [
    "$schema", "basics", "work", "volunteer", "education", "awards", "certificates", "publications",
    "skills", "languages", "interests", "references", "projects", "language", "fluency", "institution",
    "area", "studyType", "name", "label", "image", "email", "phone", "position", "title", "organization",
    "awarder", "issuer", "publisher", "entity", "type", "level", "network", "username", "url", "location",
    "address", "postalCode", "city", "countryCode", "region", "date", "releaseDate", "startDate", "endDate",
    "score", "summary", "description", "highlights", "keywords",
];

/// Keys that come last.
const LAST: [&str; 1] = ["meta"];

/// JSON that is written with its keys in a résumé's order.
#[derive(Debug)]
pub(super) struct Pretty<'a>(pub(super) &'a Value);

/// A résumé, whose sections may have an order of their own.
#[derive(Debug)]
pub(super) struct PrettyResume<'a> {
    pub(super) resume: &'a Map<String, Value>,
    /// The kinds whose sections come first.
    pub(super) order: &'a [Kind],
}

impl Serialize for PrettyResume<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = |key: &str| self.order.iter().position(|kind| kind.section() == key);
        let mut entries: Vec<_> = self.resume.iter().collect();
        // What is no section keeps its place: the person comes first.
        entries.sort_by_key(|(key, _)| match named(key) {
            Some(place) => (rank("work"), place),
            None if rank(key) < rank("work") => (rank(key), 0),
            None => (rank(key), self.order.len()),
        });
        let mut map = serializer.serialize_map(Some(entries.len()))?;
        for (key, value) in entries {
            map.serialize_entry(key, &Pretty(value))?;
        }
        map.end()
    }
}

impl Serialize for Pretty<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Array(items) => serializer.collect_seq(items.iter().map(Pretty)),
            Value::Object(object) => {
                let mut entries: Vec<_> = object.iter().collect();
                entries.sort_by_key(|(key, _)| rank(key));
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, &Pretty(value))?;
                }
                map.end()
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

/// Equal ranks stay in the order of their names, which is the map's.
fn rank(key: &str) -> usize {
    let place = |keys: &[&str]| keys.iter().position(|known| *known == key);
    place(&FIRST).or_else(|| place(&LAST).map(|place| FIRST.len() + 1 + place)).unwrap_or(FIRST.len())
}
