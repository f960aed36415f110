//! Which source counts, and what no message repeats.

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
        let variables: Vec<_> = self.variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut environment = Environment::of_variables(&variables);
        environment.directory = Some(self.path("work"));
        environment
    }

    fn settings_with(&self, env_file: Option<&str>) -> Result<AiSettings, ConfigError> {
        let flags = Flags { env_file: env_file.map(|name| self.path(name)), ..Flags::default() };
        let settings = Settings::find(&self.environment(), &flags)?;
        assert_eq!(settings.notices, [] as [&str; 0], "told only by the commands that it concerns");
        assert!(!format!("{settings:?}").contains(KEY));
        let settled = settings.ai.settle();
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
        format!("RESUME_AI_URL=https://{source}/v1\nRESUME_AI_MODEL={source}\nRESUME_AI_KEY=sk-{source}\n")
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
            format!("`{}`: `{name}` is not accepted from the `.env` of the current directory", path.display())
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
    let wanted = "the key of the environment would be sent to `http://192.168.1.5:8000/v1` unencrypted";
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
        ("url = 'https://u:0123456789@h'", "`ai.url` is not valid: a user or a password cannot stand in it"),
        ("model = ' '", "`ai.model` is not valid"),
        (
            "key = \"sk-0123456789\\nX: y\"",
            "`ai.key` is not valid: it contains characters that are not allowed in a key",
        ),
        ("key = ''", "`ai.key` is not valid"),
        ("key = 'sk-0123456789'\nkey_command = 'x'", "`ai.key_command` is not valid: `ai.key` is set too"),
        ("timeout = 0", "`ai.timeout` is not valid: write a number"),
        ("timeout = nan", "`ai.timeout` is not valid: write a number"),
        ("timeout = 1e9", "`ai.timeout` is not valid: write a number"),
    ] {
        let place = config(&format!("[ai]\n{text}\n"));
        let error = place.error();
        assert!(error.starts_with(&(file(&place) + wanted)), "{text}: {error}");
    }
    for text in ["key = 10123456789", "key = 0123456789", "key = sk-0123456789", "keys = 'sk-0123456789'"] {
        let _ = config(&format!("[ai]\n{text}\n")).error();
    }
    for (name, value) in [("RESUME_AI_KEY", "sk-0123456789 x"), ("OPENAI_API_KEY", "sk-0123456789\u{e4}")] {
        let error = Place::new(&[(name, value)]).error();
        assert_eq!(
            error,
            format!(
                "the environment: `{name}` is not valid: it contains characters that are not allowed in a key"
            )
        );
    }
}

#[test]
fn a_proxy_is_shown_without_its_password() {
    let place = Place::new(&[("HTTPS_PROXY", "http://ada:sk-0123456789@proxy.example:3128")]);
    let settings = place.settings();
    assert_eq!(settings.destination().proxy.as_deref(), Some("proxy.example:3128"));
}
