//! The settings of one run, each with its source.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use super::ai::AiSources;
use super::sources::{Flags, Nearby, Source, Sources};
use super::{ConfigError, ConfigFile, Environment, Paths, invalid};
use crate::database::DatabaseUrl;
use crate::session::Fingerprint;

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
