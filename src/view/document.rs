//! The changes between two states of a document, one line for each value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::changes::quoted_pair;
use crate::library::visible;

/// The key of a profile's translations: `{TAG: {PATH: text}}`.
const TRANSLATIONS: &str = "_translations";

/// The key of a variant's parent.
const PARENT: &str = "from";

/// How many characters of a value are shown.
const SHOWN: usize = 60;

/// A value on one short line.
pub(crate) fn shown(value: &Value) -> String {
    cut(&value.to_string(), 0)
}

/// Two values on short lines, in which their first difference is seen.
fn both(one: &Value, other: &Value) -> (String, String) {
    let (one, other) = (one.to_string(), other.to_string());
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let from = if same < SHOWN { 0 } else { same - SHOWN / 4 };
    (cut(&one, from), cut(&other, from))
}

/// At most [`SHOWN`] characters of a text, from one on.
fn cut(text: &str, from: usize) -> String {
    let text = visible::line(text).to_string();
    let before = if from > 0 { "…" } else { "" };
    let after = if text.chars().count() > from + SHOWN { "…" } else { "" };
    let shown: String = text.chars().skip(from).take(SHOWN).collect();
    format!("{before}{shown}{after}")
}

/// The values that change, by their paths: `~ basics.label: "Cook" → "Chef"`. `name` stands before each path.
pub(crate) fn document_changes(
    name: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Vec<String> {
    let mut lines = Vec::new();
    compare(name, before, after, &mut lines);
    lines
}

/// The values of one merge that another merge of the same sides, which prefers the other side, has not.
pub(crate) fn overridden_values(theirs: &Map<String, Value>, ours: &Map<String, Value>) -> Vec<String> {
    let line = |line: String| match line.split_at_checked(2)? {
        ("~ ", line) => Some(line.to_owned()),
        ("- ", gone) => Some(format!("{gone} removed")),
        _ => None,
    };
    document_changes("", theirs, ours).into_iter().filter_map(line).collect()
}

fn compare(path: &str, before: &Map<String, Value>, after: &Map<String, Value>, lines: &mut Vec<String>) {
    let gone = before.keys().filter(|key| !after.contains_key(*key)).map(|key| (key, None));
    for (key, value) in after.iter().map(|(key, value)| (key, Some(value))).chain(gone) {
        let is_top = !path.ends_with('.');
        if is_top && key == TRANSLATIONS {
            translations(path, before.get(key), value, lines);
            continue;
        }
        // Other keys that begin so say nothing to people.
        if is_top && key.starts_with('_') {
            continue;
        }
        // Each status stands under the moment at which it was noted.
        if path == "statuses." {
            let sign = match (before.get(key), value) {
                (old, Some(new)) if old == Some(new) => continue,
                (Some(_), Some(_)) => '~',
                (None, _) => '+',
                (_, None) => '-',
            };
            lines.extend(value.or_else(|| before.get(key)).map(|step| format!("{sign} {}", status(step))));
            continue;
        }
        let path = format!("{path}{}", visible::line(key));
        // The parent of a variant is a name here.
        let shown = |value: &Value| match value.as_str().filter(|_| path == PARENT) {
            Some(name) => visible::line(name).to_string(),
            None => shown(value),
        };
        let line = match (before.get(key), value) {
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                compare(&format!("{path}."), before, after, lines);
                continue;
            }
            (None, Some(Value::Object(after))) if !after.is_empty() => {
                compare(&format!("{path}."), &Map::new(), after, lines);
                continue;
            }
            (Some(old), Some(new)) if old == new => continue,
            (Some(old), Some(new)) if path == PARENT => format!("~ {path}: {} → {}", shown(old), shown(new)),
            (Some(old), Some(new)) => {
                let (old, new) = both(old, new);
                format!("~ {path}: {old} → {new}")
            }
            (None, Some(new)) => format!("+ {path}: {}", shown(new)),
            (Some(old), None) => format!("- {path}: {}", shown(old)),
            (None, None) => continue,
        };
        lines.push(line);
    }
}

/// The translations that change: `~ label in de: “A” → “B”`.
fn translations(name: &str, before: Option<&Value>, after: Option<&Value>, lines: &mut Vec<String>) {
    let (before, after) = (translated(before), translated(after));
    for key @ (tag, path) in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let (old, new) = (before.get(key), after.get(key));
        if old == new {
            continue;
        }
        let path = path.strip_prefix("basics.").unwrap_or(path);
        let name = visible::line(&format!("{name}{path} in {tag}")).to_string();
        let text = |value: Option<&&Value>| {
            let value = *value?;
            value.get("text").unwrap_or(value).as_str().map(str::to_owned)
        };
        lines.push(match (text(old), text(new)) {
            // Which original it is of has changed.
            (Some(old), Some(new)) if old == new => format!("~ {name}: up to date"),
            (Some(old), Some(new)) => {
                let (old, new) = quoted_pair(&old, &new);
                format!("~ {name}: {old} → {new}")
            }
            (None, Some(new)) => format!("+ {name}: {}", quoted_pair("", &new).1),
            (Some(old), None) => format!("- {name}: {}", quoted_pair(&old, "").0),
            (None, None) => continue,
        });
    }
}

/// The translations of a profile by their languages and paths.
fn translated(all: Option<&Value>) -> BTreeMap<(&str, &str), &Value> {
    let tags = all.and_then(Value::as_object).into_iter().flatten();
    let mut found = BTreeMap::new();
    for (tag, texts) in tags {
        let texts = texts.as_object().into_iter().flatten();
        found.extend(texts.map(|(path, text)| ((tag.as_str(), path.as_str()), text)));
    }
    found
}

/// A status of an application, with its day.
fn status(step: &Value) -> String {
    let text = |key| step.get(key).and_then(Value::as_str).map(|text| visible::line(text).to_string());
    let status = text("status").unwrap_or_default();
    text("date").map_or_else(|| status.clone(), |date| format!("{status} on {date}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn translations_are_told_in_words() {
        let of = |texts: Value| json!({"_translations": texts, "_own": texts});
        let (before, after) = (
            of(
                json!({"de": {"basics.label": {"text": "Koch", "of": 1}, "basics.location.city": {"text": "Wien"}}}),
            ),
            of(
                json!({"de": {"basics.label": {"text": "Köchin", "of": 2}}, "fr": {"basics.label": {"text": "Cuisinière"}}}),
            ),
        );
        let lines = document_changes("profile ", before.as_object().unwrap(), after.as_object().unwrap());
        let expected = [
            "~ profile label in de: “Koch” → “Köchin”",
            "- profile location.city in de: “Wien”",
            "+ profile label in fr: “Cuisinière”",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_change_is_seen_wherever_it_stands() {
        let summary = "A line that is the same on both sides. ".repeat(4);
        let (one, other) = (json!(format!("{summary}Old")), json!(format!("{summary}New")));
        let (before, after) = (json!({"a": one, "b": 1, "c": {}}), json!({"a": other, "c": {"d": [2]}}));
        let lines = document_changes("", before.as_object().unwrap(), after.as_object().unwrap());
        let expected = [
            "~ a: …on both sides. Old\" → …on both sides. New\"".to_owned(),
            "+ c.d: [2]".to_owned(),
            "- b: 1".to_owned(),
        ];
        assert_eq!(lines, expected);
        assert_eq!(shown(&one).chars().count(), SHOWN + 1);
    }
}
