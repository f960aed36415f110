//! Reading page after page, to an end that comes.
//!
//! A server may answer anything, and pages without end too. The invariant: a reading ends, in some
//! thousands of answers and some gibibytes at the most, whatever is in them. Each page leads on; those that
//! are not the last are full, or hold much, as only so many can; and no more rows come than there are, each
//! changed once meanwhile, and some new ones.

use std::time::{Duration, Instant};

use super::{DOUBTFUL, SyncError, too_much};
use crate::database::{Database, DatabaseError, Page, Reason};
use crate::domain::{Row, Synced};
use crate::session::Session;

/// How many rows the first page holds, unless the database is [`QUICK`]; after each failure in a row, half as many.
const FIRST_PAGE: usize = 1000;

/// How many rows a page holds at the most; after each failure in a row, half as many.
const LARGEST_PAGE: usize = 16_000;

/// How often both are halved: a device that was away for days has failed often.
const HALVED: u32 = 6;

/// In which time the rows of a page should come: an answer that takes three times as long may be given up, and
/// everything that is read at the first time begins again then.
const SHORT: Duration = Duration::from_secs(1);

/// How many times as many rows as the page before a page holds, at the most. Each page costs round trips.
const GROWTH: usize = 16;

/// In which time a database answers that is near: how far a page has come need not be told there. A coordinator of
/// Citus beside us takes up to 35 ms for a first answer, and each page costs it 20.
const QUICK: Duration = Duration::from_millis(40);

/// How many records fill any session: each takes more than 128 bytes of its 1 GiB.
const MOST: u64 = 8 << 20;

/// How many pages there may be, however small they are: two million rows, where each has as many as after many
/// failures.
const MOST_PAGES: u32 = 8192;

/// How many pages may hold fewer rows than were asked for, and less than [`MUCH`] too, though more follow.
const SHORT_PAGES: usize = 128;

/// What makes a page with few rows a large one, in bytes of text. A database cuts a page where it would have
/// more than 24 MiB of what it keeps, escaped or not.
const MUCH: u64 = 1 << 20;

/// How much memory all that comes may take together with the session as it is: 4 GiB.
const MAX_WEIGHT: u64 = 4 << 30;

/// How many rows may come beside those that there are, and beside as many that were changed meanwhile.
const NEW_ROWS: u64 = 64_000;

/// The pages after a revision: how far they have been read, and how many rows the next one holds.
#[derive(Debug)]
pub(super) struct Pages {
    pub after: i64,
    limit: usize,
    most: usize,
    /// How many rows have come, and how much memory they and the session take.
    pub rows: u64,
    weight: u64,
    /// How many pages have come, and how many of them were short.
    pages: u32,
    short: usize,
}

impl Pages {
    /// What comes after a revision, of a database that took so long for its first answer, for a session that
    /// holds these, after so many failures in a row: a line may be so slow that a page comes too late.
    pub(super) fn new(after: i64, answered_in: Duration, held: &Session, failures: u32) -> Self {
        let most = LARGEST_PAGE >> failures.min(HALVED);
        let limit = if answered_in < QUICK { most } else { FIRST_PAGE >> failures.min(HALVED) };
        let weight = weight(held.experiences.iter().map(|record| &record.current))
            + weight(held.documents.iter().map(|record| &record.current));
        Self { after, limit, most, rows: 0, weight, pages: 0, short: 0 }
    }

    /// The next page.
    ///
    /// # Errors
    /// The database's own, and [`Reason::Corrupt`] for a page that can be none of a reading that ends.
    pub(super) fn next(&mut self, database: &mut dyn Database) -> Result<Page, SyncError> {
        let started = Instant::now();
        let page = database.pull(self.after, self.limit)?;
        let took = database.carried_in().unwrap_or_else(|| started.elapsed());
        self.follow(&page)?;
        self.grow(page.len(), took);
        Ok(page)
    }

    /// So many rows came in this time, their round trips left out where the database knows: fewer rows would need as
    /// many. The next page has as many as should come in [`SHORT`], but no less than half of what was asked for.
    fn grow(&mut self, rows: usize, took: Duration) {
        let rows = rows as u128 * SHORT.as_micros() / took.as_micros().max(1);
        let rows = usize::try_from(rows).unwrap_or(usize::MAX);
        self.limit = rows.clamp((self.limit / 2).max(1), self.limit * GROWTH).min(self.most);
    }

    fn follow(&mut self, page: &Page) -> Result<(), SyncError> {
        let corrupt =
            |message: String| Err(DatabaseError::new(Reason::Corrupt, message).hint(DOUBTFUL).into());
        let (rows, total) = (page.len(), page.total);
        if total > MOST {
            return corrupt(format!("the database has {total} records, more than any session has room for"));
        }
        if page.more && rows == 0 {
            return corrupt(
                "the database answered with nothing where there should be more to read".to_owned(),
            );
        }
        if let Some(last) = page.last_revision() {
            if last <= self.after {
                let after = self.after;
                return corrupt(format!(
                    "the database answered with revision {last} where only those after {after} were asked for"
                ));
            }
            self.after = last;
        }
        let is_short = || size(&page.experiences) + size(&page.documents) < MUCH;
        self.rows += rows as u64;
        self.weight += weight(page.experiences.iter().map(|row| &row.value))
            + weight(page.documents.iter().map(|row| &row.value));
        self.short += usize::from(page.more && rows < self.limit && is_short());
        if self.rows > 2 * total + NEW_ROWS {
            let rows = self.rows;
            return corrupt(format!(
                "the database has {total} records and answered with {rows}: they have no end, or are changed \
                 faster than they can be read"
            ));
        }
        if self.weight > MAX_WEIGHT {
            return Err(too_much());
        }
        self.pages += 1;
        if page.more && self.pages > MOST_PAGES {
            return corrupt(format!("the database answered {} times, and there is still more", self.pages));
        }
        if self.short > SHORT_PAGES {
            return corrupt(format!(
                "the database answered with {rows} of the {} records that were asked for, and that over and over",
                self.limit
            ));
        }
        Ok(())
    }
}

fn weight<'a, T: Synced + 'a>(values: impl Iterator<Item = &'a T>) -> u64 {
    values.map(|value| value.weight() as u64).sum()
}

fn size<T: Synced>(rows: &[Row<T>]) -> u64 {
    rows.iter().map(|row| row.value.size() as u64).sum()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Document, DocumentKey, DocumentKind, Experience, Kind, Record};
    use crate::session::MAX_SIZE;

    fn row(revision: i64) -> Row<Experience> {
        let value = Experience::new(Uuid::new_v4(), Kind::Work, "x", Timestamp::UNIX_EPOCH);
        Row { value, revision, change: Uuid::new_v4(), device: None }
    }

    /// A page of so many rows after a revision.
    fn page(after: i64, rows: i64, more: bool, total: u64) -> Page {
        Page {
            experiences: (after..after + rows).map(|before| row(before + 1)).collect(),
            more,
            total,
            ..Page::default()
        }
    }

    /// Follows pages of so many rows, as long as there is no error; returns how many were read, and the error.
    fn follow(rows: i64, total: impl Fn(i64) -> u64) -> (usize, String) {
        let mut pages = Pages::new(0, Duration::ZERO, &Session::default(), 0);
        for read in 0.. {
            if let Err(error) = pages.follow(&page(pages.after, rows, true, total(pages.after + rows))) {
                return (read, error.to_string());
            }
        }
        unreachable!()
    }

    #[test]
    fn pages_that_lead_nowhere_are_refused() {
        let mut pages = Pages::new(7, Duration::ZERO, &Session::default(), 0);
        let told = |pages: &mut Pages, page: &Page| pages.follow(page).unwrap_err().to_string();
        assert!(told(&mut pages, &page(6, 1, true, 9)).contains("revision 7 where only those after 7"));
        assert!(told(&mut pages, &page(7, 0, true, 9)).contains("nothing where there should be more"));
        assert!(
            told(&mut pages, &page(7, 1, false, MOST + 1)).contains("more than any session has room for")
        );
        assert!(pages.follow(&page(7, 0, false, 9)).is_ok());
        assert!(pages.follow(&page(7, 1, false, MOST)).is_ok());
        assert_eq!(pages.after, 8);
    }

    #[test]
    fn pages_are_what_comes_in_a_second() {
        for (milliseconds, limits) in [
            (0, [1000, 16_000, 16_000]),
            (50, [1000, 16_000, 16_000]),
            (200, [1000, 5000, 16_000]),
            (600, [1000, 1666, 2776]),
            (1600, [1000, 625, 390]),
            (30_000, [1000, 500, 250]),
        ] {
            let mut pages = Pages::new(0, Duration::MAX, &Session::default(), 0);
            for limit in limits {
                assert_eq!(pages.limit, limit, "{milliseconds} ms a page");
                pages.grow(pages.limit, Duration::from_millis(milliseconds));
            }
        }
        // A page that was cut, because what is in it is large.
        let mut pages = Pages::new(0, Duration::ZERO, &Session::default(), 0);
        pages.grow(3, Duration::from_millis(500));
        assert_eq!(pages.limit, 8000);
    }

    #[test]
    fn after_failures_pages_are_smaller() {
        let sizes = |failures| {
            let [far, near] = [Duration::MAX, Duration::ZERO]
                .map(|answered_in| Pages::new(0, answered_in, &Session::default(), failures));
            (far.limit, far.most, near.limit, near.most)
        };
        assert_eq!(sizes(0), (1000, 16_000, 16_000, 16_000));
        assert_eq!(sizes(2), (250, 4000, 4000, 4000));
        assert_eq!(sizes(u32::MAX), (15, 250, 250, 250));
    }

    #[test]
    fn short_pages_end() {
        let (read, told) = follow(1, |seen| seen as u64 + 1);
        assert_eq!(read, SHORT_PAGES);
        assert!(told.contains("answered with 1 of the 16000 records that were asked for"), "{told}");
    }

    #[test]
    fn small_pages_end() {
        let mut pages = Pages::new(0, Duration::MAX, &Session::default(), u32::MAX);
        let told = loop {
            // As slow as may be.
            pages.limit = 1;
            if let Err(error) = pages.follow(&page(pages.after, 1, true, MOST)) {
                break error.to_string();
            }
        };
        assert_eq!(told, "the database answered 8193 times, and there is still more");
        let mut pages = Pages::new(0, Duration::MAX, &Session::default(), u32::MAX);
        pages.pages = MOST_PAGES;
        pages.limit = 1;
        pages.follow(&page(0, 1, false, 1)).unwrap();
    }

    #[test]
    fn rows_end_that_are_more_than_there_are() {
        let full = LARGEST_PAGE as i64;
        let (read, told) = follow(full, |_| 10_000);
        assert_eq!(read as u64, (20_000 + NEW_ROWS) / full as u64);
        assert!(told.contains("has 10000 records and answered with 96000"), "{told}");
    }

    #[test]
    fn a_database_may_grow_while_it_is_read() {
        let mut pages = Pages::new(0, Duration::MAX, &Session::default(), 0);
        pages.follow(&page(0, FIRST_PAGE as i64, true, 3000)).unwrap();
        pages.follow(&page(1000, 100_000, true, 103_000)).unwrap();
        pages.follow(&page(101_000, 2_000, false, 103_000)).unwrap();
    }

    #[test]
    fn pages_of_one_large_experience_are_not_short_and_end_too() {
        let mut large = page(0, 1, true, 1 << 20);
        large.experiences[0].value.text = Some("x".repeat(1 << 20));
        let mut pages = Pages::new(0, Duration::ZERO, &Session::default(), 0);
        let mut read = 0;
        let error = loop {
            large.experiences[0].revision = pages.after + 1;
            match pages.follow(&large) {
                Ok(()) => read += 1,
                Err(error) => break error.to_string(),
            }
        };
        assert_eq!((read, pages.short), (MAX_WEIGHT / large.experiences[0].value.weight() as u64, 0));
        assert_eq!(error, too_much().to_string());
    }

    #[test]
    fn what_takes_more_memory_than_text_ends_sooner() {
        let mut heavy = page(0, 1, true, 1 << 20);
        let items = serde_json::json!(vec![serde_json::json!({"": 0}); 1 << 16]);
        heavy.experiences[0].value.metadata.insert("a".to_owned(), items);
        let weight = heavy.experiences[0].value.weight() as u64;
        let experiences = vec![heavy.experiences[0].clone(); 3].into_iter().collect();
        let mut pages = Pages::new(0, Duration::ZERO, &Session { experiences, ..Session::default() }, 0);
        assert_eq!(pages.weight, 3 * weight);
        pages.weight = MAX_WEIGHT - weight;
        assert!(pages.follow(&heavy).is_ok());
        heavy.experiences[0].revision += 1;
        assert_eq!(pages.follow(&heavy).unwrap_err().to_string(), too_much().to_string());
    }

    #[test]
    fn a_session_has_room_for_fewer_than_the_most() {
        let experience = serde_json::to_vec(&Record::from_row(row(1))).unwrap().len() as u64;
        let key = DocumentKey { kind: DocumentKind::Variant, id: "x".to_owned() };
        let value = Document::new(key, serde_json::Map::new(), Timestamp::UNIX_EPOCH);
        let document = Row { value, revision: 1, change: Uuid::new_v4(), device: None };
        let document = serde_json::to_vec(&Record::from_row(document)).unwrap().len() as u64;
        for record in [experience, document] {
            assert!(record * MOST > MAX_SIZE, "a record takes {record} bytes");
        }
    }
}
