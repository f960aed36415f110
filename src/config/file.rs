//! `config.toml`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml_edit::{DocumentMut, Value};

use super::ConfigError;
use crate::ai::Secret;
use crate::files;
use crate::session::SessionError;

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
        toml_edit::de::from_str(&text).map_err(|error| wrong(path, &text, error.message(), error.span()))
    }
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
fn wrong(path: &Path, text: &str, message: &str, span: Option<std::ops::Range<usize>>) -> ConfigError {
    let place = span.map(|span| {
        let before = text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!(" at {line}:{column}")
    });
    let message = format!("{}{}", message.replace('\n', " "), place.unwrap_or_default());
    ConfigError::File { path: path.to_owned(), message }
}

/// Sets the database in the file, and keeps all other content, comments included. If the file is a link, its
/// target is replaced.
pub fn write_database(path: &Path, url: &str) -> Result<(), ConfigError> {
    let text = text_of(path)?;
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| wrong(path, &text, error.message(), error.span()))?;
    match document.get_mut("database").and_then(toml_edit::Item::as_value_mut) {
        Some(present) => {
            let decor = present.decor().clone();
            *present = Value::from(url);
            *present.decor_mut() = decor;
        }
        None => {
            document.insert("database", toml_edit::value(url));
        }
    }
    replace(&target(path), &document.to_string()).map_err(|cause| SessionError::io("write", path, cause))?;
    Ok(())
}

/// The target of a link, which may not exist yet.
fn target(path: &Path) -> PathBuf {
    let linked = |path: &Path| Some(path.parent()?.join(fs::read_link(path).ok()?));
    fs::canonicalize(path).ok().or_else(|| linked(path)).unwrap_or_else(|| path.to_owned())
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        files::create_private_dir(directory)?;
    }
    let temporary = path.with_extension("toml.new");
    let _ = fs::remove_file(&temporary);
    let mut file = files::open(OpenOptions::new().write(true).create_new(true), &temporary)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all())?;
    fs::rename(&temporary, path)
}
