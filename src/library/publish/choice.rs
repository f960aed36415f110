//! Whether there is anything that a file could choose.

use std::collections::BTreeSet;

use crate::domain::tags::is_same;
use crate::domain::{Experience, Kind, Variant};
use crate::library::select::Selection;
use crate::library::tags::{meant, no_such_tag};
use crate::library::{CommandError, CommandResult, ErrorKind, visible};
use crate::session::Session;

/// A tag that nothing has, and a kind without experiences, are errors: what they choose is no résumé.
pub(super) fn check(session: &Session, said: &Selection<'_>) -> CommandResult {
    let living: Vec<_> = session.living().collect();
    for tag in said.tags.iter().chain(said.without_tags) {
        check_tag(&living, tag)?;
    }
    for kind in said.kinds {
        check_kind(&living, *kind)?;
    }
    Ok(())
}

/// What a variant chooses by tags that nothing has, a sentence each: a later import may bring them.
///
/// # Errors
/// Where nothing has any of the tags that it wants, and `may_be_new` is not set.
pub(super) fn unborne(
    session: &Session,
    name: &str,
    variant: &Variant,
    may_be_new: bool,
) -> CommandResult<Vec<String>> {
    let living: Vec<_> = session.living().collect();
    let Selection { tags, without_tags, .. } = Selection::of(variant);
    let known = borne(&living);
    let lacks = |tag: &&String| !known.iter().any(|known| is_same(known, tag));
    let error = |tag: &String| of_variant(no_such_tag(known.iter().copied(), tag), name);
    let missing: Vec<_> = tags.iter().filter(lacks).collect();
    if let Some(tag) = missing.first().filter(|_| !may_be_new && missing.len() == tags.len()) {
        return Err(error(tag));
    }
    let told = missing.into_iter().chain(without_tags.iter().filter(lacks)).map(|tag| {
        let hint = meant(known.iter().copied(), tag).map(|hint| format!("; {hint}")).unwrap_or_default();
        format!("{}{hint}", error(tag).message)
    });
    Ok(told.collect())
}

/// An error of something that a variant says.
pub(super) fn of_variant(error: CommandError, name: &str) -> CommandError {
    let message = format!("{} (the variant `{}` says so)", error.message, visible::line(name));
    CommandError { message, ..error }
}

/// Fails where nothing has the tag.
pub(in crate::library) fn check_tag(living: &[&Experience], tag: &str) -> CommandResult {
    let known = borne(living);
    if known.iter().any(|known| is_same(known, tag)) {
        return Ok(());
    }
    Err(no_such_tag(known, tag))
}

/// The tags of experiences and their bullets.
fn borne<'a>(living: &[&'a Experience]) -> BTreeSet<&'a String> {
    let of_bullets = living.iter().flat_map(|one| &one.bullets).flat_map(|bullet| &bullet.tags);
    living.iter().flat_map(|one| &one.tags).chain(of_bullets).collect()
}

/// Fails where nothing is of the kind.
pub(in crate::library) fn check_kind(living: &[&Experience], kind: Kind) -> CommandResult {
    let kinds: BTreeSet<Kind> = living.iter().map(|one| one.kind).collect();
    if kinds.contains(&kind) {
        return Ok(());
    }
    let error = CommandError::new(ErrorKind::NotFound, format!("no experience is of the kind `{kind}`"));
    if kinds.is_empty() {
        return Err(error.hint(format!("`resume add --kind {kind}` saves one")));
    }
    let kinds: Vec<_> = kinds.into_iter().map(Kind::as_str).collect();
    Err(error.hint(format!("the kinds of your experiences are {}", kinds.join(", "))))
}
