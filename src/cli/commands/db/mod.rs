//! `resume db`: setting the database up, and finding out what is wrong with it.

mod adopt;
mod check;
mod choose;
mod init;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::ui::Ui;
use crate::config::Environment;
use crate::library::CommandResult;

/// Set the database up, and check it
#[derive(Debug, Args)]
pub struct Db {
    #[command(subcommand)]
    pub command: DbCommand,
}

#[derive(Debug, Subcommand)]
pub enum DbCommand {
    Check(check::Check),
    Init(init::Init),
    Use(choose::Use),
    Adopt(adopt::Adopt),
}

impl Db {
    /// Runs what needs no settings, so that it works where those that are there are wrong; anything
    /// else is handed back.
    pub fn run_alone(self, ui: &Ui, environment: &Environment) -> Result<CommandResult, Self> {
        match self.command {
            DbCommand::Use(choice) => Ok(choice.run(ui, environment)),
            command => Err(Self { command }),
        }
    }

    pub fn run(self, context: &Context) -> CommandResult {
        match self.command {
            DbCommand::Check(check) => check.run(context),
            DbCommand::Init(init) => init.run(context),
            DbCommand::Use(choice) => choice.run(&context.ui, &context.environment),
            DbCommand::Adopt(adopt) => adopt.run(context),
        }
    }
}
