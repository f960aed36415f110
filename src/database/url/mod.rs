//! The setting that says which database to use.

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use super::{DatabaseName, supabase};

mod error;
mod parameters;
mod parse;
mod postgres;
#[cfg(test)]
mod tests;

pub use error::PostgresUrlError;
pub use postgres::{
    ChannelBinding, Host, Parameters, PostgresUrl, RootCertificates, Server, SslMode, Target,
};

/// A database, as `RESUME_DATABASE_URL` and `--database` name it. Nothing that it prints of itself
/// holds a password, but for [`DatabaseUrl::reveal`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `none`: the session alone.
    None,
    /// `sqlite:PATH`.
    Sqlite(PathBuf),
    /// `postgres://…` or `postgresql://…`.
    Postgres(Box<PostgresUrl>),
}

/// A text that names no database. The text itself is not repeated: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("the database URL is empty")]
    Empty,
    #[error("the database URL `sqlite:` names no file")]
    NoPath,
    #[error("the database URL names a database in memory, which would be gone with the command")]
    Memory,
    #[error("`sqlite:file:…` is a form of URL that is not understood")]
    FileUri,
    #[error("the database URL names a host, but `sqlite:` is for files on this device")]
    Host,
    #[error("this version of `resume` knows no database of that kind")]
    UnknownScheme,
    #[error("that is the HTTP API of the Supabase project `{0}`, not its database")]
    Supabase(String),
    #[error("the database URL has no kind before a colon")]
    NoScheme,
    #[error("the database URL begins with `~/`, and no home directory is known")]
    NoHome,
    #[error(transparent)]
    Postgres(#[from] PostgresUrlError),
}

impl UrlError {
    /// What to write instead.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::Postgres(error) => return error.hint(),
            Self::Supabase(project) => {
                let urls = supabase::urls(project).map(|(way, url)| format!("\n  {url} ({way})")).concat();
                return format!(
                    "the API's URL and key do not reach the database; use one of these, with the password and the \
                     region that the dashboard shows under `Connect`:{urls}"
                );
            }
            Self::Host => {
                "an absolute path has three slashes, `sqlite:///srv/resume.db`, or one, `sqlite:/srv/resume.db`"
            }
            Self::NoHome => "set `HOME`, or write the whole path",
            _ => "write `postgres://…`, `sqlite:PATH`, or `none` for the session alone",
        };
        hint.to_owned()
    }
}

impl DatabaseUrl {
    /// What it is called, without anything secret.
    pub fn name(&self) -> DatabaseName {
        let (kind, name) = match self {
            Self::None => ("none", "none".to_owned()),
            Self::Sqlite(path) => ("sqlite", path.display().to_string()),
            Self::Postgres(url) => ("postgres", url.name()),
        };
        DatabaseName { kind: kind.to_owned(), name }
    }

    /// The same database, named so that it is the same from every directory: a path that begins
    /// with `~/` stands in `home`, any other relative one in `directory`.
    pub fn resolve(self, directory: Option<&Path>, home: Option<&Path>) -> Result<Self, UrlError> {
        let absolute = |path: &Path| {
            let path = match (path.strip_prefix("~"), directory) {
                (Ok(rest), _) => home.ok_or(UrlError::NoHome)?.join(rest),
                (Err(_), Some(directory)) => directory.join(path),
                (Err(_), None) => path.to_owned(),
            };
            Ok(path.components().filter(|component| *component != Component::CurDir).collect())
        };
        match self {
            Self::None => Ok(self),
            Self::Sqlite(path) => absolute(&path).map(Self::Sqlite),
            Self::Postgres(url) => Ok(Self::Postgres(Box::new(url.resolve(absolute)?))),
        }
    }

    /// The same with a role to log in as, where one is needed and none is named.
    #[must_use]
    pub fn or_user(self, user: impl FnOnce() -> String) -> Self {
        match self {
            Self::Postgres(url) => Self::Postgres(Box::new(url.or_user(user))),
            _ => self,
        }
    }

    /// Identifies the database and the role, without secrets. A name is not enough: two databases may
    /// share one.
    pub fn route(&self) -> String {
        match self {
            Self::Postgres(url) => url.route(),
            Self::None | Self::Sqlite(_) => self.reveal(),
        }
    }

    /// The same to be shown. What `options` sets is hidden.
    pub fn shown(&self) -> String {
        match self {
            Self::Postgres(url) => url.shown(),
            Self::None | Self::Sqlite(_) => self.reveal(),
        }
    }

    /// As it can be read again, **with the password**, so that it can be written to a file of the
    /// user's own.
    pub fn reveal(&self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(url) => url.reveal(),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(UrlError::Empty);
        }
        if text.eq_ignore_ascii_case("none") {
            return Ok(Self::None);
        }
        if let Some(project) = supabase::project(text) {
            return Err(UrlError::Supabase(project));
        }
        let (scheme, rest) = text.split_once(':').ok_or(UrlError::NoScheme)?;
        if scheme.eq_ignore_ascii_case("postgres") || scheme.eq_ignore_ascii_case("postgresql") {
            return Ok(Self::Postgres(Box::new(text.parse()?)));
        }
        if !scheme.eq_ignore_ascii_case("sqlite") {
            let like_one =
                (1..=20).contains(&scheme.len()) && scheme.bytes().all(|b| b.is_ascii_alphanumeric());
            return Err(if like_one { UrlError::UnknownScheme } else { UrlError::NoScheme });
        }
        let path = match rest.strip_prefix("//") {
            Some(path) if !path.is_empty() && !path.starts_with('/') => return Err(UrlError::Host),
            Some(path) => path,
            None => rest,
        };
        match path {
            "" | "~" | "~/" => Err(UrlError::NoPath),
            _ if path.starts_with(':') => Err(UrlError::Memory),
            _ if path.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:")) => {
                Err(UrlError::FileUri)
            }
            _ => Ok(Self::Sqlite(PathBuf::from(path))),
        }
    }
}

/// Without a password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => write!(f, "postgres://{}", url.name()),
        }
    }
}
