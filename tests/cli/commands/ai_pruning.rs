//! `ai prune`: what is removed, and what is said where that is not certain.

use serde_json::json;

use crate::support::ai_calls::{call, record, stored};
use crate::support::postgres::wait_until;
use crate::support::proxied;
use crate::support::proxy::{End, Fault, Proxy, Side, Way};
use crate::support::{Home, Terminal};

#[test]
fn pruning_whose_answer_is_lost_does_not_say_that_nothing_was_removed() {
    let database = proxied::database();
    let proxy = Proxy::to(proxied::socket(database.server));
    let home = Home::new()
        .with("RESUME_SYNC", "manual")
        .with("RESUME_TIMEOUT", "20")
        .with("RESUME_USER", "ada")
        .with("RESUME_DATABASE_URL", &proxied::url(&proxy, &database));
    record(&home, &call("one")).stdout("one\n");
    let _ = home.run(["sync"]).any_output();
    let prune = ["ai", "prune", "--before", "2999-01-01", "--yes"];
    proxy.set(Fault::At(["READ WRITE", "COMMIT"], Side::After));
    let failed = home.run(prune).code(5).stderr_contains("AI calls may or may not have been removed");
    assert!(!failed.err().contains("nothing was removed"), "{failed:?}");
    assert!(failed.err().contains("hint: run the command again"), "{failed:?}");
    wait_until("it has committed", || database.ask("SELECT count(*) FROM resume.ai_logs") == "0");
    proxy.set(Fault::After(Way::ToClient, 0, End::Reset));
    let _ = home.run(["sync"]).any();
    let _ = home.run(prune).code(5).stderr_contains("nothing was removed: ");
    proxy.set(Fault::None);
    let _ = home.run(["sync"]).any_output();
    home.run(prune).stdout("0 AI calls removed\n");
}

#[test]
fn pruning_reaches_both_places_and_nothing_comes_back() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    let at = |id: &str, day: &str| {
        json!({"request_id": id, "operation": "x", "started_at": format!("{day}T00:00:00Z")}).to_string()
            + "\n"
    };
    record(&home, &[at("old-1", "2026-01-01"), at("new-1", "2026-02-01")].concat()).any_output();
    let _ = home.run(["sync"]).any_output();
    record(
        &home,
        &[at("old-1", "2026-01-01"), at("old-2", "2026-01-02"), at("new-2", "2026-02-02")].concat(),
    )
    .any_output();
    let _ = home.run(["ai", "prune", "--before", "2026-01-31"]).code(2).stderr_contains("--yes");
    assert_eq!(home.json(["ai", "prune", "--before", "2026-01-31", "--yes"])["pruned"], 2);
    let _ = home.run(["sync"]).any_output();
    assert_eq!(stored(&home), ["new-1", "new-2"]);
    let unreachable =
        home.clone_settings().with("RESUME_DATABASE_URL", "postgres://x@127.0.0.1:1/x?sslmode=disable");
    record(&unreachable, &at("old-3", "2026-01-03")).stdout("old-3\n");
    let _ = unreachable.run(["ai", "prune", "--before", "2026-01-31", "--yes"]).code(5).any_output();
    assert_eq!(home.json(["status"])["ai_pending"], 1, "nothing was removed");
}

#[test]
fn pruning_asks_on_a_terminal() {
    for (keys, code, left) in [("y", 0, 0), ("n", 1, 1)] {
        let home = Home::new();
        record(&home, &call("one")).stdout("one\n");
        let mut terminal = Terminal::start(&home.program(["ai", "prune", "--before", "2999-01-01"]));
        terminal.wait_for("Remove 1 AI call from before 2999-01-01T00:00:00.000000Z?");
        terminal.send(keys);
        assert_eq!(terminal.code(), Some(code), "{}", terminal.screen());
        assert_eq!(stored(&home).len(), left, "{keys}");
    }
}
