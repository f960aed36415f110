//! `config.toml`.

use std::io;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;

use super::ConfigError;
use crate::ai::Secret;
use crate::domain::nearest;
use crate::files;

/// The largest configuration file that is read: 64 KiB.
pub(super) const LIMIT: u64 = 64 << 10;

/// The keys of the configuration file: the names of the variables without `RESUME_`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    /// A database URL.
    pub database: Option<String>,
    pub user: Option<String>,
    pub sync: Option<String>,
    /// Seconds.
    pub timeout: Option<f64>,
    pub log: Option<String>,
    #[serde(default)]
    pub ai: AiTable,
}

/// The `[ai]` table of `config.toml`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AiTable {
    pub url: Option<String>,
    pub model: Option<String>,
    pub key: Option<Secret>,
    /// A shell command whose first line of output is the key.
    pub key_command: Option<String>,
    /// Whether requests and responses are logged.
    pub log_content: Option<bool>,
    /// The time-out of one attempt in seconds.
    pub timeout: Option<f64>,
    /// Whether a key may go to another machine unencrypted.
    pub allow_http: Option<bool>,
}

impl ConfigFile {
    /// Reads a file. A missing file is empty.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = text_of(path)?;
        toml_edit::de::from_str(&text).map_err(|error| {
            let message = misspelt(error.message()).or_else(|| unquoted(&text, error.span()));
            wrong(path, &text, message.as_deref().unwrap_or_else(|| error.message()), error.span())
        })
    }
}

/// What was meant by a key that there is not. serde names it first, and then those that there are.
fn misspelt(message: &str) -> Option<String> {
    let mut words = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    let key = words.next()?;
    let near = nearest(key, words)?;
    Some(format!("there is no setting `{key}`; did you mean `{near}`?"))
}

/// What is wrong with a value that no TOML value begins like: of a word without quotes, the parser says that it is no
/// number.
pub(super) fn unquoted(text: &str, span: Option<Range<usize>>) -> Option<String> {
    let value = span.and_then(|span| text.split_at_checked(span.start));
    let is_word = value.is_some_and(|(before, value)| {
        before.trim_end().ends_with('=') && value.starts_with(|first: char| first.is_ascii_alphabetic())
    });
    let is_toml = toml_edit::Document::parse(text).is_ok();
    (is_word && !is_toml)
        .then(|| "a text stands in quotes; `true` and `false` are in small letters".to_owned())
}

/// The text of a file. A missing file is empty.
pub(super) fn text_of(path: &Path) -> Result<String, ConfigError> {
    let failed = |cause| ConfigError::Read { path: path.to_owned(), cause };
    match files::read(path, LIMIT) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| failed(io::ErrorKind::InvalidData.into())),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(String::new())
        }
        Err(cause) => Err(failed(cause)),
    }
}

/// Line, column and cause, without the text of the line: it may contain a password.
pub(super) fn wrong(path: &Path, text: &str, message: &str, span: Option<Range<usize>>) -> ConfigError {
    let place = span.map(|span| {
        let before = text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!(" at {line}:{column}")
    });
    let message = format!("{}{}", message.replace('\n', " "), place.unwrap_or_default());
    ConfigError::File { path: path.to_owned(), message }
}
