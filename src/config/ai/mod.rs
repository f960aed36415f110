//! What is configured about the AI, looked at only by the commands that ask one.
//!
//! The invariant: a file that is read because of where the program was called decides neither where a
//! résumé is sent nor whose key goes with it.

use std::cell::RefCell;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::settings::{Source, Sources};
use super::{ConfigError, Environment, proxy};
use crate::ai::{Endpoint, Secret, Via};

/// Where an AI is asked unless something else is configured.
const DEFAULT_URL: &str = "https://api.openai.com/v1";

/// The longest that one attempt may be allowed to take, in seconds.
const LONGEST: f64 = 3600.0;

/// The longest name of a model.
const LONGEST_NAME: usize = 200;

/// The `[ai]` table of `config.toml`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AiTable {
    pub url: Option<String>,
    pub model: Option<String>,
    pub key: Option<Secret>,
    /// A shell command whose first line of output is the key.
    pub key_command: Option<String>,
    /// Whether what is asked and answered is logged.
    pub log_content: Option<bool>,
    /// Seconds that one attempt may take.
    pub timeout: Option<f64>,
    /// Whether a key may be sent without encryption to another machine.
    pub allow_http: Option<bool>,
}

/// What the sources say, not yet looked at.
#[derive(Debug, Clone)]
pub struct AiSources {
    url: Option<(String, Source)>,
    model: Option<(String, Source)>,
    /// `RESUME_AI_KEY`.
    key: Option<(Secret, Source)>,
    /// `OPENAI_API_KEY`.
    openai: Option<(Secret, Source)>,
    table: AiTable,
    table_source: Source,
    /// Told once, however often it is asked where a question would go.
    passed_over: RefCell<Vec<(String, Source)>>,
}

/// Whom to ask, and with what.
#[derive(Debug, Clone)]
pub struct AiSettings {
    pub endpoint: Endpoint,
    pub endpoint_source: Source,
    pub model: Option<(String, Source)>,
    pub key: Option<(AiKey, Source)>,
    /// Whether `OPENAI_API_KEY` is set and meant for somebody else.
    pub key_withheld: bool,
    pub via: Option<Via>,
    pub log_content: bool,
    /// For one attempt.
    pub timeout: Duration,
    /// What was passed over, a line each, the first time that it is asked for.
    pub notices: Vec<String>,
}

/// How the key is had.
#[derive(Debug, Clone)]
pub enum AiKey {
    Given(Secret),
    /// The first line that a shell command prints.
    Command(String),
}

struct Chosen {
    key: Option<(AiKey, Source)>,
    withheld: bool,
}

/// Where something would be sent, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Destination {
    pub url: String,
    pub url_source: String,
    pub model: Option<String>,
    pub model_source: Option<String>,
    /// Who names the key; absent: none is sent.
    pub key_source: Option<String>,
    /// The proxy on the way.
    pub proxy: Option<String>,
    /// Whether what is asked and answered is logged.
    pub log_content: bool,
}

impl AiSources {
    pub(super) fn read(sources: &mut Sources<'_>) -> Result<Self, ConfigError> {
        let passed_over = RefCell::new(sources.distrust_ai());
        let text = |text: &str, _: &Source| Ok(text.to_owned());
        let secret = |text: &str, _: &Source| Ok(Secret::new(text));
        Ok(Self {
            url: sources.find("RESUME_AI_URL", |file| file.ai.url.clone(), text)?,
            model: sources.find("RESUME_AI_MODEL", |file| file.ai.model.clone(), text)?,
            key: sources.find("RESUME_AI_KEY", |_| None, secret)?,
            openai: sources.find("OPENAI_API_KEY", |_| None, secret)?,
            table: sources.ai_table(),
            table_source: sources.file_source(),
            passed_over,
        })
    }

    /// Makes sure of everything. No command is run for it.
    pub fn settle(&self, environment: &Environment) -> Result<AiSettings, ConfigError> {
        let (url, source) = self.url.clone().unwrap_or_else(|| (DEFAULT_URL.to_owned(), Source::Default));
        let endpoint: Endpoint = url.parse().map_err(|why| invalid("RESUME_AI_URL", &source, why))?;
        let model = self.model()?;
        let Chosen { key, withheld } = self.key(&endpoint, &source)?;
        let in_clear =
            !endpoint.is_encrypted() && !endpoint.is_local() && self.table.allow_http != Some(true);
        if let Some((_, source)) = key.as_ref().filter(|_| in_clear) {
            return Err(ConfigError::KeyInClear {
                url: endpoint.shown().to_owned(),
                key_source: source.to_string(),
            });
        }
        let via = proxy::find(environment, &endpoint);
        let notices = self.notices(key.is_some());
        Ok(AiSettings {
            endpoint,
            endpoint_source: source,
            model,
            key,
            key_withheld: withheld,
            via,
            log_content: self.table.log_content.unwrap_or(true),
            timeout: self.timeout()?,
            notices,
        })
    }

    fn model(&self) -> Result<Option<(String, Source)>, ConfigError> {
        let Some((name, source)) = &self.model else { return Ok(None) };
        let name = name.trim();
        let wrong = |why| Err(invalid("RESUME_AI_MODEL", source, why));
        if name.is_empty() || name.len() > LONGEST_NAME {
            return wrong("write the name of a model, of at most 200 bytes");
        }
        if name.chars().any(char::is_control) {
            return wrong("it holds a control character");
        }
        Ok(Some((name.to_owned(), source.clone())))
    }

    /// What is said to this program alone comes first. `OPENAI_API_KEY`, which many programs read, goes
    /// to its maker, to this machine, and to whom the same source names.
    fn key(&self, endpoint: &Endpoint, named_by: &Source) -> Result<Chosen, ConfigError> {
        let file = &self.table_source;
        if let (Some(_), Some(_)) = (&self.table.key, &self.table.key_command) {
            return Err(invalid("RESUME_AI_KEY_COMMAND", file, "`ai.key` is set too; keep one of them"));
        }
        let given = |(secret, source): (Secret, Source), name: &str| {
            let secret = Secret::new(secret.reveal().trim());
            if secret.is_sendable() {
                Ok(Chosen { key: Some((AiKey::Given(secret), source)), withheld: false })
            } else {
                Err(invalid(name, &source, "it contains characters that are not allowed in a key"))
            }
        };
        if let Some(key) = &self.key {
            return given(key.clone(), "RESUME_AI_KEY");
        }
        if let Some(key) = &self.table.key {
            return given((key.clone(), file.clone()), "RESUME_AI_KEY");
        }
        if let Some(command) = self.table.key_command.as_ref().filter(|command| !command.trim().is_empty()) {
            let key = Some((AiKey::Command(command.clone()), file.clone()));
            return Ok(Chosen { key, withheld: false });
        }
        match &self.openai {
            Some(key) if endpoint.is_openai() || endpoint.is_local() || key.1 == *named_by => {
                given(key.clone(), "OPENAI_API_KEY")
            }
            other => Ok(Chosen { key: None, withheld: other.is_some() }),
        }
    }

    fn timeout(&self) -> Result<Duration, ConfigError> {
        let seconds = self.table.timeout.unwrap_or(60.0);
        if seconds > 0.0 && seconds <= LONGEST {
            return Ok(Duration::from_secs_f64(seconds));
        }
        let why = "write a number of seconds above 0 and up to 3600";
        Err(invalid("RESUME_AI_TIMEOUT", &self.table_source, why))
    }

    /// A key of some project for other programs is worth no word where another one is used.
    fn notices(&self, has_key: bool) -> Vec<String> {
        let passed_over = self.passed_over.take();
        let told = passed_over.iter().filter(|(name, _)| name != "OPENAI_API_KEY" || !has_key);
        told.map(|(name, source)| {
            format!("{source}: `{name}` is not accepted from the `.env` of the current directory")
        })
        .collect()
    }
}

impl AiSettings {
    pub fn destination(&self) -> Destination {
        let (model, model_source) = self.model.clone().unzip();
        Destination {
            url: self.endpoint.shown_chat(),
            url_source: self.endpoint_source.to_string(),
            model,
            model_source: model_source.map(|source| source.to_string()),
            key_source: self.key.as_ref().map(|(key, source)| match key {
                AiKey::Given(_) => source.to_string(),
                AiKey::Command(_) => format!("the command in {source}"),
            }),
            proxy: self.via.as_ref().map(Via::shown),
            log_content: self.log_content,
        }
    }
}

/// Named as the source names it: `ai.url` in `config.toml`, `RESUME_AI_URL` elsewhere.
fn invalid(name: &str, source: &Source, message: &str) -> ConfigError {
    let name = match (source, name.strip_prefix("RESUME_AI_")) {
        (Source::ConfigFile(_), Some(name)) => format!("ai.{}", name.to_ascii_lowercase()),
        _ => name.to_owned(),
    };
    ConfigError::Value { source_name: source.to_string(), name, message: message.to_owned() }
}

#[cfg(test)]
mod tests;
