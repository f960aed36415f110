//! Questions, asked on the terminal that stderr is. The caller makes sure that there is somebody to answer.
//!
//! The invariant: Ctrl-C, Esc (where a line is typed, Ctrl-C alone) and a terminal that is gone end
//! every question with [`CommandError::interrupted`], the terminal being as it was before.

use std::io;

use dialoguer::console::{self, Term};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, Input, MultiSelect, Password, Select};

use super::interrupt::Hold;
use super::width;
use crate::library::visible;
use crate::library::{CommandError, CommandResult};

/// Asks for a line until `check` accepts it, which may be empty. White space around it is dropped.
pub fn text(question: &str, check: impl Fn(&str) -> Result<(), String>) -> CommandResult<String> {
    let typed = ask(|theme, term| {
        let input = Input::<String>::with_theme(theme).with_prompt(shown(question)).allow_empty(true);
        input.validate_with(|typed: &String| check(typed.trim())).interact_text_on(term).map(Some)
    })?;
    Ok(typed.trim().to_owned())
}

/// Asks for a line until `check` accepts it; an empty one is none.
pub fn optional(question: &str, check: impl Fn(&str) -> Result<(), String>) -> CommandResult<Option<String>> {
    let typed = text(question, |typed| if typed.is_empty() { Ok(()) } else { check(typed) })?;
    Ok(Some(typed).filter(|typed| !typed.is_empty()))
}

/// Asks for what nobody is to see, a password say; it may be empty.
pub fn secret(question: &str) -> CommandResult<String> {
    ask(|theme, term| {
        let password = Password::with_theme(theme).with_prompt(shown(question)).allow_empty_password(true);
        password.interact_on(term).map(Some)
    })
}

/// Lets the user choose one of `items`, beginning at the one with the index `first`. Returns its index.
pub fn select(question: &str, items: &[&str], first: usize) -> CommandResult<usize> {
    let items: Vec<_> = items.iter().map(|item| visible::line(item).to_string()).collect();
    ask(|theme, term| {
        let select = Select::with_theme(theme).with_prompt(shown(question)).items(&items).report(true);
        select.default(first).interact_on_opt(term)
    })
}

/// Lets the user tick any of `items`, some of which are ticked at first. Returns the indices of those
/// that are at last.
pub fn tick(question: &str, items: &[(String, bool)]) -> CommandResult<Vec<usize>> {
    ask(|theme, term| {
        let columns = usize::from(term.size().1).saturating_sub(ANSWER).max(20);
        // A line that is broken could not be drawn anew.
        let items = items.iter().map(|(item, ticked)| (cut(&shown(item), columns), *ticked));
        let select = MultiSelect::with_theme(theme).with_prompt(shown(question)).report(false);
        select.items_checked(items.collect::<Vec<_>>()).interact_on_opt(term)
    })
}

/// The columns that a theme and the answer take beside a question.
const ANSWER: usize = 12;

/// Asks whether to do something; the answer to Enter is no.
pub fn confirm(question: &str) -> CommandResult<bool> {
    confirm_or(question, false)
}

/// Asks whether to do something, with the answer to Enter.
pub fn confirm_or(question: &str, default: bool) -> CommandResult<bool> {
    ask(|theme, term| {
        let columns = usize::from(term.size().1).saturating_sub(ANSWER).max(20);
        let confirm = Confirm::with_theme(theme).with_prompt(cut(&shown(question), columns));
        confirm.default(default).interact_on_opt(term)
    })
}

/// A question of one line, which a theme could not draw anew otherwise.
fn cut(question: &str, columns: usize) -> String {
    match question.strip_suffix('?') {
        Some(rest) => format!("{}?", width::fit(rest, columns - 1)),
        None => width::fit(question, columns).into_owned(),
    }
}

fn shown(question: &str) -> String {
    visible::line(question).to_string()
}

/// Asks one question. The library raises SIGINT on Ctrl-C, with the cursor still hidden: it is
/// held off, and the error that follows taken for the answer.
fn ask<T>(question: impl FnOnce(&dyn Theme, &Term) -> dialoguer::Result<Option<T>>) -> CommandResult<T> {
    let term = Term::stderr();
    let plain = SimpleTheme;
    let colorful = ColorfulTheme::default();
    let theme: &dyn Theme = if console::colors_enabled_stderr() { &colorful } else { &plain };
    let answer = {
        let _hold = Hold::new()?;
        question(theme, &term)
    };
    match answer {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => Err(CommandError::interrupted()),
        Err(dialoguer::Error::IO(error)) => {
            // Whether the terminal still listens decides nothing any more.
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
