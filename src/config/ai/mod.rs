//! The settings of the AI. Only the commands that ask one read them.
//!
//! The invariant: the `.env` of the current directory decides neither the server that a résumé is sent to nor the
//! key.

use std::cell::RefCell;
use std::time::Duration;

use serde::Serialize;

use super::file::AiTable;
use super::source::Source;
use super::sources::Sources;
use super::value::{DEFAULT_URL, check_key, check_model, parse_ai_timeout};
use super::{ConfigError, Environment, invalid, proxy, setting};
use crate::ai::{Endpoint, Secret, Via};

/// The values of the sources, not validated yet.
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
    /// For the proxies.
    environment: Environment,
    /// Reported once, even if the settings are read several times.
    passed_over: RefCell<Vec<(String, Source)>>,
}

/// A server, a model and a key.
#[derive(Debug, Clone)]
pub struct AiSettings {
    pub endpoint: Endpoint,
    pub endpoint_source: Source,
    pub model: Option<(String, Source)>,
    pub key: Option<(AiKey, Source)>,
    /// Whether `OPENAI_API_KEY` is set, but meant for another server.
    pub key_withheld: bool,
    pub via: Option<Via>,
    pub log_content: bool,
    /// The time-out of one attempt.
    pub timeout: Duration,
    /// The ignored settings, a line each, at the first reading.
    pub notices: Vec<String>,
}

/// The source of the key.
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

/// The destination of a request, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Destination {
    pub url: String,
    pub url_source: String,
    pub model: Option<String>,
    pub model_source: Option<String>,
    /// The source of the key, or `None` without a key.
    pub key_source: Option<String>,
    /// The proxy, if any.
    pub proxy: Option<String>,
    /// Whether requests and responses are logged.
    pub log_content: bool,
}

impl AiSources {
    pub(super) fn read(sources: &mut Sources<'_>) -> Result<Self, ConfigError> {
        let passed_over = RefCell::new(sources.distrust_ai());
        let text = |text: &str, _: &Source| Ok(text.to_owned());
        let secret = |text: &str, _: &Source| Ok(Secret::new(text));
        Ok(Self {
            url: sources.find(&setting::AI_URL, text)?,
            model: sources.find(&setting::AI_MODEL, text)?,
            key: sources.find_variable("RESUME_AI_KEY", secret)?,
            openai: sources.find_variable("OPENAI_API_KEY", secret)?,
            table: sources.ai_table(),
            table_source: sources.file_source(),
            environment: sources.environment().clone(),
            passed_over,
        })
    }

    /// Validates all settings. Runs no key command.
    pub fn settle(&self) -> Result<AiSettings, ConfigError> {
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
        let via = proxy::find(&self.environment, &endpoint);
        let notices = self.notices(key.is_some());
        Ok(AiSettings {
            endpoint,
            endpoint_source: source,
            model,
            key,
            key_withheld: withheld,
            via,
            log_content: self.logs_content(),
            timeout: self.timeout()?,
            notices,
        })
    }

    /// Whether requests and responses are logged. It holds where another setting is wrong, too.
    pub fn logs_content(&self) -> bool {
        self.table.log_content.unwrap_or(true)
    }

    /// The keys that are written down anywhere, used or not, and what the URL may hold.
    pub fn secrets(&self) -> Vec<Secret> {
        let keys = [self.key.as_ref(), self.openai.as_ref()].into_iter().flatten().map(|(key, _)| key);
        let keys = keys.chain(&self.table.key).map(|key| Secret::new(key.reveal().trim()));
        let endpoint = self.url.as_ref().and_then(|(url, _)| url.parse::<Endpoint>().ok());
        keys.chain(endpoint.iter().flat_map(Endpoint::secrets)).collect()
    }

    fn model(&self) -> Result<Option<(String, Source)>, ConfigError> {
        let Some((name, source)) = &self.model else { return Ok(None) };
        Ok(Some((check_model(name, source)?, source.clone())))
    }

    /// A key for this program comes first. Many programs read `OPENAI_API_KEY`, so it goes only to OpenAI, to
    /// this machine, and to a server that the same source names.
    fn key(&self, endpoint: &Endpoint, named_by: &Source) -> Result<Chosen, ConfigError> {
        let file = &self.table_source;
        if let (Some(_), Some(_)) = (&self.table.key, &self.table.key_command) {
            return Err(invalid("RESUME_AI_KEY_COMMAND", file, "`ai.key` is set too; keep one of them"));
        }
        let given = |(secret, source): (Secret, Source), name: &str| {
            check_key(&secret, name, &source)?;
            let secret = Secret::new(secret.reveal().trim());
            Ok(Chosen { key: Some((AiKey::Given(secret), source)), withheld: false })
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
        parse_ai_timeout(self.table.timeout.unwrap_or(60.0), &self.table_source)
    }

    /// An ignored `OPENAI_API_KEY` is reported only if no other key is used.
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

#[cfg(test)]
mod tests;
