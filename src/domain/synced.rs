//! What is synced, whatever its type: the part of each type in merging and in telling one value from another.

use std::hash::Hash;

use jiff::Timestamp;
use serde::Serialize;

use super::{Conflict, Invalid, Merged};

/// Something that is kept, edited on several devices and merged. What syncs it is written once for all types
/// that are.
pub trait Synced: Clone + PartialEq + Serialize {
    /// Tells the records of one user apart. It never changes.
    type Key: Clone + Eq + Hash;

    fn key(&self) -> Self::Key;

    /// Whether it has this key, which need not be made to be compared.
    fn is(&self, key: &Self::Key) -> bool;

    /// Checks what its type cannot say.
    fn validate(&self) -> Result<(), Invalid>;

    /// Since when it is a tombstone, if it is one.
    fn deleted_at(&self) -> Option<Timestamp>;

    /// When it was last changed, by the clock of the device that did it.
    fn updated_at(&self) -> Timestamp;

    /// Takes it that it was changed at that time, unless it says that it was later.
    fn touch(&mut self, at: Timestamp);

    /// Whether both mean the same to a person; times of change are no content.
    fn same_content(&self, other: &Self) -> bool;

    /// About how many bytes its texts take.
    fn size(&self) -> usize;

    /// About how many bytes it takes in memory.
    fn weight(&self) -> usize;

    /// Brings two descendants of `base` together. Without a base both are taken as new.
    fn merge(base: Option<&Self>, local: &Self, remote: &Self) -> Merged<Self>;

    /// Brings two together that have nothing in common but the key: what one side alone has stays.
    fn unite(local: &Self, remote: &Self) -> Merged<Self> {
        Self::merge(None, local, remote)
    }

    /// Adds what `other` alone has in its lists and objects, of fields that are not among `found` yet.
    fn note_dropped(&self, other: &Self, found: &mut Vec<Conflict>);

    /// When its key was made of its content, if so: two that were imported by themselves differ.
    fn imported_at(&self) -> Option<Timestamp> {
        None
    }

    /// Whether its key is made of nothing, so that all records of the key are copies of one.
    fn is_made_once(&self) -> bool {
        false
    }

    /// What it was when its key was made of its content, where it still has that content: every record of the key
    /// began as that.
    fn as_imported(&self) -> Option<Self> {
        None
    }

    /// Brings two together that began as one on two devices, each without knowing of the other.
    fn join(imported: &Self, local: &Self, remote: &Self) -> Merged<Self> {
        Self::merge(Some(imported), local, remote)
    }

    /// What `other` says differently, where `self` stays as it is.
    fn conflicts_with(&self, other: &Self) -> Vec<Conflict> {
        let mut conflicts = Self::merge(None, self, other).conflicts;
        // A merge would have brought it back.
        let deletion = conflicts.iter_mut().find(|conflict| conflict.field == "deleted_at");
        if let Some(conflict) = deletion.filter(|_| self.deleted_at().is_some()) {
            std::mem::swap(&mut conflict.kept, &mut conflict.other);
        }
        if self.deleted_at().is_some() == other.deleted_at().is_some() {
            self.note_dropped(other, &mut conflicts);
        }
        conflicts
    }
}
