//! `resume ai`: the log of AI calls, and what is asked of an AI.

mod ask;
mod suggest;
mod tailor;

use clap::{Args, Subcommand};

use crate::context::Context;
use crate::error::CommandResult;

/// Log AI calls, look at the log, and have an AI help
#[derive(Debug, Args)]
pub struct AiCommand {
    #[command(subcommand)]
    pub command: Ai,
}

#[derive(Debug, Subcommand)]
pub enum Ai {
    Suggest(suggest::Suggest),
    Tailor(tailor::Tailor),
}

impl AiCommand {
    /// Whether it saves something, and only then prints.
    pub fn saves(&self) -> bool {
        match &self.command {
            Ai::Suggest(suggest) => suggest.saves(),
            Ai::Tailor(tailor) => tailor.saves(),
        }
    }

    pub fn run(self, context: &Context) -> CommandResult {
        match self.command {
            Ai::Suggest(suggest) => suggest.run(context),
            Ai::Tailor(tailor) => tailor.run(context),
        }
    }
}
