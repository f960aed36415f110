//! Devices that share a database end equal, and nothing that was acknowledged is lost.
//!
//! Random schedules of edits, deletions, restores and synchronisations on two to five devices, with
//! calls to the database that fail before or after they were carried out: between any two calls
//! lies every point at which a process can be killed. `PROPTEST_CASES=100000` runs more of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by them")]

/// Methods of a database that hand a call on through `$via`.
macro_rules! forward {
    ($via:ident; $(fn $name:ident($($arg:ident: $of:ty),*) -> $answer:ty;)*) => {
        $(fn $name(&mut self, $($arg: $of),*) -> Result<$answer, DatabaseError> {
            self.$via(|database| database.$name($($arg),*))
        })*
    };
}

mod applying;
mod device;
mod failover;
mod horizon;
mod importing;
mod lagging;
mod moving;
mod pages;
mod slow;
#[path = "../support/mod.rs"]
mod support;
mod worlds;
mod writers;

use std::collections::HashSet;
use std::fmt::Debug;

use proptest::prelude::*;
use proptest::test_runner::Config;
use resume::database::Database;
use resume::domain::{Document, Experience, Kind, Record, Synced, place};
use resume::session::Session;
use serde_json::Value;
use uuid::Uuid;

use device::{Change, Device, Step, fault, step};
use support::memory::MemoryDatabase;
use worlds::{Postgres, Restorable, Sqlite, World};

/// How many cases run where `PROPTEST_CASES` does not say.
const CASES: u32 = 600;

#[expect(clippy::disallowed_methods, reason = "proptest's own variable")]
fn config() -> Config {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { CASES };
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// Synchronises all devices until nothing is new to any.
fn settle<W: World>(devices: &mut [Device<'_, W>]) {
    let held = |devices: &[Device<'_, W>]| -> Vec<_> {
        let of = |Session { cursor, documents, experiences, .. }| (cursor, documents, experiences);
        devices.iter().map(|device| of(device.session())).collect()
    };
    let mut before = held(devices);
    for _ in 0..20 {
        let reports: Vec<_> = devices.iter_mut().map(|device| device.sync().unwrap()).collect();
        // A row that is read and not new may move something, too.
        let after = held(devices);
        let is_same = after == before;
        before = after;
        if is_same && reports.iter().all(|report| report.pulled + report.pushed + report.pending == 0) {
            return;
        }
    }
    panic!("the devices never come to rest");
}

/// Every text that the database ever held.
fn remembered(database: &mut impl Database, session: &Session) -> HashSet<String> {
    let mut texts = HashSet::new();
    for record in &session.experiences {
        for revision in database.history(record.current.id).unwrap() {
            texts.extend(texts_of(revision.row.value));
        }
    }
    for record in &session.documents {
        for revision in database.document_history(&record.current.key()).unwrap() {
            texts.extend(texts_of_document(&revision.row.value));
        }
    }
    texts
}

fn texts_of(value: Experience) -> HashSet<String> {
    let mut texts = HashSet::from([value.title]);
    texts.extend(value.text);
    let titles = value.translations.into_values().filter_map(|translation| translation.title);
    texts.extend(titles.map(|translated| translated.text));
    for bullet in value.bullets {
        texts.insert(bullet.text);
        texts.extend(bullet.translations.into_values().map(|translated| translated.text));
    }
    texts.extend(value.skills);
    texts.extend(value.metadata.values().filter_map(Value::as_str).map(str::to_owned));
    texts
}

fn texts_of_document(value: &Document) -> HashSet<String> {
    value.body.values().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The titles and texts of the experiences.
fn values(session: &Session) -> HashSet<(Uuid, String)> {
    let mut values = HashSet::new();
    for record in &session.experiences {
        values.insert((record.current.id, record.current.title.clone()));
        values.extend(record.current.text.clone().map(|text| (record.current.id, text)));
    }
    values
}

fn assert_equal(one: &Session, other: &Session) {
    assert_same(&one.experiences, &other.experiences);
    assert_same(&one.documents, &other.documents);
}

/// Each experience stands in its section once, and so does each bullet, every one of which is unique.
fn assert_whole(session: &Session) {
    let all: Vec<_> = session.experiences.iter().map(|record| record.current.clone()).collect();
    let mut ordered: Vec<_> = place::whole_section(&all, Kind::Work).into_iter().map(|one| one.id).collect();
    ordered.sort_unstable();
    let mut ids: Vec<_> = all.iter().map(|one| one.id).collect();
    ids.sort_unstable();
    assert_eq!(ordered, ids);
    for bullets in all.iter().map(|one| &one.bullets) {
        let unique: HashSet<_> = bullets.iter().map(|bullet| &bullet.text).collect();
        assert_eq!(unique.len(), bullets.len(), "{bullets:?}");
    }
}

fn assert_same<T: Synced + Debug>(ones: &[Record<T>], others: &[Record<T>]) {
    assert_eq!(ones.len(), others.len());
    for record in ones {
        let twin = others.iter().find(|twin| twin.current.key() == record.current.key()).unwrap();
        assert_eq!(record.current, twin.current);
        assert_eq!(record.revision, twin.revision);
        assert!(!record.is_pending() && !twin.is_pending());
    }
}

/// Carries out a schedule, lets everybody synchronise, and looks at what they have.
fn converge<W: World>(world: &W, count: usize, steps: &[(usize, Step)]) -> Result<(), TestCaseError> {
    let mut devices: Vec<_> = (0..count).map(|index| Device::new(&format!("device{index}"), world)).collect();
    let mut acknowledged = Vec::new();
    for (device, step) in steps {
        devices[device % count].carry_out(step, &mut acknowledged);
    }
    settle(&mut devices);
    let sessions: Vec<_> = devices.iter().map(Device::session).collect();
    sessions.windows(2).for_each(|pair| assert_equal(&pair[0], &pair[1]));
    sessions.iter().for_each(assert_whole);
    let takes_back = steps.iter().any(|(_, step)| matches!(step, Step::Undo));
    applying::check(&sessions[0], &acknowledged, takes_back);
    let texts = remembered(&mut world.open(), &sessions[0]);
    for value in &acknowledged {
        prop_assert!(texts.contains(value), "{value} was acknowledged and is nowhere");
    }
    Ok(())
}

/// Restores the state between the first steps and the second, or empties the database, before the third.
fn restored<W: Restorable>(
    world: &W,
    count: usize,
    [before, between, after]: &[Vec<(usize, Step)>; 3],
    emptied: bool,
) -> Result<(), TestCaseError> {
    let mut devices: Vec<_> = (0..count).map(|index| Device::new(&format!("device{index}"), world)).collect();
    let mut acknowledged = Vec::new();
    let mut run = |devices: &mut Vec<Device<'_, W>>, steps: &[(usize, Step)]| {
        for (device, step) in steps {
            devices[device % count].carry_out(step, &mut acknowledged);
        }
    };
    run(&mut devices, before);
    let backup = world.save();
    run(&mut devices, between);
    settle(&mut devices);
    let agreed = devices[0].session();
    world.restore((!emptied).then_some(backup));
    run(&mut devices, after);
    settle(&mut devices);
    let sessions: Vec<_> = devices.iter().map(Device::session).collect();
    sessions.windows(2).for_each(|pair| assert_equal(&pair[0], &pair[1]));
    for record in &agreed.experiences {
        let now = sessions[0].find(record.current.id);
        prop_assert!(now.is_some(), "an experience is gone");
        if after.is_empty() {
            prop_assert!(now.unwrap().current.same_content(&record.current), "{:?}\n{:?}", now, record);
        }
    }
    for record in &agreed.documents {
        let now = sessions[0].documents.find(&record.current.key());
        prop_assert!(now.is_some(), "a document is gone");
        if after.is_empty() {
            prop_assert!(now.unwrap().current.same_content(&record.current), "{:?}\n{:?}", now, record);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn devices_converge_and_lose_nothing(
        count in 2..=5_usize,
        steps in prop::collection::vec((0..5_usize, step()), 1..40),
    ) {
        converge(&MemoryDatabase::new("ada", Uuid::new_v4()), count, &steps)?;
    }
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 10, ..config() })]

    #[test]
    fn devices_converge_and_lose_nothing_on_postgresql(
        count in 2..=3_usize,
        steps in prop::collection::vec((0..5_usize, step()), 1..16),
    ) {
        converge(&Postgres::new(), count, &steps)?;
    }
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 10, ..config() })]

    #[test]
    fn devices_converge_and_lose_nothing_on_sqlite(
        count in 2..=3_usize,
        steps in prop::collection::vec((0..5_usize, step()), 1..16),
    ) {
        converge(&Sqlite::new(), count, &steps)?;
    }
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 10, ..config() })]

    #[test]
    fn devices_that_imported_one_file_have_one_copy(
        count in 2..=3_usize,
        steps in prop::collection::vec((0..3_usize, step()), 0..20),
    ) {
        importing::each_imports(&MemoryDatabase::new("ada", Uuid::new_v4()), count, &steps);
    }

    #[test]
    fn a_late_import_takes_nothing_back(
        steps in prop::collection::vec(step(), 0..20),
        is_first in any::<bool>(),
    ) {
        importing::a_late_import(&MemoryDatabase::new("ada", Uuid::new_v4()), &steps, is_first);
    }
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 250, ..config() })]

    #[test]
    fn devices_that_imported_one_file_have_one_copy_in_every_database(
        steps in prop::collection::vec((0..2_usize, step()), 0..10),
    ) {
        importing::each_imports(&Sqlite::new(), 2, &steps);
        importing::each_imports(&Postgres::new(), 2, &steps);
    }

    #[test]
    fn a_late_import_takes_nothing_back_in_any_database(
        steps in prop::collection::vec(step(), 0..10),
        is_first in any::<bool>(),
    ) {
        importing::a_late_import(&Sqlite::new(), &steps, is_first);
        importing::a_late_import(&Postgres::new(), &steps, is_first);
    }
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 4, ..config() })]

    /// A server that goes back to an older state, or is emptied, gets back what the devices have.
    #[test]
    fn a_restored_server_gets_everything_back(
        count in 1..=3_usize,
        before in prop::collection::vec((0..3_usize, step()), 1..15),
        between in prop::collection::vec((0..3_usize, step()), 1..15),
        after in prop::collection::vec((0..3_usize, step()), 0..10),
        emptied in any::<bool>(),
    ) {
        restored(&MemoryDatabase::new("ada", Uuid::new_v4()), count, &[before, between, after], emptied)?;
    }
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 50, ..config() })]

    #[test]
    fn a_restored_server_gets_everything_back_on_postgresql(
        count in 1..=3_usize,
        before in prop::collection::vec((0..3_usize, step()), 1..12),
        between in prop::collection::vec((0..3_usize, step()), 1..12),
        after in prop::collection::vec((0..3_usize, step()), 0..8),
        emptied in any::<bool>(),
    ) {
        restored(&Postgres::new(), count, &[before, between, after], emptied)?;
    }
}

/// Restored, and written to by another program before any device comes: the revision is the one that the
/// device has read to, of another change.
fn overtaken<W: Restorable>(world: &W) {
    let mut device = Device::new("device", world);
    let mut acknowledged = Vec::new();
    device.carry_out(&Step::Add, &mut acknowledged);
    device.sync().unwrap();
    let backup = world.save();
    device.carry_out(&Step::Edit(0, Change::Text), &mut acknowledged);
    device.sync().unwrap();
    world.restore(Some(backup));
    let id = device.session().experiences[0].current.id;
    world.edit_by_hand(id, "by hand");
    settle(std::slice::from_mut(&mut device));
    let mut other = Device::new("other", world);
    other.sync().unwrap();
    assert_equal(&device.session(), &other.session());
    let texts = remembered(&mut world.open(), &other.session());
    assert!(acknowledged.iter().all(|value| texts.contains(value)) && texts.contains("by hand"), "{texts:?}");
}

#[test]
fn a_restored_server_that_was_written_past_the_cursor_gets_everything_back() {
    overtaken(&MemoryDatabase::new("ada", Uuid::new_v4()));
    overtaken(&Postgres::new());
}
