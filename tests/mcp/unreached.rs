//! A database that has not been read, and calls that are taken back.

use std::fs::{self, File};

use serde_json::json;

use crate::support::postgres::wait_until;
use crate::talk::{ALL, Talk, calls, failure, printed, shown, tool};

#[test]
fn an_agent_is_told_what_a_new_device_has_not_loaded() {
    let home = tempfile::tempdir().unwrap();
    let config = "database = \"postgres://ada:x@127.0.0.1:1/resume\"\n";
    fs::write(home.path().join("config.toml"), config).unwrap();
    const INCOMPLETE: &str = "has not loaded the whole résumé from its database yet";
    let said = [
        ("list", json!({})),
        ("profile_show", json!({})),
        ("list", json!({"kinds": ["work"]})),
        ("add", json!({"experience": {"kind": "work", "title": "Baker"}})),
    ];
    for (answer, call) in calls(home.path(), &ALL, &said).iter().zip(&said) {
        assert_eq!(answer["isError"], false, "{call:?}: {answer}");
        assert!(answer["content"][0]["text"].as_str().unwrap().contains(INCOMPLETE), "{call:?}: {answer}");
    }
    let [missing] = &calls(home.path(), &[], &[("show", json!({"id": "Cook"}))])[..] else { panic!() };
    assert_eq!(missing["isError"], true);
    assert!(failure(missing)["message"].as_str().unwrap().contains(INCOMPLETE), "{missing}");

    let mut talk = Talk::start(home.path(), &ALL);
    let read = json!({"jsonrpc": "2.0", "id": 1, "method": "resources/read",
        "params": {"uri": "resume://experiences"}});
    let answer = talk.ask(&[read]);
    assert!(answer["error"]["message"].as_str().unwrap().contains(INCOMPLETE), "{answer}");
    talk.end();
}

#[test]
fn a_call_that_is_taken_back_before_it_began_is_not_carried_out() {
    let home = tempfile::tempdir().unwrap();
    printed(home.path(), &["add", "Engineer", "--kind", "work"]);
    let mut talk = Talk::start(home.path(), &ALL);
    let add = |id, title| tool(id, "add", &json!({"experience": {"kind": "work", "title": title}}));
    let lock = File::options().write(true).open(home.path().join("session.lock")).unwrap();
    lock.lock().unwrap();
    talk.say(&[add(1, "Baker")]);
    let descriptors = format!("/proc/{}/fd", talk.child.id());
    wait_until("the first call waits for the lock", || {
        let mut open = fs::read_dir(&descriptors).unwrap().flatten().map(|entry| fs::read_link(entry.path()));
        open.any(|target| target.is_ok_and(|target| target.ends_with("session.lock")))
    });
    let cancel = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}});
    let ping = json!({"jsonrpc": "2.0", "id": 4, "method": "ping"});
    talk.say(&[add(2, "Cook"), add(3, "Driver"), cancel, ping]);
    // What was sent before it has been read.
    assert_eq!(talk.hear()["id"], 4);
    drop(lock);
    assert_eq!([talk.hear()["id"].clone(), talk.hear()["id"].clone()], [1, 3]);
    assert!(talk.end().is_empty());
    let titles = shown(home.path(), &["list", "--sort", "title"]);
    let titles: Vec<_> =
        titles.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Baker", "Driver", "Engineer"]);
}
