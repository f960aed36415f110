//! What the keys of the profile may hold, where the user sets them.
//!
//! The invariant: a key of JSON Resume gets a value of its type, and an address only where it is one. What an import
//! brought is not checked again: an edit of one key does not fail for another.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::profile::{self, BASICS};
use super::{CommandError, CommandResult, did_you_mean, visible};
use crate::document::language::Language;
use crate::domain::{Kind, address, nearest_by, older_key};

/// The keys of a profile, and those of `basics`, which may stand alone.
const TOP: [&str; 11] =
    ["basics", "meta", "name", "label", "image", "email", "phone", "url", "summary", "location", "profiles"];
const LOCATION: [&str; 5] = ["address", "postalCode", "city", "countryCode", "region"];
const ACCOUNT: [&str; 3] = ["network", "username", "url"];

/// What people call a key that has another name, or another place.
const CALLED: [(&str, &str); 22] = [
    ("address", "location.address"),
    ("city", "location.city"),
    ("country", "location.countryCode"),
    ("countryCode", "location.countryCode"),
    ("github", "profiles"),
    ("headline", "label"),
    ("homepage", "url"),
    ("linkedin", "profiles"),
    ("mobile", "phone"),
    ("photo", "image"),
    ("picture", "image"),
    ("postalCode", "location.postalCode"),
    ("postcode", "location.postalCode"),
    ("region", "location.region"),
    ("state", "location.region"),
    ("street", "location.address"),
    ("tel", "phone"),
    ("telephone", "phone"),
    ("title", "label"),
    ("town", "location.city"),
    ("website", "url"),
    ("zip", "location.postalCode"),
];

/// A value that the user gave for a path, as it is stored: a web address gets its scheme. [`set`] decides whether the profile
/// may have a key that JSON Resume does not know.
///
/// # Errors
/// If the value is not of the key's type, or is no address where one belongs.
pub fn checked(path: &str, value: Value) -> CommandResult<Value> {
    let parts: Vec<&str> = path.split('.').collect();
    match parts[..] {
        [_] if value.is_null() => Ok(value),
        ["meta", "language"] if value.is_string() => {
            Language::find(value.as_str().unwrap_or_default()).map_err(super::publish::unknown)?;
            Ok(value)
        }
        ["basics"] if value.is_object() => checked_object(path, value, &BASICS),
        ["basics", "location"] => checked_object(path, value, &LOCATION),
        ["basics", "profiles"] => {
            let Value::Array(items) = value else { return nothing_else(path, value, "a list of accounts") };
            let items = items.into_iter().enumerate();
            let items = items.map(|(place, item)| checked(&format!("{path}.{place}"), item));
            Ok(Value::Array(items.collect::<CommandResult<_>>()?))
        }
        ["basics", "profiles", _] => checked_object(path, value, &ACCOUNT),
        ["basics", key] => checked_text(path, key, value, &BASICS),
        ["basics", "location", key] => checked_text(path, key, value, &LOCATION),
        ["basics", "profiles", _, key] => checked_text(path, key, value, &ACCOUNT),
        _ => Ok(value),
    }
}

fn checked_object(path: &str, value: Value, keys: &[&str]) -> CommandResult<Value> {
    let Value::Object(fields) = value else {
        let keys = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        return nothing_else(path, value, &format!("an object of {keys}"));
    };
    let fields = fields.into_iter().map(|(key, value)| {
        let value = checked(&format!("{path}.{key}"), value)?;
        Ok((key, value))
    });
    Ok(Value::Object(fields.collect::<CommandResult<_>>()?))
}

fn checked_text(path: &str, key: &str, value: Value, keys: &[&str]) -> CommandResult<Value> {
    if !keys.contains(&key) {
        return match nearest(key, keys) {
            Some(known) if !value.is_null() => Err(unknown_key(path, key, known)),
            _ => Ok(value),
        };
    }
    let Value::String(text) = value else { return nothing_else(path, value, "a text") };
    if key == "countryCode" && !text.is_empty() {
        return country(path, &text).map(Value::String);
    }
    let address = match key {
        _ if text.is_empty() => Ok(text),
        "url" => address::web(&text),
        "email" => address::email(&text),
        _ => Ok(text),
    };
    address.map(Value::String).map_err(|error| {
        CommandError::usage(format!("`{}` {error}", visible::line(shown(path)))).hint(error.hint())
    })
}

/// Two letters, as ISO 3166-1 has them.
fn country(path: &str, text: &str) -> CommandResult<String> {
    let code = text.trim();
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(code.to_ascii_uppercase());
    }
    let message = format!("`{}` is no country code: `{}`", visible::line(shown(path)), visible::line(text));
    Err(CommandError::usage(message).hint("write two letters, such as `AT`, `GB` or `US`"))
}

/// Null removes a value, whatever its type.
fn nothing_else(path: &str, value: Value, wanted: &str) -> CommandResult<Value> {
    if value.is_null() {
        return Ok(value);
    }
    let is = match value {
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) | Value::Null => "an object",
    };
    Err(CommandError::usage(format!("`{}` is {wanted}, not {is}", visible::line(shown(path))))
        .hint("`resume profile set --help` shows how to write values"))
}

/// Checks each value that differs from `base` as [`checked`] does, and stores it as that returns it.
///
/// # Errors
/// The first value that is none of its key, and why.
pub fn check_changes(
    document: &mut Map<String, Value>,
    base: &Map<String, Value>,
) -> Result<(), (Value, CommandError)> {
    for (key, value) in document.iter().filter(|(key, value)| base.get(*key) != Some(value)) {
        check_keys(base, &[key], value)?;
    }
    let Some(basics) = document.get_mut("basics") else { return Ok(()) };
    check_change("basics", basics, base.get("basics"))
}

/// Checks a path and the keys of its value; the value beside an error is the one of the wrong key.
fn check_keys(
    document: &Map<String, Value>,
    path: &[&str],
    value: &Value,
) -> Result<(), (Value, CommandError)> {
    check_key(document, path, value.is_null()).map_err(|error| (value.clone(), error))?;
    let below = |key: &str, value| check_keys(document, &[path, &[key]].concat(), value);
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(key, value)| below(key, value)),
        Value::Array(items) => {
            (0..).zip(items).try_for_each(|(at, item): (usize, _)| below(&at.to_string(), item))
        }
        _ => Ok(()),
    }
}

fn check_change(path: &str, value: &mut Value, base: Option<&Value>) -> Result<(), (Value, CommandError)> {
    if base == Some(&*value) {
        return Ok(());
    }
    let below = |key: &str| format!("{path}.{key}");
    match value {
        Value::Object(fields) => fields.iter_mut().try_for_each(|(key, value)| {
            check_change(&below(key), value, base.and_then(|base| base.get(key)))
        }),
        Value::Array(items) => {
            // An item may have moved.
            let known = |item: &Value| base.and_then(Value::as_array).is_some_and(|base| base.contains(item));
            let mut changed = items.iter_mut().enumerate().filter(|(_, item)| !known(item));
            changed.try_for_each(|(at, item)| check_change(&below(&at.to_string()), item, None))
        }
        value => {
            *value = checked(path, value.clone()).map_err(|error| (value.clone(), error))?;
            Ok(())
        }
    }
}

/// Puts a value that was [`checked`] under its path.
///
/// # Errors
/// If the path, or a key of the value, is none that the profile may have, or the path leads nowhere. A key that is there, as
/// an import may have brought it, can be set; so can everything in `meta` that is not nearly one of its keys.
pub fn set(document: &mut Map<String, Value>, path: &str, value: Value) -> CommandResult {
    check_keys(document, &path.split('.').collect::<Vec<_>>(), &value).map_err(|(_, error)| error)?;
    // Nothing is no address and no text.
    let value = if value == "" { Value::Null } else { value };
    profile::set(document, path, value)?;
    // An import may have brought the older key: left, it would say what the user just replaced.
    if let Some(older) = path.strip_prefix("basics.").and_then(older_key)
        && let Some(Value::Object(basics)) = document.get_mut("basics")
    {
        basics.remove(older);
    }
    Ok(())
}

/// Keys of `meta`, of JSON Resume and of this program.
const META: [&str; 5] = ["canonical", "version", "lastModified", "language", "theme"];

/// Refuses a key that the profile does not have and may not have. A removal is refused only for one that is nearly a key.
fn check_key(document: &Map<String, Value>, parts: &[&str], is_removal: bool) -> CommandResult {
    let path = &parts.join(".");
    let mut here = None;
    for (depth, part) in parts.iter().enumerate() {
        let (known, is_closed): (&[&str], _) = match parts[..depth] {
            [] => (&TOP, true),
            ["basics"] => (&BASICS, true),
            ["basics", "location"] => (&LOCATION, true),
            ["basics", "profiles", _] => (&ACCOUNT, true),
            ["meta"] => (&META, false),
            _ => (&[], false),
        };
        let fields = if depth == 0 { Some(document) } else { here.and_then(Value::as_object) };
        let is_there = fields.is_some_and(|fields| fields.contains_key(*part))
            // An item may have moved.
            || parts[..depth].starts_with(&["basics", "profiles"]) && is_of_account(document, part);
        if !is_there && !is_free(depth, part) {
            let called = if is_closed { called(&parts[..depth], part) } else { None };
            match called.or_else(|| nearest(part, known)) {
                Some(known) => return Err(unknown_key(path, part, known)),
                None if is_closed && !is_removal && !known.contains(part) => {
                    return Err(no_key(path, known));
                }
                None => {}
            }
        }
        here = match (fields, here) {
            (Some(fields), _) => fields.get(*part),
            (None, Some(Value::Array(items))) => part.parse::<usize>().ok().and_then(|at| items.get(at)),
            _ => None,
        };
    }
    Ok(())
}

/// Whether one of the accounts has this key.
fn is_of_account(document: &Map<String, Value>, key: &str) -> bool {
    let accounts = document.get("basics").and_then(|basics| basics.get("profiles")).and_then(Value::as_array);
    accounts.into_iter().flatten().any(|account| account.get(key).is_some())
}

/// What is no name of a field of the person: a place in a list, the program's own keys, the schema of a file, and the
/// sections of experiences, which have an answer of their own.
fn is_free(depth: usize, part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
        || depth == 0 && (part.starts_with(['_', '$']) || Kind::ALL.iter().any(|kind| kind.section() == part))
}

/// What a key is called here that people know by another name.
fn called(above: &[&str], key: &str) -> Option<&'static str> {
    let known = CALLED.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, known)| *known)?;
    match above {
        [] | ["basics"] => Some(known),
        ["basics", "location"] => known.strip_prefix("location.").filter(|known| *known != key),
        _ => None,
    }
}

fn no_key(path: &str, known: &[&str]) -> CommandError {
    let known: Vec<_> = known
        .iter()
        .filter(|key| **key != "basics" && **key != "meta")
        .map(|key| format!("`{key}`"))
        .collect();
    CommandError::usage(format!("the profile has no key `{}`", visible::line(shown(path))))
        .hint(format!("its keys are {}; `meta.KEY` holds anything else", known.join(", ")))
}

fn unknown_key(path: &str, key: &str, known: &str) -> CommandError {
    let meant = shown(path).replacen(key, known, 1);
    CommandError::usage(format!("the profile has no key `{}`", visible::line(shown(path))))
        .hint(did_you_mean(&meant))
}

fn nearest<'k>(key: &str, keys: &[&'k str]) -> Option<&'k str> {
    nearest_by(key, keys.iter().copied(), 0.85).filter(|_| !keys.contains(&key))
}

/// The order in which paths are removed, the last position of a list first: a removal moves what stands after it.
pub fn last_first(one: &str, other: &str) -> Ordering {
    // Positions compare as numbers.
    fn parts(path: &str) -> impl Iterator<Item = (Option<u64>, &str)> {
        path.split('.').map(|part| (part.parse().ok(), part))
    }
    parts(other).cmp(parts(one))
}

/// A path as it may be written.
fn shown(path: &str) -> &str {
    path.strip_prefix("basics.").unwrap_or(path)
}
