//! Homes and databases made by 0.1.0 (`tests/fixtures/version_1`), with changes that wait.
//!
//! Whatever is upgraded first, nothing is lost: states keep their changes, devices and times, revisions go on,
//! and what devices know of a database stays true.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::support::postgres::{Role, Server, TestDatabase};
use crate::support::tracer::{killed_at, third};
use crate::support::{Home, parallel};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/version_1").join(name)
}

/// A home with the files of a device, whose changes wait until they are synced.
fn device(name: &str) -> Home {
    let home = Home::in_memory().with("RESUME_USER", "ada").with("RESUME_SYNC", "manual");
    fs::create_dir_all(home.path()).unwrap();
    for entry in fs::read_dir(fixture(name)).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), home.path().join(entry.file_name())).unwrap();
    }
    home
}

/// The database of 0.1.0 on a server, and a role that its owner let in.
fn database() -> (TestDatabase<'static>, Role) {
    static ROLES: OnceLock<()> = OnceLock::new();
    let ada = Role { name: "ada".to_owned(), password: "secret".to_owned() };
    ROLES.get_or_init(|| {
        let roles = "CREATE ROLE ada LOGIN PASSWORD 'secret'; CREATE ROLE bob LOGIN PASSWORD 'secret'";
        Server::shared().superuser("postgres").batch_execute(roles).unwrap();
    });
    let database = Server::shared().database();
    let dump = std::process::Command::new(Server::psql())
        .args(["-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-h"])
        .arg(Server::shared().socket_directory())
        .args(["-p", &Server::shared().address().1.to_string(), "-d", &database.name, "-f"])
        .arg(fixture("postgres.sql"))
        .output()
        .unwrap();
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    (database, ada)
}

/// Upgrades the tables, as their owner.
fn upgrade(database: &TestDatabase<'_>) {
    let owner = Home::in_memory().with("RESUME_DATABASE_URL", &database.url(&database.owner()));
    owner.run(["db", "init"]).code(0).any_output();
}

fn at(device: Home, database: &TestDatabase<'_>, role: &Role) -> Home {
    device.with("RESUME_DATABASE_URL", &database.url(role))
}

/// The titles of the experiences that are not deleted, sorted.
fn titles(home: &Home) -> Vec<String> {
    let listed = home.json(["--offline", "list"]);
    let mut titles: Vec<_> =
        listed.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

fn profile(home: &Home) -> Value {
    home.json(["--offline", "profile"])["basics"].clone()
}

/// Every state of the profile in an embedded database: revision, device, label and time.
fn states(path: &Path, table: &str, body: &str) -> Vec<String> {
    let shell = rusqlite::Connection::open(path).unwrap();
    let select = format!(
        "SELECT revision || ' ' || change_id || ' ' || device || ' ' || {body} || ' ' || updated_at || ' ' || recorded_at
         FROM {table} ORDER BY revision"
    );
    let mut statement = shell.prepare(&select).unwrap();
    let states = statement.query_map([], |row| row.get(0)).unwrap();
    states.map(Result::unwrap).collect()
}

#[test]
fn a_home_of_version_1_goes_on_with_its_pending_changes() {
    let home = device("home");
    let before = states(&home.database_path(), "profile_revisions", "document");
    let pending = home.session()["profile"]["change"].clone();
    assert_eq!(titles(&home), ["Analyst of engines", "Translator"]);
    let expected = json!({
        "name": "Ada Lovelace", "label": "Mathematician", "url": "https://ada.example.org"
    });
    assert_eq!(profile(&home), expected);
    assert_eq!(home.json(["--offline", "status"])["pending"], 3);
    // Reading does not replace the file; the first change does, and everything in it is as it was.
    assert_eq!(home.session()["format"], 1);
    home.run(["--offline", "add", "Author"]).any_stderr().id();
    let session = home.session();
    assert_eq!((&session["format"], &session["documents"][0]["change"]), (&json!(2), &pending));
    assert_eq!(session["documents"][0]["pending"]["base"]["value"]["body"]["basics"]["name"], "Ada Lovelace");
    assert_eq!(home.json(["--offline", "status"])["pending"], 4);
    home.run(["sync"]).code(0).stdout("0 pulled, 4 pushed\n");
    let after = states(&home.database_path(), "document_revisions", "body");
    assert_eq!(after[..before.len()], before);
    assert_eq!(after.len(), before.len() + 1);
    assert!(after.last().unwrap().contains(pending.as_str().unwrap()), "{after:?}");
    home.run(["db", "check"]).code(0).stdout_contains("version 2").any_output();
    home.run(["sync"]).code(0).stdout("0 pulled, 0 pushed\n");
    // Another session reads the same out of the database.
    fs::remove_file(home.session_path()).unwrap();
    home.run(["sync"]).code(0).any_output();
    assert_eq!((titles(&home).len(), profile(&home)), (3, expected));
}

/// A person who only looks may still decide against the newer program.
#[test]
fn a_look_at_a_file_of_version_1_leaves_it_as_it_is() {
    let home = device("home");
    let bytes = fs::read(home.database_path()).unwrap();
    let told = home.json(["sync", "--dry-run"]);
    assert_eq!((&told["pulled"], &told["pushed"]), (&json!(0), &json!(3)), "{told}");
    home.run(["history", "Translator"]).code(0).any_output();
    home.run(["db", "check"]).code(0).any_output();
    assert!(fs::read(home.database_path()).unwrap() == bytes, "it was written to");
    home.run(["sync"]).code(0).stdout("0 pulled, 3 pushed\n");
}

#[test]
fn an_upgrade_that_is_killed_goes_on() {
    let home = device("home").with("RESUME_SYNC", "background");
    let before = states(&home.database_path(), "profile_revisions", "document");
    let engines = states(&home.database_path(), "experience_revisions", "title");
    let killed = parallel::count_up(|at| {
        let home = home.copy();
        let at = third(at);
        let traced = killed_at(&home.program(["add", "Author"]), at);
        home.run(["sync"]).code(0).any_output();
        let after = states(&home.database_path(), "document_revisions", "body");
        assert_eq!(after[..before.len()], before, "killed at call {at}");
        assert_eq!(after.len(), before.len() + 1, "killed at call {at}");
        let experiences = states(&home.database_path(), "experience_revisions", "title");
        assert_eq!(experiences[..engines.len()], engines, "killed at call {at}");
        assert_eq!(profile(&home)["url"], "https://ada.example.org");
        let mut kept = titles(&home);
        kept.retain(|title| title != "Author");
        assert_eq!(kept, ["Analyst of engines", "Translator"], "killed at call {at}");
        assert_eq!(home.json(["--offline", "status"])["pending"], 0);
        assert_eq!(home.set_aside().len(), 0);
        traced.was_killed()
    });
    assert!(killed > 12, "only {killed} calls");
}

#[test]
fn a_damaged_session_of_version_1_is_recovered_with_its_profile() {
    let home = device("home");
    let mut bytes = home.session_bytes();
    bytes.truncate(bytes.len() - 20);
    home.write_session(&bytes);
    home.run(["--offline", "list"]).any_output();
    assert_eq!(titles(&home), ["Analyst of engines", "Translator"]);
    assert_eq!(profile(&home)["url"], "https://ada.example.org");
    // The last good copy, too, where nothing of the file is left.
    let home = device("home");
    fs::rename(home.session_path(), home.path().join("session.json.bak")).unwrap();
    home.write_session(b"{");
    home.run(["--offline", "list"]).any_output();
    assert_eq!(profile(&home)["url"], "https://ada.example.org");
}

#[test]
fn a_server_of_version_1_holds_up_no_change_until_its_owner_upgrades_it() {
    let (database, ada) = database();
    let laptop = at(device("laptop"), &database, &ada);
    let refused = laptop.run(["sync"]).code(5);
    assert!(refused.err().contains("the tables are not up to date"), "{refused:?}");
    assert!(refused.err().contains("`resume db init` upgrades them"), "{refused:?}");
    drop(refused);
    laptop.run(["--offline", "add", "Author"]).any_stderr().id();
    assert_eq!(laptop.json(["--offline", "status"])["pending"], 3);
    assert_eq!(database.ask("SELECT count(*) FROM resume.profile_revisions"), "4");
    upgrade(&database);
    laptop.run(["sync"]).code(0).stdout("0 pulled, 3 pushed\n");
    assert_eq!(
        database.ask("SELECT max(revision)::text FROM resume.document_revisions WHERE user_id = 'ada'"),
        "10"
    );
}

/// The laptop has the new program first. The phone, which has the old one, is refused meanwhile, and its changes
/// were made on what it knew: half of its cursor's way, before the last change of the profile.
#[test]
fn two_devices_of_version_1_lose_nothing_whichever_is_upgraded_first() {
    for order in [["laptop", "phone"], ["phone", "laptop"]] {
        let (database, ada) = database();
        let history =
            "SELECT string_agg(concat_ws(' ', revision, change_id, device, PLACE, updated_at, recorded_at),
            E'\\n' ORDER BY user_id, revision) FROM resume.";
        let before =
            database.ask(&format!("{}profile_revisions", history.replace("PLACE", "document::text")));
        upgrade(&database);
        let after = format!("{}document_revisions", history.replace("PLACE", "body::text"));
        assert_eq!(database.ask(&after), before);
        // What 0.1.0 asks first, to refuse it.
        assert_eq!(database.ask("SELECT max(schema_version) FROM resume.meta"), "2");
        let [first, second] = order.map(|name| at(device(name), &database, &ada));
        first.run(["sync"]).code(0).any_output();
        second.run(["sync"]).code(0).any_output();
        first.run(["sync"]).code(0).any_output();
        for home in [&first, &second] {
            assert_eq!(titles(home), ["Chief engineer", "Translator"]);
            assert_eq!(home.json(["--offline", "status"])["pending"], 0);
            let profile = profile(home);
            assert_eq!(profile["summary"], "Numbers and notes.");
            assert_eq!(
                (&profile["url"], &profile["email"]),
                (&json!("https://ada.example.org"), &json!("ada@example.org"))
            );
            let label = if order[1] == "phone" { "Analyst" } else { "Programmer" };
            assert_eq!(profile["label"], label);
        }
        // Every state that either of them had is in the history.
        for label in ["Countess", "Mathematician", "Programmer", "Analyst"] {
            let count = format!(
                "SELECT count(*) > 0 FROM resume.document_revisions WHERE user_id = 'ada' AND body #>> '{{basics,label}}' = '{label}'"
            );
            assert_eq!(database.ask(&count), "t", "{label}");
        }
        let revisions = "SELECT count(*) = max(revision) AND count(*) = count(DISTINCT revision) FROM (
            SELECT revision FROM resume.experience_revisions WHERE user_id = 'ada'
            UNION ALL SELECT revision FROM resume.document_revisions WHERE user_id = 'ada') AS r";
        assert_eq!(database.ask(revisions), "t");
        // Another user's rows are theirs.
        assert_eq!(
            database.ask("SELECT body::text FROM resume.documents WHERE user_id = 'bob'"),
            r#"{"basics":{"name":"Bob Babbage"}}"#
        );
        second.run(["db", "check"]).code(0).stdout_contains("version 2").any_output();
    }
}

/// Roles keep their privileges, and no other role gains one. The owner of the tables owns the new functions, also
/// after an upgrade by a superuser.
#[test]
fn an_upgrade_keeps_owners_privileges_and_policies() {
    let (database, ada) = database();
    let owner = Server::shared().role("owner");
    database.sql(&format!(
        "DO $$ DECLARE one record; BEGIN
           FOR one IN SELECT oid::regclass AS name FROM pg_class
             WHERE relnamespace = 'resume'::regnamespace AND relkind = 'r' LOOP
             EXECUTE format('ALTER TABLE %s OWNER TO {0}', one.name); END LOOP;
           FOR one IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = 'resume'::regnamespace LOOP
             EXECUTE format('ALTER FUNCTION %s OWNER TO {0}', one.name); END LOOP;
           EXECUTE 'ALTER SCHEMA resume OWNER TO {0}'; END $$",
        owner.name
    ));
    upgrade(&database);
    let others = format!(
        "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'resume'::regnamespace AND relkind = 'r'
             AND pg_get_userbyid(relowner) <> '{0}')
           + (SELECT count(*) FROM pg_proc WHERE pronamespace = 'resume'::regnamespace
             AND pg_get_userbyid(proowner) <> '{0}')",
        owner.name
    );
    assert_eq!(database.ask(&others), "0");
    for role in [&ada, &owner] {
        let home = Home::in_memory().with("RESUME_DATABASE_URL", &database.url(role));
        home.run(["profile", "set", "name=Ada"]).code(0).any_output();
        home.run(["sync"]).code(0).any_output();
        let mine = home.run(["db", "check"]).code(0).any_output();
        assert!(mine.out().contains("privileges") && mine.out().contains("row-level security"), "{mine:?}");
    }
    let stranger = Server::shared().role("stranger");
    let error = database.connect(&stranger).batch_execute("SELECT * FROM resume.documents").unwrap_err();
    assert_eq!(error.code(), Some(&postgres::error::SqlState::INSUFFICIENT_PRIVILEGE));
    let open = "SELECT count(*) FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS a
        WHERE pronamespace = 'resume'::regnamespace AND a.grantee = 0";
    assert_eq!(database.ask(open), "0");
}

#[test]
fn a_home_of_version_1_moves_to_a_server_with_its_whole_past() {
    let database = Server::shared().database();
    upgrade(&database);
    let home = device("home").with("RESUME_SYNC", "background").with("RESUME_TIMEOUT", "60");
    let before = states(&home.database_path(), "profile_revisions", "document").len();
    let home = at(home, &database, &database.owner());
    home.run(["sync"]).code(0).any_output();
    let kept = "SELECT count(*) FROM resume.document_revisions WHERE user_id = 'ada' AND kind = 'profile'";
    assert_eq!(database.ask(kept), (before + 1).to_string());
    let labels = "SELECT string_agg(coalesce(body #>> '{basics,label}', '-'), ' ' ORDER BY revision)
        FROM resume.document_revisions";
    assert_eq!(database.ask(labels), "- Mathematician Mathematician");
    assert_eq!(
        database.ask("SELECT count(*) FROM resume.experience_revisions WHERE deleted_at IS NOT NULL"),
        "1"
    );
    assert_eq!(home.json(["--offline", "status"])["pending"], 0);
}
