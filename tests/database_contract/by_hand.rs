//! Rows that are changed without this program.

use resume::database::Database;
use resume::domain::Outcome;

use crate::harness::{Harness, change, id, pull_all, push, row, state, store, stored, titles};

pub(crate) fn an_edit_gets_a_revision_and_reaches_the_history<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    stored(database, 2, "other", 2);
    harness.edit_by_hand("ada", id(1), "by hand");
    let page = database.pull(2, 10).unwrap();
    let [edited] = <[_; 1]>::try_from(page.experiences).unwrap();
    assert_eq!((edited.value.title.as_str(), edited.revision, edited.device), ("by hand", 3, None));
    assert_ne!(edited.change, change(1));
    assert_ne!(edited.value.updated_at, state(1, "one", 1).value.updated_at);
    assert_eq!(edited.value.created_at, state(1, "one", 1).value.created_at);
    assert_eq!(titles(database, 1), ["one", "by hand"]);
    assert_eq!(database.snapshot(3).unwrap().change_at, Some(edited.change));
    let history = database.history(id(1)).unwrap();
    assert_eq!((history[0].row.revision, history[0].row.change), (base, change(1)));
    // Two edits are two changes.
    harness.edit_by_hand("ada", id(1), "by hand");
    assert_ne!(row(database, 1).change, edited.change);
    assert_eq!(row(database, 1).revision, 4);
}

pub(crate) fn a_deletion_leaves_a_tombstone<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    stored(database, 1, "one", 1);
    stored(database, 2, "other", 2);
    harness.delete_by_hand("ada", id(1));
    let deleted = row(database, 1);
    assert!(deleted.value.is_deleted());
    assert_eq!((deleted.value.title.as_str(), deleted.revision, deleted.device), ("one", 3, None));
    assert_ne!(deleted.change, change(1));
    assert!(!row(database, 2).value.is_deleted());
    assert_eq!((titles(database, 1).len(), pull_all(database).total), (2, 2));
}

pub(crate) fn an_insertion_gets_a_revision_and_a_change<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    stored(database, 1, "one", 1);
    harness.insert_by_hand("ada", id(2), "by hand");
    let inserted = row(database, 2);
    assert_eq!((inserted.value.title.as_str(), inserted.revision, inserted.device), ("by hand", 2, None));
    assert!(!inserted.change.is_nil());
    assert_eq!(titles(database, 2), ["by hand"]);
    // The first row of a user, too.
    harness.insert_by_hand("bob", id(2), "his");
    assert_eq!(row(&mut harness.open("bob"), 2).revision, 1);
}

pub(crate) fn a_push_on_the_state_before_an_edit_is_a_conflict<H: Harness>() {
    let harness = H::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    harness.edit_by_hand("ada", id(1), "by hand");
    let theirs = row(database, 1);
    let outcome = store(database, push(base, state(1, "ours", 2)));
    assert_eq!(outcome, Outcome::Conflict(Some(theirs.clone())));
    let outcome = store(database, push(theirs.revision, state(1, "both", 3)));
    assert_eq!(outcome, Outcome::Applied { change: change(3), revision: theirs.revision + 1 });
    assert_eq!(titles(database, 1), ["one", "by hand", "both"]);
}
