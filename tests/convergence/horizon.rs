//! What a device never read, and a server that took another one's place still has.

use resume::clock;
use resume::database::Database;

use crate::device::Device;
use crate::failover::{add, edit, world};
use crate::settle;

/// A device held a state, and the one after the next, and comes first. The standby has the one in between, or lacks it;
/// what is replaced is kept, or too large for that.
#[test]
fn a_state_that_a_device_skipped_is_no_change_of_another_one() {
    for (has_it, text) in [(true, 0), (true, 9000), (false, 0)] {
        let world = world();
        let mut devices = ["one", "other"].map(|name| Device::new(name, &world));
        let (id, deleted) = (add(&devices[0], "T1"), add(&devices[0], "T1"));
        for id in [id, deleted] {
            edit(&devices[0], id, |value| value.text = Some("x".repeat(text)));
        }
        settle(&mut devices);
        let before = world.save();
        edit(&devices[0], id, |value| value.title = "T2".to_owned());
        edit(&devices[0], deleted, |value| value.deleted_at = Some(clock::system()));
        devices[0].sync().unwrap();
        let standby = if has_it { world.save() } else { before };
        edit(&devices[0], id, |value| value.title = "T1".to_owned());
        edit(&devices[0], deleted, |value| value.deleted_at = None);
        devices[0].sync().unwrap();
        devices[1].sync().unwrap();
        world.restore(standby);
        devices.reverse();
        settle(&mut devices);
        for session in devices.iter().map(Device::session) {
            assert_eq!(session.find(id).unwrap().current.title, "T1", "{has_it} {text}");
            assert!(!session.find(deleted).unwrap().current.is_deleted(), "{has_it} {text}");
            assert!(session.experiences.iter().all(|record| record.conflicts.is_empty()));
        }
        let states = world.device("ada").history(id).unwrap();
        let titles: Vec<_> = states.into_iter().map(|state| state.row.value.title).collect();
        assert_eq!(titles, ["T1", "T1", "T2", "T1"], "{has_it} {text}");
    }
}

/// The clock of the server that takes over is behind.
#[test]
fn what_was_stored_since_is_another_side_whatever_the_clocks_say() {
    let world = world();
    let mut devices = ["one", "other"].map(|name| Device::new(name, &world));
    let id = add(&devices[0], "T1");
    edit(&devices[0], id, |value| value.text = Some("x".repeat(9000)));
    settle(&mut devices);
    let standby = world.save();
    edit(&devices[0], id, |value| value.title = "T2".to_owned());
    devices[0].sync().unwrap();
    world.restore(standby);
    world.set_clock(0);
    edit(&devices[1], id, |value| value.location = Some("Paris".to_owned()));
    devices[1].sync().unwrap();
    settle(&mut devices);
    for session in devices.iter().map(Device::session) {
        let value = session.find(id).unwrap().current.clone();
        assert_eq!((value.title.as_str(), value.location.as_deref()), ("T2", Some("Paris")));
    }
}

/// The same standby takes over twice, and a device that saw neither comes last.
#[test]
fn what_was_lost_twice_comes_back_in_its_order() {
    let world = world();
    let mut devices = ["one", "other", "third"].map(|name| Device::new(name, &world));
    let (id, own) = (add(&devices[0], "A"), add(&devices[0], "B"));
    settle(&mut devices);
    let standby = world.save();
    edit(&devices[0], own, |value| value.title = "B2".to_owned());
    edit(&devices[1], id, |value| value.location = Some("0".to_owned()));
    edit(&devices[2], id, |value| value.url = Some("0".to_owned()));
    devices.iter_mut().for_each(|device| drop(device.sync().unwrap()));
    world.restore(standby.clone());
    edit(&devices[1], id, |value| value.location = Some("1".to_owned()));
    devices[1].sync().unwrap();
    devices[0].sync().unwrap();
    world.restore(standby);
    edit(&devices[0], id, |value| value.organization = Some("0".to_owned()));
    settle(&mut devices);
    for session in devices.iter().map(Device::session) {
        let record = session.find(id).unwrap();
        assert_eq!(record.conflicts, []);
        let value = &record.current;
        let found = [&value.organization, &value.location, &value.url].map(|field| field.as_deref());
        assert_eq!(found, [Some("0"), Some("1"), Some("0")]);
        assert_eq!(session.find(own).unwrap().current.title, "B2");
    }
}
