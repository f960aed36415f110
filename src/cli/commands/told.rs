//! What a command that changes something answers.
//!
//! The invariant: in a pipe, the answer is one ID or name a line; on a terminal, a sentence that names the thing.

use crate::cli::context::Context;
use crate::domain::{Experience, Record};
use crate::library::{CommandResult, short_id, visible};

/// Answers that each of the experiences was `done`, such as `added`. `after` follows on a terminal.
pub(super) fn tell<'a>(
    context: &Context,
    done: &str,
    records: impl IntoIterator<Item = &'a Record<Experience>>,
    after: impl Fn(&str) -> String,
) -> CommandResult {
    let on_terminal = context.ui.width().is_some();
    let line = |Record { current, .. }: &Record<Experience>| {
        if !on_terminal {
            return format!("{}\n", current.id);
        }
        let id = short_id(current.id);
        let label = current.label();
        let place =
            current.organization.as_deref().filter(|place| *place != label && !place.trim().is_empty());
        let place = place.map(|place| format!(" at {}", visible::line(place))).unwrap_or_default();
        format!("{done} `{}`{place} (id {id}){}\n", visible::line(label), after(&id))
    };
    context.ui.data(&records.into_iter().map(line).collect::<String>())
}

/// Tells which values others took the place of.
pub(super) fn replaced_in(label: &str, changes: &[String]) -> String {
    format!("replaced in {}: {}; `resume undo` takes it back", visible::line(label), changes.join("; "))
}

/// Answers for anything else: in a pipe with `word`, and the sentence beside it as a notice; on a terminal with the
/// sentence, and the ID to go on with.
pub(super) fn answer(context: &Context, word: &str, sentence: &str, id: Option<&str>) -> CommandResult {
    if context.ui.width().is_some() {
        let id = id.map(|id| format!(" (id {id})")).unwrap_or_default();
        return context.ui.data(&format!("{sentence}{id}\n"));
    }
    context.ui.data(word)?;
    context.ui.notice(sentence);
    Ok(())
}
