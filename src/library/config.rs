//! The settings: shown with their sources, and changed in the configuration file.
//!
//! It needs no library, so that wrong settings can be mended.

use serde::Serialize;

use super::open::user_of_files;
use super::{CommandError, CommandResult, choose_database};
use crate::clock;
use crate::config::{self, ConfigError, Effective, Environment, Flags, Paths, Setting, Source, setting};
use crate::database::DatabaseUrl;
use crate::session::SessionStore;

/// A setting in force. Its JSON is described in `schema/json/config.schema.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Configured {
    pub key: &'static str,
    /// Absent where there is none. A secret has `set` in its place.
    pub value: Option<String>,
    /// In words.
    pub source: String,
    /// Whether no source has it.
    pub default: bool,
}

/// What became of the configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigChange {
    /// The setting in force afterwards.
    pub setting: Configured,
    /// The path of the configuration file.
    pub file: String,
    /// Whether the file was changed.
    pub changed: bool,
    /// Why the value in the file is not in force here, if so: another source, or another mistake.
    pub overruled: Option<String>,
}

impl From<Effective> for Configured {
    fn from(Effective { key, value, source }: Effective) -> Self {
        Self { key, value, default: source == Source::Default, source: source.to_string() }
    }
}

/// Every key of the configuration file.
pub fn config_keys() -> impl Iterator<Item = &'static str> + Clone {
    setting::ALL.iter().map(|setting| setting.key)
}

/// All settings in force.
///
/// # Errors
/// [`super::ErrorKind::Usage`] where a source has a wrong value.
pub fn all_settings(environment: &Environment, flags: &Flags) -> CommandResult<Vec<Configured>> {
    Ok(config::effective(environment, flags, None, bound)?.into_iter().map(Into::into).collect())
}

/// One setting in force. The others may be wrong.
pub fn one_setting(environment: &Environment, flags: &Flags, key: &str) -> CommandResult<Configured> {
    let found = config::effective(environment, flags, Some(find(key)?), bound)?.pop();
    found.map(Into::into).ok_or_else(|| unknown(key))
}

/// Whose rows the session has in files. A file that cannot be read is the trouble of other commands.
fn bound(paths: &Paths) -> Option<String> {
    let session = SessionStore::new(paths.session.clone(), clock::system).peek()?;
    user_of_files(session.database.as_ref())
}

/// Writes a setting into the configuration file. `complete` may add a password that the URL of a database lacks.
///
/// # Errors
/// [`super::ErrorKind::Usage`] for a key that there is none of, and a value that the program would refuse.
pub fn set_setting(
    environment: &Environment,
    key: &str,
    text: &str,
    complete: impl FnOnce(DatabaseUrl) -> CommandResult<DatabaseUrl>,
) -> CommandResult<ConfigChange> {
    let setting = find(key)?;
    let file = Paths::of(environment)?.config;
    if setting.key == "database" {
        choose_database(environment, text, complete)?;
    } else {
        config::write(&file, setting, text.trim()).map_err(|error| match error {
            ConfigError::Value { name, message, .. } => {
                // A key, and the password in a URL, are never shown, whatever is wrong with them.
                let value = match setting.key {
                    "ai.key" | "ai.key_command" | "ai.url" => "that".to_owned(),
                    _ => format!("`{}`", super::visible::line(text.trim())),
                };
                CommandError::usage(format!("{value} is no value of `{name}`"))
                    .hint(format!("{message}; nothing was changed"))
            }
            error => error.into(),
        })?;
    }
    // A URL is shown without its password.
    let url = Some(text.trim()).filter(|_| setting.key == "database").and_then(|url| url.parse().ok());
    let written = match url {
        _ if setting.is_secret() => "set".to_owned(),
        Some(url) => DatabaseUrl::shown(&url),
        None => text.trim().to_owned(),
    };
    changed(environment, setting, true, Some(written))
}

/// Takes a setting out of the configuration file, so that the next source counts.
pub fn unset_setting(environment: &Environment, key: &str) -> CommandResult<ConfigChange> {
    let setting = find(key)?;
    let file = Paths::of(environment)?.config;
    let was_there = config::unset(&file, setting)?;
    changed(environment, setting, was_there, None)
}

/// What became of the file, which has the value `written` of the setting now. Another mistake in it is none of this
/// change.
fn changed(
    environment: &Environment,
    setting: &'static Setting,
    changed: bool,
    written: Option<String>,
) -> CommandResult<ConfigChange> {
    let file = Paths::of(environment)?.config;
    let of_file = Source::ConfigFile(file.clone());
    let (setting, overruled) = match one_setting(environment, &Flags::default(), setting.key) {
        Ok(setting) => {
            let overruled = (!setting.default && setting.source != of_file.to_string())
                .then(|| format!("{} also has `{}`, and takes precedence here", setting.source, setting.key));
            (setting, overruled)
        }
        Err(error) => {
            let source = if written.is_some() { of_file } else { Source::Default };
            let value = written.or_else(|| setting.fallback().map(str::to_owned));
            (Effective { key: setting.key, value, source }.into(), Some(error.to_string()))
        }
    };
    Ok(ConfigChange { setting, file: file.display().to_string(), changed, overruled })
}

fn find(key: &str) -> CommandResult<&'static Setting> {
    Setting::find(key).ok_or_else(|| unknown(key))
}

fn unknown(key: &str) -> CommandError {
    CommandError::usage(format!("there is no setting `{}`", super::visible::line(key)))
        .hint("`resume config` lists the settings")
}
