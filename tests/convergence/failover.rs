//! A database that has lost its last commits: a standby was promoted, or a backup restored.

use resume::clock;
use resume::database::Database;
use resume::domain::{Experience, Kind};
use uuid::Uuid;

use crate::Device;
use crate::support::memory::MemoryDatabase;
use crate::worlds::World;

fn world() -> MemoryDatabase {
    MemoryDatabase::new("ada", Uuid::new_v4())
}

fn add<W: World>(device: &Device<'_, W>, title: &str) -> Uuid {
    let id = Uuid::new_v4();
    let value = Experience::new(id, Kind::Work, title, clock::system());
    device.change(|session| {
        session.experiences.add(value, Uuid::new_v4()).unwrap();
    });
    id
}

fn edit<W: World>(device: &Device<'_, W>, id: Uuid, change: impl Fn(&mut Experience)) {
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
