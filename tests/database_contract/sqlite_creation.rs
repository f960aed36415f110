//! Making a SQLite database where there is none.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Barrier;
use std::time::Duration;

use resume::database::sqlite::{Creation, SqliteDatabase, statements};
use resume::database::{CheckStatus, Database, DatabaseError, Reason};

use crate::harness::stored;
use crate::support::directory::mode;

fn open(path: &Path, creation: Creation) -> Result<SqliteDatabase, DatabaseError> {
    SqliteDatabase::open(path, "ada", creation, Duration::from_secs(20))
}

#[test]
fn the_first_opening_creates_it_for_its_owner_only() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("resume.db");
    let mut database = open(&path, Creation::CreateIfMissing).unwrap();
    assert!(database.created());
    stored(&mut database, 1, "one", 1);
    let names: BTreeSet<_> =
        fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["resume.db", "resume.db-journal"].map(Into::into).into());
    for name in names {
        assert_eq!(mode(&directory.path().join(&name)), 0o600, "{name:?}");
    }
    let copy = directory.path().join("copy.db");
    fs::copy(&path, &copy).unwrap();
    let held = open(&copy, Creation::MustExist).unwrap().snapshot(0).unwrap();
    assert_eq!(held, database.snapshot(0).unwrap(), "the file alone holds everything, and can be copied");
    assert!(!open(&path, Creation::CreateIfMissing).unwrap().created());
    assert!(!open(&path, Creation::MustExist).unwrap().created());
}

#[test]
fn all_that_open_it_at_once_share_one_identity() {
    for _ in 0..8 {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("resume.db");
        let barrier = Barrier::new(6);
        let opened: Vec<_> = std::thread::scope(|scope| {
            let openers: Vec<_> = (0..6_u128)
                .map(|n| {
                    let (path, barrier) = (&path, &barrier);
                    scope.spawn(move || {
                        barrier.wait();
                        let mut database = open(path, Creation::CreateIfMissing).unwrap();
                        stored(&mut database, n, "one", n);
                        (database.created(), database.snapshot(0).unwrap().identity)
                    })
                })
                .collect();
            openers.into_iter().map(|opener| opener.join().unwrap()).collect()
        });
        assert_eq!(opened.iter().filter(|(created, _)| *created).count(), 1);
        assert_eq!(opened.iter().map(|(_, identity)| identity).collect::<BTreeSet<_>>().len(), 1);
        let mut database = open(&path, Creation::MustExist).unwrap();
        let revisions: Vec<_> =
            database.pull(0, 10).unwrap().experiences.iter().map(|row| row.revision).collect();
        assert_eq!(revisions, [1, 2, 3, 4, 5, 6]);
    }
}

#[test]
fn what_a_killed_process_left_is_completed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("empty.db");
    fs::write(&path, "").unwrap();
    assert!(open(&path, Creation::CreateIfMissing).unwrap().created());

    // Killed within the transaction: the journal takes back what had reached the file.
    let path = directory.path().join("half.db");
    let shell = rusqlite::Connection::open(&path).unwrap();
    shell.execute_batch("PRAGMA cache_size = 1; BEGIN IMMEDIATE").unwrap();
    shell.execute_batch(include_str!("../../schema/sqlite/0001.sql")).unwrap();
    let journal = directory.path().join("half.db-journal");
    assert!(fs::metadata(&path).unwrap().len() > 0 && journal.exists(), "it wrote ahead of its commit");
    let (left, left_journal) = (directory.path().join("left.db"), directory.path().join("left.db-journal"));
    fs::copy(&path, &left).unwrap();
    fs::copy(&journal, &left_journal).unwrap();
    let mut database = open(&left, Creation::CreateIfMissing).unwrap();
    assert!(database.created());
    assert_eq!(stored(&mut database, 1, "one", 1), 1);
}

#[test]
fn the_statements_alone_make_a_whole_database() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("resume.db");
    let shell = rusqlite::Connection::open(&path).unwrap();
    shell.execute_batch(&statements()).unwrap();
    drop(shell);
    let mut database = open(&path, Creation::MustExist).unwrap();
    assert!(!database.created());
    assert_eq!(stored(&mut database, 1, "one", 1), 1);
    let checks = database.check();
    assert!(checks.iter().skip(1).all(|check| check.status == CheckStatus::Ok), "{checks:?}");
}

#[test]
fn nothing_is_made_where_it_must_exist() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("resume.db");
    assert_eq!(open(&path, Creation::MustExist).unwrap_err().reason, Reason::Uninitialised);
    assert!(!path.exists());
    fs::write(&path, "").unwrap();
    assert_eq!(open(&path, Creation::MustExist).unwrap_err().reason, Reason::Uninitialised);
    assert_eq!(fs::read(&path).unwrap(), b"");
}

#[test]
fn a_place_where_no_file_can_be_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [directory.path().join("missing/resume.db"), file.join("resume.db")] {
        let error = open(&path, Creation::CreateIfMissing).unwrap_err();
        assert_eq!(error.reason, Reason::Unavailable);
        assert!(error.message.contains(&path.display().to_string()), "{}", error.message);
        assert!(error.hint.unwrap().contains("create its directory"));
    }
    let error = open(directory.path(), Creation::CreateIfMissing).unwrap_err();
    assert_eq!(error.reason, Reason::Failed);
    assert!(error.message.ends_with("is no file"), "{}", error.message);
}
