//! `resume db adopt`: says that another database is meant to have everything.

use clap::Args;

use crate::cli::commands::sync::{attempt, refuse_without_database, tell};
use crate::cli::context::Context;
use crate::library::CommandResult;
use crate::sync::Policy;

/// Carry everything over to the configured database, although it is another one than before
///
/// From the built-in database the whole history and the log of AI calls go along. From any other one the
/// experiences and the profile go as they are now: their history and the AI calls stay where they are.
#[derive(Debug, Args)]
pub struct Adopt {}

impl Adopt {
    pub(super) fn run(self, context: &Context) -> CommandResult {
        refuse_without_database(context)?;
        let policy = Policy { adopt: true, ..Policy::default() };
        let report = attempt(context, policy)?;
        tell(context, report)
    }
}
