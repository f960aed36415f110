//! Variants: what one of many résumés shows of the one record, and how.
//!
//! A variant is kept as a document, and merged key by key. It is strict where it is read and tolerant where it is
//! kept: a body that is wrong is an error when the variant is used, and unknown keys stay in it.

use std::collections::BTreeMap;
use std::num::NonZeroU8;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{Document, DocumentKey, DocumentKind, Invalid, Kind, PartialDate};

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// The order and the headings of the sections, as far as they are not the usual ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sections {
    /// Kinds that it does not name stand last, in the usual order.
    pub order: Vec<Kind>,
    pub titles: BTreeMap<Kind, String>,
}

impl Sections {
    /// Brings what has a kind into the order.
    pub fn sort<T>(&self, sections: &mut [T], kind: impl Fn(&T) -> Kind) {
        let place = |one: &T| self.order.iter().position(|named| *named == kind(one));
        sections.sort_by_key(|one| place(one).unwrap_or(self.order.len()));
    }
}

/// What a variant says. What is absent is as its parent has it, else as the program does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Variant {
    /// The id of its parent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<Kind>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section_order: Option<Vec<Kind>>,
    /// Merged with those of its parent, kind by kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub section_titles: BTreeMap<Kind, String>,
    /// An empty one takes the profile's away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Options of the theme, as they were written; merged with those of its parent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The word of a paper size; what is above this module knows the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<NonZeroU8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_contact: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<bool>,
}

impl Variant {
    /// The keys of a body, less the name.
    pub const KEYS: [&str; 17] = [
        "from", "tags", "without_tags", "kinds", "since", "section_order", "section_titles", "headline",
        "summary", "theme", "settings", "language", "paper", "pages", "date_format", "no_contact", "photo",
    ];

    /// Reads a body.
    ///
    /// # Errors
    /// The first key whose value is not what it should be.
    pub fn read(body: &Map<String, Value>) -> Result<Self, Invalid> {
        let known = body.iter().filter(|(key, value)| Self::KEYS.contains(&key.as_str()) && !value.is_null());
        let known: Map<String, Value> = known.map(|(key, value)| (key.clone(), value.clone())).collect();
        for (key, value) in &known {
            let alone = Value::Object(Map::from_iter([(key.clone(), value.clone())]));
            serde_json::from_value::<Self>(alone)
                .map_err(|error| Invalid::new(key, format!("is not readable: {error}")))?;
        }
        serde_json::from_value(Value::Object(known))
            .map_err(|error| Invalid::new("variant", format!("is not readable: {error}")))
    }

    /// All keys whose values are not what they should be.
    pub fn wrong_keys(body: &Map<String, Value>) -> Vec<&str> {
        let alone = |key: &str, value: &Value| Map::from_iter([(key.to_owned(), value.clone())]);
        let wrong = body.iter().filter(|(key, value)| Self::read(&alone(key, value)).is_err());
        wrong.map(|(key, _)| key.as_str()).collect()
    }

    /// Its keys, less those that say nothing.
    pub fn write(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(body)) => body,
            _ => Map::new(),
        }
    }

    /// What both say together; `self` wins.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        let mut section_titles = below.section_titles;
        section_titles.extend(self.section_titles);
        let mut settings = below.settings;
        settings.extend(self.settings);
        Self {
            from: self.from,
            tags: self.tags.or(below.tags),
            without_tags: self.without_tags.or(below.without_tags),
            kinds: self.kinds.or(below.kinds),
            since: self.since.or(below.since),
            section_order: self.section_order.or(below.section_order),
            section_titles,
            headline: self.headline.or(below.headline),
            summary: self.summary.or(below.summary),
            theme: self.theme.or(below.theme),
            settings,
            language: self.language.or(below.language),
            paper: self.paper.or(below.paper),
            pages: self.pages.or(below.pages),
            date_format: self.date_format.or(below.date_format),
            no_contact: self.no_contact.or(below.no_contact),
            photo: self.photo.or(below.photo),
        }
    }
}

/// The key of a variant that is made with this name: devices that each make it make one. The id is a UUID of
/// version 8 from a SHA-256 (RFC 9562, section B.2), under a namespace of ours.
pub fn variant_key(name: &str) -> DocumentKey {
    const NAMESPACE: Uuid = Uuid::from_u128(0x5a1f_4c0e_9d67_4b1c_8f33_2f1f_6f0a_7a10);
    let digest = Sha256::new().chain_update(NAMESPACE.as_bytes()).chain_update(name).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    let id = Builder::from_custom_bytes(bytes).into_uuid().to_string();
    DocumentKey { kind: DocumentKind::Variant, id }
}

/// The name of a variant; one whose body lost it is called by its id.
pub fn variant_name(document: &Document) -> &str {
    let name = document.body.get("name").and_then(Value::as_str);
    name.filter(|name| !name.trim().is_empty()).unwrap_or(&document.id)
}

/// Checks the name of a new variant.
pub fn check_variant_name(name: &str) -> Result<(), Invalid> {
    let wrong = |reason: &str| Err(Invalid::new("name", reason));
    if name.is_empty() || name.trim() != name {
        return wrong("is empty, or begins or ends with a space");
    }
    if name.starts_with('-') || name.chars().any(char::is_control) {
        return wrong("begins with `-`, or holds a control character");
    }
    if name.chars().count() > LONGEST_NAME {
        return wrong("is longer than 100 characters");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &Value) -> Result<Variant, Invalid> {
        Variant::read(body.as_object().unwrap())
    }

    #[test]
    fn a_body_comes_back_as_it_was_and_its_keys_are_all_known() {
        let body = json!({
            "from": "x", "tags": ["a"], "without_tags": ["b"], "kinds": ["work"], "since": "2015",
            "section_order": ["skill", "work"], "section_titles": {"work": "Posts"}, "headline": "", "summary": "S",
            "theme": "modern", "settings": {"size": "10pt"}, "language": "de", "paper": "a4", "pages": 1,
            "date_format": "year", "no_contact": true, "photo": false
        });
        let variant = read(&body).unwrap();
        assert_eq!(Value::Object(variant.write()), body);
        assert_eq!(Variant::KEYS.len(), body.as_object().unwrap().len());
        assert_eq!(read(&json!({"name": "n", "later": [1], "tags": null})), Ok(Variant::default()));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_key() {
        for (key, value) in
            [("pages", json!(0)), ("kinds", json!(["job"])), ("tags", json!("a")), ("photo", json!(1))]
        {
            let error = read(&json!({ key: value })).unwrap_err();
            assert_eq!(error.field, key);
        }
    }

    #[test]
    fn a_child_wins_over_its_parent_and_maps_are_laid_over_each_other() {
        let parent =
            read(&json!({"tags": ["a"], "photo": true, "section_titles": {"work": "W", "skill": "S"}}));
        let child = read(&json!({"from": "x", "photo": false, "section_titles": {"work": "V"}}));
        let both = child.unwrap().over(parent.unwrap());
        let expected = json!({
            "from": "x", "tags": ["a"], "photo": false, "section_titles": {"work": "V", "skill": "S"}
        });
        assert_eq!(Value::Object(both.write()), expected);
    }

    #[test]
    fn the_key_depends_on_the_name_alone() {
        assert_eq!(variant_key("acme"), variant_key("acme"));
        assert_ne!(variant_key("acme"), variant_key("Acme"));
        assert_eq!(Uuid::parse_str(&variant_key("acme").id).unwrap().get_version_num(), 8);
        for name in ["", " a", "-a", "a\n", &"a".repeat(101)] {
            assert!(check_variant_name(name).is_err(), "{name:?}");
        }
        assert!(check_variant_name("Acme & Söhne").is_ok());
    }
}
