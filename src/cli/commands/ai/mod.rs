//! `resume ai`: asks an AI, and keeps a log of AI calls.

mod log;
mod prune;
mod record;
mod show;
mod stats;
mod suggest;
mod tailor;
mod view;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::library::CommandResult;

/// Ask an AI, and log AI calls
#[derive(Debug, Args)]
pub(crate) struct AiCommand {
    #[command(subcommand)]
    pub command: Ai,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Ai {
    Suggest(suggest::Suggest),
    Tailor(tailor::Tailor),
    Log(log::Log),
    Show(show::Show),
    Stats(stats::Stats),
    Record(record::Record),
    Prune(prune::Prune),
}

impl AiCommand {
    /// Whether it saves before it prints.
    pub(crate) fn saves(&self) -> bool {
        match &self.command {
            Ai::Suggest(suggest) => suggest.saves(),
            Ai::Tailor(tailor) => tailor.saves(),
            Ai::Record(_) | Ai::Prune(_) => true,
            Ai::Log(_) | Ai::Show(_) | Ai::Stats(_) => false,
        }
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        match self.command {
            Ai::Suggest(suggest) => suggest.run(context),
            Ai::Tailor(tailor) => tailor.run(context),
            Ai::Log(log) => log.run(context),
            Ai::Show(show) => show.run(context),
            Ai::Stats(stats) => stats.run(context),
            Ai::Record(record) => record.run(context),
            Ai::Prune(prune) => prune.run(context),
        }
    }
}
