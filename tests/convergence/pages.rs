//! As many experiences as fill the pages of a load, one less, and one more.

use uuid::Uuid;

use crate::Device;
use crate::support::memory::MemoryDatabase;
use crate::worlds::{Postgres, World};

/// How many rows a page holds after many failures.
const PAGE: usize = 250;

const COUNTS: [usize; 6] = [PAGE - 1, PAGE, PAGE + 1, 2 * PAGE - 1, 2 * PAGE, 2 * PAGE + 1];

/// A device that knows of the database, and one that does not, both read all of what `fill` puts there.
fn all_are_read<W: World>(world: &W, count: usize, fill: impl FnOnce()) {
    let (mut known, mut new) = (Device::new("known", world), Device::new("new", world));
    known.sync().unwrap();
    fill();
    for device in [&mut known, &mut new] {
        device.change(|session| session.sync.failures = u32::MAX);
        device.database.asked.clear();
        let report = device.sync().unwrap();
        assert_eq!((report.pulled, report.pushed, report.merged, report.pending), (count, 0, 0, 0));
        assert_eq!(device.database.asked[0], PAGE);
        assert!(device.database.asked.len() >= count.div_ceil(PAGE), "{:?}", device.database.asked);
        let session = device.session();
        let mut revisions: Vec<_> = session.experiences.iter().map(|record| record.revision).collect();
        revisions.sort_unstable();
        assert_eq!(revisions, (1..=i64::try_from(count).unwrap()).collect::<Vec<_>>());
        assert!(session.loaded);
        assert_eq!(session.cursor.unwrap().revision, revisions[count - 1]);
        assert_eq!(device.sync().unwrap().pulled, 0, "nothing is read twice");
    }
}

#[test]
fn pages_are_exact_in_memory() {
    for count in COUNTS {
        let world = MemoryDatabase::new("ada", Uuid::new_v4());
        all_are_read(&world, count, || world.insert_many_by_hand(count));
    }
}

#[test]
fn pages_are_exact_on_postgresql() {
    for count in COUNTS {
        let world = Postgres::new();
        all_are_read(&world, count, || world.insert_by_hand(count));
    }
}
