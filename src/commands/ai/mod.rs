//! `resume ai`: help from an AI, and the log of its calls.

mod suggest;
mod tailor;

use clap::{Args, Subcommand};

use crate::ai::AiError;
use crate::context::Context;
use crate::error::{CommandError, CommandResult};

/// Ask an AI for help
#[derive(Debug, Args)]
pub struct Ai {
    #[command(subcommand)]
    pub command: AiCommand,
}

#[derive(Debug, Subcommand)]
pub enum AiCommand {
    Suggest(suggest::Suggest),
    Tailor(tailor::Tailor),
}

impl Ai {
    /// Whether it may save something.
    pub fn saves(&self) -> bool {
        match &self.command {
            AiCommand::Suggest(suggest) => suggest.saves(),
            AiCommand::Tailor(tailor) => tailor.saves(),
        }
    }

    pub fn run(self, context: &Context) -> CommandResult {
        match self.command {
            AiCommand::Suggest(suggest) => suggest.run(context),
            AiCommand::Tailor(tailor) => tailor.run(context),
        }
    }
}
