//! Tags of the whole résumé: counted, renamed and deleted.

use serde_json::Value;
use uuid::Uuid;

use super::experiences::finish;
use super::variants::lookup;
use super::{CommandError, CommandResult, ErrorKind, Library, did_you_mean, visible};
use crate::domain::tags::{self, TagCount};
use crate::domain::{Document, DocumentKind, Experience, nearest, variant_name};
use crate::session::Session;

/// What became of the records that had a tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagChange {
    /// The experiences that had it, themselves or on a bullet.
    pub experiences: Vec<Uuid>,
    /// How many bullets had it.
    pub bullets: usize,
    /// The names of the variants that chose by it.
    pub variants: Vec<String>,
    /// The names of those that chose by this tag alone, and now by none.
    pub widened: Vec<String>,
}

impl Library {
    /// The tags of living experiences and variants, by the alphabet.
    pub fn tags(&self) -> CommandResult<Vec<TagCount>> {
        self.read(count)
    }

    /// Renames a tag everywhere, in any case of its letters, or removes it. Where a record has the other tag
    /// already, both become one. Deleted records keep their tags. All in one change of the session.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] where nothing has the tag.
    pub fn replace_tag(&self, tag: &str, by: Option<&str>) -> CommandResult<TagChange> {
        self.load_first()?;
        let now = self.now();
        self.update(|session| {
            let mut changed = TagChange::default();
            for place in 0..session.experiences.len() {
                let mut value = session.experiences[place].current.clone();
                if value.is_deleted() {
                    continue;
                }
                let own = tags::replace(&mut value.tags, tag, by);
                let of_bullets = value
                    .bullets
                    .iter_mut()
                    .filter_map(|one| tags::replace(&mut one.tags, tag, by).then_some(()));
                let bullets = of_bullets.count();
                if !own && bullets == 0 {
                    continue;
                }
                changed.experiences.push(value.id);
                changed.bullets += bullets;
                finish(&mut value)?;
                if !session.experiences[place].current.differences(&value).is_empty() {
                    value.updated_at = now;
                    session.experiences.edit(place, value, self.new_id())?;
                }
            }
            for place in 0..session.documents.len() {
                let before = &session.documents[place].current;
                let mut value = Document { updated_at: now, ..before.clone() };
                if before.kind != DocumentKind::Variant
                    || before.is_deleted()
                    || !tags::replace_in_variant(&mut value.body, tag, by)
                {
                    continue;
                }
                let chosen =
                    |of: &Document| of.body.get("tags").and_then(Value::as_array).map_or(0, Vec::len);
                let name = variant_name(&value).to_owned();
                if value.body.contains_key("tags") && chosen(before) > 0 && chosen(&value) == 0 {
                    changed.widened.push(name.clone());
                }
                changed.variants.push(name);
                if value.body != before.body {
                    session.documents.edit(place, value, self.new_id())?;
                }
            }
            if changed.experiences.is_empty() && changed.variants.is_empty() {
                let known = count(session);
                return Err(no_such_tag(known.iter().flat_map(|count| &count.spellings), tag));
            }
            Ok(changed)
        })
    }
}

fn count(session: &Session) -> Vec<TagCount> {
    let variants = lookup::living(session).map(|record| &record.current.body);
    tags::count(session.living(), variants)
}

/// Checks that each tag is on one of the experiences, themselves or on a bullet.
pub(super) fn check_tags<'a>(
    experiences: impl Iterator<Item = &'a Experience> + Clone,
    wanted: &[String],
) -> CommandResult {
    let unknown = wanted.iter().find(|tag| !experiences.clone().any(|one| one.bears(tag)));
    unknown.map_or(Ok(()), |tag| {
        let known = tags::count(experiences, []);
        Err(no_such_tag(known.iter().flat_map(|count| &count.spellings), tag))
    })
}

/// Checks that each tag is on one of the experiences themselves.
///
/// # Errors
/// [`ErrorKind::NotFound`], with the nearest tag that they have.
pub fn check_own_tags(experiences: &[&Experience], wanted: &[String]) -> CommandResult {
    let known: Vec<&String> = experiences.iter().flat_map(|one| &one.tags).collect();
    let unknown = wanted.iter().find(|tag| !known.iter().any(|known| tags::is_same(known, tag)));
    unknown.map_or(Ok(()), |tag| {
        let tag_shown = visible::line(tag);
        let message = match experiences {
            [_] => format!("the experience has no tag `{tag_shown}`"),
            _ => format!("none of the {} experiences has the tag `{tag_shown}`", experiences.len()),
        };
        let hint = meant(known, tag).unwrap_or_else(|| "`resume show` lists the tags".to_owned());
        Err(CommandError::new(ErrorKind::NotFound, message).hint(hint))
    })
}

/// The error for a tag that nothing has, with the nearest one that something has.
pub(super) fn no_such_tag<'a>(known: impl IntoIterator<Item = &'a String>, tag: &str) -> CommandError {
    let hint = meant(known, tag)
        .unwrap_or_else(|| "`resume tag` lists the tags, `resume edit ID --add-tag TAG` adds one".to_owned());
    let message = format!("no experience or bullet has the tag `{}`", visible::line(tag));
    CommandError::new(ErrorKind::NotFound, message).hint(hint)
}

pub(super) fn meant<'a>(known: impl IntoIterator<Item = &'a String>, tag: &str) -> Option<String> {
    nearest(tag, known.into_iter().map(String::as_str)).map(did_you_mean)
}
