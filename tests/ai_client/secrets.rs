//! What appears nowhere. That the key doesn't is looked at with every question of these tests; here the
//! server does its worst.

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
        Reply::error(500, &format!("{}{KEY}", "x".repeat(295)), KEY),
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
    for reply in [
        Reply::ok(&json!({"a": "Baked bread."})),
        Reply::error(400, words, "x"),
        Reply::error(401, words, "x"),
        Reply::error(429, words, "insufficient_quota"),
        Reply::json(&json!({"error": {"message": words}})),
        Reply::text(words),
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
