//! A wrong password is tried once, however many commands there are: providers ban those who try again.

use std::fs;
use std::thread;

use serde_json::json;

use crate::support::Home;
use crate::support::children::Children;
use crate::support::devices::home;
use crate::support::postgres::{Role, Server, wait_until};
use crate::support::proxy::{Place, Proxy};

const NOTHING: &str = "no experiences yet; `resume add` saves one, `resume import` a whole résumé\n";

/// A role that is only ever logged in as with the wrong password.
struct Stranger {
    role: Role,
}

impl Stranger {
    fn new() -> Self {
        Self { role: Server::shared().role("ada") }
    }

    /// A device that was never used.
    fn home(&self) -> Home {
        let (name, port) = (&self.role.name, Server::shared().address().1);
        let url = format!("postgres://{name}:wrong@127.0.0.1:{port}/postgres?sslmode=disable");
        Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_TIMEOUT", "30")
    }

    /// How many logins the server has refused by now.
    fn refused(&self) -> usize {
        let log = fs::read_to_string(Server::shared().server_log()).unwrap();
        log.matches(&format!("password authentication failed for user \"{}\"", self.role.name)).count()
    }

    fn notice(&self) -> String {
        format!(
            "notice: your experiences could not be loaded from the database yet: \
             `127.0.0.1:{}` does not accept the password of `{}`\n",
            Server::shared().address().1,
            self.role.name
        )
    }
}

/// Waits until the one attempt that there is has failed, and for whatever comes after it.
fn wait_for_all(home: &Home, children: &Children<'_>) {
    wait_until("the failure is noted", || home.session()["sync"]["failures"] == 1);
    children.wait_for_none();
}

fn at_once<T: Send>(commands: usize, command: impl Fn(usize) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let command = &command;
        let running: Vec<_> = (0..commands).map(|number| scope.spawn(move || command(number))).collect();
        running.into_iter().map(|running| running.join().unwrap()).collect()
    })
}

#[test]
fn however_many_save_one_after_another_there_is_one_attempt() {
    for _ in 0..5 {
        let stranger = Stranger::new();
        let home = stranger.home();
        let children = Children::of(&home);
        for number in 0..10 {
            let _ = home.run(["add", &number.to_string()]).id();
        }
        wait_for_all(&home, &children);
        assert_eq!(stranger.refused(), 1);
        assert_eq!(home.json(["status"])["pending"], 10);
    }
}

#[test]
fn however_many_save_at_once_there_is_one_attempt() {
    for mode in ["background", "inline"] {
        let stranger = Stranger::new();
        let home = stranger.home().with("RESUME_SYNC", mode);
        let children = Children::of(&home);
        let _ = at_once(20, |number| home.run(["add", &number.to_string()]).id());
        wait_for_all(&home, &children);
        assert_eq!(stranger.refused(), 1, "{mode}");
        assert_eq!(home.json(["status"])["pending"], 20);
    }
}

#[test]
fn a_first_read_beside_the_child_makes_no_attempt_of_its_own() {
    let stranger = Stranger::new();
    let home = stranger.home();
    let children = Children::of(&home);
    let _ = home.run(["add", "one"]).id();
    let _ = home.run(["list"]).stdout_contains("one").stderr_contains(&stranger.notice());
    let _ = home.run(["add", "two"]).id();
    wait_for_all(&home, &children);
    assert_eq!(stranger.refused(), 1);
}

#[test]
fn however_many_read_first_at_once_there_is_one_attempt_and_each_is_told() {
    let stranger = Stranger::new();
    let home = stranger.home();
    let children = Children::of(&home);
    let told = at_once(8, |_| home.run(["list"]).any().err().to_owned());
    wait_for_all(&home, &children);
    assert_eq!(stranger.refused(), 1);
    let hint = "hint: `resume sync` tries again; `resume db check` finds the cause\n";
    let rests = format!("{}{hint}{NOTHING}", stranger.notice());
    assert_eq!(told.iter().filter(|told| **told == rests).count(), 7, "{told:?}");
    assert!(told.iter().all(|told| told.starts_with(&stranger.notice())), "{told:?}");
}

#[test]
fn a_pooler_that_refuses_the_password_is_asked_once_too() {
    let server = Server::shared();
    let stranger = Stranger::new();
    for (port, words) in [
        (server.pooled_address().1, "SASL authentication failed"),
        (server.pooler("plain"), "password authentication failed"),
    ] {
        let proxy = Proxy::to(Place::Port(port));
        // Where the first server cannot be reached, the second is tried.
        let (host, name) = (format!("127.0.0.1:{}", proxy.port()), &stranger.role.name);
        let url = format!("postgres://{name}:wrong@{host},{host}/postgres?sslmode=disable");
        let home = Home::new().with("RESUME_DATABASE_URL", &url);
        let children = Children::of(&home);
        for number in 0..3 {
            let _ = home.run(["add", &number.to_string()]).id();
            wait_for_all(&home, &children);
        }
        assert_eq!(proxy.connections(), 1, "{words}");
        let failure = &home.json(["status"])["last_error"];
        let told = format!("`{host}` does not let `{name}` in: {words}");
        assert_eq!((&failure["reason"], &failure["message"]), (&json!("denied"), &json!(told)));
    }
}

#[test]
fn what_a_first_read_leaves_to_its_child_is_not_lost_beside_other_first_reads() {
    let proxy = Proxy::to(Place::Nowhere);
    for _ in 0..10 {
        let home = home(proxy.port(), "30");
        let children = Children::of(&home);
        let _ = at_once(4, |_| home.run(["list"]).any().code(0));
        wait_until("it goes on", || home.session()["sync"]["failures"].as_u64() >= Some(2));
        drop(children);
    }
}
