//! One command line from end to end: parse, run, sync what is due, exit code.

use std::ffi::OsString;

use clap::FromArgMatches;

use super::complete;
use super::context::Context;
use super::line::{self, Cli};
use super::typo;
use super::ui::{Manner, Ui, describe};
use crate::config::{Environment, Settings};
use crate::library::{CommandError, CommandResult, ErrorKind, start_log};

/// Terminals that move no cursor: those that the line editor refuses (rustyline 19).
const DUMB: [&str; 3] = ["dumb", "cons25", "emacs"];

/// Runs one command line and returns the exit code.
pub(crate) fn run(arguments: Vec<OsString>) -> u8 {
    let environment = Environment::of_process();
    if environment.get(complete::VARIABLE).is_some() {
        return complete::answer(line::command, arguments, &environment);
    }
    let no_color = environment.get("NO_COLOR").is_some();
    let forced = environment.get("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    let is_dumb =
        environment.get("TERM").is_some_and(|term| DUMB.iter().any(|dumb| term.eq_ignore_ascii_case(dumb)));
    let matches = line::command().try_get_matches_from(&arguments);
    let cli = match matches.and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches)) {
        Ok(cli) => cli,
        Err(error) => {
            // What was not parsed cannot be asked.
            let said = |flag: &str| arguments.iter().any(|argument| argument == flag);
            let no_color = no_color || said("--no-color");
            let ui = Ui::new(Manner { json: said("--json"), no_color, forced, is_dumb, ..Manner::default() });
            return if error.use_stderr() { usage(&ui, error, &arguments) } else { answer(&ui, &error) };
        }
    };
    let manner = Manner {
        json: cli.global.json,
        quiet: cli.global.quiet,
        verbosity: cli.global.verbose,
        no_input: cli.global.no_input,
        no_color: no_color || cli.global.no_color,
        forced,
        is_dumb,
        pager: environment.pager(),
    };
    let ui = Ui::new(manner);
    match dispatch(cli, environment, ui.clone()) {
        Ok(()) => 0,
        Err(error) => {
            ui.error(&error);
            exit_code(error.kind)
        }
    }
}

/// The exit code of a failure, as scripts rely on it.
fn exit_code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::BrokenPipe => 0,
        ErrorKind::Failed | ErrorKind::Output => 1,
        ErrorKind::Usage => 2,
        ErrorKind::NotFound | ErrorKind::Ambiguous => 3,
        ErrorKind::Session => 4,
        ErrorKind::Database => 5,
        ErrorKind::Interrupted => 130,
    }
}

fn dispatch(cli: Cli, environment: Environment, ui: Ui) -> CommandResult {
    // What needs no settings must work where they are wrong.
    let command = match cli.command.run_alone(&ui, &environment, &cli.global.flags(), line::command) {
        Ok(result) => return result,
        Err(command) => command,
    };
    let flags = cli.global.flags();
    let settings = Settings::find(&environment, &flags)?;
    settings.notices.iter().for_each(|notice| ui.remark(&format!("{notice}; it is ignored")));
    if let Some(wrong) = start_log(&settings)? {
        ui.remark(&format!("{wrong}; it is ignored"));
    }
    let zone = environment.text("TZ").and_then(describe::unknown_zone);
    zone.iter().for_each(|unknown| ui.remark(unknown));
    let (settles, saves, stays) = (command.settles(), command.saves(), command.stays());
    let mut context = Context::new(ui, settings, (environment, flags), cli.global.offline, stays);
    let done = command.run(&mut context).map_err(|error| match error.kind {
        ErrorKind::Output if saves => error.hint("the change itself was saved"),
        _ => error,
    });
    if settles && done.as_ref().err().is_none_or(CommandError::is_of_output) {
        context.library.settle();
    }
    done
}

/// Help and versions are answers.
fn answer(ui: &Ui, answer: &clap::Error) -> u8 {
    // A closed pipe is no reason to fail.
    let _ = if ui.color() {
        answer.print().map_err(CommandError::from)
    } else {
        ui.data(&answer.render().to_string())
    };
    0
}

/// Everything else that cannot be parsed is wrong usage.
fn usage(ui: &Ui, mut error: clap::Error, arguments: &[OsString]) -> u8 {
    // With the flags of each command, which the tips name.
    let mut command = line::command();
    command.build();
    typo::correct(&mut error, &command, arguments);
    let command = typo::name_of(&command, arguments);
    let text = error.render().to_string();
    if ui.is_json() {
        let about = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
        let told = about.filter(|line| !line.is_empty() && !line.starts_with("For more information"));
        let (tips, told): (Vec<_>, Vec<_>) = told.partition(|line| line.starts_with("tip: "));
        let message = told.join(" ");
        let message = message.trim_start_matches("error: ");
        let tip = tips.first().map(|tip| tip.trim_start_matches("tip: ").to_owned());
        let hint = tip.unwrap_or_else(|| format!("`{command} --help` has its flags and values"));
        ui.error(&CommandError::usage(message).hint(hint));
    } else {
        ui.wrong_usage(text.trim_end());
    }
    2
}
