//! Files and rows that cannot be taken for ours: told, and left as they are.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use resume::database::sqlite::{Creation, SqliteDatabase};
use resume::database::{CheckStatus, Database, DatabaseError, Reason};
use resume::domain::Outcome;

use crate::harness::{Harness, Sqlite, id, push, row, state, store, stored, titles};

/// Every file in the directory, by name, that holds data: `-shm` is only an index, and to read a
/// database in WAL mode SQLite makes an empty `-wal` beside it.
fn bytes(harness: &Sqlite) -> Vec<(String, Vec<u8>)> {
    let directory = harness.path().parent().unwrap().to_owned();
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .filter(|(name, bytes)| !(name.ends_with("-shm") || name.ends_with("-wal") && bytes.is_empty()))
        .collect();
    files.sort();
    files
}

/// Opening fails, and changes nothing.
fn refused(harness: &Sqlite) -> DatabaseError {
    let before = bytes(harness);
    let error = harness.try_open(Creation::CreateIfMissing).unwrap_err();
    assert_eq!(harness.try_open(Creation::MustExist).unwrap_err().reason, error.reason);
    assert!(bytes(harness) == before, "the files were touched");
    assert!(error.hint.is_some());
    error
}

#[test]
fn a_file_of_another_kind_is_left_alone() {
    let harness = Sqlite::new();
    for content in ["{\"format\":1}\n".repeat(200).as_bytes(), &[0; 5000], b"x"] {
        fs::write(harness.path(), content).unwrap();
        let error = refused(&harness);
        assert_eq!(error.reason, Reason::Corrupt, "{}", error.message);
    }
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    for statements in [
        "CREATE TABLE experiences (id)",
        "PRAGMA application_id = 5",
        "PRAGMA user_version = 1",
        "PRAGMA journal_mode = WAL; CREATE TABLE notes (id)",
    ] {
        let harness = Sqlite::new();
        fs::remove_file(harness.path()).unwrap();
        harness.shell().execute_batch(statements).unwrap();
        let error = refused(&harness);
        assert_eq!(error.reason, Reason::Corrupt);
        assert!(error.message.contains("another program"), "{}", error.message);
    }
}

#[test]
fn not_even_the_log_of_another_program_is_tidied_up() {
    let theirs = Sqlite::new();
    fs::remove_file(theirs.path()).unwrap();
    let shell = theirs.shell();
    shell.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE notes (id)").unwrap();
    let harness = Sqlite::new();
    for suffix in ["", "-wal"] {
        let name = |path: std::path::PathBuf| format!("{}{suffix}", path.display());
        fs::copy(name(theirs.path()), name(harness.path())).unwrap();
    }
    assert_eq!(bytes(&harness).len(), 2);
    assert_eq!(refused(&harness).reason, Reason::Corrupt);
}

#[test]
fn a_newer_schema_is_left_alone() {
    let harness = Sqlite::new();
    harness.shell().execute_batch("PRAGMA user_version = 99").unwrap();
    let error = refused(&harness);
    assert_eq!(error.reason, Reason::Newer);
    assert!(error.message.contains("schema 99"), "{}", error.message);
    harness.shell().execute_batch("PRAGMA user_version = 0").unwrap();
    assert_eq!(refused(&harness).reason, Reason::Corrupt);
}

#[test]
fn a_damaged_file_is_told_and_never_panics() {
    let harness = Sqlite::new();
    let database = &mut harness.open("ada");
    for n in 0..50 {
        stored(database, n, &"long ".repeat(200), n);
    }
    drop(harness.open("ada"));
    let _ = harness.shell().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    let whole = fs::read(harness.path()).unwrap();
    for size in [100, 1000, 4096, 20_000, whole.len() / 2] {
        let damaged = Sqlite::new();
        fs::write(damaged.path(), &whole[..size]).unwrap();
        let tried = damaged
            .try_open(Creation::CreateIfMissing)
            .and_then(|mut database| database.pull(0, 1000).map(|page| page.total));
        assert_eq!(tried.unwrap_err().reason, Reason::Corrupt, "{size} bytes");
        assert_eq!(fs::read(damaged.path()).unwrap(), &whole[..size]);
    }
    let damaged = Sqlite::new();
    let mut scrambled = whole.clone();
    scrambled[whole.len() / 2..].fill(0x5a);
    fs::write(damaged.path(), scrambled).unwrap();
    let checks = damaged.try_open(Creation::MustExist).unwrap().check();
    let integrity = checks.iter().find(|check| check.name == "integrity").unwrap();
    assert_eq!(integrity.status, CheckStatus::Fail, "{integrity:?}");
}

#[test]
fn missing_tables_are_damage() {
    let harness = Sqlite::new();
    harness.shell().execute_batch("DROP TABLE experiences").unwrap();
    let error = harness.open("ada").pull(0, 10).unwrap_err();
    assert_eq!(error.reason, Reason::Corrupt, "{}", error.message);
}

#[test]
fn a_busy_database_is_unavailable_for_writing_and_can_be_read() {
    let harness = Sqlite::new();
    let mut database =
        SqliteDatabase::open(&harness.path(), "ada", Creation::MustExist, Duration::from_millis(30)).unwrap();
    stored(&mut database, 1, "one", 1);
    let shell = harness.shell();
    shell.execute_batch("BEGIN IMMEDIATE").unwrap();
    let batch =
        resume::database::Batch { experiences: vec![push(0, state(2, "two", 2))], ..Default::default() };
    let error = database.push(&batch, "laptop").unwrap_err();
    assert_eq!(error.reason, Reason::Unavailable);
    assert!(error.message.contains("in use"), "{}", error.message);
    assert_eq!(database.pull(0, 10).unwrap().total, 1);
    assert!(harness.try_open(Creation::CreateIfMissing).is_ok());
    shell.execute_batch("COMMIT").unwrap();
    assert!(database.push(&batch, "laptop").is_ok());
}

#[test]
fn a_row_that_is_no_experience_is_named() {
    for (settings, column) in [
        ("kind = 'job'", "kind"),
        ("start_date = 'soon'", "start_date"),
        ("updated_at = 'yesterday'", "updated_at"),
        ("skills = '[1]'", "skills"),
        ("bullets = '[{\"x\":1}]'", "bullets"),
        ("metadata = '{'", "metadata"),
        ("title = 'nul' || char(0)", "title"),
        ("title = CAST(x'ff' AS TEXT)", "title"),
        ("change_id = 'mine'", "change_id"),
    ] {
        let harness = Sqlite::new();
        let database = &mut harness.open("ada");
        stored(database, 1, "one", 1);
        let statement = format!("PRAGMA ignore_check_constraints = ON; UPDATE experiences SET {settings}");
        harness.shell().execute_batch(&statement).unwrap();
        let error = database.pull(0, 10).unwrap_err();
        assert_eq!(error.reason, Reason::Corrupt, "{settings}");
        let named = format!("`{column}` of the row `{}` in the table `experiences`", id(1));
        assert!(error.message.contains(&named), "{}", error.message);
        assert_eq!(database.history(id(1)).unwrap_err().reason, Reason::Corrupt);
        // It is the trouble of this record alone, and a device that knows its revision can mend it.
        stored(database, 2, "other", 2);
        let outcome = store(database, push(1, state(1, "ours", 3)));
        assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
        let outcome = store(database, push(2, state(1, "mended", 3)));
        assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
        assert_eq!(row(database, 1).value.title, "mended");
    }
}

#[test]
fn a_refusal_that_ends_the_transaction_does_not_hold_up_the_others() {
    let harness = Sqlite::new();
    let trigger = "CREATE TRIGGER mine BEFORE INSERT ON experiences WHEN NEW.title LIKE 'bad%'
                   BEGIN SELECT RAISE(ROLLBACK, 'not with me'); END";
    harness.shell().execute_batch(trigger).unwrap();
    let database = &mut harness.open("ada");
    let titles_pushed = ["one", "bad", "three", "bad too", "five"];
    let experiences =
        (0..).zip(titles_pushed).map(|(n, title)| push(0, state(n, title, n))).collect::<Vec<_>>();
    let batch = resume::database::Batch { experiences, ..Default::default() };
    let outcomes = database.push(&batch, "laptop").unwrap().experiences;
    let refused: Vec<_> = outcomes
        .iter()
        .map(|outcome| matches!(outcome, Outcome::Refused(reason) if reason == "not with me"))
        .collect();
    assert_eq!(refused, [false, true, false, true, false]);
    assert_eq!(database.snapshot(0).unwrap().revision, 3);
    assert_eq!(titles(database, 4), ["five"]);
}

#[test]
fn a_constraint_of_somebody_refuses_with_its_own_reason() {
    let harness = Sqlite::new();
    harness.shell().execute_batch("CREATE UNIQUE INDEX mine ON experiences (title)").unwrap();
    let database = &mut harness.open("ada");
    stored(database, 1, "one", 1);
    let outcome = store(database, push(0, state(2, "one", 2)));
    assert_eq!(outcome, Outcome::Refused("UNIQUE constraint failed: experiences.title".to_owned()));
}

#[test]
fn checking_finds_what_is_wrong() {
    let harness = Sqlite::new();
    harness
        .shell()
        .execute_batch("DROP TRIGGER experiences_deleted; DROP INDEX experiences_by_revision")
        .unwrap();
    fs::set_permissions(harness.path(), fs::Permissions::from_mode(0o644)).unwrap();
    let checks = harness.open("ada").check();
    let told: Vec<_> = checks.iter().map(|check| (check.name.as_str(), check.status)).collect();
    assert_eq!(
        told,
        [
            ("file", CheckStatus::Warn),
            ("integrity", CheckStatus::Ok),
            ("schema", CheckStatus::Fail),
            ("triggers", CheckStatus::Fail),
            ("write", CheckStatus::Fail),
            ("rows", CheckStatus::Ok),
        ]
    );
    assert!(checks.iter().all(|check| (check.status == CheckStatus::Ok) == check.hint.is_none()));
    assert!(checks[3].detail.contains("experiences_deleted"), "{}", checks[3].detail);
}
