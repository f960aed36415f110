//! What the programs that read JSON Resume cannot do without, though its schema requires nothing.
//!
//! Source: the themes even 0.26, elegant 1.16, flat 0.3, kendall 0.2, macchiato 1.1 and stackoverflow 3.3.

use serde_json::{Map, Value, json};

use super::layout::{Slot, before_1, keys, older};
use crate::domain::{Experience, Kind, address, listed};
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
        if let Some(Value::String(roles)) = project.get("roles") {
            project["roles"] = listed(roles).into();
        }
    }
}

/// Names the links that the schema refuses.
pub(super) fn wrong_links(document: &Map<String, Value>) -> Vec<String> {
    let is_wrong = |item: &Value| match item.get("url") {
        Some(Value::String(url)) => !url.contains(':') || !address::is_uri(url),
        _ => false,
    };
    let basics = document.get("basics");
    let person = basics.filter(|basics| is_wrong(basics)).map(|_| "basics.url".to_owned());
    let accounts =
        basics.and_then(|basics| basics.get("profiles")).map(|accounts| ("basics.profiles", accounts));
    let sections =
        Kind::ALL.into_iter().filter_map(|kind| Some((kind.section(), document.get(kind.section())?)));
    let items = accounts.into_iter().chain(sections).flat_map(|(path, items)| {
        let items = items.as_array().into_iter().flatten().enumerate();
        items.filter(|(_, item)| is_wrong(item)).map(move |(place, _)| format!("{path}[{place}].url"))
    });
    let wrong = person.into_iter().chain(items);
    wrong.map(|path| format!("`{path}` is no web address with `https://`, which validators refuse")).collect()
}

/// Writes international addresses as the schema's formats `uri` and `email` want them: domains as Punycode, other signs
/// as escapes.
pub(super) fn write_in_ascii(document: &mut Map<String, Value>) {
    if let Some(Value::Object(basics)) = document.get_mut("basics") {
        convert(basics, "url", uri);
        convert(basics, "email", email);
        let accounts = basics.get_mut("profiles").and_then(Value::as_array_mut);
        accounts.into_iter().flatten().filter_map(Value::as_object_mut).for_each(write_link_in_ascii);
    }
    for kind in Kind::ALL {
        let items = document.get_mut(kind.section()).and_then(Value::as_array_mut);
        items.into_iter().flatten().filter_map(Value::as_object_mut).for_each(write_link_in_ascii);
    }
}

pub(super) fn write_link_in_ascii(item: &mut Map<String, Value>) {
    convert(item, "url", uri);
}

fn convert(object: &mut Map<String, Value>, key: &str, form: impl Fn(&str) -> Option<String>) {
    if let Some(Value::String(text)) = object.get_mut(key)
        && let Some(ascii) = form(text)
    {
        *text = ascii;
    }
}

/// A text without a scheme comes back as its file had it.
fn uri(text: &str) -> Option<String> {
    if text.contains("://") && !address::is_uri(text) { address::to_uri(text) } else { None }
}

fn email(text: &str) -> Option<String> {
    if text.is_ascii() { None } else { address::to_ascii_email(text) }
}

/// Adds `company` and `website`, where they are not there, with the values of the keys that took their place.
pub(super) fn add_older_keys(document: &mut Map<String, Value>) {
    for kind in Kind::ALL {
        let items = document.get_mut(kind.section()).and_then(Value::as_array_mut);
        for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
            for key in ["name", "url"] {
                if let Some(older) = before_1(kind, key) {
                    add(item, key, older);
                }
            }
        }
    }
    if let Some(Value::Object(basics)) = document.get_mut("basics") {
        add(basics, "url", "website");
    }
}

/// Removes keys that only say once more what the keys say that took their place: an export for older themes says
/// nothing new.
pub(super) fn remove_older_keys(item: &mut Map<String, Value>, kind: Kind) {
    for key in keys(kind).map(|key| key.name) {
        if let Some(older) = older(kind, key)
            && item.get(older).is_some_and(|value| item.get(key) == Some(value))
        {
            item.remove(older);
        }
    }
}

fn add(object: &mut Map<String, Value>, key: &str, older: &str) {
    if let Some(value) = object.get(key).cloned() {
        object.entry(older).or_insert(value);
    }
}

/// The host of its link names a network.
fn name_network(profile: &mut Value) {
    let Value::Object(profile) = profile else { return };
    if profile.get("network").is_some_and(|name| name.as_str().is_some_and(|name| !name.is_empty())) {
        return;
    }
    let Some(url) = profile.get("url").and_then(Value::as_str) else {
        profile.insert("network".to_owned(), json!(""));
        return;
    };
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
    let nameless = nameless
        .map(|one| format!("`{}` has no employer, which most readers of JSON Resume expect", one.label()));
    nameless.chain(unshown_texts(experiences)).collect()
}

/// Texts of entries for which the schema has no key for a text.
fn unshown_texts(experiences: &[Experience]) -> Option<String> {
    let has_key = |kind| keys(kind).iter().any(|key| key.standard && key.slot == Slot::Text);
    let mut unshown = experiences.iter().filter(|one| one.text.is_some() && !has_key(one.kind));
    let first = unshown.next()?;
    let more = match unshown.count() {
        0 => String::new(),
        count => format!(" and of {count} more"),
    };
    Some(format!(
        "the text of `{}` ({}){more} stands in `summary`, which common themes of JSON Resume do not show there",
        first.label(),
        first.kind
    ))
}
