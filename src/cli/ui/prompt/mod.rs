//! Prompts on the terminal of stderr. But for [`confirm_or_fail`], the caller checks that there is one.
//!
//! The invariant: Ctrl-C, Esc (in a line, Ctrl-C alone) and a closed terminal end a prompt with
//! [`CommandError::interrupted`], and restore the terminal.

mod keys;
mod lines;
mod plain;
mod secret;

use std::io;

use dialoguer::console::Term;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, MultiSelect, Select};

use keys::Keys;
pub(crate) use lines::{Breaks, Lines};

use super::Ui;
use crate::library::{CommandError, CommandResult, visible};
use crate::view::width;

/// Prompts for a secret such as a password, without showing it. It may be empty.
pub(crate) fn secret(question: &str) -> CommandResult<String> {
    secret::line(&format!("{}: ", shown(question))).map_err(refused)?.ok_or_else(CommandError::interrupted)
}

/// Lets the user choose one of `items`; the cursor starts at index `first`. Returns the index.
pub(crate) fn select(ui: &Ui, question: &str, items: &[&str], first: usize) -> CommandResult<usize> {
    let items: Vec<_> = items.iter().map(|item| visible::line(item).to_string()).collect();
    if ui.is_dumb() {
        return plain::select(&shown(question), &items, first)?.ok_or_else(CommandError::interrupted);
    }
    ask(ui, |theme, term| {
        let columns = usize::from(term.size().1).saturating_sub(MARK).max(20);
        let items: Vec<_> = items.iter().map(|item| one_line(item, columns)).collect();
        let select = Select::with_theme(theme).with_prompt(shown(question)).items(&items).report(true);
        select.default(first).interact_on_opt(term)
    })
}

/// Lets the user tick any of `items`, some of which start ticked. Returns the indices of the ticked ones.
pub(crate) fn tick(ui: &Ui, question: &str, items: &[(String, bool)]) -> CommandResult<Vec<usize>> {
    if ui.is_dumb() {
        return plain::tick(&shown(question), items);
    }
    ask(ui, |theme, term| {
        let columns = usize::from(term.size().1).saturating_sub(ANSWER).max(20);
        let items = items.iter().map(|(item, ticked)| (one_line(&shown(item), columns), *ticked));
        let select = MultiSelect::with_theme(theme).with_prompt(shown(question)).report(false);
        select.items_checked(items.collect::<Vec<_>>()).interact_on_opt(term)
    })
}

/// The columns that the theme and the answer need beside a question.
const ANSWER: usize = 15;

/// The columns that the theme needs beside an item.
const MARK: usize = 4;

/// Prompts for confirmation. Enter means no.
pub(crate) fn confirm(ui: &Ui, question: &str) -> CommandResult<bool> {
    confirm_or(ui, question, false)
}

/// Prompts for confirmation of what `--yes` confirms too.
///
/// # Errors
/// `refused` where the answer is no; [`CommandError::usage`] where there is no terminal.
pub(crate) fn confirm_or_fail(ui: &Ui, question: &str, refused: &str) -> CommandResult {
    require_terminal(ui)?;
    if confirm(ui, question)? { Ok(()) } else { Err(CommandError::failed(refused)) }
}

/// Checks that there is a terminal for [`confirm_or_fail`].
pub(crate) fn require_terminal(ui: &Ui) -> CommandResult {
    if ui.is_interactive() {
        return Ok(());
    }
    Err(CommandError::usage("cannot prompt for confirmation: not a terminal").hint("add `--yes`"))
}

/// Prompts for confirmation, with the meaning of Enter.
pub(crate) fn confirm_or(ui: &Ui, question: &str, default: bool) -> CommandResult<bool> {
    if ui.is_dumb() {
        return plain::confirm(&shown(question), default)?.ok_or_else(CommandError::interrupted);
    }
    ask(ui, |theme, term| {
        let columns = usize::from(term.size().1).saturating_sub(ANSWER).max(20);
        // The theme cannot redraw a wrapped question: it gets the last line.
        let mut lines = width::wrap(&shown(question), columns);
        let last = lines.pop().unwrap_or_default();
        lines.iter().try_for_each(|line| term.write_line(line))?;
        Confirm::with_theme(theme).with_prompt(last).default(default).interact_on_opt(term)
    })
}

/// Cuts a question to one line: the theme cannot redraw a wrapped one.
fn cut(question: &str, columns: usize) -> String {
    match question.strip_suffix('?') {
        Some(rest) => format!("{}?", width::fit(rest, columns - 1)),
        None => width::fit(question, columns).into_owned(),
    }
}

/// Cuts an item of a list to one line: the library cannot redraw a wrapped one. It takes bytes for columns, and
/// would clear a line above the list for an item of more bytes than the terminal has columns.
fn one_line(item: &str, columns: usize) -> String {
    let rooms = (1..=columns).rev();
    let fitting = rooms.map(|room| cut(item, room)).find(|item| item.len() <= columns);
    fitting.unwrap_or_default()
}

fn shown(question: &str) -> String {
    visible::line(question).to_string()
}

/// Runs one prompt that is answered key by key. On Ctrl-C the library raises SIGINT while the cursor is still hidden, so
/// the signal is held, and the error that follows ends the prompt.
fn ask<T>(
    ui: &Ui,
    question: impl FnOnce(&dyn Theme, &Term) -> dialoguer::Result<Option<T>>,
) -> CommandResult<T> {
    let term = Term::stderr();
    let plain = SimpleTheme;
    let colorful = ColorfulTheme::default();
    let theme: &dyn Theme = if ui.color_of_prompts() { &colorful } else { &plain };
    let answer = {
        let _keys = Keys::new()?;
        question(theme, &term)
    };
    match answer {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => Err(CommandError::interrupted()),
        Err(dialoguer::Error::IO(error)) => {
            // The terminal may be closed; the answer is known.
            let _ = term.show_cursor().and_then(|()| term.write_line(""));
            Err(refused(error))
        }
    }
}

fn refused(error: io::Error) -> CommandError {
    match error.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof | io::ErrorKind::NotConnected => {
            CommandError::interrupted()
        }
        _ => CommandError::failed(format!("the terminal cannot be read: {error}")).caused_by(error),
    }
}
