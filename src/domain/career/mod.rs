//! Where the years went: how long experiences lasted, each alone and several together.
//!
//! The unit is the month, since that is what résumés say: a start counts from the beginning of its month, and an
//! end to the end of its own. A year alone may mean any of its months. It is read once as widely as possible,
//! and once as narrowly: the first number is what a reader will count, the second what can be proved. A gap is
//! one by the wide reading, so it is there whatever the missing months may be.
//!
//! The invariants: time in which several experiences went on counts once, so together they never last longer
//! than their sum; what cannot be placed is named and never guessed; the order of the experiences has no
//! influence.

mod span;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;
use uuid::Uuid;

use super::{Experience, Kind, PartialDate};
pub use span::{Month, Months, Span, Unplaced};

/// A choice of experiences; what is absent does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CareerOrder {
    /// Any of these.
    pub kinds: Vec<Kind>,
    /// Any of these, of the experience or of one of its bullets.
    pub tags: Vec<String>,
    /// Time before this date does not count.
    pub since: Option<PartialDate>,
}

/// What the living experiences that last come to: work, volunteering, education and projects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Career {
    /// What goes on was counted until this month.
    pub now: Month,
    pub total: Tally,
    /// In the usual order; none of them is empty.
    pub kinds: Vec<(Kind, Tally)>,
    /// Employers of work, the longest first; without a name: work that names none.
    pub employers: Vec<(Option<String>, Tally)>,
    /// The longest first.
    pub skills: Vec<(String, Tally)>,
    /// Between jobs, the latest first.
    pub gaps: Vec<Gap>,
    /// What was counted, the latest first.
    pub entries: Vec<Placed>,
    /// What was not counted, and why.
    pub unplaced: Vec<(Named, Unplaced)>,
}

/// How long some experiences lasted together. Numbers are months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    pub entries: usize,
    /// In which at least one may have gone on.
    pub months: u32,
    /// In which at least one did.
    pub at_least: u32,
    /// In which more than one may have gone on.
    pub overlap: u32,
}

/// An experience, by the words that people know it by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    pub id: Uuid,
    pub kind: Kind,
    pub title: String,
    pub organization: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub named: Named,
    pub span: Span,
}

/// Time without a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub months: Months,
    /// The job that ended last before it.
    pub after: Named,
    /// The job that ended it.
    pub before: Named,
    /// What went on besides, the latest first: a degree, another job that was not chosen.
    pub meanwhile: Vec<Named>,
}

impl Career {
    /// Counts what an order chooses of the living ones, until a month.
    pub fn of(living: &[Experience], order: &CareerOrder, now: Month) -> Self {
        let lasting = living.iter().filter(|one| one.kind.spans_time() && !one.is_deleted());
        let mut lasting: Vec<&Experience> = lasting.collect();
        lasting.sort_by_key(|one| (one.kind, one.label(), one.id));
        let (chosen, others): (Vec<_>, Vec<_>) = lasting.into_iter().partition(|one| order.chooses(one));

        let mut unplaced = Vec::new();
        let mut spans = Vec::new();
        for one in chosen {
            match Span::of(one.start_date, one.end_date, now) {
                Ok(span) => spans.push((one, span)),
                Err(why) => unplaced.push((Named::of(one), why)),
            }
        }
        let others = others.into_iter().filter_map(|one| Some((one, span_of(one, now)?)));
        let others: Vec<_> = others.collect();
        let since = order.since.map_or(Month::january(0), Month::first);
        let gaps = gaps(&spans, &others, since);
        let counted = spans.into_iter().filter_map(|(one, span)| Some((one, span.from(since)?)));
        let counted: Vec<_> = counted.collect();

        let kinds =
            Kind::ALL.map(|kind| (kind, Tally::of(counted.iter().filter(|(one, _)| one.kind == kind))));
        Self {
            now,
            total: Tally::of(&counted),
            kinds: kinds.into_iter().filter(|(_, tally)| tally.entries > 0).collect(),
            employers: employers(&counted),
            skills: skills(&counted),
            gaps,
            entries: latest_first(counted).into_iter().map(Placed::of).collect(),
            unplaced,
        }
    }
}

impl CareerOrder {
    fn chooses(&self, one: &Experience) -> bool {
        let is_kind = self.kinds.is_empty() || self.kinds.contains(&one.kind);
        is_kind && (self.tags.is_empty() || self.tags.iter().any(|tag| one.bears(tag)))
    }
}

type Counted<'a> = (&'a Experience, Span);

fn span_of(one: &Experience, now: Month) -> Option<Span> {
    Span::of(one.start_date, one.end_date, now).ok()
}

/// What goes on comes first, then what ended last.
fn latest_first(mut spans: Vec<Counted<'_>>) -> Vec<Counted<'_>> {
    spans.sort_by_key(|(one, span)| {
        (Reverse((span.is_ongoing, span.possible.last(), span.possible.first())), one.label(), one.id)
    });
    spans
}

impl Tally {
    fn of<'a>(counted: impl IntoIterator<Item = &'a Counted<'a>>) -> Self {
        let spans: Vec<Span> = counted.into_iter().map(|(_, span)| *span).collect();
        let (months, overlap) = covered(spans.iter().map(|span| span.possible));
        let (at_least, _) = covered(spans.iter().filter_map(|span| span.certain));
        Self { entries: spans.len(), months, at_least, overlap }
    }
}

/// How many months lie in at least one of the spans, and how many in more than one.
fn covered(spans: impl Iterator<Item = Months>) -> (u32, u32) {
    let mut changes: BTreeMap<Month, i64> = BTreeMap::new();
    for span in spans {
        *changes.entry(span.first()).or_default() += 1;
        *changes.entry(span.last().plus(1)).or_default() -= 1;
    }
    let (mut once, mut twice, mut depth) = (0, 0, 0);
    let mut begun = Month::january(0);
    for (month, change) in changes {
        let months = month.since(begun);
        once += if depth > 0 { months } else { 0 };
        twice += if depth > 1 { months } else { 0 };
        (begun, depth) = (month, depth + change);
    }
    (once, twice)
}

fn employers(counted: &[Counted<'_>]) -> Vec<(Option<String>, Tally)> {
    let jobs = || counted.iter().filter(|(one, _)| one.kind == Kind::Work);
    let named = grouped(jobs(), |one| one.organization.as_slice());
    let nameless = Tally::of(jobs().filter(|(one, _)| one.organization.is_none()));
    let mut all: Vec<_> = named.into_iter().map(|(name, tally)| (Some(name), tally)).collect();
    all.extend((nameless.entries > 0).then_some((None, nameless)));
    all
}

fn skills(counted: &[Counted<'_>]) -> Vec<(String, Tally)> {
    grouped(counted.iter(), |one| &one.skills)
}

/// The experiences by a name of theirs, in any case, the longest first. The spelling is that of most of them.
fn grouped<'a>(
    counted: impl Iterator<Item = &'a Counted<'a>>,
    names: impl Fn(&'a Experience) -> &'a [String],
) -> Vec<(String, Tally)> {
    #[derive(Default)]
    struct Group<'a> {
        spellings: BTreeMap<&'a str, usize>,
        /// By ID: one that has two spellings of a name counts once.
        members: BTreeMap<Uuid, &'a Counted<'a>>,
    }
    let mut groups: BTreeMap<String, Group<'a>> = BTreeMap::new();
    for one in counted {
        for name in names(one.0).iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
            let group = groups.entry(name.to_lowercase()).or_default();
            *group.spellings.entry(name).or_default() += 1;
            group.members.insert(one.0.id, one);
        }
    }
    let tallied = groups.into_values().filter_map(|group| {
        let (spelling, _) = group.spellings.into_iter().min_by_key(|(name, used)| (Reverse(*used), *name))?;
        Some((spelling.to_owned(), Tally::of(group.members.into_values())))
    });
    let mut tallied: Vec<_> = tallied.collect();
    tallied.sort_by(|(name, tally), (other_name, other)| {
        let length = |tally: &Tally| Reverse((tally.months, tally.at_least));
        length(tally).cmp(&length(other)).then_with(|| name.cmp(other_name))
    });
    tallied
}

/// The time between jobs from a month on. `others` are the experiences that were not chosen.
fn gaps(chosen: &[Counted<'_>], others: &[Counted<'_>], since: Month) -> Vec<Gap> {
    let mut jobs: Vec<_> = chosen.iter().filter(|(one, _)| one.kind == Kind::Work).collect();
    jobs.sort_by_key(|(_, span)| span.possible);
    let mut gaps = Vec::new();
    let Some((mut latest, later)) = jobs.split_first() else { return gaps };
    for job in later {
        let gap = Months::between(latest.1.possible.last(), job.1.possible.first());
        if let Some(months) = gap.and_then(|gap| gap.from(since)) {
            let all = chosen.iter().chain(others).filter(|(_, span)| span.possible.meets(months)).copied();
            gaps.push(Gap {
                months,
                after: Named::of(latest.0),
                before: Named::of(job.0),
                meanwhile: latest_first(all.collect()).into_iter().map(|(one, _)| Named::of(one)).collect(),
            });
        }
        if job.1.possible.last() > latest.1.possible.last() {
            latest = job;
        }
    }
    gaps.reverse();
    gaps
}

impl Named {
    fn of(one: &Experience) -> Self {
        let Experience { id, kind, title, organization, .. } = one;
        Self { id: *id, kind: *kind, title: title.clone(), organization: organization.clone() }
    }

    /// `Engineer, Acme`; without both, its kind.
    pub fn label(&self) -> String {
        let title = Some(self.title.trim()).filter(|title| !title.is_empty());
        let words: Vec<&str> = title.into_iter().chain(self.organization.as_deref()).collect();
        if words.is_empty() { self.kind.to_string() } else { words.join(", ") }
    }
}

impl Placed {
    fn of((one, span): Counted<'_>) -> Self {
        Self { named: Named::of(one), span }
    }
}
