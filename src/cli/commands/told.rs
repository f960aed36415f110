//! What a command that changes experiences answers.
//!
//! The invariant: in a pipe, the answer is one ID a line; on a terminal, a sentence that names the experience.

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
