//! What the steps of `db check` tell.

use std::fmt::Display;

use super::super::explain::STEP_BY_STEP;
use crate::database::{Check, CheckStatus, DatabaseError};

/// What the steps tell, and whether one failed.
pub(super) struct Steps<'a> {
    pub(super) tell: &'a mut dyn FnMut(Check),
}

/// A step failed, which was told.
pub(super) struct Failed;

impl Steps<'_> {
    fn say(&mut self, name: &str, status: CheckStatus, detail: impl Display, hint: Option<&str>) {
        // The reader of this is there already.
        let hint = hint.map(|hint| hint.replace(STEP_BY_STEP, "the server's log may tell more"));
        let name = name.to_owned();
        (self.tell)(Check { name, status, detail: detail.to_string(), hint });
    }

    pub(super) fn ok(&mut self, name: &str, detail: impl Display) {
        self.say(name, CheckStatus::Ok, detail, None);
    }

    pub(super) fn warn(&mut self, name: &str, detail: impl Display, hint: &str) {
        self.say(name, CheckStatus::Warn, detail, Some(hint));
    }

    pub(super) fn fail<T>(&mut self, name: &str, detail: impl Display, hint: &str) -> Result<T, Failed> {
        self.say(name, CheckStatus::Fail, detail, Some(hint));
        Err(Failed)
    }

    /// The value of a step that may fail.
    pub(super) fn need<T>(&mut self, name: &str, result: Result<T, DatabaseError>) -> Result<T, Failed> {
        result.map_err(|error| {
            self.say(name, CheckStatus::Fail, &error, error.hint.as_deref());
            Failed
        })
    }
}
