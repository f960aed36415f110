//! From one database to another and back, and what `status` says of it.

use std::fs;

use resume::database::postgres::statements;
use serde_json::{Value, json};

use crate::support::Home;
use crate::support::postgres::{Server, TestDatabase, wait_until};

fn initialised() -> (TestDatabase<'static>, String) {
    let database = Server::shared().database_with(&statements());
    let url = database.url(&database.owner());
    (database, url)
}

fn home() -> Home {
    Home::new().with("RESUME_SYNC", "inline").with("RESUME_TIMEOUT", "30")
}

/// Chooses a database in the configuration file.
fn choose(home: &Home, url: &str) {
    home.run(["db", "use", url]).code(0).any_output();
}

/// A home with a SQLite file of its own, and the URL of the file.
fn with_file() -> (Home, String) {
    let home = home();
    let url = format!("sqlite:{}", home.work().join("own.db").display());
    choose(&home, &url);
    home.run(["db", "init"]).code(0).any_output();
    (home, url)
}

fn forget_session(home: &Home) {
    fs::remove_file(home.session_path()).unwrap();
    let _ = fs::remove_file(home.path().join("session.json.bak"));
}

fn users(file: &std::path::Path) -> Vec<String> {
    let database = rusqlite::Connection::open(file).unwrap();
    let mut select = database.prepare("SELECT DISTINCT user_id FROM experiences ORDER BY 1").unwrap();
    let users = select.query_map([], |row| row.get(0)).unwrap();
    users.map(Result::unwrap).collect()
}

fn login_name() -> String {
    Home::new().run(["config", "get", "user"]).any_output().out().trim().to_owned()
}

fn fields(status: &Value) -> Vec<&str> {
    status["conflicts"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect()
}

#[test]
fn back_from_a_server_the_rows_are_the_users_own() {
    let (_database, url) = initialised();
    let home = home();
    let id = home.add("Before the server");
    home.run(["edit", &id, "--text", "first", "--bullet", "one", "--skill", "Go"]).any_output();
    home.run(["profile", "set", "name=Ada", "phone=1"]).any_output();
    choose(&home, &url);
    home.run(["sync"]).code(0).any_output();
    home.run(["profile", "unset", "phone"]).any_output();
    home.run(["edit", &id, "--remove-bullet", "1", "--remove-skill", "Go", "--unset", "text"]).any_output();
    // More than a session keeps of what was replaced.
    for number in 0..20 {
        home.run(["edit", &id, "--title", &format!("Title {number}")]).any_output();
        home.run(["profile", "set", &format!("label=Label {number}")]).any_output();
    }
    let before = (home.json(["show", &id]), home.json(["profile"]));
    choose(&home, "default");
    home.run(["sync"]).code(5).any_output();
    home.run(["db", "adopt"]).code(0).any_output();
    home.add("After the return");
    let login = login_name();
    home.run(["config", "get", "user"]).stdout(format!("{login}\n"));
    assert_eq!(users(&home.database_path()), [login]);
    let status = home.json(["status"]);
    assert_eq!((&status["conflicts"], &status["pending"]), (&json!([]), &json!(0)));
    let same = |before: &Value, now: &Value| {
        for key in ["title", "text", "bullets", "skills", "basics"] {
            assert_eq!(before[key], now[key], "{key}");
        }
    };
    same(&before.0, &home.json(["show", &id]));
    same(&before.1, &home.json(["profile"]));
    home.run(["history", &id]).stdout_contains("text “first”");
    forget_session(&home);
    home.run(["list"]).stdout_contains("Title 19").stdout_contains("After the return").any_stderr();
    same(&before.0, &home.json(["show", &id]));
}

#[test]
fn a_file_with_rows_of_another_user_is_told() {
    let (ada, url) = with_file();
    let ada = ada.with("RESUME_USER", "ada");
    ada.add("Baker");
    let other = home();
    choose(&other, &url);
    other.run(["list"]).stdout("").stderr_contains("contains rows of the user `ada` too").stderr_contains(
        "if they are yours, `resume config set user ada` and then `resume db adopt` use them",
    );
    other.run(["config", "set", "user", "ada"]).any_output();
    other.run(["db", "adopt"]).code(0).any_output();
    let shown = other.run(["list"]).any();
    assert!(shown.out().contains("Baker") && shown.err().is_empty(), "{shown:?}");
    other.run(["config", "get", "user"]).stdout("ada\n");
}

#[test]
fn what_one_side_alone_has_survives_an_adoption() {
    let ((one, _), (two, url)) = (with_file(), with_file());
    one.run(["profile", "set", "name=Ada", "label=Analyst"]).any_output();
    two.run(["profile", "set", "email=a@example.org", "phone=1", "label=Baker"]).any_output();
    one.run(["variant", "set", "cv", "--headline", "One"]).any_output();
    two.run(["variant", "set", "cv", "--pages", "1", "--headline", "Two"]).any_output();
    let id = one.add("Engineer");
    let backup = one.work().join("backup.json");
    let backup = backup.to_str().unwrap();
    one.run(["export", backup, "--format", "resume"]).code(0).any_output();
    let only = one.work().join("only.json");
    let mut content: Value = serde_json::from_slice(&fs::read(backup).unwrap()).unwrap();
    content
        .as_object_mut()
        .unwrap()
        .retain(|key, _| ["format", "version", "experiences"].contains(&key.as_str()));
    fs::write(&only, content.to_string()).unwrap();
    two.run(["import", "--format", "resume", only.to_str().unwrap()]).code(0).any_output();
    assert_eq!(two.json(["show", &id])["title"], "Engineer");
    one.run(["edit", &id, "--bullet", "Here", "--skill", "Rust", "--location", "Bonn"]).any_output();
    two.run(["edit", &id, "--bullet", "There", "--skill", "Go", "--text", "Two", "--location", "Ulm"])
        .any_output();
    choose(&one, &url);
    one.run(["db", "adopt"]).code(0).any_output();
    let status = one.json(["status"]);
    let mut named = fields(&status);
    named.sort_unstable();
    assert_eq!(named, ["location", "profile.basics.label", "variant.headline"]);
    for home in [&one, &two] {
        home.run(["sync"]).code(0).any_output();
        let basics = &home.json(["profile"])["basics"];
        assert_eq!((&basics["name"], &basics["email"]), (&json!("Ada"), &json!("a@example.org")));
        assert_eq!((&basics["phone"], &basics["label"]), (&json!("1"), &json!("Analyst")));
        let variant = home.json(["variant", "show", "cv"]);
        assert_eq!((&variant["pages"], &variant["headline"]), (&json!(1), &json!("One")), "{variant}");
        let shown = home.json(["show", &id]);
        assert_eq!((&shown["text"], &shown["location"]), (&json!("Two"), &json!("Bonn")));
        assert_eq!(shown["bullets"].as_array().unwrap().len(), 2, "{shown}");
        assert_eq!(shown["skills"].as_array().unwrap().len(), 2, "{shown}");
    }
    // Nothing that was replaced is out of reach.
    let past = one.json(["history", &id]);
    assert!(past.to_string().contains("Ulm"), "{past}");
}

#[test]
fn what_was_removed_since_the_last_common_state_stays_removed() {
    let (one, first) = with_file();
    one.run(["profile", "set", "name=Ada", "phone=1"]).any_output();
    let (two, second) = with_file();
    choose(&one, &second);
    one.run(["db", "adopt"]).code(0).any_output();
    choose(&one, &first);
    one.run(["db", "adopt"]).code(0).any_output();
    one.run(["profile", "unset", "phone"]).any_output();
    two.run(["sync"]).code(0).any_output();
    two.run(["profile", "set", "email=a@example.org"]).any_output();
    choose(&one, &second);
    one.run(["db", "adopt"]).code(0).any_output();
    let basics = &one.json(["profile"])["basics"];
    assert_eq!((&basics["phone"], &basics["email"]), (&Value::Null, &json!("a@example.org")));
    assert_eq!(one.json(["status"])["conflicts"], json!([]));
}

/// The common state is known no more after many changes: what is here stays, and nothing comes back unnamed.
#[test]
fn what_was_removed_long_ago_is_named_and_does_not_come_back() {
    let (home, first) = with_file();
    let id =
        home.run(["add", "Baker", "--skill", "Go", "--skill", "Old", "--bullet", "one"]).any_output().id();
    let other = self::home();
    choose(&other, &first);
    other.run(["list"]).any_output();
    let second = format!("sqlite:{}", home.work().join("second.db").display());
    choose(&home, &second);
    home.run(["db", "init"]).code(0).any_output();
    home.run(["db", "adopt"]).code(0).any_output();
    home.run(["edit", &id, "--remove-skill", "Old", "--remove-bullet", "1"]).any_output();
    for text in 0..20 {
        home.run(["edit", &id, "--text", &format!("text {text}")]).any_output();
    }
    other.run(["edit", &id, "--title", "Chef"]).any_output();
    choose(&home, &first);
    home.run(["db", "adopt"]).code(0).any_output();
    let shown = home.json(["show", &id]);
    assert_eq!((&shown["skills"], &shown["bullets"]), (&json!(["Go"]), &json!([])));
    let status = home.json(["status"]);
    let named = fields(&status);
    assert!(["title", "skills", "bullets"].iter().all(|field| named.contains(field)), "{named:?}");
}

#[test]
fn a_new_database_is_not_said_to_be_synced() {
    let (database, url) = initialised();
    let home = home();
    home.add("Baker");
    home.run(["application", "add", "Acme"]).any_output();
    let home = home.with("RESUME_SYNC", "manual");
    choose(&home, &url);
    let (status, session) = (home.json(["status"]), home.session());
    let records = ["experiences", "documents"].map(|list| session[list].as_array().unwrap().len());
    assert_eq!(
        (&status["pending"], &status["last_sync_at"]),
        (&json!(records[0] + records[1]), &Value::Null)
    );
    for list in [&["list"][..], &["application", "list"]] {
        let listed = home.run([&["--json"], list].concat()).any_stderr().json();
        assert_eq!(listed[0]["sync"], "pending");
    }
    home.run(["list"])
        .stdout_contains("Baker")
        .stderr("notice: nothing was loaded from the database yet; `resume sync` loads it\n");
    let home = home.with("RESUME_SYNC", "background");
    home.run(["list"]).stdout_contains("Baker").stderr("");
    wait_until("it is synced", || home.json(["status"])["pending"] == json!(0));
    assert_eq!(database.ask("SELECT count(*) FROM resume.experiences"), "1");
    assert!(home.json(["status"])["last_sync_at"].is_string());
    // Back to the default one, which the session has left.
    choose(&home, "default");
    let status = home.json(["status"]);
    assert_eq!(status["last_sync_at"], Value::Null);
    home.run(["list"]).stdout_contains("Baker").stderr_contains("`resume db adopt` moves to it");
}

#[test]
fn another_way_taken_once_leaves_the_last_sync_of_the_configured_one() {
    let (home, url) = with_file();
    home.add("Baker");
    home.run(["sync"]).code(0).any_output();
    let last = home.json(["status"])["last_sync_at"].as_str().unwrap().to_owned();
    let roundabout = url.replace("own.db", "./own.db");
    home.run(["--database", &roundabout, "add", "Cook"]).code(0).any_output();
    home.run(["--database", &roundabout, "sync"]).code(0).any_output();
    let status = home.json(["status"]);
    assert!(status["last_sync_at"].as_str() > Some(&*last), "{status}");
    assert_eq!(status["pending"], json!(0));
}

/// Two devices of one file that both have an experience, and its id.
fn two_devices() -> (Home, Home, String) {
    let (one, url) = with_file();
    let id = one.add("Engineer");
    let two = home();
    choose(&two, &url);
    two.run(["list"]).any_output();
    (one, two, id)
}

#[test]
fn a_conflict_of_bullets_names_the_bullet_that_differs() {
    let (one, two, id) = two_devices();
    let long = "Led the migration of forty services to a new platform without a minute of downtime, and";
    let bullet = |end: &str| format!("{long} {end}");
    one.run(["edit", &id, "--bullet", "Same", "--bullet", &bullet("trained")]).any_output();
    two.run(["sync"]).any_output();
    one.run(["edit", &id, "--bullet", "Same", "--bullet", &bullet("wrote of it")]).any_output();
    two.run(["--offline", "edit", &id, "--bullet", "Same", "--bullet", &bullet("spoke of it")]).any_output();
    two.run(["sync"]).any_output();
    let status = two.run(["status"]).any();
    let line = status.out().lines().find(|line| line.starts_with("merged")).unwrap();
    assert_eq!(
        line.split_once(" bullet: ").unwrap().1,
        "kept “…te of downtime, and spoke of it”, not “…te of downtime, and wrote of it”"
    );
}

#[test]
fn who_deleted_what_was_edited_elsewhere_is_told_so() {
    for (deletes_first, told) in [
        (true, ": kept, although it was deleted elsewhere\n"),
        (false, ": kept, although you deleted it here: it was edited elsewhere\n"),
    ] {
        let (one, two, id) = two_devices();
        let (edit, delete) = (["edit", &id, "--text", "new"], ["delete", &id, "--yes"]);
        one.run(if deletes_first { &delete[..] } else { &edit[..] }).code(0).any_output();
        let later = if deletes_first { &edit[..] } else { &delete[..] };
        two.run([&["--offline"], later].concat()).code(0).any_output();
        two.run(["sync"]).code(0).any_output();
        two.run(["status"]).stdout_contains(told);
        assert_eq!(two.json(["show", &id])["text"], "new");
    }
}

#[test]
fn a_variant_with_a_theme_of_another_device_can_be_changed() {
    let (one, url) = with_file();
    one.run(["theme", "copy", "classic", "mine"]).any_output();
    one.run(["variant", "set", "cv", "--theme", "mine", "--set", "size=10pt"]).code(0).any_output();
    let two = home();
    choose(&two, &url);
    let copy = format!(
        "themes do not sync: copy the folder `mine` from the device that has it into `{}`",
        two.path().join("themes").display()
    );
    two.run(["variant", "set", "cv", "--headline", "Baker"])
        .code(0)
        .stderr_contains(&format!("this device has no theme `mine`; {copy}"))
        .any_output();
    let variant = two.json(["variant", "show", "cv"]);
    assert_eq!((&variant["headline"], &variant["theme"]), (&json!("Baker"), &json!("mine")));
    two.run(["variant", "set", "cv", "--theme", "mien"]).code(2).stderr_contains("there is no theme `mien`");
    two.run(["export", "cv.html", "--variant", "cv"])
        .code(2)
        .stderr(format!("error: there is no theme `mine` (the variant `cv` says so)\nhint: {copy}\n"));
}
