//! Reading page after page, to an end that comes.
//!
//! Whoever answers may answer anything, and pages without end too. The invariant: no reading takes more than
//! some eight hundred answers, whatever is in them. Each of them leads on; those that are not the last are
//! full, or large as only so many can be; and no more rows come than there were when it began, each changed
//! once meanwhile, and some new ones.

use std::time::Duration;

use super::SyncError;
use crate::database::{Database, DatabaseError, Page, Reason};

/// How many rows the first page holds, unless the database is [`QUICK`].
const FIRST_PAGE: usize = 1000;

/// How many rows a page holds at the most. Each one costs round trips, so that they grow while there
/// is more.
const LARGEST_PAGE: usize = 16_000;

/// In which time a database answers that is near: how far a page has come need not be told there.
const QUICK: Duration = Duration::from_millis(20);

/// How many experiences fill any session: each takes more than 204 bytes of its 1 GiB.
const MOST: u64 = 5 << 20;

/// How many pages may hold fewer rows than were asked for, though more follow. A database cuts a page
/// where it would have more than 24 MiB, so that two neighbours have more than that together, and so many
/// of them more than a session has room for.
const SHORT_PAGES: usize = 128;

/// How many rows may come beside those that there were, and beside as many that were changed meanwhile.
const NEW_ROWS: u64 = 64_000;

const HINT: &str =
    "is it the right database? `resume db check` finds out whether something is wrong with its tables";

/// The pages after a revision: how far they have been read, and how many rows the next one holds.
#[derive(Debug)]
pub(super) struct Pages {
    pub after: i64,
    limit: usize,
    /// How many experiences there were when the first page was read.
    there: Option<u64>,
    /// How many rows have come.
    rows: u64,
    /// How many of the pages were short.
    short: usize,
}

impl Pages {
    /// What comes after a revision, of a database that took so long for its first answer.
    pub(super) fn new(after: i64, answered_in: Duration) -> Self {
        let limit = if answered_in < QUICK { LARGEST_PAGE } else { FIRST_PAGE };
        Self { after, limit, there: None, rows: 0, short: 0 }
    }

    /// The next page.
    ///
    /// # Errors
    /// The database's own, and [`Reason::Corrupt`] for a page that can be none of a reading that ends.
    pub(super) fn next(&mut self, database: &mut dyn Database) -> Result<Page, SyncError> {
        let page = database.pull(self.after, self.limit)?;
        self.follow(&page)?;
        self.limit = LARGEST_PAGE.min(self.limit * 2);
        Ok(page)
    }

    fn follow(&mut self, page: &Page) -> Result<(), SyncError> {
        let corrupt = |message: String| Err(DatabaseError::new(Reason::Corrupt, message).hint(HINT).into());
        let (rows, total) = (page.experiences.len(), page.total);
        if total > MOST {
            return corrupt(format!(
                "the database has {total} experiences, more than any session has room for"
            ));
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
        self.rows += rows as u64;
        self.short += usize::from(page.more && rows < self.limit);
        let there = *self.there.get_or_insert(total);
        if self.rows > 2 * there + NEW_ROWS {
            let rows = self.rows;
            return corrupt(format!(
                "the database had {there} experiences and has answered with {rows} by now: they have no end, or are \
                 changed faster than they can be read"
            ));
        }
        if self.short > SHORT_PAGES {
            return corrupt(format!(
                "the database answered with {rows} of the {} experiences that were asked for, and that over and over",
                self.limit
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Experience, Kind, Profile, Record, Row};
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
        let mut pages = Pages::new(0, Duration::ZERO);
        for read in 0.. {
            if let Err(error) = pages.follow(&page(pages.after, rows, true, total(pages.after + rows))) {
                return (read, error.to_string());
            }
        }
        unreachable!()
    }

    #[test]
    fn pages_that_lead_nowhere_are_refused() {
        let mut pages = Pages::new(7, Duration::ZERO);
        let told = |pages: &mut Pages, page: &Page| pages.follow(page).unwrap_err().to_string();
        assert!(told(&mut pages, &page(6, 1, true, 9)).contains("revision 7 where only those after 7"));
        assert!(told(&mut pages, &page(7, 0, true, 9)).contains("nothing where there should be more"));
        let of_profile = Page {
            profile: Some(Row {
                value: Profile { document: serde_json::Map::new(), updated_at: Timestamp::UNIX_EPOCH },
                revision: 8,
                change: Uuid::new_v4(),
                device: None,
            }),
            ..page(7, 0, true, 9)
        };
        assert!(told(&mut pages, &of_profile).contains("nothing where there should be more"));
        assert!(
            told(&mut pages, &page(7, 1, false, MOST + 1)).contains("more than any session has room for")
        );
        assert!(pages.follow(&page(7, 0, false, 9)).is_ok());
        assert!(pages.follow(&page(7, 1, false, MOST)).is_ok());
        assert_eq!(pages.after, 8);
    }

    #[test]
    fn short_pages_end() {
        let (read, told) = follow(1, |seen| seen as u64 + 1);
        assert_eq!(read, SHORT_PAGES);
        assert!(told.contains("answered with 1 of the 16000 experiences that were asked for"), "{told}");
    }

    #[test]
    fn rows_end_that_are_more_than_there_are() {
        let full = LARGEST_PAGE as i64;
        let (read, told) = follow(full, |seen| seen as u64 - 6_000);
        assert_eq!(read as u64, (20_000 + NEW_ROWS) / full as u64);
        assert!(told.contains("had 10000 experiences and has answered with 96000"), "{told}");
    }

    #[test]
    fn a_session_has_room_for_fewer_than_the_most() {
        let record = serde_json::to_vec(&Record::from_row(row(1))).unwrap().len() as u64;
        assert!(record * MOST > MAX_SIZE, "a record takes {record} bytes");
        // Two pages that are cut have more than 24 MiB together, and JSON of its own form less by a third at the most.
        assert!(SHORT_PAGES as u64 / 2 * (24 << 20) * 2 / 3 >= MAX_SIZE);
    }
}
