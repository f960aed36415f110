//! Where the files are.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::{ConfigError, Environment};

/// The files of one user. Directories are made 0700 and files 0600 when they are first written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub session: PathBuf,
    /// The embedded default database.
    pub database: PathBuf,
    pub config: PathBuf,
    pub dotenv: PathBuf,
    pub log: PathBuf,
    /// Where texts are that are being edited.
    pub drafts: PathBuf,
    /// Where logged AI calls are until the database has them.
    pub ai_spool: PathBuf,
    /// Held while a synchronisation runs.
    pub sync_lock: PathBuf,
}

impl Paths {
    /// Everything in `RESUME_HOME` where that is set, else in the platform's directories.
    ///
    /// # Errors
    /// [`ConfigError::NoHome`] where neither says anything: guessing could put a career where nobody finds it again.
    pub fn of(environment: &Environment) -> Result<Self, ConfigError> {
        // The background works in another directory than the current one.
        let absolute = |path: &Path| {
            environment.directory.as_ref().map_or_else(|| path.to_owned(), |directory| directory.join(path))
        };
        if let Some(home) = environment.path("RESUME_HOME") {
            let home = absolute(&home);
            return Ok(Self::in_directories(&home, &home, &home));
        }
        environment.get("HOME").ok_or(ConfigError::NoHome)?;
        let directories = ProjectDirs::from("", "", "resume").ok_or(ConfigError::NoHome)?;
        let state = directories.state_dir().unwrap_or_else(|| directories.data_dir());
        let [data, config, state] = [directories.data_dir(), directories.config_dir(), state].map(absolute);
        Ok(Self::in_directories(&data, &config, &state))
    }

    fn in_directories(data: &Path, config: &Path, state: &Path) -> Self {
        Self {
            session: data.join("session.json"),
            database: data.join("resume.db"),
            config: config.join("config.toml"),
            dotenv: config.join(".env"),
            log: state.join("resume.log"),
            drafts: data.join("drafts"),
            ai_spool: data.join("ai-calls.jsonl"),
            sync_lock: data.join("sync.lock"),
        }
    }
}
