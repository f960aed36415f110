//! Finding the application that a few letters mean.

use crate::domain::{Application, Document, Record};
use crate::library::naming::first_of;
use crate::library::{Among, CommandError, CommandResult, ErrorKind, shortened, visible};

/// The fewest characters of an ID.
const SHORTEST: usize = 4;

/// The application that was changed last.
const LAST: &str = "@last";

/// The one application that `name` means. `changed` are the IDs of those that this device changed, the last one first.
///
/// # Errors
/// [`ErrorKind::NotFound`] or [`ErrorKind::Ambiguous`].
pub(super) fn find_application<'a>(
    all: &'a [Record<Document>],
    name: &str,
    among: Among,
    changed: &[String],
) -> CommandResult<&'a Record<Document>> {
    let fitting = |record: &&Record<Document>| among.takes(record.current.is_deleted());
    if name == LAST {
        let with_id = |id: &String| all.iter().filter(fitting).find(|record| record.current.id == *id);
        let last = changed.iter().find_map(with_id);
        let newest = || all.iter().filter(fitting).max_by_key(|record| record.current.updated_at);
        return last.or_else(newest).ok_or_else(|| not_found(name));
    }
    if name.trim().is_empty() {
        return Err(CommandError::usage("the name of an application is empty")
            .hint("`resume application list` shows their ids"));
    }
    let is_living = |record: &&Record<Document>| !record.current.is_deleted();
    let mut found =
        if among == Among::Deleted { meant(all, name, fitting) } else { meant(all, name, is_living) };
    // What lives hides what was deleted, unless that is named by its ID.
    if among == Among::All && found.iter().any(is_living) {
        found.retain(is_living);
    }
    let chosen: Vec<_> = found.iter().copied().filter(|record| fitting(record)).collect();
    match (chosen.as_slice(), found.as_slice()) {
        ([record], _) => Ok(record),
        ([], []) => Err(not_found(name)),
        ([], [record, ..]) => Err(wrong_state(&record.current)),
        _ => Err(ambiguous(name, &chosen)),
    }
}

/// Those whose ID begins like this; else, those that are called so, the wanted ones first and a whole company or role
/// before a part of one.
fn meant<'a>(
    all: &'a [Record<Document>],
    name: &str,
    is_wanted: impl Fn(&&Record<Document>) -> bool,
) -> Vec<&'a Record<Document>> {
    let simple = |id: &str| {
        id.chars().filter(|letter| *letter != '-').flat_map(char::to_lowercase).collect::<String>()
    };
    let (prefix, part) = (simple(name), name.trim().to_lowercase());
    if prefix.len() >= SHORTEST {
        let begins = |record: &&Record<Document>| simple(&record.current.id).starts_with(&prefix);
        let by_id: Vec<_> = all.iter().filter(begins).collect();
        if !by_id.is_empty() {
            return by_id;
        }
    }
    let texts = |record: &Record<Document>| {
        let application = Application::of(&record.current);
        [Some(application.company), application.role].map(|text| text.unwrap_or_default().to_lowercase())
    };
    let named: Vec<_> =
        all.iter().filter(|record| texts(record).iter().any(|text| text.contains(&part))).collect();
    let fitting = |whole: bool| {
        let fits =
            |record: &&&Record<Document>| is_wanted(record) && (!whole || texts(record).contains(&part));
        named.iter().filter(fits).copied().collect::<Vec<_>>()
    };
    [fitting(true), fitting(false)].into_iter().find(|found| !found.is_empty()).unwrap_or(named)
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
    if document.is_deleted() {
        CommandError::new(ErrorKind::NotFound, format!("the application `{id}` ({label}) is deleted"))
            .hint(format!("`resume application restore {id}` brings it back"))
    } else {
        CommandError::new(ErrorKind::NotFound, format!("the application `{id}` ({label}) is not deleted"))
    }
}

fn ambiguous(name: &str, found: &[&Record<Document>]) -> CommandError {
    let ids: Vec<_> = found.iter().map(|record| record.current.id.clone()).collect();
    let names = shortened(&ids).into_iter().zip(found).map(|(id, record)| {
        let label = Application::of(&record.current).label();
        format!("{} ({})", visible::line(&id), visible::line(&label))
    });
    CommandError::new(
        ErrorKind::Ambiguous,
        format!("`{}` matches {} applications", visible::line(name), found.len()),
    )
    .hint(format!("write one of the ids: {}", first_of(names)))
}

fn short(id: &str) -> String {
    let short: String = id.chars().take(crate::library::SHORT).collect();
    visible::line(&short).to_string()
}
