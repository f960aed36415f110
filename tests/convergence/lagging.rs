//! Devices whose reads are answered by servers that lag behind the one that is written to.
//!
//! A balancer may send every statement to another server. So each read here is answered by the primary or by
//! a copy of an older state, as it comes; what writes, and what takes a lock, reaches the primary.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use proptest::prelude::*;
use proptest::test_runner::Config;
use resume::database::{
    Batch, Check, Database, DatabaseError, DatabaseName, Lost, Origins, Outcomes, Page, Past, Reason,
    Revision, Snapshot,
};
use resume::domain::{
    AiCall, AiGrouping, AiPlace, AiQuery, AiTallies, Change, Document, DocumentKey, Experience, Horizon,
    StartedAt,
};
use resume::sync::SyncError;
use uuid::Uuid;

use crate::support::memory::MemoryDatabase;
use crate::worlds::World;
use crate::{Device, Step, assert_equal, config, remembered, settle, step, values};

/// What a server that lags behind does with a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standby {
    /// It answers as if it were the primary.
    Answers,
    /// The same, and it is asked which changes it knows, too.
    AnswersAll,
    /// It says what it is, and its answer is not used.
    SaysSo,
}

/// A primary, and a standby that catches up when told to.
struct Balanced {
    primary: MemoryDatabase,
    standby: MemoryDatabase,
    is: Standby,
    /// For each read to come, whether the standby gets it; over and over.
    turns: Rc<RefCell<Vec<bool>>>,
}

impl Balanced {
    fn new(is: Standby, turns: Vec<bool>) -> Self {
        let primary = MemoryDatabase::new("ada", Uuid::new_v4());
        let standby = MemoryDatabase::new("ada", Uuid::new_v4());
        standby.restore(primary.save());
        Self { primary, standby, is, turns: Rc::new(RefCell::new(turns)) }
    }

    fn catch_up(&self) {
        self.standby.restore(self.primary.save());
    }
}

impl World for Balanced {
    type Database = Connection;

    fn user(&self) -> &str {
        World::user(&self.primary)
    }

    fn open(&self) -> Connection {
        Connection {
            primary: self.primary.open(),
            standby: self.standby.open(),
            is: self.is,
            turns: Rc::clone(&self.turns),
        }
    }

    fn edit_by_hand(&self, id: Uuid, title: &str) {
        World::edit_by_hand(&self.primary, id, title);
    }
}

struct Connection {
    primary: MemoryDatabase,
    standby: MemoryDatabase,
    is: Standby,
    turns: Rc<RefCell<Vec<bool>>>,
}

impl Connection {
    /// The server that gets a read.
    fn any(&mut self) -> Result<&mut MemoryDatabase, DatabaseError> {
        let mut turns = self.turns.borrow_mut();
        let standby = turns.first().copied().unwrap_or(false);
        if !turns.is_empty() {
            turns.rotate_left(1);
        }
        match (standby, self.is) {
            (false, _) => Ok(&mut self.primary),
            (true, Standby::SaysSo) => Err(DatabaseError::new(Reason::Unavailable, "a standby answered")),
            (true, Standby::Answers | Standby::AnswersAll) => Ok(&mut self.standby),
        }
    }

    fn of_any<R>(
        &mut self,
        call: impl FnOnce(&mut MemoryDatabase) -> Result<R, DatabaseError>,
    ) -> Result<R, DatabaseError> {
        call(self.any()?)
    }

    fn of_primary<R>(
        &mut self,
        call: impl FnOnce(&mut MemoryDatabase) -> Result<R, DatabaseError>,
    ) -> Result<R, DatabaseError> {
        call(&mut self.primary)
    }
}

impl Database for Connection {
    fn name(&self) -> &DatabaseName {
        self.primary.name()
    }

    fn user(&self) -> &str {
        Database::user(&self.primary)
    }

    fn applied(&mut self, changes: &[Change]) -> Result<Vec<(Change, i64)>, DatabaseError> {
        if self.is == Standby::AnswersAll {
            self.any()?.applied(changes)
        } else {
            self.primary.applied(changes)
        }
    }

    fn origins(
        &mut self,
        horizon: Horizon,
        experiences: &[Uuid],
        documents: &[DocumentKey],
    ) -> Result<Origins, DatabaseError> {
        if self.is == Standby::AnswersAll {
            self.any()?.origins(horizon, experiences, documents)
        } else {
            self.primary.origins(horizon, experiences, documents)
        }
    }

    fn check(&mut self) -> Vec<Check> {
        self.primary.check()
    }

    forward! { of_primary;
        fn push(batch: &Batch, device: &str) -> Outcomes;
        fn begin_epoch(epoch: Uuid, lost: &Lost) -> bool;
        fn log_ai_calls(calls: &[AiCall]) -> ();
        fn prune_ai_calls(before: StartedAt) -> u64;
    }

    forward! { of_any;
        fn snapshot(at: i64) -> Snapshot;
        fn pull(after: i64, limit: usize) -> Page;
        fn history(id: Uuid) -> Vec<Revision<Experience>>;
        fn document_history(key: &DocumentKey) -> Vec<Revision<Document>>;
        fn past(changes: &[Change]) -> Past;
        fn passed(after: i64, last: i64) -> Past;
        fn ai_calls(after: &str, limit: usize) -> Vec<AiCall>;
        fn newest_ai_calls(query: &AiQuery, before: Option<&AiPlace>, limit: usize, content: bool) -> Vec<AiCall>;
        fn known_ai_calls(ids: &[String]) -> Vec<String>;
        fn ai_call_ids(prefix: &str, limit: usize) -> Vec<String>;
        fn ai_call(request_id: &str) -> Option<AiCall>;
        fn tally_ai_calls(query: &AiQuery, by: AiGrouping, besides: &[String]) -> AiTallies;
        fn count_ai_calls(before: StartedAt, besides: &[String]) -> u64;
    }
}

#[derive(Debug, Clone)]
enum Event {
    Device(usize, Step),
    CatchUp,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => (0..5_usize, onward()).prop_map(|(device, step)| Event::Device(device, step)),
        1 => Just(Event::CatchUp),
    ]
}

fn turns() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), 1..24)
}

/// Carries out an event. A value goes into `replaced` where a device that had seen it replaced it.
fn carry_out(
    world: &Balanced,
    devices: &mut [Device<'_, Balanced>],
    event: &Event,
    acknowledged: &mut Vec<String>,
    replaced: &mut HashSet<(Uuid, String)>,
) {
    let Event::Device(device, step) = event else { return world.catch_up() };
    let index = device % devices.len();
    let device = &mut devices[index];
    let before = device.session();
    match step {
        Step::Sync => {
            let done = device.sync();
            let passing = |error: &SyncError| matches!(error, SyncError::Database(error) if error.reason == Reason::Unavailable);
            assert!(done.as_ref().err().is_none_or(passing), "{done:?}");
        }
        Step::Cut(..) => device.carry_out(step, acknowledged),
        Step::ByHand(record) => {
            let id = before.experiences.get(*record).map(|record| record.current.id);
            let states = id.map(|id| world.primary.open().history(id).unwrap()).unwrap_or_default();
            replaced.extend(states.last().map(|state| (state.row.value.id, state.row.value.title.clone())));
            device.carry_out(step, acknowledged);
        }
        _ => {
            device.carry_out(step, acknowledged);
            replaced.extend(values(&before).difference(&values(&device.session())).cloned());
        }
    }
}

/// What all end with holds all that was acknowledged, and nothing that was replaced.
fn nothing_is_reverted(
    standby: Standby,
    turns: Vec<bool>,
    count: usize,
    events: &[Event],
) -> Result<(), TestCaseError> {
    let world = Balanced::new(standby, turns);
    let mut devices: Vec<_> =
        (0..count).map(|index| Device::new(&format!("device{index}"), &world)).collect();
    let (mut acknowledged, mut replaced) = (Vec::new(), HashSet::new());
    for event in events {
        carry_out(&world, &mut devices, event, &mut acknowledged, &mut replaced);
    }
    world.turns.borrow_mut().clear();
    settle(&mut devices);
    let sessions: Vec<_> = devices.iter().map(Device::session).collect();
    sessions.windows(2).for_each(|pair| assert_equal(&pair[0], &pair[1]));
    let texts = remembered(&mut world.primary.open(), &sessions[0]);
    for value in &acknowledged {
        prop_assert!(texts.contains(value), "{value} was acknowledged and is nowhere");
    }
    for value in values(&sessions[0]) {
        prop_assert!(!replaced.contains(&value), "{value:?} was replaced and came back");
    }
    Ok(())
}

/// A step that brings nothing back: what is taken back by the user comes back rightly.
fn onward() -> impl Strategy<Value = Step> {
    step().prop_map(|step| match step {
        Step::Undo | Step::Redo => Step::Sync,
        other => other,
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nobodys_edit_is_reverted_by_what_a_standby_answers(
        count in 2..=4_usize,
        turns in turns(),
        events in prop::collection::vec(event(), 1..50),
    ) {
        nothing_is_reverted(Standby::Answers, turns, count, &events)?;
    }
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 4, ..config() })]

    #[test]
    fn a_standby_that_says_so_is_not_listened_to(
        count in 2..=4_usize,
        turns in turns(),
        events in prop::collection::vec(event(), 1..50),
    ) {
        nothing_is_reverted(Standby::SaysSo, turns, count, &events)?;
    }

    /// Whatever the answers are: they may contradict one another in all they say.
    #[test]
    fn a_device_that_changes_nothing_pushes_nothing(
        turns in turns(),
        events in prop::collection::vec(event(), 1..50),
    ) {
        let world = Balanced::new(Standby::AnswersAll, turns);
        let mut devices: Vec<_> = (0..2).map(|_| Device::new("writer", &world)).collect();
        let mut reader = Device::new("reader", &world);
        let (mut acknowledged, mut replaced) = (Vec::new(), HashSet::new());
        for event in &events {
            carry_out(&world, &mut devices, event, &mut acknowledged, &mut replaced);
            prop_assert_eq!(reader.sync().map_or(0, |report| report.pushed), 0);
            prop_assert_eq!(reader.session().pending(), 0);
        }
        for record in &reader.session().experiences {
            let states = world.primary.open().history(record.current.id).unwrap();
            prop_assert!(states.iter().all(|state| state.row.device.as_deref() != Some("reader")));
        }
    }
}
