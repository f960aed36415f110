//! The command line as a whole; each command's own flags stand with the command.

use std::path::PathBuf;

use clap::{Args, Parser};

use super::commands::Command;
use crate::config::Flags;

/// Keeps your résumé in a local file, and in a database that is never in the way.
///
/// Experiences are added, edited and listed at once; a database, if there is one, is kept up to
/// date in the background. Without any set-up everything works on this device.
#[derive(Debug, Parser)]
#[command(name = "resume", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Print one JSON value, and errors as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Print no notices
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Tell more; twice, still more
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Never ask anything
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Touch no database and start nothing
    #[arg(long, global = true)]
    pub offline: bool,
    /// Print no colours
    #[arg(long, global = true)]
    pub no_color: bool,
    /// The database of this run: `postgres://…`, `sqlite:PATH` or `none`
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Read this file instead of `.env` in the current directory
    #[arg(long, global = true, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub env_file: Option<PathBuf>,
}

impl Global {
    pub fn flags(&self) -> Flags {
        Flags { database: self.database.clone(), env_file: self.env_file.clone() }
    }
}
