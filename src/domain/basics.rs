//! The person, in JSON Resume's `basics`.

use serde_json::{Map, Value};

/// The key of the picture today, and the one from before JSON Resume 1.0.0.
pub const PICTURE: [&str; 2] = ["image", "picture"];

/// Keys that were replaced, each with the one from before JSON Resume 1.0.0.
pub const REPLACED: [(&str, &str); 2] = [("url", "website"), (PICTURE[0], PICTURE[1])];

/// What a key was called before JSON Resume 1.0.0.
pub fn older_key(key: &str) -> Option<&'static str> {
    REPLACED.iter().find(|(new, _)| *new == key).map(|(_, older)| *older)
}

/// A text that is there, under the key of today or the older one.
pub fn basic<'a>(basics: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    let text = |key: &str| basics.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty());
    text(key).or_else(|| text(older_key(key)?))
}

/// Whether a profile says anything of the person. Where it does not, it holds settings alone.
pub fn names_person(profile: &Map<String, Value>) -> bool {
    fn says(value: &Value) -> bool {
        match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => items.iter().any(says),
            Value::Object(entries) => entries.values().any(says),
            Value::Bool(_) | Value::Number(_) => true,
        }
    }
    profile.get("basics").is_some_and(says)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn older_keys_count_where_todays_say_nothing() {
        let Value::Object(basics) =
            json!({"website": " https://a.test", "picture": "a.png", "image": "", "name": 5})
        else {
            unreachable!()
        };
        let found = ["url", "image", "name", "email"].map(|key| basic(&basics, key));
        assert_eq!(found, [Some("https://a.test"), Some("a.png"), None, None]);
    }
}
