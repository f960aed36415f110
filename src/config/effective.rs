//! The settings in force, for the user to see: each with its value and its source.

use super::setting::{self, Setting};
use super::source::{Flags, Source};
use super::sources::Sources;
use super::{ConfigError, Environment, Paths, settings};
use crate::database::DatabaseUrl;

/// A setting as it is in force. A secret has `set` in place of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    pub key: &'static str,
    pub value: Option<String>,
    pub source: Source,
}

/// The settings in force, all of them or one. Where one alone is asked for, the others may be wrong. `bound` says
/// whose rows the session of these paths has in files.
///
/// # Errors
/// [`ConfigError`] where a source of the user's own has a wrong value.
pub fn effective(
    environment: &Environment,
    flags: &Flags,
    only: Option<&Setting>,
    bound: impl Fn(&Paths) -> Option<String>,
) -> Result<Vec<Effective>, ConfigError> {
    let paths = Paths::of(environment)?;
    let mut sources = Sources::read(environment, flags, &paths)?;
    let wanted = |setting: &&&Setting| only.is_none_or(|only| only.key == setting.key);
    let embedded = DatabaseUrl::Sqlite(paths.database.clone());
    let found = match &flags.database {
        Some(text) => {
            let source = Source::CommandLine;
            settings::parse_database(environment, text, &source).map(|url| Some((url, source)))
        }
        None => sources
            .find(&setting::DATABASE, |text, source| settings::parse_database(environment, text, source)),
    };
    let (url, source) = match found {
        Ok(found) => found.unwrap_or((embedded, Source::Default)),
        Err(error) if setting::ALL.iter().filter(wanted).any(|one| one.key == setting::DATABASE.key) => {
            return Err(error);
        }
        Err(_) => (embedded, Source::Default),
    };
    sources.distrust(&source);
    sources.distrust_ai();
    let mut all = Vec::new();
    for setting in setting::ALL.iter().filter(wanted) {
        let (value, source) = if setting.key == setting::DATABASE.key {
            (Some(url.shown()), source.clone())
        } else {
            let checked = |text: &str, source: &Source| setting.check(text, source).map(|()| text.to_owned());
            match sources.find(setting, checked)? {
                Some((text, source)) => (Some(text), source),
                None => {
                    let owner = || bound(&paths).unwrap_or_else(|| environment.login_name());
                    (fallback(setting, &mut sources, &url, owner)?, Source::Default)
                }
            }
        };
        let value = value.map(|text| if setting.is_secret() { "set".to_owned() } else { text });
        all.push(Effective { key: setting.key, value, source });
    }
    Ok(all)
}

/// What counts where no source has the setting.
fn fallback(
    setting: &Setting,
    sources: &mut Sources<'_>,
    database: &DatabaseUrl,
    owner: impl FnOnce() -> String,
) -> Result<Option<String>, ConfigError> {
    Ok(match (setting.key, database) {
        ("user", DatabaseUrl::Postgres(url)) => url.user().map(str::to_owned),
        ("user", DatabaseUrl::Sqlite(_)) => Some(owner()),
        ("ai.key", _) => {
            let found = sources.find_variable("OPENAI_API_KEY", |text, _| Ok(text.to_owned()))?;
            found.map(|(text, _)| text)
        }
        _ => setting.fallback.map(str::to_owned),
    })
}
