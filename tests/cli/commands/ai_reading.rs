//! `ai log`, `ai show` and `ai stats`: what is said of the calls that were logged.

use std::collections::BTreeSet;
use std::fs;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::ai_calls::{call, ids, record, spool, url};
use crate::support::proxied;
use crate::support::proxy::{End, Fault, Proxy, Way};
use crate::support::{Home, Terminal};

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
    let database = proxied::database();
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
        record(&home, &line("repeat", "2")).stdout("one\n").any_stderr();
        let stats = home.json(["ai", "stats"]);
        let total = (&stats["groups"][0]["key"], &stats["total"]["calls"], &stats["total"]["cost"]);
        assert_eq!(total, (&json!("stored"), &json!(1), &json!("1")), "{stats}");
        assert_eq!(home.json(["ai", "log", "--model", "repeat"]), json!([]));
        assert_eq!(home.json(["ai", "log"])[0]["model"], "stored");
    }
}

#[test]
fn what_has_been_read_of_a_long_log_is_shown_though_the_rest_does_not_come() {
    let database = proxied::database();
    let proxy = Proxy::to(proxied::socket(database.server));
    let home = Home::new()
        .with("RESUME_SYNC", "manual")
        .with("RESUME_TIMEOUT", "20")
        .with("RESUME_USER", "ada")
        .with("RESUME_DATABASE_URL", &proxied::url(&proxy, &database));
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
fn percentiles_and_sums_are_those_of_an_independent_program() {
    let database = proxied::database();
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
