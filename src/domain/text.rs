//! What any text of a résumé may hold: everything but NUL, within a size.
//!
//! PostgreSQL cannot store U+0000 in a text, so it is refused at the border rather than lost at
//! the far end. Other control characters are kept, and made visible only when shown.

use serde_json::Value;

/// The largest text of one field: 2 MiB.
pub const MAX_TEXT: usize = 2 * 1024 * 1024;

/// How deep objects and arrays of metadata may be nested.
pub const MAX_DEPTH: usize = 32;

/// The most items a list (bullets, skills, tags) may hold.
const MAX_ITEMS: usize = 10_000;

/// The most values (texts, numbers, lists, objects) that metadata or a profile may hold, and the most
/// bullets and tags of bullets: each takes far more memory than it takes in a file.
pub const MAX_VALUES: usize = 100_000;

/// A field whose value cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {reason}")]
pub struct Invalid {
    /// The field's name as in JSON, with an index or key where it is a part of one.
    pub field: String,
    /// What is wrong with it, as the end of a sentence.
    pub reason: String,
}

impl Invalid {
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into() }
    }
}

/// The items of a text that stands for a list: a list of texts in JSON, or one item.
pub fn listed(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_else(|_| vec![text.to_owned()])
}

pub(super) fn check_text(field: impl Fn() -> String, text: &str) -> Result<(), Invalid> {
    if text.len() > MAX_TEXT {
        return Err(Invalid::new(field(), format!("is {} bytes long; the most is {MAX_TEXT}", text.len())));
    }
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return Err(Invalid::new(field(), "holds a NUL character, which no database can store"));
    }
    Ok(())
}

// Fields are named by functions: their names are put together only where one is wrong.

pub(super) fn check_list(field: impl Fn() -> String, items: &[String]) -> Result<(), Invalid> {
    check_count(&field, items.len())?;
    let mut items = items.iter().enumerate();
    items.try_for_each(|(index, item)| check_text(|| format!("{}[{index}]", field()), item))
}

pub(super) fn check_count(field: impl Fn() -> String, count: usize) -> Result<(), Invalid> {
    if count > MAX_ITEMS {
        return Err(Invalid::new(field(), format!("holds {count} items; the most is {MAX_ITEMS}")));
    }
    Ok(())
}

pub(super) fn check_values(field: &str, count: usize) -> Result<(), Invalid> {
    if count > MAX_VALUES {
        return Err(Invalid::new(field, format!("holds {count} values; the most is {MAX_VALUES}")));
    }
    Ok(())
}

/// The keys by which `serde_json` passes numbers and raw text on: an object with one of them is
/// read back as something else.
const RESERVED: &str = "$serde_json::private::";

pub(super) fn check_key(field: impl Fn() -> String, key: &str) -> Result<(), Invalid> {
    let field = || format!("a key of {}", field());
    if key.starts_with(RESERVED) {
        return Err(Invalid::new(field(), format!("begins with `{RESERVED}`, which cannot be kept")));
    }
    check_text(field, key)
}

/// Checks every text of a JSON value, and how deep it is nested.
pub(super) fn check_json(field: &dyn Fn() -> String, value: &Value, depth: usize) -> Result<(), Invalid> {
    if depth > MAX_DEPTH {
        return Err(Invalid::new(field(), format!("is nested more than {MAX_DEPTH} deep")));
    }
    match value {
        Value::String(text) => check_text(field, text),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| check_json(&|| format!("{}[{index}]", field()), item, depth + 1)),
        Value::Object(map) => map.iter().try_for_each(|(key, item)| {
            check_key(field, key)?;
            check_json(&|| format!("{}.{key}", field()), item, depth + 1)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}
