//! A server that is killed at a system call of a change: the old state or the new one, nothing half.

use serde_json::{Value, json};

use crate::support::tracer::killed_at;
use crate::support::{Home, parallel};
use crate::talk::{ALL, hello, lines, tool};

/// Titles and skills, and the profile.
fn state(home: &Home) -> Vec<String> {
    let session = home.session();
    let values = session["experiences"].as_array().unwrap().iter().map(|record| {
        let current = &record["current"];
        format!("{} {} {}", current["title"], current["skills"], current["deleted_at"].is_null())
    });
    let documents = session["documents"].as_array().into_iter().flatten();
    let documents = documents.map(|record| record["current"]["body"].to_string());
    let mut all: Vec<_> = values.chain(documents).collect();
    all.sort();
    all
}

/// One call of each kind of change, on a home of its own: an import changes three records at once.
fn change(which: usize) -> Value {
    let content = json!({"basics": {"name": "Ada", "label": "Cook"}, "work": [{"name": "Acme", "position": "Chef"}],
        "skills": [{"name": "Knives"}]});
    match which {
        0 => tool(1, "import", &json!({"content": content.to_string()})),
        1 => tool(1, "edit", &json!({"id": "baker", "change": {"title": "Cook", "skills": ["Knives"]}})),
        _ => tool(1, "undo", &json!({})),
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of this test")]
fn a_server_that_is_killed_leaves_the_old_state_or_the_new_one() {
    let home = Home::in_memory();
    home.add("Baker");
    home.add("Night shift lead");
    // Most calls leave no trace, and a few of the others do for a quick look.
    let step = if std::env::var_os("EVERY_CALL").is_some() { 1 } else { 29 };
    for which in 0..3 {
        let input = lines(&[hello(), vec![change(which)]].concat());
        let program = |home: &Home| {
            let mut program = home.program([&["mcp"][..], &ALL].concat());
            program.input(input.clone());
            program
        };
        let whole = home.copy();
        let before = state(&whole);
        let _ = program(&whole).run().any_output();
        let after = state(&whole);
        assert_ne!(before, after, "{which}");
        let killed = parallel::count_up(|number| {
            let home = home.copy();
            let traced = killed_at(&program(&home), number * step);
            let found = state(&home);
            let told = || format!("change {which}, call {}: {found:#?}", number * step);
            assert!(found == before || found == after, "{}", told());
            if traced.stdout.contains("\"id\":1,") {
                assert_eq!(found, after, "{}", told());
            }
            assert_eq!(home.set_aside(), Vec::<std::path::PathBuf>::new(), "{}", told());
            let synced = home.json(["sync"]);
            assert_eq!(synced["pending"], 0, "{}", told());
            assert_eq!(state(&home), found, "{}", told());
            traced.was_killed()
        });
        assert!(killed > 2, "change {which} makes {killed} steps only");
    }
}
