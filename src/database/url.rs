//! The setting that says which database to use.

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use super::DatabaseName;

/// A database, as `RESUME_DATABASE_URL` and `--database` name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `none`: the session alone.
    None,
    /// `sqlite:PATH`.
    Sqlite(PathBuf),
}

/// A text that names no database. The text itself is not repeated: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
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
    #[error("the database URL has no kind before a colon")]
    NoScheme,
    #[error("the database URL begins with `~/`, and no home directory is known")]
    NoHome,
}

impl UrlError {
    /// What to write instead.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Host => {
                "an absolute path has three slashes, `sqlite:///srv/resume.db`, or one, `sqlite:/srv/resume.db`"
            }
            Self::NoHome => "set `HOME`, or write the whole path",
            _ => "write `sqlite:PATH`, or `none` for the session alone",
        }
    }
}

impl DatabaseUrl {
    /// What it is called, without anything secret.
    pub fn name(&self) -> DatabaseName {
        let (kind, name) = match self {
            Self::None => ("none", "none".to_owned()),
            Self::Sqlite(path) => ("sqlite", path.display().to_string()),
        };
        DatabaseName { kind: kind.to_owned(), name }
    }

    /// The same database, named so that it is the same from every directory: a path that begins
    /// with `~/` stands in `home`, any other relative one in `directory`.
    pub fn resolve(self, directory: Option<&Path>, home: Option<&Path>) -> Result<Self, UrlError> {
        let Self::Sqlite(path) = self else { return Ok(self) };
        let path = match (path.strip_prefix("~"), directory) {
            (Ok(rest), _) => home.ok_or(UrlError::NoHome)?.join(rest),
            (Err(_), Some(directory)) => directory.join(path),
            (Err(_), None) => path,
        };
        let meaning = path.components().filter(|component| *component != Component::CurDir);
        Ok(Self::Sqlite(meaning.collect()))
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
        let (scheme, rest) = text.split_once(':').ok_or(UrlError::NoScheme)?;
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

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(text: &str) -> Result<String, UrlError> {
        let url: DatabaseUrl = text.parse()?;
        url.resolve(Some(Path::new("/here")), Some(Path::new("/home/ada"))).map(|url| url.to_string())
    }

    #[test]
    fn a_path_is_the_same_from_every_directory() {
        for (text, meant) in [
            ("none", "none"),
            ("NONE", "none"),
            ("sqlite:x.db", "sqlite:/here/x.db"),
            ("SQLite:./x.db", "sqlite:/here/x.db"),
            ("sqlite:../x.db", "sqlite:/here/../x.db"),
            ("sqlite:/srv/x.db", "sqlite:/srv/x.db"),
            ("sqlite:///srv/x.db", "sqlite:/srv/x.db"),
            ("sqlite:~/x.db", "sqlite:/home/ada/x.db"),
            ("sqlite:~ada/x.db", "sqlite:/here/~ada/x.db"),
        ] {
            assert_eq!(resolved(text).as_deref(), Ok(meant), "{text}");
        }
    }

    #[test]
    fn what_names_no_file_is_refused() {
        for (text, error) in [
            ("", UrlError::Empty),
            ("sqlite:", UrlError::NoPath),
            ("sqlite://", UrlError::NoPath),
            ("sqlite:~/", UrlError::NoPath),
            ("sqlite::memory:", UrlError::Memory),
            ("sqlite:file:x.db?mode=ro", UrlError::FileUri),
            ("sqlite://srv/x.db", UrlError::Host),
            ("mysql://root:secret@host/x", UrlError::UnknownScheme),
            ("/srv/x.db", UrlError::NoScheme),
            ("pass word:x", UrlError::NoScheme),
        ] {
            assert_eq!(resolved(text), Err(error), "{text}");
        }
        let url: DatabaseUrl = "sqlite:~/x.db".parse().unwrap();
        assert_eq!(url.resolve(None, None), Err(UrlError::NoHome));
    }
}
