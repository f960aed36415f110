//! Synchronising with a real server through a network that fails: nothing that was acknowledged is
//! lost, nothing is stored twice, and everything arrives once the network is back.

use std::time::Duration;

use resume::clock;
use resume::database::postgres::statements;
use resume::domain::{Document, Experience, Kind};
use resume::session::SessionError;
use uuid::Uuid;

use crate::support::devices::{Device, inline};
use crate::support::postgres::{Server, wait_until};
use crate::support::proxied::{at_every_byte, database, parsed, socket, stored, url};
use crate::support::proxy::{End, Fault, Proxy, Side, Way};

fn cut(way: Way, after: u64) -> Fault {
    Fault::After(way, after, if after.is_multiple_of(2) { End::Close } else { End::Reset })
}

#[test]
fn a_push_that_is_cut_anywhere_is_completed_by_the_next() {
    let database = database();
    let clean = |proxy: &Proxy| {
        let _ = Device::with_changes().sync(&parsed(&url(proxy, &database)), "measure").unwrap();
    };
    at_every_byte(&database, clean, cut, |proxy, client, way, after| {
        let (device, user) = (Device::with_changes(), format!("{way:?} {after}"));
        let url = parsed(&url(proxy, &database));
        let _ = device.sync(&url, &user);
        assert_eq!(device.state().1, 2, "{user}: an experience is lost");
        proxy.set(Fault::None);
        let _ = device.sync(&url, &user).unwrap_or_else(|error| panic!("{user}: {error}"));
        assert_eq!(device.state(), (true, 2, 0), "{user}");
        assert_eq!(stored(client, &user), (2, 3), "{user}");
    });
}

#[test]
fn a_load_that_is_cut_anywhere_is_completed_by_the_next() {
    let database = database();
    let direct = Proxy::to(socket(database.server));
    let _ = Device::with_changes().sync(&parsed(&url(&direct, &database)), "ada").unwrap();
    let clean = |proxy: &Proxy| {
        let _ = Device::new().sync(&parsed(&url(proxy, &database)), "ada").unwrap();
    };
    at_every_byte(&database, clean, cut, |proxy, client, way, after| {
        let (device, url) = (Device::new(), parsed(&url(proxy, &database)));
        let cut = device.sync(&url, "ada");
        let (loaded, count, _) = device.state();
        assert!(!loaded || count == 2, "{way:?} {after}: a part is taken for the whole: {cut:?}");
        proxy.set(Fault::None);
        let _ = device.sync(&url, "ada").unwrap_or_else(|error| panic!("{way:?} {after}: {error}"));
        assert_eq!(device.state(), (true, 2, 0), "{way:?} {after}");
        assert_eq!(stored(client, "ada"), (2, 3), "{way:?} {after}");
    });
}

#[test]
fn what_has_arrived_of_a_page_is_kept_and_the_rest_comes_with_the_next() {
    const COUNT: usize = 1500;
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let url = parsed(&url(&proxy, &database));
    let full = Device::new();
    let saved: Result<(), SessionError> = full.store.update_soon(|session| {
        for _ in 0..COUNT {
            let mut value = Experience::new(Uuid::new_v4(), Kind::Work, "Baker", clock::system());
            value.text = Some("Baked. ".repeat(100));
            session.experiences.add(value, Uuid::new_v4()).unwrap();
        }
        let profile = Document::profile(serde_json::Map::new(), clock::system());
        session.documents.add(profile, Uuid::new_v4()).unwrap();
        Ok(())
    });
    saved.unwrap();
    let before = Device::new();
    let _ = before.sync(&url, "ada").unwrap();
    let _ = full.sync(&url, "ada").unwrap();
    for (device, loaded, end) in [(Device::new(), false, End::Silence), (before, true, End::Close)] {
        proxy.set(Fault::After(Way::ToClient, 400_000, end));
        let cut = device.sync_within(Duration::from_millis(1500), &url, "ada").unwrap_err();
        let told = if end == End::Silence { "did not answer within 1.5 s" } else { "closed the connection" };
        assert!(cut.to_string().contains(told), "{cut}");
        let (is_loaded, count, _) = device.state();
        assert!(is_loaded == loaded && (100..COUNT).contains(&count), "{count}");
        proxy.set(Fault::None);
        let _ = device.sync(&url, "ada").unwrap();
        assert_eq!(device.state(), (true, COUNT, 0));
        assert!(device.store.read(|session| session.profile().is_some()).unwrap());
    }
}

#[test]
fn a_reset_around_commit_stores_nothing_twice() {
    let database = database();
    for (side, seen) in [(Side::Before, 0), (Side::After, 1)] {
        let proxy = Proxy::to(socket(database.server));
        let user = format!("{side:?}");
        let home = inline(&url(&proxy, &database)).with("RESUME_USER", &user);
        let _ = home.run(["list"]).any_output();
        proxy.set(Fault::At(["READ WRITE", "COMMIT"], side));
        let _ = home.run(["add", "Baker"]).id();
        let mut client = database.superuser();
        wait_until("the server has done what it does", || stored(&mut client, &user).0 == seen);
        assert_eq!(home.json(["status"])["pending"], 1);
        proxy.set(Fault::None);
        let _ = home.run(["list"]).stdout_contains("Baker");
        assert_eq!(home.json(["status"])["pending"], 0);
        assert_eq!(stored(&mut client, &user), (1, 1), "{side:?}");
    }
}

#[test]
fn half_an_answer_and_then_silence_costs_the_time_limit_and_no_more() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let home = inline(&url(&proxy, &database)).with("RESUME_TIMEOUT", "0.5");
    let _ = home.run(["list"]).any_output();
    for after in [0, 200, 600, 1000] {
        proxy.set(Fault::After(Way::ToClient, after, End::Silence));
        let _ = home.run(["add", &format!("{after}")]).id();
    }
    proxy.set(Fault::None);
    let _ = home.run(["sync"]).any_output();
    assert_eq!(stored(&mut database.superuser(), "ada"), (4, 4));
}

#[test]
fn what_is_late_arrives() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let home = inline(&url(&proxy, &database));
    proxy.set(Fault::Late(Duration::from_millis(100)));
    let _ = home.run(["add", "Baker"]).id();
    assert_eq!(stored(&mut database.superuser(), "ada"), (1, 1));
}

/// PostgreSQL 17 ends the connection with this, as the answer to whatever it was asked last.
const TOO_LONG: &[u8] = b"E\0\0\0\x60SFATAL\0VFATAL\0C25P04\0\
    Mterminating connection due to transaction timeout\0RProcessInterrupts\0\0";

#[test]
fn after_a_last_word_less_is_sent_on_a_new_connection() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let home = inline(&url(&proxy, &database));
    let _ = home.run(["add", "one"]).id();
    for title in ["two", "three"] {
        let _ = home.run(["--offline", "add", title]).id();
    }
    let before = proxy.connections();
    proxy.set(Fault::Instead("COMMIT\0", TOO_LONG));
    let _ = home.run(["sync"]).any_output();
    assert_eq!(stored(&mut database.superuser(), "ada"), (3, 3));
    assert_eq!(proxy.connections(), before + 2);
}

#[test]
fn what_was_saved_while_the_server_was_down_arrives_with_the_next_command() {
    let server = Server::start();
    let database = server.database_with(&statements());
    let proxy = Proxy::to(socket(&server));
    let home = inline(&url(&proxy, &database));
    let _ = home.run(["add", "before"]).id();
    server.crash();
    let _ = home.run(["add", "meanwhile"]).id();
    let _ = home.run(["list"]).stdout_contains("meanwhile");
    let _ = home.run(["sync"]).code(5).any_output();
    server.start_again();
    let _ = home.run(["list"]).any_output();
    assert_eq!(home.json(["status"])["pending"], 0);
    assert_eq!(stored(&mut database.superuser(), "ada"), (2, 2));
}

#[test]
fn the_child_brings_everything_to_the_server_and_another_device_loads_it() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let home = inline(&url(&proxy, &database)).with("RESUME_SYNC", "background");
    for n in 0..5 {
        let _ = home.run(["add", &format!("{n}")]).id();
    }
    let mut client = database.superuser();
    wait_until("all have arrived", || stored(&mut client, "ada") == (5, 5));
    wait_until("that is noted", || home.session()["sync"]["last_sync_at"].is_string());
    let other = inline(&url(&proxy, &database)).with("RESUME_SYNC", "background");
    assert_eq!(other.json(["list"]).as_array().unwrap().len(), 5);
    let log = home.json(["log"]);
    let told = |text: &str| log.as_array().unwrap().iter().any(|line| line["message"] == text);
    assert!(told("Database connection established for user ada"), "{log}");
    assert!(told("Experience saved to database for user ada"), "{log}");
}

#[test]
fn another_database_in_its_place_is_sent_nothing() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let home = inline(&url(&proxy, &database));
    let _ = home.run(["add", "one"]).id();
    database.sql("DROP SCHEMA resume CASCADE");
    database.sql(&statements());
    let _ = home.run(["add", "two"]).any_stderr().id();
    let _ = home.run(["sync"]).code(5).stderr_contains("another one than the session belongs to");
    assert_eq!(stored(&mut database.superuser(), "ada"), (0, 0));
    let _ = home.run(["db", "adopt"]).any_output();
    assert_eq!(stored(&mut database.superuser(), "ada"), (2, 2));
}

#[test]
fn a_server_restored_from_an_older_dump_gets_what_it_lacks() {
    let database = database();
    let (name, server) = (&database.name, database.server);
    let proxy = Proxy::to(socket(server));
    let home = inline(&url(&proxy, &database));
    let first = home.run(["add", "one"]).id();
    server
        .superuser("postgres")
        .batch_execute(&format!("CREATE DATABASE {name}_old TEMPLATE {name}"))
        .unwrap();
    let _ = home.run(["add", "two"]).id();
    let _ = home.run(["edit", &first, "--title", "first"]).any_output();
    let mut client = server.superuser("postgres");
    client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
    client.batch_execute(&format!("ALTER DATABASE {name}_old RENAME TO {name}")).unwrap();
    let _ = home.run(["sync"]).any_output();
    assert_eq!(stored(&mut database.superuser(), "ada").0, 2);
    assert_eq!(database.ask("SELECT title FROM resume.experiences ORDER BY title LIMIT 1"), "first");
    assert_eq!(home.json(["status"])["pending"], 0);
}

#[test]
fn a_copied_home_is_another_device() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let home = inline(&url(&proxy, &database));
    let id = home.run(["add", "one"]).id();
    let _ = home.run(["--offline", "edit", &id, "--location", "Paris"]).any_output();
    let copy = home.copy();
    let _ = copy.run(["edit", &id, "--title", "first"]).any_output();
    let _ = home.run(["add", "two"]).id();
    for device in [&copy, &home, &copy] {
        let _ = device.run(["sync"]).any_output();
    }
    let (here, there) = (home.json(["list"]), copy.json(["list"]));
    assert_eq!(here, there);
    assert_eq!((&here[0]["sync"], here.as_array().unwrap().len()), (&"synced".into(), 2), "{here}");
    let one = home.json(["show", &id]);
    assert_eq!((&one["title"], &one["location"]), (&"first".into(), &"Paris".into()), "{one}");
}

#[test]
fn a_row_that_is_refused_holds_up_no_other() {
    let database = database();
    database.sql("ALTER TABLE resume.experiences ADD CONSTRAINT no_bad CHECK (title <> 'bad')");
    let proxy = Proxy::to(socket(database.server));
    let home = inline(&url(&proxy, &database));
    let _ = home.run(["--offline", "add", "bad"]).id();
    let _ = home.run(["add", "good"]).id();
    assert_eq!(stored(&mut database.superuser(), "ada"), (1, 1));
    let status = home.json(["status"]);
    assert!(status["refused"][0]["reason"].as_str().unwrap().contains("no_bad"), "{status}");
    let _ = home.run(["sync"]).stdout("0 pulled, 0 pushed; 1 refused by the database, see `resume status`\n");
}

#[test]
fn a_dry_run_tells_what_would_be_done_and_does_nothing() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let home = inline(&url(&proxy, &database));
    let _ = home.run(["add", "one"]).id();
    let other = inline(&url(&proxy, &database)).with("RESUME_SYNC", "manual");
    let _ = other.run(["add", "two"]).id();
    let _ = other.run(["sync", "--dry-run"]).stdout("would pull 1 and push 1\n");
    assert_eq!(other.json(["status"])["loaded"], false);
    assert_eq!(stored(&mut database.superuser(), "ada"), (1, 1));
    let _ = other.run(["sync"]).stdout("1 pulled, 1 pushed\n");
    let _ = home.run(["sync", "--dry-run"]).stdout("would pull 1 and push 0\n");
}
