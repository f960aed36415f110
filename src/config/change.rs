//! Changes of `config.toml`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml_edit::{Document, DocumentMut, Item, TableLike, TomlError};

use super::ConfigError;
use super::file::{text_of, unquoted, wrong};
use super::setting::Setting;
use crate::files;
use crate::session::{Lock, SessionError};

/// How long to wait for another process that is changing the file.
const LOCK_WAIT: Duration = Duration::from_secs(20);

/// Writes a setting into the file, and keeps all other content, comments included. If the file is a link, its
/// target is replaced.
///
/// # Errors
/// [`ConfigError`] where the value would be refused, or the file is not TOML.
pub fn write(path: &Path, setting: &Setting, text: &str) -> Result<(), ConfigError> {
    let value = setting.value(text, path)?;
    let _lock = lock(path)?;
    let old = text_of(path)?;
    let mut document: DocumentMut = parsed(path, &old)?;
    let (table, name) = place(setting);
    let items: &mut dyn TableLike = match table {
        None => document.as_table_mut(),
        Some(table) => document
            .entry(table)
            .or_insert_with(toml_edit::table)
            .as_table_like_mut()
            .ok_or_else(|| no_table(path, table))?,
    };
    if let Some(present) = items.get_mut(name).and_then(Item::as_value_mut) {
        let decor = present.decor().clone();
        *present = value;
        *present.decor_mut() = decor;
    } else {
        items.insert(name, toml_edit::value(value));
    }
    save(path, &document.to_string())
}

/// Takes a setting out of the file, with the line that it stands on, and keeps all other content. Returns whether it
/// was there.
pub fn unset(path: &Path, setting: &Setting) -> Result<bool, ConfigError> {
    if !path.exists() {
        return Ok(false);
    }
    let _lock = lock(path)?;
    let text = text_of(path)?;
    let document: Document<&str> = Document::parse(&*text).map_err(|error| syntax(path, &text, &error))?;
    let (table, name) = place(setting);
    let items: &dyn TableLike = match table {
        None => document.as_table(),
        Some(table) => match document.get(table).map(Item::as_table_like) {
            None => return Ok(false),
            Some(items) => items.ok_or_else(|| no_table(path, table))?,
        },
    };
    let Some((key, item)) = items.get_key_value(name) else { return Ok(false) };
    let inline = table.and_then(|table| document.get(table)).is_some_and(Item::is_inline_table);
    let kept = match (key.span(), item.span()) {
        // A comment above it may be one on the whole file.
        (Some(key), Some(value)) if !inline => {
            let from = text[..key.start].rfind('\n').map_or(0, |end| end + 1);
            let to = text[value.end..].find('\n').map_or(text.len(), |end| value.end + end + 1);
            format!("{}{}", &text[..from], &text[to..])
        }
        _ => {
            let mut document: DocumentMut = parsed(path, &text)?;
            let items = match table {
                None => Some(document.as_table_mut() as &mut dyn TableLike),
                Some(table) => document.get_mut(table).and_then(Item::as_table_like_mut),
            };
            items.and_then(|items| items.remove(name));
            document.to_string()
        }
    };
    save(path, &kept).map(|()| true)
}

/// The table and the name of a setting.
fn place(setting: &Setting) -> (Option<&'static str>, &'static str) {
    setting.key.split_once('.').map_or((None, setting.key), |(table, name)| (Some(table), name))
}

fn no_table(path: &Path, table: &str) -> ConfigError {
    ConfigError::File { path: path.to_owned(), message: format!("`{table}` is no table") }
}

fn parsed(path: &Path, text: &str) -> Result<DocumentMut, ConfigError> {
    text.parse().map_err(|error| syntax(path, text, &error))
}

fn syntax(path: &Path, text: &str, error: &TomlError) -> ConfigError {
    let message = unquoted(text, error.span());
    wrong(path, text, message.as_deref().unwrap_or_else(|| error.message()), error.span())
}

/// Keeps other processes from changing the file between its reading and its writing.
fn lock(path: &Path) -> Result<Lock, SessionError> {
    Lock::acquire(&target(path).with_extension("lock"), LOCK_WAIT)
}

fn save(path: &Path, text: &str) -> Result<(), ConfigError> {
    let failed = |cause| SessionError::io("write", path, cause);
    let path = target(path);
    let parent = path.parent().unwrap_or(Path::new("."));
    files::create_private_dir(parent).map_err(failed)?;
    let directory = File::open(parent).map_err(failed)?;
    files::replace(&path, &path.with_extension("toml.new"), text).map_err(failed)?;
    files::sync_directory(&directory)
        .map_err(|cause| SessionError::Unconfirmed { directory: parent.to_owned(), cause })?;
    Ok(())
}

/// The target of a link, which may not exist yet.
fn target(path: &Path) -> PathBuf {
    let linked = |path: &Path| Some(path.parent()?.join(fs::read_link(path).ok()?));
    fs::canonicalize(path).ok().or_else(|| linked(path)).unwrap_or_else(|| path.to_owned())
}
