//! The log of the background.

use std::io;

use super::{CommandError, CommandResult, Library};
use crate::config::{Settings, Source};
use crate::files;
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
        log::read(&self.settings.paths.log, least).map_err(|cause| self.unreadable_log(cause))
    }

    /// Follows the log from its end.
    pub fn follow_log(&self, least: Level) -> CommandResult<Follow> {
        Follow::new(self.settings.paths.log.clone(), least).map_err(|cause| self.unreadable_log(cause))
    }

    fn unreadable_log(&self, cause: io::Error) -> CommandError {
        let path = self.settings.paths.log.display();
        CommandError::failed(format!("could not read `{path}`: {}", files::reason(&cause))).caused_by(cause)
    }
}
