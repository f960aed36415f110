//! A database that has lost its last commits, where each field is written by one device alone.
//!
//! So it is known what has to be there in the end: of each field the last value that its device gave it, and no
//! conflict, because there was none. There are few values, and most changes take one back. Where the same state came
//! back twice, what was merged in between may be named as a conflict; the values are right all the same.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use proptest::prelude::*;
use proptest::test_runner::Config;
use resume::clock;
use resume::domain::{Document, Experience, Kind, variant_key};
use resume::session::Session;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::device::{Device, fault};
use crate::failover::edit;
use crate::support::memory::{Contents, Fault, MemoryDatabase};
use crate::{assert_equal, config, settle};

/// How many devices there are at the most: as many fields have one each.
const DEVICES: usize = 3;

/// How many records are edited by all devices. Each device deletes and restores one more, which has no other edits.
const SHARED: usize = 2;

#[derive(Debug, Clone, Copy)]
enum Act {
    /// Gives the device's own field of a shared record one of a few values.
    Write(usize, usize),
    /// The same of all shared records.
    WriteAll(usize),
    /// Adds the device's own skill, or removes it.
    Skill(usize),
    /// Deletes the device's own record, or restores it.
    Delete,
    /// Gives the device's own key of a document one of a few values.
    Document(usize),
    Sync,
    Cut(usize, Fault),
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Device(usize, Act),
    /// The standby is given what the primary has.
    CatchUp,
    /// The primary is gone, and the standby takes its place.
    Promotion,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..SHARED, 0..3_usize).prop_map(|(record, value)| Act::Write(record, value)),
        1 => (0..3_usize).prop_map(Act::WriteAll),
        1 => (0..SHARED).prop_map(Act::Skill),
        2 => Just(Act::Delete),
        1 => (0..3_usize).prop_map(Act::Document),
        8 => Just(Act::Sync),
        1 => (0..6_usize, fault()).prop_map(|(call, fault)| Act::Cut(call, fault)),
    ]
}

/// What the devices wrote last: by the device and the record, or else the document.
type Written = HashMap<(usize, Option<Uuid>), String>;

struct Devices<'a> {
    all: Vec<Device<'a, MemoryDatabase>>,
    shared: Vec<Uuid>,
    /// The records that one device each deletes.
    own: Vec<Uuid>,
    written: Written,
    skills: BTreeSet<(Uuid, String)>,
    deleted: BTreeSet<Uuid>,
    /// Whether the database went back to the same state twice.
    went_back_twice: bool,
}

impl<'a> Devices<'a> {
    /// All know the same. The records are so large that none of their values are kept once they are replaced, or
    /// small, and imported by each device itself or not.
    fn new(world: &'a MemoryDatabase, count: usize, are_large: bool, are_imported: bool) -> Self {
        let mut all: Vec<_> = (0..count).map(|index| Device::new(&format!("device{index}"), world)).collect();
        if are_imported {
            all.iter().for_each(Device::import);
        }
        let text = are_large.then(|| "x".repeat(9000));
        all[0].change(|session| {
            for _ in session.experiences.len()..SHARED + count {
                let value = Experience::new(Uuid::new_v4(), Kind::Work, "0", clock::system());
                session.experiences.add(value, Uuid::new_v4()).unwrap();
            }
            for place in 0..SHARED {
                let value = Experience { text: text.clone(), ..session.experiences[place].current.clone() };
                session.experiences.edit(place, value, Uuid::new_v4()).unwrap();
            }
            let document = Document::new(variant_key("one"), Map::new(), clock::system());
            session.documents.add(document, Uuid::new_v4()).unwrap();
        });
        settle(&mut all);
        let mut shared: Vec<_> =
            all[0].session().experiences.iter().map(|record| record.current.id).collect();
        let own = shared.split_off(SHARED);
        let (written, skills, deleted) = (HashMap::new(), BTreeSet::new(), BTreeSet::new());
        Self { all, shared, own, written, skills, deleted, went_back_twice: false }
    }

    fn carry_out(&mut self, index: usize, act: Act) {
        let device = &mut self.all[index];
        match act {
            Act::Write(record, value) => {
                let id = self.shared[record];
                self.written.insert((index, Some(id)), value.to_string());
                edit(device, id, |experience| *field(experience, index) = Some(value.to_string()));
            }
            Act::WriteAll(value) => {
                (0..SHARED).for_each(|record| self.carry_out(index, Act::Write(record, value)));
            }
            Act::Skill(record) => {
                let one = (self.shared[record], format!("of device{index}"));
                let is_new = !self.skills.remove(&one) && self.skills.insert(one.clone());
                edit(device, one.0, |experience| {
                    experience.skills.retain(|skill| *skill != one.1);
                    experience.skills.extend(is_new.then_some(one.1.clone()));
                });
            }
            Act::Delete => {
                let id = self.own[index];
                let is_deleted = !self.deleted.remove(&id) && self.deleted.insert(id);
                edit(device, id, |experience| experience.deleted_at = is_deleted.then(clock::system));
            }
            Act::Document(value) => {
                self.written.insert((index, None), value.to_string());
                device.change(|session| {
                    let place = session.documents.place(&variant_key("one")).unwrap();
                    let mut document = session.documents[place].current.clone();
                    document.body.insert(format!("of device{index}"), Value::String(value.to_string()));
                    document.updated_at = clock::system();
                    session.documents.edit(place, document, Uuid::new_v4()).unwrap();
                });
            }
            Act::Sync => {
                device.sync().unwrap();
                let session = device.session();
                self.assert_no_conflict(&session);
            }
            Act::Cut(call, fault) => {
                device.database.cut(call, fault);
                let _ = device.sync();
                device.database.mend();
                let session = device.session();
                self.assert_no_conflict(&session);
            }
        }
    }

    /// Looks at what all have in the end.
    fn check(&mut self) -> Result<(), TestCaseError> {
        settle(&mut self.all);
        let sessions: Vec<_> = self.all.iter().map(Device::session).collect();
        sessions.iter().for_each(|session| self.assert_no_conflict(session));
        sessions.windows(2).for_each(|pair| assert_equal(&pair[0], &pair[1]));
        prop_assert_eq!(sessions[0].experiences.len(), self.shared.len() + self.own.len());
        let of = |id| sessions[0].find(id).unwrap().current.clone();
        for ((index, record), value) in &self.written {
            let found = match record {
                Some(id) => field(&mut of(*id), *index).clone(),
                None => of_document(&sessions[0], *index),
            };
            prop_assert_eq!(found.as_ref(), Some(value), "device{} wrote something else", index);
        }
        let skills = self.shared.iter().flat_map(|id| of(*id).skills.into_iter().map(|skill| (*id, skill)));
        prop_assert_eq!(&skills.collect::<BTreeSet<_>>(), &self.skills);
        let deleted = self.own.iter().copied().filter(|id| of(*id).is_deleted());
        prop_assert_eq!(&deleted.collect::<BTreeSet<_>>(), &self.deleted);
        Ok(())
    }

    fn assert_no_conflict(&self, session: &Session) {
        let of_experiences = session.experiences.iter().flat_map(|record| &record.conflicts);
        let of_documents = session.documents.iter().flat_map(|record| &record.conflicts);
        let conflicts: Vec<_> = of_experiences.chain(of_documents).collect();
        assert!(conflicts.is_empty() || self.went_back_twice, "{conflicts:?}");
    }
}

/// The field that a device writes.
fn field(value: &mut Experience, device: usize) -> &mut Option<String> {
    [&mut value.organization, &mut value.location, &mut value.url].into_iter().nth(device).unwrap()
}

fn of_document(session: &Session, device: usize) -> Option<String> {
    let document = &session.documents.find(&variant_key("one"))?.current;
    Some(document.body.get(&format!("of device{device}"))?.as_str()?.to_owned())
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 10, ..config() })]

    /// The devices come when they like, whatever the database has lost by then.
    #[test]
    fn each_field_keeps_what_was_last_written_to_it(
        count in 2..=DEVICES,
        are_imported in any::<bool>(),
        events in prop::collection::vec(prop_oneof![
            12 => (0..DEVICES, act()).prop_map(|(device, act)| Event::Device(device, act)),
            2 => Just(Event::CatchUp),
            1 => Just(Event::Promotion),
        ], 1..40),
    ) {
        let world = MemoryDatabase::new("ada", Uuid::new_v4());
        let mut devices = Devices::new(&world, count, false, are_imported);
        let standby: RefCell<Contents> = RefCell::new(world.save());
        let mut is_first = true;
        for event in events {
            match event {
                Event::CatchUp => {
                    *standby.borrow_mut() = world.save();
                    is_first = true;
                }
                Event::Promotion => {
                    world.restore(standby.borrow().clone());
                    devices.went_back_twice |= !std::mem::take(&mut is_first);
                }
                Event::Device(index, act) => devices.carry_out(index % count, act),
            }
        }
        devices.check()?;
    }
}

/// What happens from one failover to the next: the standby stops to follow after the first acts, some devices go on,
/// and agree; after it, all of them do.
type Round = ([Vec<(usize, Act)>; 3], usize);

fn round() -> impl Strategy<Value = Round> {
    let acts = || prop::collection::vec((0..DEVICES, act()), 0..12);
    ((acts(), acts(), acts()).prop_map(|(before, between, after)| [before, between, after]), 1..=DEVICES)
}

proptest! {
    #![proptest_config(Config { cases: config().cases / 20, ..config() })]

    /// No value is kept that was replaced, as after changes of so many records that there is no room for them.
    #[test]
    fn each_field_keeps_what_was_last_written_to_it_though_nothing_replaced_is_kept(
        count in 1..=DEVICES,
        are_imported in any::<bool>(),
        rounds in prop::collection::vec(round(), 1..3),
    ) {
        let world = MemoryDatabase::new("ada", Uuid::new_v4());
        let mut devices = Devices::new(&world, count, true, are_imported);
        for ([before, between, after], active) in rounds {
            let active = active.min(count);
            for (index, act) in before {
                devices.carry_out(index % count, act);
            }
            let standby = world.save();
            for (index, act) in between {
                devices.carry_out(index % active, act);
            }
            settle(&mut devices.all[..active]);
            world.restore(standby);
            for (index, act) in after {
                devices.carry_out(index % count, act);
            }
            devices.check()?;
        }
    }
}
