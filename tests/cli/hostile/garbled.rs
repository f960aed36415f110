//! A server, or a network, that changes what it says: whatever arrives, nothing ends badly, and what
//! was acknowledged stays.

use std::time::Duration;

use resume::database::postgres::grants;

use crate::support::devices::Device;
use crate::support::postgres::TestDatabase;
use crate::support::proxied::{at_every_byte, database, parsed, socket, url};
use crate::support::proxy::{Fault, Proxy, Way};

/// How long a device waits for an answer that may never come whole.
const STEP: Duration = Duration::from_millis(500);

/// Another one for each neighbour: a high bit, all bits, a low one, a digit or a letter made another.
fn garbled(place: u64) -> Fault {
    let patterns = [0x80, 0xff, 0x01, 0x1f, 0x40];
    Fault::Garbled(place, patterns[usize::try_from(place).unwrap() % patterns.len()])
}

/// Calls `case` for every byte of the answers that `clean` gets, with that byte changed. The driver works on the
/// caller's thread: where it panicked, so would the test.
fn at_every_changed_byte(
    database: &TestDatabase<'_>,
    clean: impl Fn(&Proxy),
    case: impl Fn(&Proxy, u64) + Sync,
) {
    let fault = |_, place| garbled(place);
    at_every_byte(database, clean, fault, |proxy, _, way, place| {
        if way == Way::ToClient {
            case(proxy, place);
        }
    });
}

#[test]
fn a_byte_that_was_changed_in_a_push_ends_nothing_badly() {
    let database = database();
    let clean = |proxy: &Proxy| {
        let _ = Device::with_changes().sync(&parsed(&url(proxy, &database)), "measure").unwrap();
    };
    at_every_changed_byte(&database, clean, |proxy, place| {
        let (device, user) = (Device::with_changes(), format!("garbled {place}"));
        let _ = device.sync_within(STEP, &parsed(&url(proxy, &database)), &user);
        assert!(device.state().1 >= 2, "{user}: an experience is lost");
    });
}

#[test]
fn a_byte_that_was_changed_in_a_load_ends_nothing_badly() {
    let database = database();
    let direct = Proxy::to(socket(database.server));
    let _ = Device::with_changes().sync(&parsed(&url(&direct, &database)), "ada").unwrap();
    let clean = |proxy: &Proxy| {
        let _ = Device::new().sync(&parsed(&url(proxy, &database)), "ada").unwrap();
    };
    at_every_changed_byte(&database, clean, |proxy, place| {
        let device = Device::new();
        let _ = device.sync_within(STEP, &parsed(&url(proxy, &database)), "ada");
        let (loaded, count, _) = device.state();
        assert!(!loaded || count == 2, "garbled {place}: a part is taken for the whole");
    });
}

#[test]
fn a_load_that_leaves_out_what_was_counted_is_no_whole_one() {
    let database = database();
    let role = database.server.role("reader");
    database.sql(&grants(&role.name));
    let to = parsed(&database.url(&role));
    let _ = Device::with_changes().sync(&to, &role.name).unwrap();
    // The end of a page is found in a transaction that may sort, and its rows are read without.
    database.sql(
        "CREATE POLICY contrary ON resume.experiences AS RESTRICTIVE FOR SELECT
           USING (current_setting('enable_sort') = 'on')",
    );
    let device = Device::new();
    let told = device.sync(&to, &role.name).unwrap_err().to_string();
    assert!(told.contains("has 2 records, and 0 were to be read"), "{told}");
    let (loaded, count, _) = device.state();
    assert!(!loaded && count == 0);
    database.sql("DROP POLICY contrary ON resume.experiences");
    device.sync(&to, &role.name).unwrap();
    let (loaded, count, _) = device.state();
    assert!(loaded && count == 2);
}
