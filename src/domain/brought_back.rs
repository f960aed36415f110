//! What a database has lost: a standby was promoted that was behind, or a backup put back.
//!
//! The invariants: all that this device knows to be lost is pushed in its order, under the changes that it had, so
//! that other devices find their own among it; and where the database was written to since, both sides are merged
//! on the last state that they share. So a device that knows an older state than another one brings nothing back
//! over it. The shared state is a replaced value that the database knows, or the newest one that it has within the
//! session's horizon, whichever is later. Two imports of one file share what the file said. Where none of these is
//! there, the later of the two stays, by the clocks of the devices, and the conflict is named.

use super::merged::remember;
use super::record::Pending;
use super::{Change, Conflict, Merged, Origin, Record, Row, State, Synced};

/// How many replaced values of a record are kept: a standby is seconds behind, but what was changed offline comes at
/// once.
const MAX_REPLACED: usize = 16;

/// How many bytes of text they may take, about.
const MAX_BYTES: usize = 8 * 1024;

/// The last state that a record and a row have in common.
enum Common<T> {
    /// The database's history has it, as this change.
    Stored(Change, T),
    /// Both began as that.
    Imported(T),
    Unknown,
}

/// What a session knows of the past of a row in a database that it has moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowPast {
    /// The row came before the value here.
    Row,
    /// It was changed since the session left that database: what both had then may be known no more.
    Forgotten,
    /// The session never was there.
    Unknown,
}

impl<T: Synced> Record<T> {
    /// Keeps values that the database held and that others took the place of; the oldest give way.
    pub(super) fn keep_replaced(&mut self, states: impl IntoIterator<Item = State<T>>) {
        self.replaced.extend(states);
        let mut room = MAX_BYTES;
        let newest = self.replaced.iter().rev().take(MAX_REPLACED);
        let fits = |state: &&State<T>| {
            let size = state.value.size();
            let fits = size <= room;
            room = room.saturating_sub(size);
            fits
        };
        let kept = newest.take_while(fits).count();
        self.replaced.drain(..self.replaced.len() - kept);
    }

    /// Whether it holds what this change made, builds on it, or held it lately.
    pub fn knows(&self, change: Change) -> bool {
        self.base_change() == Some(change)
            || self.unacknowledged().any(|known| known == change)
            || self.replaced.iter().any(|state| state.change == change)
    }

    /// What a record without a base began as, where the row still is that: it came from a backup, so that what was
    /// changed since was changed here. A deletion does not count: it may be the undo of the import of that backup.
    pub(super) fn copied<'p>(&self, pending: &'p Pending<T>, row: &T) -> Option<&'p T> {
        let first = pending.earlier.first().filter(|_| self.revision == 0)?;
        let is_copy = row.is_made_once() && self.current.deleted_at().is_none();
        (is_copy && first.value.same_content(row)).then_some(&first.value)
    }

    /// Becomes what the database holds.
    pub(super) fn become_row(&mut self, row: Row<T>) {
        let (rejected, conflicts) = (std::mem::take(&mut self.rejected), std::mem::take(&mut self.conflicts));
        let replaced = std::mem::take(&mut self.replaced);
        *self = Self { rejected, replaced, conflicts, ..Self::from_row(row) };
    }

    /// Treats the record as lost in the database, whose history knows some changes: the next push sends all known
    /// states again.
    pub fn reinstate(&mut self, is_known: impl Fn(Change) -> bool) {
        self.revision = 0;
        let mut lost = std::mem::take(&mut self.replaced);
        lost.retain(|state| !is_known(state.change));
        let pending = self.pending.get_or_insert_with(|| Pending::on(None));
        pending.unseen = None;
        lost.extend(pending.base.take());
        pending.earlier.splice(..0, lost);
    }

    /// Keeps states that led from the replaced values to what the database holds, oldest first: they are new to
    /// this device, or known to it.
    pub fn keep_passed(&mut self, passed: Vec<State<T>>) {
        self.replaced.retain(|state| passed.iter().all(|passed| passed.change != state.change));
        self.keep_replaced(passed);
    }

    /// Takes it that the database has lost the change that this record holds or builds on, and has a row. What was
    /// lost comes back on that row. `revision` tells which changes the database knows, and `origin` where the record
    /// comes from. `change` becomes the id of the value where it is merged with a row that was written since.
    pub fn outlive(
        &mut self,
        row: Row<T>,
        origin: Option<Origin<T>>,
        revision: impl Fn(Change) -> Option<i64>,
        change: Change,
    ) {
        let mut shared = std::mem::take(&mut self.replaced);
        let stored = shared.iter().rposition(|state| revision(state.change).is_some());
        let mut earlier = shared.split_off(stored.map_or(0, |place| place + 1));
        let is_clean = self.pending.is_none();
        let pending = self.pending.take().map_or_else(|| *Pending::on(None), |pending| *pending);
        let known = earlier.iter().chain(&pending.base).chain(&pending.earlier);
        let newest = shared.last().and_then(|state| Some((state, revision(state.change)?)));
        let common = match (newest, origin) {
            (Some((state, at)), Some(Origin::Shared(origin))) if at >= origin.revision => {
                Common::Stored(state.change, state.value.clone())
            }
            (_, Some(Origin::Shared(origin))) => Common::Stored(origin.change, origin.value),
            (Some((state, _)), _) => Common::Stored(state.change, state.value.clone()),
            (None, origin) => self.begun(known, &row.value, origin),
        };
        let (value, conflicts) = self.beside(&row, common, pending.base.as_ref());
        let deleted_here = self.current.deleted_at().is_some();
        let is_merged = !value.same_content(&self.current);
        // The row is what the record builds on from now on: another loss must not push it twice.
        if shared.last().is_some_and(|state| state.change == row.change) {
            shared.pop();
        }
        if is_clean && !is_merged && earlier.is_empty() && value.same_content(&row.value) {
            self.become_row(row);
            self.replaced = shared;
            return;
        }
        earlier.extend(pending.base);
        earlier.extend(pending.earlier);
        let mut refused = pending.refused;
        if is_merged {
            let by = self.by.take();
            let current = std::mem::replace(&mut self.current, value);
            earlier.push(State { change: std::mem::replace(&mut self.change, change), value: current, by });
            refused = None;
        }
        remember(&mut self.conflicts, conflicts, deleted_here);
        (self.revision, self.replaced) = (row.revision, shared);
        let base = Some(row.into());
        self.pending = Some(Box::new(Pending { base, unseen: None, earlier, refused }));
    }

    /// What the record and a row began as, which have no state in common: two that were imported by themselves share
    /// what the file said.
    fn begun<'s>(
        &'s self,
        known: impl Iterator<Item = &'s State<T>>,
        row: &'s T,
        origin: Option<Origin<T>>,
    ) -> Common<T> {
        if row.imported_at() == self.current.imported_at() {
            return Common::Unknown;
        }
        let first =
            origin.and_then(|(Origin::First(first) | Origin::Shared(first))| first.value.as_imported());
        self.imported(known, row).or(first).map_or(Common::Unknown, Common::Imported)
    }

    /// Takes it that another database, which the session has moved to, has a row of the record. Both are merged on the
    /// last state that they share: the row itself, or a replaced value, of which `is_known` tells whether that database
    /// had it. Where none is known, what one side alone has stays, unless the session knew that database: then it may have
    /// been removed here, so what is here stays and the rest is named. Where both differ, what is here stays, and it is
    /// pushed on the row. `change` becomes the id of the value where that is a new one.
    pub fn settle_on(
        &mut self,
        row: Row<T>,
        past: RowPast,
        is_known: impl Fn(Change) -> bool,
        change: Change,
    ) {
        let replaced = std::mem::take(&mut self.replaced);
        let is_clean = self.pending.is_none();
        if is_clean && self.current.same_content(&row.value) {
            self.become_row(row);
            return;
        }
        let is_shared = |state: &&State<T>| state.change == row.change || is_known(state.change);
        let shared = match past {
            RowPast::Row => Some(&row.value),
            RowPast::Forgotten | RowPast::Unknown => {
                replaced.iter().rfind(is_shared).map(|state| &state.value)
            }
        };
        let is_deleted = self.current.deleted_at().is_some();
        let ours =
            || Merged { value: self.current.clone(), conflicts: self.current.conflicts_with(&row.value) };
        let Merged { value, conflicts } = match shared {
            Some(shared) => T::merge(Some(shared), &self.current, &row.value),
            None if is_deleted != row.value.deleted_at().is_some() => ours(),
            None => {
                let earlier = self.pending.iter().flat_map(|pending| &pending.earlier);
                match self.imported(replaced.iter().chain(earlier), &row.value) {
                    Some(imported) => T::join(&imported, &self.current, &row.value),
                    None if past == RowPast::Forgotten => ours(),
                    None => T::unite(&self.current, &row.value),
                }
            }
        };
        remember(&mut self.conflicts, conflicts, is_deleted);
        if is_clean && value.same_content(&row.value) {
            self.become_row(row);
            return;
        }
        self.reinstate(|_| false);
        self.revision = row.revision;
        if let Some(pending) = &mut self.pending {
            if !value.same_content(&self.current) {
                let by = self.by.take();
                let current = std::mem::replace(&mut self.current, value);
                let change = std::mem::replace(&mut self.change, change);
                pending.earlier.push(State { change, value: current, by });
                pending.refused = None;
            }
            pending.base = Some(row.into());
        }
    }

    /// What becomes of the value beside a row that lacks what was lost, given the state that a pending value builds
    /// on.
    fn beside(&self, row: &Row<T>, common: Common<T>, base: Option<&State<T>>) -> (T, Vec<Conflict>) {
        let ours = base.map_or(&self.current, |base| &base.value);
        let is_later = ours.updated_at() >= row.value.updated_at();
        let (local, remote) = if is_later { (ours, &row.value) } else { (&row.value, ours) };
        let both = match common {
            Common::Stored(change, _) if change == row.change => return (self.current.clone(), Vec::new()),
            Common::Stored(_, shared) => T::merge(Some(&shared), local, remote),
            Common::Imported(imported) => T::join(&imported, local, remote),
            Common::Unknown => return self.beside_stranger(row, base),
        };
        let Some(base) = base else { return (both.value, both.conflicts) };
        let merged = T::merge(Some(&base.value), &self.current, &both.value);
        (merged.value, [both.conflicts, merged.conflicts].concat())
    }

    /// The same beside a row of which nothing is known: what was changed here since may be later than that, and builds
    /// on what is older.
    fn beside_stranger(&self, row: &Row<T>, base: Option<&State<T>>) -> (T, Vec<Conflict>) {
        let ours = base.map_or(&self.current, |base| &base.value);
        let is_deleted = (self.current.deleted_at().is_some(), row.value.deleted_at().is_some());
        let stays = match is_deleted {
            (true, false) => false,
            (false, true) => true,
            _ => ours.updated_at() >= row.value.updated_at(),
        };
        match base {
            _ if stays => (self.current.clone(), self.current.conflicts_with(&row.value)),
            Some(base) => {
                let merged = T::merge(Some(&base.value), &self.current, &row.value);
                (merged.value, merged.conflicts)
            }
            None => (row.value.clone(), row.value.conflicts_with(&self.current)),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::{Experience, Kind};

    /// A job of a backup, changed on a device that never met the database, which has the job as `title`.
    fn of_a_backup(title: &str, is_deleted: bool, is_import: bool) -> Record<Experience> {
        let at = Timestamp::UNIX_EPOCH;
        let mut saved = Experience::new(uuid::Uuid::from_u128(1), Kind::Work, "Job", at);
        saved.tags = vec!["x".to_owned(), "y".to_owned()];
        if is_import {
            saved.metadata.insert(crate::domain::imported::IMPORT.to_owned(), serde_json::json!({}));
        }
        let row = Experience { title: title.to_owned(), ..saved.clone() };
        let mut record = Record::new(saved.clone(), Change::from_u128(1));
        let deleted_at = is_deleted.then_some(at);
        record.edit(Experience { tags: vec!["x".to_owned()], deleted_at, ..saved }, Change::from_u128(2));
        let row = Row { value: row, revision: 3, change: Change::from_u128(3), device: None };
        record.integrate(row, Change::from_u128(4));
        record
    }

    #[test]
    fn what_was_removed_from_a_backup_stays_removed_unless_the_database_has_changed_since() {
        let record = of_a_backup("Job", false, false);
        assert_eq!(record.current.tags, ["x"]);
        assert!(record.conflicts.is_empty(), "{:?}", record.conflicts);
        let push = record.push().unwrap();
        assert_eq!((push.base_revision, push.states.len()), (3, 2), "nothing is left out");
        // Another device changed it; what deleted it may be an undo; both may have imported it by themselves.
        let others = [("Jobs", false, false), ("Job", true, false), ("Job", false, true)];
        for (title, is_deleted, is_import) in others {
            let record = of_a_backup(title, is_deleted, is_import);
            assert!(record.current.deleted_at.is_none());
            assert_eq!(record.current.tags, ["x", "y"]);
        }
    }

    #[test]
    fn a_merge_of_an_agents_change_is_this_devices_own() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let base = Experience::new(uuid::Uuid::from_u128(1), Kind::Work, "Job", at(0));
        let row = |number: u128, value: &Experience| Row {
            value: value.clone(),
            revision: number as i64,
            change: Change::from_u128(number),
            device: None,
        };
        let skilled = Experience { skills: vec!["Rust".to_owned()], ..base.clone() };
        let titled = row(3, &Experience { title: "Post".to_owned(), updated_at: at(3), ..base.clone() });
        let by_agent = || {
            let mut record = Record::from_row(row(1, &base));
            record.edit(skilled.clone(), Change::from_u128(2));
            record.by = Some("agent".to_owned());
            record
        };
        let merged = Change::from_u128(4);
        let mut integrated = by_agent();
        integrated.integrate(titled.clone(), merged);
        let mut outlived = by_agent();
        outlived.outlive(titled.clone(), Some(Origin::Shared(row(1, &base))), |_| None, merged);
        let mut settled = by_agent();
        settled.keep_replaced([row(1, &base).into()]);
        settled.settle_on(titled, RowPast::Unknown, |_| true, merged);
        for record in [integrated, outlived, settled] {
            assert_eq!((record.current.title.as_str(), &record.current.skills), ("Post", &skilled.skills));
            let states = record.push().unwrap().states;
            let by: Vec<_> =
                states.iter().map(|state| (state.change.as_u128(), state.by.as_deref())).collect();
            assert_eq!(by[by.len() - 2..], [(2, Some("agent")), (4, None)]);
        }
    }

    #[test]
    fn a_state_that_the_database_still_has_is_kept_once() {
        let row = |number: u128, revision| {
            let at = Timestamp::from_second(number as i64).unwrap();
            let value = Experience::new(uuid::Uuid::from_u128(1), Kind::Work, format!("State {number}"), at);
            Row { value, revision, change: Change::from_u128(number), device: None }
        };
        let (kept, lost) = (row(1, 1), row(2, 2));
        let mut record = Record::from_row(lost.clone());
        record.keep_replaced([State { change: kept.change, value: kept.value.clone(), by: None }]);
        let revision = |change| (change == kept.change).then_some(kept.revision);
        record.outlive(kept.clone(), None, revision, Change::from_u128(3));
        assert_eq!(record.current, lost.value);
        let pending = record.pending.as_ref().unwrap();
        assert_eq!(pending.base.as_ref().map(|base| base.change), Some(kept.change));
        assert!(record.replaced.is_empty() && pending.earlier.is_empty(), "{record:?}");
    }
}
