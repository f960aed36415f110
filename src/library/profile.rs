//! The profile: the document about the person, changed as a whole or by paths such as `basics.name`.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{CommandError, CommandResult, Library, visible};
use crate::domain::{
    Document, DocumentKey, Invalid, Kind, LanguageTag, ProfileTexts, Synced, Wanted, original_language,
};
use crate::session::Session;

impl Library {
    /// The document; empty where there is none.
    pub fn profile(&self) -> CommandResult<Map<String, Value>> {
        self.read(document)
    }

    /// Changes the current document under the lock.
    pub fn edit_profile(
        &self,
        change: impl FnOnce(&mut Map<String, Value>) -> CommandResult,
    ) -> CommandResult<Map<String, Value>> {
        self.edit_profile_within(|_, document| change(document))
    }

    /// The same, where the change depends on the rest of the session.
    pub fn edit_profile_within(
        &self,
        change: impl FnOnce(&Session, &mut Map<String, Value>) -> CommandResult,
    ) -> CommandResult<Map<String, Value>> {
        self.load_first()?;
        let now = self.now();
        self.update(|session| {
            let mut document = document(session);
            change(session, &mut document)?;
            let profile = Document::profile(document, now);
            put(session, profile.clone(), self.new_id())?;
            Ok(profile.body)
        })
    }

    /// The document with the translations into a language in place of the originals.
    pub fn translated_profile(&self, language: &str) -> CommandResult<Map<String, Value>> {
        let document = self.profile()?;
        let Some(tag) = self.translation_into(language)? else { return Ok(document) };
        let wanted = Wanted::new(&tag, &[], original_language(&document).as_ref());
        let mut translated = wanted.translate_profile(&document).0;
        ProfileTexts::remove(&mut translated);
        Ok(translated)
    }

    /// Saves an earlier state as a new one, and returns the document.
    pub fn restore_profile(&self, revision: i64) -> CommandResult<Map<String, Value>> {
        let earlier = self.profile_past()?.value_at(revision, "the profile", "resume profile history")?;
        self.edit_profile(|document| {
            *document = earlier.body;
            Ok(())
        })
    }
}

pub(super) fn document(session: &Session) -> Map<String, Value> {
    session.profile().map(|profile| profile.body.clone()).unwrap_or_default()
}

/// The keys of `basics` in JSON Resume.
pub(super) const BASICS: [&str; 9] =
    ["name", "label", "image", "email", "phone", "url", "summary", "location", "profiles"];

/// Whether a path begins with a key of `basics`.
pub fn is_basic(path: &str) -> bool {
    BASICS.contains(&path.split('.').next().unwrap_or_default())
}

/// The whole path of a key: those of `basics` may be written without it.
///
/// # Errors
/// A sentence for one that is no path.
pub fn whole_path(key: &str) -> Result<String, String> {
    if key.split('.').any(|part| part.trim().is_empty()) {
        return Err(format!("`{}` is not a path such as `basics.name`", visible::line(key)));
    }
    Ok(if is_basic(key) { format!("basics.{key}") } else { key.to_owned() })
}

/// Checks a profile: `basics` and `meta` are objects, and the sections of experiences are absent or empty (an
/// import leaves them empty).
///
/// # Errors
/// Names the offending key.
pub fn check_shape(document: &Map<String, Value>) -> Result<(), Invalid> {
    let is_section = |key: &str| Kind::of_section(key).is_some();
    let wrong = document.iter().find_map(|(key, value)| match (key.as_str(), value) {
        (_, Value::Null) | ("basics" | "meta", Value::Object(_)) => None,
        ("basics" | "meta", _) => Some((key, "is an object, between `{` and `}`")),
        (key_text, Value::Array(items)) if is_section(key_text) && items.is_empty() => None,
        (key_text, _) if is_section(key_text) => {
            Some((key, "holds experiences, which are not part of the profile"))
        }
        _ => None,
    });
    wrong.map_or(Ok(()), |(key, reason)| Err(Invalid::new(key, reason)))
}

/// Stores a profile if it differs from the current one.
pub(super) fn put(session: &mut Session, profile: Document, change: Uuid) -> CommandResult {
    profile.validate()?;
    let Some(place) = session.documents.place(&DocumentKey::profile()) else {
        if !profile.body.is_empty() {
            session.documents.add(profile, change)?;
        }
        return Ok(());
    };
    let before = &session.documents[place].current;
    // What was deleted is empty already.
    let same = before.is_deleted() && profile.body.is_empty() || before.same_content(&profile);
    if !same {
        session.documents.edit(place, profile, change)?;
    }
    Ok(())
}

/// Sets the translation of one text; null or an empty text removes it.
pub fn translate(
    document: &mut Map<String, Value>,
    tag: &LanguageTag,
    path: &str,
    value: &Value,
) -> CommandResult {
    let texts: Vec<_> = ProfileTexts::paths().collect();
    if !texts.contains(&path) {
        let names: Vec<_> = texts.iter().map(|path| path.strip_prefix("basics.").unwrap_or(path)).collect();
        let message = format!("`{}` of the profile is the same in all languages", visible::line(path));
        return Err(CommandError::usage(message).hint(format!("{} are translated", names.join(", "))));
    }
    let text = match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        _ => return Err(CommandError::usage(format!("the translation of `{path}` is a text"))),
    };
    ProfileTexts::set(document, tag, path, text);
    Ok(())
}

/// Sets one value. The sections of experiences are not part of the profile.
pub fn set(document: &mut Map<String, Value>, path: &str, value: Value) -> CommandResult {
    let first = path.split('.').next().unwrap_or_default();
    if Kind::of_section(first).is_some() {
        return Err(CommandError::usage(format!(
            "`{first}` holds experiences, which are not part of the profile"
        ))
        .hint("`resume add --kind` and `resume edit` change them"));
    }
    set_in_object(document, path, value)
}

fn set_in_object(object: &mut Map<String, Value>, path: &str, value: Value) -> CommandResult {
    let (key, rest) = split(path);
    if index(key).is_some() && !object.contains_key(key) {
        return Err(CommandError::usage(format!("an object is not a list, and has no item {key}"))
            .hint("`resume profile` shows it"));
    }
    match (rest, value) {
        (None, Value::Null) => {
            object.remove(key);
        }
        (None, value) => {
            object.insert(key.to_owned(), value);
        }
        // What is not there need not be removed.
        (Some(_), Value::Null) if !object.contains_key(key) => {}
        (Some(rest), value) => {
            set_within(object.entry(key).or_insert_with(|| empty(rest)), key, rest, value)?;
        }
    }
    Ok(())
}

/// A number is a position in a list, counted from 0; the position after the last appends.
fn set_in_list(items: &mut Vec<Value>, name: &str, path: &str, value: Value) -> CommandResult {
    let (key, rest) = split(path);
    let count = items.len();
    let Some(place) = index(key).filter(|place| *place <= count || value.is_null()) else {
        let (name, key) = (visible::line(name), visible::line(key));
        return Err(CommandError::usage(format!(
            "`{name}` is a list of length {count}; `{key}` is not a position in it"
        ))
        .hint(format!("count from 0; {count} appends")));
    };
    match (rest, value) {
        (_, Value::Null) if place >= count => {}
        (None, Value::Null) => {
            items.remove(place);
        }
        (None, value) if place == count => items.push(value),
        (None, value) => items[place] = value,
        (Some(rest), value) => {
            if place == count {
                items.push(empty(rest));
            }
            set_within(&mut items[place], key, rest, value)?;
        }
    }
    Ok(())
}

/// Creates the objects and lists on the path to a value. Any other value on the path is an error.
fn set_within(inner: &mut Value, name: &str, path: &str, value: Value) -> CommandResult {
    if inner.is_null() {
        *inner = empty(path);
    }
    match inner {
        Value::Object(object) => set_in_object(object, path, value),
        Value::Array(items) => set_in_list(items, name, path, value),
        _ => Err(CommandError::usage(format!(
            "`{}` is not an object, and cannot contain `{}`",
            visible::line(name),
            visible::line(path)
        ))),
    }
}

/// The container for the first part of a path.
fn empty(path: &str) -> Value {
    if index(split(path).0).is_some() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) }
}

fn split(path: &str) -> (&str, Option<&str>) {
    path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)))
}

fn index(part: &str) -> Option<usize> {
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
}
