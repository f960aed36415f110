//! `history`: what is told of states that the database would not have.

use crate::support::Home;

#[test]
fn a_state_that_was_refused_and_replaced_waits_for_nothing() {
    let home = Home::new();
    let id = home.run(["add", "good"]).id();
    let shell = rusqlite::Connection::open(home.database_path()).unwrap();
    shell
        .execute_batch(
            "CREATE TRIGGER mine BEFORE UPDATE ON experiences WHEN NEW.title = 'bad'
             BEGIN SELECT RAISE(ABORT, 'not that'); END",
        )
        .unwrap();
    drop(shell);
    let _ = home.run(["edit", &id, "--title", "bad"]).any();
    let _ = home.run(["edit", &id, "--title", "better"]).any();
    assert_eq!(home.json(["status"])["pending"], 0);
    let states = home.json(["history", &id]);
    let told: Vec<_> = states
        .as_array()
        .unwrap()
        .iter()
        .map(|state| {
            (
                state["experience"]["title"].as_str().unwrap(),
                state["pending"] == true,
                state["refused"] == true,
            )
        })
        .collect();
    assert_eq!(told, [("good", false, false), ("bad", false, true), ("better", false, false)]);
    home.run(["history", &id]).code(0).stdout_contains("3 (refused)").any_output();
    // It can be looked at all the same.
    assert_eq!(home.json(["show", &id])["title"], "better");
}
