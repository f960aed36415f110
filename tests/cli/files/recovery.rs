//! Databases and session files that are restored, removed, replaced and linked.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::json;

use crate::support::Home;

fn titles(home: &Home) -> Vec<String> {
    let list = home.json(["list", "--sort", "title"]);
    list.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_database_restored_from_a_backup_gets_everything_back() {
    let home = Home::new();
    let first = home.add("one");
    let backup = fs::read(home.database_path()).unwrap();
    let _ = home.add("two");
    let _ = home.run(["edit", &first, "--title", "first"]).any_output();
    fs::write(home.database_path(), backup).unwrap();
    let _ = home.add("three");
    assert_eq!(home.json(["sync"])["pending"], 0);
    assert_eq!(titles(&home), ["first", "three", "two"]);
    fs::remove_file(home.session_path()).unwrap();
    assert_eq!(titles(&home), ["first", "three", "two"]);
}

#[test]
fn what_was_deleted_and_restored_since_a_backup_stays_so_without_a_conflict() {
    let home = Home::new();
    let id = home.add("one");
    let living = fs::read(home.database_path()).unwrap();
    let _ = home.run(["delete", &id, "--yes"]).any_output();
    let deleted = fs::read(home.database_path()).unwrap();
    let at = home.json(["show", &id])["deleted_at"].clone();
    fs::write(home.database_path(), living).unwrap();
    let _ = home.json(["sync"]);
    assert_eq!(home.json(["show", &id])["deleted_at"], at);
    assert_eq!(home.json(["status"])["conflicts"], json!([]));
    let _ = home.run(["restore", &id]).any_output();
    fs::write(home.database_path(), deleted).unwrap();
    let _ = home.json(["sync"]);
    assert_eq!(titles(&home), ["one"]);
    assert_eq!(home.json(["status"])["conflicts"], json!([]));
}

#[test]
fn a_database_that_was_removed_is_filled_again_however_it_is_made() {
    for make in [&["sync"][..], &["db", "init"], &["add", "two"]] {
        let home = Home::new();
        let _ = home.add("one");
        let _ = home.run(["profile", "set", "name=Ada"]).any_output();
        fs::remove_file(home.database_path()).unwrap();
        let _ = home.run(make).any_output();
        assert_eq!(home.json(["sync"])["pending"], 0, "{make:?}");
        let before = titles(&home);
        fs::remove_file(home.session_path()).unwrap();
        assert_eq!(titles(&home), before, "{make:?}");
        assert_eq!(home.json(["profile"])["basics"]["name"], "Ada", "{make:?}");
    }
}

#[test]
fn another_database_in_the_place_of_the_default_is_sent_nothing() {
    let (home, other) = (Home::new(), Home::new());
    let _ = home.add("mine");
    let _ = other.add("not mine");
    fs::copy(other.database_path(), home.database_path()).unwrap();
    let _ = home.run(["add", "more"]).any_output();
    let told = home.run(["list"]).any_output();
    assert!(told.err().contains("db adopt"), "{}", told.err());
    drop(told);
    assert_eq!(home.json(["--quiet", "status"])["pending"], 1);
    let _ = home.run(["sync"]).code(5).any_output();
    fs::remove_file(other.session_path()).unwrap();
    assert_eq!(titles(&other), ["not mine"]);
    let _ = home.run(["db", "adopt"]).any_output();
    assert_eq!(titles(&home), ["mine", "more", "not mine"]);
}

#[test]
fn a_database_of_one_command_takes_nothing_over() {
    let home = Home::new();
    let _ = home.add("one");
    let url = format!("sqlite:{}", home.path().join("other.db").display());
    let _ = home.run(["--database", &url, "add", "two"]).any_output();
    assert_eq!(home.json(["sync"])["pending"], 0, "the session still belongs to the default");
    assert_eq!(titles(&home), ["one", "two"]);
}

#[test]
fn a_damaged_session_behind_a_link_is_kept_as_it_was() {
    let home = Home::new();
    let _ = home.add("one");
    let _ = home.run(["add", "two", "--offline"]).any_output();
    let elsewhere = home.path().join("elsewhere.json");
    fs::rename(home.session_path(), &elsewhere).unwrap();
    symlink(&elsewhere, home.session_path()).unwrap();
    let damaged = fs::read(&elsewhere).unwrap();
    let damaged = &damaged[..damaged.len() - 40];
    fs::write(&elsewhere, damaged).unwrap();
    let _ = home.run(["list"]).any_output();
    let kept: Vec<_> = fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains(".damaged-"))
        .collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(fs::read(&kept[0]).unwrap(), damaged);
    assert!(home.session_path().is_symlink());
}

#[test]
fn a_link_that_leads_nowhere_is_no_empty_session() {
    let home = Home::new();
    fs::create_dir(home.path()).unwrap();
    symlink(home.path().join("not/mounted.json"), home.session_path()).unwrap();
    let _ = home.run(["list", "--database", "none"]).code(4).any_output();
    let _ = home.run(["add", "x"]).code(4).any_output();
    assert!(home.session_path().is_symlink());
}

#[test]
fn the_profile_is_recovered_from_the_damaged_file_itself() {
    let home = Home::new();
    let none = |args: &[&str]| home.run([&["--database", "none"], args].concat()).any_output();
    drop(none(&["profile", "set", "name=Old"]));
    drop(none(&["profile", "set", "name=New"]));
    let bytes = home.session_bytes();
    fs::write(home.session_path(), &bytes[..bytes.len() - 2]).unwrap();
    drop(none(&["list"]));
    let output = none(&["profile"]);
    assert!(output.out().contains("\"New\""), "{}", output.out());
}

#[test]
fn restoring_does_not_undo_what_was_changed_since() {
    let home = Home::new();
    let id = home.add("one");
    let _ = home.run(["edit", &id, "--title", "two"]).any_output();
    let _ = home.run(["restore", &id, "--revision", "1"]).any_output();
    assert_eq!(titles(&home), ["one"]);
    let history = home.json(["history", &id]);
    assert_eq!(history.as_array().unwrap().len(), 3);
    let _ = home.run(["restore", &id, "--revision", "0"]).code(2).any_output();
    let _ = home.run(["restore", &id, "--revision", "99"]).code(3).any_output();
}

#[test]
fn a_value_that_the_database_refused_can_be_mended() {
    let home = Home::new();
    let id = home.add("good");
    let shell = rusqlite::Connection::open(home.database_path()).unwrap();
    shell
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE UPDATE ON experiences WHEN NEW.title = 'bad'
             BEGIN SELECT RAISE(ABORT, 'no bad'); END",
        )
        .unwrap();
    let _ = home.run(["edit", &id, "--title", "bad"]).any_output();
    let _ = home.add("another");
    let status = home.json(["status"]);
    assert_eq!(status["pending"], 1, "the others are not held up");
    assert!(status["refused"][0]["reason"].as_str().unwrap().contains("no bad"), "{status}");
    let _ = home.run(["edit", &id, "--title", "fine"]).any_output();
    assert_eq!(home.json(["sync"])["pending"], 0);
    let titles: Vec<_> = home
        .json(["history", &id])
        .as_array()
        .unwrap()
        .iter()
        .map(|state| state["experience"]["title"].clone())
        .collect();
    assert!(titles.contains(&"bad".into()) && titles.contains(&"fine".into()), "{titles:?}");

    // Nor does it matter that the refused value was never sent on its own.
    for title in ["bad", "fine again"] {
        let _ = home.run(["--offline", "edit", &id, "--title", title]).any_output();
    }
    let synced = home.json(["sync"]);
    assert_eq!((&synced["pending"], &synced["pushed"]), (&0.into(), &1.into()), "{synced}");
}

#[test]
fn a_database_of_one_command_gets_nothing_that_belongs_to_none_yet() {
    let home = Home::new();
    let url = format!("sqlite:{}", home.path().join("other.db").display());
    let _ = home.run(["--offline", "add", "one"]).id();
    let _ = home
        .run(["--database", &url, "add", "two"])
        .stderr_contains("nothing was sent to it; if you want this database, `resume db adopt` moves to it")
        .any_output();
    let _ = home.run(["--database", &url, "sync"]).code(5).stderr_contains("only this command names");
    assert_eq!(home.session()["database"], serde_json::Value::Null);
    assert_eq!(home.json(["sync"])["pushed"], 2);
    assert!(home.session()["database"]["embedded"].as_bool().unwrap());
    let other = Home::new();
    let _ = other.run(["--offline", "add", "three"]).id();
    let _ = other.run(["--database", &url, "db", "adopt"]).stdout("0 pulled, 1 pushed\n");
}
