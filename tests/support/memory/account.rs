//! What a database in memory keeps of one user.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use resume::database::{Revision, refusal};
use resume::domain::{Change, Document, Experience, Horizon, Outcome, Push, Row, State, Synced};
use uuid::Uuid;

use super::{Account, History};

impl Account {
    pub(super) fn experience(&self, id: Uuid) -> Option<&Row<Experience>> {
        Experience::history(self).iter().rfind(|state| state.row.value.id == id).map(|state| &state.row)
    }

    /// Every change with the revision that it got.
    pub(super) fn changes(&self) -> impl Iterator<Item = (Change, i64)> {
        let experiences = self.experiences.iter().map(|state| (state.row.change, state.row.revision));
        experiences.chain(self.documents.iter().map(|state| (state.row.change, state.row.revision)))
    }

    pub(super) fn applied(&self, changes: &[Change]) -> Vec<(Change, i64)> {
        // The newest revision of a change is the one that stays in the map.
        let mut known: Vec<_> = self.changes().collect();
        known.sort_by_key(|(_, revision)| *revision);
        let known: BTreeMap<_, _> = known.into_iter().collect();
        changes.iter().filter_map(|change| Some((*change, *known.get(change)?))).collect()
    }

    /// The small states after a revision, up to another one, that are no rows.
    pub(super) fn passed<T: Stored>(&self, after: i64, last: i64) -> Vec<Row<T>> {
        let rows: BTreeSet<_> = self.rows::<T>().into_iter().map(|row| row.revision).collect();
        let states = T::history(self).iter().map(|state| &state.row);
        let passed = states.filter(|row| row.revision > after && row.revision <= last);
        passed.filter(|row| !rows.contains(&row.revision) && row.value.size() <= 8192).cloned().collect()
    }

    pub(super) fn origins<T: Stored>(&self, horizon: Horizon, keys: &[T::Key]) -> Vec<Revision<T>> {
        let of = |key: &T::Key| {
            let states = || T::history(self).iter().filter(|state| state.row.value.is(key));
            let within = states().rfind(|state| horizon.has(state.row.revision, state.recorded_at));
            within.or_else(|| states().next()).cloned()
        };
        keys.iter().filter_map(of).collect()
    }

    /// The rows of a table in the order of their revisions.
    pub(super) fn rows<T: Stored>(&self) -> Vec<&Row<T>> {
        let mut newest = HashMap::new();
        for state in T::history(self) {
            newest.insert(state.row.value.key(), &state.row);
        }
        let mut rows: Vec<_> = newest.into_values().collect();
        rows.sort_by_key(|row| row.revision);
        rows
    }

    /// When a revision was recorded.
    pub(super) fn recorded_at(&self, revision: i64) -> Option<Timestamp> {
        fn of<T>(states: &History<T>, revision: i64) -> Option<Timestamp> {
            states.iter().find(|state| state.row.revision == revision).map(|state| state.recorded_at)
        }
        of(&self.experiences, revision).or_else(|| of(&self.documents, revision))
    }

    pub(super) fn store<T: Stored>(&mut self, state: State<T>, device: Option<&str>, clock: &mut i64) {
        *clock += 1;
        let recorded_at = Timestamp::from_second(*clock).unwrap_or(Timestamp::MAX);
        self.revision += 1;
        let device = device.map(str::to_owned);
        let row = Row { value: state.value, revision: self.revision, change: state.change, device };
        T::history_mut(self).push(Revision { row, recorded_at });
    }

    pub(super) fn push<T: Stored>(
        &mut self,
        push: &Push<T>,
        device: &str,
        clock: &mut i64,
        refuses: impl Fn(&T) -> Option<String>,
    ) -> Outcome<T> {
        if let Some(reason) = refusal::of(push) {
            return Outcome::Refused(reason);
        }
        let Some(last) = push.last() else { return Outcome::Conflict(None) };
        let row = self.rows::<T>().into_iter().find(|row| row.value.key() == last.value.key()).cloned();
        if let Some(row) = &row
            && row.change == last.change
        {
            return Outcome::Applied { change: last.change, revision: row.revision };
        }
        if row.as_ref().map_or(0, |row| row.revision) != push.base_revision {
            return Outcome::Conflict(row);
        }
        if let Some(reason) = push.states.iter().find_map(|state| refuses(&state.value)) {
            return Outcome::Refused(reason);
        }
        let stored = row.map(|row| row.change);
        for state in push.states.iter().filter(|state| stored != Some(state.change)) {
            let mut state = state.clone();
            state.value.normalise();
            self.store(state, Some(device), clock);
        }
        Outcome::Applied { change: last.change, revision: self.revision }
    }
}

/// A value that an account keeps.
pub(super) trait Stored: Synced {
    fn history(account: &Account) -> &History<Self>;
    fn history_mut(account: &mut Account) -> &mut History<Self>;
    fn normalise(&mut self);
}

impl Stored for Experience {
    fn history(account: &Account) -> &History<Self> {
        &account.experiences
    }

    fn history_mut(account: &mut Account) -> &mut History<Self> {
        &mut account.experiences
    }

    fn normalise(&mut self) {
        Self::normalise(self);
    }
}

impl Stored for Document {
    fn history(account: &Account) -> &History<Self> {
        &account.documents
    }

    fn history_mut(account: &mut Account) -> &mut History<Self> {
        &mut account.documents
    }

    fn normalise(&mut self) {}
}
