//! What is tried again, and what is asked for more simply.

use std::cell::RefCell;

use resume::ai::Chat;
use resume::ai::client::{Around, Client, kind};
use resume::clock;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{ask_server, question, setup, unwatched};
use crate::support::chat::{ChatServer, Reply, Request};

fn answer() -> Reply {
    Reply::ok(&json!({"a": 1}))
}

#[test]
fn what_may_pass_is_tried_three_times_in_all() {
    let whole = answer();
    for (reply, kind) in [
        (Reply::error(500, "oops", "x"), kind::SERVER_ERROR),
        (Reply::status(502, &[], ""), kind::SERVER_ERROR),
        (Reply::status(503, &[("Retry-After", "0")], ""), kind::SERVER_ERROR),
        (Reply::status(529, &[], ""), kind::SERVER_ERROR),
        (Reply::status(408, &[], ""), kind::TIMEOUT),
        (Reply::error(429, "slow down", "x"), kind::RATE_LIMIT),
        (Reply::status(429, &[("Retry-After", "0")], ""), kind::RATE_LIMIT),
        (Reply::status(429, &[("Retry-After", "Fri, 06 Nov 2015 08:49:37 GMT")], ""), kind::RATE_LIMIT),
        (Reply::status(429, &[("Retry-After", "soon")], ""), kind::RATE_LIMIT),
        (whole.clone().cut(0), kind::CONNECTION_LOST),
        (whole.clone().cut(whole.len() - 1), kind::CONNECTION_LOST),
    ] {
        let server = ChatServer::new([reply.clone(), reply.clone(), answer()]);
        let asked = ask_server(&server);
        assert_eq!(asked.answer, Ok(json!({"a": 1})), "{reply:?}");
        assert_eq!(asked.kinds(), [kind, kind, "ok"]);
        let server = ChatServer::new([reply.clone(), reply.clone(), reply.clone(), answer()]);
        let asked = ask_server(&server);
        assert_eq!(asked.kinds(), [kind, kind, kind], "{reply:?}");
        assert_eq!(server.requests().len(), 3);
        assert!(asked.error().message.contains(" in 3 attempts"), "{asked:?}");
    }
}

#[test]
fn what_does_not_pass_is_tried_once() {
    for reply in [
        Reply::error(400, "bad", "x"),
        Reply::error(401, "bad", "x"),
        Reply::error(404, "bad", "model_not_found"),
        Reply::error(429, "bad", "insufficient_quota"),
        Reply::status(501, &[], ""),
        Reply::status(200, &[], "OK"),
        Reply::text("Sure!"),
    ] {
        let server = ChatServer::new([reply.clone(), answer()]);
        let asked = ask_server(&server);
        assert_eq!((asked.rows.len(), server.requests().len()), (1, 1), "{reply:?}");
        assert!(!asked.error().message.contains("attempts"));
    }
}

#[test]
fn who_asks_to_be_left_alone_for_long_is() {
    for (after, hint) in [
        ("31", "it asks to be left alone until 20"),
        ("Sun, 06 Nov 2095 08:49:37 GMT", "until 2095-11-06 08:49:3"),
        ("999999999999999999999", "it asks to be left alone for good"),
    ] {
        for status in [429, 503] {
            let server = ChatServer::new([Reply::status(status, &[("Retry-After", after)], ""), answer()]);
            let asked = ask_server(&server);
            assert_eq!((asked.rows.len(), server.requests().len()), (1, 1));
            assert!(asked.error().hint.as_ref().unwrap().contains(hint), "{asked:?}");
        }
    }
}

#[test]
fn a_server_without_structured_output_is_asked_in_words_from_then_on() {
    let refusal = |status| Reply::error(status, "Unknown parameter: response_format.type", "x");
    let server = ChatServer::new([refusal(400), refusal(422), refusal(500), answer(), answer()]);
    let rows = RefCell::new(Vec::new());
    let log = |row| rows.borrow_mut().push(row);
    let around =
        Around { clock: clock::system, ids: Uuid::new_v4, log: &log, waits: &|_| {}, watch: &unwatched };
    let client = Client::new(setup(&server.url()), around).unwrap();
    for _ in 0..2 {
        assert_eq!(client.ask(&question()), Ok(json!({"a": 1})));
    }
    let requests: Vec<_> = server.requests().iter().map(Request::json).collect();
    let formats: Vec<_> = requests.iter().map(|body| body["response_format"]["type"].as_str()).collect();
    assert_eq!(formats, [Some("json_schema"), Some("json_object"), Some("json_object"), None, None]);
    let beside: Vec<_> =
        requests.iter().map(|body| body["response_format"].get("schema").is_some()).collect();
    assert_eq!(beside, [false, true, false, false, false]);
    let told: Vec<_> = requests.iter().map(|body| body["messages"][0]["content"].as_str().unwrap()).collect();
    assert_eq!(told[0], "Be brief.");
    for told in &told[1..] {
        assert!(told.starts_with("Be brief.\n\nAnswer with one JSON value"), "{told}");
        assert!(told.contains("\"additionalProperties\":false"), "{told}");
    }
    let kinds: Vec<_> = rows.borrow().iter().map(|row| row.error_type.clone()).collect();
    let unsupported = Some(kind::UNSUPPORTED.to_owned());
    assert_eq!(kinds, [unsupported.clone(), unsupported.clone(), unsupported, None, None]);
}

#[test]
fn a_server_that_will_not_have_any_of_it_is_no_endless_matter() {
    let refusal = || Reply::error(400, "response_format and temperature are wrong", "x");
    let server = ChatServer::new((0..20).map(|_| refusal()));
    let asked = ask_server(&server);
    let unsupported = kind::UNSUPPORTED;
    assert_eq!(asked.kinds(), [unsupported, unsupported, unsupported, unsupported, kind::BAD_REQUEST]);
}

#[test]
fn a_model_that_takes_no_temperature_is_asked_without() {
    let words = "Unsupported value: 'temperature' does not support 0.2 with this model.";
    let server = ChatServer::new([Reply::error(400, words, "unsupported_value"), answer()]);
    let asked = ask_server(&server);
    assert_eq!(asked.answer, Ok(json!({"a": 1})));
    let bodies: Vec<_> = server.requests().iter().map(Request::json).collect();
    assert!(bodies[0].get("temperature").is_some() && bodies[1].get("temperature").is_none());
    assert_eq!(bodies[1]["response_format"]["type"], "json_schema");
}
