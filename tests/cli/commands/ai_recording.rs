//! `ai record`: what is logged, what is refused, and where it goes.

use std::fs;

use rusqlite::Connection;
use serde_json::json;

use crate::support::Home;
use crate::support::ai_calls::{call, record, spool_files, stored, url};
use crate::support::postgres::wait_until;
use crate::support::proxied;

#[test]
fn contents_are_left_out_where_the_settings_say_so() {
    let home = Home::new();
    home.run(["config", "set", "ai.log_content", "false"]).any_output();
    let given =
        json!({"request_id": "mine-1", "operation": "x", "request": "private", "response": "private"});
    record(&home, &given.to_string()).stdout("mine-1\n");
    // So they are where another setting is wrong.
    let home = home.with("RESUME_AI_URL", "ftp://localhost");
    record(&home, &given.to_string().replace("mine-1", "mine-2")).stdout("mine-2\n");
    for id in ["mine-1", "mine-2"] {
        let shown = home.json(["ai", "show", id]);
        assert_eq!([&shown["request"], &shown["response"]], [&json!(null), &json!(null)], "{id}");
    }
}

#[test]
fn a_configured_key_is_not_logged_wherever_a_script_writes_it() {
    const KEY: &str = "sk-abcdef1234567890";
    let given = json!({
        "request_id": KEY, "operation": KEY, "provider": KEY, "model": KEY, "error_type": KEY,
        "error_message": format!("Incorrect API key provided: {KEY}"),
        "request": {"headers": {"Authorization": format!("Bearer {KEY}")}}, "response": [KEY],
        "metadata": {"a": [{KEY: KEY}], "b": json!({"a": KEY}).to_string()},
    });
    let configured = Home::new();
    configured.add("Engineer");
    fs::write(configured.path().join("config.toml"), format!("[ai]\nkey = \"{KEY}\"\n")).unwrap();
    let homes = [Home::new().with("RESUME_AI_KEY", KEY), Home::new().with("OPENAI_API_KEY", KEY), configured];
    for home in homes {
        let home = home.with("RESUME_AI_URL", "http://example.com/v1");
        record(&home, &given.to_string()).stdout("[key]\n");
        let logged = home.json(["ai", "show", "[key]"]);
        assert_eq!(logged["error_message"], "Incorrect API key provided: [key]");
        assert_eq!(logged["request"], r#"{"headers":{"Authorization":"Bearer [key]"}}"#);
        assert_eq!(logged["metadata"], json!({"a": [{"[key]": "[key]"}], "b": r#"{"a":"[key]"}"#}));
        assert!(!logged.to_string().contains(KEY), "{logged}");
    }
}

#[test]
fn what_is_recorded_comes_back_whole() {
    let home = Home::new();
    let id = home.add("Engineer");
    let given = json!({
        "request_id": "mine-1", "operation": "suggest", "provider": "ollama", "model": "llama",
        "experience": id[..8], "status": "error", "http_status": 429, "error_type": "rate_limit",
        "error_message": "later\nplease", "started_at": "2026-03-15T10:00:00.5+01:00", "latency_ms": 812,
        "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15, "cost": "0.10",
        "request": {"b": 1, "a": [1]}, "response": "text", "metadata": {"k": [null, "ü"]},
    });
    record(&home, &given.to_string()).stdout("mine-1\n");
    let shown = home.json(["ai", "show", "mine-1"]);
    let mut expected = given;
    expected["experience"] = json!(id);
    expected["started_at"] = json!("2026-03-15T09:00:00.5Z");
    expected["request"] = json!(r#"{"a":[1],"b":1}"#);
    expected["sync"] = json!("synced");
    assert_eq!(shown, expected);
    assert_eq!(home.json(["ai", "log"]), json!([expected]));
    assert_eq!(home.json(["ai", "log", "--experience", &id[..6]]), json!([expected]));
    assert_eq!(spool_files(&home), Vec::<String>::new(), "nothing is left behind");
    // The same id again changes nothing, and a deleted experience keeps its calls.
    record(&home, r#"{"request_id": "mine-1", "operation": "other"}"#)
        .stdout("mine-1\n")
        .stderr("this call is logged already; nothing was changed\n");
    let _ = home.run(["delete", &id, "--yes"]).any_output();
    assert_eq!(home.json(["ai", "log", "--experience", &id]), json!([expected]));
}

#[test]
fn of_broken_lines_the_broken_one_is_named() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let (first, last) = (call("first"), call("last"));
    for (broken, place) in [
        (r#"{"operation": "x", "metadata": "#, "line 2:30: EOF while parsing a value"),
        (r#"{"operation": "x", "metadata": {"#, "line 2:32: EOF while parsing an object"),
        (r#"{"operation": "x", "model": "m"#, "line 2:30: EOF while parsing a string"),
        (r#"{"operation": "x""#, "line 2:17: EOF while parsing an object"),
        (r#"{"operation": x}"#, "line 2:15: expected value"),
        (r#"operation": "x"}"#, "line 2:1: expected value"),
    ] {
        for end in ["\n", "\r\n"] {
            record(&home, &format!("{first}{broken}{end}{last}"))
                .code(2)
                .stderr_contains(&format!("error: {place}"));
        }
    }
    // An object over several lines is broken where it is.
    record(&home, &format!("{{\n  \"operation\": \"x\",\n  \"model\": m\n}}\n{last}"))
        .code(2)
        .stderr_contains("error: line 3:12: expected value");
    assert_eq!(spool_files(&home), Vec::<String>::new());
}

#[test]
fn wrong_input_names_line_and_field_and_logs_nothing() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let good = call("good");
    for (line, message) in [
        (r#"{"operation": "x", "latency": 7}"#, "line 2: latency: there is no such field"),
        (r#"{"operation": "x", "latency_ms": "7"}"#, "line 2: latency_ms: it must be a number, not a text"),
        (r#"{"operation": "x", "latency_ms": 7.5}"#, "line 2: latency_ms: it must be a whole number"),
        (r#"{"operation": "x", "latency_ms": -1}"#, "line 2: latency_ms: it must not be negative"),
        (r#"{"operation": "x", "prompt_tokens": 9223372036854775808}"#, "line 2: prompt_tokens: it must be"),
        (r#"{"operation": "x", "cost": -0.1}"#, "line 2: cost: it must be a decimal number"),
        (r#"{"operation": "x", "cost": "1,5"}"#, "line 2: cost: it must be a decimal number"),
        (r#"{"operation": "x", "status": "fine"}"#, "line 2: status: it is neither"),
        (r#"{"operation": "x", "started_at": "yesterday"}"#, "line 2: started_at: it must be a time"),
        (r#"{"operation": "x", "started_at": "-000001-01-01T00:00:00Z"}"#, "line 2: started_at: "),
        (r#"{"operation": "x", "http_status": 7}"#, "line 2: http_status: "),
        (r#"{"operation": "x", "response": "a\u0000b"}"#, "line 2: response: it holds the character NUL"),
        (r#"{"operation": "x", "metadata": {"a": ["\u0000"]}}"#, "line 2: metadata: it holds"),
        (
            r#"{"operation": "x", "metadata": {"a": [1e5, {"b": -1e999999}]}}"#,
            "line 2: metadata: the number at `.a[1].b` has more digits",
        ),
        (r#"{"operation": "x", "metadata": {"a": 1e-16384}}"#, "line 2: metadata: the number at `.a` has"),
        (r#"{"operation": "x", "metadata": {"a": 1e99999999999999999999}}"#, "line 2: metadata: the number"),
        (r#"{"operation": "x", "cost": 1, "cost": 2}"#, "line 2: cost: it occurs twice"),
        (r#"{"operation": "x", "metadata": []}"#, "line 2: metadata: it must be an object"),
        (r#"{"operation": "x", "experience": "abcd1234"}"#, "line 2: experience: no experience matches"),
        (r#"{"request_id": "", "operation": "x"}"#, "line 2: request_id: it is empty"),
        (r#"{"request_id": "a"}"#, "line 2: operation: it is missing"),
        ("[1]", "line 2: it must be an object, not an array"),
        (r#"{"operation": "x""#, "line 2:17: "),
        ("nonsense", "line 2:"),
    ] {
        let failed = record(&home, &format!("{good}{line}")).code(2).stderr_contains(message);
        assert!(failed.err().contains("hint: "), "{failed:?}");
        assert_eq!(failed.out(), "");
        assert_eq!(spool_files(&home), Vec::<String>::new(), "{line}");
    }
    record(&home, &format!("\n\n{good}\n  {{\n\"operation\": \"x\", \"lat\": 1}}"))
        .code(2)
        .stderr_contains("line 5: lat: ");
    record(&home, "").stdout("0 AI calls logged\n");
    record(&home, &[good, call("two")].concat()).stdout("2 AI calls logged\n");
}

#[test]
fn only_what_is_logged_is_counted() {
    let home = Home::new();
    let json = |lines: String| {
        let output = home.program(["--json", "ai", "record"]).input(lines).run();
        output.any_stderr().json()
    };
    let (one, two) = (call("one"), call("two"));
    assert_eq!(json([one.clone(), one.clone()].concat()), json!({"recorded": 1, "ids": ["one", "one"]}));
    // Once in the embedded database, once in the spool.
    assert_eq!(stored(&home), ["one"]);
    assert_eq!(json([one, two.clone()].concat()), json!({"recorded": 1, "ids": ["one", "two"]}));
    let apart = home.clone_settings().with("RESUME_DATABASE_URL", "none");
    record(&apart, &call("three")).stdout("three\n");
    record(&apart, &[call("three"), call("four")].concat())
        .stdout("1 AI call logged\n")
        .stderr("1 of 2 calls are logged already, and were not logged again\n");
    record(&home, &format!("{two}\n{}", two.replace("suggest", "tailor")))
        .code(2)
        .stderr_contains("error: line 3: request_id: line 1 has another call with the ID `two`\n");
}

#[test]
fn a_mark_before_the_text_and_further_digits_of_a_second_do_no_harm() {
    let home = Home::new();
    let time = "2026-03-15T10:00:00.12345678901234+01:00";
    let line = json!({"request_id": "mine-1", "operation": "x", "started_at": time});
    record(&home, &format!("\u{feff}{line}\n")).stdout("mine-1\n");
    let started = home.json(["ai", "show", "mine-1"])["started_at"].clone();
    assert!(started.as_str().unwrap().starts_with("2026-03-15T09:00:00.123456"), "{started}");
}

#[test]
fn nothing_is_sent_to_a_database_that_is_not_the_sessions() {
    let home = Home::new();
    let other = home.work().join("other.db");
    let url = format!("sqlite:{}", other.display());
    let elsewhere = |id: &str| {
        let output = home.program(["--database", &url, "ai", "record"]).input(call(id)).run();
        output.stdout(format!("{id}\n")).stderr_contains("`resume db adopt`")
    };
    let sent = || {
        let count = "SELECT count(*) FROM ai_logs";
        Connection::open(&other).unwrap().query_row(count, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    // Before the session belongs to any, and when it belongs to another one.
    let _ = elsewhere("one");
    assert_eq!(sent(), 0);
    let _ = home.run(["sync"]).any_output();
    assert_eq!(stored(&home), ["one"]);
    let _ = elsewhere("two");
    assert_eq!(sent(), 0);
    home.write(".env", format!("RESUME_DATABASE_URL={url}\n"));
    let _ = record(&home, &call("three")).any_output();
    assert_eq!(sent(), 0);
    assert_eq!(home.run(["--json", "status"]).any_stderr().json()["ai_pending"], 2);
    fs::remove_file(home.work().join(".env")).unwrap();
    let _ = home.run(["sync"]).any_output();
    assert_eq!(stored(&home), ["one", "three", "two"]);
}

#[test]
fn every_number_that_is_logged_is_one_to_the_server() {
    let database = proxied::database();
    let url = url(&database);
    let home = Home::new().with("RESUME_SYNC", "manual").with("RESUME_DATABASE_URL", &url);
    for (n, number) in ["1e131071", "-9.9e131071", "1e-16383", "1.5e-16382", "0e5"].iter().enumerate() {
        let line = format!(
            r#"{{"request_id": "n-{n}", "operation": "x", "metadata": {{"n": {number}, "e": "\u001b"}}}}"#
        );
        record(&home, &line).stdout(format!("n-{n}\n"));
    }
    home.run(["sync"]).stdout_contains("5 AI calls uploaded");
}

#[test]
fn the_background_uploads_what_was_only_logged() {
    let database = proxied::database();
    let url = url(&database);
    let home = Home::new().with("RESUME_DATABASE_URL", &url);
    let _ = home.run(["sync"]).any_output();
    record(&home, &call("one")).stdout("one\n");
    wait_until("it has arrived", || database.ask("SELECT count(*) FROM resume.ai_logs") == "1");
    wait_until("it is noted", || home.json(["status"])["ai_pending"] == 0);
}
