//! What the programs that read JSON Resume cannot do without, though its schema requires nothing.
//!
//! Source: the themes even 0.26, elegant 1.16, flat 0.3, kendall 0.2, macchiato 1.1 and stackoverflow 3.3.

use serde_json::{Map, Value, json};

use crate::domain::{Experience, Kind};
use crate::formats::foreign::network;

/// Two themes stop without a name, a location or a list of profiles, three at a profile without a network, and a role
/// that is no list is invalid.
pub(super) fn complete(document: &mut Map<String, Value>) {
    let basics = document.entry("basics").or_insert_with(|| json!({}));
    if let Value::Object(basics) = basics {
        for (key, empty) in [("name", json!("")), ("location", json!({})), ("profiles", json!([]))] {
            let value = basics.entry(key).or_insert(Value::Null);
            if value.is_null() {
                *value = empty;
            }
        }
        let profiles = basics.get_mut("profiles").and_then(Value::as_array_mut);
        profiles.into_iter().flatten().for_each(name_network);
    }
    let projects = document.get_mut("projects").and_then(Value::as_array_mut);
    for project in projects.into_iter().flatten() {
        if let Some(roles) = project.get_mut("roles").filter(|roles| roles.is_string()) {
            let listed = roles.as_str().and_then(|text| serde_json::from_str::<Vec<String>>(text).ok());
            *roles = listed.map_or_else(|| json!([roles]), |listed| json!(listed));
        }
    }
}

/// The host of its link names a network.
fn name_network(profile: &mut Value) {
    let Value::Object(profile) = profile else { return };
    if profile.get("network").is_some_and(|name| name.as_str().is_some_and(|name| !name.is_empty())) {
        return;
    }
    let Some(url) = profile.get("url").and_then(Value::as_str) else { return };
    let (name, user) = match network(url) {
        Some((name, user)) => {
            (name.to_owned(), Some(user).filter(|user| !user.is_empty()).map(str::to_owned))
        }
        None => {
            let address = url.split_once("://").map_or(url, |(_, rest)| rest);
            (address.split('/').next().unwrap_or_default().to_owned(), None)
        }
    };
    profile.insert("network".to_owned(), json!(name));
    if let Some(user) = user.filter(|_| !profile.contains_key("username")) {
        profile.insert("username".to_owned(), json!(user));
    }
}

/// What readers will miss.
pub(super) fn warnings(experiences: &[Experience]) -> Vec<String> {
    let nameless = experiences.iter().filter(|one| one.kind == Kind::Work && one.organization.is_none());
    nameless
        .map(|one| format!("`{}` has no employer, which most readers of JSON Resume expect", one.label()))
        .collect()
}
