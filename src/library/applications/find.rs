//! Finding the application that a few letters mean.

use crate::domain::{Application, Document, DocumentKind, Record};
use crate::library::{Among, CommandError, CommandResult, ErrorKind, shortened, visible};
use crate::session::Session;

/// The fewest characters of an ID.
const SHORTEST: usize = 4;

/// The application that was changed last.
const LAST: &str = "@last";

/// How many are named where several are meant.
const SHOWN: usize = 5;

/// The records of a session that are applications.
pub(super) fn application_records(session: &Session) -> impl Iterator<Item = &Record<Document>> {
    session.documents.iter().filter(|record| record.current.kind == DocumentKind::Application)
}

/// The one application that `name` means.
///
/// # Errors
/// [`ErrorKind::NotFound`] or [`ErrorKind::Ambiguous`].
pub(super) fn find_application<'a>(
    session: &'a Session,
    name: &str,
    among: Among,
) -> CommandResult<&'a Record<Document>> {
    let fitting = |record: &&Record<Document>| match among {
        Among::Living => record.current.deleted_at.is_none(),
        Among::Deleted => record.current.deleted_at.is_some(),
        Among::All => true,
    };
    if name == LAST {
        let last =
            application_records(session).filter(fitting).max_by_key(|record| record.current.updated_at);
        return last.ok_or_else(|| not_found(name));
    }
    let found: Vec<_> = meant(session, name);
    let chosen: Vec<_> = found.iter().copied().filter(|record| fitting(record)).collect();
    match (chosen.as_slice(), found.as_slice()) {
        ([record], _) => Ok(record),
        ([], []) => Err(not_found(name)),
        ([], [record, ..]) => Err(wrong_state(&record.current)),
        _ => Err(ambiguous(name, &chosen)),
    }
}

/// Those that have the ID, or else whose ID begins like this, or whose company or role has it in it.
fn meant<'a>(session: &'a Session, name: &str) -> Vec<&'a Record<Document>> {
    let simple = |id: &str| {
        id.chars().filter(|letter| *letter != '-').flat_map(char::to_lowercase).collect::<String>()
    };
    let (prefix, part) = (simple(name), name.trim().to_lowercase());
    let has_prefix = |record: &Record<Document>| {
        prefix.len() >= SHORTEST && simple(&record.current.id).starts_with(&prefix)
    };
    let texts = |record: &Record<Document>| {
        let application = Application::of(&record.current);
        [Some(application.company), application.role].map(|text| text.unwrap_or_default().to_lowercase())
    };
    let is_whole = |record: &Record<Document>| texts(record).contains(&part);
    let has_part =
        |record: &Record<Document>| !part.is_empty() && texts(record).iter().any(|text| text.contains(&part));
    let found: Vec<_> =
        application_records(session).filter(|record| has_prefix(record) || has_part(record)).collect();
    let by_id: Vec<_> = found.iter().copied().filter(|record| record.current.id == name).collect();
    if !by_id.is_empty() {
        return by_id;
    }
    let whole: Vec<_> = found.iter().copied().filter(|record| is_whole(record)).collect();
    if whole.is_empty() { found } else { whole }
}

/// The error for an application that vanished meanwhile.
pub(super) fn gone(id: &str) -> CommandError {
    CommandError::new(ErrorKind::NotFound, format!("`{}` is no longer there", visible::line(id)))
}

fn not_found(name: &str) -> CommandError {
    CommandError::new(ErrorKind::NotFound, format!("no application matches `{}`", visible::line(name)))
        .hint("`resume application list` shows their ids")
}

fn wrong_state(document: &Document) -> CommandError {
    let label = Application::of(document).label();
    let (id, label) = (short(&document.id), visible::line(&label));
    if document.deleted_at.is_some() {
        CommandError::new(ErrorKind::NotFound, format!("the application `{id}` ({label}) is deleted"))
            .hint(format!("`resume application restore {id}` brings it back"))
    } else {
        CommandError::new(ErrorKind::NotFound, format!("the application `{id}` ({label}) is not deleted"))
    }
}

fn ambiguous(name: &str, found: &[&Record<Document>]) -> CommandError {
    let ids: Vec<_> = found.iter().map(|record| record.current.id.clone()).collect();
    let names: Vec<_> = shortened(&ids)
        .iter()
        .zip(found)
        .take(SHOWN)
        .map(|(id, record)| {
            let label = Application::of(&record.current).label();
            format!("{} ({})", visible::line(id), visible::line(&label))
        })
        .collect();
    let more = if found.len() > SHOWN { ", …" } else { "" };
    CommandError::new(
        ErrorKind::Ambiguous,
        format!("`{}` matches {} applications", visible::line(name), found.len()),
    )
    .hint(format!("write one of the ids: {}{more}", names.join(", ")))
}

fn short(id: &str) -> String {
    let short: String = id.chars().take(crate::library::SHORT).collect();
    visible::line(&short).to_string()
}
