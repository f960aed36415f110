//! A résumé manager: experiences in a local session, a database that is never in the way.
//!
//! Imports point downward only: `commands` uses `ui`, `sync`, `formats`; `sync` alone knows both
//! `session` and `database`; those two know `domain` and never each other.

pub mod ai;
pub mod aside;
pub mod background;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod context;
pub mod database;
pub mod document;
pub mod domain;
pub mod error;
pub mod files;
pub mod formats;
pub mod log;
pub mod render;
pub mod session;
pub mod sync;
pub mod ui;

use std::ffi::OsString;

use clap::{ColorChoice, CommandFactory, FromArgMatches};

use cli::Cli;
use config::{Environment, Settings, Source};
use context::Context;
use database::sqlite::Ahead;
use error::{CommandError, CommandResult, ErrorKind};
use ui::{Manner, Ui};

/// Runs one command line and returns the exit code.
pub fn run(arguments: Vec<OsString>) -> u8 {
    if let Some(code) = background::run(&arguments) {
        return code;
    }
    let environment = Environment::of_process();
    if environment.get("COMPLETE").is_some() {
        return commands::completions::complete(arguments, environment);
    }
    let ahead = open_ahead(&arguments, &environment);
    let said = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let no_color = said("--no-color") || environment.get("NO_COLOR").is_some();
    let plain = Ui::new(Manner { json: said("--json"), no_color, ..Manner::default() });
    let command = Cli::command().color(if plain.color() { ColorChoice::Always } else { ColorChoice::Never });
    let matches = command.try_get_matches_from(&arguments);
    let cli = match matches.and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches)) {
        Ok(cli) => cli,
        Err(error) => return usage(&plain, &error),
    };
    let manner = Manner {
        json: cli.global.json,
        quiet: cli.global.quiet,
        verbosity: cli.global.verbose,
        no_input: cli.global.no_input,
        no_color,
    };
    let ui = Ui::new(manner);
    match dispatch(cli, environment, ui.clone(), ahead) {
        Ok(()) => 0,
        Err(error) => {
            ui.error(&error);
            error.kind.exit_code()
        }
    }
}

/// Begins to open the embedded database for what is about to be added, where it looks as if it would be
/// needed: that takes longer than to find out whether it is.
fn open_ahead(arguments: &[OsString], environment: &Environment) -> Option<Ahead> {
    let adds = arguments.get(1).is_some_and(|command| command == "add");
    if !adds || environment.get("RESUME_DATABASE_URL").is_some() {
        return None;
    }
    Ahead::open(&config::Paths::of(environment).ok()?.database)
}

fn dispatch(cli: Cli, environment: Environment, ui: Ui, ahead: Option<Ahead>) -> CommandResult {
    // What needs no settings must work where they are wrong.
    let command = match cli.command.run_alone(&ui, &environment) {
        Ok(result) => return result,
        Err(command) => command,
    };
    let settings = Settings::find(&environment, &cli.global.flags())?;
    settings.notices.iter().for_each(|notice| ui.notice(&format!("notice: {notice}; it is ignored")));
    start_log(&ui, &settings)?;
    let (settles, saves) = (command.settles(), command.saves());
    let context = Context::new(ui, settings, environment, cli.global.offline).expecting(ahead, settles);
    let done = command.run(&context).map_err(|error| match error.kind {
        ErrorKind::Output if saves => error.hint("the change itself was saved"),
        _ => error,
    });
    if settles && done.as_ref().err().is_none_or(CommandError::is_of_output) {
        context.settle();
    } else {
        context.settle_for_others();
    }
    // The process ends now: giving a large session's memory back piece by piece would take as long
    // as reading it.
    std::mem::forget(context);
    done
}

fn start_log(ui: &Ui, settings: &Settings) -> CommandResult {
    let start = |filter: Option<&str>| log::start(settings.paths.log.clone(), filter);
    let Some((filter, source)) = &settings.log else {
        return start(None).map_err(CommandError::failed);
    };
    let wrong = |message| format!("{source}: the log filter is not valid: {message}");
    match start(Some(filter)) {
        Err(message) if matches!(source, Source::WorkingDirectory(_)) => {
            ui.notice(&format!("notice: {}; it is ignored", wrong(message)));
            start(None).map_err(CommandError::failed)
        }
        started => started.map_err(|message| CommandError::usage(wrong(message))),
    }
}

/// Help and versions are answers; everything else is wrong usage.
fn usage(ui: &Ui, error: &clap::Error) -> u8 {
    if !error.use_stderr() {
        // A closed pipe is no reason to fail.
        let _ = error.print();
        return 0;
    }
    let text = error.render().to_string();
    if ui.is_json() {
        let about = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
        let told = about.filter(|line| !line.is_empty() && !line.starts_with("For more information"));
        let message = told.collect::<Vec<_>>().join(" ");
        let message = message.trim_start_matches("error: ");
        ui.error(&CommandError::usage(message).hint("`resume --help` shows what can be said"));
    } else {
        ui.wrong_usage(text.trim_end());
    }
    2
}
