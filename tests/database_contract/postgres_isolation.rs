//! Two roles in the same tables: neither reads, writes, deletes or guesses what is the other's.

use postgres::Client;
use postgres::error::SqlState;
use resume::database::{Database, Lost, Reason};
use resume::domain::Outcome;

use crate::harness::{
    Harness, change, id, profile, pull_all, push, state, store, store_document, stored, titles,
};
use crate::postgres_harness::{Limited, open, role};
use crate::support::postgres::{Server, TestDatabase};

const TABLES: [&str; 7] =
    ["meta", "accounts", "experiences", "experience_revisions", "documents", "document_revisions", "ai_logs"];

/// Ada and Bob, each with two experiences, a profile and a row of AI logs.
fn two() -> Limited {
    let harness = Limited::new();
    for user in ["ada", "bob"] {
        let database = &mut harness.open(user);
        stored(database, 1, &format!("{user}'s first"), 1);
        stored(database, 2, &format!("{user}'s second"), 2);
        store_document(database, push(0, profile(user, 3)));
        database.begin_epoch(id(9), &Lost::default()).unwrap();
    }
    harness.0.sql(
        "INSERT INTO resume.ai_logs (user_id, request_id, operation, status, started_at)
         SELECT user_id, 'r', 'suggest', 'ok', '2026-01-01T00:00:00.000000Z' FROM resume.accounts",
    );
    harness
}

/// Everything that is Bob's, to the system columns that a lock or a change leaves its mark in.
fn bobs(database: &TestDatabase<'_>) -> Vec<String> {
    let all = |table| {
        database.ask(&format!(
            "SELECT string_agg(t::text || t.xmin::text, '\n' ORDER BY t::text) FROM resume.{table} AS t WHERE user_id = 'bob'"
        ))
    };
    TABLES[1..].iter().map(all).collect()
}

fn count(client: &mut Client, select: &str) -> i64 {
    client.query_typed(select, &[]).unwrap()[0].get(0)
}

#[test]
fn each_role_sees_its_own_rows_in_every_table() {
    let harness = two();
    let mut ada = harness.0.connect(&role("ada"));
    for table in &TABLES[1..] {
        let every = count(&mut ada, &format!("SELECT count(*) FROM resume.{table}"));
        assert!(every > 0, "{table}");
        for others in [
            format!("SELECT count(*) FROM resume.{table} WHERE user_id <> 'ada'"),
            format!("SELECT count(*) FROM resume.{table} TABLESAMPLE SYSTEM (100) WHERE user_id = 'bob'"),
            format!("SELECT count(*) FROM (TABLE resume.{table}) AS t WHERE t::text LIKE '%bob%'"),
        ] {
            assert_eq!(count(&mut ada, &others), 0, "{others}");
        }
        let statistics = "SELECT count(*) FROM pg_stats WHERE schemaname = 'resume'";
        assert_eq!(count(&mut ada, statistics), 0);
    }
    assert_eq!(count(&mut ada, "SELECT count(*) FROM resume.meta"), 1);
    for user in ["ada", "bob"] {
        let database = &mut harness.open(user);
        assert_eq!(pull_all(database).total, 3);
        assert_eq!(titles(database, 1), [format!("{user}'s first")]);
        assert_eq!(database.snapshot(1).unwrap().revision, 3);
    }
}

#[test]
fn nothing_that_a_role_can_send_touches_the_rows_of_another() {
    let harness = two();
    harness.0.sql("CREATE SCHEMA hers AUTHORIZATION ada");
    let before = bobs(&harness.0);
    let mut ada = harness.0.connect(&role("ada"));
    let one = id(1);
    let statements = [
        "INSERT INTO resume.experiences (user_id, title) VALUES ('bob', 'forged')".to_owned(),
        format!("INSERT INTO resume.experiences (user_id, id, title) VALUES ('bob', '{one}', 'forged')"),
        format!("INSERT INTO resume.experiences (user_id, id, title) VALUES ('bob', '{one}', 'x') ON CONFLICT DO NOTHING"),
        format!("INSERT INTO resume.experiences (user_id, id, title) VALUES ('bob', '{one}', 'x') ON CONFLICT (user_id, id) DO UPDATE SET title = 'x'"),
        format!("INSERT INTO resume.experiences (id, title) VALUES ('{one}', 'x') ON CONFLICT (user_id, id) DO UPDATE SET user_id = 'bob'"),
        "WITH forged AS (INSERT INTO resume.experiences (user_id, title) VALUES ('bob', 'x') RETURNING *) SELECT * FROM forged".to_owned(),
        "MERGE INTO resume.experiences AS e USING (VALUES ('bob')) AS v (user_id) ON e.user_id = v.user_id WHEN NOT MATCHED THEN INSERT (user_id, title) VALUES ('bob', 'x')".to_owned(),
        "COPY resume.experiences (user_id, title) FROM STDIN".to_owned(),
        "UPDATE resume.experiences SET user_id = 'bob'".to_owned(),
        "UPDATE resume.documents SET user_id = 'bob'".to_owned(),
        "INSERT INTO resume.documents (user_id, kind) VALUES ('bob', 'variant')".to_owned(),
        "INSERT INTO resume.documents (user_id, kind) VALUES ('carol', 'variant')".to_owned(),
        "INSERT INTO resume.ai_logs (user_id, request_id, operation, status, started_at) VALUES ('bob', 'x', 'o', 'ok', '2026-01-01T00:00:00.000000Z')".to_owned(),
        "UPDATE resume.ai_logs SET user_id = 'bob'".to_owned(),
        "INSERT INTO resume.accounts (user_id) VALUES ('bob') ON CONFLICT DO NOTHING".to_owned(),
        "INSERT INTO resume.accounts (user_id) VALUES ('carol')".to_owned(),
        "UPDATE resume.accounts SET user_id = 'bob'".to_owned(),
        "DELETE FROM resume.accounts".to_owned(),
        "INSERT INTO resume.experience_revisions SELECT * FROM resume.experience_revisions".to_owned(),
        "UPDATE resume.experience_revisions SET title = 'x'".to_owned(),
        "DELETE FROM resume.experience_revisions".to_owned(),
        "DELETE FROM resume.document_revisions".to_owned(),
        "UPDATE resume.meta SET schema_version = 9".to_owned(),
        "TRUNCATE resume.experiences".to_owned(),
        "TRUNCATE resume.ai_logs".to_owned(),
        "SET ROLE bob".to_owned(),
        "SET SESSION AUTHORIZATION bob".to_owned(),
        "SET ROLE postgres".to_owned(),
        "SET row_security = off; SELECT * FROM resume.experiences".to_owned(),
        "ALTER TABLE resume.experiences DISABLE ROW LEVEL SECURITY".to_owned(),
        "ALTER TABLE resume.experiences DISABLE TRIGGER ALL".to_owned(),
        "SET session_replication_role = replica".to_owned(),
        "DROP POLICY each_role_its_own ON resume.experiences".to_owned(),
        "CREATE TABLE resume.mine (n int)".to_owned(),
        "CREATE TRIGGER mine BEFORE INSERT ON resume.experiences FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()".to_owned(),
        "CREATE RULE mine AS ON INSERT TO resume.experiences DO ALSO NOTHING".to_owned(),
        "CREATE TABLE hers.probe (user_id text, id uuid, FOREIGN KEY (user_id, id) REFERENCES resume.experiences)".to_owned(),
        "CREATE TEMP TABLE probe (LIKE resume.experience_revisions); CREATE TRIGGER mine AFTER INSERT ON probe REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION resume.experiences_are_recorded()".to_owned(),
        "CREATE TEMP TABLE probe (user_id text, revision bigint); CREATE TRIGGER mine BEFORE INSERT ON probe FOR EACH ROW EXECUTE FUNCTION resume.row_takes_a_revision()".to_owned(),
        "SELECT resume.experiences_are_recorded()".to_owned(),
        "SELECT resume.lock_account('bob')".to_owned(),
        "SELECT resume.push_documents('bob', 'x', '[{\"place\":1,\"kind\":\"profile\",\"id\":\"profile\",\"base\":0,\"change\":\"00000000-0000-4000-8000-000000000000\",\"states\":[{\"number\":0,\"body\":{},\"updated_at\":\"2026-01-01T00:00:00Z\",\"change_id\":\"00000000-0000-4000-8000-000000000000\"}]}]', 1000)".to_owned(),
        "CREATE TEMP TABLE probe (LIKE resume.document_revisions); CREATE TRIGGER mine AFTER INSERT ON probe REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION resume.documents_are_recorded()".to_owned(),
    ];
    for statement in statements {
        let error = match ada.batch_execute(&statement) {
            Err(error) => error,
            Ok(()) => panic!("{statement}"),
        };
        let error = error.as_db_error().unwrap();
        let expected = [
            SqlState::INSUFFICIENT_PRIVILEGE,
            SqlState::INTEGRITY_CONSTRAINT_VIOLATION,
            SqlState::FEATURE_NOT_SUPPORTED,
        ];
        assert!(expected.contains(error.code()), "{statement}: {error:?}");
        assert!(!format!("{error:?}").contains("second"), "{statement}: {error:?}");
        ada.batch_execute("ROLLBACK; RESET row_security; DROP TABLE IF EXISTS pg_temp.probe").unwrap();
        assert_eq!(bobs(&harness.0), before, "{statement}");
    }
    // What names no user is about one's own rows.
    for statement in [
        "UPDATE resume.experiences SET title = 'mine'",
        "DELETE FROM resume.experiences",
        "SELECT * FROM resume.experiences FOR UPDATE",
        "SELECT * FROM resume.accounts FOR UPDATE",
        "UPDATE resume.documents SET body = '{}'",
        "DELETE FROM resume.documents",
        "DELETE FROM resume.ai_logs",
        "UPDATE resume.accounts SET epoch = gen_random_uuid()",
    ] {
        ada.batch_execute(statement).unwrap();
        assert_eq!(bobs(&harness.0), before, "{statement}");
    }
}

#[test]
fn a_forged_row_waits_for_nobody() {
    let harness = two();
    let mut bob = harness.0.connect(&role("bob"));
    bob.batch_execute("BEGIN; UPDATE resume.experiences SET title = 'held'").unwrap();
    let mut ada = harness.0.connect(&role("ada"));
    ada.batch_execute("SET statement_timeout = '20s'").unwrap();
    for table in [
        "experiences (user_id, title) VALUES ('bob', 'x')",
        "documents (user_id, kind) VALUES ('bob', 'variant')",
    ] {
        let error = ada.batch_execute(&format!("INSERT INTO resume.{table}")).unwrap_err();
        assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{table}");
    }
    bob.batch_execute("ROLLBACK").unwrap();
}

#[test]
fn what_shadows_a_name_is_not_found_by_the_triggers() {
    let harness = two();
    harness.0.sql("CREATE SCHEMA hers AUTHORIZATION ada");
    let mut ada = harness.0.connect(&role("ada"));
    ada.batch_execute(
        "CREATE FUNCTION hers.greatest_of(bigint, integer) RETURNS bigint LANGUAGE sql AS 'SELECT 99::bigint';
         CREATE OPERATOR hers.+ (LEFTARG = integer, RIGHTARG = bigint, FUNCTION = hers.more);
         ",
    )
    .unwrap_err();
    ada.batch_execute(
        "CREATE FUNCTION hers.more(integer, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 99::bigint';
         CREATE OPERATOR hers.+ (LEFTARG = integer, RIGHTARG = bigint, FUNCTION = hers.more);
         CREATE FUNCTION hers.same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
         CREATE OPERATOR hers.= (LEFTARG = text, RIGHTARG = text, FUNCTION = hers.same);
         CREATE FUNCTION hers.gen_random_uuid() RETURNS uuid LANGUAGE sql AS
           $$ SELECT '00000000-0000-0000-0000-000000000000'::uuid $$;
         CREATE TEMP TABLE accounts (user_id text);
         CREATE TEMP TABLE changed (user_id text);
         SET search_path = hers, pg_temp, pg_catalog;
         UPDATE resume.experiences SET title = 'changed' WHERE id OPERATOR(pg_catalog.=) (SELECT id FROM resume.experiences LIMIT 1)",
    )
    .unwrap();
    let page = pull_all(&mut harness.open("ada"));
    assert_eq!(page.experiences.last().unwrap().revision, 4);
    assert_eq!(page.experiences.last().unwrap().change.get_version_num(), 4);
    assert_eq!(pull_all(&mut harness.open("bob")).experiences[0].value.title, "bob's first");
}

#[test]
fn a_role_that_claims_to_be_another_is_refused() {
    let harness = two();
    let before = bobs(&harness.0);
    let mut database = open(&harness.0.url(&role("ada")), Some("bob")).unwrap();
    assert_eq!(pull_all(&mut database).total, 0);
    assert!(database.history(id(1)).unwrap().is_empty());
    assert!(database.applied(&[change(1)]).unwrap().is_empty());
    let batch =
        resume::database::Batch { experiences: vec![push(0, state(7, "forged", 7))], ..Default::default() };
    let error = database.push(&batch, "laptop").unwrap_err();
    assert_eq!(error.reason, Reason::Denied, "{error:?}");
    assert_eq!(database.begin_epoch(id(5), &Lost::default()).unwrap_err().reason, Reason::Denied);
    assert_eq!(bobs(&harness.0), before);
    // And the connection is still of use.
    assert!(database.snapshot(0).is_ok());
}

#[test]
fn a_role_without_privileges_is_denied_and_sees_nothing() {
    let harness = two();
    let carol = harness.0.server.role("carol");
    let error = open(&harness.0.url(&carol), None).unwrap_err();
    assert_eq!(error.reason, Reason::Denied, "{error:?}");
    assert!(error.hint.unwrap().contains("--role"));
    // A name that needs to be quoted gets them like any other.
    let odd = "o\"dd; DROP TABLE x --_1";
    harness.0.sql(&format!("CREATE ROLE \"{}\" LOGIN PASSWORD 'secret'", odd.replace('"', "\"\"")));
    for _ in 0..2 {
        harness.0.sql(&resume::database::postgres::grants(odd));
    }
    let told = format!("SELECT has_table_privilege('{odd}', 'resume.experiences', 'INSERT')::text");
    assert_eq!(harness.0.ask(&told), "true");
    harness.0.sql(&format!("DROP OWNED BY \"{0}\"; DROP ROLE \"{0}\"", odd.replace('"', "\"\"")));
}

#[test]
fn a_record_of_the_same_id_is_not_known_to_be_anybodys() {
    let harness = two();
    let outcome = store(&mut harness.open("ada"), push(0, state(5, "mine", 5)));
    assert!(matches!(outcome, Outcome::Applied { revision: 4, .. }), "{outcome:?}");
    let outcome = store(&mut harness.open("bob"), push(0, state(5, "his", 5)));
    assert!(matches!(outcome, Outcome::Applied { revision: 4, .. }), "{outcome:?}");
}

/// A holder of the key of Supabase's HTTP API is one of these roles, which everything is granted to
/// that its owner makes.
#[test]
fn the_roles_of_supabases_http_api_can_do_nothing() {
    let database = Server::shared().database();
    for role in ["anon", "authenticated"] {
        database.sql(&format!(
            "DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
             ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO {role};
             ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {role};
             ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO {role};
             ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO {role}"
        ));
    }
    database.sql(&resume::database::postgres::statements());
    database.sql("CREATE TABLE public.granted ()");
    for role in ["anon", "authenticated"] {
        // A row of its own name, which row-level security would let it have.
        database.sql(&format!("INSERT INTO resume.experiences (user_id, title) VALUES ('{role}', 'x')"));
        let mut client = database.superuser();
        client.batch_execute(&format!("SET ROLE {role}")).unwrap();
        client.batch_execute("SELECT * FROM public.granted").unwrap();
        for table in TABLES {
            for statement in [
                format!("SELECT * FROM resume.{table}"),
                format!("SELECT count(*) FROM resume.{table}"),
                format!("INSERT INTO resume.{table} DEFAULT VALUES"),
                format!("DELETE FROM resume.{table}"),
                format!("TRUNCATE resume.{table}"),
            ] {
                let error = client.batch_execute(&statement).expect_err(&statement);
                assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{role}: {statement}");
            }
        }
        // Not by name alone: what the schema would let through one day is not granted either.
        for (what, all) in [
            ("has_schema_privilege(oid, 'USAGE, CREATE')", "pg_namespace WHERE nspname = 'resume'"),
            (
                "has_table_privilege(oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                   OR has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE, REFERENCES')",
                "pg_class WHERE relkind IN ('r', 'v', 'm', 'p') AND relnamespace = 'resume'::regnamespace",
            ),
            ("has_function_privilege(oid, 'EXECUTE')", "pg_proc WHERE pronamespace = 'resume'::regnamespace"),
        ] {
            let select = format!("SELECT count(*), count(*) FILTER (WHERE {what}) FROM {all}");
            let mut owner = database.superuser();
            let select = select.replace("_privilege(oid", &format!("_privilege('{role}', oid"));
            let found = owner.query_one(&select, &[]).unwrap();
            let (all, granted): (i64, i64) = (found.get(0), found.get(1));
            assert!(all > 0 && granted == 0, "{role}: {granted} of {all}: {what}");
        }
    }
}
