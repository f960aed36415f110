//! Who saves while another command's child has the lock relies on that child, whatever becomes of the other.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use nix::sys::signal::Signal;
use resume::session::Lock;
use serde_json::{Value, json};

use crate::background::{Children, home};
use crate::support::Home;
use crate::support::postgres::wait_until;
use crate::support::proxy::Proxy;
use crate::support::terminal::Terminal;

/// The session of a home as it would be if its one experience had just been synchronised.
fn synchronised(home: &Home) -> Value {
    let mut session = home.session();
    session["loaded"] = json!(true);
    session["sync"]["last_sync_at"] =
        json!(jiff::Timestamp::try_from(std::time::SystemTime::now()).unwrap().to_string());
    session["experiences"][0]["revision"] = json!(1);
    session["experiences"][0]["pending"] = json!(null);
    session
}

#[test]
fn who_saves_while_another_is_about_to_fail_is_synchronised() {
    let proxy = Proxy::silent();
    let home = home(proxy.port(), "60");
    let children = Children::of(&home);
    let id = home.run(["--offline", "add", "one"]).id();
    let mut session = home.session();
    session["loaded"] = json!(true);
    home.write_session(session.to_string().as_bytes());
    let lock = Lock::acquire(&home.path().join("session.lock"), Duration::from_secs(20)).unwrap();
    thread::scope(|scope| {
        let edit = scope.spawn(|| home.run(["edit", &id, "--title", "two"]).any_output());
        wait_until("a child is held", || children.all().len() == 1);
        assert_eq!(proxy.connections(), 0, "it waits until something is saved");
        session["experiences"][0]["current"]["id"] = json!(uuid::Uuid::from_u128(1));
        home.write_session(session.to_string().as_bytes());
        drop(lock);
        assert_ne!(edit.join().unwrap().exit_code(), Some(0));
    });
    wait_until("the other's change is sent", || proxy.connections() == 1);
}

#[test]
fn who_saves_or_logs_beside_a_child_that_ends_late_is_synchronised() {
    for (arguments, input) in [
        (["add", "two"], ""),
        (["ai", "record"], r#"{"request_id": "1", "operation": "test", "model": "m", "status": "ok"}"#),
    ] {
        let proxy = Proxy::silent();
        let home = home(proxy.port(), "60");
        let children = Children::of(&home);
        let id = home.run(["--offline", "add", "one"]).id();
        let mut session = synchronised(&home);
        home.write_session(session.to_string().as_bytes());
        let lock = Lock::acquire(&home.path().join("session.lock"), Duration::from_secs(20)).unwrap();
        thread::scope(|scope| {
            let edit = scope.spawn(|| home.run(["edit", &id, "--title", "two"]).any_output());
            wait_until("a child is held", || children.all().len() == 1);
            children.signal(Signal::SIGSTOP);
            session["experiences"][0]["current"]["id"] = json!(uuid::Uuid::from_u128(1));
            home.write_session(session.to_string().as_bytes());
            drop(lock);
            assert_ne!(edit.join().unwrap().exit_code(), Some(0));
        });
        let _ = home.program(arguments).input(input).run().any();
        assert_eq!(proxy.connections(), 0, "the child still has the lock");
        children.signal(Signal::SIGCONT);
        wait_until("what was left to the child is sent", || proxy.connections() == 1);
    }
}

#[test]
fn a_terminal_that_goes_away_with_the_command_leaves_the_child() {
    let proxy = Proxy::silent();
    let home = home(proxy.port(), "60");
    for _ in 0..20 {
        let before = proxy.connections();
        let children = Children::of(&home);
        // The program is the first process of its terminal, so that the others are hung up on at its end.
        assert_eq!(Terminal::start(&home.program(["add", "one"])).code(), Some(0));
        wait_until("it is sent", || proxy.connections() > before);
        children.end();
    }
}

/// Kills a command that saves, when its child has its order and waits for that; `before` comes before it.
pub(crate) fn kill_while_the_child_is_held(home: &Home, children: &Children<'_>, before: impl FnOnce()) {
    let lock = Lock::acquire(&home.path().join("session.lock"), Duration::from_secs(20)).unwrap();
    let mut parent = home.program(["add", "two"]).command();
    let mut parent =
        parent.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let counters = format!("/proc/{}/io", parent.id());
    wait_until("a child is held and has its order", || {
        let written = fs::read_to_string(&counters).unwrap();
        children.all().len() == 1 && !written.contains("wchar: 0\n")
    });
    before();
    parent.kill().unwrap();
    let output = parent.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "it still waited for the session");
    drop(lock);
}

#[test]
fn who_relies_on_a_child_whose_parent_is_killed_is_synchronised() {
    let proxy = Proxy::silent();
    let home = home(proxy.port(), "60");
    let children = Children::of(&home);
    let _ = home.run(["--offline", "add", "one"]).id();
    kill_while_the_child_is_held(&home, &children, || {
        assert_eq!(proxy.connections(), 0, "it waits until something is saved");
    });
    wait_until("what was saved before is sent", || proxy.connections() == 1);
}

#[test]
fn who_saves_beside_a_command_that_changes_nothing_is_synchronised() {
    let proxy = Proxy::silent();
    let home = home(proxy.port(), "60");
    let id = home.run(["--offline", "add", "one"]).id();
    let session = synchronised(&home);
    for _ in 0..40 {
        home.write_session(session.to_string().as_bytes());
        let children = Children::of(&home);
        let before = proxy.connections();
        thread::scope(|scope| {
            scope.spawn(|| home.run(["add", "two"]).id());
            let _ = home.run(["edit", &id, "--title", "one"]).any_output();
        });
        wait_until("what was added is sent", || proxy.connections() > before);
        children.end();
    }
}
