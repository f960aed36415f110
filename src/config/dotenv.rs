//! Reads our variables from `.env` files. The environment stays unchanged.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use super::ConfigError;
use super::file::{LIMIT, text_of};
use crate::files;

/// The variables of one file.
pub(super) type Variables = HashMap<String, String>;

/// Reads a file of the user. A missing file is empty.
pub(super) fn read(path: &Path) -> Result<Variables, ConfigError> {
    let mut variables = Variables::new();
    for (index, entry) in dotenvy::Iter::new(unmarked(text_of(path)?.as_bytes())).enumerate() {
        // The parser's message repeats the line, which may contain a password.
        let entry = entry.map_err(|_| ConfigError::File {
            path: path.to_owned(),
            message: format!("entry {} is not of the form `NAME=value`", index + 1),
        })?;
        take(&mut variables, entry);
    }
    Ok(variables)
}

/// Reads an untrusted file. An unreadable file counts as missing, and lines with other variables are
/// skipped.
pub(super) fn read_foreign(path: &Path, notices: &mut Vec<String>) -> Variables {
    let mut variables = Variables::new();
    let bytes = match files::read(path, LIMIT) {
        Ok(bytes) => bytes,
        Err(error) => {
            if error.kind() == io::ErrorKind::FileTooLarge {
                notices.push(format!("`{}` is larger than {} KiB", path.display(), LIMIT >> 10));
            }
            return variables;
        }
    };
    for entry in dotenvy::Iter::new(unmarked(&bytes)) {
        match entry {
            Ok(entry) => take(&mut variables, entry),
            Err(dotenvy::Error::LineParse(line, _)) if ours(line.trim_start()) => {
                let name: String =
                    line.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                notices.push(format!("`{}`: `{name}` is not of the form `NAME=value`", path.display()));
            }
            Err(_) => {}
        }
    }
    variables
}

/// The text without the mark with which some editors begin a file in UTF-8.
fn unmarked(text: &[u8]) -> &[u8] {
    text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text)
}

fn take(variables: &mut Variables, (name, value): (String, String)) {
    if ours(&name) && !value.is_empty() {
        variables.entry(name).or_insert(value);
    }
}

fn ours(name: &str) -> bool {
    name == "OPENAI_API_KEY" || name.starts_with("RESUME_") || name.starts_with("SUPABASE_")
}
