//! Setting up PostgreSQL: `db init`, `db use`, and what leads to them.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use crate::support::checks::{SECRET, check, check_in, role};
use crate::support::postgres::Server;
use crate::support::terminal::ENTER;
use crate::support::{Home, Terminal};

#[test]
fn the_tables_are_made_once_and_every_step_is_well() {
    let database = Server::shared().database();
    let (owner, ada) = (database.owner(), role(database.server, &database));
    let of = |url: &str| Home::new().with("RESUME_DATABASE_URL", url).with("RESUME_TIMEOUT", "30");
    let address = database.url(&owner);
    let name = address.rsplit('@').next().unwrap().split('?').next().unwrap();
    of(&address).run(["db", "init"]).stdout(format!("created {name}\n"));
    of(&address).run(["db", "init"]).stdout(format!("ready: {name}\n"));
    let pooled = database.pooled_url(&ada);
    check(&pooled).failed("schema", "`ada").hints("schema", &format!("`resume db init --role {}`", ada.name));
    of(&address)
        .run(["db", "init", "--role", &ada.name])
        .stdout(format!("ready: {name}, for `{}` too\n", ada.name));
    of(&address)
        .run(["db", "init", "--role", "no\"body"])
        .code(5)
        .stderr_contains("role \"no\"body\" does not exist");
    let told = check(&database.tls_url(&owner));
    assert!(told.code == Some(0) && told.step("row-level security").0 == "warn", "{told:#?}");
    for url in [database.tls_url(&ada), pooled] {
        let told = check(&url);
        assert_eq!(
            told.names()[6..],
            ["writable", "schema", "privileges", "row-level security", "write", "round trip", "clock"]
        );
        assert!(told.checks.iter().all(|check| check["status"] == "ok"), "{told:#?}");
    }
    assert_eq!(database.ask("SELECT count(*) FROM resume.experience_revisions"), "0", "it was rolled back");
    database.sql(&format!("REVOKE DELETE ON resume.documents FROM \"{}\"", ada.name));
    check(&database.url(&ada)).failed("privileges", "lacks DELETE on resume.documents");
    of(&address).run(["db", "init", "--role", &ada.name]).any_stderr().any().calm();
    database.sql("ALTER TABLE resume.ai_logs DISABLE ROW LEVEL SECURITY");
    let told = check(&database.url(&ada));
    assert_eq!(told.step("row-level security").0, "warn");
    let stranger = of(&database.url(&ada)).with("RESUME_USER", "somebody-else");
    check_in(&stranger, &database.url(&ada)).failed("write", "row-level security");
    database.sql("UPDATE resume.meta SET schema_version = 1000");
    check(&database.url(&ada)).failed("schema", "version 1000, and this program knows up to");
    of(&address).run(["db", "init"]).code(5).stderr_contains("install the newer version");
    database.sql(&format!("ALTER ROLE \"{}\" SET default_transaction_read_only = on", ada.name));
    let told = check(&database.url(&ada));
    let (status, detail, _) = told.step("writable");
    assert!(status == "ok" && detail.contains("read-only by default"), "each asks to write: {detail}");
}

#[test]
fn a_table_that_is_gone_is_named_with_a_way_back() {
    let database = Server::shared().database();
    let address = database.url(&database.owner());
    let home = Home::new()
        .with("RESUME_DATABASE_URL", &address)
        .with("RESUME_TIMEOUT", "30")
        .with("RESUME_SYNC", "manual");
    home.run(["db", "init"]).any();
    let id = home.add("Baker");
    home.json(["sync"]);
    for table in ["documents", "experience_revisions"] {
        database.sql(&format!("DROP TABLE resume.{table}"));
        home.run(["sync"]).code(5).any_stderr();
        home.run(["db", "init"])
            .code(5)
            .stderr_contains(table)
            .stderr_contains("`ALTER SCHEMA resume RENAME TO resume_old` makes room");
    }
    database.sql("ALTER SCHEMA resume RENAME TO resume_old");
    home.run(["db", "init"]).any();
    home.run(["db", "adopt"]).any_output();
    home.json(["sync"]);
    assert_eq!(database.ask("SELECT count(*) FROM resume.experiences"), "1");
    assert_eq!(home.json(["show", &id])["sync"], "synced");
}

#[test]
fn whoever_sees_the_rows_of_others_is_told() {
    let database = Server::shared().database();
    let owner = role(database.server, &database);
    let bob = database.server.role("bob");
    database.sql(&format!("GRANT CREATE ON DATABASE {} TO \"{}\"", database.name, owner.name));
    let (url, name) = (database.url(&owner), &owner.name);
    let of = |url: &str| Home::new().with("RESUME_DATABASE_URL", url).with("RESUME_TIMEOUT", "30");
    of(&url).run(["db", "init"]).any_output();
    let _ = of(&url).with("RESUME_SYNC", "inline").run(["add", "one"]).id();
    let told = |url: &str| {
        let told = check(url);
        let (status, detail, hint) = told.step("row-level security");
        (status.to_owned(), detail.to_owned(), hint.to_owned())
    };
    let owns = format!("on for every table; `{name}` owns them and sees every row");
    // A résumé of one's own is no secret.
    assert_eq!(told(&url), ("ok".to_owned(), owns.clone(), String::new()));
    of(&url).run(["db", "init", "--role", &bob.name]).any_output();
    let (status, detail, hint) = told(&url);
    assert_eq!((&*status, &detail), ("warn", &owns));
    assert!(hint.contains("`resume db init --role NAME`"), "{hint}");
    let fine = ("ok".to_owned(), "on for every table".to_owned(), String::new());
    assert_eq!(told(&database.url(&bob)), fine);
    let _ = of(&database.url(&bob)).with("RESUME_SYNC", "inline").run(["add", "two"]).id();
    database.sql(&format!("REVOKE ALL ON resume.experiences FROM \"{}\"", bob.name));
    assert_eq!(told(&url).0, "warn", "the rows are there all the same");
    let (status, detail, _) = told(&database.url(&database.owner()));
    assert_eq!(status, "warn");
    assert!(detail.ends_with("is a superuser and sees every row"), "{detail}");
}

#[test]
fn what_a_save_would_stumble_over_is_told_and_nothing_else() {
    let database = Server::shared().database();
    let (ada, bob) = (role(database.server, &database), database.server.role("bob"));
    let of = |url: &str| Home::new().with("RESUME_DATABASE_URL", url).with("RESUME_TIMEOUT", "30");
    for name in [&ada.name, &bob.name] {
        of(&database.url(&database.owner())).run(["db", "init", "--role", name]).any().calm();
    }
    let url = database.url(&ada);
    for function in [
        "push_documents(text, text, text, bigint)",
        "push_experiences(text, text, uuid[], bigint[], uuid[], text[], text[], boolean, bigint)",
        "lock_account(text)",
    ] {
        database.sql(&format!("REVOKE EXECUTE ON FUNCTION resume.{function} FROM \"{}\"", ada.name));
        let name = function.split('(').next().unwrap();
        check(&url).failed("privileges", &format!("`{}` lacks EXECUTE on resume.{name}", ada.name));
        database.sql(&format!("GRANT EXECUTE ON FUNCTION resume.{function} TO \"{}\"", ada.name));
    }
    // A row by hand has no device, one of a save has.
    database.sql("ALTER TABLE resume.experiences ADD CONSTRAINT mine CHECK (device IS NULL)");
    check(&url).failed("write", "violates check constraint \"mine\"");
    database.sql("ALTER TABLE resume.experiences DROP CONSTRAINT mine");
    // Who logs in need not be whose rights are used.
    database.sql(&format!("GRANT \"{}\" TO \"{}\"", bob.name, ada.name));
    let told = check(&format!("{url}&options=-c%20role%3D{}", bob.name));
    assert_eq!(
        (told.code, told.step("privileges").1),
        (Some(0), &*format!("`{}` has all that it needs", bob.name))
    );
    assert_eq!(check(&url).step("row-level security").0, "ok");
    for (policy, back, detail) in [
        (
            "CREATE POLICY open ON resume.experiences USING (true)",
            "DROP POLICY open ON resume.experiences",
            "open on experiences",
        ),
        (
            "ALTER POLICY each_role_its_own ON resume.documents USING (true)",
            "ALTER POLICY each_role_its_own ON resume.documents USING (user_id = current_user::text)",
            "each_role_its_own on documents",
        ),
        (
            "DROP POLICY each_role_its_own ON resume.ai_logs",
            "CREATE POLICY mine ON resume.ai_logs USING (user_id = current_user::text)",
            "none on ai_logs",
        ),
    ] {
        database.sql(policy);
        let told = check(&url);
        let (status, said, hint) = told.step("row-level security");
        assert!(
            status == "warn" && said.ends_with(&format!(": {detail}")) && hint.contains("DROP POLICY"),
            "{told:#?}"
        );
        database.sql(back);
        assert_eq!(check(&url).step("row-level security").0, "ok", "{back}");
    }
}

#[test]
fn who_may_not_let_others_in_is_told() {
    let database = Server::shared().database();
    let (ada, carl) = (role(database.server, &database), database.server.role("carl"));
    let of = |url: &str| Home::new().with("RESUME_DATABASE_URL", url).with("RESUME_TIMEOUT", "30");
    let init = |url: &str, role: &str| of(url).run(["db", "init", "--role", role]);
    // The one who makes the tables needs a privilege for it.
    of(&database.url(&ada)).run(["db", "init"]).code(5).stderr_contains(&format!(
        "hint: `GRANT CREATE ON DATABASE \"{}\" TO \"{}\"`",
        database.name, ada.name
    ));
    init(&database.url(&database.owner()), &ada.name).any().calm();
    // PostgreSQL calls this a warning.
    let output = init(&database.url(&ada), &carl.name).any();
    let told = output.err().to_owned();
    assert!(output.exit_code() == Some(5) && output.out().is_empty(), "{told}");
    assert!(told.contains(&format!("`{}` was not let in", carl.name)), "{told}");
    assert!(told.contains("hint: call it as the owner of the tables"), "{told}");
    init(&database.url(&database.owner()), "nobody-yet")
        .code(5)
        .stderr_contains("hint: create the role first: `createuser --pwprompt NAME`");
    // Rows of a name that is not the role's.
    let stranger = of(&database.url(&ada)).with("RESUME_USER", "somebody-else");
    check_in(&stranger, &database.url(&ada))
        .failed("write", "row-level security")
        .hints("write", "`RESUME_USER`");
}

#[test]
fn an_encoding_that_holds_too_little_is_told_before_anything_is_made() {
    let database = Server::shared().database();
    let mut client = database.server.superuser("postgres");
    let name = &database.name;
    client.batch_execute(&format!("DROP DATABASE {name}")).unwrap();
    client
        .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C' ENCODING 'LATIN1'"))
        .unwrap();
    let url = database.url(&database.owner());
    check(&url).failed("encoding", "`LATIN1`, and needs UTF8").hints("encoding", "createdb --encoding=UTF8");
    Home::new()
        .with("RESUME_DATABASE_URL", &url)
        .run(["db", "init"])
        .code(5)
        .stderr_contains("hint: `createdb --encoding=UTF8");
}

#[test]
fn the_sql_can_be_pasted_instead() {
    let database = Server::shared().database();
    let ada = role(database.server, &database);
    let home = Home::new().with("RESUME_DATABASE_URL", &database.url(&database.owner()));
    let printed = |args: &[&str]| home.run(args).any().out().to_owned();
    let statements = printed(&["db", "init", "--print"]);
    database.sql(&statements);
    database.sql(&statements);
    let grants = printed(&["db", "init", "--print", "--role", &ada.name]);
    database.sql(&grants);
    assert_eq!(check(&database.pooled_url(&ada)).code, Some(0));
    let json = home.json(["db", "init", "--print", "--role", "x\"; DROP"]);
    assert!(json["sql"].as_str().unwrap().contains("TO \"x\"\"; DROP\";"));
    let embedded = Home::new();
    embedded.run(["db", "init", "--role", "x"]).code(2).stderr_contains("`--role` needs PostgreSQL");
    assert!(embedded.run(["db", "init", "--print"]).any().out().contains("CREATE TABLE meta"));
}

#[test]
fn supabase_keys_alone_lead_to_the_urls_to_use() {
    let home = Home::new().with("SUPABASE_URL", "https://abcdefghijklmnopqrst.supabase.co");
    let value = home.with("SUPABASE_ANON_KEY", "hunter2").json(["db", "check"]);
    let step = &value["checks"].as_array().unwrap()[1];
    assert_eq!((&step["name"], &step["status"]), (&"supabase".into(), &"warn".into()));
    let hint = step["hint"].as_str().unwrap();
    for url in [
        "postgresql://postgres.abcdefghijklmnopqrst:PASSWORD@aws-0-REGION.pooler.supabase.com:5432/postgres",
        "postgresql://postgres.abcdefghijklmnopqrst:PASSWORD@aws-0-REGION.pooler.supabase.com:6543/postgres",
        "postgresql://postgres:PASSWORD@db.abcdefghijklmnopqrst.supabase.co:5432/postgres",
    ] {
        assert!(hint.contains(url), "{hint}");
    }
    assert!(!value.to_string().contains("hunter2"));
    let home = Home::new();
    home.write(".env", "SUPABASE_URL=https://abcd.supabase.co\nOTHER=x\n");
    let value = home.json(["db", "check"]);
    let checks = value["checks"].as_array().unwrap();
    assert!(
        checks[1]["detail"].as_str().unwrap().ends_with("sets `SUPABASE_URL`, but not the database in use")
    );
    assert!(checks[2]["detail"].as_str().unwrap().contains("the project `abcd`"), "{value:#}");
}

#[test]
fn db_use_writes_the_password_where_only_its_owner_reads_it() {
    let home = Home::new();
    fs::create_dir_all(home.path()).unwrap();
    let config = home.path().join("config.toml");
    fs::write(&config, "user = 'ada'\n").unwrap();
    fs::set_permissions(&config, Permissions::from_mode(0o644)).unwrap();
    let url = format!("postgres://u:{SECRET}@db.example/d?sslrootcert=ca.crt");
    let written = home.program(["db", "use", "-"]).input(format!("{url}\n")).run().any_stderr();
    assert!(!written.err().contains("hunter2") && written.out().is_empty(), "{written:?}");
    drop(written.code(0));
    let authority = home.work().join("ca.crt").display().to_string().replace('/', "%2F");
    let expected = format!(
        "user = 'ada'\ndatabase = \"postgresql://u:{SECRET}@db.example/d?sslrootcert={authority}\"\n"
    );
    assert_eq!(fs::read_to_string(&config).unwrap(), expected);
    assert_eq!(fs::metadata(&config).unwrap().permissions().mode() & 0o777, 0o600);
    let status = home.run(["status"]);
    assert!(status.out().contains("postgres db.example/d (from "), "{status:?}");
    drop(status.code(0));
    for wrong in ["postgres://u:hunter2@/h@x", "postgres://u:hunter2 @h", "postgres://u:hunter2@h?x=1"] {
        let output = home.program(["db", "use", "-"]).input(wrong).run().any();
        assert_eq!(output.exit_code(), Some(2));
        assert!(!output.err().contains("hunter2") && output.err().contains("hint: "), "{}", output.err());
    }
    home.program(["db", "use", "-"])
        .input([0xff])
        .run()
        .code(2)
        .stderr_contains("hint: it must be UTF-8 text");
}

#[test]
fn a_password_is_asked_for_and_not_shown() {
    let home = Home::new();
    let mut terminal = Terminal::start(&home.program(["db", "use", "postgres://u@db.example/d"]));
    terminal.wait_for("Password of `u` at `db.example`");
    terminal.wait_for_secrecy();
    terminal.send("hunter2@/");
    terminal.send(ENTER);
    assert_eq!(terminal.code(), Some(0));
    assert!(!terminal.transcript().contains("hunter2"), "{}", terminal.screen());
    let config = fs::read_to_string(home.path().join("config.toml")).unwrap();
    assert_eq!(config, format!("database = \"postgresql://u:{SECRET}@db.example/d\"\n"));
    let mut terminal = Terminal::start(&home.program(["db", "use", "-"]));
    terminal.wait_for("Database URL");
    terminal.wait_for_secrecy();
    terminal.send("postgres://u:hunter2@db.example/e");
    terminal.send(ENTER);
    assert_eq!(terminal.code(), Some(0));
    assert!(!terminal.transcript().contains("hunter2"), "{}", terminal.screen());
    assert!(fs::read_to_string(home.path().join("config.toml")).unwrap().ends_with("db.example/e\"\n"));
    // What is on this device needs none.
    home.run(["--quiet", "db", "use", "postgres://localhost/d"]).code(0).stdout("");
}
