//! From the embedded default to a server: everything that was ever there goes along.

use jiff::Timestamp;
use resume::database::postgres::statements;
use serde_json::{Value, json};

use crate::support::Home;
use crate::support::devices::inline;
use crate::support::postgres::{Server, TestDatabase, wait_until};
use crate::support::proxied::{database, socket, stored, url};
use crate::support::proxy::Proxy;

/// A home on the embedded default, with a past, and the id of its experience.
fn with_a_past() -> (Home, String) {
    let home =
        Home::new().with("RESUME_SYNC", "inline").with("RESUME_USER", "ada").with("RESUME_TIMEOUT", "30");
    let id = home.add("Engineer");
    for text in ["first", "second", "third"] {
        home.run(["edit", &id, "--text", text]).code(0).any_output();
    }
    let gone = home.add("Short-lived");
    home.run(["delete", &gone, "--yes"]).code(0).any_output();
    home.run(["profile", "set", "name=Ada"]).code(0).any_output();
    home.run(["profile", "set", "name=Ada Lovelace"]).code(0).any_output();
    (home, id)
}

fn initialised() -> (TestDatabase<'static>, String) {
    let database = Server::shared().database();
    let url = database.url(&database.owner());
    Home::new().with("RESUME_DATABASE_URL", &url).run(["db", "init"]).code(0).any_output();
    (database, url)
}

fn texts(history: &Value) -> Vec<Value> {
    history.as_array().unwrap().iter().map(|state| state["experience"]["text"].clone()).collect()
}

fn times(history: &Value) -> Vec<Value> {
    history.as_array().unwrap().iter().map(|state| state["at"].clone()).collect()
}

/// What a device that knows nothing finds on the server.
fn elsewhere(url: &str) -> Home {
    Home::new()
        .with("RESUME_SYNC", "inline")
        .with("RESUME_USER", "ada")
        .with("RESUME_TIMEOUT", "30")
        .with("RESUME_DATABASE_URL", url)
}

#[test]
fn the_whole_past_goes_along() {
    let (database, url) = initialised();
    let (home, id) = with_a_past();
    // More than travel together.
    let by_hand = rusqlite::Connection::open(home.database_path()).unwrap();
    by_hand
        .execute_batch(
            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 250)
             INSERT INTO ai_logs (user_id, request_id, operation, status, started_at)
             SELECT 'ada', n, 'suggest', 'ok', '2026-01-02T03:04:05.000006Z' FROM number;
             -- Which no PostgreSQL takes.
             UPDATE ai_logs SET response = 'a' || char(0) || 'b' WHERE request_id = '7';
             UPDATE experiences SET text = 'fourth', change_id = '018f0000-0000-7000-8000-000000000001',
               device = 'attic' WHERE text = 'third';
             UPDATE experiences SET text = 'fifth', change_id = '018f0000-0000-7000-8000-000000000002',
               device = 'a' || char(0) || 'b' WHERE text = 'fourth'",
        )
        .unwrap();
    let before = texts(&home.json(["history", &id]));
    assert_eq!(before.len(), 6);
    let home = home.with("RESUME_DATABASE_URL", &url);
    home.run(["sync"]).code(0).any_output();
    let calls = "SELECT concat_ws('|', count(*), min(user_id), max(started_at)) FROM resume.ai_logs";
    assert_eq!(database.ask(calls), "249|ada|2026-01-02T03:04:05.000006Z");
    home.run(["log"]).stdout_contains("An AI call was refused by the database and stays on this device");
    assert_eq!(home.json(["status"])["ai_refused"], 1);
    assert_eq!(home.json(["ai", "show", "7"])["response"], json!("a\u{0}b"));
    let other = elsewhere(&url);
    let past = other.json(["history", &id]);
    assert_eq!((texts(&past), &past[4]["device"]), (before, &json!("attic")));
    assert_eq!(other.json(["list"]), home.json(["list"]));
    let profiles =
        "SELECT string_agg(body #>> '{basics,name}', ', ' ORDER BY revision) FROM resume.document_revisions";
    assert_eq!(database.ask(profiles), "Ada, Ada Lovelace");
    let deleted = "SELECT count(*) FROM resume.experience_revisions WHERE title = 'Short-lived'";
    assert_eq!(database.ask(deleted), "2");
    let states = "SELECT count(*) FROM resume.experience_revisions";
    let told = database.ask(states);
    home.run(["sync"]).code(0).any_output();
    assert_eq!(database.ask(states), told, "once is enough");
    assert_eq!(home.json(["status"])["pending"], json!(0));
}

#[test]
fn a_revision_bears_the_time_of_its_change() {
    let (database, url) = initialised();
    let (home, id) = with_a_past();
    home.run(["--offline", "delete", &id, "--yes"]).code(0).any_output();
    home.run(["--offline", "restore", &id]).code(0).any_output();
    let all = times(&home.json(["history", &id]));
    assert_eq!(all.len(), 6);
    let home = home.with("RESUME_DATABASE_URL", &url);
    home.run(["sync"]).code(0).any_output();
    assert_eq!(times(&home.json(["history", &id])), all);
    assert_eq!(times(&elsewhere(&url).json(["history", &id])), all);
    // Who writes by hand may write what they like.
    database.sql("UPDATE resume.experiences SET text = 'by hand', updated_at = '2001-02-03T04:05:06Z'");
    let recorded = "SELECT max(recorded_at) FROM resume.experience_revisions WHERE text = 'by hand'";
    let last = times(&home.json(["history", &id])).pop().unwrap();
    let (last, recorded) = (last.as_str().unwrap().parse::<Timestamp>(), database.ask(recorded).parse());
    assert_eq!(last.unwrap(), recorded.unwrap());
}

#[test]
fn calls_that_an_earlier_attempt_laid_aside_are_not_laid_there_twice() {
    let (database, url) = initialised();
    let (home, _) = with_a_past();
    let calls = ["one", "two"].map(|id| format!("{{\"request_id\": \"{id}\", \"operation\": \"x\"}}\n"));
    home.program(["ai", "record"]).input(calls.concat()).run().any_output();
    home.run(["sync"]).code(0).any_output();
    // As an attempt leaves it that is cut off before its last step.
    let home = home.with("RESUME_SYNC", "manual");
    home.program(["ai", "record"]).input(calls.concat()).run().any_output();
    // The log cannot be uploaded, so that what is laid aside can be looked at.
    database.superuser().batch_execute("ALTER TABLE resume.ai_logs RENAME TO away").unwrap();
    let home = home.with("RESUME_DATABASE_URL", &url);
    let _ = home.run(["sync"]).any();
    assert_eq!(database.ask("SELECT count(*) > 0 FROM resume.experiences"), "t");
    let files =
        home.files().into_iter().filter(|name| name.starts_with("ai-calls") && name.ends_with("jsonl"));
    let laid: String = files.map(|name| std::fs::read_to_string(home.path().join(name)).unwrap()).collect();
    assert_eq!(laid.matches("\"request_id\"").count(), 2, "{laid}");
}

#[test]
fn what_only_the_embedded_database_has_goes_along_too() {
    let (_database, url) = initialised();
    let (home, id) = with_a_past();
    let by_hand = rusqlite::Connection::open(home.database_path()).unwrap();
    by_hand.execute("UPDATE experiences SET text = 'by hand' WHERE id = ?1", [&id]).unwrap();
    by_hand.execute("INSERT INTO experiences (user_id, title) VALUES ('ada', 'By hand')", []).unwrap();
    let offline = home.clone_settings();
    offline.run(["--offline", "edit", &id, "--organization", "Acme"]).code(0).any_output();
    home.with("RESUME_DATABASE_URL", &url).run(["sync"]).code(0).any_output();
    let other = elsewhere(&url);
    let listed = other.json(["list"]);
    assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");
    let shown = other.json(["show", &id]);
    assert_eq!((&shown["text"], &shown["organization"]), (&json!("by hand"), &json!("Acme")));
    assert!(texts(&other.json(["history", &id])).contains(&json!("third")));
}

#[test]
fn an_unreadable_embedded_database_is_not_left_behind_unasked() {
    let (database, url) = initialised();
    let (home, id) = with_a_past();
    let kept = home.database_path().with_extension("kept");
    std::fs::rename(home.database_path(), &kept).unwrap();
    std::fs::write(home.database_path(), "no database").unwrap();
    let home = home.with("RESUME_DATABASE_URL", &url);
    home.run(["sync"]).code(5).stderr_contains("rename the file to leave its history behind");
    assert_eq!(database.ask("SELECT count(*) FROM resume.experiences"), "0");
    std::fs::rename(kept, home.database_path()).unwrap();
    home.run(["sync"]).code(0).any_output();
    assert_eq!(texts(&elsewhere(&url).json(["history", &id])).len(), 4);
}

#[test]
fn without_the_embedded_file_the_present_goes_alone() {
    let (_database, url) = initialised();
    let (home, id) = with_a_past();
    std::fs::remove_file(home.database_path()).unwrap();
    home.with("RESUME_DATABASE_URL", &url).run(["sync"]).code(0).any_output();
    assert_eq!(texts(&elsewhere(&url).json(["history", &id])), [json!("third")]);
}

#[test]
fn another_user_of_the_same_database_is_told_from_another_database() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let typo = inline(&url(&proxy, &database)).with("RESUME_USER", "adda");
    let _ = typo.run(["list"]).any_output();
    let home = typo.clone_settings().with("RESUME_USER", "ada");
    let told = "the session belongs to the user `adda` of this database, and `ada` was asked for; nothing was sent to it; \
                `RESUME_USER=adda` goes on as before";
    let id = home.run(["add", "one"]).stderr_contains(told).any_stderr().id();
    let _ = home.run(["history", &id]).stderr_contains(told).any_output();
    let _ = home.run(["sync"]).code(5).stderr_contains("resume db adopt").stderr_contains(told);
    let _ = home.run(["db", "adopt"]).stdout("0 pulled, 1 pushed\n");
    assert_eq!(stored(&mut database.superuser(), "ada"), (1, 1));
}

#[test]
fn what_one_database_refused_is_offered_to_the_next() {
    let (strict, lenient) = (database(), database());
    // An identity of its own.
    lenient.sql("DROP SCHEMA resume CASCADE");
    lenient.sql(&statements());
    strict.sql("ALTER TABLE resume.experiences ADD CONSTRAINT no_bad CHECK (title <> 'bad')");
    let (first, second) = (Proxy::to(socket(strict.server)), Proxy::to(socket(lenient.server)));
    let home = inline(&url(&first, &strict));
    let _ = home.run(["add", "bad"]).id();
    assert!(home.json(["status"])["refused"][0]["reason"].as_str().unwrap().contains("no_bad"));
    let home = home.with("RESUME_DATABASE_URL", &url(&second, &lenient));
    let _ = home.run(["db", "adopt"]).stdout("0 pulled, 1 pushed\n");
    assert_eq!(stored(&mut lenient.superuser(), "ada"), (1, 1));
}

#[test]
fn a_lost_session_leaves_the_whole_past_to_be_carried_over() {
    for mode in ["inline", "background"] {
        let (database, url) = initialised();
        let (home, id) = with_a_past();
        let before = texts(&home.json(["history", &id]));
        std::fs::remove_file(home.session_path()).unwrap();
        let _ = std::fs::remove_file(home.path().join("session.json.bak"));
        let home = home.with("RESUME_DATABASE_URL", &url).with("RESUME_SYNC", mode);
        if mode == "inline" {
            home.run(["sync"]).code(0).any_output();
        } else {
            home.run(["add", "Baker"]).code(0).any_output();
            wait_until("everything has arrived", || {
                database.ask("SELECT count(*) FROM resume.experiences") == "3"
            });
        }
        assert_eq!(texts(&elsewhere(&url).json(["history", &id])), before, "{mode}");
    }
}

#[test]
fn what_lies_beside_a_database_in_use_stays_there_and_that_is_said() {
    let (database, url) = initialised();
    let _ = elsewhere(&url).add("Newer");
    let (home, _) = with_a_past();
    std::fs::remove_file(home.session_path()).unwrap();
    let _ = std::fs::remove_file(home.path().join("session.json.bak"));
    let home = home.with("RESUME_DATABASE_URL", &url);
    let _ = home.run(["list"]).stdout_contains("Newer").stderr_contains("they did not move");
    let _ = home.run(["list"]).stdout_contains("Newer").stderr("");
    assert_eq!(database.ask("SELECT count(*) FROM resume.experiences"), "1");
}

#[test]
fn a_database_of_which_nothing_could_be_read_yet_is_the_sessions_own() {
    for waiting in ["nothing", "an experience", "a call"] {
        let (broken, other) = (database(), database());
        // An identity of its own.
        other.sql("DROP SCHEMA resume CASCADE");
        other.sql(&statements());
        // It says whose it is, and then fails.
        broken.sql("ALTER TABLE resume.experiences RENAME COLUMN size TO length");
        let (first, second) = (Proxy::to(socket(broken.server)), Proxy::to(socket(other.server)));
        let home = inline(&url(&first, &broken));
        match waiting {
            "an experience" => drop(home.run(["--offline", "add", "one"]).any_stderr().id()),
            "a call" => {
                let call = "{\"operation\":\"x\"}\n";
                home.program(["--offline", "ai", "record"]).input(call).run().code(0).any_output();
            }
            _ => {}
        }
        home.run(["sync"]).code(5).stderr_contains("size").any_output();
        // What is wrong with a table says nothing about the log.
        let calls = broken.ask("SELECT count(*) FROM resume.ai_logs");
        assert_eq!(calls, if waiting == "a call" { "1" } else { "0" });
        let home = home.with("RESUME_DATABASE_URL", &url(&second, &other));
        let foreign = "another one than the session belongs to";
        home.run(["sync"]).code(5).stderr_contains(foreign).any_output();
        assert_eq!(other.ask("SELECT count(*) FROM resume.accounts"), "0", "{waiting}");
    }
}

#[test]
fn a_check_tells_of_a_session_that_belongs_elsewhere() {
    let (one, other) = (database(), database());
    // An identity of its own.
    other.sql("DROP SCHEMA resume CASCADE");
    other.sql(&statements());
    let (first, second) = (Proxy::to(socket(one.server)), Proxy::to(socket(other.server)));
    let warned = |home: &Home, detail: &str| {
        let checked = home.run(["db", "check"]).stdout_contains(&format!("warn  session: {detail}"));
        drop(checked.stdout_contains("until `resume db adopt`"));
        let _ = home.run(["sync"]).code(5).stderr_contains("resume db adopt");
        assert!(home.json(["status"])["last_error"].is_object());
        let _ = home.run(["db", "check"]).stdout_contains("warn  session: ");
        assert!(home.json(["status"])["last_error"].is_object(), "nothing is well yet");
    };
    let fine = |home: &Home| {
        let checked = home.run(["db", "check"]);
        assert!(!checked.out().contains("session: "), "{checked:?}");
    };
    // From the embedded default everything moves by itself.
    let home = Home::new().with("RESUME_SYNC", "inline").with("RESUME_TIMEOUT", "20");
    let home = home.with("RESUME_USER", "ada");
    fine(&home);
    let _ = home.run(["add", "one"]).id();
    let home = home.with("RESUME_DATABASE_URL", &url(&first, &one));
    fine(&home);
    let _ = home.run(["sync"]).stdout("0 pulled, 1 pushed\n");
    fine(&home);
    warned(
        &home.clone_settings().with("RESUME_USER", "eve"),
        "it belongs to the user `ada` of this database, but `eve` is configured; `RESUME_USER=ada` keeps it there",
    );
    let file = home.clone_settings().with("RESUME_DATABASE_URL", "sqlite:other.db");
    let _ = file.run(["db", "init"]).stdout_contains("created");
    let home = home.with("RESUME_DATABASE_URL", &url(&second, &other));
    for home in [&home, &file] {
        warned(home, "it belongs to another database than this one: 127.0.0.1:");
    }
    let _ = home.run(["db", "adopt"]).stdout("0 pulled, 1 pushed\n");
    fine(&home);
}

#[test]
fn a_backup_keeps_the_order_although_an_anchor_was_deleted() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let ids = [("A", "2020"), ("B", "2019"), ("C", "2018"), ("D", "2017")]
        .map(|(title, start)| home.run(["add", title, "--start", start]).id());
    home.run(["move", &ids[0], "--after", &ids[2]]).any_output();
    home.run(["delete", &ids[2], "--yes"]).any_output();
    home.run(["export", "--format", "resume", "backup.json"]).any();
    let titles = |home: &Home| {
        let listed = home.json(["list", "--sort", "place"]);
        listed.as_array().unwrap().iter().map(|one| one["title"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(titles(&home), ["B", "A", "D"]);
    let other = Home::new().with("RESUME_DATABASE_URL", "none");
    other.write("backup.json", std::fs::read(home.work().join("backup.json")).unwrap());
    other.run(["import", "backup.json"]).any();
    assert_eq!(titles(&other), ["B", "A", "D"]);
    // At home it gives the order that is there.
    home.run(["import", "backup.json"]).any();
    assert_eq!(titles(&home), ["B", "A", "D"]);
}
