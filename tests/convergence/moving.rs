//! From an embedded database of one's own to one that all share.

use proptest::prelude::*;
use proptest::test_runner::Config;
use resume::database::Database;
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
