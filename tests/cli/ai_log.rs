//! The log of AI calls: what is recorded, read, counted and pruned.

use std::collections::BTreeSet;
use std::fs;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::network;
use crate::support::postgres::{TestDatabase, wait_until};
use crate::support::proxy::{End, Fault, Proxy, Side, Way};
use crate::support::{Home, Output, Terminal};

/// Logs lines of JSON.
#[track_caller]
pub(crate) fn record(home: &Home, lines: &str) -> Output {
    home.program(["ai", "record"]).input(lines).run()
}

pub(crate) fn call(id: &str) -> String {
    json!({"request_id": id, "operation": "suggest", "model": "m", "latency_ms": 7}).to_string() + "\n"
}

pub(crate) fn ids(log: &Value) -> BTreeSet<String> {
    let all = log.as_array().unwrap().iter();
    let ids: Vec<_> = all.map(|call| call["request_id"].as_str().unwrap().to_owned()).collect();
    let set: BTreeSet<_> = ids.iter().cloned().collect();
    assert_eq!(set.len(), ids.len(), "an id twice");
    set
}

pub(crate) fn spool(home: &Home) -> std::path::PathBuf {
    home.path().join("ai-calls.jsonl")
}

pub(crate) fn spool_files(home: &Home) -> Vec<String> {
    let mut files = home.files();
    files.retain(|name| name.starts_with("ai-calls") && name != "ai-calls.lock");
    files
}

/// The request ids in the embedded database.
pub(crate) fn stored(home: &Home) -> Vec<String> {
    let database = Connection::open(home.database_path()).unwrap();
    let mut select = database.prepare("SELECT request_id FROM ai_logs ORDER BY 1").unwrap();
    let ids = select.query_map([], |row| row.get(0)).unwrap();
    ids.map(Result::unwrap).collect()
}

pub(crate) fn url(database: &TestDatabase<'_>) -> String {
    database.url(&database.owner())
}

/// The ids of all calls, whatever is said about where they were looked for.
#[track_caller]
pub(crate) fn logged(home: &Home) -> BTreeSet<String> {
    ids(&home.run(["--json", "ai", "log"]).any_stderr().json())
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
    record(&home, r#"{"request_id": "mine-1", "operation": "other"}"#).stdout("mine-1\n");
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
fn tokens_that_a_call_does_not_sum_up_are_shown_as_stats_counts_them() {
    let home = Home::new();
    let lines = [
        json!({"request_id": "both", "operation": "x", "prompt_tokens": 10, "completion_tokens": 5}),
        json!({"request_id": "one", "operation": "x", "prompt_tokens": 2}),
        json!({"request_id": "none", "operation": "x"}),
        json!({"request_id": "own", "operation": "x", "prompt_tokens": 1, "total_tokens": 900}),
    ];
    record(&home, &lines.map(|line| line.to_string()).join("\n")).stdout("4 AI calls logged\n");
    let output = home.run(["ai", "log"]).any_output();
    let log = output.out();
    let row = |id: &str| {
        let line = log.lines().find(|line| line.starts_with(id)).unwrap_or_else(|| panic!("{id}: {log}"));
        line.split_whitespace().last().unwrap().to_owned()
    };
    assert_eq!(["both", "one", "none", "own"].map(row), ["15", "2", "ok", "900"], "{log}");
    home.run(["ai", "show", "both"]).stdout_contains("10 prompt, 5 completion, 15 total\n");
    assert_eq!(home.json(["ai", "stats"])["total"]["total_tokens"], 917);
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
fn hostile_text_cannot_drive_the_terminal() {
    let home = Home::new();
    let evil = "\u{1b}[2J\u{202e}x\r";
    let mut given = json!({"request_id": "call\u{1b}[31m", "operation": evil, "model": evil, "provider": evil,
        "status": "error", "error_type": evil, "error_message": evil, "request": evil, "response": evil,
        "metadata": {}});
    given["metadata"][evil] = json!(evil);
    for args in
        [&["ai", "log"][..], &["ai", "show", "call"], &["ai", "stats"], &["ai", "stats", "--by", "operation"]]
    {
        for lines in [given.to_string(), String::new()] {
            let _ = home.program(["--offline", "ai", "record"]).input(lines).run().any();
            for json in [&[][..], &["--json"]] {
                let shown = home.run([json, args].concat()).any();
                for text in [shown.out(), shown.err()] {
                    assert!(!text.contains(['\u{1b}', '\u{202e}', '\r']), "{args:?}: {text:?}");
                }
            }
        }
        let _ = home.run(["sync"]).any_output();
    }
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
fn offline_and_without_a_database_the_log_is_read_from_here() {
    let home = Home::new();
    record(&home, &call("there")).stdout("there\n");
    let _ = home.program(["--offline", "ai", "record"]).input(call("here")).run().stdout("here\n");
    let offline = home.run(["--offline", "ai", "log"]).stdout_contains("here").any_stderr();
    assert!(!offline.out().contains("there"), "{offline:?}");
    assert!(offline.err().contains("`--offline` was given"), "{offline:?}");
    let stats = home.json(["ai", "stats"]);
    assert_eq!(stats["total"]["calls"], 2, "{stats}");
    let none = Home::new().with("RESUME_DATABASE_URL", "none");
    record(&none, &call("here")).stdout("here\n");
    assert_eq!(ids(&none.json(["ai", "log"])).len(), 1);
    assert_eq!(none.json(["status"])["ai_pending"], 1);
    let _ = none.run(["ai", "show", "nothing"]).code(3).any_output();
}

#[test]
fn numbers_without_the_databases_calls_say_so() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    record(&home, &call("there")).stdout("there\n");
    let _ = home.run(["sync"]).any_output();
    assert_eq!(home.json(["ai", "stats"])["complete"], true);
    record(&home, &call("here")).stdout("here\n");
    Connection::open(home.database_path()).unwrap().execute_batch("DROP TABLE ai_logs").unwrap();
    let why = "{\"warning\":\"only the AI calls on this device";
    let stats = home.run(["--quiet", "--json", "ai", "stats"]).stderr_contains(why).any_stderr().json();
    assert_eq!((&stats["complete"], &stats["total"]["calls"]), (&json!(false), &json!(1)), "{stats}");
    let log = home.run(["--quiet", "--json", "ai", "log"]).stderr_contains(why).any_stderr().json();
    assert_eq!(ids(&log), BTreeSet::from(["here".to_owned()]));
    let offline = home.run(["--offline", "--quiet", "--json", "ai", "stats"]).stderr_contains(why);
    assert_eq!(offline.any_stderr().json()["complete"], false);
    let none = Home::new().with("RESUME_DATABASE_URL", "none");
    assert_eq!(none.json(["ai", "stats"])["complete"], true, "there is nothing to ask");
}

#[test]
fn an_id_that_is_listed_names_its_call() {
    let home = Home::new();
    let uuids =
        ["3fa20000-0000-4000-8000-000000000001", "3fa20000-1000-4000-8000-000000000001", "3fa20001-mine"];
    let ids = ["batch-1", "batch-10", "batch-100"].into_iter().chain(uuids);
    for (n, id) in ids.clone().enumerate() {
        let line = json!({"request_id": id, "operation": "x", "latency_ms": n,
            "started_at": format!("2026-03-15T00:00:{n:02}Z")});
        let _ = record(&home, &line.to_string()).any_output();
    }
    for limit in 1..=6 {
        let log = home.run(["ai", "log", "--limit", &limit.to_string()]).stdout_contains("OPERATION");
        for (line, id) in log.out().lines().skip(1).zip(ids.clone().collect::<Vec<_>>().iter().rev()) {
            let shown = line.split_whitespace().next().unwrap();
            if !id.starts_with("3fa20000") {
                assert_eq!(shown, *id, "--limit {limit}");
            } else if limit == 6 {
                assert_eq!(shown, &id[..10], "--limit {limit}");
            }
        }
    }
}

#[test]
fn the_databases_row_counts_and_not_a_repeat_of_its_id() {
    let database = network::database();
    for url in [None, Some(url(&database))] {
        let mut home = Home::new().with("RESUME_SYNC", "manual");
        if let Some(url) = &url {
            home = home.with("RESUME_DATABASE_URL", url);
        }
        let line = |model: &str, cost: &str| {
            json!({"request_id": "one", "operation": "x", "model": model, "cost": cost}).to_string()
        };
        record(&home, &line("stored", "1")).stdout("one\n");
        let _ = home.run(["sync"]).any_output();
        record(&home, &line("repeat", "2")).stdout("one\n");
        let stats = home.json(["ai", "stats"]);
        let total = (&stats["groups"][0]["key"], &stats["total"]["calls"], &stats["total"]["cost"]);
        assert_eq!(total, (&json!("stored"), &json!(1), &json!("1")), "{stats}");
        assert_eq!(home.json(["ai", "log", "--model", "repeat"]), json!([]));
        assert_eq!(home.json(["ai", "log"])[0]["model"], "stored");
    }
}

#[test]
fn what_has_been_read_of_a_long_log_is_shown_though_the_rest_does_not_come() {
    let database = network::database();
    let proxy = Proxy::to(network::socket(database.server));
    let home = Home::new()
        .with("RESUME_SYNC", "manual")
        .with("RESUME_TIMEOUT", "20")
        .with("RESUME_USER", "ada")
        .with("RESUME_DATABASE_URL", &network::url(&proxy, &database));
    let _ = home.run(["sync"]).any_output();
    database.sql(
        "INSERT INTO resume.ai_logs (user_id, request_id, operation, status, started_at, response)
         SELECT 'ada', 'call-' || n, 'x', 'ok', '2026-03-15T00:00:' || n || '.000000Z', repeat('x', 1000000)
         FROM generate_series(10, 39) AS n",
    );
    let all: Vec<_> = home.json(["ai", "log"]).as_array().unwrap().clone();
    let order = |log: &[Value]| log.iter().map(|call| call["request_id"].clone()).collect::<Vec<_>>();
    assert_eq!(order(&all), (10..40).rev().map(|n| json!(format!("call-{n}"))).collect::<Vec<_>>());
    assert_eq!(all[29]["response"].as_str().unwrap().len(), 1_000_000);
    record(&home, &call("here")).stdout("here\n");
    proxy.set(Fault::After(Way::ToClient, 20_000_000, End::Close));
    let cut = home.run(["--json", "ai", "log"]).stderr_contains("AI calls older than these").any_stderr();
    let cut = order(cut.json().as_array().unwrap());
    assert_eq!(cut[0], "here");
    assert!((8..20).contains(&cut.len()), "{cut:?}");
    assert_eq!(cut[1..], order(&all)[..cut.len() - 1]);
}

#[test]
fn a_log_that_cannot_be_read_leaves_the_rest_of_the_state() {
    let home = Home::new().with("RESUME_SYNC", "manual");
    let _ = home.add("Engineer");
    fs::create_dir(spool(&home)).unwrap();
    let status = home.json(["status"]);
    assert_eq!((&status["experiences"], &status["pending"]), (&json!(1), &json!(1)), "{status}");
    assert!(status["ai_error"].as_str().unwrap().contains("cannot be read"), "{status}");
    let _ = home.run(["status"]).stdout_contains("AI calls      not uploaded: the log on this device");
    let _ = home.run(["status", "--dismiss"]).any_output();
}

#[test]
fn every_number_that_is_logged_is_one_to_the_server() {
    let database = network::database();
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
fn pruning_whose_answer_is_lost_does_not_say_that_nothing_was_removed() {
    let database = network::database();
    let proxy = Proxy::to(network::socket(database.server));
    let home = Home::new()
        .with("RESUME_SYNC", "manual")
        .with("RESUME_TIMEOUT", "20")
        .with("RESUME_USER", "ada")
        .with("RESUME_DATABASE_URL", &network::url(&proxy, &database));
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
fn the_background_uploads_what_was_only_logged() {
    let database = network::database();
    let url = url(&database);
    let home = Home::new().with("RESUME_DATABASE_URL", &url);
    let _ = home.run(["sync"]).any_output();
    record(&home, &call("one")).stdout("one\n");
    wait_until("it has arrived", || database.ask("SELECT count(*) FROM resume.ai_logs") == "1");
    wait_until("it is noted", || home.json(["status"])["ai_pending"] == 0);
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
fn percentiles_and_sums_are_those_of_an_independent_program() {
    let database = network::database();
    let url = url(&database);
    let mut lines = String::new();
    let mut random = 12345_u64;
    for n in 0..1500 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let value = random >> 40;
        let mut call = json!({"request_id": format!("{n}"), "operation": format!("op{}", value % 3),
            "started_at": format!("2026-03-{:02}T23:59:59.999999Z", 1 + value % 5), "cost": format!("0.{:06}", value % 1_000_000)});
        if !value.is_multiple_of(4) {
            call["model"] = json!(format!("model {}", value % 4));
        }
        if !value.is_multiple_of(7) {
            call["latency_ms"] = json!(value % 5000);
            call["total_tokens"] = json!(value % 900);
        }
        if value.is_multiple_of(11) {
            call["status"] = json!("error");
        }
        lines.push_str(&call.to_string());
        lines.push('\n');
    }
    for (uploaded, by) in [(true, "model"), (true, "operation"), (true, "day"), (false, "model")] {
        let home = Home::new().with("RESUME_SYNC", "manual").with("RESUME_DATABASE_URL", &url);
        let embedded = Home::new().with("RESUME_SYNC", "manual");
        for home in [&home, &embedded] {
            let _ = home.run(["sync"]).any_output();
            record(home, &lines).stdout("1500 AI calls logged\n");
            if uploaded {
                let _ = home.run(["sync"]).any_output();
            }
        }
        let key = match by {
            "day" => "left(started_at, 10)",
            other => other,
        };
        let select = format!(
            "SELECT coalesce(json_agg(row), '[]')::text FROM (SELECT {key} AS key, count(*) AS calls,
               count(*) FILTER (WHERE status = 'error') AS errors,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_ms) AS p50_ms,
               percentile_disc(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95_ms,
               0 AS prompt_tokens, 0 AS completion_tokens, sum(total_tokens) AS total_tokens,
               trim_scale(sum(cost::numeric))::text AS cost
             FROM resume.ai_logs GROUP BY 1 ORDER BY {key} COLLATE \"C\" NULLS LAST) AS row"
        );
        let expected: Value = serde_json::from_str(&database.ask(&select)).unwrap();
        assert!(expected.as_array().unwrap().len() > 2, "{expected}");
        for home in [&home, &embedded] {
            let stats = home.json(["ai", "stats", "--by", by]);
            assert_eq!(stats["groups"], expected, "by {by}, uploaded: {uploaded}");
            assert_eq!(stats["total"]["calls"], 1500);
        }
    }
}

#[test]
fn the_statistics_fit_every_terminal_and_no_number_is_cut() {
    let home = Home::new();
    let line = |model: &str, latency: i64| {
        json!({"operation": "x", "model": model, "latency_ms": latency, "total_tokens": 1_234_567, "cost": "0.25"})
            .to_string()
            + "\n"
    };
    let lines =
        [line("short", 12), line("short", 12), line(&"long ".repeat(30), 9876), line("東京", 5)].concat();
    record(&home, &lines).stdout("4 AI calls logged\n");
    let plain = home.run(["ai", "stats"]).stdout_contains("1234567");
    assert!(!plain.out().contains('█'), "bars are for terminals: {plain:?}");
    for columns in [40, 60, 80, 250] {
        let mut terminal = Terminal::sized(&home.program(["ai", "stats"]), 24, columns);
        assert_eq!(terminal.code(), Some(0));
        let screen = terminal.screen();
        assert!(!terminal.wrapped(), "{columns} columns:\n{screen}");
        assert!(screen.contains("9876 ms"), "{columns} columns:\n{screen}");
        assert_eq!(screen.contains('█'), columns > 200, "{columns} columns:\n{screen}");
    }
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
