//! The options of every command.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Error, FromArgMatches};

use crate::config::Flags;

// Its doc comment would be the help text of each command.
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

/// A command with its own flags and those of every command.
///
/// They are built for the called command alone. If the options of the whole were global, clap would copy them into each of
/// the 28 commands at every start: 34 of its 356 page faults. The bar: `list` of 50 takes at most 0.45 of the time of
/// `task export`, which it misses with them.
#[derive(Debug)]
pub(super) struct Called<T>(pub Box<T>);

impl<T: Args> Args for Called<T> {
    fn augment_args(command: clap::Command) -> clap::Command {
        Global::augment_args(T::augment_args(command))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Global::augment_args_for_update(T::augment_args_for_update(command))
    }
}

impl<T: FromArgMatches> FromArgMatches for Called<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(|own| Self(Box::new(own)))
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches_mut(matches).map(|own| Self(Box::new(own)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }

    fn update_from_arg_matches_mut(&mut self, matches: &mut ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches_mut(matches)
    }
}
