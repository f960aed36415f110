//! Finding a variant, and what it says together with its parents.

use crate::domain::nearest;
use crate::domain::{Document, DocumentKey, DocumentKind, Record, Variant, variant_name};
use crate::library::{Among, CommandError, CommandResult, ErrorKind, shell_word, short_id, visible};
use crate::session::Session;

/// The fewest characters of an id that stand for a variant.
const SHORTEST: usize = 4;

/// All variants, deleted ones too.
pub(in crate::library) fn all(session: &Session) -> impl Iterator<Item = &Record<Document>> {
    session.documents.iter().filter(|record| record.current.kind == DocumentKind::Variant)
}

pub(in crate::library) fn living(session: &Session) -> impl Iterator<Item = &Record<Document>> {
    all(session).filter(|record| !record.current.is_deleted())
}

/// The one variant of this name; else the one whose id begins so, in `shortest` or more characters.
///
/// # Errors
/// [`ErrorKind::Ambiguous`] where several have the name.
pub(super) fn named<'a>(
    records: &[&'a Record<Document>],
    name: &str,
    shortest: usize,
) -> CommandResult<Option<&'a Record<Document>>> {
    let of_name: Vec<_> =
        records.iter().copied().filter(|record| variant_name(&record.current) == name).collect();
    let is_id = name.len() >= shortest && name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let begins = |record: &&Record<Document>| record.current.id.starts_with(&name.to_ascii_lowercase());
    let found = match of_name.is_empty() && is_id {
        true => records.iter().copied().filter(begins).collect(),
        false => of_name,
    };
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        several => {
            let ids: Vec<_> = several.iter().map(|record| short(&record.current)).collect();
            let message = format!("several variants are called `{}`", visible::line(name));
            let hint = format!("name one by its id: {}; `resume variant rename` parts them", ids.join(", "));
            Err(CommandError::new(ErrorKind::Ambiguous, message).hint(hint))
        }
    }
}

/// The variant of a name or of a prefix of its id.
pub(in crate::library) fn find<'a>(
    session: &'a Session,
    name: &str,
    among: Among,
) -> CommandResult<&'a Record<Document>> {
    let living: Vec<_> = living(session).collect();
    let deleted: Vec<_> = all(session).filter(|record| record.current.is_deleted()).collect();
    let (first, second) = match among {
        Among::Living => (Some(&living), None),
        Among::Deleted => (None, Some(&deleted)),
        Among::All => (Some(&living), Some(&deleted)),
    };
    for records in [first, second].into_iter().flatten() {
        if let Some(found) = named(records, name, SHORTEST)? {
            return Ok(found);
        }
    }
    let shown = visible::line(name);
    let message = format!("there is no variant `{shown}`");
    if among == Among::Living
        && let Some(gone) = named(&deleted, name, SHORTEST)?
    {
        let name = variant_name(&gone.current);
        let message = format!("the variant `{}` is deleted", visible::line(name));
        return Err(CommandError::new(ErrorKind::NotFound, message)
            .hint(format!("`resume variant restore {}` brings it back", shell_word(name))));
    }
    if among == Among::Deleted && named(&living, name, SHORTEST)?.is_some() {
        return Err(CommandError::new(ErrorKind::NotFound, format!("the variant `{shown}` is not deleted"))
            .hint("`--revision N` goes back to an earlier state"));
    }
    let names = living.iter().map(|record| variant_name(&record.current));
    Err(CommandError::new(ErrorKind::NotFound, message)
        .meant(nearest(name, names), "`resume variant list` lists the variants"))
}

/// A variant and its parents, each with its name, the variant itself first.
///
/// # Errors
/// A body that is wrong, a parent that is not there, and a circle.
pub(in crate::library) fn levels(
    session: &Session,
    variant: &Document,
) -> CommandResult<Vec<(String, Variant)>> {
    let mut seen = Vec::new();
    let mut levels: Vec<(String, Variant)> = Vec::new();
    let mut document = variant;
    loop {
        let name = visible::line(variant_name(document)).to_string();
        let read = Variant::read(&document.body).map_err(|wrong| {
            let unset: Vec<_> =
                Variant::wrong_keys(&document.body).iter().map(|key| format!("--unset {key}")).collect();
            CommandError::usage(visible::line(&format!("the variant `{name}` is wrong: {wrong}")).to_string())
                .hint(format!("`resume variant set {} {}` mends it", shell_word(&name), unset.join(" ")))
        })?;
        seen.push(document.id.clone());
        let from = read.from.clone();
        levels.push((name.clone(), read));
        let Some(from) = from else { return Ok(levels) };
        let mend = |name: &str| {
            let name = shell_word(name);
            format!("`resume variant set {name} --from PARENT` names another parent, `--unset from` none")
        };
        if seen.contains(&from) {
            let first = seen.iter().position(|id| *id == from).unwrap_or_default();
            let circle: Vec<_> =
                levels.iter().skip(first).chain(levels.get(first)).map(|one| one.0.as_str()).collect();
            let message = format!("variants build on each other in a circle: {}", circle.join(" → "));
            return Err(CommandError::usage(message).hint(mend(circle.first().copied().unwrap_or(&name))));
        }
        let key = DocumentKey { kind: DocumentKind::Variant, id: from };
        let parent = session.documents.find(&key).map(|record| &record.current);
        document = match parent {
            Some(parent) if !parent.is_deleted() => parent,
            Some(parent) => {
                let parent = visible::line(variant_name(parent)).to_string();
                let message = format!("the variant `{name}` builds on `{parent}`, which is deleted");
                let restore = format!("`resume variant restore {}` brings it back", shell_word(&parent));
                let hint = format!("{restore}; {}", mend(&name));
                return Err(CommandError::new(ErrorKind::NotFound, message).hint(hint));
            }
            None => {
                let message = format!("the variant `{name}` builds on one that is not here");
                return Err(CommandError::new(ErrorKind::NotFound, message)
                    .hint(format!("`resume sync` may bring it; {}", mend(&name))));
            }
        };
    }
}

/// A living variant that cannot be used.
pub(in crate::library) struct Unsound {
    pub id: String,
    pub name: String,
    pub cause: String,
}

/// The living variants that cannot be used.
pub(in crate::library) fn unsound(session: &Session) -> Vec<Unsound> {
    let all: Vec<_> = living(session).collect();
    let fault = |record: &Record<Document>| {
        let name = variant_name(&record.current);
        let cause = named(&all, name, SHORTEST).err().or_else(|| levels(session, &record.current).err())?;
        Some(Unsound { id: record.current.id.clone(), name: name.to_owned(), cause: cause.message })
    };
    all.iter().filter_map(|record| fault(record)).collect()
}

/// What a variant says together with its parents.
pub(in crate::library) fn merged(levels: Vec<(String, Variant)>) -> Variant {
    let mut levels = levels.into_iter().map(|(_, variant)| variant);
    let first = levels.next().unwrap_or_default();
    let mut merged = levels.fold(first, Variant::over);
    // What a child takes away of its parent is empty.
    merged.section_titles.retain(|_, title| !title.is_empty());
    merged.settings.retain(|_, value| !value.is_empty());
    merged
}

/// The id of a variant in its short form.
pub(super) fn short(variant: &Document) -> String {
    variant.id.parse().map_or_else(|_| variant.id.clone(), short_id)
}
