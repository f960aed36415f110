//! The log of the background.

use super::{CommandError, CommandResult, Library};
use crate::config::{Settings, Source};
use crate::log;

pub use crate::log::{Entry, Follow, Level};

/// Has this process write its events to the log from now on. Returns what is wrong with a filter that only the `.env`
/// of the current directory sets, and that is therefore ignored.
///
/// # Errors
/// [`super::ErrorKind::Usage`] for a filter of the user's that is not valid.
pub fn start_log(settings: &Settings) -> CommandResult<Option<String>> {
    let start = |filter: Option<&str>| log::start(settings.paths.log.clone(), filter);
    let Some((filter, source)) = &settings.log else {
        return start(None).map(|()| None).map_err(CommandError::failed);
    };
    let Err(message) = start(Some(filter)) else { return Ok(None) };
    let wrong = format!("{source}: the log filter is not valid: {message}");
    if matches!(source, Source::WorkingDirectory(_)) {
        start(None).map_err(CommandError::failed)?;
        return Ok(Some(wrong));
    }
    Err(CommandError::usage(wrong))
}

impl Library {
    /// The events of this level and the more important ones, oldest first.
    pub fn log(&self, least: Level) -> CommandResult<Vec<Entry>> {
        Ok(log::read(&self.settings.paths.log, least)?)
    }

    /// Follows the log from its end.
    pub fn follow_log(&self, least: Level) -> CommandResult<Follow> {
        Ok(Follow::new(self.settings.paths.log.clone(), least)?)
    }
}
