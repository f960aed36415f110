//! What is gathered of a database before it enters the session.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use uuid::Uuid;

use super::settle::{Applied, Known, settle};
use super::{Ids, SyncError};
use crate::database::{DatabaseError, Lost, Page, Past, Reason};
use crate::domain::{
    Change, Cursor, Document, Experience, Horizon, Origin, Record, Row, State, Synced, places,
};
use crate::session::{Records, Session};

/// Pages that enter the session together.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) experiences: Rows<Experience>,
    pub(super) documents: Rows<Document>,
    /// Whether more follow the last of them, and how many records there are in all.
    pub(super) more: bool,
    pub(super) total: u64,
    /// When the last of them was recorded.
    recorded_at: Option<Timestamp>,
}

impl From<Page> for Gathered {
    fn from(page: Page) -> Self {
        let mut gathered = Self::default();
        gathered.add(page);
        gathered.drop_superseded();
        gathered
    }
}

impl Gathered {
    pub(super) fn add(&mut self, page: Page) {
        let Page { experiences, documents, more, total, recorded_at } = page;
        (self.more, self.total) = (more, total);
        self.recorded_at = recorded_at.or(self.recorded_at);
        self.experiences.pages.push(experiences);
        self.documents.pages.push(documents);
    }

    /// Takes in the states that the rows took the place of.
    pub(super) fn add_passed(&mut self, Past { experiences, documents }: Past) {
        (self.experiences.passed, self.documents.passed) = (experiences, documents);
    }

    /// The first revision of the database's that a record here holds or builds on which has changed since. Beyond it
    /// a database that was restored may have states that are new here, though it counted as far before.
    pub(super) fn held_until(&self, session: &Session, applied: &Applied) -> Option<i64> {
        let experiences = self.experiences.known(&session.experiences);
        let documents = self.documents.known(&session.documents);
        let experiences = experiences.filter_map(|(record, row)| held(record, row, applied));
        experiences.chain(documents.filter_map(|(record, row)| held(record, row, applied))).min()
    }

    /// The last revision, where it is further from another one than there are rows in between.
    pub(super) fn skips_until(&self, after: i64) -> Option<i64> {
        let (last, _) = self.last()?;
        let rows = self.experiences.count_after(after) + self.documents.count_after(after);
        let revisions = usize::try_from(last - after).unwrap_or(0);
        (after > 0 && revisions > rows).then_some(last)
    }

    /// A row that was changed between two pages is in both of them; its last state counts.
    pub(super) fn drop_superseded(&mut self) {
        self.experiences.drop_superseded();
        self.documents.drop_superseded();
    }

    /// The highest revision, and the change that made it.
    fn last(&self) -> Option<(i64, Change)> {
        let ends = [self.experiences.end(), self.documents.end()];
        ends.into_iter().flatten().max_by_key(|(revision, _)| *revision)
    }

    /// The row with the highest revision.
    pub(super) fn end(&self, epoch: Uuid) -> Option<Cursor> {
        self.last().map(|(revision, change)| Cursor { revision, change, epoch })
    }

    /// Up to where the history of the database is that of its rows.
    pub(super) fn horizon(&self) -> Option<Horizon> {
        let (revision, _) = self.last()?;
        Some(Horizon { revision, recorded_at: self.recorded_at? })
    }

    /// Whether a row is older than what the session knows of its record.
    pub(super) fn is_behind(&self, session: &Session) -> bool {
        self.experiences.is_behind(&session.experiences) || self.documents.is_behind(&session.documents)
    }
}

fn held<T: Synced>(record: &Record<T>, row: &Row<T>, applied: &Applied) -> Option<i64> {
    let base = record.base_change().filter(|base| *base != row.change && record.revision > 0)?;
    Some(applied.get(&base).map_or(record.revision, |revision| record.revision.min(*revision)))
}

/// What entering rows has done.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Entered {
    /// How many brought a change that was not known here.
    pub new: usize,
    /// How many changes had to be merged with what is here.
    pub merged: usize,
}

/// Rows of one table, page by page.
pub(super) struct Rows<T: Synced> {
    pages: Vec<Vec<Row<T>>>,
    /// States that they took the place of, oldest first.
    passed: Vec<Row<T>>,
    /// The last revision of each record.
    last: HashMap<T::Key, i64>,
}

impl<T: Synced> Default for Rows<T> {
    fn default() -> Self {
        Self { pages: Vec::new(), passed: Vec::new(), last: HashMap::new() }
    }
}

impl<T: Synced> Rows<T> {
    fn count_after(&self, revision: i64) -> usize {
        self.iter().filter(|row| row.revision > revision).count()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Row<T>> {
        self.pages.iter().flatten()
    }

    /// The highest revision, and the change that made it.
    fn end(&self) -> Option<(i64, Change)> {
        let last = self.pages.iter().rev().find_map(|page| page.last())?;
        Some((last.revision, last.change))
    }

    /// The rows of records that are here.
    pub(super) fn known<'a>(
        &'a self,
        records: &'a [Record<T>],
    ) -> impl Iterator<Item = (&'a Record<T>, &'a Row<T>)> {
        let places = if self.iter().next().is_some() { places(records) } else { HashMap::new() };
        self.iter().filter_map(move |row| Some((&records[*places.get(&row.value.key())?], row)))
    }

    fn is_behind(&self, records: &[Record<T>]) -> bool {
        self.known(records).any(|(record, row)| row.revision < record.revision)
    }

    fn drop_superseded(&mut self) {
        self.last = self.iter().map(|row| (row.value.key(), row.revision)).collect();
        if self.last.len() < self.iter().count() {
            let counts = |row: &Row<T>| self.last.get(&row.value.key()) == Some(&row.revision);
            self.pages.iter_mut().for_each(|page| page.retain(counts));
        }
    }

    /// The states that the rows took the place of, by their records.
    fn take_passed(&mut self) -> HashMap<T::Key, Vec<State<T>>> {
        let mut by_key: HashMap<_, Vec<_>> = HashMap::new();
        for row in std::mem::take(&mut self.passed) {
            by_key.entry(row.value.key()).or_default().push(row.into());
        }
        by_key
    }

    /// Takes the rows into records.
    pub(super) fn enter(
        mut self,
        records: &mut Records<T>,
        known: Known<'_>,
        mut origins: HashMap<T::Key, Origin<T>>,
        ids: Ids,
        entered: &mut Entered,
    ) {
        let mut passed = self.take_passed();
        let mut pages = self.pages.into_iter();
        if records.is_empty()
            && let Some(first) = pages.next()
        {
            entered.new += first.len();
            *records = first.into_iter().collect();
        }
        let mut rows = pages.flatten().peekable();
        if rows.peek().is_some() {
            let places = places(records);
            for row in rows {
                let key = row.value.key();
                let passed = passed.remove(&key).unwrap_or_default();
                let Some(&place) = places.get(&key) else {
                    entered.new += 1;
                    records.push_row(row, passed);
                    continue;
                };
                let record = &mut records.synced()[place];
                entered.new += usize::from(!record.knows(row.change));
                entered.merged += settle(record, row, known, origins.remove(&key), ids());
                record.keep_passed(passed);
            }
        }
    }
}

/// What a database was seen to have: the last revision of each record.
#[derive(Default)]
pub(super) struct Seen {
    experiences: HashMap<<Experience as Synced>::Key, i64>,
    documents: HashMap<<Document as Synced>::Key, i64>,
}

impl Seen {
    pub(super) fn note(&mut self, page: &mut Gathered) {
        fn note<K: Eq + std::hash::Hash>(seen: &mut HashMap<K, i64>, last: &mut HashMap<K, i64>) {
            let last = std::mem::take(last);
            if seen.is_empty() { *seen = last } else { seen.extend(last) }
        }
        note(&mut self.experiences, &mut page.experiences.last);
        note(&mut self.documents, &mut page.documents.last);
    }

    /// Why the last page does not make a whole of what was seen, if so: a part that is taken for the
    /// whole would have everything else count as lost.
    pub(super) fn differs_from(&self, page: &Gathered) -> Option<SyncError> {
        let seen = (self.experiences.len() + self.documents.len()) as u64;
        (!page.more && seen != page.total).then(|| incomplete(seen, page.total))
    }

    /// What the database should have and has not.
    pub(super) fn missing(&self, session: &Session) -> Lost {
        fn missing<T: Synced>(records: &[Record<T>], seen: &HashMap<T::Key, i64>) -> HashSet<T::Key> {
            let known = records.iter().filter(|record| record.revision > 0);
            known.map(|record| record.current.key()).filter(|key| !seen.contains_key(key)).collect()
        }
        Lost {
            changes: HashSet::new(),
            experiences: missing(&session.experiences, &self.experiences),
            documents: missing(&session.documents, &self.documents),
        }
    }
}

fn incomplete(seen: u64, total: u64) -> SyncError {
    let message = format!("the database has {total} records, and {seen} were to be read");
    let hint = "`resume sync` reads them again; `resume db check` finds out what is wrong with the tables";
    DatabaseError::new(Reason::Corrupt, message).hint(hint).into()
}
