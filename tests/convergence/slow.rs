//! Databases that do not store every batch in time, or are far away.

use std::time::Duration;

use resume::clock;
use resume::database::{Batch, DatabaseError, Reason};
use resume::domain::{Experience, Kind};
use resume::session::Failure;
use resume::sync::SyncError;
use uuid::Uuid;

use crate::support::memory::MemoryDatabase;
use crate::worlds::{Postgres, World};
use crate::{Device, Step};

/// How many records a slow line carries in time.
const CARRIED: usize = 100;

fn add<W: World>(device: &Device<'_, W>, titles: impl Iterator<Item = String>) {
    device.change(|session| {
        for title in titles {
            let value = Experience::new(Uuid::new_v4(), Kind::Work, title, clock::system());
            session.experiences.add(value, Uuid::new_v4()).unwrap();
        }
    });
}

/// Notes a failure as `attempt` does, to be tried again at once.
fn note_failure<W: World>(device: &Device<'_, W>, error: &SyncError) {
    let now = clock::system();
    let failure =
        Failure { at: now, reason: "unavailable".to_owned(), message: error.to_string(), stops: false };
    device.change(|session| session.note_failure(failure, Some(now), 1));
}

/// The answer to a large batch never comes, and the connection is given up.
fn slow_line(batch: &Batch) -> Option<DatabaseError> {
    let silent = || DatabaseError::new(Reason::Unavailable, "did not answer");
    (batch.experiences.len() > CARRIED).then(silent)
}

#[test]
fn a_first_push_over_a_slow_line_gets_smaller_with_each_failure() {
    let world = MemoryDatabase::new("ada", Uuid::new_v4());
    let mut device = Device::new("device", &world);
    device.database.limit(slow_line);
    add(&device, (0..600).map(|n| format!("one of {n}")));
    for failures in 1..=3 {
        let error = device.sync().unwrap_err();
        note_failure(&device, &error);
        let session = device.session();
        assert_eq!((session.sync.failures, session.pending()), (failures, 600));
    }
    // 500, 250 and 125 were too many.
    let mut runs = 0;
    while let Err(error) = device.sync() {
        note_failure(&device, &error);
        runs += 1;
        assert!(device.session().pending() < 600 && runs < 40, "{}", device.session().pending());
    }
    let session = device.session();
    assert_eq!((session.pending(), session.sync.failures, session.sync.last_error), (0, 0, None));
}

#[test]
fn a_first_load_over_a_slow_line_gets_smaller_with_each_failure() {
    let world = MemoryDatabase::new("ada", Uuid::new_v4());
    world.insert_many_by_hand(600);
    let mut device = Device::new("device", &world);
    device.database.carried = 300;
    while let Err(error) = device.sync() {
        note_failure(&device, &error);
        assert!(device.session().sync.failures < 10, "{error}");
    }
    assert_eq!(device.database.asked[..7], [16_000, 8000, 4000, 2000, 1000, 500, 250]);
    let session = device.session();
    assert_eq!((session.experiences.len(), session.loaded, session.sync.failures), (600, true, 0));
}

#[test]
fn the_time_of_a_page_decides_how_large_the_next_is() {
    let world = MemoryDatabase::new("ada", Uuid::new_v4());
    world.insert_many_by_hand(100);
    let mut device = Device::new("device", &world);
    device.database.answered_in = Duration::MAX;
    device.change(|session| session.sync.failures = u32::MAX);
    device.sync().unwrap();
    let asked = &device.database.asked;
    assert_eq!(asked[0], 15);
    // More, or less on a machine that is so busy.
    assert_ne!(asked[1], 15);
}

#[test]
fn pages_do_not_shrink_where_the_round_trips_take_the_time() {
    // The round trips of a page take more than a second together, however few rows it has.
    let world = Postgres::far_away(Duration::from_millis(150));
    world.insert_by_hand(300);
    let mut device = Device::new("device", &world);
    device.database.answered_in = Duration::MAX;
    device.change(|session| session.sync.failures = u32::MAX);
    let report = device.sync().unwrap();
    let asked = &device.database.asked;
    assert_eq!((report.pulled, device.session().loaded, asked[0]), (300, true, 15));
    assert!(asked.iter().all(|rows| *rows >= asked[0]), "{asked:?}");
}

/// Whatever holds a record that is slow is cancelled.
fn slow_record(batch: &Batch) -> Option<DatabaseError> {
    let is_slow = |title: &str| title.starts_with("slow");
    let slow = batch.experiences.iter().any(|push| is_slow(&push.last().unwrap().value.title));
    (slow || !batch.documents.is_empty())
        .then(|| DatabaseError::new(Reason::Unavailable, "took too long").less_may_do())
}

#[test]
fn a_record_that_always_takes_too_long_does_not_hold_up_the_others() {
    let world = MemoryDatabase::new("ada", Uuid::new_v4());
    let mut device = Device::new("device", &world);
    device.database.limit(slow_record);
    add(&device, ["a", "b", "c", "slow", "d", "slow, too", "e", "f"].map(str::to_owned).into_iter());
    for _ in 0..2 {
        let error = device.sync().unwrap_err();
        assert_eq!(error.to_string(), "took too long");
        note_failure(&device, &error);
        let session = device.session();
        let pending = session.experiences.iter().filter(|record| record.is_pending());
        let pending: Vec<_> = pending.map(|record| record.current.title.as_str()).collect();
        assert_eq!(pending, ["slow", "slow, too"]);
    }
    device.database.limit(|_| None);
    assert_eq!(device.sync().unwrap().pending, 0);
}

#[test]
fn however_many_always_take_too_long_the_others_get_through() {
    let world = MemoryDatabase::new("ada", Uuid::new_v4());
    let mut device = Device::new("device", &world);
    device.database.limit(slow_record);
    device.carry_out(&Step::Document(0, 0), &mut Vec::new());
    add(&device, ["slow", "slow", "slow", "slow", "a"].map(str::to_owned).into_iter());
    let mut pending = Vec::new();
    for _ in 0..5 {
        let error = device.sync().unwrap_err();
        note_failure(&device, &error);
        pending.push(device.session().pending());
    }
    // A run that a lock holds up ends soon: each sets one more aside than the one before.
    assert_eq!(pending, [6, 6, 6, 6, 5]);
}
