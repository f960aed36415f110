//! A change saved while another command's child holds the sync lock is synchronised all the same.

use std::thread;

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::children::Children;
use crate::support::devices::home;
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
