//! Devices that share a database end equal, and nothing that was acknowledged is lost.
//!
//! Random schedules of edits, deletions, restores and synchronisations on two to five devices, with
//! calls to the database that fail before or after they were carried out: between any two calls
//! lies every point at which a process can be killed. `PROPTEST_CASES=100000` runs more of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by them")]

mod applying;
mod failover;
mod lagging;
mod moving;
mod pages;
mod slow;
#[path = "../support/mod.rs"]
mod support;
mod worlds;

use std::collections::HashSet;
use std::fmt::Debug;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::test_runner::Config;
use resume::clock;
use resume::database::Database;
use resume::domain::place::{self, Move};
use resume::domain::{
    Bullet, Document, DocumentKey, Experience, Kind, Record, Synced, Translated, tags, variant_key,
};
use resume::session::{Session, SessionError, SessionStore, Side};
use resume::sync::{Engine, Policy, Report, Surroundings, SyncError};
use serde_json::{Map, Value};
use tempfile::TempDir;
use uuid::Uuid;

use support::memory::{Fault, MemoryDatabase};
use worlds::{Cut, Postgres, Restorable, World};

/// How many cases run where `PROPTEST_CASES` does not say.
const CASES: u32 = 2000;

#[expect(clippy::disallowed_methods, reason = "proptest's own variable")]
fn config() -> Config {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { CASES };
    Config { cases, failure_persistence: None, ..Config::default() }
}

#[derive(Debug, Clone)]
enum Step {
    Add,
    /// Changes one field of one experience.
    Edit(usize, Change),
    Delete(usize),
    Restore(usize),
    /// Moves one experience, to an end of the section or beside another one.
    Move(usize, Option<usize>),
    /// Moves the first bullet to the end.
    MoveBullet(usize),
    /// Renames a tag of everything to another one.
    RenameTag(usize),
    /// Changes one key of one document, and makes it where it is not there.
    Document(usize, usize),
    DeleteDocument(usize),
    /// Takes back what this device did last, if it can be.
    Undo,
    /// Does again what was taken back, if it can be.
    Redo,
    /// Saves an application that sent one of a few résumés.
    Apply(usize),
    /// Notes a status of one application.
    Note(usize),
    Sync,
    /// A synchronisation whose n-th call fails.
    Cut(usize, Fault),
    /// Somebody changes a row in SQL.
    ByHand(usize),
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Title,
    Text,
    Bullet,
    Skill,
    RemoveBullet,
    Metadata,
    /// Of the title and the last bullet.
    Translation,
    /// Of the first bullet.
    BulletText,
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![Just(Fault::Before), Just(Fault::After)]
}

fn step() -> impl Strategy<Value = Step> {
    let change = prop_oneof![
        Just(Change::Title),
        Just(Change::Text),
        Just(Change::Bullet),
        Just(Change::Skill),
        Just(Change::RemoveBullet),
        Just(Change::Metadata),
        Just(Change::Translation),
        Just(Change::BulletText)
    ];
    prop_oneof![
        3 => Just(Step::Add),
        6 => (0..8_usize, change).prop_map(|(index, change)| Step::Edit(index, change)),
        2 => (0..8_usize).prop_map(Step::Delete),
        1 => (0..8_usize).prop_map(Step::Restore),
        3 => (0..8_usize, prop::option::of(0..8_usize)).prop_map(|(index, anchor)| Step::Move(index, anchor)),
        1 => (0..8_usize).prop_map(Step::MoveBullet),
        1 => (0..3_usize).prop_map(Step::RenameTag),
        3 => (0..3_usize, 0..3_usize).prop_map(|(document, key)| Step::Document(document, key)),
        1 => (1..3_usize).prop_map(Step::DeleteDocument),
        3 => Just(Step::Undo),
        1 => Just(Step::Redo),
        1 => (0..2_usize).prop_map(Step::Apply),
        2 => (0..4_usize).prop_map(Step::Note),
        5 => Just(Step::Sync),
        4 => (0..6_usize, fault()).prop_map(|(call, fault)| Step::Cut(call, fault)),
        1 => (0..8_usize).prop_map(Step::ByHand),
    ]
}

struct Device<'a, W: World> {
    _home: TempDir,
    store: SessionStore,
    world: &'a W,
    database: Cut<W::Database>,
    around: Surroundings,
    policy: Policy,
}

/// Where a durable write costs nothing.
fn quick_directory() -> TempDir {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}

impl<'a, W: World> Device<'a, W> {
    fn new(name: &str, world: &'a W) -> Self {
        let home = quick_directory();
        let store = SessionStore::new(home.path().join("session.json"), clock::system);
        let around = Surroundings { clock: clock::system, ids: Uuid::new_v4, device: name.to_owned() };
        let database = Cut::new(world.open(), None);
        Self { _home: home, store, world, database, around, policy: Policy::default() }
    }

    fn sync(&mut self) -> Result<Report, SyncError> {
        let (store, around) = (&self.store, &self.around);
        Engine::new(store, &mut self.database, self.world.user(), around, &mut |_| {}).run(self.policy)
    }

    fn session(&self) -> Session {
        self.store.read(Clone::clone).unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut Session)) {
        let done: Result<(), SessionError> = self.store.update(|session| {
            change(session);
            Ok(())
        });
        done.unwrap();
    }

    /// Carries a step out; what the user would be told is saved goes into `acknowledged`.
    fn carry_out(&mut self, step: &Step, acknowledged: &mut Vec<String>) {
        match step {
            Step::Add => {
                let title = unique(acknowledged);
                let experience = Experience::new(Uuid::new_v4(), Kind::Work, title, clock::system());
                self.change(|session| {
                    session.experiences.add(experience, Uuid::new_v4()).unwrap();
                });
            }
            Step::Edit(index, change) => {
                let mut told = Vec::new();
                self.edit(*index, |value| !value.is_deleted(), |value| apply(value, *change, &mut told));
                acknowledged.extend(told);
            }
            Step::Delete(index) => {
                let deleted = |value: &mut Experience| value.deleted_at = Some(clock::system());
                self.edit(*index, |value| !value.is_deleted(), deleted);
            }
            Step::Restore(index) => {
                self.edit(*index, Experience::is_deleted, |value| value.deleted_at = None);
            }
            Step::Move(index, anchor) => self.move_one(*index, *anchor),
            Step::MoveBullet(index) => {
                let first_last = |value: &mut Experience| {
                    let middle = value.bullets.len().min(1);
                    value.bullets.rotate_left(middle);
                };
                self.edit(*index, |value| !value.is_deleted(), first_last);
            }
            Step::RenameTag(index) => self.rename_tag(["a", "b", "c"][*index]),
            Step::Document(index, key) => {
                let value = unique(acknowledged);
                self.edit_document(*index, |document| {
                    document.body.insert(format!("key{key}"), Value::String(value));
                    document.deleted_at = None;
                });
            }
            Step::DeleteDocument(index) => {
                self.edit_document(*index, |document| document.deleted_at = Some(clock::system()));
            }
            Step::Undo => self.reverse(Side::Done, Side::Undone),
            Step::Redo => self.reverse(Side::Undone, Side::Done),
            Step::Apply(content) => self.apply(*content, acknowledged),
            Step::Note(index) => self.note(*index, acknowledged),
            Step::Sync => {
                self.sync().unwrap();
            }
            Step::Cut(call, fault) => {
                self.database.cut(*call, *fault);
                let _ = self.sync();
                self.database.mend();
            }
            Step::ByHand(index) => {
                let session = self.session();
                if let Some(record) = session.experiences.get(*index) {
                    let title = format!("by hand {}", Uuid::new_v4());
                    self.world.edit_by_hand(record.current.id, &title);
                }
            }
        }
    }

    fn reverse(&self, side: Side, other: Side) {
        self.change(|session| {
            if let Some(reversed) = session.reverse(side, clock::system(), Uuid::new_v4) {
                reversed.unwrap();
                session.file_deeds(other, clock::system()).unwrap();
            }
        });
    }

    /// Experiences have the tag on themselves, and on the bullets that do not have it.
    fn rename_tag(&self, tag: &str) {
        let by = ["a", "b", "c"].into_iter().find(|by| *by != tag);
        self.change(|session| {
            for place in 0..session.experiences.len() {
                let mut value = session.experiences[place].current.clone();
                if !tags::replace(&mut value.tags, tag, by) {
                    value.tags.push(tag.to_owned());
                }
                for bullet in &mut value.bullets {
                    if !tags::replace(&mut bullet.tags, tag, by) {
                        bullet.tags.push(tag.to_owned());
                    }
                }
                value.updated_at = clock::system();
                session.experiences.edit(place, value, Uuid::new_v4()).unwrap();
            }
        });
    }

    fn move_one(&self, index: usize, anchor: Option<usize>) {
        let all: Vec<_> = self.session().experiences.iter().map(|record| record.current.clone()).collect();
        let section = place::whole_section(&all, Kind::Work);
        let to = match anchor.and_then(|anchor| section.get(anchor)) {
            Some(anchor) if index.is_multiple_of(2) => Move::Before(anchor.id),
            Some(anchor) => Move::After(anchor.id),
            None if index.is_multiple_of(2) => Move::First,
            None => Move::Last,
        };
        let put = |value: &mut Experience| *value = place::moved(&section, value, to, clock::system());
        self.edit(index, |value| !value.is_deleted(), put);
    }

    /// Changes the profile or one of two variants, which every device knows by the same id.
    fn edit_document(&self, index: usize, change: impl FnOnce(&mut Document)) {
        let key = match index {
            0 => DocumentKey::profile(),
            _ => variant_key(&format!("variant {index}")),
        };
        self.change(|session| {
            let place = session.documents.place(&key);
            let before = place.map(|place| session.documents[place].current.clone());
            let mut document =
                before.unwrap_or_else(|| Document::new(key.clone(), Map::new(), clock::system()));
            change(&mut document);
            document.updated_at = clock::system();
            match place {
                Some(place) => session.documents.edit(place, document, Uuid::new_v4()).unwrap(),
                None => session.documents.add(document, Uuid::new_v4()).unwrap(),
            };
        });
    }

    fn edit(&self, index: usize, fits: impl Fn(&Experience) -> bool, change: impl FnOnce(&mut Experience)) {
        self.change(|session| {
            let all = session.experiences.iter().enumerate();
            let fitting: Vec<_> =
                all.filter(|(_, record)| fits(&record.current)).map(|(place, _)| place).collect();
            if let Some(place) = fitting.get(index % fitting.len().max(1)) {
                let mut value = session.experiences[*place].current.clone();
                change(&mut value);
                value.updated_at = clock::system();
                session.experiences.edit(*place, value, Uuid::new_v4()).unwrap();
            }
        });
    }
}

fn unique(acknowledged: &mut Vec<String>) -> String {
    let text = format!("v{}", Uuid::new_v4().simple());
    acknowledged.push(text.clone());
    text
}

fn apply(value: &mut Experience, change: Change, acknowledged: &mut Vec<String>) {
    match change {
        Change::Title => value.title = unique(acknowledged),
        Change::Text => value.text = Some(unique(acknowledged)),
        Change::Bullet => value.bullets.push(Bullet::new(unique(acknowledged))),
        Change::Skill => value.skills.push(unique(acknowledged)),
        Change::RemoveBullet => {
            value.bullets.pop();
        }
        Change::Metadata => {
            value.metadata.insert("note".to_owned(), Value::String(unique(acknowledged)));
        }
        Change::Translation => {
            let tag = || "de".parse().unwrap();
            let text = Translated::new(unique(acknowledged), Some(&value.title));
            value.translations.entry(tag()).or_default().title = Some(text);
            if let Some(bullet) = value.bullets.last_mut() {
                let text = Translated::new(unique(acknowledged), Some(&bullet.text));
                bullet.translations.insert(tag(), text);
            }
        }
        Change::BulletText => {
            if let Some(bullet) = value.bullets.first_mut() {
                bullet.text = unique(acknowledged);
            }
        }
    }
}

/// Synchronises everybody until nothing is new to anybody.
fn settle<W: World>(devices: &mut [Device<'_, W>]) {
    for _ in 0..20 {
        let reports: Vec<_> = devices.iter_mut().map(|device| device.sync().unwrap()).collect();
        if reports.iter().all(|report| report.pulled + report.pushed + report.pending == 0) {
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
            let value = revision.row.value;
            texts.insert(value.title);
            texts.extend(value.text);
            let titles = value.translations.into_values().filter_map(|translation| translation.title);
            texts.extend(titles.map(|translated| translated.text));
            for bullet in value.bullets {
                texts.insert(bullet.text);
                texts.extend(bullet.translations.into_values().map(|translated| translated.text));
            }
            texts.extend(value.skills);
            texts.extend(value.metadata.values().filter_map(Value::as_str).map(str::to_owned));
        }
    }
    for record in &session.documents {
        for revision in database.document_history(&record.current.key()).unwrap() {
            texts.extend(revision.row.value.body.values().filter_map(Value::as_str).map(str::to_owned));
        }
    }
    texts
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

/// Restored, and written to by somebody else before any device comes: the revision is the one that the
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
