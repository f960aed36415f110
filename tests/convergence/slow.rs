//! Databases that do not store every batch in time.

use resume::clock;
use resume::database::memory::MemoryDatabase;
use resume::database::{Batch, DatabaseError, Reason};
use resume::domain::{Experience, Kind, Record};
use resume::session::Failure;
use resume::sync::SyncError;
use uuid::Uuid;

use crate::Device;
use crate::worlds::World;

/// How many records a slow line carries in time.
const CARRIED: usize = 100;

fn add<W: World>(device: &Device<'_, W>, titles: impl Iterator<Item = String>) {
    device.change(|session| {
        session.experiences.extend(titles.map(|title| {
            let value = Experience::new(Uuid::new_v4(), Kind::Work, title, clock::system());
            Record::new(value, Uuid::new_v4())
        }));
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
