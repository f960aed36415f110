//! A database that has lost its last commits: a standby was promoted, or a backup restored.

use std::cell::RefCell;
use std::collections::HashSet;

use proptest::prelude::*;
use proptest::test_runner::Config;
use resume::clock;
use resume::database::Database;
use resume::domain::{Experience, Kind};
use resume::session::Session;
use uuid::Uuid;

use crate::device::{Change, Device, Step, step};
use crate::importing::{ENTRIES, imported};
use crate::support::memory::{Contents, Fault, MemoryDatabase};
use crate::worlds::World;
use crate::{assert_equal, assert_whole, config, remembered, settle, texts_of, texts_of_document, values};

pub(crate) fn world() -> MemoryDatabase {
    MemoryDatabase::new("ada", Uuid::new_v4())
}

pub(crate) fn add<W: World>(device: &Device<'_, W>, title: &str) -> Uuid {
    let id = Uuid::new_v4();
    let value = Experience::new(id, Kind::Work, title, clock::system());
    device.change(|session| {
        session.experiences.add(value, Uuid::new_v4()).unwrap();
    });
    id
}

pub(crate) fn edit<W: World>(device: &Device<'_, W>, id: Uuid, change: impl FnOnce(&mut Experience)) {
    device.change(|session| {
        let place = session.experiences.place(&id).unwrap();
        let record = &mut session.experiences.synced()[place];
        let mut value = record.current.clone();
        change(&mut value);
        value.updated_at = clock::system();
        record.edit(value, Uuid::new_v4());
    });
}

/// A device stored something beyond its cursor, beside another device, and the database has lost just that.
#[test]
fn what_was_stored_beyond_the_cursor_and_lost_is_brought_back() {
    let world = world();
    let (mut one, mut other) = (Device::new("one", &world), Device::new("other", &world));
    let id = add(&one, "T1");
    one.sync().unwrap();
    other.sync().unwrap();
    other.change(|session| {
        let place = session.experiences.place(&id).unwrap();
        let record = &mut session.experiences.synced()[place];
        record.current.text = Some("Acknowledged".to_owned());
        (record.revision, record.change) = (4, Uuid::new_v4());
    });
    edit(&one, id, |value| value.title = "T2".to_owned());
    one.sync().unwrap();
    other.sync().unwrap();
    let states = world.device("ada").history(id).unwrap();
    let texts: Vec<_> = states.into_iter().filter_map(|state| state.row.value.text).collect();
    assert!(texts.contains(&"Acknowledged".to_owned()), "{texts:?}");
}

/// Each order of these.
fn orders<T: Copy>(all: &[T]) -> Vec<Vec<T>> {
    if all.is_empty() {
        return vec![Vec::new()];
    }
    let first = |place: usize| {
        let rest = [&all[..place], &all[place + 1..]].concat();
        orders(&rest).into_iter().map(move |order| [vec![all[place]], order].concat())
    };
    (0..all.len()).flat_map(first).collect()
}

/// One device changed the title, another one what it had, a third one saw that; a fourth one saw nothing. All of it
/// is lost, and they come back in any order.
#[test]
fn the_last_state_is_brought_back_in_either_order_without_a_conflict() {
    for order in orders(&[0, 1, 2, 3]) {
        // Back to what it was, and to something new.
        for last in ["T1", "T3"] {
            let world = world();
            let mut devices: Vec<_> =
                (0..4).map(|index| Device::new(&format!("device{index}"), &world)).collect();
            let id = add(&devices[0], "T1");
            settle(&mut devices);
            let standby = world.save();
            edit(&devices[0], id, |value| value.title = "T2".to_owned());
            devices[0].sync().unwrap();
            devices[1].sync().unwrap();
            devices[2].sync().unwrap();
            edit(&devices[1], id, |value| value.title = last.to_owned());
            devices[1].sync().unwrap();
            devices[2].sync().unwrap();
            world.restore(standby);
            for device in &order {
                devices[*device].sync().unwrap();
            }
            settle(&mut devices);
            let session = devices[3].session();
            assert_eq!(session.experiences[0].current.title, last, "{order:?}");
            let told: Vec<_> =
                devices.iter().map(|device| device.session().experiences[0].conflicts.len()).collect();
            assert_eq!(told, [0; 4], "{order:?}");
            let states = world.device("ada").history(id).unwrap();
            let titles: Vec<_> = states.into_iter().map(|state| state.row.value.title).collect();
            assert_eq!(titles, ["T1", "T2", last], "{order:?}");
        }
    }
}

/// A device that knew nothing of what is lost has changed another field, or the same one, before it comes back.
#[test]
fn what_was_lost_is_merged_with_what_was_stored_since() {
    for order in orders(&[0, 1]) {
        let world = world();
        let mut devices: Vec<_> =
            (0..3).map(|index| Device::new(&format!("device{index}"), &world)).collect();
        let (id, other) = (add(&devices[0], "T1"), add(&devices[0], "T1"));
        settle(&mut devices);
        let standby = world.save();
        edit(&devices[0], id, |value| value.title = "T2".to_owned());
        edit(&devices[0], other, |value| value.title = "T2".to_owned());
        devices[0].sync().unwrap();
        devices[1].sync().unwrap();
        world.restore(standby);
        edit(&devices[2], id, |value| value.location = Some("Paris".to_owned()));
        edit(&devices[2], other, |value| value.title = "T3".to_owned());
        devices[2].sync().unwrap();
        for device in order {
            devices[device].sync().unwrap();
        }
        settle(&mut devices);
        let session = devices[2].session();
        let value = |id| session.find(id).unwrap().current.clone();
        assert_eq!((value(id).title.as_str(), value(id).location.as_deref()), ("T2", Some("Paris")));
        // The later one.
        assert_eq!(value(other).title, "T3");
        let states = world.device("ada").history(other).unwrap();
        assert!(states.iter().any(|state| state.row.value.title == "T2"), "{states:?}");
    }
}

/// An older state that was still to be sent, and a later one that was lost.
#[test]
fn what_waited_longer_does_not_win_over_what_was_lost() {
    let world = world();
    let mut devices: Vec<_> = (0..2).map(|index| Device::new(&format!("device{index}"), &world)).collect();
    let id = add(&devices[0], "T1");
    settle(&mut devices);
    let standby = world.save();
    edit(&devices[1], id, |value| value.title = "offline".to_owned());
    edit(&devices[0], id, |value| value.title = "later".to_owned());
    devices[0].sync().unwrap();
    world.restore(standby);
    devices[1].sync().unwrap();
    devices[0].sync().unwrap();
    settle(&mut devices);
    assert_eq!(devices[1].session().experiences[0].current.title, "later");
}

/// What one device made of its import, and the database has lost, beside the import of another device.
#[test]
fn what_was_made_of_an_import_outlives_a_failover_beside_another_import() {
    // Before the failover, the standby had nothing, or the import alone; the other device imports before the
    // changes, or after them.
    for (caught_up, is_late) in [(false, false), (false, true), (true, false), (true, true)] {
        for order in orders(&[0, 1, 2]) {
            let world = world();
            let mut devices: Vec<_> =
                (0..3).map(|index| Device::new(&format!("device{index}"), &world)).collect();
            let none = world.save();
            let mut told = Vec::new();
            devices[0].import();
            if !is_late {
                devices[2].import();
            }
            devices[0].sync().unwrap();
            let standby = if caught_up { world.save() } else { none };
            devices[0].carry_out(&Step::Edit(0, Change::Title), &mut told);
            devices[0].carry_out(&Step::Delete(1), &mut told);
            devices[0].sync().unwrap();
            devices[1].sync().unwrap();
            world.restore(standby);
            if is_late {
                devices[2].import();
            }
            devices[2].carry_out(&Step::Edit(0, Change::Text), &mut told);
            for device in &order {
                devices[*device].sync().unwrap();
            }
            settle(&mut devices);
            for session in devices.iter().map(Device::session) {
                let dev = session.experiences.iter().find(|record| record.current.title == told[0]);
                let text = dev.and_then(|record| record.current.text.as_ref());
                assert_eq!(text, Some(&told[1]), "{caught_up} {is_late} {order:?}");
                let deleted = session.experiences.iter().filter(|record| record.current.is_deleted()).count();
                assert_eq!((session.experiences.len(), deleted), (ENTRIES, 1), "{order:?}");
                let conflicts = session.experiences.iter().flat_map(|record| &record.conflicts);
                assert_eq!(conflicts.count(), 0, "{order:?}");
            }
        }
    }
}

/// The undo of an import, which the database has lost, beside the import of another device.
#[test]
fn an_undo_of_an_import_that_was_lost_takes_back_no_other_one() {
    for order in orders(&[0, 1]) {
        let world = world();
        let mut devices: Vec<_> =
            (0..2).map(|index| Device::new(&format!("device{index}"), &world)).collect();
        let standby = world.save();
        devices.iter().for_each(Device::import);
        devices[0].sync().unwrap();
        devices[0].carry_out(&Step::Undo, &mut Vec::new());
        devices[0].sync().unwrap();
        world.restore(standby);
        for device in order {
            devices[device].sync().unwrap();
        }
        settle(&mut devices);
        for session in devices.iter().map(Device::session) {
            assert_eq!(session.experiences.len(), ENTRIES);
            assert!(session.experiences.iter().all(|record| !record.current.is_deleted()));
        }
    }
}

/// The file is read by every command, so what is kept for a failover does not grow with what is changed.
#[test]
fn what_is_kept_of_a_change_of_all_gives_way_to_what_is_changed_later() {
    let world = world();
    let mut device = Device::new("device", &world);
    let values: Vec<_> = (0..400)
        .map(|_| Experience::new(Uuid::new_v4(), Kind::Work, "T".repeat(500), clock::system()))
        .collect();
    let last = values[399].id;
    device.change(|session| {
        for value in values {
            session.experiences.add(value, Uuid::new_v4()).unwrap();
        }
    });
    device.sync().unwrap();
    for text in ["a", "b"] {
        device.change(|session| {
            for record in session.experiences.synced() {
                let (text, updated_at) = (Some(text.repeat(5000)), clock::system());
                record.edit(Experience { text, updated_at, ..record.current.clone() }, Uuid::new_v4());
            }
        });
        device.sync().unwrap();
    }
    edit(&device, last, |value| value.title = "last".to_owned());
    device.sync().unwrap();
    let session = device.session();
    let replaced = session.experiences.iter().flat_map(|record| &record.replaced);
    let size: usize = replaced
        .map(|state| state.value.title.len() + state.value.text.as_ref().map_or(0, String::len))
        .sum();
    assert!((128 << 10..256 << 10).contains(&size), "{size} bytes");
    let last = session.find(last).unwrap().replaced.last().unwrap();
    assert_eq!(last.value.text, Some("b".repeat(5000)));
}

/// What a record was before is not kept for long, so the state that a standby had may be one that no device knows.
#[test]
fn an_older_state_of_an_import_is_no_other_import() {
    let world = world();
    let mut device = Device::new("device", &world);
    device.import();
    device.sync().unwrap();
    let id = device.session().experiences[0].current.id;
    edit(&device, id, |value| value.skills.push("Go".to_owned()));
    device.sync().unwrap();
    let standby = world.save();
    edit(&device, id, |value| value.skills.clear());
    device.sync().unwrap();
    for number in 1..=20 {
        edit(&device, id, |value| value.title = format!("T{number}"));
        device.sync().unwrap();
    }
    world.restore(standby);
    // An older version kept no horizon.
    let mut older = Device::new("device", &world);
    older.change(|session| *session = Session { horizon: None, ..device.session() });
    let before = world.save();
    for (device, has_horizon) in [(&mut device, true), (&mut older, false)] {
        world.restore(before.clone());
        settle(std::slice::from_mut(device));
        let session = device.session();
        let record = session.find(id).unwrap();
        assert_eq!((record.current.title.as_str(), record.current.skills.len()), ("T20", 0));
        assert_eq!(record.conflicts.is_empty(), has_horizon, "{:?}", record.conflicts);
    }
}

/// The same, where it is one.
#[test]
fn another_import_is_one_however_often_a_record_was_changed() {
    let world = world();
    let mut devices = ["one", "other"].map(|name| Device::new(name, &world));
    let standby = world.save();
    devices[0].import();
    let id = devices[0].session().experiences[0].current.id;
    for number in 1..=20 {
        devices[0].sync().unwrap();
        edit(&devices[0], id, |value| value.title = format!("T{number}"));
    }
    devices[0].sync().unwrap();
    world.restore(standby);
    devices[1].import();
    edit(&devices[1], id, |value| value.text = Some("other".to_owned()));
    devices[1].sync().unwrap();
    settle(&mut devices);
    for session in devices.iter().map(Device::session) {
        let record = session.find(id).unwrap();
        assert_eq!((record.current.title.as_str(), record.current.text.as_deref()), ("T20", Some("other")));
        assert!(record.conflicts.is_empty(), "{:?}", record.conflicts);
    }
}

/// Two devices have no state in common any more, and one of them has changed another field of what is older.
#[test]
fn a_change_of_an_older_state_brings_that_not_back() {
    let world = world();
    let standby = world.save();
    let mut devices = ["one", "other"].map(|name| Device::new(name, &world));
    let id = add(&devices[0], "T0");
    settle(&mut devices);
    for number in 1..=20 {
        edit(&devices[0], id, |value| value.title = format!("T{number}"));
    }
    devices[0].sync().unwrap();
    edit(&devices[1], id, |value| value.location = Some("Paris".to_owned()));
    world.restore(standby);
    settle(&mut devices);
    for session in devices.iter().map(Device::session) {
        let value = session.find(id).unwrap().current.clone();
        assert_eq!((value.title.as_str(), value.location.as_deref()), ("T20", Some("Paris")));
    }
}

/// A device brings back a state beside a later one of the same field, and another device holds it as it was.
#[test]
fn a_state_that_comes_back_with_a_later_time_is_one_state() {
    let world = world();
    let mut devices: Vec<_> = (0..3).map(|index| Device::new(&format!("device{index}"), &world)).collect();
    let standby = world.save();
    let id = add(&devices[0], "T1");
    devices[0].sync().unwrap();
    devices[1].sync().unwrap();
    world.restore(standby);
    // It has noted what is lost, and cannot send it.
    devices[1].database.cut(3, Fault::Before);
    devices[1].sync().unwrap_err();
    devices[1].database.mend();
    devices[2].change(|session| {
        let value = Experience::new(id, Kind::Work, "T2", clock::system());
        session.experiences.add(value, Uuid::new_v4()).unwrap();
    });
    devices[2].sync().unwrap();
    for device in [1, 0] {
        devices[device].sync().unwrap();
    }
    settle(&mut devices);
    let sessions: Vec<_> = devices.iter().map(Device::session).collect();
    sessions.windows(2).for_each(|pair| assert_equal(&pair[0], &pair[1]));
}

/// Every text that is the current one.
fn current(session: &Session) -> HashSet<String> {
    let experiences = session.experiences.iter().flat_map(|record| texts_of(record.current.clone()));
    experiences
        .chain(session.documents.iter().flat_map(|record| texts_of_document(&record.current)))
        .collect()
}

/// What a merge took the place of, which the database lost again and another device did not know of: the device
/// that merged has it.
fn kept(session: &Session) -> HashSet<String> {
    let experiences = session.experiences.iter().flat_map(|record| record.replaced.clone());
    let documents = session.documents.iter().flat_map(|record| record.replaced.clone());
    let documents = documents.flat_map(|state| texts_of_document(&state.value));
    experiences.flat_map(|state| texts_of(state.value)).chain(documents).collect()
}

#[derive(Debug, Clone)]
enum Event {
    Device(usize, Step),
    /// The standby is given what the primary has.
    CatchUp,
    /// The primary is gone, and the standby takes its place.
    Promotion,
}

fn event() -> impl Strategy<Value = Event> {
    // What is taken back by the user comes back rightly; no device knows what was done by hand.
    let onward = step().prop_map(|step| match step {
        Step::Undo | Step::Redo | Step::ByHand(_) => Step::Sync,
        other => other,
    });
    prop_oneof![
        8 => (0..5_usize, onward).prop_map(|(device, step)| Event::Device(device, step)),
        3 => Just(Event::CatchUp),
        1 => Just(Event::Promotion),
    ]
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 10, ..config() })]

    /// Some devices begin with the import of one file.
    #[test]
    fn what_a_promoted_standby_lacks_is_brought_back_and_reverts_nothing(
        count in 2..=4_usize,
        importing in 0..=3_usize,
        events in prop::collection::vec(event(), 1..50),
    ) {
        let world = world();
        let standby: RefCell<Contents> = RefCell::new(world.save());
        let mut devices: Vec<_> = (0..count).map(|index| Device::new(&format!("device{index}"), &world)).collect();
        devices.iter().take(importing).for_each(Device::import);
        let (mut acknowledged, mut replaced, mut superseded) = (Vec::new(), HashSet::new(), HashSet::new());
        for event in &events {
            match event {
                Event::CatchUp => *standby.borrow_mut() = world.save(),
                Event::Promotion => world.restore(standby.borrow().clone()),
                Event::Device(index, step) => {
                    let device = &mut devices[index % count];
                    let before = device.session();
                    // The import of what was deleted makes new ones.
                    if !matches!(step, Step::Import) || imported(&before) == 0 {
                        device.carry_out(step, &mut acknowledged);
                    }
                    if !matches!(step, Step::Sync | Step::Cut(..)) {
                        let after = device.session();
                        replaced.extend(values(&before).difference(&values(&after)).cloned());
                        superseded.extend(current(&before).difference(&current(&after)).cloned());
                    }
                }
            }
        }
        settle(&mut devices);
        let sessions: Vec<_> = devices.iter().map(Device::session).collect();
        sessions.windows(2).for_each(|pair| assert_equal(&pair[0], &pair[1]));
        sessions.iter().for_each(assert_whole);
        prop_assert!([0, ENTRIES].contains(&imported(&sessions[0])), "an import was doubled");
        let mut texts = remembered(&mut world.open(), &sessions[0]);
        texts.extend(sessions.iter().flat_map(kept));
        for value in acknowledged.iter().filter(|value| !superseded.contains(*value)) {
            prop_assert!(texts.contains(value), "{value} was acknowledged and is nowhere");
        }
        for value in values(&sessions[0]) {
            prop_assert!(!replaced.contains(&value), "{value:?} was replaced and came back");
        }
    }
}
