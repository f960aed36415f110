//! What others do to a PostgreSQL database at the same time, or have done to its tables.

use std::collections::BTreeMap;
use std::fs;
use std::sync::mpsc::channel;
use std::thread;

use resume::database::postgres::PostgresDatabase;
use resume::database::{Batch, Database, Outcomes};
use resume::domain::{Outcome, Push};
use uuid::Uuid;

use crate::harness::{
    Harness, change, profile, pull_all, push, revision, row, state, store, store_document, stored, titles,
};
use crate::postgres_harness::{Limited, Owner, open, role};
use crate::support::postgres::{Server, wait_until};

fn many(range: std::ops::Range<u128>, title: &str) -> Batch {
    Batch { experiences: range.map(|n| push(0, state(n, title, n))).collect(), ..Batch::default() }
}

fn applied(outcomes: &Outcomes) -> usize {
    outcomes.experiences.iter().filter(|outcome| matches!(outcome, Outcome::Applied { .. })).count()
}

/// A transaction that is open while another of the same user is begun, and pulls at every point.
#[test]
fn a_slow_transaction_is_never_skipped() {
    // Each of the 64 ways in which the two may meet, four times.
    const ROUNDS: u128 = 256;
    let harness = Limited::new();
    let mut slow = harness.0.connect(&role("ada"));
    let mut device = harness.open("ada");
    let mut reader = harness.open("ada");
    let (mut cursor, mut seen) = (0, BTreeMap::<Uuid, i64>::new());
    let mut pull = |reader: &mut PostgresDatabase| {
        let page = reader.pull(cursor, 1000).unwrap();
        for row in page.experiences {
            assert!(row.revision > cursor);
            cursor = row.revision;
            seen.insert(row.value.id, row.revision);
        }
    };
    let (orders, todo) = channel::<u128>();
    let (done, results) = channel();
    // How often the slow one committed a lower revision than the quick one, and how often a higher.
    let (mut lower, mut higher) = (0, 0);
    thread::scope(|scope| {
        scope.spawn(move || {
            for round in todo {
                done.send(revision(store(&mut device, push(0, state(round, "quick", round))))).unwrap();
            }
        });
        for round in 0..ROUNDS {
            let has = |bit: u32| round & (1 << bit) != 0;
            slow.batch_execute("BEGIN").unwrap();
            let mut quick = None;
            if has(0) {
                orders.send(round).unwrap();
            }
            if has(1) {
                quick = has(0).then(|| results.recv().unwrap());
                pull(&mut reader);
            }
            let insert = "INSERT INTO resume.experiences (title) VALUES ('slow') RETURNING revision";
            let taken: i64 = slow.query_typed(insert, &[]).unwrap()[0].get(0);
            if !has(0) {
                orders.send(round).unwrap();
            }
            if has(2) {
                pull(&mut reader);
            }
            if has(3) {
                slow.batch_execute("UPDATE resume.experiences SET tags = '[]' WHERE revision < 3").unwrap();
            }
            slow.batch_execute(if has(4) { "ROLLBACK" } else { "COMMIT" }).unwrap();
            if has(5) {
                pull(&mut reader);
            }
            let quick = quick.unwrap_or_else(|| results.recv().unwrap());
            if !has(4) {
                lower += u128::from(taken < quick);
                higher += u128::from(taken > quick);
            }
            pull(&mut reader);
        }
        drop(orders);
    });
    assert!(lower >= ROUNDS / 8 && higher >= ROUNDS / 8, "one waits always: {lower} and {higher}");
    let all: BTreeMap<_, _> =
        pull_all(&mut reader).experiences.iter().map(|row| (row.value.id, row.revision)).collect();
    assert_eq!(seen, all);
    assert!(all.len() as u128 > ROUNDS + ROUNDS / 3);
}

#[test]
fn two_devices_that_push_the_same_records_in_another_order_both_end() {
    let harness = Limited::new();
    let mut batch = many(0..40, "theirs");
    let mut other = batch.clone();
    other.experiences.reverse();
    for push in &mut other.experiences {
        push.states[0].change = Uuid::new_v4();
    }
    let outcomes: Vec<_> = thread::scope(|scope| {
        let pushes = [&mut batch, &mut other].map(|batch| {
            let mut database = harness.open("ada");
            scope.spawn(move || database.push(batch, "device").unwrap())
        });
        pushes.into_iter().map(|push| push.join().unwrap()).collect()
    });
    assert_eq!(applied(&outcomes[0]) + applied(&outcomes[1]), 40);
    assert_eq!(harness.open("ada").snapshot(0).unwrap().revision, 40);
}

#[test]
fn what_is_refused_holds_up_nobody_whatever_refuses_it() {
    for (statements, reason) in [
        ("ALTER TABLE resume.experiences ADD CONSTRAINT mine CHECK (title NOT LIKE 'bad%')", "mine"),
        (
            "CREATE UNIQUE INDEX mine ON resume.experiences ((title LIKE 'bad%')) WHERE title LIKE 'bad%'",
            "mine",
        ),
        (
            "ALTER TABLE resume.experiences ADD COLUMN n int GENERATED ALWAYS AS (1 / (title NOT LIKE 'bad%')::int) STORED",
            "zero",
        ),
        (
            "CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               IF NEW.title LIKE 'bad%' THEN RAISE 'not with me' USING ERRCODE = 'MINE1'; END IF;
               RETURN NULL; END $$;
             CREATE CONSTRAINT TRIGGER mine AFTER INSERT OR UPDATE ON resume.experiences
               DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mine()",
            "not with me",
        ),
    ] {
        let harness = Limited::new();
        harness.0.sql(statements);
        let database = &mut harness.open("ada");
        if reason == "mine" && statements.contains("UNIQUE") {
            stored(database, 90, "bad already", 90);
        }
        let names = ["one", "bad", "three", "bad too", "five"];
        let experiences = (0..).zip(names).map(|(n, title)| push(0, state(n, title, n))).collect();
        let batch = Batch { experiences, documents: vec![push(0, profile("Ada", 50))] };
        let outcomes = database.push(&batch, "laptop").unwrap();
        let refused: Vec<_> = outcomes
            .experiences
            .iter()
            .map(|outcome| matches!(outcome, Outcome::Refused(text) if text.contains(reason)))
            .collect();
        assert_eq!(refused, [false, true, false, true, false], "{statements}: {outcomes:?}");
        assert!(matches!(outcomes.documents[..], [Outcome::Applied { .. }]), "{outcomes:?}");
        assert_eq!(titles(database, 4), ["five"]);
        assert!(titles(database, 1).is_empty());
    }
}

#[test]
fn several_states_and_refusals_keep_their_order_one_by_one() {
    let harness = Limited::new();
    harness.refuse_title("bad");
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    let states = |n, titles: &[&str], by: u128| {
        (by..).zip(titles).map(|(by, title)| state(n, title, by)).collect::<Vec<_>>()
    };
    let batch = Batch {
        experiences: vec![
            Push { base_revision: base, states: states(1, &["two", "three"], 10) },
            Push { base_revision: 0, states: states(2, &["a", "bad", "c"], 20) },
            Push { base_revision: 0, states: states(3, &["x", "y", "z"], 30) },
            Push { base_revision: 0, states: states(3, &["twin"], 40) },
        ],
        ..Batch::default()
    };
    let outcomes = database.push(&batch, "laptop").unwrap().experiences;
    let refused = outcomes[1].clone();
    assert!(matches!(&refused, Outcome::Refused(text) if text.contains("`bad`")), "{refused:?}");
    let expected = [
        Outcome::Applied { change: change(11), revision: 3 },
        refused,
        Outcome::Applied { change: change(32), revision: 6 },
        Outcome::Conflict(Some(row(database, 3))),
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(titles(database, 1), ["one", "two", "three"]);
    assert_eq!(titles(database, 3), ["x", "y", "z"]);
    assert!(titles(database, 2).is_empty());
    assert_eq!(row(database, 3).change, change(32));
}

#[test]
fn of_two_pushes_of_one_record_the_second_sees_what_the_first_did() {
    let harness = Limited::new();
    let database = &mut harness.open("ada");
    let base = stored(database, 1, "one", 1);
    // Longer than the first: its last state comes after all of the other's.
    let twin = Push { base_revision: base, states: vec![state(1, "twin", 3), state(1, "twins", 4)] };
    let batch = Batch { experiences: vec![push(base, state(1, "two", 2)), twin], ..Batch::default() };
    let outcomes = database.push(&batch, "laptop").unwrap().experiences;
    let first = Outcome::Applied { change: change(2), revision: 2 };
    assert_eq!(outcomes, [first, Outcome::Conflict(Some(row(database, 1)))]);
    assert_eq!(titles(database, 1), ["one", "two"]);
}

#[test]
fn the_number_of_statements_is_the_same_for_one_record_and_for_many() {
    let server = Server::start_with("log_statement = all");
    let database = server.database_with(&resume::database::postgres::statements());
    let mut opened = open(&database.url(&database.owner()), Some("ada")).unwrap();
    let count = |work: &mut dyn FnMut()| {
        let lines = || fs::read_to_string(server.server_log()).unwrap();
        let before = lines().len();
        work();
        let text = lines()[before..].to_owned();
        text.matches("statement: ").count() + text.matches("execute <unnamed>: ").count()
    };
    let mut counts = Vec::new();
    for (from, to) in [(0, 1), (1, 1001)] {
        let batch = many(from..to, "one of many");
        let changes: Vec<_> = (from..to).map(change).collect();
        counts.push([
            count(&mut || {
                assert_eq!(applied(&opened.push(&batch, "laptop").unwrap()), batch.experiences.len());
            }),
            count(&mut || drop(opened.pull(0, 5000).unwrap())),
            count(&mut || assert!(opened.snapshot(1).unwrap().revision > 0)),
            count(&mut || assert_eq!(opened.applied(&changes).unwrap().len(), changes.len())),
        ]);
    }
    assert_eq!(counts[0], counts[1]);
    assert_eq!(counts[0], [3, 4, 3, 3]);
    database.sql("ALTER TABLE resume.experiences ADD CONSTRAINT mine CHECK (title <> 'bad')");
    let mut batch = many(2000..2500, "bad");
    batch.experiences[7].states[0].value.title = "good".to_owned();
    assert_eq!(count(&mut || assert_eq!(applied(&opened.push(&batch, "laptop").unwrap()), 1)), 6);
}

/// The statistics of an empty table make a plan that reads all of it look cheap.
#[test]
fn a_first_push_into_tables_that_were_found_empty_does_not_read_them_over_and_over() {
    let harness = Limited::new();
    let database = &harness.0;
    database.sql("VACUUM ANALYZE");
    assert_eq!(applied(&harness.open("ada").push(&many(0..1000, "one of many"), "laptop").unwrap()), 1000);
    let told = |what: &str| {
        let select = format!("SELECT {what} FROM pg_stat_user_tables WHERE relname = 'experiences'");
        database.ask(&select).parse::<u64>().unwrap()
    };
    wait_until("the server has counted", || told("n_tup_ins") == 1000);
    assert!(told("seq_tup_read") < 10_000, "{}", told("seq_tup_read"));
}

/// To the planner, a user of whom the statistics know nothing has one row, which any index finds.
#[test]
fn a_push_of_a_user_whom_the_statistics_do_not_know_looks_each_record_up_by_its_id() {
    let harness = Limited::new();
    let database = &harness.0;
    assert_eq!(applied(&harness.open("ada").push(&many(0..2000, "one of many"), "laptop").unwrap()), 2000);
    database.sql("VACUUM ANALYZE");
    let read = "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'experiences_by_revision'";
    let counted = |rows: u64| {
        let select = "SELECT n_tup_ins + n_tup_upd FROM pg_stat_user_tables WHERE relname = 'experiences'";
        wait_until("the server has counted", || database.ask(select).parse() == Ok(rows));
        database.ask(read).parse::<u64>().unwrap()
    };
    let before = counted(2000);
    let mut bob = harness.open("bob");
    for batch in [many(0..1000, "new"), many(1000..2000, "new")] {
        assert_eq!(applied(&bob.push(&batch, "laptop").unwrap()), 1000);
    }
    let mut edits = many(0..2000, "edited");
    for (push, revision) in edits.experiences.iter_mut().zip(1..) {
        push.base_revision = revision;
        push.states[0].change = change(push.states[0].change.as_u128() + 10_000);
    }
    assert_eq!(applied(&bob.push(&edits, "laptop").unwrap()), 2000);
    // One for each revision that is taken, and not all of the user's for each record.
    let pushed = counted(6000);
    assert!(pushed - before < 20_000, "{} entries of the index by revision were read", pushed - before);
    // The replaced states are told from the current ones in the same way.
    assert_eq!(bob.passed(0, 4000).unwrap().experiences.len(), 500);
    drop(bob);
    let all = || database.ask(read).parse::<u64>().unwrap() - pushed;
    wait_until("the server has counted", || all() >= 2500);
    assert!(all() < 20_000, "{} entries of the index by revision were read", all());
}

/// Sorted, none of them would come before the last of them was read.
#[test]
fn the_rows_of_a_page_are_read_along_the_index() {
    let server = Server::start_with("debug_print_plan = on");
    let database = server.database_with(&resume::database::postgres::statements());
    for user in ["ada", "bob"] {
        let mut opened = open(&database.url(&database.owner()), Some(user)).unwrap();
        assert_eq!(applied(&opened.push(&many(0..2000, "one of many"), "laptop").unwrap()), 2000);
    }
    database.sql("VACUUM ANALYZE");
    let mut opened = open(&database.url(&database.owner()), Some("ada")).unwrap();
    let before = fs::read_to_string(server.server_log()).unwrap().len();
    assert_eq!(opened.pull(0, 500).unwrap().experiences.len(), 500);
    let plans = fs::read_to_string(server.server_log()).unwrap()[before..].to_owned();
    // The last is that of the rows, after that of the page's end.
    let plan = plans.rsplit("LOG:  plan:").next().unwrap();
    assert!(plan.contains("experiences") && plan.contains("{INDEXSCAN") && !plan.contains("{SORT"), "{plan}");
}

#[test]
fn a_page_is_bounded_in_bytes_and_goes_on_where_it_ended() {
    let harness = Owner::new();
    let database = &mut harness.open("ada");
    for n in 0..30 {
        let mut large = state(n, "large", n);
        large.value.text = Some("x".repeat(1_000_000));
        revision(store(database, push(0, large)));
        harness.0.sql(&format!(
            "INSERT INTO resume.documents (user_id, kind, id, body)
             VALUES ('ada', 'variant', '{n}', json_build_object('a', repeat('x', 1000000)))"
        ));
    }
    let (mut after, mut seen, mut pages) = (0, Vec::new(), 0);
    loop {
        let page = database.pull(after, 1000).unwrap();
        assert!(page.experiences.len() + page.documents.len() <= 26 && page.total == 60);
        pages += 1;
        let mut revisions: Vec<_> = page.experiences.iter().map(|row| row.revision).collect();
        revisions.extend(page.documents.iter().map(|row| row.revision));
        revisions.sort_unstable();
        seen.extend(revisions);
        after = *seen.last().unwrap();
        if !page.more {
            break;
        }
    }
    assert_eq!((seen, pages), ((1..=60).collect(), 3));
}

#[test]
fn a_row_that_cannot_be_read_is_the_trouble_of_its_record_alone() {
    let harness = Limited::new();
    let database = &mut harness.open("ada");
    stored(database, 1, "one", 1);
    harness.0.sql("ALTER TABLE resume.experiences DROP CONSTRAINT skills_are_texts; UPDATE resume.experiences SET skills = '[1]'");
    let outcome = store(database, push(1, state(1, "ours", 3)));
    assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
    stored(database, 2, "other", 2);
    revision(store(database, push(2, state(1, "mended", 3))));
    assert_eq!(row(database, 1).value.title, "mended");
}

#[test]
fn statements_by_hand_get_revisions_and_the_past_cannot_be_changed() {
    let harness = Owner::new();
    let database = &mut harness.open("ada");
    for n in 1..=3 {
        stored(database, n, &format!("title {n}"), n);
    }
    revision(store_document(database, push(0, profile("Ada", 9))));
    for statement in [
        "UPDATE resume.experience_revisions SET title = 'never'",
        "DELETE FROM resume.experience_revisions",
        "TRUNCATE resume.experience_revisions",
        "INSERT INTO resume.experience_revisions SELECT * FROM resume.experience_revisions",
        "DELETE FROM resume.document_revisions",
        "UPDATE resume.document_revisions SET body = '{}'",
        "TRUNCATE resume.document_revisions",
        "INSERT INTO resume.document_revisions SELECT * FROM resume.document_revisions",
        "TRUNCATE resume.documents",
        "UPDATE resume.documents SET id = 'other'",
        "UPDATE resume.documents SET kind = 'variant'",
        "UPDATE resume.documents SET user_id = 'bob'",
        "UPDATE resume.documents SET body = '[]'",
        "UPDATE resume.documents SET deleted_at = 'soon'",
        "INSERT INTO resume.documents (user_id, kind, id) VALUES ('ada', 'profile', 'second')",
        "INSERT INTO resume.documents (user_id, kind) VALUES ('ada', 'letter')",
        "INSERT INTO resume.documents (user_id, kind, id) VALUES ('ada', 'variant', '')",
        "TRUNCATE resume.experiences",
        "TRUNCATE resume.accounts",
        "DELETE FROM resume.accounts",
        "UPDATE resume.accounts SET user_id = 'bob'",
        "UPDATE resume.experiences SET id = gen_random_uuid()",
        "UPDATE resume.experiences SET user_id = 'bob'",
        "UPDATE resume.experiences SET start_date = '2023-02-29'",
        "UPDATE resume.experiences SET end_date = 'present'",
        "UPDATE resume.experiences SET bullets = '{}'",
        "UPDATE resume.experiences SET updated_at = 'soon'",
        "INSERT INTO resume.experiences (user_id, title) VALUES ('', 'x')",
    ] {
        let result = harness.0.superuser().batch_execute(statement);
        let error = result.expect_err(statement);
        let class = &error.code().unwrap().code()[..2];
        assert!(["22", "23"].contains(&class), "{statement}: {error:?}");
    }
    assert_eq!(database.snapshot(0).unwrap().revision, 4);
    harness.0.sql(
        "UPDATE resume.experiences SET title = upper(title), revision = 99;
         UPDATE resume.experiences SET deleted_at = now() WHERE title = 'TITLE 1';
         WITH p AS (UPDATE resume.documents SET body = '{\"by\":\"hand\"}')
           INSERT INTO resume.experiences (user_id, title) SELECT user_id, title || '!' FROM resume.experiences;
         INSERT INTO resume.experiences SELECT * FROM (SELECT user_id, id FROM resume.experiences) AS e (user_id, id),
           LATERAL (SELECT 'work' AS kind, 'again' AS title) AS v
           ON CONFLICT (user_id, id) DO UPDATE SET title = excluded.title;
         DELETE FROM resume.experiences; DELETE FROM resume.documents; DELETE FROM resume.experiences",
    );
    let page = pull_all(database);
    let mut revisions: Vec<_> = page.experiences.iter().map(|row| row.revision).collect();
    revisions.extend(page.documents.iter().map(|row| row.revision));
    let mut distinct = revisions.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!((page.total, distinct.len()), (7, 7));
    assert!(page.experiences.iter().all(|row| row.value.is_deleted() && row.device.is_none()));
    let deleted = &page.documents[0].value;
    assert!(deleted.deleted_at.is_some() && deleted.body["by"] == "hand", "{deleted:?}");
    // Every revision is in the history once, and the newest state of each row is the row.
    let all = "SELECT revision FROM resume.experience_revisions UNION ALL SELECT revision FROM resume.document_revisions";
    let last = database.snapshot(0).unwrap().revision.to_string();
    assert_eq!(harness.0.ask(&format!("SELECT count(*) FROM ({all}) AS r")), last);
    assert_eq!(harness.0.ask(&format!("SELECT count(DISTINCT revision) FROM ({all}) AS r")), last);
    let stale = "SELECT count(*) FROM resume.experiences AS e WHERE NOT EXISTS (SELECT 1
        FROM resume.experience_revisions AS r WHERE r.user_id = e.user_id AND r.revision = e.revision
        AND r.id = e.id AND r.change_id = e.change_id AND r.deleted_at = e.deleted_at AND r.title = e.title)";
    assert_eq!(harness.0.ask(stale), "0");
}
