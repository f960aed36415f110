//! `resume db adopt`: moves the session to another database.

use clap::Args;

use crate::cli::commands::sync::{progress, tell};
use crate::cli::context::Context;
use crate::library::CommandResult;

/// Move to the configured database, after `resume sync` refused a new one
///
/// From the default database, the whole history and the log of AI calls move along. From any other
/// database, the experiences and the profile move as they are; history and AI calls stay there.
#[derive(Debug, Args)]
pub(crate) struct Adopt {}

impl Adopt {
    pub(super) fn run(self, context: &Context) -> CommandResult {
        tell(context, &context.library.adopt(progress(context))?)
    }
}
