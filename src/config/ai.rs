//! What is configured about the AI, looked at only by the commands that ask one.
//!
//! The invariant: a file that is read because of where the program was called decides neither where a
//! résumé is sent nor whose key goes with it.

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
    passed_over: Vec<(String, Source)>,
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
    /// What was passed over, a line each.
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
        let passed_over = sources.distrust_ai();
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
        if let (Some((_, source)), false, false) = (&key, endpoint.is_encrypted(), endpoint.is_local()) {
            if self.table.allow_http != Some(true) {
                return Err(ConfigError::KeyInClear {
                    url: endpoint.shown().to_owned(),
                    key_source: source.to_string(),
                });
            }
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
            return Err(invalid(
                "RESUME_AI_KEY_COMMAND",
                file,
                "`ai.key` says the same otherwise; keep one of them",
            ));
        }
        let given = |(secret, source): (Secret, Source), name: &str| {
            let secret = Secret::new(secret.reveal().trim());
            if secret.is_sendable() {
                Ok(Chosen { key: Some((AiKey::Given(secret), source)), withheld: false })
            } else {
                Err(invalid(name, &source, "it holds characters that no key has"))
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
        let told = self.passed_over.iter().filter(|(name, _)| name != "OPENAI_API_KEY" || !has_key);
        told.map(|(name, source)| {
            format!("{source}: `{name}` is not taken from a file that is read because of where you are")
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
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::*;
    use crate::config::{Flags, Settings};

    const KEY: &str = "sk-0123456789";

    /// A home, and another directory in which the program is called.
    struct Place {
        directory: TempDir,
        variables: Vec<(&'static str, String)>,
    }

    impl Place {
        fn new(variables: &[(&'static str, &str)]) -> Self {
            let directory = tempfile::tempdir().unwrap();
            for name in ["home", "work"] {
                fs::create_dir(directory.path().join(name)).unwrap();
            }
            let mut variables: Vec<_> =
                variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            let home = directory.path().join("home");
            variables.push(("RESUME_HOME", home.to_str().unwrap().to_owned()));
            Self { directory, variables }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.directory.path().join(name)
        }

        #[must_use]
        fn put(self, name: &str, text: &str) -> Self {
            fs::write(self.path(name), text).unwrap();
            self
        }

        fn environment(&self) -> Environment {
            let variables: Vec<_> =
                self.variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let mut environment = Environment::of_variables(&variables);
            environment.directory = Some(self.path("work"));
            environment
        }

        fn settings_with(&self, env_file: Option<&str>) -> Result<AiSettings, ConfigError> {
            let flags = Flags { env_file: env_file.map(|name| self.path(name)), ..Flags::default() };
            let settings = Settings::find(&self.environment(), &flags)?;
            assert_eq!(settings.notices, [] as [&str; 0], "told only by the commands that it concerns");
            assert!(!format!("{settings:?}").contains(KEY));
            let settled = settings.ai.settle(&self.environment());
            assert!(!format!("{settled:?}").contains(KEY));
            settled
        }

        fn settings(&self) -> AiSettings {
            self.settings_with(None).unwrap()
        }

        #[track_caller]
        fn error(&self) -> String {
            let error = self.settings_with(None).unwrap_err().to_string();
            assert!(!error.contains("0123456789"), "{error}");
            error
        }
    }

    fn key(settings: &AiSettings) -> Option<&str> {
        match &settings.key {
            Some((AiKey::Given(key), _)) => Some(key.reveal()),
            Some((AiKey::Command(command), _)) => Some(command),
            None => None,
        }
    }

    fn named(settings: &AiSettings) -> (&str, Option<&str>, Option<&str>) {
        let model = settings.model.as_ref().map(|(model, _)| model.as_str());
        (settings.endpoint.shown(), model, key(settings))
    }

    #[test]
    fn without_any_setting_openai_is_asked_and_no_model_is_guessed() {
        let settings = Place::new(&[]).settings();
        assert_eq!(named(&settings), ("https://api.openai.com/v1", None, None));
        assert_eq!((settings.log_content, settings.timeout), (true, Duration::from_secs(60)));
        assert!(settings.via.is_none() && !settings.key_withheld && settings.notices.is_empty());
    }

    #[test]
    fn the_first_source_that_names_a_setting_counts() {
        let named_by = |source: &str| {
            format!(
                "RESUME_AI_URL=https://{source}/v1\nRESUME_AI_MODEL={source}\nRESUME_AI_KEY=sk-{source}\n"
            )
        };
        let place = Place::new(&[]);
        let place = place.put(
            "home/config.toml",
            "[ai]\nurl = 'https://toml/v1'\nmodel = 'toml'\nkey = 'sk-toml'\nlog_content = false\ntimeout = 1.5\n",
        );
        let settings = place.settings();
        assert_eq!(named(&settings), ("https://toml/v1", Some("toml"), Some("sk-toml")));
        assert_eq!((settings.log_content, settings.timeout), (false, Duration::from_millis(1500)));
        let place = place.put("home/.env", &named_by("own"));
        assert_eq!(named(&place.settings()), ("https://own/v1", Some("own"), Some("sk-own")));
        let mut place = place.put("near", &named_by("near"));
        let near = place.settings_with(Some("near")).unwrap();
        assert_eq!(named(&near), ("https://near/v1", Some("near"), Some("sk-near")));
        place.variables.push(("RESUME_AI_URL", "https://environment/v1".to_owned()));
        place.variables.push(("RESUME_AI_KEY", KEY.to_owned()));
        let first = place.settings_with(Some("near")).unwrap();
        assert_eq!(named(&first), ("https://environment/v1", Some("near"), Some(KEY)));
        let destination = serde_json::to_value(first.destination()).unwrap();
        let near = format!("`{}`", place.path("near").display());
        assert_eq!(
            destination,
            serde_json::json!({
                "url": "https://environment/v1/chat/completions",
                "url_source": "the environment",
                "model": "near",
                "model_source": near,
                "key_source": "the environment",
                "proxy": null,
                "log_content": false,
            })
        );
    }

    #[test]
    fn a_strangers_file_decides_neither_where_nor_with_whose_key() {
        let stranger = "RESUME_AI_URL=https://evil.example/v1\nRESUME_AI_MODEL=evil\nRESUME_AI_KEY=sk-evil\n\
                        OPENAI_API_KEY=sk-theirs\n";
        let told = |place: &Place, names: &[&str]| {
            let path = place.path("work/.env");
            let line = |name: &&str| {
                format!(
                    "`{}`: `{name}` is not taken from a file that is read because of where you are",
                    path.display()
                )
            };
            names.iter().map(line).collect::<Vec<_>>()
        };
        let ours = ["RESUME_AI_URL", "RESUME_AI_MODEL", "RESUME_AI_KEY"];
        let place = Place::new(&[]).put("work/.env", stranger);
        let settings = place.settings();
        assert_eq!(named(&settings), ("https://api.openai.com/v1", None, None));
        assert_eq!(settings.notices, told(&place, &[&ours[..], &["OPENAI_API_KEY"]].concat()));
        let given = place.settings_with(Some("work/.env")).unwrap();
        assert_eq!(named(&given), ("https://evil.example/v1", Some("evil"), Some("sk-evil")));
        assert!(given.notices.is_empty());
        let place = Place::new(&[("OPENAI_API_KEY", KEY)]).put("work/.env", stranger);
        let settings = place.settings();
        assert_eq!(named(&settings), ("https://api.openai.com/v1", None, Some(KEY)));
        assert_eq!(settings.notices, told(&place, &ours));
    }

    #[test]
    fn the_key_of_openai_goes_to_nobody_whom_it_was_not_named_with() {
        for (url, sent) in [
            ("https://api.openai.com/v1", true),
            ("https://x.openai.azure.com/openai/v1", true),
            ("http://localhost:11434/v1", true),
            ("https://api.example/v1", false),
        ] {
            let place = Place::new(&[("OPENAI_API_KEY", KEY)]);
            let place = place.put("home/config.toml", &format!("ai.url = '{url}'\n"));
            let settings = place.settings();
            assert_eq!((key(&settings), settings.key_withheld), (sent.then_some(KEY), !sent), "{url}");
        }
        let beside = [("OPENAI_API_KEY", KEY), ("RESUME_AI_URL", "https://api.example/v1")];
        assert_eq!(key(&Place::new(&beside).settings()), Some(KEY));
        let place = Place::new(&beside).put("home/config.toml", "ai.key_command = 'pass ai'\n");
        assert_eq!(key(&place.settings()), Some("pass ai"));
    }

    #[test]
    fn a_key_is_not_sent_for_everybody_to_read() {
        let far = ("RESUME_AI_URL", "http://192.168.1.5:8000/v1");
        let place = Place::new(&[far, ("RESUME_AI_KEY", KEY)]);
        let wanted = "the key of the environment would be sent to `http://192.168.1.5:8000/v1` for everybody on \
                      the way to read";
        assert_eq!(place.error(), wanted);
        assert_eq!(key(&place.put("home/config.toml", "ai.allow_http = true\n").settings()), Some(KEY));
        assert_eq!(key(&Place::new(&[far]).settings()), None);
        let near = [("RESUME_AI_URL", "http://[::1]:8000/v1"), ("RESUME_AI_KEY", KEY)];
        assert_eq!(key(&Place::new(&near).settings()), Some(KEY));
    }

    #[test]
    fn what_is_wrong_is_named_and_no_secret_repeated() {
        let config = |text: &str| Place::new(&[]).put("home/config.toml", text);
        let file = |place: &Place| format!("`{}`: ", place.path("home/config.toml").display());
        for (text, wanted) in [
            ("url = 'ftp://u:0123456789@h'", "`ai.url` is not valid: it begins with neither"),
            (
                "url = 'https://u:0123456789@h'",
                "`ai.url` is not valid: a user or a password cannot stand in it",
            ),
            ("model = ' '", "`ai.model` is not valid"),
            ("key = \"sk-0123456789\\nX: y\"", "`ai.key` is not valid: it holds characters that no key has"),
            ("key = ''", "`ai.key` is not valid"),
            (
                "key = 'sk-0123456789'\nkey_command = 'x'",
                "`ai.key_command` is not valid: `ai.key` says the same",
            ),
            ("timeout = 0", "`ai.timeout` is not valid: write a number"),
            ("timeout = nan", "`ai.timeout` is not valid: write a number"),
            ("timeout = 1e9", "`ai.timeout` is not valid: write a number"),
        ] {
            let place = config(&format!("[ai]\n{text}\n"));
            let error = place.error();
            assert!(error.starts_with(&(file(&place) + wanted)), "{text}: {error}");
        }
        for text in ["key = 10123456789", "key = 0123456789", "key = sk-0123456789", "keys = 'sk-0123456789'"]
        {
            let _ = config(&format!("[ai]\n{text}\n")).error();
        }
        for (name, value) in [("RESUME_AI_KEY", "sk-0123456789 x"), ("OPENAI_API_KEY", "sk-0123456789\u{e4}")]
        {
            let error = Place::new(&[(name, value)]).error();
            assert_eq!(
                error,
                format!("the environment: `{name}` is not valid: it holds characters that no key has")
            );
        }
    }

    #[test]
    fn a_proxy_is_shown_without_its_password() {
        let place = Place::new(&[("HTTPS_PROXY", "http://ada:sk-0123456789@proxy.example:3128")]);
        let settings = place.settings();
        assert_eq!(settings.destination().proxy.as_deref(), Some("proxy.example:3128"));
    }
}
