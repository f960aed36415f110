//! The settings of one run, each with its source.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::ai::{AiSources, AiTable};
use super::dotenv::{self, Variables};
use super::{ConfigError, ConfigFile, Environment, Paths};
use crate::database::DatabaseUrl;
use crate::session::Fingerprint;

/// The settings on the command line.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    pub database: Option<String>,
    pub env_file: Option<PathBuf>,
}

/// The source of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    CommandLine,
    Environment,
    /// The file that `--env-file` names.
    EnvFile(PathBuf),
    /// `.env` in the current directory, which another person may have written.
    WorkingDirectory(PathBuf),
    /// `.env` in the configuration directory.
    Dotenv(PathBuf),
    ConfigFile(PathBuf),
    Default,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CommandLine => f.write_str("the command line"),
            Self::Environment => f.write_str("the environment"),
            Self::EnvFile(path)
            | Self::WorkingDirectory(path)
            | Self::Dotenv(path)
            | Self::ConfigFile(path) => {
                write!(f, "`{}`", path.display())
            }
            Self::Default => f.write_str("the default"),
        }
    }
}

/// The database and the source of the setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseSetting {
    pub url: DatabaseUrl,
    pub source: Source,
}

impl DatabaseSetting {
    /// Whether it is the default database.
    pub fn is_embedded(&self) -> bool {
        self.source == Source::Default
    }

    /// Whether it is on a server, so that commands must not wait for it.
    pub fn is_remote(&self) -> bool {
        matches!(self.url, DatabaseUrl::Postgres(_))
    }

    /// Whether another person may have named it.
    pub fn is_untrusted(&self) -> bool {
        matches!(self.source, Source::WorkingDirectory(_))
    }
}

/// When changes reach the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncMode {
    Background,
    Inline,
    Manual,
}

/// All settings of a command.
#[derive(Debug, Clone)]
pub struct Settings {
    pub paths: Paths,
    pub database: DatabaseSetting,
    /// The configured `user_id` of the rows, if any.
    pub user: Option<String>,
    pub sync: SyncMode,
    /// How long one foreground wait for the database may last, all steps together.
    pub timeout: Duration,
    /// A `tracing` filter and its source.
    pub log: Option<(String, Source)>,
    /// The file of `--env-file`, or the `.env` of the current directory, if it exists.
    pub nearby: Option<Nearby>,
    /// The URL of Supabase's HTTP API, if it is text, and its source.
    pub supabase: Option<(Option<String>, Source)>,
    /// The settings of the AI.
    pub ai: AiSources,
    /// The ignored lines of an untrusted `.env`, one notice each.
    pub notices: Vec<String>,
}

/// A settings file that depends on the current directory or on `--env-file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearby {
    pub source: Source,
    /// The names of the variables that it sets, without their values.
    pub says: Vec<String>,
}

pub(super) struct Sources<'a> {
    environment: &'a Environment,
    near: Variables,
    near_source: Source,
    home: Variables,
    home_source: Source,
    file: ConfigFile,
    file_source: Source,
    notices: Vec<String>,
}

impl Settings {
    /// Reads every source. Missing files are skipped. The user's own files must be valid.
    pub fn find(environment: &Environment, flags: &Flags) -> Result<Self, ConfigError> {
        let paths = Paths::of(environment)?;
        let mut sources = Sources::read(environment, flags, &paths)?;
        let database = |text: &str, source: &Source| parse_database(environment, text, source);
        let (url, source) = match &flags.database {
            Some(text) => (database(text, &Source::CommandLine)?, Source::CommandLine),
            None => sources
                .find("RESUME_DATABASE_URL", |file| file.database.clone(), database)?
                .unwrap_or_else(|| (DatabaseUrl::Sqlite(paths.database.clone()), Source::Default)),
        };
        sources.distrust(&source);
        let text = |text: &str, _: &Source| Ok(text.to_owned());
        let sync = sources.find("RESUME_SYNC", |file| file.sync.clone(), parse_sync)?;
        let seconds = |file: &ConfigFile| file.timeout.map(|seconds| seconds.to_string());
        let timeout = sources.find("RESUME_TIMEOUT", seconds, parse_timeout)?;
        let api = sources.find("SUPABASE_URL", |_| None, text)?.map(|(api, source)| (Some(api), source));
        let key = sources.find("SUPABASE_ANON_KEY", |_| None, text)?.map(|(_, source)| (None, source));
        let ai = AiSources::read(&mut sources)?;
        Ok(Self {
            ai,
            nearby: sources.nearby(),
            supabase: api.or(key),
            user: sources.find("RESUME_USER", |file| file.user.clone(), text)?.map(|(user, _)| user),
            log: sources.find("RESUME_LOG", |file| file.log.clone(), text)?,
            sync: sync.map_or(SyncMode::Background, |(mode, _)| mode),
            timeout: timeout.map_or(Duration::from_secs(3), |(timeout, _)| timeout),
            notices: sources.notices,
            database: DatabaseSetting { url, source },
            paths,
        })
    }
}

impl Settings {
    /// Identifies the configuration, to attribute a failure to it.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hasher = DefaultHasher::new();
        self.paths.session.hash(&mut hasher);
        self.database.url.reveal().hash(&mut hasher);
        self.user.hash(&mut hasher);
        // A whole hash could confirm a guessed password, so it is cut.
        hasher.finish() as Fingerprint
    }
}

impl<'a> Sources<'a> {
    fn read(environment: &'a Environment, flags: &Flags, paths: &Paths) -> Result<Self, ConfigError> {
        let mut notices = Vec::new();
        let (near, near_source) = match (&flags.env_file, &environment.directory) {
            (Some(path), directory) => {
                fs::metadata(path).map_err(|cause| ConfigError::Read { path: path.clone(), cause })?;
                let whole = directory.as_ref().map_or_else(|| path.clone(), |directory| directory.join(path));
                (dotenv::read(path)?, Source::EnvFile(whole))
            }
            (None, Some(directory)) => {
                let path = directory.join(".env");
                // In the configuration directory, `.env` is the user's own.
                let own = same_file(&path, &paths.dotenv);
                let near = if own { Variables::new() } else { dotenv::read_foreign(&path, &mut notices) };
                (near, Source::WorkingDirectory(path))
            }
            (None, None) => (Variables::new(), Source::Default),
        };
        Ok(Self {
            environment,
            near,
            near_source,
            home: dotenv::read(&paths.dotenv)?,
            home_source: Source::Dotenv(paths.dotenv.clone()),
            file: ConfigFile::read(&paths.config)?,
            file_source: Source::ConfigFile(paths.config.clone()),
            notices,
        })
    }

    /// The value of the first source that names it. An error in an untrusted file becomes a notice.
    pub(super) fn find<T>(
        &mut self,
        name: &str,
        of_file: impl Fn(&ConfigFile) -> Option<String>,
        parse: impl Fn(&str, &Source) -> Result<T, ConfigError>,
    ) -> Result<Option<(T, Source)>, ConfigError> {
        let found = [
            (self.environment.text(name).map(str::to_owned), &Source::Environment),
            (self.near.get(name).cloned(), &self.near_source),
            (self.home.get(name).cloned(), &self.home_source),
            (of_file(&self.file), &self.file_source),
        ];
        for (text, source) in found {
            match text.map(|text| parse(&text, source)) {
                None => {}
                Some(Ok(value)) => return Ok(Some((value, source.clone()))),
                Some(Err(error)) if matches!(source, Source::WorkingDirectory(_)) => {
                    self.notices.push(error.to_string());
                }
                Some(Err(error)) => return Err(error),
            }
        }
        Ok(None)
    }

    fn nearby(&self) -> Option<Nearby> {
        let (Source::EnvFile(path) | Source::WorkingDirectory(path)) = &self.near_source else { return None };
        let mut says: Vec<String> = self.near.keys().map(|name| format!("`{name}`")).collect();
        says.sort();
        // The `.env` of the configuration directory counts elsewhere.
        let there = path.is_file() && !same_file(path, &self.own_dotenv());
        there.then(|| Nearby { source: self.near_source.clone(), says })
    }

    fn own_dotenv(&self) -> PathBuf {
        match &self.home_source {
            Source::Dotenv(path) => path.clone(),
            _ => PathBuf::new(),
        }
    }

    /// Drops untrusted settings: the user of another source's database, and the sync mode and time-out of any
    /// database.
    fn distrust(&mut self, database: &Source) {
        let source = &self.near_source;
        if !matches!(source, Source::WorkingDirectory(_)) {
            return;
        }
        if database != source && self.near.remove("RESUME_USER").is_some() {
            self.notices.push(format!(
                "{source}: `RESUME_USER` applies only together with the `RESUME_DATABASE_URL` in use"
            ));
        }
        for name in ["RESUME_SYNC", "RESUME_TIMEOUT"] {
            if self.near.remove(name).is_some() {
                self.notices.push(format!(
                    "{source}: `{name}` is not accepted from the `.env` of the current directory"
                ));
            }
        }
    }
}

impl Sources<'_> {
    /// Drops untrusted settings of the AI. Only the commands that ask an AI report them.
    pub(super) fn distrust_ai(&mut self) -> Vec<(String, Source)> {
        if !matches!(self.near_source, Source::WorkingDirectory(_)) {
            return Vec::new();
        }
        let names = ["RESUME_AI_URL", "RESUME_AI_MODEL", "RESUME_AI_KEY", "OPENAI_API_KEY"];
        let removed = names.into_iter().filter(|name| self.near.remove(*name).is_some());
        removed.map(|name| (name.to_owned(), self.near_source.clone())).collect()
    }

    pub(super) fn ai_table(&self) -> AiTable {
        self.file.ai.clone()
    }

    pub(super) fn file_source(&self) -> Source {
        self.file_source.clone()
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    one == other || fs::canonicalize(one).ok().is_some_and(|one| fs::canonicalize(other).ok() == Some(one))
}

/// A relative path starts at the directory of the file that names it, or else at the current directory.
fn parse_database(
    environment: &Environment,
    text: &str,
    source: &Source,
) -> Result<DatabaseUrl, ConfigError> {
    let directory = match source {
        Source::CommandLine | Source::Environment | Source::Default => environment.directory.as_deref(),
        Source::EnvFile(path)
        | Source::WorkingDirectory(path)
        | Source::Dotenv(path)
        | Source::ConfigFile(path) => path.parent(),
    };
    let home = environment.path("HOME");
    text.parse::<DatabaseUrl>()
        .and_then(|url| url.resolve(directory, home.as_deref()))
        .map(|url| url.or_user(|| environment.login_name()))
        .map_err(|cause| ConfigError::Database { source_name: source.to_string(), cause })
}

fn parse_sync(text: &str, source: &Source) -> Result<SyncMode, ConfigError> {
    match text {
        "background" => Ok(SyncMode::Background),
        "inline" => Ok(SyncMode::Inline),
        "manual" => Ok(SyncMode::Manual),
        _ => Err(invalid("RESUME_SYNC", source, "write `background`, `inline` or `manual`")),
    }
}

fn parse_timeout(text: &str, source: &Source) -> Result<Duration, ConfigError> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| (0.0..=3600.0).contains(seconds));
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| invalid("RESUME_TIMEOUT", source, "write a number of seconds from 0 to 3600"))
}

/// Uses the name of the source: `timeout` in `config.toml`, `RESUME_TIMEOUT` elsewhere.
fn invalid(name: &str, source: &Source, message: &str) -> ConfigError {
    let name = match (source, name.strip_prefix("RESUME_")) {
        (Source::ConfigFile(_), Some(name)) => name.to_ascii_lowercase(),
        _ => name.to_owned(),
    };
    ConfigError::Value { source_name: source.to_string(), name, message: message.to_owned() }
}
