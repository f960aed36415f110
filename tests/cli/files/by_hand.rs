//! A record that was changed by hand in the session file counts as changed, and is synced.

use std::fs;

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::postgres::Server;

/// Replaces a text in the session file, as `sed -i` does.
fn change_by_hand(home: &Home, old: &str, new: &str) {
    let text = String::from_utf8(home.session_bytes()).unwrap();
    assert!(text.contains(old), "{text}");
    home.write_session(text.replace(old, new).as_bytes());
}

/// The titles in the database's history of an experience, oldest first.
fn past(home: &Home, id: &str) -> Vec<Value> {
    let history = home.json(["history", id]);
    let states = history.as_array().unwrap_or_else(|| panic!("{history}")).iter();
    states.map(|state| state["experience"]["title"].clone()).collect()
}

#[test]
fn a_record_changed_by_hand_is_pending_until_it_is_synced() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    let ids = ["One", "Other"].map(|title| home.add(title));
    let _ = home.json(["profile", "set", "name=Ada"]);
    assert_eq!(home.json(["sync"])["pushed"], 3);
    change_by_hand(&home, "\"One\"", "\"Two\"");
    change_by_hand(&home, "\"Ada\"", "\"Eva\"");
    let pending = |home: &Home| {
        let listed = home.json(["list", "--sort", "title"]);
        listed.as_array().unwrap().iter().map(|one| one["sync"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(pending(&home), ["synced", "pending"]);
    assert_eq!(home.json(["status"])["pending"], 2);
    // Another change does not make it look as if it had been written so.
    let _ = home.run(["edit", &ids[1], "--location", "Bonn"]).any_output();
    assert_eq!(home.json(["sync"])["pushed"], 3);
    assert_eq!(pending(&home), ["synced", "synced"]);
    assert_eq!(past(&home, &ids[0]), ["One", "Two"]);
    assert_eq!(home.json(["profile"])["basics"]["name"], "Eva");
    assert_eq!(home.json(["profile", "history"]).as_array().unwrap().len(), 2);
    // The whole file, written by another program: nothing is changed in it.
    let session: Value = home.session();
    home.write_session(serde_json::to_string_pretty(&session).unwrap().as_bytes());
    assert_eq!(home.json(["status"])["pending"], 0);
}

/// Everything is read to find out, and nothing of it is new.
#[test]
fn only_changes_that_were_not_known_count_as_pulled() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    let database = home.path().join("resume.db");
    let _ = ["One", "Other", "Third"].map(|title| home.add(title));
    let _ = home.json(["sync"]);
    let counted = |args: &[&str]| {
        let synced = home.json(args);
        (synced["pulled"].clone(), synced["pushed"].clone())
    };
    change_by_hand(&home, "\"One\"", "\"Two\"");
    assert_eq!(counted(&["sync", "--dry-run"]), (json!(0), json!(1)));
    assert_eq!(counted(&["sync"]), (json!(0), json!(1)));
    // As it was before the last change.
    let backup = fs::read(&database).unwrap();
    let _ = home.run(["edit", "Third", "--location", "Bonn"]).any_output();
    let _ = home.json(["sync"]);
    fs::write(&database, backup).unwrap();
    assert_eq!(counted(&["sync", "--dry-run"]), (json!(0), json!(1)));
    assert_eq!(counted(&["sync"]), (json!(0), json!(1)));
}

#[test]
fn a_change_by_hand_and_one_of_another_device_are_both_kept() {
    let database = Server::shared().database();
    let url = database.url(&database.owner());
    let device = || Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_SYNC", "manual");
    let (one, other) = (device(), device());
    let _ = one.run(["db", "init"]).any_output();
    let id = one.add("Baker");
    let _ = one.run(["edit", &id, "--bullet", "Baked bread", "--location", "Bonn"]).any_output();
    let _ = one.json(["sync"]);
    let _ = other.json(["sync"]);
    let _ = other.run(["edit", &id, "--location", "Rome", "--add-bullet", "Sold it"]).any_output();
    let _ = other.json(["sync"]);
    change_by_hand(&one, "Baked bread", "Baked 40 loaves a day");
    change_by_hand(&one, "\"Baker\"", "\"Head baker\"");
    let _ = one.json(["sync"]);
    let _ = other.json(["sync"]);
    for device in [&one, &other] {
        let shown = device.json(["show", &id]);
        assert_eq!(
            [&shown["title"], &shown["location"], &shown["bullets"], &shown["sync"]],
            [
                &json!("Head baker"),
                &json!("Rome"),
                &json!(["Baked 40 loaves a day", "Sold it"]),
                &json!("synced")
            ]
        );
        assert_eq!(device.json(["status"])["conflicts"], json!([]), "neither was lost");
    }
}

#[test]
fn a_record_added_by_hand_is_a_new_one() {
    let home = Home::new();
    let id = home.add("One");
    let text = String::from_utf8(home.session_bytes()).unwrap();
    let line = text.lines().find(|line| line.contains("\"One\"")).unwrap().to_owned();
    let copy = line.replace(&id, "00000000-0000-4000-8000-000000000001").replace("\"One\"", "\"Copy\"");
    home.write_session(text.replace(&line, &format!("{line},\n{copy}")).as_bytes());
    let _ = home.json(["sync"]);
    fs::remove_file(home.session_path()).unwrap();
    let listed = home.json(["list", "--sort", "title"]);
    let titles: Vec<_> = listed.as_array().unwrap().iter().map(|one| &one["title"]).collect();
    assert_eq!(titles, ["Copy", "One"]);
}

#[test]
fn a_change_by_hand_in_the_last_good_copy_is_synced_too() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    let id = home.add("One");
    let _ = home.json(["sync"]);
    change_by_hand(&home, "\"One\"", "\"Two\"");
    // The file before this one is the last good copy: the one that was changed by hand.
    let _ = home.add("Other");
    home.write_session(&home.session_bytes()[..100]);
    let _ = home.run(["list"]).any_output();
    let _ = home.run(["sync"]).any_output();
    assert_eq!(past(&home, &id), ["One", "Two"]);
}

/// An editor may put a mark before the text, or another program write the file again.
#[test]
fn a_mark_before_the_text_is_no_damage() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    let id = home.add("One");
    let _ = home.json(["sync"]);
    let edited = String::from_utf8(home.session_bytes()).unwrap().replace("\"One\"", "\"Two\"");
    home.write_session(format!("\u{feff}{edited}").as_bytes());
    assert_eq!(home.json(["list"])[0]["title"], "Two");
    let _ = home.json(["sync"]);
    assert_eq!((past(&home, &id), home.set_aside().len()), (vec![json!("One"), json!("Two")], 0));
}

/// What brings it back is the history: `undo` is for commands.
#[test]
fn a_change_by_hand_is_taken_back_by_the_history() {
    let home = Home::new();
    let id = home.add("One");
    change_by_hand(&home, "\"One\"", "\"Two\"");
    let _ = home.json(["sync"]);
    assert_eq!(home.json(["undo", "--list"]).as_array().unwrap().len(), 1, "the `add` alone");
    let _ = home.run(["restore", &id, "--revision", "1"]).any_output();
    assert_eq!(past(&home, &id), ["One", "Two", "One"]);
    assert_eq!(home.json(["show", &id])["title"], "One");
}

#[test]
fn a_format_that_never_was_is_refused_with_the_file_untouched() {
    let home = Home::new();
    let _ = home.add("One");
    let whole = String::from_utf8(home.session_bytes()).unwrap();
    for (format, message) in [
        ("\"format\":0", "it has format 0, which never was"),
        ("\"format\":\"2\"", "invalid type"),
        ("\"form\":2", "unknown field `form`"),
    ] {
        let edited = whole.replacen("\"format\":2", format, 1);
        home.write_session(edited.as_bytes());
        let told = home.run(["list"]).code(4).any_stderr();
        assert!(
            told.err().contains("was changed by hand, and is wrong") && told.err().contains(message),
            "{told:?}"
        );
        assert_eq!(home.session_bytes(), edited.as_bytes());
        assert!(home.set_aside().is_empty());
    }
}

/// Takes the experience with a title out of the session file, as `jq` does.
fn take_out(home: &Home, title: &str) {
    let mut session = home.session();
    let experiences = session["experiences"].as_array_mut().unwrap();
    experiences.retain(|record| record["current"]["title"] != title);
    home.write_session(session.to_string().as_bytes());
}

fn titles(home: &Home) -> Vec<Value> {
    let listed = home.program(["list", "--sort", "title", "--json"]).run().any_stderr().json();
    listed.as_array().unwrap().iter().map(|one| one["title"].clone()).collect()
}

#[test]
fn a_record_that_is_taken_out_by_hand_comes_back_from_the_database() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    let _ = home.add("One");
    let _ = home.run(["variant", "set", "acme", "--kind", "work"]).any_output();
    let _ = home.add("Other");
    let _ = home.json(["sync"]);
    take_out(&home, "One");
    let mut session = home.session();
    session["documents"] = json!([]);
    home.write_session(session.to_string().as_bytes());
    fs::remove_file(home.session_path().with_extension("json.bak")).unwrap();
    assert_eq!(titles(&home), ["Other"]);
    let _ = home.json(["sync"]);
    assert_eq!(titles(&home), ["One", "Other"]);
    assert_eq!(home.json(["variant", "list"])[0]["name"], "acme");
}

#[test]
fn nothing_that_was_deleted_comes_to_life_when_all_is_taken_out_by_hand() {
    let home = Home::new();
    let id = home.add("One");
    let _ = home.add("Other");
    let gone = home.add("Gone");
    home.run(["edit", &id, "--location", "Bonn"]).any();
    home.run(["delete", &gone, "--yes"]).any();
    let mut session = home.session();
    session["experiences"] = json!([]);
    home.write_session(session.to_string().as_bytes());
    let _ = home.json(["sync"]);
    assert_eq!(titles(&home), ["One", "Other"]);
    assert_eq!(home.json(["show", &id])["location"], "Bonn");
    assert!(home.json(["show", &gone])["deleted_at"].is_string());
    assert_eq!(past(&home, &id).len(), 2);
}
