//! The paths of the files.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::{ConfigError, Environment};

/// The files of one user. Directories are created with mode 0700 and files with 0600.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub session: PathBuf,
    /// The default database.
    pub database: PathBuf,
    pub config: PathBuf,
    pub dotenv: PathBuf,
    /// The directory of one's own themes, a folder each.
    pub themes: PathBuf,
    pub log: PathBuf,
    /// The directory of drafts in an editor.
    pub drafts: PathBuf,
    /// The spool of AI calls that the database lacks.
    pub ai_spool: PathBuf,
    /// The lock of a running sync.
    pub sync_lock: PathBuf,
    /// The user's home directory, whose fonts documents may use.
    pub home: Option<PathBuf>,
    /// The directories of Hunspell's dictionaries: those of `DICPATH` alone, if it is set.
    pub dictionaries: Vec<PathBuf>,
}

/// Where the packages of systems put dictionaries.
const DICTIONARIES: [&str; 5] = [
    "/usr/share/hunspell",
    "/usr/share/myspell/dicts",
    "/usr/local/share/hunspell",
    "/opt/homebrew/share/hunspell",
    "/Library/Spelling",
];

impl Paths {
    /// All files in `RESUME_HOME` if it is set, else in the directories of the platform.
    ///
    /// # Errors
    /// [`ConfigError::NoHome`] without either of them: a guessed directory could be one that the user never finds.
    pub fn of(environment: &Environment) -> Result<Self, ConfigError> {
        // The background process has another current directory.
        let absolute = |path: &Path| {
            environment.directory.as_ref().map_or_else(|| path.to_owned(), |directory| directory.join(path))
        };
        let user = environment.path("HOME");
        if let Some(home) = environment.path("RESUME_HOME") {
            let home = absolute(&home);
            let dictionaries = dictionaries(environment);
            return Ok(Self { home: user, dictionaries, ..Self::in_directories(&home, &home, &home) });
        }
        user.as_ref().ok_or(ConfigError::NoHome)?;
        let directories = ProjectDirs::from("", "", "resume").ok_or(ConfigError::NoHome)?;
        let state = directories.state_dir().unwrap_or_else(|| directories.data_dir());
        let [data, config, state] = [directories.data_dir(), directories.config_dir(), state].map(absolute);
        let dictionaries = dictionaries(environment);
        Ok(Self { home: user, dictionaries, ..Self::in_directories(&data, &config, &state) })
    }

    fn in_directories(data: &Path, config: &Path, state: &Path) -> Self {
        Self {
            session: data.join("session.json"),
            database: data.join("resume.db"),
            config: config.join("config.toml"),
            dotenv: config.join(".env"),
            themes: config.join("themes"),
            log: state.join("resume.log"),
            drafts: data.join("drafts"),
            ai_spool: data.join("ai-calls.jsonl"),
            sync_lock: data.join("sync.lock"),
            home: None,
            dictionaries: Vec::new(),
        }
    }
}

fn dictionaries(environment: &Environment) -> Vec<PathBuf> {
    match environment.get("DICPATH") {
        Some(path) => std::env::split_paths(path).collect(),
        None => DICTIONARIES.into_iter().map(PathBuf::from).collect(),
    }
}
