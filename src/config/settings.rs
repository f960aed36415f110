//! The settings of one run, each with its source.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use super::ai::AiSources;
use super::source::{Flags, Source};
use super::sources::{Nearby, Sources};
use super::value::{SyncMode, parse_sync, parse_timeout};
use super::{ConfigError, Environment, Paths, setting};
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
                .find(&setting::DATABASE, database)?
                .unwrap_or_else(|| (DatabaseUrl::Sqlite(paths.database.clone()), Source::Default)),
        };
        sources.distrust(&source);
        let text = |text: &str, _: &Source| Ok(text.to_owned());
        let sync = sources.find(&setting::SYNC, parse_sync)?;
        let timeout = sources.find(&setting::TIMEOUT, parse_timeout)?;
        let api = sources.find_variable("SUPABASE_URL", text)?.map(|(api, source)| (Some(api), source));
        let key = sources.find_variable("SUPABASE_ANON_KEY", text)?.map(|(_, source)| (None, source));
        let ai = AiSources::read(&mut sources)?;
        Ok(Self {
            ai,
            nearby: sources.nearby(),
            supabase: api.or(key),
            user: sources.find(&setting::USER, text)?.map(|(user, _)| user),
            log: sources.find(&setting::LOG, text)?,
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
pub(super) fn parse_database(
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::value::parse_ai_timeout;

    #[test]
    fn what_is_shown_as_a_default_is_what_holds() {
        let home = tempfile::tempdir().unwrap();
        let variables = [("RESUME_HOME", home.path().to_str().unwrap())];
        let settings = Settings::find(&Environment::of_variables(&variables), &Flags::default()).unwrap();
        let ai = settings.ai.settle().unwrap();
        let of = |key| setting::Setting::find(key).unwrap().fallback.unwrap();
        assert_eq!(settings.sync, parse_sync(of("sync"), &Source::Default).unwrap());
        assert_eq!(settings.timeout, parse_timeout(of("timeout"), &Source::Default).unwrap());
        let timeout = of("ai.timeout").parse().unwrap();
        assert_eq!(ai.timeout, parse_ai_timeout(timeout, &Source::Default).unwrap());
        assert_eq!(ai.endpoint, of("ai.url").parse().unwrap());
        assert_eq!(ai.log_content.to_string(), of("ai.log_content"));
        assert_eq!(of("ai.allow_http"), "false");
    }
}
