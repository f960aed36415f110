//! What appears nowhere. That the key doesn't is looked at with every question of these tests; here the
//! server does its worst.

use resume::ai::Secret;
use resume::ai::client::kind;
use serde_json::json;

use crate::harness::{KEY, ask, ask_server, setup};
use crate::support::chat::{ChatServer, Reply, completion};

#[test]
fn a_server_that_repeats_the_key_is_not_quoted() {
    let mut named = completion("{\"a\": 1}");
    named["model"] = json!(KEY);
    let mut used = completion(KEY);
    used["usage"]["cost"] = json!(KEY);
    let escaped = json!({"error": {"message": KEY}}).to_string().replace('/', "\\/");
    let header = format!("Bearer {KEY}");
    for reply in [
        Reply::error(401, &format!("Incorrect API key provided: {KEY}"), KEY),
        Reply::error(500, &format!("{}{KEY}", "x".repeat(250)), KEY),
        Reply::error(500, &format!("{}{KEY}", "x".repeat(280)), KEY),
        Reply::error(500, &format!("{}{KEY}", "x".repeat(295)), KEY),
        Reply::error(500, &KEY.replace("test", "te\u{200b}st"), KEY),
        Reply::json(&json!({"error": {"message": format!("{}{KEY}", "x".repeat(282))}})),
        Reply::status(500, &[], format!("no JSON: {KEY}")),
        Reply::status(400, &[], escaped),
        Reply::status(302, &[("Location", &format!("http://{KEY}/"))], KEY),
        Reply::status(429, &[("Retry-After", KEY), ("X-Echo", &header)], KEY),
        Reply::json(&named),
        Reply::json(&used),
        Reply::text(&format!("```json\n{KEY}\n```")),
        Reply::status(200, &[], format!("{{\"choices\": \"{KEY}")),
        Reply::json(&json!({"error": {"message": KEY}})),
    ] {
        let server = ChatServer::new([reply.clone(), reply.clone(), reply]);
        let asked = ask_server(&server);
        assert!(server.requests()[0].header("authorization").unwrap().contains(KEY), "{asked:?}");
    }
}

#[test]
fn an_answer_that_repeats_the_key_is_none() {
    let hidden = KEY.replace("test", "te\u{2060}st");
    let written = json!({"a": KEY}).to_string().replace("sk-test", "\\u0073k-test");
    for reply in [
        Reply::ok(&json!({"a": [{"b": format!("uses {KEY} daily")}]})),
        Reply::ok(&json!({KEY: 1})),
        Reply::ok(&json!({"a": hidden})),
        Reply::text(&written),
        Reply::status(200, &[], completion(&written).to_string().replace("chat", "\\u0063hat")),
    ] {
        let asked = ask_server(&ChatServer::new([reply]));
        assert_eq!(asked.error().kind, kind::INVALID_ANSWER, "{asked:?}");
        assert!(asked.error().message.contains("with the key"), "{asked:?}");
        let logged = asked.rows[0].response.as_ref().unwrap();
        assert!(!logged.contains("k-te") && !logged.contains("0123456789"), "{logged}");
    }
    // The beginning of a key is a word.
    let answer = json!({"a": "sk-te"});
    assert_eq!(ask_server(&ChatServer::new([Reply::ok(&answer)])).answer, Ok(answer));
}

#[test]
fn what_the_query_of_the_url_holds_is_told_no_more_than_the_key() {
    for told in ["query-secret/1", "query-secret%2F1"] {
        let reply = Reply::error(400, &format!("{told} is wrong for 2024-10-21"), "x");
        let server = ChatServer::new([reply]);
        let asked = ask(setup(&format!("{}?api-version=2024-10-21&key=query-secret%2F1", server.url())));
        assert!(server.requests()[0].line.contains("key=query-secret%2F1"), "{asked:?}");
        assert!(asked.error().message.ends_with(": [key] is wrong for 2024-10-21"), "{asked:?}");
        assert!(!format!("{asked:?}").contains("query-secret"), "{asked:?}");
    }
}

#[test]
fn what_is_short_in_the_query_is_not_told_either() {
    let reply = Reply::error(400, "no pin12 in /v1?key=pin12&v=1, task 1 of 2", "x");
    let server = ChatServer::new([reply]);
    let asked = ask(setup(&format!("{}?key=pin12&v=1", server.url())));
    assert!(server.requests()[0].line.contains("key=pin12&v=1"), "{asked:?}");
    let clean = ": no [key] in /v1?[key]&[key], task 1 of 2";
    assert!(asked.error().message.ends_with(clean), "{asked:?}");
    let stored = serde_json::to_string(&asked.rows).unwrap();
    assert!(!stored.contains("pin12") && !stored.contains("v=1"), "{stored}");
}

#[test]
fn a_key_as_short_as_a_word_garbles_nothing() {
    let server = ChatServer::new([Reply::error(400, "the key is wrong", "x")]);
    let mut setup = setup(&server.url());
    setup.key = Some(Secret::new("e"));
    let asked = ask(setup);
    assert!(asked.error().message.ends_with(": the key is wrong"), "{asked:?}");
    let logged = asked.rows[0].error_message.as_ref().unwrap();
    assert_eq!(logged, &asked.error().message);
}

#[test]
fn a_key_that_is_cut_off_is_not_told_either() {
    let whole = Reply::status(500, &[], KEY);
    for length in 0..whole.len() {
        let server = ChatServer::new([whole.clone().cut(length)]);
        let mut setup = setup(&server.url());
        setup.pace.attempts = 1;
        assert!(ask(setup).answer.is_err());
    }
}

#[test]
fn without_log_content_no_word_of_either_side_is_logged() {
    let words = "I cannot read: Baked bread.";
    let mut named = completion("{\"a\": 1}");
    named["model"] = json!(words);
    for reply in [
        Reply::ok(&json!({"a": "Baked bread."})),
        Reply::error(400, words, "x"),
        Reply::error(401, words, "x"),
        Reply::error(429, words, "insufficient_quota"),
        Reply::json(&json!({"error": {"message": words}})),
        Reply::text(words),
        Reply::json(&named),
    ] {
        let server = ChatServer::new([reply]);
        let mut setup = setup(&server.url());
        setup.log_content = false;
        let asked = ask(setup);
        let [row] = &asked.rows[..] else { panic!("{asked:?}") };
        assert_eq!((&row.request, &row.response), (&None, &None));
        let stored = serde_json::to_string(row).unwrap();
        assert!(!stored.contains("bread") && !stored.contains("Be brief"), "{stored}");
        assert!(row.http_status.is_some());
        assert_eq!(row.model.as_deref(), Some("tiny"));
    }
}

#[test]
fn what_is_logged_is_bounded_and_holds_no_nul() {
    let long = format!("{{\"a\": \"{}\\u0000\"}}", "\u{1f35e}".repeat(100_000));
    let server = ChatServer::new([Reply::text(&long), Reply::status(200, &[], "a\0b")]);
    let asked = ask_server(&server);
    assert!(asked.answer.is_ok());
    let response = asked.rows[0].response.as_ref().unwrap();
    assert!(response.len() < 257 << 10 && response.ends_with("… [cut]"), "{}", response.len());
    let asked = ask_server(&server);
    assert_eq!(asked.error().kind, kind::INVALID_RESPONSE);
    assert_eq!(asked.rows[0].response.as_deref(), Some("a\u{fffd}b"));
}
