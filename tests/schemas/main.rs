//! The schemas in `schema/json/` against what the program prints and keeps.
//!
//! One scenario runs every command with `--json`, its failures included; the session file is checked
//! after each command. A schema that takes anything would pass too, so that every object that was
//! printed is also tried with a key too many.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::collections::HashSet;
use std::fs;

use serde_json::{Map, Value, json};

#[path = "../support/chat.rs"]
#[expect(dead_code, reason = "one reply of many is used here")]
mod chat;
mod scenario;
#[path = "../support/schema.rs"]
mod schemas;

use scenario::scenario;
use schemas::{directory, schema, validator};

/// How long anything may take before it counts as hung.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

#[test]
fn every_output_is_as_its_schema_says_and_no_key_more() {
    let root = tempfile::tempdir().unwrap();
    let samples = scenario(root.path());
    let mut described: Vec<_> = fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.strip_suffix(".schema.json").expect("only schemas here").to_owned())
        .inspect(|name| assert!(jsonschema::meta::is_valid(&schema(name)), "`{name}` is no schema"))
        .filter(|name| name != "common")
        .collect();
    described.sort();
    assert_eq!(described, samples.keys().cloned().collect::<Vec<_>>(), "each schema has its samples");
    for (name, mut values) in samples {
        let validator = validator(&name);
        let mut tried = HashSet::new();
        for value in &mut values {
            for place in objects(&name, value) {
                let object = value.pointer_mut(&place).unwrap().as_object_mut().unwrap();
                if !tried.insert(shape(&place, object)) {
                    continue;
                }
                object.insert(surplus(&name).to_owned(), json!({"not": "ours"}));
                assert!(!validator.is_valid(value), "`{name}` takes a key too many at `{place}`");
                value.pointer_mut(&place).unwrap().as_object_mut().unwrap().remove(surplus(&name));
            }
        }
        assert!(!tried.is_empty(), "nothing was tried on `{name}`");
    }
}

/// The same for objects of one kind: the place without the numbers of items, and the keys.
fn shape(place: &str, object: &Map<String, Value>) -> (String, Vec<String>) {
    let place = place.split('/').map(|part| if part.parse::<usize>().is_ok() { "*" } else { part });
    (place.collect::<Vec<_>>().join("/"), object.keys().cloned().collect())
}

/// A key that does not belong there. A profile may have any but the names of the sections.
fn surplus(name: &str) -> &'static str {
    if name == "profile" { "work" } else { "surplus" }
}

/// Where objects stand whose keys are ours.
fn objects(name: &str, value: &Value) -> Vec<String> {
    fn walk(name: &str, value: &Value, place: String, found: &mut Vec<String>) {
        match value {
            _ if is_free(name, &place) => {}
            Value::Object(map) => {
                map.iter().for_each(|(key, inner)| walk(name, inner, format!("{place}/{key}"), found));
                found.push(place);
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.for_each(|(index, item)| walk(name, item, format!("{place}/{index}"), found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(name, value, String::new(), &mut found);
    found
}

/// Whether what stands there is the user's own, with any keys.
fn is_free(name: &str, place: &str) -> bool {
    match name {
        "profile" => !place.is_empty(),
        "profile-history" if place.ends_with("/profile") => true,
        "application-history" if place.ends_with("/application") => true,
        "application-diff" => ["/then", "/now"].iter().any(|free| place.ends_with(free)),
        "export" if place == "/profile" => true,
        "variant-history" if place.ends_with("/variant") => true,
        // The protocol is another's.
        "ai-dry-run" if place == "/request" => true,
        _ => ["/metadata", "/body", "/kept", "/other", "/before", "/after", "/settings"]
            .iter()
            .any(|free| place.ends_with(free)),
    }
}

#[test]
fn every_kind_of_document_is_documented() {
    let words = resume::domain::DocumentKind::ALL.map(resume::domain::DocumentKind::as_str);
    let kind = &schema("common")["$defs"]["document_key"]["properties"]["kind"];
    assert_eq!(kind["enum"], json!(words));
}

#[test]
fn the_session_file_is_documented_field_by_field() {
    fn walk(schema: &Value, place: &str) {
        let known = schema["properties"].as_object().into_iter().flatten();
        for (name, property) in known {
            let told = property.get("description").is_some() || property.get("$ref").is_some();
            assert!(told, "`{place}/{name}` has no description");
        }
        match schema {
            Value::Object(map) => map.iter().for_each(|(key, inner)| walk(inner, &format!("{place}/{key}"))),
            Value::Array(items) => items.iter().for_each(|inner| walk(inner, place)),
            _ => {}
        }
    }
    walk(&schema("session"), "");
    walk(&schema("experience")["$defs"]["fields"], "");
}
