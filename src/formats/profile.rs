//! What every format asks of a profile.

use serde_json::{Map, Value};

use super::FormatError;
use super::error::Report;
use super::foreign::city_and_region;
use super::source::Spot;
use crate::domain::Document;

/// Keys of `basics`, of its location and of its accounts whose values are texts, those from before JSON Resume 1.0.0 too.
const BASICS: [&str; 9] =
    ["name", "label", "image", "picture", "email", "phone", "url", "website", "summary"];
const LOCATION: [&str; 5] = ["address", "postalCode", "city", "countryCode", "region"];
const ACCOUNT: [&str; 3] = ["network", "username", "url"];

/// The value of a top-level key, if a profile can hold it.
pub(super) fn read_key(key: &str, spot: &Spot<'_>) -> Result<Value, FormatError> {
    check(key, spot, spot.value())
}

/// JSON Resume's `basics`. A number is taken for its text; no other type stands for one.
pub(super) fn read_basics(spot: &Spot<'_>, report: &mut Report) -> Option<Value> {
    let value = object(spot, report, |key, spot, report| match key {
        "location" => read_location(spot, report),
        "profiles" => read_accounts(spot, report),
        key if BASICS.contains(&key) => text(spot, report),
        _ => Some(spot.value()),
    })?;
    report.take(check("basics", spot, value))
}

/// An address, or one in words.
pub(super) fn read_location(spot: &Spot<'_>, report: &mut Report) -> Option<Value> {
    if let Some(words) = spot.as_str() {
        return Some(city_and_region(words).map_or(Value::Null, Value::Object));
    }
    object(spot, report, |key, spot, report| match LOCATION.contains(&key) {
        true => text(spot, report),
        false => Some(spot.value()),
    })
}

/// The accounts at networks.
pub(super) fn read_accounts(spot: &Spot<'_>, report: &mut Report) -> Option<Value> {
    if spot.is_null() {
        return Some(Value::Null);
    }
    let Some(items) = spot.items() else {
        report.problem(spot.error(format!("is {}, not an array", spot.sort())));
        return None;
    };
    let account = |item: &Spot<'_>| {
        object(item, report, |key, spot, report| match ACCOUNT.contains(&key) {
            true => text(spot, report),
            false => Some(spot.value()),
        })
    };
    Some(items.iter().filter_map(account).collect())
}

fn object(
    spot: &Spot<'_>,
    report: &mut Report,
    mut read: impl FnMut(&str, &Spot<'_>, &mut Report) -> Option<Value>,
) -> Option<Value> {
    if spot.is_null() {
        return Some(Value::Null);
    }
    let Some(entries) = spot.entries() else {
        report.problem(spot.error(format!("is {}, not an object", spot.sort())));
        return None;
    };
    let mut object = Map::new();
    for (key, spot) in entries {
        object.extend(read(key, &spot, report).map(|value| (key.to_owned(), value)));
    }
    Some(Value::Object(object))
}

fn text(spot: &Spot<'_>, report: &mut Report) -> Option<Value> {
    match spot.value() {
        Value::Number(number) => Some(Value::String(number.to_string())),
        value @ (Value::String(_) | Value::Null) => Some(value),
        _ => {
            report.problem(spot.error(format!("is {}, not a string", spot.sort())));
            None
        }
    }
}

fn check(key: &str, spot: &Spot<'_>, value: Value) -> Result<Value, FormatError> {
    let alone =
        Document::profile(Map::from_iter([(key.to_owned(), value.clone())]), jiff::Timestamp::UNIX_EPOCH);
    alone.validate().map_err(|invalid| spot.error(format!("cannot be kept: {invalid}")))?;
    Ok(value)
}
