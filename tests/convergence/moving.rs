//! From an embedded database of one's own to one that all share.

use proptest::prelude::*;
use proptest::test_runner::Config;
use resume::clock;
use resume::database::Database;
use resume::domain::{Experience, Kind};
use resume::session::Spool;
use resume::sync::{Engine, Policy, SyncError};
use uuid::Uuid;

use crate::support::memory::{Fault, MemoryDatabase};
use crate::worlds::{Cut, World};
use crate::{Device, assert_equal, config, fault, remembered, step};

/// Moves a device, or brings it up to date where it has moved. The connections are cut where it says.
fn sync(
    device: &Device<'_, MemoryDatabase>,
    shared: &MemoryDatabase,
    left: Option<(usize, Fault)>,
    entered: Option<(usize, Fault)>,
) -> Result<(), SyncError> {
    let mut database = Cut::new(shared.open(), entered);
    let mut leave = |user: Option<&str>| {
        assert!(user.is_none_or(|user| user == World::user(device.world)));
        let embedded: Box<dyn Database> = Box::new(Cut::new(device.world.open(), left));
        Ok(Some(embedded))
    };
    let spool = Spool::new(device.store.path().with_file_name("ai-calls.jsonl"));
    Engine::new(&device.store, &mut database, World::user(shared), &device.around, &mut |_| {})
        .leaving(&mut leave, &spool)
        .run(Policy::default())
        .map(drop)
}

/// A run that was to carry everything over broke off once the session belonged to the other database. That never had
/// what is here, so it has lost nothing, and what is here stays.
#[test]
fn a_move_that_broke_off_is_no_failover() {
    for call in 1..6 {
        let [from, to] = [(); 2].map(|()| MemoryDatabase::new("ada", Uuid::new_v4()));
        let (mut device, mut other) = (Device::new("device", &from), Device::new("other", &to));
        let id = Uuid::new_v4();
        let add = |device: &Device<'_, MemoryDatabase>, title: &str| {
            let value = Experience::new(id, Kind::Work, title, clock::system());
            device.change(|session| {
                session.experiences.add(value, Uuid::new_v4()).unwrap();
            });
        };
        add(&device, "mine");
        device.sync().unwrap();
        add(&other, "theirs");
        other.sync().unwrap();
        let adopt = |cut, adopt| {
            let mut database = Cut::new(to.open(), cut);
            let policy = Policy { adopt, ..Policy::default() };
            Engine::new(&device.store, &mut database, "ada", &device.around, &mut |_| {}).run(policy)
        };
        let _ = adopt(Some((call, Fault::Before)), true);
        adopt(None, false).unwrap();
        let session = device.session();
        let record = session.find(id).unwrap();
        assert_eq!(record.current.title, "mine", "cut at call {call}");
        assert_eq!(record.conflicts.len(), 1, "cut at call {call}: {:?}", record.conflicts);
    }
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 4, ..config() })]

    #[test]
    fn nothing_is_left_behind(
        steps in prop::collection::vec((0..3_usize, step()), 1..30),
        cuts in prop::collection::vec((0..3_usize, any::<bool>(), 0..12_usize, fault()), 0..8),
    ) {
        let embedded: Vec<_> = (0..3).map(|_| MemoryDatabase::new("ada", Uuid::new_v4())).collect();
        let mut devices: Vec<_> = embedded.iter().map(|database| Device::new("device", database)).collect();
        let mut acknowledged = Vec::new();
        for device in &mut devices {
            device.policy.embedded = true;
            // Each of them has belonged to its database before it leaves.
            let _ = device.sync();
        }
        for (device, step) in &steps {
            devices[*device].carry_out(step, &mut acknowledged);
        }
        let shared = MemoryDatabase::new("ada", Uuid::new_v4());
        for (device, leaving, call, fault) in cuts {
            let (left, entered) = if leaving { (Some((call, fault)), None) } else { (None, Some((call, fault))) };
            let _ = sync(&devices[device], &shared, left, entered);
        }
        for device in devices.iter().chain(&devices) {
            sync(device, &shared, None, None).unwrap();
        }
        let sessions: Vec<_> = devices.iter().map(Device::session).collect();
        sessions.windows(2).for_each(|pair| assert_equal(&pair[0], &pair[1]));
        let texts = remembered(&mut shared.open(), &sessions[0]);
        for value in &acknowledged {
            prop_assert!(texts.contains(value), "{value} was acknowledged and is nowhere");
        }
    }
}
