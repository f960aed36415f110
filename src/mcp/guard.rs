//! What an agent may not write: what nothing supports, and what would be lost.
//!
//! The invariant: a tool that writes texts passes all of them through [`support`], whatever document they come in.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Trust;
use super::catalogue::Need;
use crate::domain::{Document, Experience, PICTURE};
use crate::library::{Claim, CommandError, CommandResult, Evidence, counted, visible};

/// The most bytes of evidence that one call may bring, and the most of new texts that are looked at: each is read word
/// by word while nothing else can be saved.
const MOST_EVIDENCE: usize = 128 << 10;
const MOST_TEXT: usize = 512 << 10;

/// The most words that a refusal names.
const MOST_CLAIMS: usize = 100;

/// The most paths that an error names.
const SHOWN: usize = 5;

/// The fields of a record that say nothing about the person, and those that no document shows.
const SILENT: [&str; 8] = ["id", "kind", "created_at", "updated_at", "deleted_at", "tags", "meta", "$schema"];

/// The fields of an experience that are a name, however it is written: each of its words is looked at for itself, too.
const NAMES: [&str; 2] = ["organization", "location"];

/// Under this key a profile keeps texts that documents show; others that begin so are the program's own.
const TRANSLATIONS: &str = "_translations";

pub(super) fn forbidden(what: &str, need: Need) -> CommandError {
    let allowing = match need {
        Need::Nothing => "",
        Need::Delete => " --allow-delete",
    };
    CommandError::usage(format!("{what} is not allowed"))
        .hint(format!("the person can allow it: `resume mcp{allowing}`"))
}

/// Refuses numbers, names and technologies in `said` that neither what is `known` nor the evidence supports.
pub(super) fn support(known: &[String], said: &[String], evidence: &[String], trust: Trust) -> CommandResult {
    support_all([(known.to_vec(), said.to_vec())], evidence, trust)
}

/// The same for several records, each with what is known of it: all of them or none.
pub(super) fn support_all(
    records: impl IntoIterator<Item = (Vec<String>, Vec<String>)>,
    evidence: &[String],
    trust: Trust,
) -> CommandResult {
    if trust.claims {
        return Ok(());
    }
    if evidence.iter().map(String::len).sum::<usize>() > MOST_EVIDENCE {
        return Err(CommandError::usage(format!("the evidence has more than {} KiB", MOST_EVIDENCE >> 10))
            .hint("give the sentences that support the change, not the whole conversation"));
    }
    let evidence: Vec<_> = evidence.iter().map(String::as_str).collect();
    let evidence = Evidence::new(&evidence);
    let (mut left, mut found) = (MOST_TEXT, Vec::new());
    for (known, said) in records {
        let known: HashSet<_> = known.iter().map(String::as_str).collect();
        let new: Vec<_> = said.iter().map(String::as_str).filter(|text| !known.contains(text)).collect();
        let bytes = new.iter().map(|text| text.len()).sum();
        left = left.checked_sub(bytes).ok_or_else(|| {
            CommandError::usage(format!("the new texts have more than {} KiB", MOST_TEXT >> 10))
                .hint("the person can save them, or allow it: `resume mcp --allow-claims`")
        })?;
        if !new.is_empty() && found.len() < MOST_CLAIMS {
            found.extend(evidence.unsupported(&new, &known.into_iter().collect::<Vec<_>>()));
        }
    }
    found.truncate(MOST_CLAIMS);
    if found.is_empty() { Ok(()) } else { Err(refusal(&found)) }
}

fn refusal(found: &[Claim]) -> CommandError {
    let words: Vec<_> =
        found.iter().map(|one| format!("`{}` ({})", visible::line(&one.word), one.kind.as_str())).collect();
    CommandError::usage(format!("nothing supports {}; nothing was changed", words.join(", "))).hint(
        "ask the person, and give their words as `evidence`; or write only what the résumé and they say",
    )
}

/// All that an experience says, one text an item.
pub(super) fn texts(one: &Experience) -> Vec<String> {
    serde_json::to_value(one).map(|value| leaves(&value)).unwrap_or_default()
}

/// All that a profile or another document says.
pub(super) fn texts_of(document: &Map<String, Value>) -> Vec<String> {
    leaves(&Value::Object(document.clone()))
}

/// All that the résumé says, as far as support is needed: its experiences, and the profile.
pub(super) fn whole<'a>(
    living: impl Iterator<Item = &'a Experience>,
    profile: Option<&Document>,
    trust: Trust,
) -> Vec<String> {
    if trust.claims {
        return Vec::new();
    }
    let profile = profile.iter().flat_map(|profile| texts_of(&profile.body));
    living.flat_map(texts).chain(profile).collect()
}

fn leaves(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Number(number) => found.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(object) => {
            let says = |key: &str| !SILENT.contains(&key) && (!key.starts_with('_') || key == TRANSLATIONS);
            for (key, value) in object.iter().filter(|(key, _)| says(key)) {
                collect(value, found);
                if let Some(name) = value.as_str().filter(|_| NAMES.contains(&key.as_str())) {
                    found.extend(name.split_whitespace().map(str::to_owned));
                }
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Refuses a profile that lacks values of the one before, without the right to delete.
pub(super) fn keep_profile(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    trust: Trust,
) -> CommandResult {
    if trust.delete {
        return Ok(());
    }
    let mut lost = Vec::new();
    lost_values("", &Value::Object(before.clone()), Some(&Value::Object(after.clone())), &mut lost);
    if lost.is_empty() {
        return Ok(());
    }
    let more = lost.len().saturating_sub(SHOWN);
    let mut named: Vec<_> =
        lost.iter().take(SHOWN).map(|path| format!("`{}`", visible::line(path))).collect();
    if more > 0 {
        named.push(counted(more, "more value"));
    }
    Err(forbidden(&format!("removing {} from the profile", named.join(", ")), Need::Delete))
}

/// The paths of values that were there and are not any more. What the program keeps for itself is none.
fn lost_values(path: &str, before: &Value, after: Option<&Value>, lost: &mut Vec<String>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match before {
        Value::Object(fields) => {
            let own = |key: &str| key.starts_with('_') && key != TRANSLATIONS;
            for (key, value) in fields.iter().filter(|(key, _)| !own(key)) {
                lost_values(&below(key), value, after.and_then(|after| after.get(key)), lost);
            }
        }
        // An item that stands at another place is not lost.
        Value::Array(items) => {
            let now = after.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let mut new = now.iter().filter(|item| !items.contains(item));
            for (place, item) in items.iter().enumerate().filter(|(_, item)| !now.contains(item)) {
                lost_values(&below(&place.to_string()), item, new.next(), lost);
            }
        }
        Value::String(text) if text.is_empty() => {}
        Value::Null => {}
        Value::String(_) | Value::Bool(_) | Value::Number(_) => {
            if after.is_none_or(|after| after.is_null() || after.as_str() == Some("")) {
                lost.push(path.to_owned());
            }
        }
    }
}

/// The picture, under each of its keys, is a file that documents hold, so the person alone names it.
pub(super) fn image(document: &Map<String, Value>) -> [Option<&Value>; 2] {
    let basics = document.get("basics");
    PICTURE.map(|key| basics?.get(key).filter(|image| !image.is_null()))
}

/// Puts the picture of `before` into a profile; whether another one stood there.
pub(super) fn keep_image(before: &Map<String, Value>, after: &mut Document) -> bool {
    let ours = image(before);
    if image(&after.body) == ours {
        return false;
    }
    let basics = after.body.entry("basics").or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(basics) = basics {
        for (key, image) in PICTURE.iter().zip(ours) {
            match image {
                Some(image) => basics.insert((*key).to_owned(), image.clone()),
                None => basics.remove(*key),
            };
        }
    }
    true
}
