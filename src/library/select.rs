//! Selections of experiences: by a query, and a tailored one by tag.

use super::tags::{check_tags, meant};
use super::{CommandError, CommandResult, ErrorKind, Library, visible};
use crate::domain::{
    Bullet, Experience, Kind, Listing, Order, PartialDate, Query, Record, Variant, place, tags,
};
use crate::session::Session;

impl Library {
    /// The living experiences that a query chooses, in the order of their sections.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] where there is none, or nothing has a tag of the query.
    pub fn find_matching(&self, query: &Query) -> CommandResult<Vec<Record<Experience>>> {
        self.read(|session| {
            let listing = Listing { query: query.clone(), order: Some(Order::Place), ..Listing::default() };
            let found = listing.of(&session.experiences);
            if found.is_empty() {
                check_tags(session.living(), &query.tags)?;
                return Err(CommandError::new(ErrorKind::NotFound, "no experience matches")
                    .hint("`resume list` has the same filters, and shows what matches"));
            }
            Ok(found.into_iter().cloned().collect())
        })?
    }
}

/// The tags and skills of a query that no experience has, in words, each with the nearest one that some have.
pub fn strangers(session: &Session, query: &Query) -> Vec<String> {
    let Query { skills, tags: wanted, without_tags, deleted, .. } = query;
    if skills.is_empty() && wanted.is_empty() && without_tags.is_empty() {
        return Vec::new();
    }
    let meant = session.experiences.iter().map(|record| &record.current);
    let meant: Vec<_> = meant.filter(|one| one.is_deleted() == *deleted).collect();
    let of_bullets = meant.iter().flat_map(|one| &one.bullets).flat_map(|bullet| &bullet.tags);
    let known: Vec<_> = meant.iter().flat_map(|one| &one.tags).chain(of_bullets).collect();
    let mut told = unknown("tag", &known, wanted.iter().chain(without_tags));
    let known: Vec<_> = meant.iter().flat_map(|one| &one.skills).collect();
    told.extend(unknown("skill", &known, skills.iter()));
    told
}

fn unknown<'a>(what: &str, known: &[&String], wanted: impl Iterator<Item = &'a String>) -> Vec<String> {
    let strange = wanted.filter(|word| !known.iter().any(|known| tags::is_same(known, word)));
    strange
        .map(|word| {
            let nearest =
                meant(known.iter().copied(), word).map(|nearest| format!("; {nearest}")).unwrap_or_default();
            format!("no experience has the {what} `{}`{nearest}", visible::line(word))
        })
        .collect()
}

/// The living experiences, section by section in their order.
pub(super) fn in_sections(session: &Session) -> Vec<Experience> {
    let all: Vec<_> = session.experiences.iter().map(|record| record.current.clone()).collect();
    place::sections(&all).into_iter().cloned().collect()
}

/// What chooses among the experiences.
#[derive(Debug, Clone, Copy)]
pub(super) struct Selection<'a> {
    pub tags: &'a [String],
    pub without_tags: &'a [String],
    pub kinds: &'a [Kind],
    pub since: Option<PartialDate>,
}

impl<'a> Selection<'a> {
    pub(super) fn of(variant: &'a Variant) -> Self {
        Self {
            tags: variant.tags.as_deref().unwrap_or_default(),
            without_tags: variant.without_tags.as_deref().unwrap_or_default(),
            kinds: variant.kinds.as_deref().unwrap_or_default(),
            since: variant.since,
        }
    }

    /// Whether it may choose some of the experiences only.
    pub(super) fn is_narrow(&self) -> bool {
        let Self { tags, without_tags, kinds, since } = self;
        since.is_some() || !tags.is_empty() || !without_tags.is_empty() || !kinds.is_empty()
    }
}

/// The chosen ones of the experiences, in their order.
pub(super) fn chosen(living: &[Experience], selection: &Selection<'_>) -> Vec<Experience> {
    let Selection { tags: wanted, without_tags, kinds, since } = *selection;
    let mut chosen = bearing(living, wanted);
    let unwanted = |borne: &[String]| tags::share(borne, without_tags);
    chosen.retain(|one| {
        let is_kind = kinds.is_empty() || kinds.contains(&one.kind);
        // What bears no date has no age.
        let is_recent = since.is_none_or(|since| {
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

/// The experiences that bear one of the wanted tags, themselves or on one of their bullets; without tags, all of them.
///
/// Of a chosen experience's bullets, those that bear one of the tags are kept; where none does, all
/// are. So tagging an experience shows it whole, and tagging bullets shows just these.
fn bearing(experiences: &[Experience], wanted: &[String]) -> Vec<Experience> {
    if wanted.is_empty() {
        return experiences.to_vec();
    }
    let chosen = |bullet: &Bullet| tags::share(&bullet.tags, wanted);
    experiences
        .iter()
        .filter(|experience| tags::share(&experience.tags, wanted) || experience.bullets.iter().any(chosen))
        .cloned()
        .map(|mut experience| {
            if experience.bullets.iter().any(chosen) {
                experience.bullets.retain(chosen);
            }
            experience
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::Kind;

    fn experience(tags: &[&str], bullets: &[(&str, &[&str])]) -> Experience {
        let mut experience = Experience::new(Uuid::nil(), Kind::Work, "Baker", Timestamp::UNIX_EPOCH);
        let owned = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
        experience.tags = owned(tags);
        experience.bullets =
            bullets.iter().map(|(text, tags)| Bullet { tags: owned(tags), ..Bullet::new(*text) }).collect();
        experience
    }

    fn texts(experiences: &[Experience]) -> Vec<Vec<&str>> {
        experiences
            .iter()
            .map(|one| one.bullets.iter().map(|bullet| bullet.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn a_tag_on_the_experience_shows_it_whole_and_a_tag_on_bullets_just_these() {
        let all = [
            experience(&["ops"], &[("plain", &[]), ("other", &["data"])]),
            experience(&["ops"], &[("plain", &[]), ("chosen", &["ops"])]),
            experience(&[], &[("plain", &[]), ("chosen", &["data", "ops"])]),
            experience(&["data"], &[("plain", &[])]),
        ];
        let tags = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            texts(&bearing(&all, &tags(&["ops"]))),
            [vec!["plain", "other"], vec!["chosen"], vec!["chosen"]]
        );
        assert_eq!(bearing(&all, &[]), all);
        assert_eq!(bearing(&all, &tags(&["ops", "data"])).len(), 4);
        assert!(bearing(&all, &tags(&["none"])).is_empty());
    }
}
