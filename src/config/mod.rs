//! Settings and paths. No other module reads the environment.
//!
//! The first source that names a setting wins: the command line, the environment, the
//! file of `--env-file` or else `.env` in the current directory, `.env` in the configuration
//! directory, `config.toml`, the default.

mod ai;
mod change;
mod dotenv;
mod effective;
mod environment;
mod exposed;
mod file;
mod paths;
mod proxy;
pub mod setting;
mod settings;
mod source;
mod sources;
mod value;

pub use ai::{AiKey, AiSettings, AiSources, Destination};
pub use change::{unset, write};
pub use effective::{Effective, effective};
pub use environment::{Environment, line_to_complete};
pub use exposed::exposed_files;
pub use file::ConfigFile;
pub use paths::Paths;
pub use setting::Setting;
pub use settings::{DatabaseSetting, Settings};
pub use source::{Flags, Source};
pub use sources::Nearby;
pub use value::SyncMode;

use std::path::PathBuf;

use crate::database::UrlError;
use crate::session::SessionError;

/// An error in the settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("no home directory is known: neither `RESUME_HOME` nor `HOME` is set")]
    NoHome,
    #[error("could not read `{}`: {}", path.display(), crate::files::reason(cause))]
    Read { path: PathBuf, cause: std::io::Error },
    #[error("`{}`: {message}", path.display())]
    File { path: PathBuf, message: String },
    #[error("{source_name}: `{name}` is not valid: {message}")]
    Value { source_name: String, name: String, message: String },
    #[error("{source_name}: {cause}")]
    Database { source_name: String, cause: UrlError },
    #[error("the key of {key_source} would be sent to `{url}` unencrypted")]
    KeyInClear { url: String, key_source: String },
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// Uses the name of the source: `ai.url` in `config.toml`, `RESUME_AI_URL` elsewhere.
fn invalid(name: &str, source: &Source, message: &str) -> ConfigError {
    let name = match (source, name.strip_prefix("RESUME_")) {
        (Source::ConfigFile(_), Some(name)) => name.to_ascii_lowercase().replacen("ai_", "ai.", 1),
        _ => name.to_owned(),
    };
    ConfigError::Value { source_name: source.to_string(), name, message: message.to_owned() }
}
