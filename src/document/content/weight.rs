//! How important entries and bullets are, so that a document can be made shorter.
//!
//! Larger is more important. What bears a tag that was asked for comes first, then the kind and the age of an
//! entry, then the place of a bullet. An entry is more important than each of its bullets: it goes after them.
//! Ages are counted from the newest date of the document, so that equal documents have equal weights.

use super::Options;
use crate::document::dates::Dates;
use crate::document::{Bullet, Document, Entry};
use crate::domain::Kind;
use crate::domain::tags::share;

/// What a tag adds: more than any age takes away.
const CHOSEN: u32 = 1000;

/// What each year takes away, and how many years count. What a person has learnt ages little.
const PER_YEAR: u32 = 12;
const PER_YEAR_LEARNT: u32 = 4;
const MAX_YEARS: u16 = 40;

/// By how much the first bullet is below its entry, and each one below that before it. The first of an entry
/// weighs as much as the third of one that is five years younger.
const FIRST_BULLET: u32 = 40;
const PER_BULLET: u32 = 30;
const MAX_BULLETS: usize = 12;

/// The measure of one document.
pub(super) struct Scale<'a> {
    tags: &'a [String],
    newest: u16,
}

impl<'a> Scale<'a> {
    pub(super) fn of(document: &Document, options: &'a Options) -> Self {
        let entries = document.sections.iter().flat_map(|section| &section.entries);
        let newest = entries.filter_map(|entry| entry.dates).map(last_year).max().unwrap_or_default();
        Self { tags: &options.tags, newest }
    }

    pub(super) fn entry(&self, kind: Kind, entry: &Entry) -> u32 {
        let bullets = entry.bullets.iter().any(|bullet| self.is_chosen(&bullet.tags));
        let chosen = bullets || self.is_chosen(&entry.tags);
        self.base(kind, entry) + if chosen { CHOSEN } else { 0 }
    }

    /// The weight of the `index`-th bullet of an entry.
    pub(super) fn bullet(&self, kind: Kind, entry: &Entry, bullet: &Bullet, index: usize) -> u32 {
        let place = u32::try_from(index.min(MAX_BULLETS)).unwrap_or_default();
        let chosen = self.is_chosen(&bullet.tags) || self.is_chosen(&entry.tags);
        let base = self.base(kind, entry) + if chosen { CHOSEN } else { 0 };
        base.saturating_sub(FIRST_BULLET + place * PER_BULLET)
    }

    fn base(&self, kind: Kind, entry: &Entry) -> u32 {
        let ongoing = matches!(entry.dates, Some(Dates::Since(_)));
        let last = entry.dates.map_or(self.newest, last_year);
        let years = if ongoing { 0 } else { self.newest.saturating_sub(last).min(MAX_YEARS) };
        let per_year =
            if matches!(kind, Kind::Education | Kind::Certificate) { PER_YEAR_LEARNT } else { PER_YEAR };
        of_kind(kind) - u32::from(years) * per_year
    }

    fn is_chosen(&self, tags: &[String]) -> bool {
        share(tags, self.tags)
    }
}

/// Where the ages begin: each is above what ages and bullets can take away.
fn of_kind(kind: Kind) -> u32 {
    match kind {
        Kind::Skill => 1300,
        Kind::Education => 1250,
        Kind::Work => 1200,
        Kind::Language => 1200,
        Kind::Project => 1100,
        Kind::Certificate => 1080,
        Kind::Volunteer => 1050,
        Kind::Publication => 1030,
        Kind::Award => 1030,
        Kind::Interest => 950,
        Kind::Reference => 950,
    }
}

fn last_year(dates: Dates) -> u16 {
    match dates {
        Dates::On(date) | Dates::Since(date) | Dates::Between(_, date) | Dates::Until(date) => date.year(),
    }
}
