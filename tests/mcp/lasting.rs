//! Many calls, several servers, and their ends.

use std::thread;

use serde_json::json;

use crate::talk::{ALL, Talk, calls, printed, shown, tool};

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of this test")]
fn two_servers_and_a_terminal_lose_nothing() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let each: usize = std::env::var("EVERY_CALL").map_or(8, |_| 200);
    let add = |who: &str, number: usize| json!({"experience": {"kind": "skill", "title": format!("{who} {number}")}});
    let server = |who: &str| {
        let said: Vec<_> = (0..each).map(|number| ("add", add(who, number))).collect();
        let failed = calls(home, &ALL, &said).into_iter().filter(|result| result["isError"] == true).count();
        assert_eq!(failed, 0);
    };
    thread::scope(|scope| {
        scope.spawn(|| server("one"));
        scope.spawn(|| server("two"));
        for number in 0..each {
            printed(home, &["add", &format!("three {number}"), "--kind", "skill"]);
        }
    });
    assert_eq!(shown(home, &["list"]).as_array().unwrap().len(), 3 * each);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of this test")]
fn many_calls_leave_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    printed(home.path(), &["add", "Baker", "--kind", "work"]);
    let calls = if std::env::var_os("EVERY_CALL").is_some() { 100_000 } else { 1000 };
    let mut talk = Talk::start(home.path(), &[]);
    let mut begun = (0, 0);
    for id in 1..=calls {
        let answer = talk.ask(&[tool(id, "list", &json!({}))]);
        assert_eq!(answer["result"]["isError"], false, "{answer}");
        if id == calls / 4 {
            begun = talk.held();
        }
    }
    let ended = talk.held();
    // The log is open for a moment while a row is written.
    assert!(ended.0 <= begun.0 + 2 && ended.1 < begun.1 + (8 << 10), "{begun:?} {ended:?}");
    assert!(talk.end().is_empty());
}

#[test]
fn a_signal_ends_it_and_a_change_of_another_process_is_seen() {
    let home = tempfile::tempdir().unwrap();
    let mut talk = Talk::start(home.path(), &[]);
    let count = |talk: &mut Talk| {
        let answer = talk.ask(&[tool(1, "list", &json!({}))]);
        answer["result"]["structuredContent"]["experiences"].as_array().unwrap().len()
    };
    assert_eq!(count(&mut talk), 0);
    printed(home.path(), &["add", "Baker", "--kind", "work"]);
    assert_eq!(count(&mut talk), 1);
    let pid = nix::unistd::Pid::from_raw(talk.child.id().try_into().unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
    assert!(talk.child.wait().unwrap().success());
    assert_eq!(shown(home.path(), &["ai", "log"]).as_array().unwrap().len(), 2, "its calls were logged");
}
