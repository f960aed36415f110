//! What another process changes between the agent's look and its write.

use std::fs::{self, File};
use std::path::Path;

use serde_json::{Value, json};

use crate::support::postgres::wait_until;
use crate::talk::{Talk, failure, printed, shown, tool};

/// A home with one job whose first revision names Rust, and whose text is `text` now.
fn with_a_text(home: &Path, text: &str) {
    printed(home, &["add", "Engineer", "--kind", "work", "--text", "Wrote services in Rust."]);
    printed(home, &["sync"]);
    printed(home, &["edit", "engineer", "--text", text]);
    printed(home, &["sync"]);
}

/// Replaces a file as the program does.
fn replace(path: &Path, bytes: &[u8]) {
    let staged = path.with_extension("test");
    fs::write(&staged, bytes).unwrap();
    fs::rename(staged, path).unwrap();
}

/// The answer to a call, where another process changes the text while the server waits for the lock.
fn answer(home: &Path, now: &str, (name, arguments): &(&str, Value)) -> Value {
    let session = home.join("session.json");
    let before = fs::read(&session).unwrap();
    printed(home, &["--offline", "edit", "engineer", "--text", now]);
    let after = fs::read(&session).unwrap();
    replace(&session, &before);
    let lock = File::options().write(true).open(home.join("session.lock")).unwrap();
    lock.lock().unwrap();
    let mut talk = Talk::start(home, &[]);
    talk.say(&[tool(1, name, arguments)]);
    let descriptors = format!("/proc/{}/fd", talk.child.id());
    wait_until("the server waits for the lock", || {
        let mut open = fs::read_dir(&descriptors).unwrap().flatten().map(|entry| fs::read_link(entry.path()));
        open.any(|target| target.is_ok_and(|target| target.ends_with("session.lock")))
    });
    replace(&session, &after);
    drop(lock);
    let answer = talk.hear()["result"].clone();
    talk.end();
    answer
}

#[test]
fn the_guard_decides_on_what_is_written() {
    const WITH: &str = "Wrote and ran services in Rust.";
    const WITHOUT: &str = "Wrote services.";
    let calls = [
        ("edit", json!({"id": "engineer", "change": {"text": "Wrote Rust."}})),
        ("restore", json!({"id": "engineer", "revision": 1})),
        ("profile_set", json!({"changes": {"label": "Rust engineer"}})),
        ("variant_set", json!({"name": "short", "set": {"headline": "Rust engineer"}})),
    ];
    for call in &calls {
        let home = tempfile::tempdir().unwrap();
        with_a_text(home.path(), WITH);
        let refused = answer(home.path(), WITHOUT, call);
        assert_eq!(refused["isError"], true, "{call:?}: {refused}");
        assert!(failure(&refused)["message"].to_string().contains("`Rust`"), "{call:?}: {refused}");
        assert_eq!(shown(home.path(), &["show", "engineer"])["text"], WITHOUT, "{call:?}");

        let home = tempfile::tempdir().unwrap();
        with_a_text(home.path(), WITHOUT);
        let done = answer(home.path(), WITH, call);
        assert_eq!(done["isError"], false, "{call:?}: {done}");
    }
}
