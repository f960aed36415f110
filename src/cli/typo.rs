//! What a mistyped command, flag or value was meant to be.
//!
//! clap's measure finds nothing like `--tg` or `lgo`, names aliases that no help has, and puts the likeliest word last;
//! its tip for a mistyped flag is then to pass it as a value. What is the fewest slips away is named in its place.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What the commands of other programs are called here.
const ELSEWHERE: [(&str, &str); 10] = [
    ("build", "export"),
    ("change", "edit"),
    ("create", "add"),
    ("del", "delete"),
    ("find", "list --search"),
    ("grep", "list --search"),
    ("remove", "delete"),
    ("rename", "edit --title"),
    ("render", "export"),
    ("update", "edit"),
];

/// Puts our tips in the place of clap's.
pub(super) fn correct(error: &mut clap::Error, command: &clap::Command, arguments: &[OsString]) {
    let said = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        _ => None,
    };
    if let Some(word) = said(error, ContextKind::InvalidSubcommand) {
        let command = meant(command, arguments, Some(&word));
        let is_ours = command.get_name() == "resume";
        let elsewhere = ELSEWHERE.iter().find(|(theirs, _)| is_ours && *theirs == word);
        let near = match elsewhere {
            Some((_, ours)) => vec![(*ours).to_owned()],
            None => nearest(
                &word,
                command.get_subcommands().flat_map(|one| {
                    let names = [one.get_name()].into_iter().chain(one.get_visible_aliases());
                    names.map(|name| (name, one.get_name().to_owned()))
                }),
            ),
        };
        put(error, ContextKind::SuggestedSubcommand, near, ContextValue::Strings);
    }
    let is_unknown = error.kind() == ErrorKind::UnknownArgument;
    if let Some(word) = said(error, ContextKind::InvalidArg)
        && let Some(flag) = word.strip_prefix("--").filter(|_| is_unknown)
    {
        let known = meant(command, arguments, Some(&word)).get_arguments().filter(|one| !one.is_hide_set());
        let longs = known.filter_map(|one| one.get_long());
        let near = nearest(flag, longs.map(|long| (long, format!("--{long}")))).into_iter().take(1);
        put(error, ContextKind::SuggestedArg, near.collect(), |mut words| {
            ContextValue::String(words.pop().unwrap_or_default())
        });
        error.remove(ContextKind::Suggested);
    }
    if let Some(word) = said(error, ContextKind::InvalidValue)
        && let Some(ContextValue::Strings(valid)) = error.get(ContextKind::ValidValue)
    {
        let near = nearest(&word, valid.iter().map(|one| (one.as_str(), one.clone()))).into_iter().take(1);
        let near = near.collect();
        put(error, ContextKind::SuggestedValue, near, |mut words| {
            ContextValue::String(words.pop().unwrap_or_default())
        });
    }
}

/// The command that was meant, such as `resume add`.
pub(super) fn name_of(command: &clap::Command, arguments: &[OsString]) -> String {
    let command = meant(command, arguments, None);
    command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned()
}

fn put(
    error: &mut clap::Error,
    kind: ContextKind,
    near: Vec<String>,
    value: impl FnOnce(Vec<String>) -> ContextValue,
) {
    if near.is_empty() {
        error.remove(kind);
    } else {
        error.insert(kind, value(near));
    }
}

/// The command that the arguments before the wrong one name.
fn meant<'a>(command: &'a clap::Command, arguments: &[OsString], wrong: Option<&str>) -> &'a clap::Command {
    let words = arguments.iter().skip(1).filter_map(|argument| argument.to_str());
    let before = words.take_while(|word| wrong.is_none_or(|wrong| !word.starts_with(wrong)));
    before.fold(command, |command, word| command.find_subcommand(word).unwrap_or(command))
}

/// What the known words that are the fewest slips away stand for, at most two. A beginning of three letters is the
/// least slip of all.
fn nearest<'a>(word: &str, known: impl Iterator<Item = (&'a str, String)>) -> Vec<String> {
    let word = word.to_lowercase();
    let most = if word.chars().count() < 5 { 1 } else { 2 };
    let slips = |known: &str| match known.starts_with(&word) && word.len() > 2 {
        true => 0,
        false => strsim::damerau_levenshtein(&known.to_lowercase(), &word),
    };
    let known = known.map(|(known, meant)| (slips(known), meant));
    let near: Vec<_> = known.filter(|(slips, _)| word.len() > 1 && *slips <= most).collect();
    let fewest = near.iter().map(|(slips, _)| *slips).min();
    let mut best = Vec::new();
    for (_, meant) in near.into_iter().filter(|(slips, _)| Some(*slips) == fewest) {
        if best.len() < 2 && !best.contains(&meant) {
            best.push(meant);
        }
    }
    best
}
