//! What a setting may come from.

use std::path::PathBuf;

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
