//! What the database in memory does on demand.

use resume::database::{Batch, Database, Reason};
use resume::domain::Outcome;
use uuid::Uuid;

use crate::harness::{change, pull_all, push, row, state, store, stored, titles};
use crate::support::memory::{Fault, MemoryDatabase};

#[test]
fn the_chosen_call_fails_before_or_after_its_work() {
    let mut database = MemoryDatabase::new("ada", Uuid::from_u128(1));
    let batch = Batch { experiences: vec![push(0, state(1, "one", 1))], ..Batch::default() };
    database.fail(0, Fault::Before);
    assert_eq!(database.push(&batch, "laptop").unwrap_err().reason, Reason::Unavailable);
    assert_eq!(database.snapshot(0).unwrap().revision, 0);
    database.fail(1, Fault::After);
    assert_eq!(pull_all(&mut database).total, 0);
    assert!(database.push(&batch, "laptop").is_err());
    assert_eq!(database.snapshot(0).unwrap().revision, 1);
    let again = database.push(&batch, "laptop").unwrap().experiences;
    assert_eq!(again, [Outcome::Applied { change: change(1), revision: 1 }]);
    // The faults of one device are not another's; a server that is down is everybody's.
    database.fail(0, Fault::Before);
    assert!(database.device("ada").pull(0, 1).is_ok());
    database.set_down(true);
    assert!(database.device("ada").pull(0, 1).is_err());
}

#[test]
fn a_backup_that_is_put_back_counts_the_same_revisions_again() {
    let mut database = MemoryDatabase::new("ada", Uuid::from_u128(1));
    stored(&mut database, 1, "one", 1);
    let backup = database.save();
    stored(&mut database, 2, "lost", 2);
    database.restore(backup);
    stored(&mut database, 3, "instead", 3);
    let snapshot = database.snapshot(2).unwrap();
    assert_eq!((snapshot.revision, snapshot.change_at), (2, Some(change(3))));
    assert_eq!(snapshot.identity, Uuid::from_u128(1));
    assert_eq!(titles(&mut database, 2), [""; 0]);
    database.wipe(Uuid::from_u128(9));
    let snapshot = database.snapshot(1).unwrap();
    assert_eq!((snapshot.revision, snapshot.identity), (0, Uuid::from_u128(9)));
}

#[test]
fn changes_made_by_hand_never_repeat_an_id() {
    let mut database = MemoryDatabase::new("ada", Uuid::from_u128(1));
    stored(&mut database, 1, "one", 1);
    let backup = database.save();
    database.edit_by_hand(crate::harness::id(1), |value| value.title = "by hand".to_owned());
    let first = row(&mut database, 1).change;
    database.restore(backup);
    database.edit_by_hand(crate::harness::id(1), |value| value.title = "by hand".to_owned());
    assert_ne!(row(&mut database, 1).change, first);
    assert!(matches!(store(&mut database, push(1, state(1, "late", 2))), Outcome::Conflict(Some(_))));
}
