//! What a server says that does not answer: its status, and the words in the body.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use serde_json::Value;
use ureq::http::Uri;

use super::fault::{Again, Fault, LEADS};
use super::request::{Features, Format};
use super::setup::Setup;
use super::transport::Response;
use crate::ai::kind;

/// What servers call the structured output that they don't know.
const FORMAT_WORDS: [&str; 4] = ["response_format", "json_schema", "json schema", "structured output"];

/// The words of an error body.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// For a message.
    pub(super) words: Option<String>,
    code: String,
    /// All that tells one error from another, in lower case.
    text: String,
}

impl Told {
    /// Reads `{"error": {"message", "type", "code", "param"}}`, and the simpler forms that other
    /// servers write.
    pub(super) fn of_body(body: &[u8], quote: &dyn Fn(&str) -> String) -> Self {
        let Ok(value) = serde_json::from_slice::<Value>(body) else { return Self::default() };
        Self::of(&value, quote)
    }

    pub(super) fn of(value: &Value, quote: &dyn Fn(&str) -> String) -> Self {
        let error = value.get("error").unwrap_or(value);
        let text_at = |name: &str| error.get(name).and_then(Value::as_str);
        let words = error.as_str().or_else(|| text_at("message")).or_else(|| text_at("detail"));
        // FastAPI lists what is wrong.
        let detail = || error.get("detail").map(|detail| quote(&detail.to_string()));
        let code = [text_at("code"), text_at("type")].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let param = text_at("param").unwrap_or_default();
        let words = words.map(quote).or_else(detail);
        let text = format!("{code} {param} {}", words.as_deref().unwrap_or_default()).to_lowercase();
        Self { words, code: code.to_lowercase(), text }
    }

    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.contains(word))
    }
}

/// What a status other than success means.
pub(super) fn fault(response: &Response, features: Features, setup: &Setup, now: Timestamp) -> Fault {
    let told = Told::of_body(&response.body, &|text| setup.quote(text));
    let (status, server) = (response.status, setup.endpoint.server());
    let model = &setup.model;
    let after = response.retry_after.as_deref().and_then(|text| retry_after(text, now));
    let fault = match status {
        300..=399 => return redirect(response, setup),
        401 => authentication(status, setup),
        403 => authentication(status, setup),
        402 => quota(&server),
        429 if told.code.contains("insufficient_quota") || told.says(&["exceeded your current quota"]) => {
            quota(&server)
        }
        429 => {
            Fault::new(kind::RATE_LIMIT, format!("`{server}` has had too many requests for now (HTTP 429)"))
                .hint("try again later")
                .again(after.map_or(Again::Soon, Again::After))
        }
        400 | 404 | 422 if is_of_model(&told, model) => {
            let hint = match setup.endpoint.port() {
                11434 => format!("`ollama pull {model}` fetches it; `RESUME_AI_MODEL` names another"),
                _ => format!(
                    "`RESUME_AI_MODEL` names another; `{}/models` lists what there is",
                    setup.endpoint.shown()
                ),
            };
            Fault::new(kind::MODEL_NOT_FOUND, format!("`{server}` has no model `{model}` (HTTP {status})"))
                .hint(hint)
        }
        404 | 405 | 410 => {
            let url = setup.endpoint.shown_chat();
            Fault::new(kind::NOT_FOUND, format!("there is no chat API at `{url}` (HTTP {status})"))
                .hint("`RESUME_AI_URL` must end where the API begins, for most servers with `/v1`")
        }
        413 => too_large(&server, status),
        400 | 422 | 500 | 501 if features.format != Format::Words && told.says(&FORMAT_WORDS) => Fault::new(
            kind::UNSUPPORTED,
            format!("`{server}` does not take this `response_format` (HTTP {status})"),
        )
        .again(Again::LowerFormat),
        400 | 422 if features.temperature && told.says(&["temperature"]) => {
            Fault::new(kind::UNSUPPORTED, format!("`{server}` takes no temperature (HTTP {status})"))
                .again(Again::NoTemperature)
        }
        400 | 422 if told.says(&["context_length", "context length", "context size", "too many tokens"]) => {
            too_large(&server, status)
        }
        408 => Fault::new(kind::TIMEOUT, format!("`{server}` waited too long for the question (HTTP 408)"))
            .hint("try again later")
            .again(Again::Soon),
        500..=599 => {
            let fault = Fault::new(kind::SERVER_ERROR, format!("`{server}` failed (HTTP {status})"))
                .hint("try again later; if it lasts, the server's own log tells why");
            // 501 and 505 are no matter of luck.
            if matches!(status, 501 | 505) {
                fault
            } else {
                fault.again(after.map_or(Again::Soon, Again::After))
            }
        }
        _ => Fault::new(kind::BAD_REQUEST, format!("`{server}` refuses the question (HTTP {status})")),
    };
    fault.words(told.words)
}

fn authentication(status: u16, setup: &Setup) -> Fault {
    let server = setup.endpoint.server();
    let (what, hint) = match (&setup.key, status) {
        (Some(_), 401) => (
            "does not accept the key",
            "check the key: `RESUME_AI_KEY`, or `key` or `key_command` below `[ai]` in `config.toml`",
        ),
        (Some(_), _) => ("refuses what the key asks for", "may the key use this model, and from here?"),
        (None, _) if setup.key_withheld => (
            "wants a key",
            "`OPENAI_API_KEY` is only sent to OpenAI; set `RESUME_AI_KEY` to the key of this server",
        ),
        (None, _) => (
            "wants a key, and none is set",
            "set `RESUME_AI_KEY`, or write `key` or `key_command` below `[ai]` in `config.toml`",
        ),
    };
    Fault::new(kind::AUTHENTICATION, format!("`{server}` {what} (HTTP {status})")).hint(hint)
}

fn quota(server: &str) -> Fault {
    Fault::new(kind::QUOTA, format!("what was paid for at `{server}` is used up"))
        .hint("look at the plan and the billing of your account there; trying again does not help")
}

fn too_large(server: &str, status: u16) -> Fault {
    Fault::new(
        kind::TOO_LARGE,
        format!("the question is too long for `{server}` or its model (HTTP {status})"),
    )
    .hint("choose a model with a longer context, or shorten the text")
}

fn is_of_model(told: &Told, model: &str) -> bool {
    let code = told.code.contains("model_not_found");
    let named = told.text.contains(&model.to_lowercase()) && told.text.contains("model");
    let missing = told.says(&["not found", "does not exist", "no such", "not exist", "unknown model"]);
    code || (named && missing)
}

fn redirect(response: &Response, setup: &Setup) -> Fault {
    let (server, status) = (setup.endpoint.server(), response.status);
    // A secret is looked for before the address is taken apart.
    let target = response.location.as_deref();
    let target = target.and_then(|text| setup.without_secrets(text).parse::<Uri>().ok());
    let host = target.as_ref().and_then(|target| Some(format!(" to `{}`", setup.quote(target.host()?))));
    let host = host.unwrap_or_default();
    Fault::new(
        kind::REDIRECT,
        format!("`{server}` leads elsewhere{host} (HTTP {status}), which is not followed"),
    )
    .hint("set `RESUME_AI_URL` to where the API is, `https://` included")
}

/// How long a server asks to be left alone: seconds, or a date (RFC 9110, section 10.2.3).
pub(super) fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return (seconds >= 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    }
    let at = DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// A web page where an answer should be.
pub(super) fn web_page(response: &Response, setup: &Setup) -> Option<Fault> {
    let page = response.html || response.body.trim_ascii_start().first() == Some(&b'<');
    let message = format!("`{}` answers with a web page, not with JSON", setup.endpoint.shown_chat());
    page.then(|| Fault::new(kind::INVALID_RESPONSE, message).hint(LEADS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_ask_to_be_left_alone_in_seconds_or_until_a_date() {
        let now: Timestamp = "2026-11-06T08:49:00Z".parse().unwrap();
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        for (text, wait) in [
            ("0", seconds(0)),
            (" 17 ", seconds(17)),
            ("1.5", Some(Duration::from_millis(1500))),
            ("Fri, 06 Nov 2026 08:49:37 GMT", seconds(37)),
            ("Fri, 06 Nov 2026 08:48:37 GMT", seconds(0)),
            ("99999999999999999999999", Some(Duration::MAX)),
            ("inf", Some(Duration::MAX)),
            ("-1", None),
            ("NaN", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(text, now), wait, "{text}");
        }
    }

    #[test]
    fn the_words_of_an_error_are_found_in_every_form() {
        let told = |body: &[u8]| Told::of_body(body, &|text| super::super::text::quote(text, &[]));
        for body in [
            r#"{"error": {"message": "it\nis late", "type": "x"}}"#,
            r#"{"error": "it is late"}"#,
            r#"{"message": "it is late", "object": "error"}"#,
            r#"{"detail": "it is late"}"#,
        ] {
            assert_eq!(told(body.as_bytes()).words.as_deref(), Some("it is late"), "{body}");
        }
        let listed = told(br#"{"detail": [{"loc": ["body"], "msg": "no"}]}"#);
        assert!(listed.words.unwrap().contains("\"msg\":\"no\""));
        for body in ["", "<html>", "[]", "{}", "{\"error\": null}", "\"x\"", "{\"error\": {\"message\": 3}}"]
        {
            let words = told(body.as_bytes()).words;
            assert!(words.is_none() || body == "\"x\"", "{body}: {words:?}");
        }
    }
}
