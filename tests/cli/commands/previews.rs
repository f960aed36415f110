//! `sync --dry-run` says what a `sync` then does, and changes nothing.

use std::fs;

use crate::support::Home;
use crate::support::devices::inline;
use crate::support::proxied::{database, socket, url};
use crate::support::proxy::Proxy;

/// Asks what a synchronisation would do, and holds it to that. Returns what was pulled, pushed and merged.
#[track_caller]
fn foretold(home: &Home) -> (u64, u64, u64) {
    let files = || home.files().into_iter().filter(|name| !name.ends_with("-journal")).collect::<Vec<_>>();
    let before = files();
    let told = home.json(["sync", "--dry-run"]);
    assert_eq!(files(), before);
    let done = home.json(["sync"]);
    for field in ["pulled", "pushed", "merged"] {
        assert_eq!(told[field], done[field], "{field}: {told} was told, {done} was done");
    }
    let of = |field: &str| done[field].as_u64().unwrap();
    (of("pulled"), of("pushed"), of("merged"))
}

fn with_three() -> Home {
    let home = Home::new().with("RESUME_USER", "ada");
    for title in ["one", "two", "three"] {
        let _ = home.add(title);
    }
    home
}

fn lose_session(home: &Home) {
    fs::remove_file(home.session_path()).unwrap();
    let _ = fs::remove_file(home.session_path().with_extension("json.bak"));
}

#[test]
fn the_embedded_database_gives_back_what_a_lost_session_held() {
    let home = with_three();
    lose_session(&home);
    home.run(["--offline", "add", "four"]).code(0).any_output();
    assert_eq!(foretold(&home), (3, 1, 0));
    assert_eq!(foretold(&home), (0, 0, 0));
}

#[test]
fn what_a_lost_database_held_is_pushed_anew() {
    let home = with_three();
    home.run(["profile", "set", "name=Ada"]).code(0).any_output();
    fs::remove_file(home.database_path()).unwrap();
    let _ = fs::remove_file(home.path().join("resume.db-journal"));
    home.run(["sync", "--dry-run"]).code(0).stdout("would pull 0 and push 4\n");
    assert!(!home.database_path().exists());
    assert_eq!(foretold(&home), (0, 4, 0));
}

#[test]
fn what_an_older_dump_lacks_is_pushed_anew() {
    let home = with_three();
    let dump = fs::read(home.database_path()).unwrap();
    let id = home.add("four");
    let edited = home.json(["list", "--search", "three"])[0]["id"].as_str().unwrap().to_owned();
    home.run(["edit", &edited, "--text", "later"]).code(0).any_output();
    fs::write(home.database_path(), dump).unwrap();
    home.run(["sync", "--dry-run"]).code(0).stdout("would pull 0 and push 2, 1 merged\n");
    assert_eq!(foretold(&home), (0, 2, 1));
    assert_eq!(home.json(["show", &edited])["text"], "later");
    assert_eq!(home.json(["show", &id])["sync"], "synced");
}

#[test]
fn rows_that_were_removed_behind_everybodys_back_are_pushed_anew() {
    let home = with_three();
    let by_hand = rusqlite::Connection::open(home.database_path()).unwrap();
    by_hand.execute_batch("INSERT INTO experiences (user_id, title) VALUES ('ada', 'By hand')").unwrap();
    let triggers: Vec<String> = by_hand
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'experiences'")
        .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
        .unwrap();
    for trigger in triggers {
        by_hand.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    by_hand.execute_batch("DELETE FROM experiences WHERE title = 'two'").unwrap();
    let told = home.json(["sync", "--dry-run"]);
    assert_eq!((&told["pulled"], &told["pushed"]), (&1.into(), &1.into()), "{told}");
}

#[test]
fn calls_that_wait_are_told() {
    let home = with_three();
    home.program(["--offline", "ai", "record"]).input("{\"operation\": \"x\"}\n").run().code(0).any_output();
    home.run(["sync", "--dry-run"]).code(0).stdout("would pull 0 and push 0; 1 AI call to upload\n");
    home.run(["sync"]).code(0).stdout("0 pulled, 0 pushed; 1 AI call uploaded\n");
}

#[test]
fn a_database_that_does_not_get_anything_is_foretold_nothing() {
    let home = with_three();
    let other = home.path().join("other.db");
    let elsewhere = home.clone_settings().with("RESUME_DATABASE_URL", &format!("sqlite:{}", other.display()));
    assert_eq!(foretold(&elsewhere), (0, 3, 0));
    fs::remove_file(home.database_path()).unwrap();
    for args in [&["sync", "--dry-run"][..], &["sync"]] {
        home.run(args).code(5).stderr_contains("this database is another one than the session belongs to");
    }
}

#[test]
fn a_server_gives_back_what_a_lost_session_held() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let home = inline(&url(&proxy, &database));
    let _ = home.add("one");
    lose_session(&home);
    let home = home.with("RESUME_SYNC", "manual");
    assert_eq!(foretold(&home), (1, 0, 0));
}

#[test]
fn an_empty_server_gets_what_the_embedded_database_has_of_a_lost_session() {
    let home = with_three();
    home.program(["ai", "record"]).input("{\"operation\": \"x\"}\n").run().code(0).any_output();
    home.run(["sync"]).code(0).any_output();
    lose_session(&home);
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let home = home.with("RESUME_DATABASE_URL", &url(&proxy, &database)).with("RESUME_SYNC", "manual");
    home.run(["sync", "--dry-run"]).code(0).stdout("would pull 0 and push 3; 1 AI call to upload\n");
    assert_eq!(database.ask("SELECT count(*) FROM resume.experiences"), "0");
    assert_eq!(foretold(&home), (0, 3, 0));
    assert_eq!(database.ask("SELECT count(*) FROM resume.ai_logs"), "1");
}

#[test]
fn what_a_server_that_has_something_does_not_get_is_told() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let _ = inline(&url(&proxy, &database)).add("there");
    let home = with_three();
    lose_session(&home);
    let home = home.with("RESUME_DATABASE_URL", &url(&proxy, &database)).with("RESUME_SYNC", "manual");
    home.run(["sync", "--dry-run"])
        .code(0)
        .stdout("would pull 1 and push 0\n")
        .stderr_contains("they do not move");
}
