//! The command line as a whole. Each command's file has its flags.

use clap::{CommandFactory, Parser};

use super::commands::Command;
use super::global::Global;

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

/// The command line with its commands, for every use. Each command brings the options of every command with its own flags
/// ([`Called`](super::global::Called)), so clap must not pass those of the whole on to it: they would stand there twice.
pub(super) fn command() -> clap::Command {
    Cli::command().mut_args(|option| option.global(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_example_is_wrapped_at_80_columns() {
        let mut command = command();
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
