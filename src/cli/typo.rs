//! A second opinion on mistyped flags and commands.
//!
//! clap's measure finds nothing like `--tg` or `lgo`, and its tip is then to pass the mistyped flag as a value. A word
//! that is one slip away is named in its place.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};

/// Names the flag or the command that a mistyped one is a slip away from, where clap names none.
pub(super) fn add_tip(error: &mut clap::Error, command: &clap::Command, arguments: &[OsString]) {
    let said = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        _ => None,
    };
    let wrong = [ContextKind::InvalidSubcommand, ContextKind::InvalidArg].map(|kind| said(error, kind));
    let Some(wrong) = wrong.into_iter().flatten().next() else { return };
    let command = meant(command, arguments, &wrong);
    if let Some(word) = said(error, ContextKind::InvalidSubcommand)
        && error.get(ContextKind::SuggestedSubcommand).is_none()
    {
        let known = command
            .get_subcommands()
            .flat_map(|one| [one.get_name()].into_iter().chain(one.get_visible_aliases()));
        if let Some(near) = nearest(&word, known) {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![near.to_owned()]));
        }
    }
    if let Some(word) = said(error, ContextKind::InvalidArg)
        && let Some(flag) = word.strip_prefix("--")
        && error.kind() == clap::error::ErrorKind::UnknownArgument
        && error.get(ContextKind::SuggestedArg).is_none()
    {
        let known = command.get_arguments().filter(|one| !one.is_hide_set()).filter_map(|one| one.get_long());
        if let Some(near) = nearest(flag, known) {
            error.insert(ContextKind::SuggestedArg, ContextValue::String(format!("--{near}")));
            error.remove(ContextKind::Suggested);
        }
    }
}

/// The command that the arguments before the wrong one name.
fn meant<'a>(command: &'a clap::Command, arguments: &[OsString], wrong: &str) -> &'a clap::Command {
    let words = arguments.iter().skip(1).filter_map(|argument| argument.to_str());
    let before = words.take_while(|word| !word.starts_with(wrong));
    before.fold(command, |command, word| command.find_subcommand(word).unwrap_or(command))
}

fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut near = known.filter(|known| word.len() > 1 && strsim::damerau_levenshtein(known, word) == 1);
    near.next()
}
