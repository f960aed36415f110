//! Rows that no table of ours would hold, as a server gives them that was tampered with.

use resume::clock;
use resume::database::{Database, Reason};
use resume::domain::{Experience, Kind};
use resume::session::{SessionError, SessionStore};
use resume::sync::{Engine, Policy, Report, Surroundings, SyncError};
use uuid::Uuid;

use crate::harness::{Harness, id, stored, titles};
use crate::postgres_harness::Owner;

/// One experience in the database, and then what `change` makes of it.
fn tampered(change: &str) -> Owner {
    let harness = Owner::new();
    stored(&mut harness.open("ada"), 1, "one", 1);
    harness.0.sql(change);
    harness
}

#[test]
fn what_no_table_of_ours_would_hold_is_told_with_its_place() {
    // What is generated from a column has to go before its type can change.
    let untyped = "ALTER TABLE resume.experiences DROP size; ALTER TABLE resume.experiences ADD size bigint";
    for (column, change) in [
        (
            "kind",
            "ALTER TABLE resume.experiences DROP CONSTRAINT kind_is_known; UPDATE resume.experiences SET kind = 'job'",
        ),
        (
            "skills",
            "ALTER TABLE resume.experiences DROP CONSTRAINT skills_are_texts; UPDATE resume.experiences SET skills = '[1]'",
        ),
        (
            "bullets",
            "ALTER TABLE resume.experiences DROP CONSTRAINT bullets_are_texts_or_have_text_tags_and_translations; UPDATE resume.experiences SET bullets = '[{\"x\":1}]'",
        ),
        (
            "metadata.a",
            "ALTER TABLE resume.experiences DROP CONSTRAINT metadata_is_text; UPDATE resume.experiences SET metadata = '{\"a\":\"\\u0000\"}'",
        ),
        ("title", "ALTER TABLE resume.experiences ALTER COLUMN title TYPE bytea USING title::bytea"),
        (
            "title",
            "ALTER TABLE resume.experiences ALTER title DROP NOT NULL; ALTER TABLE resume.experience_revisions ALTER title DROP NOT NULL; UPDATE resume.experiences SET title = NULL",
        ),
        (
            "created_at",
            "ALTER TABLE resume.experiences DROP CONSTRAINT created_at_is_rfc_3339_utc; UPDATE resume.experiences SET created_at = 'soonZ'",
        ),
    ] {
        let harness =
            tampered(&if column == "title" { format!("{untyped}; {change}") } else { change.into() });
        let database = &mut harness.open("ada");
        let error = database.pull(0, 10).expect_err(change);
        assert_eq!(error.reason, Reason::Corrupt, "{change}: {error:?}");
        let named = format!("`{column}` of the row `{}` in the table `experiences`", id(1));
        assert!(error.message.contains(&named), "{change}: {error}");
        // The connection is still of use.
        assert_eq!(database.snapshot(1).unwrap().change_at, Some(crate::harness::change(1)), "{change}");
    }
}

#[test]
fn a_profile_without_a_change_is_told_and_one_that_is_kept_as_jsonb_is_read() {
    let profile = "INSERT INTO resume.documents (user_id, kind, id, body) VALUES ('ada', 'profile', 'profile', '{\"name\":\"Ada\"}')";
    let kept = "ALTER TABLE resume.documents DROP COLUMN size, DROP CONSTRAINT body_is_a_json_object,
        DROP CONSTRAINT IF EXISTS body_is_text, ALTER body DROP DEFAULT, ALTER body TYPE jsonb,
        ADD COLUMN size bigint NOT NULL DEFAULT 0";
    let harness = tampered(&format!("{profile}; {kept}"));
    let page = harness.open("ada").pull(0, 10).unwrap();
    assert_eq!(page.documents[0].value.body["name"], "Ada");
    let lost = "ALTER TABLE resume.documents ALTER change_id DROP NOT NULL;
        SET session_replication_role = replica; UPDATE resume.documents SET change_id = NULL";
    let harness = tampered(&format!("{profile}; {lost}"));
    let error = harness.open("ada").pull(0, 10).unwrap_err();
    assert!(
        error.message.contains("`change_id` of the row `profile profile` in the table `documents`"),
        "{error}"
    );
}

#[test]
fn a_page_ends_where_its_values_take_too_much_memory() {
    let harness = Owner::new();
    let database = &mut harness.open("ada");
    for n in 1..=12 {
        stored(database, n, "one of many", n);
    }
    // 280 KB of it take a hundred times as much.
    harness.0.sql(
        "UPDATE resume.experiences SET metadata = ('{\"a\":[' || repeat('{\"\":0},', 40000) || '0]}')::json;
        INSERT INTO resume.documents (user_id, kind, id, body) SELECT 'ada', 'variant', n::text,
            ('{\"a\":[' || repeat('{\"\":0},', 40000) || '0]}')::json FROM generate_series(1, 12) AS n",
    );
    let (mut after, mut pages) = (0, Vec::new());
    loop {
        let page = database.pull(after, 100).unwrap();
        after = page.last_revision().unwrap();
        pages.push((page.experiences.len(), page.documents.len()));
        if !page.more {
            break;
        }
    }
    let counts = pages.iter().fold((0, 0), |sum, page| (sum.0 + page.0, sum.1 + page.1));
    assert_eq!(counts, (12, 12), "{pages:?}");
    let of = |part: fn(&(usize, usize)) -> usize| pages.iter().filter(|page| part(page) > 0).count();
    assert!(of(|page| page.0) > 1 && of(|page| page.1) > 1, "{pages:?}");
}

/// A device that has one experience to push.
fn device() -> (tempfile::TempDir, SessionStore, Surroundings) {
    let home = tempfile::tempdir().unwrap();
    let store = SessionStore::new(home.path().join("session.json"), clock::system);
    let saved: Result<(), SessionError> = store.update(|session| {
        let value = Experience::new(id(7), Kind::Work, "ours", clock::system());
        session.experiences.add(value, Uuid::new_v4()).unwrap();
        Ok(())
    });
    saved.unwrap();
    let around = Surroundings { clock: clock::system, ids: Uuid::new_v4, device: "desk".to_owned() };
    (home, store, around)
}

fn sync(harness: &Owner, store: &SessionStore, around: &Surroundings) -> Result<Report, SyncError> {
    let mut database = harness.open("ada");
    Engine::new(store, &mut database, "ada", around, &mut |_| {}).run(Policy::default())
}

#[test]
fn a_revision_that_nothing_can_follow_is_kept_and_refuses_what_comes_after_it() {
    let harness = tampered(
        "ALTER TABLE resume.experiences DISABLE TRIGGER USER;
         UPDATE resume.experiences SET revision = 9223372036854775807;
         ALTER TABLE resume.experiences ENABLE TRIGGER USER",
    );
    let page = harness.open("ada").pull(0, 10).unwrap();
    let revisions: Vec<_> = page.experiences.iter().map(|row| row.revision).collect();
    assert_eq!((revisions, page.total, page.more), (vec![i64::MAX], 1, false));
    let (_home, store, around) = device();
    for _ in 0..3 {
        let report = sync(&harness, &store, &around).unwrap();
        assert_eq!((report.pushed, report.pending), (0, 1), "{report:?}");
        let refused = store.read(|session| {
            assert_eq!(session.experiences.len(), 2);
            session.find(id(7)).unwrap().pending.as_ref().unwrap().refused.clone()
        });
        let reason = refused.unwrap().unwrap();
        assert!(reason.contains("out of range"), "{reason}");
    }
    assert!(titles(&mut harness.open("ada"), 7).is_empty());
}

#[test]
fn a_revision_that_nothing_precedes_is_no_news_and_all_is_well_once_it_is_corrected() {
    let set = |revision: i64| {
        format!(
            "ALTER TABLE resume.experiences DISABLE TRIGGER USER;
             UPDATE resume.experiences SET revision = {revision};
             ALTER TABLE resume.experiences ENABLE TRIGGER USER"
        )
    };
    let harness = tampered(&set(-5));
    let page = harness.open("ada").pull(0, 10).unwrap();
    assert_eq!((page.experiences.len(), page.total, page.more), (0, 0, false));
    let (_home, store, around) = device();
    // The next revision would be one that the history has already.
    let report = sync(&harness, &store, &around).unwrap();
    assert_eq!((report.pulled, report.pushed, report.pending), (0, 0, 1));
    assert_eq!(titles(&mut harness.open("ada"), 1), ["one"]);
    harness.0.sql(&set(1));
    let reconsidered: Result<(), SessionError> = store.update(|session| {
        session.reconsider();
        Ok(())
    });
    reconsidered.unwrap();
    let report = sync(&harness, &store, &around).unwrap();
    assert_eq!((report.pulled, report.pushed, report.pending), (1, 1, 0));
    assert_eq!(store.read(|session| session.experiences.len()).unwrap(), 2);
}
