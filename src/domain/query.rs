//! Which experiences to show, and in which order.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::search::{Hit, Search};
use super::{Experience, Kind, PartialDate, Record, place};

/// A choice of experiences; what is absent does not narrow it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// One of these.
    pub kinds: Vec<Kind>,
    /// Every one of these, in any case.
    pub skills: Vec<String>,
    /// Every one of these, of the experience or of one of its bullets.
    pub tags: Vec<String>,
    /// None of these, on the experience itself: a bullet may have one, and its experience still be wanted.
    pub without_tags: Vec<String>,
    /// Words that all stand somewhere in it, see [`Search`].
    pub search: Option<String>,
    /// What went on at this date or later; what bears no date is left out.
    pub since: Option<PartialDate>,
    /// What began at this date or earlier; what bears no date is left out.
    pub until: Option<PartialDate>,
    /// Deleted ones instead of living ones.
    pub deleted: bool,
}

words! {
    /// What to order by. Times and dates put the newest first, titles the first of the alphabet.
    pub enum Order {
        Start = "start",
        End = "end",
        Created = "created",
        Updated = "updated",
        Title = "title",
        /// Section by section, as exports and documents have them.
        Place = "place",
    }
}

/// A list of experiences: which of them, in which order, and how many at the most.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    pub query: Query,
    /// Absent: by the rank of what is searched for, else by the start.
    pub order: Option<Order>,
    pub reverse: bool,
    pub limit: Option<usize>,
}

impl Listing {
    pub fn of<'a>(&self, records: &'a [Record<Experience>]) -> Vec<&'a Record<Experience>> {
        let fitting = records.iter().filter(|record| self.query.fits(&record.current));
        let search = self.query.search.as_deref().map(Search::of);
        let mut chosen = match &search {
            Some(search) if self.order.is_none() => ranked(fitting, search, records),
            _ => {
                let found = fitting.filter(|record| {
                    search.as_ref().is_none_or(|search| search.hit(&record.current).is_some())
                });
                let mut chosen: Vec<_> = found.collect();
                sort(&mut chosen, self.order.unwrap_or(Order::Start), records);
                chosen
            }
        };
        if self.reverse {
            chosen.reverse();
        }
        chosen.truncate(self.limit.unwrap_or(usize::MAX));
        chosen
    }
}

/// What matches, the best match first; equal ones in the order of their dates.
fn ranked<'a>(
    fitting: impl Iterator<Item = &'a Record<Experience>>,
    search: &Search,
    all: &[Record<Experience>],
) -> Vec<&'a Record<Experience>> {
    let found: Vec<(&Record<Experience>, Hit)> =
        fitting.filter_map(|record| Some((record, search.hit(&record.current)?))).collect();
    let (mut chosen, hits): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let ranks = Search::ranks(&hits);
    let ranks: HashMap<_, _> = chosen.iter().map(|record| record.current.id).zip(ranks).collect();
    sort(&mut chosen, Order::Start, all);
    let rank = |record: &Record<Experience>| ranks.get(&record.current.id).copied().unwrap_or_default();
    chosen.sort_by(|one, other| rank(other).total_cmp(&rank(one)));
    chosen
}

impl Query {
    /// Whether it may be chosen, whatever is searched for.
    fn fits(&self, experience: &Experience) -> bool {
        experience.is_deleted() == self.deleted
            && (self.kinds.is_empty() || self.kinds.contains(&experience.kind))
            && self.skills.iter().all(|skill| has(&experience.skills, skill))
            && self.tags.iter().all(|tag| experience.bears(tag))
            && !self.without_tags.iter().any(|tag| has(&experience.tags, tag))
            && self.since.is_none_or(|since| goes_on_at(experience, since))
            && self.until.is_none_or(|until| begins_by(experience, until))
    }
}

impl Experience {
    /// Whether it, or one of its bullets, has this tag, in any case.
    pub fn bears(&self, tag: &str) -> bool {
        has(&self.tags, tag) || self.bullets.iter().any(|bullet| has(&bullet.tags, tag))
    }
}

/// Orders the chosen ones of all records; equal ones stand newest first by creation, and those of one import as in
/// its file.
///
/// By [`Order::Start`], ongoing ones come first, then the newest, then those without a date: first the ones
/// that no file gave a place, then the others in the order of their sections.
fn sort(chosen: &mut [&Record<Experience>], order: Order, all: &[Record<Experience>]) {
    let filed = |one: &Experience| place::get(one).map(|place| (one.kind, place));
    let newest = |one: &Experience| {
        (Reverse(one.created_at), filed(one), one.kind, Reverse(place::recency(one)), Reverse(one.id))
    };
    match order {
        Order::Start => chosen.sort_by_cached_key(|Record { current: one, .. }| {
            let recency = place::recency(one);
            (Reverse(recency), filed(one).filter(|_| recency.is_none()), newest(one))
        }),
        Order::End => chosen.sort_by_cached_key(|Record { current: one, .. }| {
            let recency = place::recency(one);
            let undated = filed(one).filter(|_| recency.is_none());
            (Reverse(recency.map(|recency| (recency.by_end(), recency))), undated, newest(one))
        }),
        Order::Created => chosen.sort_by_cached_key(|record| newest(&record.current)),
        Order::Updated => {
            chosen.sort_by_cached_key(|Record { current: one, .. }| (Reverse(one.updated_at), newest(one)));
        }
        Order::Title => {
            chosen
                .sort_by_cached_key(|Record { current: one, .. }| (one.label().to_lowercase(), newest(one)));
        }
        Order::Place => {
            let ranks = place::ranks(all.iter().map(|record| &record.current));
            chosen.sort_by_key(|record| ranks.get(&record.current.id));
        }
    }
}

fn has(items: &[String], wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    items.iter().any(|item| item.to_lowercase() == wanted)
}

/// A date without a month covers its whole year, so that 2024 goes on at 2024-06.
fn goes_on_at(experience: &Experience, since: PartialDate) -> bool {
    match (experience.start_date, experience.end_date) {
        (_, Some(end)) => !end.is_before(since),
        // An event does not go on: its one date is its end, too.
        (Some(start), None) => !experience.kind.is_event() || !start.is_before(since),
        (None, None) => false,
    }
}

/// A date without a month begins with its year, so that 2024-06 is one of those until 2024.
fn begins_by(experience: &Experience, until: PartialDate) -> bool {
    experience.start_date.or(experience.end_date).is_some_and(|start| !until.is_before(start))
}
