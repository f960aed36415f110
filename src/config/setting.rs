//! The table of the settings: the key in `config.toml`, the variable, and what a value must be like.
//!
//! The invariant: a setting is named here alone. The environment, `.env` files, `config.toml` and `resume config` have
//! the same keys, and the same check refuses the same values.

use std::path::Path;

use toml_edit::Value;

use super::file::ConfigFile;
use super::source::Source;
use super::{ConfigError, invalid, value};
use crate::ai::{Endpoint, Secret};
use crate::database::DatabaseUrl;
use crate::log;

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// In `config.toml`: a table and a name, with a dot between, or a name.
    pub key: &'static str,
    pub(super) variable: Option<&'static str>,
    pub(super) of_file: fn(&ConfigFile) -> Option<String>,
    check: fn(&Self, &str, &Source) -> Result<(), ConfigError>,
    form: Form,
    /// The value where no source has one, unless it depends on other settings.
    pub(super) fallback: Option<&'static str>,
}

/// How a value is written in `config.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    /// A text that is never shown.
    Secret,
    Number,
    Truth,
}

pub(super) const DATABASE: Setting = Setting {
    variable: Some("RESUME_DATABASE_URL"),
    check: |_, text, source| {
        let parsed = text.parse::<DatabaseUrl>().map(drop);
        parsed.map_err(|cause| ConfigError::Database { source_name: source.to_string(), cause })
    },
    ..Setting::text("database", |file| file.database.clone())
};

pub(super) const USER: Setting =
    Setting { variable: Some("RESUME_USER"), ..Setting::text("user", |file| file.user.clone()) };

pub(super) const SYNC: Setting = Setting {
    variable: Some("RESUME_SYNC"),
    check: |_, text, source| value::parse_sync(text, source).map(drop),
    fallback: Some("background"),
    ..Setting::text("sync", |file| file.sync.clone())
};

pub(super) const TIMEOUT: Setting = Setting {
    variable: Some("RESUME_TIMEOUT"),
    check: |_, text, source| value::parse_timeout(text, source).map(drop),
    form: Form::Number,
    fallback: Some("3"),
    ..Setting::text("timeout", |file| file.timeout.map(|seconds| seconds.to_string()))
};

pub(super) const LOG: Setting = Setting {
    variable: Some("RESUME_LOG"),
    check: |setting, text, source| {
        log::check(text)
            .map_err(|why| invalid(setting.name(), source, &format!("the log filter is not valid: {why}")))
    },
    fallback: Some(log::DEFAULT_FILTER),
    ..Setting::text("log", |file| file.log.clone())
};

pub(super) const AI_URL: Setting = Setting {
    variable: Some("RESUME_AI_URL"),
    check: |setting, text, source| {
        text.parse::<Endpoint>().map(drop).map_err(|why| invalid(setting.name(), source, why))
    },
    fallback: Some(value::DEFAULT_URL),
    ..Setting::text("ai.url", |file| file.ai.url.clone())
};

pub(super) const AI_MODEL: Setting = Setting {
    variable: Some("RESUME_AI_MODEL"),
    check: |_, text, source| value::check_model(text, source).map(drop),
    ..Setting::text("ai.model", |file| file.ai.model.clone())
};

pub(super) const AI_KEY: Setting = Setting {
    variable: Some("RESUME_AI_KEY"),
    check: |setting, text, source| value::check_key(&Secret::new(text), setting.name(), source),
    form: Form::Secret,
    ..Setting::text("ai.key", |file| file.ai.key.as_ref().map(|key| key.reveal().to_owned()))
};

const AI_KEY_COMMAND: Setting = Setting::text("ai.key_command", |file| file.ai.key_command.clone());

const AI_LOG_CONTENT: Setting = Setting {
    fallback: Some("true"),
    ..Setting::truth("ai.log_content", |file| file.ai.log_content.map(|is| is.to_string()))
};

const AI_TIMEOUT: Setting = Setting {
    check: |setting, text, source| {
        let seconds = text.parse().map_err(|_| invalid(setting.name(), source, value::SECONDS))?;
        value::parse_ai_timeout(seconds, source).map(drop)
    },
    form: Form::Number,
    fallback: Some("60"),
    ..Setting::text("ai.timeout", |file| file.ai.timeout.map(|seconds| seconds.to_string()))
};

const AI_ALLOW_HTTP: Setting = Setting {
    fallback: Some("false"),
    ..Setting::truth("ai.allow_http", |file| file.ai.allow_http.map(|is| is.to_string()))
};

/// All of them, in the order in which they are shown.
pub const ALL: [&Setting; 12] = [
    &DATABASE, &USER, &SYNC, &TIMEOUT, &LOG, &AI_URL, &AI_MODEL, &AI_KEY, &AI_KEY_COMMAND, &AI_TIMEOUT,
    &AI_LOG_CONTENT, &AI_ALLOW_HTTP,
];

impl Setting {
    const fn text(key: &'static str, of_file: fn(&ConfigFile) -> Option<String>) -> Self {
        let check = |setting: &Self, text: &str, source: &Source| {
            if text.trim().is_empty() {
                return Err(invalid(setting.name(), source, "it is empty"));
            }
            Ok(())
        };
        Self { key, variable: None, of_file, check, form: Form::Text, fallback: None }
    }

    const fn truth(key: &'static str, of_file: fn(&ConfigFile) -> Option<String>) -> Self {
        let check = |setting: &Self, text: &str, source: &Source| {
            text.parse::<bool>()
                .map(drop)
                .map_err(|_| invalid(setting.name(), source, "write `true` or `false`"))
        };
        Self { check, form: Form::Truth, ..Self::text(key, of_file) }
    }

    /// The setting with a key.
    pub fn find(key: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|setting| setting.key == key)
    }

    /// The value where no source has one, unless it depends on other settings.
    pub fn fallback(&self) -> Option<&'static str> {
        self.fallback
    }

    /// Whether its value is never shown.
    pub fn is_secret(&self) -> bool {
        self.form == Form::Secret
    }

    fn name(&self) -> &'static str {
        self.variable.unwrap_or(self.key)
    }

    /// Checks a value of a source.
    pub(super) fn check(&self, text: &str, source: &Source) -> Result<(), ConfigError> {
        (self.check)(self, text, source)
    }

    /// A value for `config.toml`.
    ///
    /// # Errors
    /// [`ConfigError`] where the program would refuse it there.
    pub(super) fn value(&self, text: &str, file: &Path) -> Result<Value, ConfigError> {
        self.check(text, &Source::ConfigFile(file.to_owned()))?;
        Ok(match self.form {
            Form::Text | Form::Secret => Value::from(text),
            Form::Truth => Value::from(text == "true"),
            Form::Number => match (text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(whole), _) => Value::from(whole),
                (_, Ok(number)) => Value::from(number),
                _ => Value::from(text),
            },
        })
    }
}
