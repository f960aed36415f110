//! `resume db`: sets up and checks the database.

mod adopt;
mod check;
mod choose;
mod init;

pub(crate) use choose::{ask_for_password, read_secret};
use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::ui::Ui;
use crate::config::Environment;
use crate::library::CommandResult;

/// Set up and check the database
#[derive(Debug, Args)]
pub(crate) struct Db {
    #[command(subcommand)]
    pub command: DbCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    Check(check::Check),
    Init(init::Init),
    Use(choose::Use),
    Adopt(adopt::Adopt),
}

impl Db {
    /// Runs a command that needs no settings, so that it works with wrong ones, or returns it.
    pub(crate) fn run_alone(self, ui: &Ui, environment: &Environment) -> Result<CommandResult, Self> {
        match self.command {
            DbCommand::Use(choice) => Ok(choice.run(ui, environment)),
            command => Err(Self { command }),
        }
    }

    pub(crate) fn run(self, context: &Context) -> CommandResult {
        match self.command {
            DbCommand::Check(check) => check.run(context),
            DbCommand::Init(init) => init.run(context),
            DbCommand::Use(choice) => choice.run(&context.ui, &context.environment),
            DbCommand::Adopt(adopt) => adopt.run(context),
        }
    }
}
