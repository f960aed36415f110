//! The log of AI calls.

use resume::database::Database;
use resume::domain::{AiCall, AiStatus, StartedAt};
use serde_json::json;

use crate::harness::{Harness, time};

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
    AiCall {
        provider: None,
        model: None,
        experience: None,
        status: AiStatus::Ok,
        http_status: None,
        error_type: None,
        error_message: None,
        latency_ms: None,
        prompt_tokens: None,
        completion_tokens: None,
        total_tokens: None,
        cost: None,
        request: None,
        response: None,
        metadata: serde_json::Map::new(),
        ..call(id)
    }
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
