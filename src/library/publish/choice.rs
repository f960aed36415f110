//! Which experiences a file holds.

use std::collections::BTreeSet;

use super::PublishOrder;
use crate::domain::{Experience, Kind};
use crate::library::select::bearing;
use crate::library::{CommandError, CommandResult, ErrorKind, visible};

/// The chosen ones of the living experiences, in their order. A tag that nothing has, and a kind without
/// experiences, are errors: what they choose is no résumé.
pub(super) fn chosen(living: &[Experience], order: &PublishOrder) -> CommandResult<Vec<Experience>> {
    for tag in order.tags.iter().chain(&order.without_tags) {
        check_tag(living, tag)?;
    }
    for kind in &order.kinds {
        check_kind(living, *kind)?;
    }
    Ok(selected(living, order))
}

/// The same, where what nothing has chooses nothing.
pub(super) fn selected(living: &[Experience], order: &PublishOrder) -> Vec<Experience> {
    let mut chosen = bearing(living, &order.tags);
    let unwanted = |tags: &[String]| tags.iter().any(|tag| order.without_tags.contains(tag));
    chosen.retain(|one| {
        let is_kind = order.kinds.is_empty() || order.kinds.contains(&one.kind);
        // What bears no date has no age.
        let is_recent = order.since.is_none_or(|since| {
            one.end_date
                .or(one.start_date.filter(|_| !one.kind.spans_time()))
                .is_none_or(|end| !end.is_before(since))
        });
        is_kind && is_recent && !unwanted(&one.tags)
    });
    for one in &mut chosen {
        one.bullets.retain(|bullet| !unwanted(&bullet.tags));
    }
    chosen
}

/// Fails where nothing has the tag.
pub(in crate::library) fn check_tag(living: &[Experience], tag: &str) -> CommandResult {
    let of_bullets = living.iter().flat_map(|one| &one.bullets).flat_map(|bullet| &bullet.tags);
    let tags: BTreeSet<&String> = living.iter().flat_map(|one| &one.tags).chain(of_bullets).collect();
    if tags.iter().any(|known| *known == tag) {
        return Ok(());
    }
    let likeness = |known: &str| strsim::jaro_winkler(known, tag);
    let nearest = tags
        .iter()
        .filter(|known| likeness(known) > 0.7)
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    let hint = match nearest {
        Some(nearest) => format!("did you mean `{}`?", visible::line(nearest)),
        None => {
            "`resume list --tag TAG` shows what has a tag, `resume edit ID --tag TAG` gives one".to_owned()
        }
    };
    let message = format!("no experience or bullet has the tag `{}`", visible::line(tag));
    Err(CommandError::new(ErrorKind::NotFound, message).hint(hint))
}

/// Fails where nothing is of the kind.
pub(in crate::library) fn check_kind(living: &[Experience], kind: Kind) -> CommandResult {
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
