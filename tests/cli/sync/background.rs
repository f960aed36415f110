//! The child that synchronises with a server while no command waits: what it is, and when there is one.

use std::fs;
use std::path::PathBuf;
use std::thread;

use resume::session::Lock;
use serde_json::json;

use crate::support::Home;
use crate::support::children::{Children, holds};
use crate::support::devices::{PASSWORD, home, later, url};
use crate::support::home::shell;
use crate::support::postgres::{Server, wait_until};
use crate::support::proxied;
use crate::support::proxy::{Place, Proxy, Refusing};

#[test]
fn nobody_waits_for_the_child() {
    let proxy = Proxy::silent();
    let home = home(proxy.port(), "60");
    let children = Children::of(&home);
    // Whatever held one of these pipes open would be found by the harness.
    let output = shell(&home, "exec 7>&1 9>&2; echo $($R add one)").run();
    assert!(uuid::Uuid::try_parse(output.out().trim()).is_ok(), "{output:?}");
    wait_until("the child has connected", || proxy.connections() == 1);
    assert_eq!(children.all().len(), 1);
    assert_eq!(home.json(["status"])["pending"], 1);
}

#[test]
fn the_child_outlives_a_limit_on_the_size_of_files() {
    let database = proxied::database();
    let proxy = Proxy::to(proxied::socket(database.server));
    let home = Home::new().with("RESUME_DATABASE_URL", &proxied::url(&proxy, &database));
    let home = home.with("RESUME_LOG", "debug").with("RESUME_TIMEOUT", "60");
    fs::create_dir_all(home.path()).unwrap();
    // Each of its writes to the log fails.
    fs::write(home.path().join("resume.log"), "x\n".repeat(40_000)).unwrap();
    let _ = shell(&home, "ulimit -f 40; exec $R add one").run().id();
    let mut client = database.superuser();
    wait_until("it has arrived", || proxied::stored(&mut client, "postgres") == (1, 1));
}

#[test]
fn the_child_has_nothing_of_its_parents() {
    let proxy = Proxy::silent();
    let home = Home::new().with("RESUME_TIMEOUT", "60");
    let children = Children::of(&home);
    let line =
        format!("umask 022; exec 5<. 6>/dev/full 9>&1; exec $R --database '{}' add one", url(proxy.port()));
    let _ = shell(&home, &line).run().id();
    let child = children.one();
    wait_until("the child has connected", || proxy.connections() == 1);
    for entry in fs::read_dir(child.join("fd")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(target) = fs::read_link(&path) else { continue };
        let target = target.to_string_lossy().into_owned();
        let own = target == "/dev/null"
            || target == home.path().join("sync.lock").to_string_lossy()
            || target.starts_with(&*home.path().to_string_lossy())
            || target.starts_with("anon_inode:[event")
            || target.starts_with("socket:");
        assert!(own, "{}: {target}", path.display());
    }
    assert_eq!(fs::read_link(child.join("cwd")).unwrap(), PathBuf::from("/"));
    let stat = fs::read_to_string(child.join("stat")).unwrap();
    let fields: Vec<_> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let id = child.file_name().unwrap().to_str().unwrap();
    assert_eq!(fields[3], id, "it leads a session of its own: {stat}");
    let status = fs::read_to_string(child.join("status")).unwrap();
    assert!(status.contains("Umask:\t0077\n"), "{status}");
    for place in ["cmdline", "environ"] {
        assert!(!holds(&fs::read(child.join(place)).unwrap(), PASSWORD.as_bytes()), "{place}");
    }
}

#[test]
fn there_is_one_child_at_the_most() {
    let proxy = Proxy::silent();
    let home = home(proxy.port(), "60");
    let children = Children::of(&home);
    thread::scope(|scope| {
        for worker in 0..16 {
            let home = &home;
            scope.spawn(move || home.run(["add", &format!("{worker}")]).id());
        }
    });
    wait_until("a child has connected", || proxy.connections() > 0);
    let _ = home.run(["add", "later"]).id();
    assert_eq!((proxy.connections(), children.all().len()), (1, 1));
}

#[test]
fn a_child_that_fails_ends_and_says_so_in_the_log() {
    let proxy = Proxy::to(Place::Nowhere);
    let home = home(proxy.port(), "2");
    let children = Children::of(&home);
    let id = home.run(["add", "one"]).id();
    wait_until("the failure is noted", || home.session()["sync"]["failures"] == 1);
    children.wait_for_none();
    let status = home.json(["status"]);
    assert_eq!(status["last_error"]["reason"], "unavailable", "{status}");
    assert!(status["next_attempt_at"].is_string(), "{status}");
    let log = home.json(["log"]);
    let failed = log
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["message"] == "Failed to save experience to database");
    assert_eq!(failed.unwrap()["experience"], json!(id), "{log}");
    for file in ["resume.log", "session.json"] {
        let text = fs::read_to_string(home.path().join(file)).unwrap();
        assert!(!text.contains(PASSWORD), "{text}");
    }
    // Nothing is due before its time, whatever is saved.
    later(&home, 600);
    let _ = home.run(["add", "two"]).id();
    assert_eq!((proxy.connections(), children.all().len()), (1, 0));
    later(&home, -1);
    let _ = home.run(["list"]).any();
    wait_until("it is tried again", || proxy.connections() > 1);
}

#[test]
fn a_server_that_refuses_costs_nothing_but_a_line_in_status() {
    let port = Refusing::new();
    let home = home(port.port(), "2");
    let children = Children::of(&home);
    let _ = home.run(["add", "one"]).id();
    wait_until("the failure is noted", || home.session()["sync"]["failures"] == 1);
    children.wait_for_none();
    let _ = home.run(["status"]).stdout_contains("last failure");
}

#[test]
fn manual_and_offline_start_nothing() {
    let proxy = Proxy::silent();
    let home = home(proxy.port(), "60");
    let children = Children::of(&home);
    let _ = home.run(["--offline", "add", "one", "--organization", "Acme"]).id();
    let unloaded = "notice: nothing was loaded from the database yet; `resume sync` loads it\n";
    let _ = home.run(["--offline", "list"]).stdout_contains("one").stderr(unloaded);
    let manual = home.clone_settings().with("RESUME_SYNC", "manual");
    let _ = manual.run(["add", "two", "--organization", "Acme"]).id();
    let _ = manual.run(["list"]).stdout_contains("two").stderr(unloaded);
    let _ = manual.run(["export", "-"]).stdout_contains("two").stderr(unloaded);
    let _ = manual.run(["--quiet", "list"]).stdout_contains("two");
    let _ = manual.clone_settings().with("RESUME_DATABASE_URL", "none").run(["list"]).stdout_contains("two");
    let _ = home.run(["status"]).any_output();
    assert_eq!((proxy.connections(), children.all().len()), (0, 0));
}

#[test]
fn a_server_that_a_strangers_file_names_is_not_spoken_to() {
    let proxy = Proxy::silent();
    let home = Home::new();
    home.write(".env", format!("RESUME_DATABASE_URL={}\n", url(proxy.port())));
    let children = Children::of(&home);
    let _ = home
        .run(["list"])
        .stderr_contains("only a `.env` of the current directory names this database")
        .any_output();
    let _ = home.run(["add", "one"]).stderr_contains("`resume db adopt`").any_output();
    assert_eq!((proxy.connections(), children.all().len()), (0, 0));
}

#[test]
fn the_first_read_waits_once_and_not_for_long() {
    let proxy = Proxy::silent();
    let home = home(proxy.port(), "0.5");
    let _children = Children::of(&home);
    let output = home.run(["list"]).stdout_contains("");
    assert!(
        output.err().starts_with("notice: your experiences could not be loaded from the database yet: "),
        "{output:?}"
    );
    wait_until("the background goes on", || proxy.connections() == 2);
}

#[test]
fn a_wrong_password_is_tried_once() {
    let server = Server::shared();
    let database = server.database();
    let role = server.role("ada");
    let proxy = Proxy::to(Place::Port(server.address().1));
    let url = |password: &str| {
        format!(
            "postgres://{}:{password}@127.0.0.1:{}/{}?sslmode=disable",
            role.name,
            proxy.port(),
            database.name
        )
    };
    let home = Home::new().with("RESUME_DATABASE_URL", &url("wrong"));
    let children = Children::of(&home);
    let id = home.run(["add", "one"]).id();
    wait_until("the failure is noted", || home.session()["sync"]["failures"] == 1);
    children.wait_for_none();
    for n in 0..5 {
        let _ = home.run(["add", &format!("{n}")]).id();
        let _ = home.run(["list"]).any_output();
        let _ = home.run(["history", &id]).any_output();
    }
    assert_eq!(proxy.connections(), 1);
    let _ = home.run(["status"]).stdout_contains("resume sync");
    let _ = home.run(["sync"]).code(5).any_output();
    assert_eq!(proxy.connections(), 2, "whoever asks for it gets an attempt");
    let _ = home.run(["add", "more"]).id();
    children.wait_for_none();
    assert_eq!(proxy.connections(), 2);
    let mended = home.clone_settings().with("RESUME_DATABASE_URL", &url("another"));
    let _ = mended.run(["add", "and more"]).id();
    wait_until("another configuration is tried at once", || proxy.connections() == 3);
}

#[test]
fn the_word_for_the_child_is_no_command() {
    let home = Home::new();
    let _ = home.run(["--in-background"]).code(2).stderr_contains("unexpected argument");
    let _ =
        home.program(["--in-background"]).input("{}").run().code(2).stderr_contains("unexpected argument");
    assert_eq!(home.files(), Vec::<String>::new());
}

#[test]
fn a_home_that_is_named_from_the_current_directory_is_synchronised_too() {
    let database = proxied::database();
    let server = proxied::socket(database.server);
    let proxy = Proxy::to(server);
    let home = Home::new().with("RESUME_DATABASE_URL", &proxied::url(&proxy, &database));
    let line = "RESUME_HOME=../home exec $R add one";
    let _ = shell(&home, line).run().id();
    let mut client = database.superuser();
    wait_until("it has arrived", || proxied::stored(&mut client, "postgres") == (1, 1));
    wait_until("that is noted", || home.session()["sync"]["last_sync_at"].is_string());
}

#[test]
fn a_child_that_cannot_begin_says_so_in_the_log() {
    let home = Home::new();
    let path = |name: &str| home.path().join(name).into_os_string().into_encoded_bytes();
    let order = json!({
        "session": path("session.json"), "spool": path("ai-calls.jsonl"), "sync_lock": path("sync.lock"), "embedded": path("resume.db"),
        "log": path("resume.log"), "filter": null, "database": "none", "user": null, "owner": "ada",
        "timeout": {"secs": 1, "nanos": 0}, "untrusted": false, "one_off": false, "configuration": 1, "known": null, "processors": [0],
    });
    fs::create_dir_all(home.path()).unwrap();
    home.write("order", order.to_string());
    let _ = shell(&home, "cat order | $R --in-background >$RESUME_HOME/sync.lock").run().code(1);
    let log = home.json(["log"]);
    assert_eq!(log[0]["message"], "Could not synchronise in the background", "{log}");
}

#[test]
fn who_waits_for_nothing_has_everything_synchronised_too() {
    let database = proxied::database();
    let proxy = Proxy::to(proxied::socket(database.server));
    let home =
        Home::new().with("RESUME_DATABASE_URL", &proxied::url(&proxy, &database)).with("RESUME_TIMEOUT", "0");
    let _ = home.run(["add", "one"]).id();
    let mut client = database.superuser();
    wait_until("it has arrived", || proxied::stored(&mut client, "postgres") == (1, 1));
}

#[test]
fn a_save_that_fails_leaves_neither_child_nor_lock() {
    let proxy = Proxy::silent();
    let home = home(proxy.port(), "60");
    let children = Children::of(&home);
    fs::create_dir_all(home.path().join("session.json.new")).unwrap();
    let _ = home.run(["add", "one"]).code(4).any_output();
    children.wait_for_none();
    assert!(Lock::try_acquire(&home.path().join("sync.lock")).unwrap().is_some());
    assert_eq!(proxy.connections(), 0);
    fs::remove_dir(home.path().join("session.json.new")).unwrap();
    let _ = home.run(["add", "one"]).id();
    wait_until("the next one is synchronised", || proxy.connections() == 1);
}
