//! Settings that change while the server runs.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::postgres::wait_until;
use crate::talk::{Talk, failure, printed, request, shown};

fn add(talk: &mut Talk, id: usize, title: &str) -> String {
    let (answer, _) = talk.call(id, "add", &json!({"experience": {"title": title, "kind": "work"}}));
    assert_eq!(answer["isError"], false, "{answer}");
    answer["content"][0]["text"].as_str().unwrap().to_owned()
}

fn stored(database: &Path) -> i64 {
    let database = rusqlite::Connection::open(database).unwrap();
    database.query_row("SELECT count(*) FROM experiences", [], |row| row.get(0)).unwrap()
}

/// Moves everything to another database, as a person does beside the server.
fn move_to(home: &Path, name: &str) {
    printed(home, &["db", "use", &format!("sqlite:{}", home.join(name).display())]);
    printed(home, &["db", "init"]);
}

#[test]
fn a_change_goes_to_the_database_that_is_configured_now() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    printed(home, &["add", "Before", "--kind", "work"]);
    let mut talk = Talk::start(home, &["--allow-claims"]);
    add(&mut talk, 1, "One");
    wait_until("it is stored", || stored(&home.join("resume.db")) == 2);
    move_to(home, "second.db");
    printed(home, &["sync"]);
    add(&mut talk, 2, "Two");
    wait_until("it is stored there", || stored(&home.join("second.db")) == 3);
    // Of one that is another database, the agent's changes wait until the person moves there.
    move_to(home, "third.db");
    add(&mut talk, 3, "Three");
    talk.call(4, "list", &json!({}));
    assert_eq!((stored(&home.join("second.db")), stored(&home.join("third.db"))), (3, 0));
    printed(home, &["db", "adopt"]);
    add(&mut talk, 5, "Four");
    wait_until("it is stored there", || stored(&home.join("third.db")) == 5);
    assert_eq!(stored(&home.join("second.db")), 3);
    // The server is asked for the history, too.
    let (history, _) = talk.call(6, "history", &json!({"id": "One"}));
    assert!(!history["content"][0]["text"].as_str().unwrap().contains("on this device"), "{history}");
    talk.end();
}

#[test]
fn what_the_agent_is_told_of_its_database_is_true() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    printed(home, &["add", "Before", "--kind", "work"]);
    let mut talk = Talk::start(home, &["--allow-claims"]);
    const INCOMPLETE: &str = "has not loaded the whole résumé";
    assert!(!add(&mut talk, 1, "One").contains(INCOMPLETE));
    let config = home.join("config.toml");
    fs::write(&config, "database = \"postgres://ada:x@127.0.0.1:1/resume\"\n").unwrap();
    assert!(add(&mut talk, 2, "Two").contains(INCOMPLETE));
    fs::remove_file(&config).unwrap();
    assert!(!add(&mut talk, 3, "Three").contains(INCOMPLETE));
    talk.end();
    assert_eq!(shown(home, &["list"]).as_array().map(Vec::len), Some(4));
}

#[test]
fn a_database_of_the_command_line_stays() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    printed(home, &["--database", "none", "add", "Before", "--kind", "work"]);
    let mut talk = Talk::start(home, &["--allow-claims", "--database", "none"]);
    move_to(home, "second.db");
    add(&mut talk, 1, "One");
    talk.end();
    assert_eq!(stored(&home.join("second.db")), 0);
    let pending = shown(home, &["--database", "none", "status"]);
    assert_eq!(pending["pending"], Value::from(2), "{pending}");
}

/// It says what is wrong, changes nothing, and goes on once that is right again.
#[test]
fn wrong_settings_fail_a_call_and_not_the_server() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let mut talk = Talk::start(home, &["--allow-claims"]);
    add(&mut talk, 1, "One");
    let (config, dotenv) = (home.join("config.toml"), home.join(".env"));
    let wrong = [
        (&config, "database = \"postgres://ada:hunter2@", "config.toml"),
        (&config, "timeout = \"hunter2\"\n", "config.toml"),
        (&config, "sync = \"hunter2\"\n", "`sync`"),
        (&dotenv, "RESUME_DATABASE_URL='postgres://ada:hunter2@x\n", ".env"),
    ];
    for (file, text, named) in wrong {
        fs::write(file, text).unwrap();
        let arguments = json!({"experience": {"title": "Two", "kind": "work"}});
        let (answer, _) = talk.call(2, "add", &arguments);
        let failure = failure(&answer);
        assert!(failure["message"].as_str().unwrap().contains(named), "{text}: {answer}");
        assert!(!answer.to_string().contains("ada:hunter2"), "{answer}");
        talk.say(&[request(3, "resources/read", &json!({"uri": "resume://experiences"}))]);
        assert!(talk.hear()["error"]["message"].as_str().unwrap().contains(named));
        fs::remove_file(file).unwrap();
        assert_eq!(talk.call(4, "list", &json!({})).0["isError"], false);
    }
    // Nor does an end meanwhile cost anything.
    add(&mut talk, 5, "Three");
    fs::write(&config, "database = ").unwrap();
    talk.end();
    fs::remove_file(&config).unwrap();
    printed(home, &["sync"]);
    assert_eq!(shown(home, &["list"]).as_array().map(Vec::len), Some(2));
    assert_eq!(shown(home, &["status"])["pending"], 0);
}

#[test]
fn what_is_logged_follows_the_settings() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let mut talk = Talk::start(home, &[]);
    talk.call(1, "list", &json!({"search": "first"}));
    printed(home, &["config", "set", "ai.log_content", "false"]);
    talk.call(2, "list", &json!({"search": "second"}));
    talk.end();
    let logged = shown(home, &["ai", "log"]).to_string();
    assert!(logged.contains("first") && !logged.contains("second"), "{logged}");
}
