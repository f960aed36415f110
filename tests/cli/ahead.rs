//! The embedded database is opened before it is known whether it will be needed, and the file that
//! stands there when it is.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::support::{Home, Terminal, terminal::ENTER};

fn rows(path: &Path) -> i64 {
    let database = Connection::open(path).unwrap();
    database.query_row("SELECT count(*) FROM experiences", [], |row| row.get(0)).unwrap()
}

/// Begins to add something, does something else while the title is asked for, and then says it.
fn while_it_asks(home: &Home, meanwhile: impl FnOnce()) {
    let said =
        "--kind work --organization Acme --start 2020 --end 2021 --text Bread --bullet Baked --skill Rye";
    let mut terminal = Terminal::start(&home.program(["add"].into_iter().chain(said.split(' '))));
    terminal.wait_for("Title");
    meanwhile();
    terminal.send(&format!("Baker{ENTER}"));
    assert_eq!(terminal.code(), Some(0), "{}", terminal.screen());
}

#[test]
fn a_database_that_was_replaced_meanwhile_is_not_written_to() {
    let home = Home::new();
    let _ = home.run(["add", "one"]).id();
    let (path, old) = (home.database_path(), home.path().join("old.db"));
    let before = fs::read(&path).unwrap();
    while_it_asks(&home, || {
        fs::rename(&path, &old).unwrap();
        fs::copy(&old, &path).map(drop).unwrap();
    });
    assert_eq!(fs::read(&old).unwrap(), before);
    assert_eq!(rows(&path), 2, "the one that stands there is");
}

#[test]
fn a_newer_database_that_was_written_over_it_meanwhile_is_left_alone() {
    let home = Home::new();
    let _ = home.run(["add", "one"]).id();
    let (path, newer) = (home.database_path(), home.path().join("newer.db"));
    fs::copy(&path, &newer).map(drop).unwrap();
    Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    while_it_asks(&home, || fs::copy(&newer, &path).map(drop).unwrap());
    assert_eq!(fs::read(&path).unwrap(), fs::read(&newer).unwrap());
    assert_eq!(home.session()["experiences"].as_array().unwrap().len(), 2, "it is saved");
}

#[test]
fn another_database_leaves_the_default_alone() {
    let (home, another) = (Home::new(), Home::new());
    let named = format!("sqlite:{}", home.path().join("other.db").display());
    let _ = home.clone_settings().with("RESUME_DATABASE_URL", &named).run(["add", "one"]).id();
    let _ = another.run(["add", "two"]).id();
    fs::copy(another.database_path(), home.database_path()).map(drop).unwrap();
    let _ = home.run(["add", "three", "--database", &named]).id();
    let _ = home.run(["--database", &named, "add", "four"]).id();
    assert_eq!(rows(&home.path().join("other.db")), 3);
    let _ = home.run(["add", "--offline", "five"]).id();
    let _ = home.clone_settings().with("RESUME_SYNC", "manual").run(["add", "six"]).id();
    let bytes = |home: &Home| fs::read(home.database_path()).unwrap();
    assert_eq!(bytes(&home), bytes(&another));
    assert!(!home.files().contains(&"resume.db-journal".to_owned()), "{:?}", home.files());
}
