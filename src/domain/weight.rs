//! How much memory values take, and how many a text of JSON may become: a few bytes of it can take a
//! hundred times as much.

use serde_json::{Map, Value};

/// What a text in a list takes beside itself.
const TEXT: usize = 64;

/// What a member of an object takes beside its texts.
const MEMBER: usize = 64;

/// What the members of an object take together, however few they are.
const MEMBERS: usize = 640;

/// What an experience takes beside its texts.
const EXPERIENCE: usize = 1024;

/// What a document takes beside its body.
const DOCUMENT: usize = 512;

/// An experience with so many items in its lists.
pub(super) fn of_parts(texts: usize, items: usize, metadata: &Map<String, Value>) -> usize {
    EXPERIENCE + texts + items * TEXT + of_members(metadata)
}

/// A document with its id.
pub(super) fn of_document(id: &str, body: &Map<String, Value>) -> usize {
    DOCUMENT + id.len() + of_members(body)
}

pub(super) fn of_members(map: &Map<String, Value>) -> usize {
    let members: usize = map.iter().map(|(key, value)| MEMBER + key.len() + of_json(value)).sum();
    if map.is_empty() { 0 } else { MEMBERS + members }
}

fn of_json(value: &Value) -> usize {
    match value {
        Value::String(text) => TEXT + text.len(),
        Value::Array(items) => TEXT + items.iter().map(of_json).sum::<usize>(),
        Value::Object(map) => TEXT + of_members(map),
        Value::Null | Value::Bool(_) | Value::Number(_) => TEXT,
    }
}

/// How many values there are in one, itself included.
pub fn values(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(values).sum(),
        Value::Object(map) => map.values().map(values).sum(),
        _ => 0,
    }
}

/// How many brackets are opened in a text of JSON, and how many commas there are, those in its texts aside.
/// It becomes twice as many values at the most; a bullet with tags, which is one of them, has four.
pub fn marks(json: &str) -> usize {
    let (mut marks, mut rest) = (0, json.as_bytes());
    let mut within = false;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\\' if within => rest = rest.get(1..).unwrap_or_default(),
            b'"' => within = !within,
            b'[' | b'{' | b',' if !within => marks += 1,
            _ => {}
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn marks_are_those_outside_texts() {
        for (text, expected) in
            [("[]", 1), (r#"["a,[{","\",["]"#, 2), (r#"{"a":{"":0},"b,":[0,0]}"#, 5), (r#"["\\",0]"#, 2)]
        {
            assert_eq!(marks(text), expected, "{text}");
        }
        // What is no JSON has an end too.
        assert_eq!((marks(r#"["\"#), marks("\"")), (1, 0));
    }

    #[test]
    fn values_weigh_more_than_their_texts() {
        let many = json!(vec![json!({"": 0}); 100]);
        assert_eq!(values(&many), 201);
        assert!(of_json(&many) > 100 * (MEMBERS + MEMBER));
        assert_eq!(of_json(&json!({})), TEXT);
        assert!(of_json(&json!("texts")) > "texts".len());
    }
}
