//! Where the files are.

use std::path::PathBuf;

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
    /// Held while a synchronisation runs.
    pub sync_lock: PathBuf,
}

impl Paths {
    /// Everything in `RESUME_HOME` where that is set, else in the platform's directories.
    ///
    /// # Errors
    /// [`ConfigError::NoHome`] where neither says anything: guessing could put a career where nobody finds it again.
    pub fn of(environment: &Environment) -> Result<Self, ConfigError> {
        if let Some(home) = environment.path("RESUME_HOME") {
            return Ok(Self::in_directories(&home, &home, &home));
        }
        environment.get("HOME").ok_or(ConfigError::NoHome)?;
        let directories = ProjectDirs::from("", "", "resume").ok_or(ConfigError::NoHome)?;
        let state = directories.state_dir().unwrap_or_else(|| directories.data_dir());
        Ok(Self::in_directories(directories.data_dir(), directories.config_dir(), state))
    }

    fn in_directories(data: &std::path::Path, config: &std::path::Path, state: &std::path::Path) -> Self {
        Self {
            session: data.join("session.json"),
            database: data.join("resume.db"),
            config: config.join("config.toml"),
            dotenv: config.join(".env"),
            log: state.join("resume.log"),
            drafts: data.join("drafts"),
            sync_lock: data.join("sync.lock"),
        }
    }
}
