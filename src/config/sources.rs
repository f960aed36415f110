//! The sources of settings, in their order, and how far each is trusted.

use std::fs;
use std::path::{Path, PathBuf};

use super::dotenv::{self, Variables};
use super::file::AiTable;
use super::setting::Setting;
use super::source::{Flags, Source};
use super::{ConfigError, ConfigFile, Environment, Paths};

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
    pub(super) notices: Vec<String>,
}

impl<'a> Sources<'a> {
    pub(super) fn read(
        environment: &'a Environment,
        flags: &Flags,
        paths: &Paths,
    ) -> Result<Self, ConfigError> {
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
        setting: &Setting,
        parse: impl Fn(&str, &Source) -> Result<T, ConfigError>,
    ) -> Result<Option<(T, Source)>, ConfigError> {
        self.find_in(setting.variable, setting.of_file, parse)
    }

    /// The value of a variable that no file but a `.env` has.
    pub(super) fn find_variable<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str, &Source) -> Result<T, ConfigError>,
    ) -> Result<Option<(T, Source)>, ConfigError> {
        self.find_in(Some(name), |_| None, parse)
    }

    fn find_in<T>(
        &mut self,
        name: Option<&str>,
        of_file: impl Fn(&ConfigFile) -> Option<String>,
        parse: impl Fn(&str, &Source) -> Result<T, ConfigError>,
    ) -> Result<Option<(T, Source)>, ConfigError> {
        let of = |variables: &Variables| name.and_then(|name| variables.get(name)).cloned();
        let found = [
            (name.and_then(|name| self.environment.text(name)).map(str::to_owned), &Source::Environment),
            (of(&self.near), &self.near_source),
            (of(&self.home), &self.home_source),
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

    pub(super) fn environment(&self) -> &Environment {
        self.environment
    }

    pub(super) fn nearby(&self) -> Option<Nearby> {
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
    pub(super) fn distrust(&mut self, database: &Source) {
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
