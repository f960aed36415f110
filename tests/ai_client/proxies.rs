//! Proxies on the way.

use resume::ai::client::{Setup, kind};
use resume::ai::{Secret, Via};
use serde_json::json;

use crate::harness::{KEY, ask, setup};
use crate::support::chat::{ChatServer, Reply};
use crate::support::proxy::Refusing;

/// A host that only the proxy knows.
fn behind(proxy: &str) -> Setup {
    let via = Via { variable: "HTTPS_PROXY", url: Secret::new(proxy) };
    Setup { via: Some(via), ..setup("http://api.example/v1") }
}

#[test]
fn a_question_goes_through_the_proxy_and_the_key_past_it() {
    let proxy = ChatServer::new([Reply::ok(&json!({"a": 1}))]);
    let asked = ask(behind(&format!("http://ada:sk-test@127.0.0.1:{}", proxy.port())));
    assert_eq!(asked.answer, Ok(json!({"a": 1})));
    let requests = proxy.requests();
    let [connect, post] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!(connect.line, "CONNECT api.example:80 HTTP/1.1");
    assert!(connect.header("proxy-authorization").is_some() && connect.header("authorization").is_none());
    assert_eq!(post.line, "POST /v1/chat/completions HTTP/1.1");
    assert_eq!(post.header("host"), Some("api.example"));
    assert_eq!(post.header("authorization"), Some(&*format!("Bearer {KEY}")));
    assert!(post.header("proxy-authorization").is_none());
    assert_eq!(asked.rows[0].provider.as_deref(), Some("api.example"));
}

#[test]
fn a_proxy_that_is_of_no_use_is_named_without_its_password() {
    let refusing = Refusing::new();
    let asked = ask(behind(&format!("http://ada:sk-test@127.0.0.1:{}", refusing.port())));
    assert_eq!(asked.error().kind, kind::PROXY);
    let proxy = format!("127.0.0.1:{}", refusing.port());
    assert_eq!(
        asked.error().message,
        format!("the proxy `{proxy}` that `HTTPS_PROXY` names refuses connections")
    );
    let asked = ask(behind("http://ada:sk-test@no-such-proxy.invalid:3128"));
    assert_eq!(asked.error().message, "the host of the proxy that `HTTPS_PROXY` names is not known");
    // The proxy needs no name, and the server's is looked up here.
    let asked = ask(behind("socks5://127.0.0.1:1"));
    assert_eq!(asked.error().message, "the host `api.example` is not known");
    let closed = ChatServer::refusing_to_connect(407);
    let asked = ask(behind(&format!("http://ada:sk-test@127.0.0.1:{}", closed.port())));
    assert_eq!(asked.error().kind, kind::PROXY, "{asked:?}");
    assert!(asked.error().message.contains("does not let us through"), "{asked:?}");
}

#[test]
fn a_proxy_that_does_not_speak_http_is_not_taken_for_the_server() {
    let proxy = ChatServer::refusing_with("HTTP/1.1 407 N\u{1}o\r\n\r\n");
    let asked = ask(behind(&format!("http://ada:sk-test@127.0.0.1:{}", proxy.port())));
    assert_eq!(asked.error().kind, kind::INVALID_RESPONSE, "{asked:?}");
    let named = format!("the proxy `127.0.0.1:{}` that `HTTPS_PROXY` names hands back", proxy.port());
    assert!(asked.error().message.starts_with(&named), "{asked:?}");
}
