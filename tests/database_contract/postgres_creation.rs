//! The tables of PostgreSQL: made once, refused where they are newer, never made by opening.

use std::thread;

use resume::database::postgres::{initialise, statements};
use resume::database::{Database, Reason};

use crate::harness::{pull_all, stored};
use crate::postgres_harness::{LIMITS, open, parsed, tables};
use crate::support::postgres::Server;

#[test]
fn opening_makes_nothing_and_says_what_does() {
    let database = Server::shared().database();
    let error = open(&database.url(&database.owner()), None).unwrap_err();
    assert_eq!(error.reason, Reason::Uninitialised, "{error:?}");
    assert!(error.hint.unwrap().contains("resume db init"));
    assert_eq!(database.ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'resume'"), "0");
    let error = open(&database.url(&database.owner()), Some("")).unwrap_err();
    assert!(error.message.contains("empty"), "{error}");
}

#[test]
fn making_the_tables_can_be_repeated_in_every_way() {
    let server = Server::shared();
    let database = server.database();
    let url = database.pooled_url(&database.owner());
    assert!(initialise(&parsed(&url), LIMITS).unwrap());
    let mut opened = open(&url, Some("ada")).unwrap();
    stored(&mut opened, 1, "one", 1);
    let before = (opened.snapshot(1).unwrap(), pull_all(&mut opened));
    assert!(!initialise(&parsed(&url), LIMITS).unwrap());
    database.sql(&statements());
    database.sql(&format!("BEGIN; {} COMMIT;", statements()));
    assert_eq!((opened.snapshot(1).unwrap(), pull_all(&mut opened)), before);
    // Nothing of it stands where Supabase's HTTP API would show it.
    assert_eq!(
        database.ask("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
        "0"
    );
}

#[test]
fn those_who_make_the_tables_at_once_make_them_once() {
    let server = Server::shared();
    let database = server.database();
    let url = parsed(&database.url(&database.owner()));
    let made: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(|| initialise(&url, LIMITS).unwrap())).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|made| **made).count(), 1);
    assert_eq!(database.ask("SELECT count(*) FROM resume.meta"), "1");
}

/// One character that it cannot hold would keep all later saves back.
#[test]
fn a_database_that_cannot_hold_every_character_is_refused() {
    let database = tables();
    let url = database.url(&database.owner());
    let mut client = database.server.superuser("postgres");
    let name = &database.name;
    for (encoding, made) in [("LATIN1", false), ("SQL_ASCII", true)] {
        client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
        let create = format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C' ENCODING '{encoding}'");
        client.batch_execute(&create).unwrap();
        let error = database.superuser().batch_execute(&statements()).unwrap_err();
        assert!(error.as_db_error().unwrap().message().contains(encoding), "{error:?}");
        let error = initialise(&parsed(&url), LIMITS).unwrap_err();
        assert!(error.message.contains(&format!("`{encoding}`, and needs UTF8")), "{error:?}");
        assert!(error.hint.unwrap().contains("--encoding=UTF8"));
        if made {
            database.sql(&statements().replace("<> 'UTF8'", "= 'UTF8'"));
            let error = open(&url, None).unwrap_err();
            assert!(error.message.contains(&format!("`{encoding}`")), "{error:?}");
        }
    }
}

#[test]
fn a_newer_schema_is_refused_untouched() {
    let database = tables();
    database.sql("UPDATE resume.meta SET schema_version = 3");
    let url = database.url(&database.owner());
    assert_eq!(open(&url, None).unwrap_err().reason, Reason::Newer);
    assert_eq!(initialise(&parsed(&url), LIMITS).unwrap_err().reason, Reason::Newer);
    let error = database.superuser().batch_execute(&statements()).unwrap_err();
    assert!(error.as_db_error().unwrap().message().contains("version 3"), "{error:?}");
}

#[test]
fn a_schema_that_was_prepared_for_a_lesser_owner_is_used() {
    let server = Server::shared();
    let database = server.database();
    let owner = server.role("owner");
    let url = database.url(&owner);
    assert_eq!(initialise(&parsed(&url), LIMITS).unwrap_err().reason, Reason::Denied);
    database.sql(&format!("CREATE SCHEMA resume AUTHORIZATION \"{}\"", owner.name));
    assert!(initialise(&parsed(&url), LIMITS).unwrap());
    let mut opened = open(&url, None).unwrap();
    assert_eq!(opened.user(), owner.name);
    stored(&mut opened, 1, "one", 1);
    // No other role was let in.
    let seen = "SELECT has_schema_privilege('pg_monitor', 'resume', 'USAGE')::text";
    assert_eq!(database.ask(seen), "false");
}
