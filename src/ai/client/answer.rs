//! What a server answers, taken apart.
//!
//! The invariant: an answer is one JSON value, by itself or in one fenced block; what is anything else
//! is a fault, and never mended.

use serde_json::Value;

use super::fault::{self, Fault, LEADS};
use super::setup::Setup;
use super::status::{self, Told};
use super::text::{bounded, line};
use super::transport::{End, LARGEST, Response};
use crate::ai::kind;
use crate::ai::secret::Secret;
use crate::domain::Money;

/// The longest text of a model that is looked at: 1 MiB.
const LONGEST: usize = 1 << 20;

/// The longest name of a model that is believed, in characters.
const LONGEST_NAME: usize = 200;

/// What a completion says beside its answer; each where it makes sense.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Usage {
    pub(super) model: Option<String>,
    pub(super) prompt_tokens: Option<i64>,
    pub(super) completion_tokens: Option<i64>,
    pub(super) total_tokens: Option<i64>,
    pub(super) cost: Option<String>,
}

/// Reads a success. What was used is known even where the answer is of no use.
pub(super) fn read(response: &Response, setup: &Setup) -> (Usage, Result<Value, Fault>) {
    let completion = match completion(response, setup) {
        Ok(completion) => completion,
        Err(fault) => return (Usage::default(), Err(fault)),
    };
    let answer = content(&completion, setup).and_then(parse).and_then(|answer| without(answer, setup));
    (usage(&completion, &setup.secrets()), answer)
}

/// An answer is printed and saved, and what it repeats of the request's headers cannot be mended.
fn without(answer: Value, setup: &Setup) -> Result<Value, Fault> {
    let secrets = setup.secrets();
    let told = |text: &str| secrets.iter().any(|secret| secret.is_in(text) || secret.is_in(&line(text)));
    match any_text(&answer, &told) {
        true => Err(Fault::new(
            kind::INVALID_ANSWER,
            "the model answered, but with the key that it was sent",
        )
        .hint("something between here and the model hands the key on: ask its operator, and change the key")),
        false => Ok(answer),
    }
}

/// Whether it is so of any text in a value, names included.
fn any_text(value: &Value, is_so: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is_so(text),
        Value::Array(items) => items.iter().any(|item| any_text(item, is_so)),
        Value::Object(map) => map.iter().any(|(name, value)| is_so(name) || any_text(value, is_so)),
        Value::Number(number) => is_so(&number.to_string()),
        Value::Null | Value::Bool(_) => false,
    }
}

fn completion(response: &Response, setup: &Setup) -> Result<Value, Fault> {
    let server = setup.endpoint.server();
    let invalid = |what: &str| {
        Fault::new(kind::INVALID_RESPONSE, format!("what `{server}` answers {what}")).hint(LEADS)
    };
    match &response.end {
        End::Whole => {}
        End::TooLarge => return Err(invalid(&format!("is larger than {} MiB", LARGEST >> 20))),
        End::Broken(error) => return Err(fault::of_transport(error, setup)),
    }
    if response.compressed {
        return Err(invalid("is compressed, which was not asked for"));
    }
    if response.body.trim_ascii().is_empty() {
        return Err(invalid("is empty"));
    }
    if let Some(page) = status::web_page(response, setup) {
        return Err(page);
    }
    let text = std::str::from_utf8(&response.body).map_err(|_| invalid("is not UTF-8 text"))?;
    serde_json::from_str(text).map_err(|error| match error.is_eof() {
        true => invalid("ends in the middle: its JSON is cut off"),
        false => invalid("is not JSON"),
    })
}

/// The text of the model.
fn content<'a>(completion: &'a Value, setup: &Setup) -> Result<&'a str, Fault> {
    let server = setup.endpoint.server();
    let shape = |what: &str| {
        Fault::new(kind::INVALID_RESPONSE, format!("what `{server}` answers is no chat completion: {what}"))
            .hint(LEADS)
    };
    let Some(choice) = completion.get("choices").and_then(Value::as_array).map(|choices| choices.first())
    else {
        if completion.get("error").is_some_and(|error| !error.is_null()) {
            return Err(Fault::new(kind::SERVER_ERROR, format!("`{server}` reports an error"))
                .words(Told::of(completion, &|text| setup.quote(text)).words)
                .hint("try again later; if it lasts, the server's own log tells why"));
        }
        return Err(shape("it has no `choices`"));
    };
    let choice = choice.ok_or_else(|| shape("its `choices` are empty"))?;
    let finished = choice.get("finish_reason").and_then(Value::as_str).unwrap_or_default();
    let message = choice.get("message").filter(|message| message.is_object());
    let message = message.ok_or_else(|| shape("its choice has no `message`"))?;
    if let Some(words) = message.get("refusal").and_then(Value::as_str).filter(|words| !words.is_empty()) {
        return Err(Fault::new(kind::REFUSAL, "the model does not answer").words(Some(setup.quote(words))));
    }
    match finished {
        "length" => {
            return Err(Fault::new(
                kind::CUT_OFF,
                "the answer of the model broke off at the limit of its length",
            )
            .hint(
                "the server or the model allows too few tokens: raise its limit, or choose another model",
            ));
        }
        "content_filter" => {
            return Err(Fault::new(kind::REFUSAL, "a filter of the server held the answer back"));
        }
        _ => {}
    }
    match message.get("content") {
        Some(Value::String(text)) => Ok(text),
        None | Some(Value::Null) if message.get("tool_calls").is_some_and(|calls| !calls.is_null()) => {
            Err(shape("the model calls a tool, and none was offered"))
        }
        None | Some(Value::Null) => Err(shape("its message has no `content`")),
        Some(_) => Err(shape("its `content` is no text")),
    }
}

/// The JSON value that a model wrote. What it thought before, between `<think>` and `</think>`, is no
/// part of it.
fn parse(text: &str) -> Result<Value, Fault> {
    let invalid = |what: &str| {
        Fault::new(kind::INVALID_ANSWER, format!("the model answered, but {what}"))
            .hint("try again, or choose a model that is better at structured output")
    };
    if text.len() > LONGEST {
        return Err(invalid("with more than 1 MiB"));
    }
    let text = text.trim();
    let text = match text.strip_prefix("<think>") {
        Some(thoughts) => thoughts.split_once("</think>").map(|(_, rest)| rest.trim()).unwrap_or_default(),
        None => text,
    };
    if text.is_empty() {
        return Err(invalid("with nothing"));
    }
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let block = fenced(text).ok_or_else(|| invalid("not with JSON"))?;
    serde_json::from_str(block).map_err(|_| invalid("what it marks as JSON is none"))
}

/// What stands in the one fenced block of a text.
fn fenced(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("```")?;
    let (block, after) = rest.split_once("```")?;
    if after.contains("```") {
        return None;
    }
    let (language, block) = block.split_once('\n')?;
    matches!(language.trim(), "" | "json" | "JSON").then_some(block)
}

fn usage(completion: &Value, secrets: &[Secret]) -> Usage {
    let usage = completion.get("usage");
    let tokens = |name: &str| usage?.get(name)?.as_i64().filter(|tokens| *tokens >= 0);
    let model = completion.get("model").and_then(Value::as_str);
    let model = model.map(|model| bounded(model, LONGEST_NAME, secrets)).filter(|model| !model.is_empty());
    Usage {
        model,
        prompt_tokens: tokens("prompt_tokens"),
        completion_tokens: tokens("completion_tokens"),
        total_tokens: tokens("total_tokens"),
        cost: usage.and_then(|usage| usage.get("cost")).and_then(cost),
    }
}

/// A number of dollars, in digits.
fn cost(value: &Value) -> Option<String> {
    value.as_number().and_then(|number| Money::canonical(&number.to_string()).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_one_json_value_alone_or_in_one_block() {
        for text in [
            "{\"a\": 1}",
            "  {\"a\": 1}\n",
            "```json\n{\"a\": 1}\n```",
            "```\n{\"a\": 1}```",
            "Here it is:\n\n```json\n{\"a\": 1}\n```\nAnything else?",
            "<think>\nWhat is {\"a\": 2}?\n</think>\n\n{\"a\": 1}",
        ] {
            assert_eq!(parse(text).unwrap(), json!({"a": 1}), "{text}");
        }
        for text in [
            "",
            " \n",
            "{\"a\": 1",
            "{\"a\": 1} {\"a\": 2}",
            "{\"a\": 1}, as you wished",
            "Sure! {\"a\": 1}",
            "```json\n{\"a\": 1}\n```\n```json\n{\"a\": 2}\n```",
            "```json\n{\"a\": 1}",
            "```python\n{\"a\": 1}\n```",
            "```json\n{'a': 1}\n```",
            "<think>{\"a\": 1}",
        ] {
            assert_eq!(parse(text).unwrap_err().kind, kind::INVALID_ANSWER, "{text}");
        }
        assert_eq!(parse(&"[".repeat(100_000)).unwrap_err().kind, kind::INVALID_ANSWER);
        assert_eq!(parse(&" ".repeat(LONGEST + 1)).unwrap_err().kind, kind::INVALID_ANSWER);
    }

    #[test]
    fn what_makes_no_sense_was_not_used() {
        let of = |text: &str| usage(&serde_json::from_str(text).unwrap(), &[]);
        let whole = r#"{"model": "m\u001b-1", "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7,
            "cost": 0.000123}}"#;
        let wanted = Usage {
            model: Some("m -1".to_owned()),
            prompt_tokens: Some(3),
            completion_tokens: Some(4),
            total_tokens: Some(7),
            cost: Some("0.000123".to_owned()),
        };
        assert_eq!(of(whole), wanted);
        for text in [
            "{}",
            "[]",
            r#"{"usage": null, "model": 3}"#,
            r#"{"usage": {"prompt_tokens": -1, "completion_tokens": 1.5, "total_tokens": 99999999999999999999, "cost": -1}}"#,
            r#"{"usage": {"prompt_tokens": "3", "cost": "free"}, "model": ""}"#,
        ] {
            assert_eq!(of(text), Usage::default(), "{text}");
        }
        for (text, wanted) in [
            ("0", "0"),
            ("1.50", "1.50"),
            ("1.5e-5", "0.000015"),
            ("12", "12"),
            ("1.5e-13", "0.00000000000015"),
        ] {
            assert_eq!(cost(&serde_json::from_str(text).unwrap()).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(cost(&serde_json::from_str("1e300").unwrap()), None);
    }
}
