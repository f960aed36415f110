//! Transactions that cross each other: one of them is sent back, and nothing of it is lost.

use std::thread;

use resume::database::{Batch, Database, Reason};
use resume::domain::Outcome;

use crate::harness::{Harness, change, id, profile, pull_all, push, revision, state, store, stored, titles};
use crate::postgres_harness::{Limited, role};
use crate::support::postgres::wait_until;

/// Sends the first transactions that store an experience back, of any device.
fn send_back(harness: &Limited, count: u32, code: &str) {
    harness.0.sql(&format!(
        "CREATE SEQUENCE tries;
         CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
           IF nextval('public.tries') <= {count} THEN RAISE 'sent back' USING ERRCODE = '{code}'; END IF;
           RETURN NULL; END $$;
         CREATE TRIGGER mine AFTER INSERT OR UPDATE ON resume.experiences
           FOR EACH STATEMENT EXECUTE FUNCTION mine()"
    ));
}

/// Two records, one of them with several states, and the profile.
fn batch(base: i64) -> Batch {
    let mut longer = push(base, state(1, "two", 11));
    longer.states.push(state(1, "three", 12));
    Batch {
        experiences: vec![push(0, state(2, "other", 20)), longer],
        documents: vec![push(0, profile("Ada", 30))],
    }
}

#[test]
fn a_push_that_is_sent_back_is_tried_again() {
    for code in ["40P01", "40001"] {
        let harness = Limited::new();
        let database = &mut harness.open("ada");
        let base = stored(database, 1, "one", 1);
        send_back(&harness, 3, code);
        let outcomes = database.push(&batch(base), "laptop").unwrap();
        let applied = |n, revision| Outcome::Applied { change: change(n), revision };
        assert_eq!(outcomes.experiences, [applied(20, 2), applied(12, 4)], "{code}");
        assert!(matches!(outcomes.documents[..], [Outcome::Applied { revision: 5, .. }]), "{outcomes:?}");
        assert_eq!(titles(database, 1), ["one", "two", "three"]);
        assert_eq!(titles(database, 2), ["other"]);
    }
}

#[test]
fn a_push_that_is_sent_back_for_ever_stays_pending_whole() {
    for code in ["40P01", "40001"] {
        let harness = Limited::new();
        let database = &mut harness.open("ada");
        let base = stored(database, 1, "one", 1);
        send_back(&harness, 1_000_000, code);
        let error = database.push(&batch(base), "laptop").unwrap_err();
        assert_eq!(error.reason, Reason::Unavailable, "it passes, and is no refusal: {error:?}");
        assert_eq!(harness.0.ask("SELECT last_value FROM tries"), "4", "it is not tried without end");
        assert_eq!((titles(database, 1), titles(database, 2)), (vec!["one".to_owned()], vec![]));
        harness.0.sql("DROP TRIGGER mine ON resume.experiences");
        let outcomes = database.push(&batch(base), "laptop").unwrap();
        assert!(outcomes.experiences.iter().all(|outcome| matches!(outcome, Outcome::Applied { .. })));
        assert_eq!(titles(database, 1), ["one", "two", "three"], "each state is there once");
    }
}

/// Another program locks the row first and the account then, which a push does the other way round.
#[test]
fn a_deadlock_with_a_statement_by_hand_is_lived_through() {
    let harness = Limited::new();
    // The one that waits longer looks first whether that can ever end, and is the one sent back.
    harness.0.sql(&format!("ALTER DATABASE {} SET deadlock_timeout = '2s'", harness.0.name));
    let mut database = harness.open("ada");
    let base = stored(&mut database, 1, "one", 1);
    let mut hand = harness.0.superuser();
    hand.batch_execute("SET deadlock_timeout = '10min'; BEGIN").unwrap();
    hand.execute("SELECT 1 FROM resume.experiences WHERE id = $1 FOR UPDATE", &[&id(1)]).unwrap();
    thread::scope(|scope| {
        let pushing = scope.spawn(|| store(&mut database, push(base, state(1, "two", 2))));
        let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'
            AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())";
        let mut looking = harness.0.superuser();
        wait_until("the push waits for the row", || {
            looking.query_one(waiting, &[]).unwrap().get::<_, i64>(0) == 1
        });
        hand.batch_execute("SELECT 1 FROM resume.accounts WHERE user_id = 'ada' FOR UPDATE").unwrap();
        hand.batch_execute("UPDATE resume.experiences SET tags = '[]'; COMMIT").unwrap();
        // The row was changed before it was tried again.
        assert!(matches!(pushing.join().unwrap(), Outcome::Conflict(Some(row)) if row.revision == 2));
    });
    let mut looking = harness.0.superuser();
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    // The push may be back before the other one has taken what it let go of, and be sent back once more.
    wait_until("the deadlock is counted", || {
        looking.query_one(deadlocks, &[]).unwrap().get::<_, i64>(0) >= 1
    });
    let again = store(&mut harness.open("ada"), push(2, state(1, "two", 2)));
    assert_eq!(revision(again), 3);
}

/// A transaction that sees what was there when it began would take a revision that is taken already.
#[test]
fn a_transaction_with_an_old_snapshot_takes_no_revision() {
    let harness = Limited::new();
    let mut database = harness.open("ada");
    stored(&mut database, 1, "one", 1);
    for (level, n) in [("REPEATABLE READ", 2), ("SERIALIZABLE", 3)] {
        for change in [
            "INSERT INTO resume.documents (kind) VALUES ('variant')",
            "INSERT INTO resume.experiences (title) VALUES ('x')",
            "UPDATE resume.experiences SET title = 'x'",
            "DELETE FROM resume.experiences WHERE title = 'one'",
            "SELECT resume.lock_account('ada')",
        ] {
            let mut hand = harness.0.connect(&role("ada"));
            hand.batch_execute(&format!("BEGIN ISOLATION LEVEL {level}; SELECT * FROM resume.experiences"))
                .unwrap();
            if change.contains("documents") {
                stored(&mut database, n, "other", n);
            }
            let error = hand.batch_execute(change).expect_err(change);
            let error = error.as_db_error().unwrap();
            assert!(error.message().contains("READ COMMITTED transactions only"), "{change}: {error:?}");
            assert!(error.hint().is_some(), "{error:?}");
        }
    }
    let hand = &mut harness.0.connect(&role("ada"));
    hand.batch_execute("BEGIN; SELECT * FROM resume.experiences").unwrap();
    stored(&mut database, 4, "last", 4);
    hand.batch_execute("INSERT INTO resume.documents (kind, id) VALUES ('profile', 'profile'); COMMIT")
        .unwrap();
    let page = pull_all(&mut database);
    assert_eq!(page.experiences.iter().map(|row| row.revision).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(page.documents[0].revision, 5);
}
