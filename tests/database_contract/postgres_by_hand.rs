//! What somebody may put into the tables by hand: nothing that a device could not read.

use resume::domain::Outcome;

use crate::harness::{Harness, pull_all, push, state, store};
use crate::postgres_harness::{Owner, role};

#[test]
fn a_time_that_is_none_is_refused() {
    let harness = Owner::new();
    let mut ada = harness.0.connect(&role("ada"));
    for time in ["2026-01-01T24:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T29:59:59Z"] {
        for insert in [
            "experiences (title, created_at) VALUES ('x', 'TIME')",
            "experiences (title, updated_at) VALUES ('x', 'TIME')",
            "experiences (title, deleted_at) VALUES ('x', 'TIME')",
            "profiles (updated_at) VALUES ('TIME')",
        ] {
            let insert = format!("INSERT INTO resume.{}", insert.replace("TIME", time));
            let error = ada.batch_execute(&insert).expect_err(&insert);
            let message = error.as_db_error().unwrap().message();
            assert!(message.contains("at_is_rfc_3339_utc"), "{insert}: {message}");
        }
    }
    ada.batch_execute(
        "INSERT INTO resume.experiences (title, created_at) VALUES ('x', '2026-01-01T23:59:59Z')",
    )
    .unwrap();
    assert_eq!(pull_all(&mut harness.open("ada")).total, 1);
}

/// It is kept in the session, and shown.
#[test]
fn the_reason_of_a_refusal_is_a_short_line() {
    let harness = Owner::new();
    harness.0.sql(
        "CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           RAISE EXCEPTION USING MESSAGE = 'no' || chr(10) || chr(27) || repeat('x', 10000); END $$;
         CREATE TRIGGER mine BEFORE INSERT ON resume.experiences FOR EACH ROW EXECUTE FUNCTION mine()",
    );
    match store(&mut harness.open("ada"), push(0, state(1, "one", 1))) {
        Outcome::Refused(reason) => {
            assert!(reason.starts_with("no  xxx") && reason.chars().count() < 300, "{reason}");
        }
        other => panic!("{other:?}"),
    }
}
