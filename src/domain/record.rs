//! A value, what the database is known to hold of it, and what has still to reach the database.
//!
//! The invariant: every value that was ever acknowledged to the user is the current one, is in
//! [`Pending::earlier`], or is in the database's history. All changes go through the methods here,
//! so that no caller has to remember it.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::merged::remember;
use super::{Conflict, Synced};

/// The id of one change: made where the change is made, and stored with it by the database, so
/// that a change whose acknowledgement was lost is recognised instead of being made twice.
pub type Change = Uuid;

/// How far a session has read a database: the last revision seen, the change that made it, and the
/// database's epoch.
///
/// All are compared, because a restored server counts the same revisions again: for other changes,
/// or, once a device has stored again what was lost, for the same ones in another order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    pub revision: i64,
    pub change: Change,
    pub epoch: Uuid,
}

/// A value as the database holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<T> {
    pub value: T,
    /// Positive, unique for the user, and higher than that of every row committed before.
    pub revision: i64,
    pub change: Change,
    /// The name of the device that made the change; absent where it was made by hand in SQL.
    pub device: Option<String>,
}

/// One value that a record had, with the id of the change that made it so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State<T> {
    pub change: Change,
    pub value: T,
    /// Who made the change, where that was no command of this device's user; the history names it as the device, also
    /// where the state is stored once more. It is an agent, or any device where all moves to another database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// What one record asks of the database: to go from `base_revision` through `states` to the last of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Push<T> {
    /// The revision that the states build on; 0: the database has no such record.
    pub base_revision: i64,
    /// Oldest first, never empty; all but the last are only for the history.
    pub states: Vec<State<T>>,
}

impl<T> Push<T> {
    /// The state that is to be the current one.
    pub fn last(&self) -> Option<&State<T>> {
        self.states.last()
    }

    /// Who made the first of the changes.
    pub fn by(&self) -> Option<&str> {
        self.states.first()?.by.as_deref()
    }

    /// The states up to the first that another one made: a transaction names one device.
    pub fn of_one(mut self) -> Self {
        let others = self.states.iter().position(|state| state.by.as_deref() != self.by());
        self.states.truncate(others.unwrap_or(self.states.len()));
        self
    }
}

/// What became of one [`Push`].
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<T> {
    /// The database holds `change` as its current value, now or since an earlier attempt.
    Applied { change: Change, revision: i64 },
    /// Nothing was changed: the database has another revision (or, with `None`, no such record).
    Conflict(Option<Row<T>>),
    /// The database will not have this value, whatever the others do; the text is its own reason.
    Refused(String),
}

impl<T> Outcome<T> {
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }
}

/// A value with its place in the synchronisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de>"))]
pub struct Record<T> {
    pub current: T,
    /// The last revision known from the database; 0: it never had this record.
    pub revision: i64,
    /// The change that made `current`.
    pub change: Change,
    /// As [`State::by`], of `current`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Absent: the database has `current`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<Box<Pending<T>>>,
    /// Values that the database would not have, or not together, and that were changed since: only
    /// this device has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<State<T>>,
    /// Values that the database held and that were replaced lately, oldest first, see `brought_back`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<State<T>>,
    /// Unread merges, newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
}

/// What has still to be pushed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de>"))]
pub struct Pending<T> {
    /// What the database holds at [`Record::revision`]; absent where it has nothing.
    pub base: Option<State<T>>,
    /// The change that made what the database holds, where only the database knows its value: the record was
    /// changed by hand in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen: Option<Change>,
    /// Values that were acknowledged and then replaced before the database saw them, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<State<T>>,
    /// Why the database would not have it; it is asked again once the record changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl<T> Pending<T> {
    /// Nothing but the current value is to be pushed, on `base`.
    pub(super) fn on(base: Option<State<T>>) -> Box<Self> {
        Box::new(Self { base, unseen: None, earlier: Vec::new(), refused: None })
    }
}

/// Where each record stands, by its key.
pub fn places<T: Synced>(records: &[Record<T>]) -> HashMap<T::Key, usize> {
    records.iter().enumerate().map(|(place, record)| (record.current.key(), place)).collect()
}

impl<T> Record<T> {
    /// The record of another form of its values.
    pub fn map<U>(self, form: impl Fn(T) -> U) -> Record<U> {
        let Self { current, revision, change, by, pending, rejected, replaced, conflicts } = self;
        let state = |State { change, value, by }| State { change, value: form(value), by };
        let pending = pending.map(|pending| {
            let Pending { base, unseen, earlier, refused } = *pending;
            let earlier = earlier.into_iter().map(state).collect();
            Box::new(Pending { base: base.map(state), unseen, earlier, refused })
        });
        let rejected = rejected.into_iter().map(state).collect();
        let replaced = replaced.into_iter().map(state).collect();
        Record { current: form(current), revision, change, by, pending, rejected, replaced, conflicts }
    }
}

impl<T: Synced> Record<T> {
    /// A value that only this device knows.
    pub fn new(value: T, change: Change) -> Self {
        Self { pending: Some(Pending::on(None)), ..Self::stored(0, State { change, value, by: None }) }
    }

    /// A value as the database has it.
    pub fn from_row(row: Row<T>) -> Self {
        Self::stored(row.revision, row.into())
    }

    fn stored(revision: i64, State { change, value, by }: State<T>) -> Self {
        Self {
            current: value,
            revision,
            change,
            by,
            pending: None,
            rejected: Vec::new(),
            replaced: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Replaces the current value by one that the user asked for. Conflicts that it does not decide stay.
    pub fn edit(&mut self, value: T, change: Change) {
        let value = std::mem::replace(&mut self.current, value);
        let is_gone = self.current.deleted_at().is_some();
        self.conflicts.retain(|one| !is_gone && one.is_open(&value, &self.current));
        let before = State { change: self.change, value, by: self.by.take() };
        self.change = change;
        match &mut self.pending {
            // What was refused on its own would be refused among others too.
            Some(pending) => match pending.refused.take() {
                Some(_) => self.rejected.push(before),
                None => pending.earlier.push(before),
            },
            None => self.pending = Some(Pending::on(Some(before))),
        }
    }

    /// Takes it that a person changed the value in the file. What the database holds is not known here then.
    pub fn change_by_hand(&mut self, change: Change, at: Timestamp) {
        self.current.touch(at);
        self.by = None;
        let before = std::mem::replace(&mut self.change, change);
        match &mut self.pending {
            Some(pending) => pending.refused = None,
            None => {
                let unseen = (self.revision > 0).then_some(before);
                self.pending = Some(Box::new(Pending { unseen, ..*Pending::on(None) }));
            }
        }
    }

    /// The change whose value [`Record::learn`] waits for.
    pub fn unseen(&self) -> Option<Change> {
        self.pending.as_ref()?.unseen
    }

    /// Takes in what the record builds on, where it was changed by hand. If that says the same, nothing is pending.
    pub fn learn(&mut self, base: State<T>) {
        let Some(pending) = self.pending.as_mut().filter(|pending| pending.unseen == Some(base.change))
        else {
            return;
        };
        if pending.earlier.is_empty() && base.value.same_content(&self.current) {
            (self.current, self.change, self.by, self.pending) = (base.value, base.change, base.by, None);
            return;
        }
        (pending.base, pending.unseen) = (Some(base), None);
    }

    /// What to push, if anything.
    pub fn push(&self) -> Option<Push<T>> {
        let pending = self.pending.as_ref()?;
        let current = State { change: self.change, value: self.current.clone(), by: self.by.clone() };
        let states = pending.earlier.iter().cloned().chain([current]).collect();
        Some(Push { base_revision: self.revision, states })
    }

    /// Notes that the database has `change`, at `revision`. What was changed here since stays
    /// pending on the new base; a change that is no longer known here is ignored.
    pub fn acknowledge(&mut self, change: Change, revision: i64) {
        let Some(pending) = &mut self.pending else { return };
        let (base, stored) = if self.change == change {
            let base = pending.base.take();
            (base, std::mem::take(&mut pending.earlier))
        } else if let Some(index) = pending.earlier.iter().position(|state| state.change == change) {
            let mut stored: Vec<_> = pending.earlier.drain(..=index).collect();
            let last = stored.pop();
            (std::mem::replace(&mut pending.base, last), stored)
        } else {
            return;
        };
        self.revision = revision;
        if self.change == change {
            self.pending = None;
        } else {
            pending.unseen = None;
        }
        self.keep_replaced(base.into_iter().chain(stored));
    }

    /// Notes the reason for which the database will not have `change`. Where earlier values stood
    /// before it, one of them may have been the cause: they stay here, and it is asked for the last alone.
    pub fn refuse(&mut self, change: Change, reason: String) {
        let Some(pending) = &mut self.pending else { return };
        if self.change != change {
            // What came after it is asked for on its own.
            let last = pending.earlier.iter().position(|state| state.change == change);
            if let Some(last) = last {
                self.rejected.extend(pending.earlier.drain(..=last));
            }
            return;
        }
        if pending.earlier.is_empty() {
            pending.refused = Some(reason);
        } else {
            self.rejected.append(&mut pending.earlier);
        }
    }

    /// How many pushes it takes where each is of one device.
    pub fn pushes(&self) -> usize {
        let Some(pending) = self.pending.as_ref().filter(|pending| pending.refused.is_none()) else {
            return 0;
        };
        let all: Vec<_> = pending.earlier.iter().map(|state| &state.by).chain([&self.by]).collect();
        1 + all.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    /// Forgets that the database would not have it, so that it is asked again.
    pub fn reconsider(&mut self) {
        if let Some(pending) = &mut self.pending {
            pending.refused = None;
        }
    }

    /// Takes in what the database holds. A clean record becomes the row; a pending one is merged
    /// with it and stays pending on the row as its base, unless nothing is left to push.
    /// `change` becomes the id of the merged value where that is a new one.
    pub fn integrate(&mut self, row: Row<T>, change: Change) {
        if self.base_change() == Some(row.change) {
            self.revision = row.revision;
            if self.pending.is_none() {
                // Another device that brought the change back may have given it a later time.
                self.current = row.value;
            } else {
                self.learn(row.into());
            }
            return;
        }
        if self.unacknowledged().any(|change| change == row.change) {
            self.acknowledge(row.change, row.revision);
            return;
        }
        let Some(pending) = self.pending.take() else {
            let before = State { change: self.change, value: self.current.clone(), by: self.by.take() };
            self.keep_replaced([before]);
            self.become_row(row);
            return;
        };
        let base = pending.base.as_ref().map(|state| &state.value);
        let base = base.or_else(|| self.copied(&pending, &row.value));
        let imported = if base.is_none() { self.imported(pending.earlier.iter(), &row.value) } else { None };
        let merged = match &imported {
            Some(imported) => T::join(imported, &self.current, &row.value),
            None => T::merge(base, &self.current, &row.value),
        };
        let known = base.or(imported.as_ref()).is_some_and(|base| base.same_content(&self.current));
        let mut earlier = pending.earlier;
        if !merged.value.same_content(&self.current) && !known {
            earlier.push(State { change: self.change, value: self.current.clone(), by: self.by.clone() });
        }
        self.keep_replaced(pending.base);
        remember(&mut self.conflicts, merged.conflicts, self.current.deleted_at().is_some());
        self.revision = row.revision;
        if merged.value.same_content(&row.value) && earlier.is_empty() {
            State { change: self.change, value: self.current, by: self.by } = row.into();
            return;
        }
        if !merged.value.same_content(&self.current)
            || earlier.last().is_some_and(|last| last.change == self.change)
        {
            // The merge is this device's own, even of an agent's change.
            (self.change, self.by) = (change, None);
        }
        self.current = merged.value;
        self.pending = Some(Box::new(Pending { earlier, ..*Pending::on(Some(row.into())) }));
    }

    /// What the record began as, here and on the device that stored the row, if it was imported: one of its states
    /// has to be that.
    pub(super) fn imported<'s>(
        &'s self,
        earlier: impl Iterator<Item = &'s State<T>>,
        row: &'s T,
    ) -> Option<T> {
        let here = self.rejected.iter().chain(earlier).map(|state| &state.value);
        here.chain([&self.current, row]).find_map(T::as_imported)
    }

    /// Takes it that another database, which may know nothing of the record, takes the place of the
    /// one that holds `past`, oldest first: all of it is pushed.
    pub fn emigrate(&mut self, past: Vec<State<T>>) {
        self.replaced.clear();
        self.reinstate(|_| false);
        self.reconsider();
        if let Some(current) = past.iter().find(|state| state.change == self.change) {
            self.by = self.by.take().or_else(|| current.by.clone());
        }
        let known: Vec<_> = self.unacknowledged().collect();
        let new = past.into_iter().filter(|state| !known.contains(&state.change));
        if let Some(pending) = &mut self.pending {
            pending.earlier.splice(..0, new);
        }
    }

    /// Whether it is worth pushing: pending, and not refused since its last change.
    pub fn is_waiting(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.refused.is_none())
    }

    /// The change that the database is known to hold.
    pub fn base_change(&self) -> Option<Change> {
        match &self.pending {
            None => Some(self.change),
            Some(pending) => pending.base.as_ref().map(|base| base.change).or(pending.unseen),
        }
    }

    /// Every change that the database may have taken without our hearing of it, oldest first.
    pub fn unacknowledged(&self) -> impl Iterator<Item = Change> + '_ {
        let earlier =
            self.pending.iter().flat_map(|pending| pending.earlier.iter().map(|state| state.change));
        earlier.chain(self.pending.iter().map(|_| self.change))
    }
}
