//! Synchronising with a real server through a network that fails: nothing that was acknowledged is
//! lost, nothing is stored twice, and everything arrives once the network is back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use postgres::Client;
use resume::clock::{self, Clock};
use resume::database::postgres::{Limits, PostgresDatabase, statements};
use resume::database::{DatabaseUrl, PostgresUrl};
use resume::domain::{Experience, Kind, Profile, Record};
use resume::session::{SessionError, SessionStore};
use resume::sync::{Engine, Policy, Report, Surroundings, SyncError};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::postgres::{Server, TestDatabase, wait_until};
use crate::support::proxy::{End, Fault, Place, Proxy, Side, Way};
use crate::support::{Home, PATIENCE};

/// How many cases run at once: most of their time they wait.
const WORKERS: u64 = 6;

/// How many bytes lie between two cases, where `EVERY_BYTE=1` does not ask for all of them, which
/// takes minutes.
const STRIDE: u64 = 29;

#[expect(clippy::disallowed_methods, reason = "a variable of the tests' own")]
fn stride() -> u64 {
    if std::env::var_os("EVERY_BYTE").is_some() { 1 } else { STRIDE }
}

pub(crate) fn database() -> TestDatabase<'static> {
    Server::shared().database_with(&statements())
}

/// A way to the server that asks for no password, which would take most of the time.
pub(crate) fn socket(server: &Server) -> Place {
    let (directory, port) = (server.socket_directory().display(), server.address().1);
    Place::Socket(format!("{directory}/.s.PGSQL.{port}").into())
}

pub(crate) fn url(proxy: &Proxy, database: &TestDatabase<'_>) -> String {
    format!("postgres://postgres@127.0.0.1:{}/{}?sslmode=disable", proxy.port(), database.name)
}

pub(crate) fn parsed(url: &str) -> PostgresUrl {
    match url.parse() {
        Ok(DatabaseUrl::Postgres(url)) => *url,
        other => panic!("{other:?}"),
    }
}

/// A device without the rest of the program.
pub(crate) struct Device {
    _home: TempDir,
    pub(crate) store: SessionStore,
    pub(crate) around: Surroundings,
}

impl Device {
    pub(crate) fn new() -> Self {
        Self::at(clock::system)
    }

    /// One with a clock of its own.
    pub(crate) fn at(clock: Clock) -> Self {
        let home = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let store = SessionStore::new(home.path().join("session.json"), clock);
        let around = Surroundings { clock, ids: Uuid::new_v4, device: "desk".to_owned() };
        Self { _home: home, store, around }
    }

    /// One that has still to push two experiences and three states.
    pub(crate) fn with_changes() -> Self {
        let device = Self::new();
        let saved: Result<(), SessionError> = device.store.update_soon(|session| {
            for title in ["Baker", "Cook"] {
                let value = Experience::new(Uuid::new_v4(), Kind::Work, title.to_owned(), clock::system());
                session.experiences.push(Record::new(value, Uuid::new_v4()));
            }
            let mut value = session.experiences[0].current.clone();
            value.title = "Head baker".to_owned();
            session.experiences[0].edit(value, Uuid::new_v4());
            Ok(())
        });
        saved.unwrap();
        device
    }

    pub(crate) fn sync(&self, url: &PostgresUrl, user: &str) -> Result<Report, SyncError> {
        self.sync_within(PATIENCE, url, user)
    }

    pub(crate) fn sync_within(
        &self,
        step: Duration,
        url: &PostgresUrl,
        user: &str,
    ) -> Result<Report, SyncError> {
        let limits = Limits { step, until: None };
        let mut database = PostgresDatabase::open(url, Some(user), limits)?;
        Engine::new(&self.store, &mut database, user, &self.around, &mut |_| {}).run(Policy::default())
    }

    /// How many experiences there are, and how many have still to be pushed.
    pub(crate) fn state(&self) -> (bool, usize, usize) {
        self.store.read(|session| (session.loaded, session.experiences.len(), session.pending())).unwrap()
    }
}

/// How many experiences and how many states of them a user has in the database.
pub(crate) fn stored(client: &mut Client, user: &str) -> (i64, i64) {
    let count = |client: &mut Client, table: &str| -> i64 {
        let select = format!("SELECT count(*) FROM resume.{table} WHERE user_id = $1");
        client.query_one(&select, &[&user]).unwrap().get(0)
    };
    (count(client, "experiences"), count(client, "experience_revisions"))
}

fn cut(way: Way, after: u64) -> Fault {
    Fault::After(way, after, if after.is_multiple_of(2) { End::Close } else { End::Reset })
}

/// Calls `case` for every number of bytes after which something can go wrong, each way.
pub(crate) fn at_every_byte(
    database: &TestDatabase<'_>,
    clean: impl Fn(&Proxy),
    fault: impl Fn(Way, u64) -> Fault + Sync,
    case: impl Fn(&Proxy, &mut Client, Way, u64) + Sync,
) {
    let measure = Proxy::to(socket(database.server));
    clean(&measure);
    for way in [Way::ToServer, Way::ToClient] {
        let (total, next) = (measure.bytes(way), AtomicU64::new(0));
        assert!(total > 500, "{way:?}: {total} bytes");
        thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    let proxy = Proxy::to(socket(database.server));
                    let mut client = database.superuser();
                    loop {
                        let after = next.fetch_add(stride(), Ordering::SeqCst);
                        if after >= total {
                            break;
                        }
                        proxy.set(fault(way, after));
                        case(&proxy, &mut client, way, after);
                    }
                });
            }
        });
    }
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
            session.experiences.push(Record::new(value, Uuid::new_v4()));
        }
        let profile = Profile { document: serde_json::Map::new(), updated_at: clock::system() };
        session.profile = Some(Record::new(profile, Uuid::new_v4()));
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
        assert!(device.store.read(|session| session.profile.is_some()).unwrap());
    }
}

/// A home whose commands synchronise before they end.
pub(crate) fn inline(url: &str) -> Home {
    Home::new()
        .with("RESUME_DATABASE_URL", url)
        .with("RESUME_SYNC", "inline")
        .with("RESUME_TIMEOUT", "20")
        .with("RESUME_USER", "ada")
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
