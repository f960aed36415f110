//! The log of AI calls.

use resume::database::Database;
use resume::domain::{
    AiCall, AiGrouping, AiPlace, AiQuery, AiSample, AiStatus, AiTallies, AiTally, StartedAt,
};
use serde_json::json;

use crate::harness::{Harness, Sqlite, time};
use crate::postgres_harness::{Owner, role};

/// Every field differs from every other, and says something that is easily lost.
fn call(id: &str) -> AiCall {
    AiCall {
        request_id: id.to_owned(),
        operation: "suggest".to_owned(),
        provider: Some("ollama".to_owned()),
        model: Some("llama \u{202e}é\"\\".to_owned()),
        experience: Some("gone long ago".to_owned()),
        status: AiStatus::Error,
        http_status: Some(429),
        error_type: Some("rate_limit".to_owned()),
        error_message: Some("later\nplease".to_owned()),
        started_at: StartedAt(time(1)),
        latency_ms: Some(i64::MAX),
        prompt_tokens: Some(1),
        completion_tokens: Some(2),
        total_tokens: Some(3),
        cost: Some("0.000000000000000000001".to_owned()),
        request: Some("x".repeat(1 << 20)),
        response: Some(String::new()),
        metadata:
            json!({"exact": serde_json::from_str::<serde_json::Value>("1.10").unwrap(), "b": 1, "a": [null]})
                .as_object()
                .unwrap()
                .clone(),
    }
}

/// No more than what must be there.
fn bare(id: &str) -> AiCall {
    let AiCall { operation, started_at, .. } = call(id);
    AiCall::new(id, operation, AiStatus::Ok, started_at)
}

pub(crate) fn a_call_comes_back_whole<H: Harness>() {
    let world = H::new();
    let mut database = world.open("ada");
    database.log_ai_calls(&[]).unwrap();
    assert_eq!(database.ai_calls("", 10).unwrap(), []);
    database.log_ai_calls(&[call("1"), bare("2")]).unwrap();
    assert_eq!(world.open("ada").ai_calls("", 10).unwrap(), [call("1"), bare("2")]);
    assert_eq!(database.snapshot(0).unwrap().revision, 0, "a call is no change of a record");
}

pub(crate) fn a_call_is_logged_once_and_stays_as_it_was<H: Harness>() {
    let world = H::new();
    let mut database = world.open("ada");
    database.log_ai_calls(&[bare("1"), bare("1")]).unwrap();
    let other = AiCall { operation: "tailor".to_owned(), ..bare("1") };
    database.log_ai_calls(&[other, bare("2")]).unwrap();
    assert_eq!(database.ai_calls("", 10).unwrap(), [bare("1"), bare("2")]);
}

pub(crate) fn calls_come_in_pages<H: Harness>() {
    let world = H::new();
    let mut database = world.open("ada");
    let calls: Vec<_> = (0..7).map(|number| bare(&format!("call {number}"))).collect();
    database.log_ai_calls(&calls).unwrap();
    for size in 1..=8 {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let page = database.ai_calls(&after, size).unwrap();
            assert!(page.len() <= size);
            let Some(last) = page.last() else { break };
            after = last.request_id.clone();
            found.extend(page);
        }
        assert_eq!(found, calls, "in pages of {size}");
    }
}

/// Calls of two models, operations and days, one moment twice.
fn several() -> Vec<AiCall> {
    let mut calls: Vec<_> = (0..9)
        .map(|number| {
            let mut call = bare(&format!("call {number}"));
            call.started_at = StartedAt(time(number / 2));
            call.operation = format!("operation {}", number % 3);
            call.model = (number % 4 > 0).then(|| format!("model {}", number % 4));
            call.latency_ms = (number != 5).then_some(number * 10);
            call.total_tokens = (number % 2 == 0).then_some(number);
            (call.prompt_tokens, call.completion_tokens) = (Some(1), Some(2));
            call.cost = (number > 2).then(|| format!("0.{number}"));
            call
        })
        .collect();
    calls[4].status = AiStatus::Error;
    calls[4].experience = Some("x".to_owned());
    calls[7].request = Some("asked".to_owned());
    calls
}

pub(crate) fn the_newest_calls_come_first<H: Harness>() {
    let world = H::new();
    let mut database = world.open("ada");
    let calls = several();
    database.log_ai_calls(&calls).unwrap();
    world.open("bob").log_ai_calls(&[bare("bob's")]).unwrap();
    let everything = AiQuery::default();
    let newest: Vec<_> = calls.iter().rev().cloned().collect();
    assert_eq!(database.newest_ai_calls(&everything, None, 100, true).unwrap(), newest);
    for size in 1..=10 {
        let mut found: Vec<AiCall> = Vec::new();
        loop {
            let before = found.last().map(AiPlace::of);
            let page = database.newest_ai_calls(&everything, before.as_ref(), size, true).unwrap();
            assert!(page.len() <= size);
            if page.is_empty() {
                break;
            }
            found.extend(page);
        }
        assert_eq!(found, newest, "in pages of {size}");
    }
    let without = database.newest_ai_calls(&everything, None, 100, false).unwrap();
    assert!(without.iter().all(|call| call.request.is_none() && call.response.is_none()));
    assert_eq!(without.len(), 9);
    for query in [
        AiQuery { since: Some(StartedAt(time(2))), ..AiQuery::default() },
        AiQuery { status: Some(AiStatus::Error), ..AiQuery::default() },
        AiQuery { operation: Some("operation 1".to_owned()), ..AiQuery::default() },
        AiQuery { model: Some("model 2".to_owned()), since: Some(StartedAt(time(1))), ..AiQuery::default() },
        AiQuery { experience: Some("x".to_owned()), ..AiQuery::default() },
        AiQuery { model: Some("' OR 1=1 --".to_owned()), ..AiQuery::default() },
    ] {
        let expected: Vec<_> = newest.iter().filter(|call| query.matches(call)).cloned().collect();
        assert_eq!(database.newest_ai_calls(&query, None, 100, true).unwrap(), expected, "{query:?}");
    }
}

pub(crate) fn a_call_is_found_by_its_id<H: Harness>() {
    let world = H::new();
    let mut database = world.open("ada");
    database.log_ai_calls(&[bare("ab%"), bare("abc"), bare("abd"), bare("b"), call("über")]).unwrap();
    assert_eq!(database.ai_call_ids("ab", 10).unwrap(), ["ab%", "abc", "abd"]);
    assert_eq!(database.ai_call_ids("ab", 2).unwrap(), ["ab%", "abc"]);
    assert_eq!(database.ai_call_ids("ab%", 10).unwrap(), ["ab%"]);
    assert_eq!(database.ai_call_ids("ü", 10).unwrap(), ["über"]);
    assert_eq!(database.ai_call_ids("c", 10).unwrap(), Vec::<String>::new());
    assert_eq!(database.ai_call("über").unwrap(), Some(call("über")));
    assert_eq!(database.ai_call("ab").unwrap(), None);
    assert_eq!(world.open("bob").ai_call("abc").unwrap(), None);
}

pub(crate) fn calls_are_counted_exactly<H: Harness>() {
    let world = H::new();
    let mut database = world.open("ada");
    let calls = several();
    database.log_ai_calls(&calls).unwrap();
    world.open("bob").log_ai_calls(&[bare("bob's")]).unwrap();
    let besides = ["call 8".to_owned(), "unknown".to_owned()];
    let since = AiQuery { since: Some(StartedAt(time(1))), ..AiQuery::default() };
    for by in [AiGrouping::Model, AiGrouping::Operation, AiGrouping::Day] {
        for (query, besides) in
            [(AiQuery::default(), &[][..]), (AiQuery::default(), &besides[..]), (since.clone(), &besides[..])]
        {
            let mut expected = AiTallies::default();
            let counted = calls.iter().filter(|call| query.matches(call));
            for call in counted.filter(|call| !besides.contains(&call.request_id)) {
                expected.add(by.key(call).as_deref(), &AiSample::of(call));
            }
            let found = database.tally_ai_calls(&query, by, besides).unwrap();
            assert_eq!(sorted(found), sorted(expected), "{by:?} {query:?} {besides:?}");
        }
    }
    let mut total = database.tally_ai_calls(&AiQuery::default(), AiGrouping::Day, &[]).unwrap().total();
    assert_eq!((total.calls, total.errors), (9, 1));
    assert_eq!((total.percentile(50), total.percentile(95)), (Some(30), Some(80)));
    assert_eq!((total.prompt_tokens, total.completion_tokens, total.total_tokens), (9, 18, 20 + 4 * 3));
    assert_eq!(total.cost.unwrap().to_string(), "3.3");
}

/// The groups, with their latencies in order.
fn sorted(tallies: AiTallies) -> Vec<(Option<String>, AiTally)> {
    let mut groups = tallies.groups();
    groups.iter_mut().for_each(|(_, tally)| tally.latencies.sort_unstable());
    groups
}

pub(crate) fn only_old_calls_of_ones_own_are_pruned<H: Harness>() {
    let world = H::new();
    let mut database = world.open("ada");
    let calls = several();
    database.log_ai_calls(&calls).unwrap();
    world.open("bob").log_ai_calls(&calls).unwrap();
    let before = StartedAt(time(2));
    assert_eq!(database.count_ai_calls(before, &[]).unwrap(), 4);
    assert_eq!(database.count_ai_calls(before, &["call 1".to_owned(), "call 8".to_owned()]).unwrap(), 3);
    assert_eq!(database.prune_ai_calls(before).unwrap(), 4);
    assert_eq!(database.prune_ai_calls(before).unwrap(), 0);
    assert_eq!(database.ai_calls("", 100).unwrap(), calls[4..]);
    assert_eq!(world.open("bob").ai_calls("", 100).unwrap(), calls);
}

/// What a call by hand may not say, by column.
const WRONG: [(&str, &[&str]); 6] = [
    ("request_id", &["''"]),
    ("status", &["'fine'", "NULL"]),
    (
        "started_at",
        &[
            "'2026-01-01T00:00:00Z'",
            "'2026-02-30T00:00:00.000000Z'",
            "'2026-01-01T24:00:00.000000Z'",
            "'2026-01-01T00:00:00.000000+'",
            "'9999-12-31T00:00:00.000000Z'",
        ],
    ),
    ("latency_ms", &["-1"]),
    (
        "cost",
        &["''", "'.5'", "'1.'", "'-1'", "'1e3'", "'1.2.3'", "'1234567890'", "'0.0000000000000000000000001'"],
    ),
    ("metadata", &["'[]'", "'x'"]),
];

/// A statement that inserts a call with one value of its own.
fn insert(table: &str, column: &str, value: &str) -> String {
    let mut columns = vec![
        ("user_id", "'ada'"),
        ("request_id", "'x'"),
        ("operation", "'o'"),
        ("status", "'ok'"),
        ("started_at", "'2026-01-01T00:00:00.000000Z'"),
    ];
    columns.retain(|(name, _)| *name != column);
    columns.push((column, value));
    let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "))
}

#[test]
fn a_call_that_no_device_could_read_is_refused_by_sqlite() {
    let harness = Sqlite::new();
    for (column, values) in WRONG {
        for value in values {
            let statement = insert("ai_logs", column, value);
            assert!(harness.shell().execute_batch(&statement).is_err(), "{statement}");
        }
    }
    harness.shell().execute_batch(&insert("ai_logs", "cost", "'999999999.5'")).unwrap();
    assert_eq!(harness.open("ada").ai_calls("", 10).unwrap()[0].cost.as_deref(), Some("999999999.5"));
}

#[test]
fn a_call_that_no_device_could_read_is_refused_by_postgres() {
    let harness = Owner::new();
    let role = role("ada");
    let mut ada = harness.0.connect(&role);
    let nul: (&str, &[&str]) = ("metadata", &[r#"'{"a": "\u0000"}'"#]);
    for (column, values) in WRONG.iter().chain([&nul]) {
        for value in *values {
            let statement = insert("resume.ai_logs", column, value).replace("'ada'", "current_user::text");
            assert!(ada.batch_execute(&statement).is_err(), "{statement}");
        }
    }
    let right = insert("resume.ai_logs", "cost", "'999999999.5'").replace("'ada'", "current_user::text");
    ada.batch_execute(&right).unwrap();
    assert_eq!(harness.open("ada").ai_calls("", 10).unwrap()[0].cost.as_deref(), Some("999999999.5"));
}
