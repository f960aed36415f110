//! Devices that import the same file before they meet make one record of each entry.

use resume::clock;
use resume::domain::imported;
use resume::formats::{self, Change, InputFormat, Upload};
use resume::session::Session;
use uuid::Uuid;

use crate::device::{Change as Edit, Device, Step};
use crate::worlds::World;

/// How many entries [`FILE`] has.
pub(crate) const ENTRIES: usize = 3;

/// Two of the entries are equal.
const FILE: &[u8] = br#"{"work": [
    {"name": "Acme", "position": "Dev", "startDate": "2020", "summary": "imported", "highlights": ["one", "two"]},
    {"name": "Mill", "position": "Miller"},
    {"name": "Mill", "position": "Miller"}]}"#;

impl<W: World> Device<'_, W> {
    pub(crate) fn import(&self) {
        let reading = formats::read(&Upload::from(FILE), InputFormat::Auto).unwrap();
        self.change(|session| {
            let existing: Vec<_> = session.experiences.iter().map(|record| &record.current).collect();
            let plan = formats::plan(reading.incoming, &existing, None, clock::system(), &mut Uuid::new_v4);
            for change in plan.changes {
                match change {
                    Change::Add(value) => session.experiences.add(value, Uuid::new_v4()).unwrap(),
                    Change::Update(value, _) => {
                        let place = session.experiences.place(&value.id).unwrap();
                        session.experiences.edit(place, value, Uuid::new_v4()).unwrap()
                    }
                };
            }
        });
    }
}

pub(crate) fn imported(session: &Session) -> usize {
    session.experiences.iter().filter(|record| record.current.metadata.contains_key(imported::IMPORT)).count()
}

/// Each device begins with the import, and goes on as it likes.
pub(crate) fn each_imports<W: World>(world: &W, count: usize, steps: &[(usize, Step)]) {
    let mut devices: Vec<_> = (0..count).map(|index| Device::new(&format!("device{index}"), world)).collect();
    devices.iter().for_each(Device::import);
    for (device, step) in steps.iter().filter(|(_, step)| !matches!(step, Step::Import)) {
        devices[device % count].carry_out(step, &mut Vec::new());
    }
    crate::settle(&mut devices);
    let sessions: Vec<_> = devices.iter().map(Device::session).collect();
    sessions.windows(2).for_each(|pair| crate::assert_equal(&pair[0], &pair[1]));
    sessions.iter().for_each(|session| assert_eq!(imported(session), ENTRIES));
}

/// What a device made of its import is not changed by an import on another one that knows nothing of it, whichever of
/// them comes first.
pub(crate) fn a_late_import<W: World>(world: &W, steps: &[Step], is_first: bool) {
    let mut devices = [Device::new("device", world), Device::new("late", world)];
    devices[0].import();
    let does_not_take_back = |step: &&Step| !matches!(step, Step::Undo | Step::Redo | Step::ByHand(_));
    for step in steps.iter().filter(does_not_take_back) {
        let is_sync = matches!(step, Step::Sync | Step::Cut(..));
        if !(is_first && is_sync) {
            devices[0].carry_out(step, &mut Vec::new());
        }
    }
    if !is_first {
        crate::settle(&mut devices[..1]);
    }
    let before = devices[0].session();
    devices[1].import();
    devices[1].sync().unwrap();
    crate::settle(&mut devices);
    let after = devices[1].session();
    assert_eq!(after.experiences.len(), before.experiences.len());
    for record in &before.experiences {
        let now = &after.find(record.current.id).unwrap().current;
        assert!(
            now.is_deleted() == record.current.is_deleted() && now.differences(&record.current).is_empty(),
            "{now:#?}\n{:#?}",
            record.current
        );
    }
}

#[test]
fn an_undo_of_an_import_takes_back_no_other_one() {
    for the_undoing_comes_first in [true, false] {
        let world = crate::MemoryDatabase::new("ada", Uuid::new_v4());
        let mut devices = [Device::new("one", &world), Device::new("other", &world)];
        devices.iter().for_each(Device::import);
        devices[0].carry_out(&Step::Undo, &mut Vec::new());
        assert!(devices[0].session().experiences.iter().all(|record| record.current.is_deleted()));
        devices[usize::from(!the_undoing_comes_first)].sync().unwrap();
        crate::settle(&mut devices);
        for session in devices.iter().map(Device::session) {
            assert_eq!(session.experiences.len(), ENTRIES);
            assert!(session.experiences.iter().all(|record| !record.current.is_deleted()));
        }
        // Once they have met, it is the same import.
        devices[1].carry_out(&Step::Undo, &mut Vec::new());
        crate::settle(&mut devices);
        assert!(devices[0].session().experiences.iter().all(|record| record.current.is_deleted()));
    }
}

fn living(session: &Session) -> usize {
    session.experiences.iter().filter(|record| !record.current.is_deleted()).count()
}

#[test]
fn a_deletion_counts_though_the_import_was_undone_before() {
    let world = crate::MemoryDatabase::new("ada", Uuid::new_v4());
    let mut devices = ["one", "late"].map(|name| Device::new(name, &world));
    for step in [Step::Import, Step::Undo, Step::Import, Step::Delete(0)] {
        devices[0].carry_out(&step, &mut Vec::new());
    }
    devices[0].sync().unwrap();
    devices[1].import();
    devices[1].sync().unwrap();
    assert_eq!(living(&devices[1].session()), ENTRIES - 1);
}

#[test]
fn a_deletion_counts_though_an_edit_had_beaten_an_undo() {
    let world = crate::MemoryDatabase::new("ada", Uuid::new_v4());
    let mut devices = ["one", "other"].map(|name| Device::new(name, &world));
    devices[0].import();
    crate::settle(&mut devices);
    devices[1].carry_out(&Step::Edit(0, Edit::Title), &mut Vec::new());
    devices[0].carry_out(&Step::Undo, &mut Vec::new());
    crate::settle(&mut devices);
    assert_eq!(living(&devices[0].session()), 1);
    devices[0].carry_out(&Step::Delete(0), &mut Vec::new());
    devices[0].sync().unwrap();
    // The others were only taken back where they had been imported.
    let mut late = Device::new("late", &world);
    late.import();
    late.sync().unwrap();
    assert_eq!(living(&late.session()), ENTRIES - 1);
}
