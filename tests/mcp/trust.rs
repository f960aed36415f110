//! What an agent may not do.

use serde_json::{Value, json};

use crate::talk::{ALL, OLD, calls, failure, lines, printed, raw, shown, tool};

#[test]
fn what_was_not_allowed_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let id = printed(home.path(), &["add", "Baker", "--kind", "work"]);
    let said = [
        ("add", json!({"experience": {"kind": "work", "title": "Astronaut at NASA"}})),
        ("edit", json!({"id": id.trim(), "change": {"bullets": ["Cut costs by 37 % with Kubernetes"]}})),
        ("delete", json!({"id": id.trim()})),
        ("undo", json!({})),
        ("show", json!({"id": "nothing"})),
        ("show", json!({"id": id.trim(), "more": 1})),
        ("dance", json!({})),
    ];
    let before = shown(home.path(), &["list"]);
    for ((name, _), result) in said.iter().zip(calls(home.path(), &[], &said)) {
        assert_eq!(result["isError"], true, "{name}: {result}");
        assert!(result.get("structuredContent").is_none(), "clients hold it against the schema: {result}");
        let error = failure(&result);
        assert!(error["code"].is_string() && error["message"].is_string(), "{name}: {result}");
    }
    assert_eq!(shown(home.path(), &["list"]), before);
}

#[test]
fn a_claim_needs_support_and_is_named() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    printed(home, &["add", "Baker", "--kind", "work", "--text", "Baked bread for Acme since 2019."]);
    let edit = |text: &str, evidence: &[&str]| {
        ("edit", json!({"id": "baker", "change": {"text": text}, "evidence": evidence}))
    };
    let said = [
        edit("Baked bread for Acme with Kubernetes.", &[]),
        edit("Baked 400 loaves a day for Acme since 2019.", &[]),
        edit("Since 2019, baked all the bread for Acme.", &[]),
        edit("Baked 400 loaves a day for Acme since 2019.", &["It was 400 loaves a day."]),
    ];
    let results = calls(home, &[], &said);
    let told = |at: usize| failure(&results[at])["message"].to_string().to_lowercase();
    assert!(told(0).contains("kubernetes"), "{results:?}");
    assert!(told(1).contains("400"), "{results:?}");
    assert_eq!(
        (&results[2]["isError"], &results[3]["isError"]),
        (&json!(false), &json!(false)),
        "{results:?}"
    );
}

/// A record that both changed before the database saw it keeps who did what.
#[test]
fn the_history_tells_the_agent_from_the_person() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    printed(home, &["--offline", "add", "Baker", "--kind", "work"]);
    let flags = ["--allow-claims", "--offline"];
    calls(home, &flags, &[("edit", json!({"id": "baker", "change": {"title": "Cook"}}))]);
    printed(home, &["--offline", "edit", "cook", "--title", "Chef"]);
    calls(home, &flags, &[("edit", json!({"id": "chef", "change": {"title": "Head chef"}}))]);
    let devices = |past: Value| -> Vec<bool> {
        let states = past.as_array().unwrap().clone();
        states.iter().map(|state| state["device"] == "mcp tester/1.0").collect()
    };
    let expected = [false, true, false, true];
    assert_eq!(devices(shown(home, &["--offline", "history", "chef"])), expected);
    printed(home, &["sync"]);
    let past = shown(home, &["history", "chef"]);
    assert!(past.as_array().unwrap().iter().all(|state| state["pending"] == false), "{past}");
    assert_eq!(devices(past), expected);
    // So does one that moves to another database.
    printed(home, &["db", "use", &format!("sqlite:{}", home.join("other.db").display())]);
    printed(home, &["sync"]);
    let past = shown(home, &["history", "chef"]);
    assert!(past.as_array().unwrap().iter().all(|state| state["pending"] == false), "{past}");
    assert_eq!(devices(past), expected);
    // The agent's change alone is one step.
    printed(home, &["undo"]);
    assert_eq!(shown(home, &["list"])[0]["title"], "Chef");
}

/// Also where another database takes the place of the one that it was pushed to, or an older state of that.
#[test]
fn the_history_tells_the_agent_in_another_database_and_in_one_that_was_restored() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let add = |title: &str| ("add", json!({"experience": {"kind": "work", "title": title}}));
    let devices = |title: &str| -> Vec<Value> {
        let past = shown(home, &["history", title]);
        past.as_array().unwrap().iter().map(|state| state["device"].clone()).collect()
    };
    calls(home, &["--allow-claims"], &[add("Baker")]);
    printed(home, &["sync"]);
    printed(home, &["edit", "baker", "--text", "Baked bread."]);
    let before = devices("baker");
    assert_eq!((before.len(), &before[0]), (2, &json!("mcp tester/1.0")));
    let file = home.join("other.db");
    printed(home, &["db", "use", &format!("sqlite:{}", file.display())]);
    printed(home, &["db", "init"]);
    printed(home, &["sync"]);
    assert_eq!(devices("baker"), before);

    let backup = std::fs::read(&file).unwrap();
    calls(home, &["--allow-claims"], &[add("Cook")]);
    printed(home, &["sync"]);
    std::fs::write(&file, backup).unwrap();
    printed(home, &["sync"]);
    assert_eq!(devices("cook"), ["mcp tester/1.0"]);
}

/// What the person did is theirs to take back, and what was taken out stays out.
#[test]
fn an_agent_takes_back_and_restores_what_is_its_own() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    printed(home, &["add", "Baker", "--kind", "work", "--text", "Baked 400 loaves a day."]);
    printed(home, &["sync"]);
    printed(home, &["edit", "baker", "--text", "Baked bread."]);
    printed(home, &["sync"]);
    let first = shown(home, &["history", "baker"])[0]["revision"].clone();
    let restore =
        |evidence: Value| ("restore", json!({"id": "baker", "revision": first, "evidence": evidence}));
    let said = [
        ("undo", json!({})),
        restore(json!([])),
        ("edit", json!({"id": "baker", "change": {"tags": ["bread"]}})),
        ("edit", json!({"id": "baker", "change": {"tags": ["oven"]}})),
        ("undo", json!({})),
        restore(json!(["It was 400 loaves a day."])),
        ("undo", json!({})),
    ];
    let results = calls(home, &[], &said);
    let failed: Vec<_> = results.iter().map(|result| result["isError"] == true).collect();
    assert_eq!(failed, [true, true, false, false, false, false, false], "{results:?}");
    assert!(failure(&results[0])["message"].as_str().unwrap().contains("not one of yours"), "{results:?}");
    assert!(failure(&results[1])["message"].as_str().unwrap().contains("400"), "{results:?}");
    assert_eq!(shown(home, &["show", "baker"])["text"], "Baked bread.");
    // Another server did not make these changes either.
    let results = calls(home, &[], &[("undo", json!({}))]);
    assert_eq!(results[0]["isError"], true, "{results:?}");
    let results = calls(home, &["--allow-delete"], &[("undo", json!({}))]);
    assert_eq!(results[0]["isError"], false, "{results:?}");
}

#[test]
fn a_call_that_changes_nothing_says_so_and_a_date_can_go() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    printed(home, &["add", "Baker", "--kind", "work", "--start", "2020", "--end", "2021"]);
    printed(home, &["profile", "set", "name=Ada"]);
    printed(home, &["application", "add", "Acme", "--format", "text"]);
    let edit = |change: Value| ("edit", json!({"id": "baker", "change": change}));
    let results = calls(
        home,
        &[],
        &[
            edit(json!({"tags": ["bread"]})),
            edit(json!({"tags": ["bread"]})),
            edit(json!({"title": null, "end_date": null, "start_date": null})),
            ("profile_set", json!({"changes": {"name": "Ada"}})),
            ("application_set", json!({"id": "acme", "company": "Acme"})),
            edit(json!({"end_date": "present"})),
            edit(json!({"start_date": ""})),
            ("export", json!({})),
            edit(json!({"start_date": "present"})),
        ],
    );
    let said = |at: usize| results[at]["content"][0]["text"].as_str().unwrap().to_owned();
    for (at, is_changed) in [true, false, false, false, false, true, true].into_iter().enumerate() {
        assert_eq!(said(at).contains("nothing was changed"), !is_changed, "{at}: {results:?}");
    }
    let baker = shown(home, &["show", "baker"]);
    assert_eq!((&baker["start_date"], &baker["end_date"]), (&Value::Null, &Value::Null));
    assert!(said(7).contains("markdown"), "{results:?}");
    assert_eq!(results[8]["isError"], true, "a start is a date: {results:?}");
}

#[test]
fn the_profile_loses_nothing_and_names_no_file_without_the_right_to() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    printed(
        home,
        &[
            "profile",
            "set",
            "name=Ada",
            "email=ada@example.org",
            "summary=Builds services.",
            "profiles.0.url=https://a.example",
        ],
    );
    printed(home, &["add", "Engineer", "--kind", "work", "--text", "Built services in Python."]);
    let set = |changes: Value| ("profile_set", json!({"changes": changes}));
    let refused = [
        (set(json!({"summary": null})), "basics.summary"),
        (set(json!({"summary": ""})), "basics.summary"),
        (set(json!({"basics": {"name": "Ada"}})), "basics.email"),
        (set(json!({"profiles": []})), "profiles.0.url"),
        (set(json!({"image": "/etc/passwd.png"})), "picture"),
        (set(json!({"_hidden": "x"})), "_hidden"),
        (set(json!({"url": "nope"})), "web address"),
        (set(json!({"lable": "Engineer"})), "no key"),
        (set(json!({"work": [{"name": "x"}]})), "experiences"),
        (set(json!({"label": "Architect at Google"})), "google"),
        (set(json!({"label": "Engineer"})), ""),
        (set(json!({"label": "Python engineer", "location.city": null})), ""),
        (("profile_set", json!({"changes": {"location.city": "Wien"}, "evidence": ["I live in Wien"]})), ""),
        (
            (
                "variant_set",
                json!({"name": "short", "set": {"headline": "Engineer for Python", "summary": "Knows Rust."}}),
            ),
            "rust",
        ),
        (("variant_set", json!({"name": "short", "set": {"headline": "Python engineer", "pages": 1}})), ""),
        (("variant_set", json!({"name": "short", "set": {"theme": "../../etc"}})), "theme"),
        (("variant_delete", json!({"name": "short"})), "not allowed"),
        (("application_add", json!({"company": "Acme", "file": "/etc/passwd"})), "unknown field"),
        (("application_add", json!({"company": "Acme", "format": "text", "variant": "short"})), ""),
        (("application_set", json!({"id": "Acme", "status": "interview"})), ""),
        (("export", json!({"format": "/tmp/x.pdf"})), "format"),
    ];
    let said: Vec<_> = refused.iter().map(|(call, _)| call.clone()).collect();
    let results = calls(home, &[], &said);
    for (((name, arguments), word), result) in refused.iter().zip(&results) {
        assert_eq!(result["isError"], !word.is_empty(), "{name} {arguments}: {result}");
        if !word.is_empty() {
            let told = failure(result)["message"].to_string().to_lowercase();
            assert!(told.contains(word), "{name} {arguments}: {told}");
        }
        assert!(!result.to_string().contains("ada@example.org"), "{result}");
    }
    let profile = shown(home, &["profile"]);
    assert_eq!(
        (&profile["basics"]["email"], &profile["basics"]["label"]),
        (&json!("ada@example.org"), &json!("Python engineer"))
    );
    let results = calls(home, &["--allow-delete"], &[set(json!({"summary": null}))]);
    assert_eq!(results[0]["isError"], false, "{results:?}");
    // Each of them is one step.
    printed(home, &["undo"]);
    assert_eq!(shown(home, &["profile"])["basics"]["summary"], "Builds services.");
    printed(home, &["undo"]);
    assert_eq!(shown(home, &["application", "list"])[0]["status"], "applied");
    printed(home, &["undo"]);
    assert_eq!(shown(home, &["application", "list"]), json!([]));
}

/// The history names the client in one short line, and never as a device of the person.
#[test]
fn a_client_cannot_take_another_name() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let name = format!("laptop\n\u{1b}[2J\u{202e}{}", "x".repeat(5000));
    let client = json!({"name": name, "version": "1"});
    let begin = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize",
        "params": {"protocolVersion": OLD, "capabilities": {}, "clientInfo": client}});
    let add = tool(1, "add", &json!({"experience": {"kind": "skill", "title": "Dough"}}));
    let (output, _) = raw(home, &ALL, lines(&[begin, add]));
    assert!(output.status.success(), "{output:?}");
    let device = shown(home, &["history", "Dough"])[0]["device"].as_str().unwrap().to_owned();
    assert!(device.starts_with("mcp laptop") && device.chars().count() < 70, "{device:?}");
    assert!(!device.contains(|c: char| c.is_control() || c == '\u{202e}'), "{device:?}");
}

/// Nothing that an agent sends is worked on for long, and a refusal says why.
#[test]
fn too_much_is_refused_before_it_is_read() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let text = "Kubernetes in Berlin. ".repeat(90_000);
    let half = "Kubernetes in Berlin. ".repeat(30_000);
    let resume = json!({"basics": {"name": "Ada", "summary": half}}).to_string();
    let said = [
        ("add", json!({"experience": {"kind": "work", "title": "Baker", "text": text}})),
        ("add", json!({"experience": {"kind": "work", "title": "Baker"}, "evidence": [half]})),
        ("add", json!({"experience": {"kind": "work", "title": "Baker", "text": half}})),
        ("list", json!({"search": text})),
        ("check", json!({"job": half})),
        ("import", json!({"content": resume})),
        ("import", json!({"content": "[".repeat(1 << 20)})),
    ];
    for ((name, _), result) in said.iter().zip(calls(home, &[], &said)) {
        assert_eq!(result["isError"], true, "{name}");
        assert!(result.to_string().len() < 2000, "{name}");
    }
    let row = shown(home, &["ai", "log", "--limit", "1"]);
    assert!(row.to_string().len() < 600_000, "a long text is cut in the log");
}
