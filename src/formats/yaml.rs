//! YAML that is written: objects keep the order of their keys.

use std::borrow::Cow;

use saphyr::{Mapping, Scalar, Yaml, YamlEmitter};

use super::export::ExportError;

/// An object under construction.
#[derive(Debug, Default)]
pub(super) struct Object(Mapping<'static>);

impl Object {
    /// Puts a value, unless there is none.
    pub(super) fn put(&mut self, key: &str, value: impl Into<Option<Yaml<'static>>>) -> &mut Self {
        if let Some(value) = value.into() {
            self.0.insert(text(key), value);
        }
        self
    }

    pub(super) fn put_text(&mut self, key: &str, value: Option<&str>) -> &mut Self {
        self.put(key, value.filter(|value| !value.trim().is_empty()).map(text))
    }

    /// Puts a list, unless it is empty.
    pub(super) fn put_list(&mut self, key: &str, items: Vec<Yaml<'static>>) -> &mut Self {
        self.put(key, (!items.is_empty()).then(|| Yaml::Sequence(items)))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn end(self) -> Yaml<'static> {
        Yaml::Mapping(self.0)
    }
}

/// A text. What YAML of any version takes for the end of a line, or cannot write, is a space.
pub(super) fn text(value: &str) -> Yaml<'static> {
    let is_odd =
        |letter: char| (letter.is_control() && letter != '\n') || matches!(letter, '\u{2028}' | '\u{2029}');
    let clean = value.replace("\r\n", "\n").replace(is_odd, " ");
    // A line that ends in a space or begins with one is folded otherwise by some readers.
    let clean = clean.trim_end_matches('\n').to_owned();
    Yaml::Value(Scalar::String(Cow::Owned(clean)))
}

pub(super) fn number(value: u16) -> Yaml<'static> {
    Yaml::Value(Scalar::Integer(value.into()))
}

/// The text of a document.
pub(super) fn write(root: Object) -> Result<Vec<u8>, ExportError> {
    let mut written = String::new();
    let mut emitter = YamlEmitter::new(&mut written);
    emitter.multiline(true);
    emitter.dump(&root.end())?;
    let body = written.strip_prefix("---\n").unwrap_or(&written);
    Ok(format!("{}\n", body.trim_end_matches('\n')).into_bytes())
}
