//! The form of the profile in an editor: its JSON with comment lines.
//!
//! A line that begins with `#` is a comment. No line of JSON begins like that: a line break inside a string
//! is written as `\n`.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::FormError;
use super::escape::pretty_json;
use crate::domain::{Document, Invalid, LanguageTag};
use crate::json::{cause, twice};
use crate::library::profile::check_shape;
use crate::library::profile_keys;

const HEADER: &str = "\
# Change what you like, save and close. An emptied file changes nothing.
# This is JSON: `basics`, `meta` and the like, as in JSON Resume. What stays empty is not kept.
# `label` is your profession in a word or two; `countryCode` has two letters, such as AT.
";

/// What `basics` can say, empty.
fn blanks() -> Value {
    json!({
        "name": "", "label": "", "email": "", "phone": "", "url": "", "summary": "",
        "location": {"city": "", "region": "", "countryCode": ""},
        "profiles": [{"network": "", "username": "", "url": ""}],
    })
}

/// Renders the form of a document, with empty fields for what `basics` lacks.
pub(crate) fn render(document: &Map<String, Value>) -> String {
    let mut filled = document.clone();
    fill(filled.entry("basics").or_insert_with(|| json!({})), &blanks());
    format!("{HEADER}{}\n", pretty_json(&filled))
}

fn fill(value: &mut Value, blank: &Value) {
    if let (Value::Object(fields), Value::Object(blanks)) = (value, blank) {
        for (key, blank) in blanks {
            fill(fields.entry(key).or_insert_with(|| blank.clone()), blank);
        }
    }
}

/// Takes out the fields that [`render`] added to `base` and that stayed empty.
pub(crate) fn without_blanks(typed: &mut Map<String, Value>, base: &Map<String, Value>) {
    let Some(basics) = typed.get_mut("basics") else { return };
    empty(basics, base.get("basics"), &blanks());
    if is_empty(basics) && !base.contains_key("basics") {
        typed.remove("basics");
    }
}

fn empty(typed: &mut Value, base: Option<&Value>, blank: &Value) {
    match (typed, blank) {
        (Value::Object(fields), Value::Object(blanks)) => {
            for (key, blank) in blanks {
                let base = base.and_then(|base| base.get(key));
                let Some(value) = fields.get_mut(key) else { continue };
                empty(value, base, blank);
                if base.is_none() && is_empty(value) {
                    fields.remove(key);
                }
            }
        }
        (Value::Array(items), Value::Array(blanks)) if base.is_none() => {
            for item in &mut *items {
                blanks.iter().for_each(|blank| empty(item, None, blank));
            }
            items.retain(|item| !is_empty(item));
        }
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// Parses the document in a form.
///
/// # Errors
/// If it is not a JSON object, or contains a value that cannot be stored.
pub(crate) fn parse(text: &str) -> Result<Map<String, Value>, Vec<FormError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<_> = text.split('\n').map(|line| if line.starts_with('#') { "" } else { line }).collect();
    let json = lines.join("\n");
    let value: Value = serde_json::from_str(&json).map_err(|error| not_json(&error))?;
    if let Some((_, error)) = twice(json.as_bytes(), usize::MAX) {
        return Err(not_json(&error));
    }
    let Value::Object(document) = value else {
        let line = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(0) + 1;
        return Err(fail(line, "the document is an object, between `{` and `}`"));
    };
    let profile = Document::profile(document, Timestamp::UNIX_EPOCH);
    let checked = profile.validate().and_then(|()| check_shape(&profile.body));
    checked.and_then(|()| check_translations(&profile.body)).map_err(|error| {
        let end = error.field.find(['[', '.']).unwrap_or(error.field.len());
        let key = format!("\"{}\"", error.field.get(..end).unwrap_or_default());
        let line = lines.iter().position(|line| line.trim_start().starts_with(&key)).unwrap_or(0) + 1;
        fail(line, error.to_string())
    })?;
    Ok(profile.body)
}

/// Checks what was changed as `profile set` does: a web address gets its scheme.
///
/// # Errors
/// If a value is none of its key, at the line where it stands in `text`.
pub(crate) fn check_changes(
    typed: &mut Map<String, Value>,
    base: &Map<String, Value>,
    text: &str,
) -> Result<(), Vec<FormError>> {
    profile_keys::check_changes(typed, base).map_err(|(value, error)| {
        let written = value.to_string();
        let line = text.lines().position(|line| !line.starts_with('#') && line.contains(&written));
        let hint = error.hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        fail(line.unwrap_or(0) + 1, format!("{}{hint}", error.message))
    })
}

/// Checks the tags under which translations stand.
fn check_translations(document: &Map<String, Value>) -> Result<(), Invalid> {
    let key = "_translations";
    let tags = match document.get(key) {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Object(tags)) => tags,
        Some(_) => return Err(Invalid::new(key, "is an object, between `{` and `}`")),
    };
    let is_one = |tag: &String| tag.parse::<LanguageTag>().is_ok_and(|parsed| parsed.as_str() == tag);
    match tags.keys().find(|tag| !is_one(tag)) {
        Some(_) => Err(Invalid::new(key, "has a key that is no language tag such as `de` or `pt-BR`")),
        None => Ok(()),
    }
}

fn not_json(error: &serde_json::Error) -> Vec<FormError> {
    fail(error.line(), format!("{} (column {})", cause(error), error.column()))
}

fn fail(line: usize, message: impl Into<String>) -> Vec<FormError> {
    vec![FormError { line, message: message.into() }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        parse(text).unwrap_err()[0].to_string()
    }

    #[test]
    fn the_form_names_what_can_be_said_and_keeps_what_is() {
        for base in [
            json!({}),
            json!({"basics": {"email": "", "location": {}, "profiles": []}, "meta": {"language": "en"}}),
            json!({"basics": {"name": "Ada", "profiles": [{"network": "", "x": ""}], "y": ""}}),
        ] {
            let Value::Object(base) = base else { unreachable!() };
            let form = render(&base);
            assert!(form.contains("\"label\": \"\"") && form.contains("\"city\": \"\""), "{form}");
            let mut typed = parse(&form).unwrap();
            without_blanks(&mut typed, &base);
            assert_eq!(typed, base);
        }
        let mut typed =
            parse(&render(&Map::new()).replace("\"network\": \"\"", "\"network\": \"GitHub\"")).unwrap();
        without_blanks(&mut typed, &Map::new());
        assert_eq!(Value::Object(typed), json!({"basics": {"profiles": [{"network": "GitHub"}]}}));
    }

    #[test]
    fn what_would_be_lost_or_is_no_profile_is_refused() {
        assert_eq!(
            refused("{\n\"a\": [{\"b\": 1,\n\"b\": 2.50}]}"),
            "line 3: the key `b` occurs twice in one object (column 3)"
        );
        assert_eq!(refused("{\n\"basics\": []}"), "line 2: `basics` is an object, between `{` and `}`");
        assert_eq!(
            refused("{\n\"work\": [{}]}"),
            "line 2: `work` holds experiences, which are not part of the profile"
        );
        assert_eq!(
            refused("{\n\"_translations\": {\"de_AT\": {}, \"de\": {}}}"),
            "line 2: `_translations` has a key that is no language tag such as `de` or `pt-BR`"
        );
        assert!(parse(r#"{"_translations": {"de": {"basics.label": "Koch"}}}"#).is_ok());
        let kept = r#"{"basics": null, "work": [], "x": [1.0, -2e9, true, "b", {"b": null}]}"#;
        assert_eq!(Value::Object(parse(kept).unwrap()), serde_json::from_str::<Value>(kept).unwrap());
    }
}
