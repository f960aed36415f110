//! What a server says when it ends a connection, whatever it is doing for us at the time.

use std::thread;

use resume::database::{Batch, Database, Reason};

use crate::harness::{Harness, profile, push};
use crate::postgres_harness::Owner;
use crate::support::postgres::wait_until;

const ROUNDS: u128 = 50;

const OURS: &str = "FROM pg_stat_activity WHERE application_name = 'resume' AND datname = current_database()";

#[test]
fn the_reason_for_which_a_statement_was_ended_is_told() {
    let harness = Owner::new();
    let mut other = harness.0.superuser();
    for round in 0..ROUNDS {
        let mut database = harness.open("ada");
        other.batch_execute("BEGIN; LOCK TABLE resume.accounts IN EXCLUSIVE MODE").unwrap();
        let batch = Batch { experiences: Vec::new(), documents: vec![push(0, profile("Ada", 1))] };
        let error = thread::scope(|scope| {
            let pushing = scope.spawn(|| database.push(&batch, "laptop"));
            let waits = format!("SELECT count(*) {OURS} AND wait_event_type = 'Lock'");
            wait_until("it waits for the lock", || harness.0.ask(&waits) == "1");
            other.batch_execute(&format!("SELECT pg_terminate_backend(pid) {OURS}")).unwrap();
            pushing.join().unwrap().unwrap_err()
        });
        other.batch_execute("ROLLBACK").unwrap();
        assert_eq!(error.reason, Reason::Unavailable, "{error:?}");
        let told = "ended the connection: terminating connection due to administrator command";
        assert!(error.message.contains(told), "round {round}: {error:?}");
    }
}

#[test]
fn the_reason_for_which_an_idle_connection_was_ended_is_told_to_the_next_question() {
    let harness = Owner::new();
    for round in 0..ROUNDS {
        let mut database = harness.open("ada");
        harness.0.sql(&format!("SELECT pg_terminate_backend(pid, 60000) {OURS}"));
        let error = database.snapshot(0).unwrap_err();
        assert!(error.message.contains("due to administrator command"), "round {round}: {error:?}");
        // It stays ended.
        assert_eq!(database.snapshot(0).unwrap_err().reason, Reason::Unavailable);
    }
}
