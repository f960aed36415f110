//! Answers, and all that can be wrong with one.

use std::time::Duration;

use resume::ai::client::kind;
use resume::domain::AiStatus;
use serde_json::{Value, json};

use crate::harness::{Asked, ask, ask_server, setup};
use crate::support::chat::{ChatServer, Reply, completion};
use crate::support::proxy::Refusing;

/// Asks once: the fault is what matters, not how often it is met.
#[track_caller]
fn once(reply: Reply) -> Asked {
    let server = ChatServer::new([reply]);
    let mut setup = setup(&server.url());
    setup.pace.attempts = 1;
    let asked = ask(setup);
    assert_eq!((server.requests().len(), asked.rows.len()), (1, 1), "{asked:?}");
    asked
}

#[test]
fn a_question_and_its_answer_are_one_request_and_one_row() {
    let server = ChatServer::new([Reply::ok(&json!({"bullets": []}))]);
    let asked = ask_server(&server);
    assert_eq!(asked.answer, Ok(json!({"bullets": []})));
    let request = &server.requests()[0];
    assert_eq!(request.line, "POST /v1/chat/completions HTTP/1.1");
    assert_eq!(request.header("authorization"), Some(&*format!("Bearer {}", crate::harness::KEY)));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("accept-encoding"), Some("identity"));
    let body = request.json();
    assert_eq!(
        body,
        json!({
            "model": "tiny",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Baked bread."},
            ],
            "stream": false,
            "temperature": 0.2,
            "response_format": {"type": "json_schema", "json_schema": {
                "name": "answer", "strict": true, "schema": {"type": "object", "additionalProperties": false},
            }},
        })
    );
    let [row] = &asked.rows[..] else { panic!("{asked:?}") };
    assert_eq!((row.status, row.http_status), (AiStatus::Ok, Some(200)));
    assert_eq!(row.provider.as_deref(), Some("127.0.0.1"));
    assert_eq!(row.model.as_deref(), Some("tiny-1"));
    assert_eq!((row.prompt_tokens, row.completion_tokens, row.total_tokens), (Some(11), Some(7), Some(18)));
    assert_eq!(row.cost, None);
    assert_eq!(serde_json::from_str::<Value>(row.request.as_ref().unwrap()).unwrap(), body);
    assert!(row.response.as_ref().unwrap().contains("chatcmpl-1"));
}

#[test]
fn every_status_has_its_cause_and_a_hint() {
    let html = [("Content-Type", "text/html")];
    for (reply, kind, message, hint) in [
        (
            Reply::error(401, "who are you?", "invalid_api_key"),
            kind::AUTHENTICATION,
            "does not accept the key (HTTP 401): who are you?",
            "check the key",
        ),
        (
            Reply::error(403, "not here", "x"),
            kind::AUTHENTICATION,
            "refuses what the key asks for (HTTP 403): not here",
            "may the key use this model",
        ),
        (
            Reply::status(401, &html, "<html>no</html>"),
            kind::AUTHENTICATION,
            "does not accept the key (HTTP 401)",
            "check the key",
        ),
        (Reply::error(402, "pay", "x"), kind::QUOTA, "is used up: pay", "billing"),
        (
            Reply::error(404, "The model `tiny` does not exist", "model_not_found"),
            kind::MODEL_NOT_FOUND,
            "has no model `tiny` (HTTP 404)",
            "`RESUME_AI_MODEL` names another",
        ),
        (
            Reply::error(404, "model \"tiny\" not found, try pulling it first", "x"),
            kind::MODEL_NOT_FOUND,
            "has no model `tiny`",
            "`RESUME_AI_MODEL`",
        ),
        (
            Reply::error(400, "no", "model_not_found"),
            kind::MODEL_NOT_FOUND,
            "has no model `tiny`",
            "`RESUME_AI_MODEL`",
        ),
        (
            Reply::status(404, &[], "404 page not found"),
            kind::NOT_FOUND,
            "there is no chat API at `http://127.0.0.1:",
            "must end where the API begins",
        ),
        (
            Reply::status(404, &html, "<html>"),
            kind::NOT_FOUND,
            "/v1/chat/completions` (HTTP 404)",
            "with `/v1`",
        ),
        (Reply::status(413, &[], ""), kind::TOO_LARGE, "too long", "longer context"),
        (
            Reply::error(400, "This model's maximum context length is 8", "context_length_exceeded"),
            kind::TOO_LARGE,
            "too long",
            "longer context",
        ),
        (
            Reply::error(429, "slow down", "rate_limit_exceeded"),
            kind::RATE_LIMIT,
            "too many requests for now (HTTP 429): slow down",
            "later",
        ),
        (
            Reply::error(429, "You exceeded your current quota", "insufficient_quota"),
            kind::QUOTA,
            "is used up",
            "billing",
        ),
        (Reply::error(400, "bad", "x"), kind::BAD_REQUEST, "refuses the question (HTTP 400): bad", ""),
        (Reply::status(418, &[], ""), kind::BAD_REQUEST, "refuses the question (HTTP 418)", ""),
        (Reply::error(500, "oops", "x"), kind::SERVER_ERROR, "failed (HTTP 500): oops", "try again later"),
        (
            Reply::status(502, &html, "<html><h1>Bad gateway"),
            kind::SERVER_ERROR,
            "failed (HTTP 502)",
            "try again later",
        ),
        (Reply::status(501, &[], ""), kind::SERVER_ERROR, "failed (HTTP 501)", ""),
    ] {
        let asked = once(reply);
        let error = asked.error();
        assert_eq!((error.kind, asked.kinds()), (kind, vec![kind]), "{error:?}");
        assert!(error.message.contains(message), "{message}: {error:?}");
        assert!(error.hint.as_deref().unwrap_or_default().contains(hint), "{hint}: {error:?}");
        assert!(!error.message.contains('<'), "{error:?}");
        assert!(asked.rows[0].http_status.is_some());
        assert_eq!(asked.rows[0].error_message.as_ref(), Some(&error.message));
    }
}

#[test]
fn what_is_no_completion_is_told_as_what_it_is() {
    let with = |pointer: &str, value: Value| {
        let mut body = completion("{}");
        *body.pointer_mut(pointer).unwrap() = value;
        Reply::json(&body)
    };
    let json = [("Content-Type", "application/json")];
    let whole = completion("{}").to_string();
    let refused = json!({"role": "assistant", "content": null, "refusal": "I won't"});
    let calling = json!({"role": "assistant", "content": null, "tool_calls": [{"id": "1"}]});
    let invalid = kind::INVALID_RESPONSE;
    for (reply, kind, message) in [
        (Reply::status(200, &json, "<html><body>Sign in"), invalid, "answers with a web page, not with JSON"),
        (
            Reply::status(200, &[("Content-Type", "text/html; charset=utf-8")], "Sign in"),
            invalid,
            "answers with a web page",
        ),
        (Reply::status(200, &json, ""), invalid, "is empty"),
        (Reply::status(200, &json, " \n"), invalid, "is empty"),
        (Reply::status(204, &[], ""), invalid, "is empty"),
        (Reply::status(200, &json, &whole[..whole.len() - 1]), invalid, "its JSON is cut off"),
        (Reply::status(200, &json, "OK"), invalid, "is not JSON"),
        (Reply::status(200, &json, format!("{whole}{whole}")), invalid, "is not JSON"),
        (Reply::status(200, &json, "[".repeat(100_000)), invalid, "is not JSON"),
        (Reply::status(200, &json, b"{\"choices\": \"\xff\"}"), invalid, "is not UTF-8 text"),
        (
            Reply::status(200, &[("Content-Encoding", "gzip")], b"\x1f\x8b\x08\0\0\0"),
            invalid,
            "is compressed",
        ),
        (Reply::json(&json!([])), invalid, "it has no `choices`"),
        (Reply::json(&json!("x")), invalid, "it has no `choices`"),
        (Reply::json(&json!({"choices": {}})), invalid, "it has no `choices`"),
        (Reply::json(&json!({"choices": []})), invalid, "its `choices` are empty"),
        (Reply::json(&json!({"choices": [3]})), invalid, "its choice has no `message`"),
        (
            Reply::json(&json!({"error": {"message": "overloaded"}})),
            kind::SERVER_ERROR,
            "reports an error: overloaded",
        ),
        (with("/choices/0/message", json!("x")), invalid, "its choice has no `message`"),
        (with("/choices/0/message/content", json!(null)), invalid, "its message has no `content`"),
        (with("/choices/0/message/content", json!(3)), invalid, "its `content` is no text"),
        (with("/choices/0/message/content", json!([{"type": "text"}])), invalid, "its `content` is no text"),
        (with("/choices/0/message", calling), invalid, "the model calls a tool"),
        (with("/choices/0/message", refused), kind::REFUSAL, "the model does not answer: I won't"),
        (with("/choices/0/finish_reason", json!("content_filter")), kind::REFUSAL, "held the answer back"),
        (with("/choices/0/finish_reason", json!("length")), kind::CUT_OFF, "broke off at the limit"),
        (Reply::text("Sure!"), kind::INVALID_ANSWER, "not with JSON"),
        (Reply::text(""), kind::INVALID_ANSWER, "with nothing"),
        (Reply::raw("SSH-2.0-OpenSSH_9.6\r\n"), invalid, "is not HTTP"),
        (Reply::raw("HTTP/1.1 abc\r\n\r\n"), invalid, "is not HTTP"),
        (
            Reply::raw(format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(1 << 20))),
            invalid,
            "headers that have no end",
        ),
        (Reply::flood(50, true), invalid, "is larger than 4 MiB"),
        (Reply::flood(50, false), invalid, "is larger than 4 MiB"),
    ] {
        let asked = once(reply);
        let error = asked.error();
        assert_eq!((error.kind, asked.kinds()), (kind, vec![kind]), "{message}: {error:?}");
        assert!(error.message.contains(message), "{message}: {error:?}");
        let logged = asked.rows[0].response.as_ref().map_or(0, String::len);
        assert!(logged < 300 << 10, "{logged}");
    }
}

#[test]
fn no_more_of_an_answer_is_read_than_is_of_use() {
    let server = ChatServer::new([Reply::flood(1000, false)]);
    assert_eq!(ask_server(&server).error().kind, kind::INVALID_RESPONSE);
    assert!(server.sent() < 100 << 20, "{}", server.sent());
}

#[test]
fn what_was_used_is_known_of_an_answer_that_is_of_no_use() {
    let row = once(Reply::text("Sure!")).rows.remove(0);
    assert_eq!(
        (row.total_tokens, row.http_status, row.model.as_deref()),
        (Some(18), Some(200), Some("tiny-1"))
    );
    assert!(row.response.unwrap().contains("Sure!"));
}

#[test]
fn an_answer_that_is_cut_anywhere_is_none() {
    let whole = Reply::ok(&json!({"a": 1}));
    for length in 0..whole.len() {
        let asked = once(whole.clone().cut(length));
        let error = asked.error();
        assert!([kind::CONNECTION_LOST, kind::INVALID_RESPONSE].contains(&error.kind), "{length}: {error:?}");
        if length == 0 || length + 1 == whole.len() {
            assert_eq!(error.kind, kind::CONNECTION_LOST, "{length}: {error:?}");
        }
    }
    assert!(once(whole).answer.is_ok());
    // Nothing tells the end but the end: what was cut is broken JSON.
    let body = completion("{\"a\": 1}").to_string();
    for length in 0..body.len() {
        let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
        let asked = once(Reply::raw(format!("{head}{}", &body[..length])));
        assert_eq!(asked.error().kind, kind::INVALID_RESPONSE, "{length}");
    }
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    for length in 0..chunked.len() {
        let asked = once(Reply::raw(chunked.clone()).cut(length));
        // The last bytes say nothing any more.
        assert!(asked.answer.is_err() || length + 4 >= chunked.len(), "{length}: {asked:?}");
    }
    assert!(once(Reply::raw(chunked)).answer.is_ok());
}

#[test]
fn who_is_silent_or_slow_is_given_up() {
    let whole = Reply::ok(&json!({"a": 1}));
    let body = Reply::raw(format!("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{}", "{".repeat(9999)));
    for reply in [Reply::silent(), whole.dripping(), body.dripping()] {
        let server = ChatServer::new([reply]);
        let mut setup = setup(&server.url());
        setup.pace.attempt = Duration::from_secs(1);
        let asked = ask(setup);
        let error = asked.error();
        assert_eq!(error.kind, kind::TIMEOUT, "{asked:?}");
        assert!(error.message.ends_with("did not answer in full within 1 second"), "{error:?}");
        assert_eq!(
            (asked.kinds().len(), server.requests().len()),
            (1, 1),
            "waiting again would be no better"
        );
    }
}

#[test]
fn nobody_there_is_told_at_once() {
    let refusing = Refusing::new();
    let asked = ask(setup(&format!("http://127.0.0.1:{}/v1", refusing.port())));
    let error = asked.error();
    assert_eq!((error.kind, asked.kinds()), (kind::REFUSED, vec![kind::REFUSED]));
    assert_eq!(
        error.message,
        format!("no server answers at `127.0.0.1:{}`: connection refused", refusing.port())
    );
    assert!(error.hint.as_ref().unwrap().contains("Ollama"), "{error:?}");
    let asked = ask(setup("http://no-such-host.invalid/v1"));
    assert_eq!(asked.error().kind, kind::NAME_NOT_FOUND, "{asked:?}");
    assert_eq!(asked.error().message, "the host `no-such-host.invalid` is not known");
}

#[test]
fn a_redirect_is_not_followed() {
    let target = ChatServer::new([]);
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/secret?key=1", target.url());
        let asked = once(Reply::status(status, &[("Location", &location)], ""));
        let error = asked.error();
        assert_eq!(error.kind, kind::REDIRECT);
        assert!(error.message.contains("leads elsewhere to `127.0.0.1`"), "{error:?}");
    }
    assert!(once(Reply::status(302, &[], "")).error().message.contains("leads elsewhere (HTTP 302)"));
    assert_eq!(target.connections(), 0);
}

#[test]
fn a_servers_words_drive_no_terminal() {
    let words = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}evil\0\r\nhint: curl | sh\n";
    let asked = once(Reply::error(400, words, "x"));
    assert!(asked.error().message.ends_with("]0;owned [2Jevil hint: curl | sh"), "{asked:?}");
    let long = once(Reply::error(400, &"x".repeat(1 << 20), "x"));
    assert!(long.error().message.ends_with("x…"));
}
