//! `kill -9` at every system call of everything that writes.
//!
//! Whatever the moment, the state is the old one or the new one, whole; what was acknowledged is
//! there; the next command works; and after the next synchronisation session and database agree,
//! with every state in the history once.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::support::tracer::{Traced, killed_at, third};
use crate::support::{Home, parallel};

/// What may stand in a home in which nothing is running. The database's journal stays, emptied.
const FILES: [&str; 7] = [
    "resume.db", "resume.db-journal", "resume.log", "session.json", "session.json.bak", "session.lock",
    "sync.lock",
];

/// The contents of a résumé, without what differs from run to run.
type Contents = Vec<String>;

/// The contents of the session file; a missing one has none.
fn in_session(home: &Home) -> Contents {
    if !home.session_path().exists() {
        return Contents::new();
    }
    let session = home.session();
    assert_eq!(session["format"], 2);
    let records = session["experiences"].as_array().unwrap();
    let documents = session["documents"].as_array().into_iter().flatten();
    sorted(records.iter().map(|record| content(&record["current"])).chain(documents.map(document)))
}

/// What a document is, without what differs from run to run.
fn document(record: &Value) -> String {
    let current = &record["current"];
    let mut body = current["body"].clone();
    if current["kind"] == "application" {
        let statuses = body["statuses"].as_object().unwrap().values().cloned().collect();
        body["statuses"] = Value::Array(statuses);
    }
    format!("{} {body}", current["kind"])
}

fn content(experience: &Value) -> String {
    let mut experience = experience.clone();
    let fields = experience.as_object_mut().unwrap();
    for changing in ["id", "created_at", "updated_at"] {
        fields.remove(changing);
    }
    let deleted = fields.get("deleted_at").is_some_and(|at| !at.is_null());
    fields.insert("deleted_at".to_owned(), json!(deleted));
    if let Some(metadata) = fields.get_mut("metadata") {
        forget_times(metadata);
    }
    experience.to_string()
}

/// Keeps what the moves of an experience say, without their times.
fn forget_times(metadata: &mut Value) {
    if let Some(moves) = metadata.get_mut("_place") {
        *moves = moves.as_object().unwrap().values().cloned().collect();
    }
}

/// The contents of a table of the database: the experiences, or all their revisions.
fn in_database(path: &Path, table: &str) -> Contents {
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let columns = "kind, title, organization, text, bullets, skills, tags, metadata, deleted_at IS NOT NULL";
    let mut statement = database.prepare(&format!("SELECT {columns} FROM {table}")).unwrap();
    let rows = statement
        .query_map([], |row| {
            let texts = (0..8).map(|column| row.get::<_, Option<String>>(column));
            let mut texts: Vec<_> = texts.collect::<Result<_, _>>()?;
            let mut metadata = serde_json::from_str(texts[7].as_deref().unwrap()).unwrap();
            forget_times(&mut metadata);
            texts[7] = Some(metadata.to_string());
            Ok(format!("{texts:?} {}", row.get::<_, bool>(8)?))
        })
        .unwrap();
    sorted(rows.map(Result::unwrap))
}

/// The kinds of all revisions of documents.
fn documents_in_database(path: &Path) -> Contents {
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut statement = database.prepare("SELECT kind FROM document_revisions ORDER BY kind").unwrap();
    let kinds = statement.query_map([], |row| row.get(0)).unwrap();
    kinds.map(Result::unwrap).collect()
}

/// Titles and tombstones by id, as the database has them.
fn rows(path: &Path) -> BTreeMap<String, (String, bool)> {
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut statement =
        database.prepare("SELECT id, title, deleted_at IS NOT NULL FROM experiences").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn sorted(contents: impl Iterator<Item = String>) -> Contents {
    let mut contents: Vec<_> = contents.collect();
    contents.sort();
    contents
}

/// Kills `args` in a copy of `home` at each of its calls in turn. `acknowledged` tells from what was
/// printed whether the change was.
fn kill_everywhere(home: &Home, args: &[&str], acknowledged: fn(&Traced) -> bool) {
    assert!(kill_each(home, args, acknowledged, |at| at) > 40);
}

/// The same at each third call: `args` are saved as what `kill_everywhere` is tried with.
fn kill_here_and_there(home: &Home, args: &[&str], acknowledged: fn(&Traced) -> bool) {
    assert!(kill_each(home, args, acknowledged, third) > 12);
}

/// Returns how often it was killed.
fn kill_each(
    home: &Home,
    args: &[&str],
    acknowledged: fn(&Traced) -> bool,
    call: fn(usize) -> usize,
) -> usize {
    let before = in_session(home);
    let whole = home.copy();
    let _ = whole.run(args).any_output();
    let after = in_session(&whole);
    finish(&whole, &after);
    let revisions = in_database(&whole.database_path(), "experience_revisions");
    let documents = documents_in_database(&whole.database_path());

    parallel::count_up(|at| {
        let (home, at) = (home.copy(), call(at));
        let traced = killed_at(&home.program(args), at);
        let state = in_session(&home);
        let at = if traced.was_killed() { format!("killed at call {at}") } else { "not killed".to_owned() };
        assert!(state == before || state == after, "{at}: neither the old nor the new state: {state:#?}");
        if acknowledged(&traced) {
            assert_eq!(state, after, "{at}: what was acknowledged is missing");
        }
        if !traced.was_killed() {
            assert_eq!((traced.code, traced.stderr.as_str()), (Some(0), ""));
        }
        let applied = state == after;
        finish(&home, &state);
        assert_eq!(home.set_aside(), Vec::<std::path::PathBuf>::new(), "{at}: taken for damaged");
        if applied {
            let found = in_database(&home.database_path(), "experience_revisions");
            assert_eq!(found, revisions, "{at}: the history differs from that of a run that was not killed");
            assert_eq!(documents_in_database(&home.database_path()), documents, "{at}");
        }
        traced.was_killed()
    })
}

/// The next commands work, and bring session and database together.
#[track_caller]
fn finish(home: &Home, expected: &Contents) {
    let home = home.clone_settings().with("RESUME_SYNC", "background");
    let later = home.add("Later");
    home.run(["delete", &later, "--yes"]).any_stderr().stdout(format!("{later}\n"));
    let synced = home.json(["sync"]);
    assert_eq!(synced["pending"], 0, "{synced}");
    let contents = in_session(&home);
    assert_eq!(contents.len(), expected.len() + 1);
    assert!(expected.iter().all(|one| contents.contains(one)), "{contents:#?}");
    let session = home.session();
    let records = session["experiences"].as_array().unwrap().iter().map(|record| {
        assert!(record.get("pending").is_none(), "{record}");
        let current = &record["current"];
        let text = |field: &str| current[field].as_str().unwrap().to_owned();
        (text("id"), (text("title"), !current["deleted_at"].is_null()))
    });
    assert_eq!(rows(&home.database_path()), records.collect());
    let unknown: Vec<_> = home.files().into_iter().filter(|file| !FILES.contains(&file.as_str())).collect();
    assert!(unknown.is_empty(), "left behind: {unknown:?}");
}

/// Two experiences, one of which is `[0]`, both in the database.
fn filled() -> (Home, [String; 2]) {
    let home = Home::in_memory();
    let ids = ["Data Engineer", "Night shift lead"].map(|title| home.add(title));
    let _ = home.run(["sync"]).any_output();
    (home, ids)
}

/// Whether a whole line was printed, which is the answer.
fn answered(traced: &Traced) -> bool {
    traced.stdout.ends_with('\n')
}

fn never(_: &Traced) -> bool {
    false
}

#[test]
fn the_first_add_on_a_device() {
    kill_everywhere(&Home::in_memory(), &["add", "First", "--bullet", "one"], answered);
}

#[test]
fn add() {
    kill_everywhere(&filled().0, &["add", "Another", "--skill", "SQL"], answered);
}

#[test]
fn edit() {
    let (home, [id, _]) = filled();
    kill_here_and_there(
        &home,
        &["--quiet", "edit", &id, "--title", "Data Engineer II", "--add-bullet", "two"],
        answered,
    );
}

#[test]
fn move_an_experience() {
    let (home, [id, other]) = filled();
    kill_here_and_there(&home, &["move", &id, "--after", &other], answered);
}

#[test]
fn delete() {
    let (home, [id, other]) = filled();
    // Both go in one replacement: two lines answer.
    kill_here_and_there(&home, &["delete", &id, &other, "--yes", "--quiet"], answered);
}

#[test]
fn import() {
    let (home, _) = filled();
    let work: Vec<_> =
        (0..20).map(|n| json!({"name": format!("Company {n}"), "position": "Engineer"})).collect();
    let file = home.write("resume.json", json!({"basics": {"name": "Ada"}, "work": work}).to_string());
    let file = file.to_str().unwrap().to_owned();
    kill_here_and_there(&home, &["import", &file], answered);
}

#[test]
fn undo() {
    let (home, [id, other]) = filled();
    let _ = home.run(["edit", &id, "--title", "Data Engineer II", "--add-bullet", "two"]).any_output();
    let _ = home.run(["delete", &other, "--yes"]).any_output();
    let _ = home.run(["profile", "set", "name=Ada"]).any_output();
    // Several commands are taken back in one replacement.
    kill_here_and_there(&home, &["undo", "--count", "3", "--quiet"], answered);
}

#[test]
fn application_add() {
    let (home, _) = filled();
    home.write("cv.txt", "what was sent");
    kill_here_and_there(&home, &["application", "add", "Acme", "--file", "cv.txt", "--quiet"], answered);
}

#[test]
fn variant_set() {
    let (home, _) = filled();
    let _ = home.run(["variant", "set", "acme", "--headline", "Engineer"]).any_output();
    kill_here_and_there(
        &home,
        &["variant", "set", "acme", "--headline", "Lead", "--pages", "1", "--quiet"],
        answered,
    );
}

#[test]
fn sync() {
    let (home, [id, other]) = filled();
    let manual = home.clone_settings().with("RESUME_SYNC", "manual");
    let _ = manual.add("Not yet in the database");
    let _ = manual.run(["edit", &id, "--title", "Once"]).any_output();
    let _ = manual.run(["edit", &id, "--title", "Twice"]).any_output();
    let _ = manual.run(["delete", &other, "--yes"]).any_output();
    assert_eq!(manual.json(["status"])["pending"], 3);
    kill_everywhere(&home, &["sync"], never);
}
