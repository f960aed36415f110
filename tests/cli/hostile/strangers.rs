//! A `.env` in the current directory that is none of the user's: it may have come with a repository.

use std::net::TcpListener;

use crate::support::Home;
use crate::support::children::Children;
use crate::support::devices::inline;
use crate::support::postgres::{Server, wait_until};
use crate::support::proxied::{database, socket, stored, url};
use crate::support::proxy::Proxy;

const UNTRUSTED: &str = "only a `.env` of the current directory names this database";

/// A home whose own configuration, and no variable, names the database; the session belongs to it.
fn configured(url: &str) -> Home {
    let home = Home::new().with("RESUME_SYNC", "inline").with("RESUME_TIMEOUT", "20");
    let _ = home.run(["db", "use", url]).any_output();
    let _ = home.run(["add", "one"]).stderr("").id();
    assert_eq!(home.json(["status"])["pending"], 0);
    home
}

#[test]
fn a_strangers_file_leads_where_the_user_does_or_nowhere() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let own = url(&proxy, &database);
    let home = configured(&own);
    let port = proxy.port();
    let elsewhere = TcpListener::bind(("127.0.0.2", port)).unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let other = Proxy::to(socket(database.server));
    let before = proxy.connections();
    for (setting, user) in [
        (format!("{own}&hostaddr=127.0.0.2"), ""),
        (own.replace('?', &format!("?host=127.0.0.1,127.0.0.1&port={port},{}&", other.port())), ""),
        (own.replace("postgres@", "eve@"), ""),
        (own.replace("=disable", "=prefer"), ""),
        (format!("{own}&sslrootcert=mine.crt"), ""),
        (format!("{own}&options=-c%20search_path%3Deve"), ""),
        (format!("{own}&target_session_attrs=read-write"), ""),
        (own.replace(&port.to_string(), &other.port().to_string()), ""),
        (format!("sqlite:{}", home.database_path().display()), ""),
        (own.clone(), "RESUME_USER=eve\n"),
    ] {
        home.write(".env", format!("RESUME_DATABASE_URL={setting}\n{user}"));
        let _ = home
            .run(["add", "two"])
            .stderr_contains("; if you want this database, `resume db adopt` moves to it")
            .any_output();
        let _ = home.run(["sync"]).code(5).stderr_contains(UNTRUSTED);
        let _ = home.run(["sync", "--dry-run"]).code(5).stderr_contains(UNTRUSTED);
        let _ = home.run(["db", "init"]).code(5).stderr_contains(UNTRUSTED);
        let checked = home.run(["db", "check"]).stdout_contains("warn  connection: not tried: only a `.env`");
        assert_eq!(checked.exit_code(), Some(0), "{setting}");
        assert!(elsewhere.accept().is_err(), "{setting}");
        assert_eq!((proxy.connections(), other.connections()), (before, 0), "{setting}");
    }
    assert_eq!(stored(&mut database.superuser(), "postgres"), (1, 1));
    // The same way, with whatever says nothing about where it leads.
    let setting = format!("{}&application_name=x", own.replace("postgres@", "postgres:secret@"));
    home.write(".env", format!("RESUME_DATABASE_URL={setting}\nRESUME_USER=postgres\n"));
    let _ = home.run(["sync"]).stdout("0 pulled, 10 pushed\n");
    assert!(!String::from_utf8(home.session_bytes()).unwrap().contains("secret"));
}

#[test]
fn another_way_to_the_same_database_is_taken_once_it_is_adopted() {
    let database = database();
    let (proxy, other) = (Proxy::to(socket(database.server)), Proxy::to(socket(database.server)));
    let home = configured(&url(&proxy, &database));
    home.write(".env", format!("RESUME_DATABASE_URL={}\n", url(&other, &database)));
    let _ = home.run(["add", "two"]).any_output();
    let _ = home.run(["db", "adopt"]).stdout("0 pulled, 1 pushed\n");
    let _ = home.run(["add", "three"]).stderr("").id();
    assert_eq!(stored(&mut database.superuser(), "postgres"), (3, 3));
}

#[test]
fn a_session_that_knows_no_way_takes_none_from_a_stranger() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let own = url(&proxy, &database);
    let home = configured(&own);
    let mut session = home.session();
    let _ = session["database"].as_object_mut().unwrap().remove("route").unwrap();
    home.write_session(session.to_string().as_bytes());
    let env = home.write(".env", format!("RESUME_DATABASE_URL={own}\n"));
    let _ = home.run(["sync"]).code(5).stderr_contains(UNTRUSTED);
    std::fs::remove_file(&env).unwrap();
    // All is read again of a session that was changed by hand, and nothing of it is new.
    let _ = home.run(["sync"]).stdout("0 pulled, 0 pushed\n");
    assert_eq!(home.session()["database"]["route"], own.replace("postgres:", "postgresql:"));
    home.write(".env", format!("RESUME_DATABASE_URL={own}\n"));
    let _ = home.run(["sync"]).stdout("0 pulled, 0 pushed\n");
}

#[test]
fn a_strangers_file_says_neither_when_to_synchronise_nor_how_long_to_wait() {
    let proxy = Proxy::silent();
    let home = inline(&format!("postgres://ada@127.0.0.1:{}/cv", proxy.port()))
        .with("RESUME_SYNC", "")
        .with("RESUME_TIMEOUT", "");
    let children = Children::of(&home);
    let path = home.write(".env", "RESUME_SYNC=inline\nRESUME_TIMEOUT=3600\n");
    let told = |name: &str| {
        format!(
            "notice: `{}`: `{name}` is not accepted from the `.env` of the current directory; it is ignored\n",
            path.display()
        )
    };
    let _ = home.run(["add", "one"]).stderr(told("RESUME_SYNC") + &told("RESUME_TIMEOUT")).id();
    // A program that has just begun has no arguments for an instant.
    wait_until("the child is there", || children.all().len() == 1);
}

#[test]
fn an_adoption_is_remembered_even_if_nothing_could_be_loaded() {
    let database = database();
    let proxy = Proxy::to(socket(database.server));
    let own = url(&proxy, &database);
    let _ = configured(&own);
    let change = |column: &str| {
        database.sql(&format!("UPDATE resume.experiences SET {column} WHERE user_id = 'postgres'"));
    };
    database.sql("ALTER TABLE resume.experiences DROP CONSTRAINT skills_are_texts");
    change("skills = '[7]'");
    let home = Home::new().with("RESUME_SYNC", "inline").with("RESUME_TIMEOUT", "20");
    home.write(".env", format!("RESUME_DATABASE_URL={own}\n"));
    let _ = home.run(["sync"]).code(5).stderr_contains(UNTRUSTED).any_output();
    let _ = home.run(["db", "adopt"]).code(5).stderr_contains("`skills`").any_output();
    change("skills = '[]'");
    let _ = home.run(["sync"]).stdout("1 pulled, 0 pushed\n");
    assert_eq!(home.json(["list"])[0]["title"], "one");
}

#[test]
fn a_strangers_file_has_no_tables_made() {
    let database = Server::shared().database();
    let proxy = Proxy::to(socket(database.server));
    let server = url(&proxy, &database);
    for setting in [&*server, "sqlite:strange.db"] {
        let home = Home::new().with("RESUME_TIMEOUT", "20");
        home.write(".env", format!("RESUME_DATABASE_URL={setting}\n"));
        let refused = home.run(["db", "init"]).code(5).stderr_contains(UNTRUSTED);
        drop(refused.stderr_contains(
            "hint: if you trust that file, `resume --env-file .env db init` creates the tables",
        ));
        assert_eq!(proxy.connections(), 0);
        assert!(!home.work().join("strange.db").exists());
        let _ = home.run(["db", "init", "--print"]).stdout_contains("CREATE TABLE");
    }
    let home = Home::new().with("RESUME_SYNC", "inline").with("RESUME_TIMEOUT", "20");
    home.write(".env", format!("RESUME_DATABASE_URL={server}\n"));
    let _ = home.run(["--env-file", ".env", "db", "init"]).stdout_contains("created ");
    let _ = home.run(["db", "adopt"]).stdout("0 pulled, 0 pushed\n");
    // It is the user's own now, and safe to repeat.
    let _ = home.run(["db", "init"]).stdout_contains("ready: ");
}
