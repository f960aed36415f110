//! Functions and operators that a role puts in everybody's way run for no other role.

use resume::database::postgres::{grant, initialise, statements};
use resume::database::{Database, Lost};

use crate::harness::{id, profile, pull_all, push, state, store, store_document, stored};
use crate::postgres_harness::{LIMITS, open, parsed};
use crate::support::postgres::Server;

/// Each matches what is called better than anything in `pg_catalog` does, and tells who called it.
const SHADOWS: [(&str, &str, &str); 7] = [
    ("le", "numeric, bigint", "<="),
    ("times", "numeric, integer", "*"),
    ("times", "double precision, integer", "*"),
    ("same", "oid, regnamespace", "="),
    ("quote_ident", "name", ""),
    ("has_table_privilege", "regclass, text", ""),
    ("has_schema_privilege", "regnamespace, text", ""),
];

fn shadows() -> String {
    let shadow = |(name, types, operator): &(&str, &str, &str)| {
        let answer = match *name {
            "times" => "numeric",
            "quote_ident" => "text",
            _ => "boolean",
        };
        let function = format!(
            "CREATE FUNCTION public.{name}({types}) RETURNS {answer} LANGUAGE plpgsql AS $$ BEGIN
               RAISE EXCEPTION 'shadow: {name}({types}) runs as %', current_user; END $$;"
        );
        let operator = match (operator, types.split_once(", ")) {
            (&"", _) | (_, None) => String::new(),
            (operator, Some((left, right))) => format!(
                "CREATE OPERATOR public.{operator} (LEFTARG = {left}, RIGHTARG = {right}, FUNCTION = public.{name});"
            ),
        };
        function + &operator
    };
    SHADOWS.iter().map(shadow).collect()
}

#[test]
fn what_a_role_makes_in_public_runs_as_nobody_else() {
    let server = Server::shared();
    let database = server.database();
    database.sql("GRANT CREATE ON SCHEMA public TO PUBLIC");
    let (ada, bob) = (server.role("ada"), server.role("bob"));
    database.connect(&ada).batch_execute(&shadows()).unwrap();
    // They are in the way of a role that does not take care.
    for careless in [
        "SELECT sum(n) <= 1::bigint FROM (VALUES (1::bigint)) AS t (n)",
        "SELECT quote_ident(rolname) FROM pg_roles",
        "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('public')",
    ] {
        let error = database.superuser().batch_execute(careless).unwrap_err();
        assert!(error.as_db_error().unwrap().message().starts_with("shadow: "), "{careless}: {error:?}");
    }

    let owner = parsed(&database.url(&database.owner()));
    assert!(initialise(&owner, LIMITS).unwrap());
    database.sql(&statements());
    for role in [&ada, &bob] {
        grant(&owner, &role.name, LIMITS).unwrap();
    }
    let target = format!("{}&target_session_attrs=read-write", database.url(&bob));
    let urls = [database.url(&database.owner()), database.url(&bob), database.pooled_url(&bob), target];
    for (n, url) in (1..).zip(urls) {
        let mut opened = open(&url, None).unwrap();
        stored(&mut opened, n, "first", n);
        store(&mut opened, push(0, state(n, "in conflict", 10 + n)));
        store_document(&mut opened, push(0, profile("bob", 20 + n)));
        assert!(pull_all(&mut opened).total > 0);
        opened.begin_epoch(id(9), &Lost::default()).unwrap();
        assert_eq!(opened.history(id(n)).unwrap().len(), 1);
        opened.snapshot(1).unwrap();
        let checks = opened.check();
        // The owner, who comes first, is warned of seeing the rows of all.
        let warned = checks.iter().filter(|check| check.hint.is_some()).map(|check| &*check.name);
        assert!(warned.eq(["row-level security"].into_iter().filter(|_| n == 1)), "{checks:#?}");
    }
}

#[test]
fn the_tables_are_made_from_the_printed_statement_without_what_shadows_it() {
    let database = Server::shared().database();
    database.sql("GRANT CREATE ON SCHEMA public TO PUBLIC");
    let ada = database.server.role("ada");
    database.connect(&ada).batch_execute(&shadows()).unwrap();
    database.sql(&statements());
    assert_eq!(database.ask("SELECT count(*) FROM resume.meta"), "1");
}
