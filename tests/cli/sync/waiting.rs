//! Who waits for a server, and who waits for the child that speaks to it.

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::thread;

use crate::support::Home;
use crate::support::children::Children;
use crate::support::devices::inline;
use crate::support::devices::later;
use crate::support::home::shell;
use crate::support::postgres::{TestDatabase, wait_until};
use crate::support::proxied::{database, socket, stored, url};
use crate::support::proxy::{End, Fault, Proxy, Way};

/// How many experiences there are to be loaded.
const ALL: usize = 1500;

fn background(proxy: &Proxy, database: &TestDatabase<'_>) -> Home {
    inline(&url(proxy, database)).with("RESUME_SYNC", "background")
}

#[test]
fn what_could_be_loaded_in_time_is_shown_and_the_rest_follows() {
    let database = database();
    database.sql(&format!(
        "INSERT INTO resume.experiences (user_id, title) SELECT 'ada', 'one of ' || n FROM generate_series(1, {ALL}) AS n"
    ));
    let proxy = Proxy::to(socket(database.server));
    let whole = background(&proxy, &database);
    assert_eq!(whole.json(["list"]).as_array().unwrap().len(), ALL);
    // Silence in the middle of it.
    let bytes = proxy.bytes(Way::ToClient);
    proxy.set(Fault::Once(Way::ToClient, bytes / 6 * 5, End::Silence));
    let home = background(&proxy, &database).with("RESUME_TIMEOUT", "3");
    let children = Children::of(&home);
    let output = home.run(["list", "--format", "jsonl"]);
    let count = output.out().lines().count();
    assert!((ALL / 2..ALL).contains(&count), "{count}");
    let _ = output.stderr(format!(
        "notice: {count} of {ALL} records could be loaded within 3 s; the rest follows in the background\n"
    ));
    wait_until("the rest is there", || home.session()["loaded"] == true);
    children.wait_for_none();
    assert_eq!(home.json(["list"]).as_array().unwrap().len(), ALL);
    assert_eq!(home.json(["status"])["pending"], 0);
    assert_eq!(stored(&mut database.superuser(), "ada").0, ALL as i64);
}

#[test]
fn a_first_read_does_not_wait_for_a_child_longer_than_for_a_server() {
    let proxy = Proxy::silent();
    let patient = Home::new()
        .with("RESUME_DATABASE_URL", &format!("postgres://ada@127.0.0.1:{}/cv?sslmode=disable", proxy.port()))
        .with("RESUME_TIMEOUT", "60");
    let children = Children::of(&patient);
    let _ = patient.run(["add", "one"]).id();
    wait_until("the child has connected", || proxy.connections() == 1);
    let child = children.all();
    // The child would be at it for ten minutes.
    let hasty = patient.clone_settings().with("RESUME_TIMEOUT", "0.5");
    for args in [["list"], ["export"], ["status"]] {
        let output = hasty.run(args).calm();
        assert_eq!(output.exit_code(), Some(0), "{output:?}");
        assert!(output.out().contains("one") || args == ["status"], "{output:?}");
        let notice =
            output.err().starts_with("notice: your experiences could not be loaded from the database yet: ");
        assert!(notice || args == ["status"], "{output:?}");
    }
    assert_eq!((proxy.connections(), children.all()), (1, child), "it is left alone");
}

#[test]
fn a_synchronisation_that_is_asked_for_waits_for_the_child() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let home = background(&proxy, &database);
    let children = Children::of(&home);
    assert_eq!(home.json(["list"]).as_array().unwrap().len(), 0);
    let mut other = database.superuser();
    other.batch_execute("BEGIN; LOCK TABLE resume.accounts IN EXCLUSIVE MODE").unwrap();
    let before = proxy.connections();
    let _ = home.run(["add", "one"]).id();
    wait_until("the child is at it", || proxy.connections() == before + 1);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| shell(&home, "exec $R sync 2>told").run());
        let told = || fs::read_to_string(home.work().join("told")).unwrap_or_default();
        wait_until("it says so", || told().contains('\n'));
        assert_eq!(told(), "notice: waiting for another `resume` process to finish its sync\n");
        assert_eq!((proxy.connections(), children.all().len()), (before + 1, 1));
        other.batch_execute("COMMIT").unwrap();
        let _ = waiting.join().unwrap().stdout("0 pulled, 0 pushed\n");
        assert_eq!(proxy.connections(), before + 2);
        assert!(!told().contains("pending"), "{}", told());
    });
    assert_eq!(stored(&mut other, "ada"), (1, 1));
}

/// A home behind a server that says nothing, whose commands wait for half a second.
fn behind(proxy: &Proxy) -> Home {
    Home::new()
        .with("RESUME_DATABASE_URL", &format!("postgres://ada@127.0.0.1:{}/cv?sslmode=disable", proxy.port()))
        .with("RESUME_TIMEOUT", "0.5")
}

#[test]
fn whoever_has_waited_for_the_child_does_not_wait_for_the_server_too() {
    let proxy = Proxy::silent();
    let home = behind(&proxy);
    let children = Children::of(&home);
    let id = home.run(["add", "one"]).id();
    wait_until("the child has connected", || proxy.connections() == 1);
    let busy =
        "notice: your experiences could not be loaded from the database yet: another process is synchronising
hint: it sends your changes too; `resume status` shows when it is done
notice: showing only the revisions on this device: another process is synchronising
";
    let _ = home.run(["history", &id]).stdout_contains("created").stderr(busy);
    let _ = home
        .run(["restore", &id, "--revision", "1"])
        .any()
        .stderr_contains("another process is synchronising")
        .any_output();
    assert_eq!((proxy.connections(), children.all().len()), (1, 1));
}

#[test]
fn a_command_whose_first_load_failed_does_not_wait_again() {
    let proxy = Proxy::silent();
    let home = behind(&proxy).with("RESUME_SYNC", "inline");
    let id = home.run(["--offline", "add", "one"]).id();
    let _ = home.run(["list"]).stdout_contains("one").stderr_contains("could not be loaded");
    assert_eq!(proxy.connections(), 1);
    later(&home, -1);
    let _ = home.run(["history", &id]).stdout_contains("created").stderr_contains("could not be loaded");
    assert_eq!(proxy.connections(), 2);
}

#[test]
fn what_changed_since_an_application_is_told_without_asking_a_server() {
    let home = Home::new();
    home.run(["add", "Dev", "-q"]).any();
    home.run(["variant", "set", "base", "--headline", "Cook", "-q"]).any();
    home.run(["application", "add", "ACME", "--variant", "base", "-q"]).any();
    home.run(["variant", "set", "base", "--headline", "Chef", "-q"]).any();
    home.run(["application", "diff", "ACME"])
        .stdout("~ the variant `base`\n    ~ headline: \"Cook\" → \"Chef\"\n");
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let address = server.local_addr().unwrap();
    let home = home
        .with("RESUME_DATABASE_URL", &format!("postgres://ada@{address}/cv?sslmode=disable"))
        .with("RESUME_SYNC", "manual");
    home.run(["application", "diff", "ACME"])
        .stdout("~ the variant `base`\n")
        .stderr("notice: nothing was loaded from the database yet; `resume sync` loads it\n");
    assert_eq!(server.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}
