//! Finds an experience by a prefix of its ID.

use uuid::Uuid;

use crate::domain::{Experience, Record};
use crate::error::{CommandError, CommandResult, ErrorKind};
use crate::session::Session;
use crate::ui::visible;

/// The length of the shortest prefix that is accepted.
const SHORTEST: usize = 4;

/// The length of an ID in output, unless two share this prefix.
pub(super) const SHORT: usize = 8;

/// The experiences to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    Living,
    Deleted,
    All,
}

/// The one experience whose ID begins with `prefix`.
pub(super) fn find<'a>(
    session: &'a Session,
    prefix: &str,
    among: Among,
) -> CommandResult<&'a Record<Experience>> {
    let wanted = normalise(prefix)?;
    let matching = |record: &&Record<Experience>| simple(record.current.id).starts_with(&wanted);
    let found: Vec<_> = session.experiences.iter().filter(matching).collect();
    let fitting = |record: &&Record<Experience>| match among {
        Among::Living => !record.current.is_deleted(),
        Among::Deleted => record.current.is_deleted(),
        Among::All => true,
    };
    let chosen: Vec<_> = found.iter().copied().filter(|record| fitting(record)).collect();
    match (chosen.as_slice(), found.as_slice()) {
        ([record], _) => Ok(record),
        ([], []) => Err(CommandError::new(
            ErrorKind::NotFound,
            format!("no experience matches `{}`", visible::line(prefix)),
        )
        .hint("`resume list` shows their ids")),
        ([], [record, ..]) => Err(wrong_state(record)),
        _ => Err(ambiguous(prefix, &chosen)),
    }
}

/// IDs for a table, shortened to one length that keeps them distinct.
pub(super) fn short_ids(ids: &[Uuid]) -> Vec<String> {
    let full: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    let mut sorted: Vec<&str> = full.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    let shared =
        |pair: &[&str]| pair[0].bytes().zip(pair[1].bytes()).take_while(|(one, other)| one == other).count();
    let longest = sorted.windows(2).map(shared).max().unwrap_or(0);
    let length = SHORT.max(longest + 1);
    full.iter().map(|id| id.chars().take(length).collect()).collect()
}

/// One ID in its short form.
pub(super) fn short_id(id: Uuid) -> String {
    id.to_string().chars().take(SHORT).collect()
}

/// The error for an experience that vanished during a prompt.
pub(super) fn gone(id: Uuid) -> CommandError {
    CommandError::new(ErrorKind::NotFound, format!("`{}` is no longer there", short_id(id)))
}

fn normalise(prefix: &str) -> CommandResult<String> {
    let wanted: String = prefix.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    if wanted.len() < SHORTEST || wanted.len() > 32 || !wanted.bytes().all(|b| b.is_ascii_hexdigit()) {
        let message = format!("`{}` is not an id", visible::line(prefix));
        return Err(CommandError::usage(message)
            .hint("`resume list` shows the ids; any unique prefix of at least four characters works"));
    }
    Ok(wanted)
}

fn simple(id: Uuid) -> String {
    id.simple().to_string()
}

fn wrong_state(record: &Record<Experience>) -> CommandError {
    let (id, label) = (short_id(record.current.id), visible::line(record.current.label()));
    if record.current.is_deleted() {
        CommandError::new(ErrorKind::NotFound, format!("`{id}` ({label}) is deleted"))
            .hint(format!("`resume restore {id}` brings it back"))
    } else {
        CommandError::new(ErrorKind::NotFound, format!("`{id}` ({label}) is not deleted"))
    }
}

fn ambiguous(prefix: &str, found: &[&Record<Experience>]) -> CommandError {
    const SHOWN: usize = 5;
    let ids: Vec<_> = found.iter().map(|record| record.current.id).collect();
    let names: Vec<_> = short_ids(&ids)
        .into_iter()
        .zip(found)
        .take(SHOWN)
        .map(|(id, record)| format!("{id} ({})", visible::line(record.current.label())))
        .collect();
    let more = if found.len() > SHOWN { ", …" } else { "" };
    CommandError::new(
        ErrorKind::Ambiguous,
        format!("`{}` matches {} experiences", visible::line(prefix), found.len()),
    )
    .hint(format!("write more of the id: {}{more}", names.join(", ")))
}
