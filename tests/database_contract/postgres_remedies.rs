//! What a refusal says to do, done: the fault is gone. Whatever language the server speaks.

use resume::database::postgres::{PostgresDatabase, grant, initialise, statements};
use resume::database::{Batch, CheckStatus, Database, DatabaseError, Reason};
use resume::domain::Outcome;

use crate::harness::{Harness, pull_all, push, revision, state, store, stored};
use crate::postgres_harness::{LIMITS, Owner, open, parsed, role};
use crate::support::postgres::{Role, Server, TestDatabase};

/// What stands first between grave accents and is SQL.
fn statement(error: &DatabaseError) -> String {
    let hint = error.hint.clone().unwrap_or_default();
    let mut quoted = hint.split('`').skip(1).step_by(2);
    let verbs = ["GRANT ", "ALTER ", "CREATE "];
    quoted
        .find(|text| verbs.iter().any(|verb| text.starts_with(verb)))
        .unwrap_or_else(|| panic!("{error}: {hint}"))
        .to_owned()
}

/// One database and one role, between which something is wrong until what is said has been done.
fn put_right(
    wrong: &str,
    tables: bool,
    attempt: impl Fn(&TestDatabase<'_>, &Role) -> Result<(), DatabaseError>,
) {
    let server = Server::shared();
    let database = server.database();
    let role = server.role("ada");
    let named = |text: &str| {
        text.replace("$ROLE", &format!("\"{}\"", role.name)).replace("$DATABASE", &database.name)
    };
    if tables {
        database.sql(&statements());
    }
    database.sql(&named("GRANT CREATE ON DATABASE $DATABASE TO $ROLE"));
    let wrong = named(wrong);
    server.superuser(place(&wrong, &database)).batch_execute(&wrong).unwrap();
    let error = attempt(&database, &role).expect_err(&wrong);
    let remedy = statement(&error).replace('…', "elsewhere");
    let done = server.superuser(place(&remedy, &database)).batch_execute(&remedy);
    done.unwrap_or_else(|cause| panic!("{remedy}: {cause}"));
    attempt(&database, &role).unwrap_or_else(|error| panic!("{wrong}; {remedy}: {error:?}"));
}

/// Where a statement can be run: who is in a database cannot close it.
fn place<'a>(statement: &str, database: &'a TestDatabase<'_>) -> &'a str {
    if statement.contains("ALTER DATABASE") { "postgres" } else { &database.name }
}

#[test]
fn what_is_in_the_way_of_the_tables_is_told_with_what_takes_it_away() {
    for wrong in [
        "REVOKE CREATE ON DATABASE $DATABASE FROM $ROLE",
        "REVOKE CONNECT ON DATABASE $DATABASE FROM PUBLIC",
        "ALTER DATABASE $DATABASE ALLOW_CONNECTIONS false",
        "ALTER ROLE $ROLE NOLOGIN",
        "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
        "DROP EXTENSION plpgsql",
        "CREATE SCHEMA resume",
        "CREATE SCHEMA resume AUTHORIZATION $ROLE; CREATE TABLE resume.experiences (n int)",
        "CREATE SCHEMA resume AUTHORIZATION $ROLE; CREATE VIEW resume.meta AS SELECT 2 AS schema_version",
    ] {
        put_right(wrong, false, |database, role| initialise(&parsed(&database.url(role)), LIMITS).map(drop));
    }
}

#[test]
fn who_may_not_upgrade_the_tables_is_told_who_may() {
    let database = Server::shared().database();
    let role = database.server.role("ada");
    database.sql(&format!(
        "{}; UPDATE resume.meta SET schema_version = 1; GRANT USAGE ON SCHEMA resume TO \"{}\";
        GRANT SELECT ON resume.meta TO \"{}\"",
        statements(),
        role.name,
        role.name
    ));
    let error = initialise(&parsed(&database.url(&role)), LIMITS).unwrap_err();
    assert_eq!(
        (error.reason, error.hint.as_deref()),
        (Reason::Denied, Some("run `resume db init` as `postgres`"))
    );
}

/// A role that is set to act as another one has the privileges of that.
#[test]
fn the_role_that_lacks_a_privilege_is_named() {
    let database = Server::shared().database();
    let (ada, group) = (database.server.role("ada"), database.server.role("group"));
    database.sql(&format!(
        "{}; GRANT \"{1}\" TO \"{2}\"; ALTER ROLE \"{2}\" SET role = \"{1}\"",
        statements(),
        group.name,
        ada.name
    ));
    let url = database.url(&ada);
    let error = open(&url, None).unwrap_err();
    let remedy = format!("`resume db init --role {}`", group.name);
    assert!(error.hint.as_ref().is_some_and(|hint| hint.contains(&remedy)), "{error:?}");
    grant(&parsed(&database.url(&database.owner())), &group.name, LIMITS).unwrap();
    let mut opened = open(&url, None).unwrap();
    assert_eq!(opened.user(), group.name);
    stored(&mut opened, 1, "one", 1);
}

#[test]
fn settings_of_a_role_or_a_database_are_in_nothings_way() {
    let server = Server::shared();
    let database = server.database();
    let set = |statements: &str| database.sql(&statements.replace("$DATABASE", &database.name));
    set("ALTER DATABASE $DATABASE SET standard_conforming_strings = off;
         ALTER DATABASE $DATABASE SET default_transaction_read_only = on;
         ALTER DATABASE $DATABASE SET quote_all_identifiers = on;
         ALTER DATABASE $DATABASE SET row_security = off");
    assert!(initialise(&parsed(&database.url(&database.owner())), LIMITS).unwrap());
    let ada = server.role("ada");
    grant(&parsed(&database.url(&database.owner())), &ada.name, LIMITS).unwrap();
    // Supabase's, which sees all rows anyway and keeps none of its own.
    let service = server.role("service_role").name;
    let mut superuser = database.superuser();
    superuser.batch_execute("SET default_transaction_read_only = off").unwrap();
    superuser.batch_execute(&format!("ALTER ROLE \"{service}\" NOLOGIN BYPASSRLS;
        GRANT ALL ON ALL TABLES IN SCHEMA resume TO \"{service}\"; GRANT USAGE ON SCHEMA resume TO \"{service}\"")).unwrap();
    let mut opened = open(&database.url(&ada), None).unwrap();
    stored(&mut opened, 1, "one", 1);
    assert_eq!(pull_all(&mut opened).total, 1);
    for mut opened in [opened, open(&database.url(&database.owner()), Some(&ada.name)).unwrap()] {
        let checks = opened.check();
        assert!(checks.iter().all(|check| check.status == CheckStatus::Ok), "{checks:#?}");
    }
}

#[test]
fn triggers_that_do_not_fire_are_named() {
    let harness = Owner::new();
    let name = &harness.0.name;
    harness.0.sql(&format!("ALTER ROLE postgres IN DATABASE {name} SET session_replication_role = replica"));
    let batch = Batch { experiences: vec![push(0, state(1, "one", 1))], ..Batch::default() };
    let error = harness.open("ada").push(&batch, "laptop").unwrap_err();
    assert!(
        error.hint.as_ref().is_some_and(|hint| hint.contains("RESET session_replication_role")),
        "{error:?}"
    );
    harness
        .0
        .superuser()
        .batch_execute(&format!("ALTER ROLE postgres IN DATABASE {name} RESET session_replication_role"))
        .unwrap();
    revision(store(&mut harness.open("ada"), push(0, state(1, "one", 1))));
}

#[test]
fn a_pooler_that_lends_a_connection_for_a_statement_is_told_how_to_lend_it() {
    let server = Server::shared();
    let database = server.database();
    let at = |port: u16| {
        parsed(
            &database
                .pooled_url(&database.owner())
                .replace(&server.pooled_address().1.to_string(), &port.to_string()),
        )
    };
    let error = initialise(&at(server.pooler_by("scram-sha-256", "statement")), LIMITS).unwrap_err();
    assert!(
        error.reason == Reason::Failed
            && error.hint.as_ref().is_some_and(|hint| hint.contains("`pool_mode`")),
        "{error:?}"
    );
    for mode in ["transaction", "session"] {
        initialise(&at(server.pooler_by("scram-sha-256", mode)), LIMITS).unwrap();
    }
}

/// A server of its own, whatever is done to it: languages, ways in, and at last it is a standby.
#[test]
fn a_server_is_understood_in_every_language() {
    let server = Server::start_with("wal_level = replica");
    let database = server.database();
    database.sql(&statements());
    let (ada, bob) = (server.role("ada"), server.role("bob"));
    database.sql(&format!("ALTER ROLE \"{}\" NOLOGIN", bob.name));
    let owner = parsed(&database.url(&database.owner()));
    grant(&owner, &ada.name, LIMITS).unwrap();
    let socket = |name: &str| {
        let (directory, port) = (server.socket_directory().display(), server.address().1);
        format!("postgres://{name}@/{}?host={directory}&port={port}", database.name)
    };
    let hints = |result: Result<PostgresDatabase, DatabaseError>, hint: &str, english: &str| {
        let error = result.unwrap_err();
        assert!(error.hint.as_ref().is_some_and(|told| told.contains(hint)), "{hint}: {error:?}");
        assert!(!error.message.contains(english), "{error}");
    };
    for language in ["de", "fr", "ja"] {
        server.speak(language);
        hints(open(&socket("stranger"), None), "createuser stranger", "does not exist");
        hints(open(&socket(&bob.name), None), "LOGIN", "not permitted");
        let error = grant(&owner, "stranger", LIMITS).unwrap_err();
        assert!(error.hint.as_ref().is_some_and(|hint| hint.contains("createuser")), "{error:?}");
        let foreign = open(&database.url(&ada), Some("bob"));
        let batch = Batch { experiences: vec![push(0, state(1, "one", 1))], ..Batch::default() };
        let error = foreign.unwrap().push(&batch, "laptop").unwrap_err();
        assert!(error.hint.as_ref().is_some_and(|hint| hint.contains("RESUME_USER")), "{error:?}");
        hints(open(&database.url(&role("stranger")), None), "%40", "authentication failed for");
    }
    let socket = socket(&ada.name);
    server
        .access("local all postgres trust\nlocal all all peer\nhostssl all all 127.0.0.1/32 scram-sha-256\n");
    hints(open(&socket, None), "@localhost/", "failed for user");
    hints(open(&database.url(&ada), None), "`sslmode=require`", "no encryption");
    // As they say: by TCP, with a password and TLS.
    let mut opened = open(&database.tls_url(&ada), None).unwrap();
    stored(&mut opened, 1, "one", 1);
    server.access("local all postgres trust\nlocal all all peer\nhost all all 127.0.0.1/32 ident\n");
    hints(open(&database.url(&ada), None), "`scram-sha-256`", "failed for user");
    server.access("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n");

    server.become_standby();
    let url = database.url(&ada);
    for error in [
        store_in_vain(&url),
        initialise(&parsed(&database.url(&database.owner())), LIMITS).unwrap_err(),
        grant(&owner, &ada.name, LIMITS).unwrap_err(),
    ] {
        assert_eq!(error.reason, Reason::Unavailable, "{error:?}");
        assert!(
            error.hint.as_ref().is_some_and(|hint| hint.contains("target_session_attrs=primary")),
            "{error:?}"
        );
    }
    // The other host is the primary.
    let primary = Server::shared();
    let role = primary.role("ada");
    primary.superuser("postgres").batch_execute(&format!("CREATE DATABASE {}", database.name)).unwrap();
    primary
        .superuser(&database.name)
        .batch_execute(&format!("{}; GRANT \"{}\" TO postgres", statements(), role.name))
        .unwrap();
    let (standby, port) = (format!("127.0.0.1:{}", server.address().1), primary.address().1);
    let both = format!("{standby},127.0.0.1:{port}");
    let url = database.url(&database.owner()).replace(&standby, &both) + "&target_session_attrs=primary";
    let mut opened = open(&url, Some("ada")).unwrap();
    assert!(matches!(store(&mut opened, push(0, state(1, "one", 1))), Outcome::Applied { .. }));
    primary
        .superuser("postgres")
        .batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", database.name))
        .unwrap();
}

fn store_in_vain(url: &str) -> DatabaseError {
    let batch = Batch { experiences: vec![push(0, state(2, "two", 2))], ..Batch::default() };
    open(url, None).unwrap().push(&batch, "laptop").unwrap_err()
}
