//! The command line as a whole. Each command's file has its flags.

use std::path::PathBuf;

use clap::{Args, Parser};

use super::commands::Command;
use crate::config::Flags;

/// Manage your résumé on the command line
///
/// `resume` saves each change to a file on this device, and syncs it with a database. You never wait
/// for the database: if it is slow or down, `resume` keeps working. No set-up is needed.
#[derive(Debug, Parser)]
#[command(name = "resume", version, max_term_width = 100)]
pub(super) struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// The options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Print one JSON value, and errors as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Suppress notices
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Show more detail (repeat for even more)
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Never prompt
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Use no database and no background process
    #[arg(long, global = true)]
    pub offline: bool,
    /// Disable colours
    #[arg(long, global = true)]
    pub no_color: bool,
    /// Use this database for one command: `postgres://…`, `sqlite:PATH` or `none`
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Read this file instead of `.env` in the current directory
    #[arg(long, global = true, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub env_file: Option<PathBuf>,
}

impl Global {
    pub(super) fn flags(&self) -> Flags {
        Flags { database: self.database.clone(), env_file: self.env_file.clone() }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn no_example_is_wrapped_at_80_columns() {
        let mut command = Cli::command();
        command.build();
        let mut open = vec![command];
        let mut examples = 0;
        while let Some(command) = open.pop() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            for line in help.lines().filter(|line| line.starts_with("  ")) {
                examples += 1;
                assert!(line.chars().count() <= 80, "{}: {line}", command.get_name());
            }
            open.extend(command.get_subcommands().cloned());
        }
        assert!(examples > 20, "{examples}");
    }
}
