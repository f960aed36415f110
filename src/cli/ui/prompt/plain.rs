//! Questions on a terminal that cannot move its cursor, such as one in an editor (`TERM=dumb`).
//!
//! The invariant: no escape sequence is written. The terminal itself edits the line, and Ctrl-C ends the
//! program.

use std::io::{self, Write};

use super::refused;
use crate::cli::ui::say;
use crate::library::{CommandError, CommandResult};

/// Writes `question` and reads a line; `None` at the end.
pub(super) fn line(question: &str) -> CommandResult<Option<String>> {
    let mut out = io::stderr();
    out.write_all(question.as_bytes()).and_then(|()| out.flush()).map_err(refused)?;
    let mut line = String::new();
    if io::stdin().read_line(&mut line).map_err(refused)? > 0 {
        return Ok(Some(line));
    }
    // The question's line has no end yet.
    out.write_all(b"\n").map_err(refused)?;
    Ok(None)
}

/// Lets the user answer yes or no; Enter means `default`.
pub(super) fn confirm(question: &str, default: bool) -> CommandResult<Option<bool>> {
    let letters = if default { "[Y/n]" } else { "[y/N]" };
    loop {
        let Some(answer) = line(&format!("{question} {letters} "))? else { return Ok(None) };
        match answer.trim().to_lowercase().as_str() {
            "" => return Ok(Some(default)),
            "y" | "yes" => return Ok(Some(true)),
            "n" | "no" => return Ok(Some(false)),
            _ => say("answer y or n"),
        }
    }
}

/// Lets the user write the number of one of `items`, or the item; Enter means index `first`.
pub(super) fn select(question: &str, items: &[String], first: usize) -> CommandResult<Option<usize>> {
    number(items);
    loop {
        let Some(answer) = line(&format!("{question} [{}] ", first + 1))? else { return Ok(None) };
        match answer.trim() {
            "" => return Ok(Some(first)),
            typed => {
                match index(typed, items.len()).or_else(|| items.iter().position(|item| item == typed)) {
                    Some(index) => return Ok(Some(index)),
                    None => say(&format!("answer with a number from 1 to {}", items.len())),
                }
            }
        }
    }
}

/// Lets the user write the numbers of any of `items`; Enter means the ticked ones.
pub(super) fn tick(question: &str, items: &[(String, bool)]) -> CommandResult<Vec<usize>> {
    number(&items.iter().map(|(item, _)| item.clone()).collect::<Vec<_>>());
    let ticked: Vec<_> =
        items.iter().enumerate().filter(|(_, (_, ticked))| *ticked).map(|(index, _)| index).collect();
    let preset: Vec<_> = ticked.iter().map(|index| (index + 1).to_string()).collect();
    loop {
        let answer = line(&format!("{question} [{}] ", preset.join(",")))?;
        let answer = answer.ok_or_else(CommandError::interrupted)?;
        if answer.trim().is_empty() {
            return Ok(ticked);
        }
        let words = answer.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty());
        match words.map(|word| index(word, items.len())).collect::<Option<Vec<_>>>() {
            Some(indices) => return Ok(indices),
            None => say(&format!("answer with numbers from 1 to {}, separated by commas", items.len())),
        }
    }
}

fn number(items: &[String]) {
    (1..).zip(items).for_each(|(number, item)| say(&format!("{number:>3}  {item}")));
}

fn index(typed: &str, count: usize) -> Option<usize> {
    typed.parse::<usize>().ok().filter(|number| (1..=count).contains(number)).map(|number| number - 1)
}
