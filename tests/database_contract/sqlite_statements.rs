//! Statements of a person in a SQLite shell.

use std::collections::BTreeSet;

use resume::database::Database;
use resume::domain::DocumentKey;
use rusqlite::Connection;

use crate::harness::{
    Harness, Sqlite, change, id, profile, pull_all, push, revision, row, store_document, stored, titles,
};

/// Three experiences of Ada's, at the revisions 1 to 3.
fn three() -> Sqlite {
    let harness = Sqlite::new();
    for n in 1..=3 {
        stored(&mut harness.open("ada"), n, &format!("title {n}"), n);
    }
    harness
}

/// Whether every revision up to the last is in the history once, and each row is its newest state.
fn assert_consistent(shell: &Connection) {
    let ask = |select: &str| shell.query_row(select, [], |row| row.get::<_, i64>(0)).unwrap();
    let revisions = "(SELECT user_id, revision FROM experience_revisions
                      UNION ALL SELECT user_id, revision FROM document_revisions)";
    assert_eq!(ask("SELECT count(*) FROM unrecorded"), 0);
    assert_eq!(ask(&format!("SELECT count(*) FROM {revisions}")), ask("SELECT sum(revision) FROM accounts"));
    assert_eq!(
        ask(&format!("SELECT count(*) FROM (SELECT DISTINCT * FROM {revisions})")),
        ask("SELECT sum(revision) FROM accounts")
    );
    let stale = "SELECT count(*) FROM experiences AS e WHERE NOT EXISTS (
        SELECT 1 FROM experience_revisions AS r WHERE r.user_id = e.user_id AND r.id = e.id
        AND r.revision = e.revision AND r.change_id = e.change_id AND r.title = e.title
        AND r.deleted_at IS e.deleted_at AND r.updated_at = e.updated_at AND r.device IS e.device)";
    assert_eq!(ask(stale), 0);
}

#[test]
fn one_statement_makes_a_change_of_its_own_of_every_row() {
    let harness = three();
    let shell = harness.shell();
    shell.execute_batch("UPDATE experiences SET title = upper(title)").unwrap();
    shell
        .execute_batch(
            "INSERT INTO experiences (user_id, title) SELECT user_id, title || '!' FROM experiences",
        )
        .unwrap();
    let page = pull_all(&mut harness.open("ada"));
    let revisions: Vec<_> = page.experiences.iter().map(|row| row.revision).collect();
    assert_eq!(revisions, [4, 5, 6, 7, 8, 9]);
    let changes: BTreeSet<_> = page.experiences.iter().map(|row| row.change).collect();
    assert_eq!(changes.len(), 6);
    assert!(page.experiences.iter().all(|row| row.change.get_version_num() == 4 && row.device.is_none()));
    assert_consistent(&shell);
}

#[test]
fn deleting_everything_leaves_tombstones_and_doing_so_again_changes_nothing() {
    let harness = three();
    let shell = harness.shell();
    shell.execute_batch("DELETE FROM experiences").unwrap();
    let database = &mut harness.open("ada");
    let page = pull_all(database);
    assert_eq!(page.total, 3);
    assert!(page.experiences.iter().all(|row| row.value.is_deleted() && row.revision > 3));
    assert!(page.experiences.iter().all(|row| Some(row.value.updated_at) == row.value.deleted_at));
    shell.execute_batch("DELETE FROM experiences").unwrap();
    assert_eq!(pull_all(database), page);
    shell.execute_batch("UPDATE experiences SET deleted_at = NULL WHERE title = 'title 1'").unwrap();
    assert!(!row(database, 1).value.is_deleted());
    assert_eq!(titles(database, 1).len(), 3);
    assert_consistent(&shell);
}

#[test]
fn what_is_named_is_kept_and_a_revision_cannot_be_chosen() {
    let harness = three();
    let shell = harness.shell();
    let database = &mut harness.open("ada");
    shell
        .execute_batch(
            "UPDATE experiences SET updated_at = '2001-02-03T04:05:06Z', revision = 99 WHERE title = 'title 1';
             UPDATE experiences SET change_id = '00000000-0000-4000-8000-000000000001', device = 'shell'
               WHERE title = 'title 2';
             INSERT INTO experiences (user_id, title, revision) VALUES ('ada', 'next', 6), ('ada', 'far', 77);
             UPDATE experiences SET revision = 7, title = 'again' WHERE title = 'title 3'",
        )
        .unwrap();
    let first = row(database, 1);
    assert_eq!((first.value.updated_at.to_string().as_str(), first.revision), ("2001-02-03T04:05:06Z", 4));
    let second = row(database, 2);
    assert_eq!((second.device.as_deref(), second.revision), (Some("shell"), 5));
    assert_eq!(second.change.as_u128() & 0xff, 1);
    assert_eq!(row(database, 3).revision, 8);
    assert_consistent(&shell);
}

#[test]
fn no_conflict_clause_gets_round_the_triggers() {
    for recursive in ["OFF", "ON"] {
        let harness = three();
        let shell = harness.shell();
        shell.execute_batch(&format!("PRAGMA recursive_triggers = {recursive}")).unwrap();
        let same =
            "(user_id, id, title) SELECT user_id, id, 'replaced' FROM experiences WHERE title = 'title 1'";
        let _ = shell.execute_batch(&format!("INSERT OR REPLACE INTO experiences {same}"));
        let _ = shell.execute_batch(&format!("INSERT OR IGNORE INTO experiences {same}"));
        for clause in ["REPLACE", "IGNORE", "FAIL", "ABORT"] {
            let update =
                format!("UPDATE OR {clause} experiences SET title = '{clause}' WHERE title <> 'title 1'");
            shell.execute_batch(&update).unwrap();
            let insert =
                format!("INSERT OR {clause} INTO experiences (user_id, title) VALUES ('bob', '{clause}')");
            shell.execute_batch(&insert).unwrap();
        }
        assert_consistent(&shell);
        assert_eq!(titles(&mut harness.open("ada"), 2)[1..], ["REPLACE", "IGNORE", "FAIL", "ABORT"]);
        assert_eq!(pull_all(&mut harness.open("bob")).total, 4);
        assert_eq!(titles(&mut harness.open("ada"), 1)[0], "title 1");
    }
}

#[test]
fn the_past_cannot_be_changed() {
    let harness = three();
    revision(store_document(&mut harness.open("ada"), push(0, profile("Ada", 9))));
    let shell = harness.shell();
    for statement in [
        "UPDATE experience_revisions SET title = 'never'",
        "DELETE FROM experience_revisions",
        "INSERT INTO experience_revisions SELECT * FROM experience_revisions WHERE revision = 1",
        "INSERT OR REPLACE INTO experience_revisions SELECT * FROM experience_revisions WHERE revision = 3",
        "UPDATE document_revisions SET body = '{}'",
        "DELETE FROM document_revisions",
        "INSERT OR REPLACE INTO document_revisions SELECT * FROM document_revisions",
        "UPDATE accounts SET revision = 1",
        "UPDATE accounts SET user_id = 'bob'",
        "DELETE FROM accounts",
        "INSERT OR REPLACE INTO accounts (user_id, revision) VALUES ('ada', 0)",
        "UPDATE experiences SET id = 'f0000000-0000-4000-8000-000000000000'",
        "UPDATE experiences SET user_id = 'bob'",
        "UPDATE documents SET user_id = 'bob'",
        "UPDATE documents SET kind = 'variant', id = 'x'",
        "UPDATE documents SET id = 'other'",
        "UPDATE documents SET body = '[]'",
        "INSERT INTO documents (user_id, kind, id) VALUES ('ada', 'profile', 'second')",
        "INSERT INTO documents (user_id, kind) VALUES ('ada', 'letter')",
        "INSERT INTO documents (user_id, kind, id) VALUES ('ada', 'variant', '')",
    ] {
        let error = shell.execute_batch(statement).unwrap_err();
        assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::ConstraintViolation), "{statement}");
    }
    assert_consistent(&shell);
    let database = &mut harness.open("ada");
    assert_eq!(database.snapshot(3).unwrap().change_at, Some(change(3)));
    assert_eq!(database.snapshot(0).unwrap().revision, 4);
}

#[test]
fn what_no_device_could_read_is_refused() {
    let harness = three();
    let shell = harness.shell();
    for settings in [
        "kind = 'job'",
        "title = NULL",
        "start_date = '2024-13'",
        "start_date = '2023-02-29'",
        "end_date = 'present'",
        "end_date = '2024-3'",
        "end_date = '3024'",
        "bullets = 'one'",
        "skills = '{}'",
        "tags = NULL",
        "metadata = '[]'",
        "updated_at = datetime('now')",
        "deleted_at = 'now'",
        "created_at = 1700000000",
        "change_id = 'mine'",
    ] {
        let statement = format!("UPDATE experiences SET {settings}");
        assert!(shell.execute_batch(&statement).is_err(), "{settings}");
    }
    for settings in
        ["start_date = '2024', end_date = '2024-02'", "start_date = '2024-02-29'", "end_date = NULL"]
    {
        shell.execute_batch(&format!("UPDATE experiences SET {settings}")).unwrap();
    }
    assert_eq!(row(&mut harness.open("ada"), 1).value.start_date, "2024-02-29".parse().ok());
    assert_eq!(titles(&mut harness.open("ada"), 1).len(), 4);
    assert!(row(&mut harness.open("ada"), 1).value.id == id(1));
}

#[test]
fn a_document_edited_by_hand_is_a_change_and_a_deleted_one_is_a_tombstone() {
    let harness = three();
    let database = &mut harness.open("ada");
    revision(store_document(database, push(0, profile("Ada", 9))));
    let shell = harness.shell();
    shell.execute_batch("UPDATE documents SET body = '{\"by\":\"hand\"}'").unwrap();
    let edited = pull_all(database).documents.remove(0);
    assert_eq!((edited.revision, &edited.device), (5, &None));
    assert_ne!(edited.change, change(9));
    assert_ne!(edited.value.updated_at, profile("Ada", 9).value.updated_at);
    shell.execute_batch("DELETE FROM documents; DELETE FROM documents").unwrap();
    let deleted = pull_all(database).documents.remove(0);
    assert_eq!((deleted.revision, deleted.value.deleted_at.is_some()), (6, true));
    assert_eq!(deleted.value.body, edited.value.body);
    let states = database.document_history(&DocumentKey::profile()).unwrap();
    let deleted: Vec<_> = states.iter().map(|state| state.row.value.deleted_at.is_some()).collect();
    assert_eq!(deleted, [false, false, true]);
    shell.execute_batch("INSERT INTO documents (user_id, kind) VALUES ('ada', 'variant')").unwrap();
    let inserted = pull_all(database).documents.remove(1);
    assert_eq!((inserted.revision, inserted.value.body.len(), inserted.device), (7, 0, None));
    assert_consistent(&shell);
}
