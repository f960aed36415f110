//! Parses the AI calls of scripts, and validates each field.
//!
//! The invariant: every database accepts a parsed call, and returns it unchanged.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Map, Number, Value};
use uuid::Uuid;

use crate::domain::{
    AiCall, AiStatus, MAX_DEPTH, MAX_VALUES, Money, StartedAt, UnknownStatus, nearest, values,
};
use crate::json;
use crate::library::visible;

/// The means to complete a call.
pub(super) struct Border<'a> {
    pub now: Timestamp,
    pub new_id: &'a dyn Fn() -> Uuid,
    /// A text without the keys that are configured.
    pub without_keys: &'a dyn Fn(&str) -> String,
    /// Finds an experience by an ID or a prefix.
    pub find: &'a dyn Fn(&str) -> Result<String, String>,
}

/// An error in the input, and its line.
#[derive(Debug)]
pub(super) struct Wrong {
    pub message: String,
    pub hint: Option<String>,
}

const FIELDS: [&str; 18] = [
    "request_id", "operation", "provider", "model", "experience", "status", "http_status", "error_type",
    "error_message", "started_at", "latency_ms", "prompt_tokens", "completion_tokens", "total_tokens",
    "cost", "request", "response", "metadata",
];

/// Those whose texts have a form of their own, in which no key can be.
const CHECKED: [&str; 4] = ["status", "experience", "started_at", "cost"];

const HINT: &str = "one JSON object, or JSON Lines: one object a line; nothing was logged";

/// The largest size of one call in bytes.
const MAX_CALL: usize = 16 << 20;

/// The longest text in an indexed column, in characters.
const MAX_NAME: usize = 200;

/// The first and the last time that every database can store.
const TIMES: [&str; 2] = ["0001-01-01T00:00:00Z", "9999-12-29T00:00:00Z"];

/// The calls of an input, each once.
#[derive(Debug, Default)]
pub(super) struct Input {
    pub calls: Vec<AiCall>,
    /// The ID of each object, in the order of the input.
    pub ids: Vec<String>,
    /// Whether an object came with an ID, which may be known.
    pub is_named: bool,
}

impl Input {
    /// Adds the call of a line. The same object twice is one call.
    fn add(
        &mut self,
        call: AiCall,
        line: usize,
        lines: &mut HashMap<String, (usize, usize)>,
    ) -> Result<(), Wrong> {
        self.ids.push(call.request_id.clone());
        let Some((earlier, place)) = lines.get(&call.request_id) else {
            lines.insert(call.request_id.clone(), (line, self.calls.len()));
            self.calls.push(call);
            return Ok(());
        };
        if self.calls[*place] == call {
            return Ok(());
        }
        let id = visible::line(&call.request_id).to_string();
        Err(wrong("request_id", format!("line {earlier} has another call with the ID `{id}`")))
    }
}

/// Reads one object, or a sequence of objects.
pub(super) fn parse(bytes: &[u8], border: &Border<'_>) -> Result<Input, Wrong> {
    // Some programs write a mark before the text.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let (mut input, mut lines) = (Input::default(), HashMap::new());
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    let (mut line, mut counted) = (1, 0);
    loop {
        let before = values.byte_offset();
        let start = before + bytes[before..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        line += bytes[counted..start].iter().filter(|byte| **byte == b'\n').count();
        counted = start;
        let Some(value) = values.next() else { return Ok(input) };
        let value = value.map_err(|error| broken(bytes, start, error))?;
        if values.byte_offset() - start > MAX_CALL {
            let message = format!("line {line}: the call is larger than {} MiB", MAX_CALL >> 20);
            return Err(Wrong { message, hint: None });
        }
        // Either value could be meant.
        let twice = json::twice(&bytes[start..values.byte_offset()], 1);
        input.is_named |= value.get("request_id").is_some_and(|id| !id.is_null());
        let added = match twice {
            Some((key, _)) => Err(wrong(&visible::line(&key).to_string(), "it occurs twice")),
            None => call(value, border).and_then(|call| input.add(call, line, &mut lines)),
        };
        added
            .map_err(|Wrong { message, hint }| Wrong { message: format!("line {line}: {message}"), hint })?;
    }
}

/// The error for the call at `start`, which is no JSON. A call without its end takes in the lines after it, and
/// the parser stops in one of those: the fault is looked for before the next line that begins a call.
fn broken(bytes: &[u8], start: usize, error: serde_json::Error) -> Wrong {
    let next = bytes[start..].windows(2).position(|pair| pair == b"\n{");
    let alone = bytes[..next.map_or(bytes.len(), |next| start + next)].trim_ascii_end();
    let mut values = serde_json::Deserializer::from_slice(alone).into_iter::<Value>();
    let error = values.find_map(Result::err).unwrap_or(error);
    Wrong {
        message: format!("line {}:{}: {}", error.line(), error.column(), json::cause(&error)),
        hint: Some(HINT.to_owned()),
    }
}

fn call(value: Value, border: &Border<'_>) -> Result<AiCall, Wrong> {
    let Value::Object(fields) = value else {
        return Err(Wrong {
            message: format!("it must be an object, not {}", sort(&value)),
            hint: Some(HINT.to_owned()),
        });
    };
    let mut fields = Fields(fields);
    fields.known()?;
    fields.cut_keys(border.without_keys);
    let experience = fields.text("experience")?;
    let experience = experience.map(|id| (border.find)(&id)).transpose();
    let call = AiCall {
        request_id: fields.name("request_id")?.unwrap_or_else(|| (border.new_id)().to_string()),
        operation: fields.name("operation")?.ok_or_else(|| wrong("operation", "it is missing"))?,
        provider: fields.name("provider")?,
        model: fields.name("model")?,
        experience: experience.map_err(|cause| wrong("experience", cause))?,
        status: fields.status()?,
        http_status: fields.whole("http_status")?,
        error_type: fields.text("error_type")?,
        error_message: fields.text("error_message")?,
        started_at: fields.time(border.now)?,
        latency_ms: fields.whole("latency_ms")?,
        prompt_tokens: fields.whole("prompt_tokens")?,
        completion_tokens: fields.whole("completion_tokens")?,
        total_tokens: fields.whole("total_tokens")?,
        cost: fields.cost()?,
        request: fields.content("request")?,
        response: fields.content("response")?,
        metadata: fields.metadata()?,
    };
    if call.http_status.is_some_and(|status| !(100..1000).contains(&status)) {
        return Err(wrong("http_status", "it must have three digits"));
    }
    Ok(call)
}

/// The fields of one call that are not parsed yet.
struct Fields(Map<String, Value>);

impl Fields {
    fn known(&self) -> Result<(), Wrong> {
        let Some(name) = self.0.keys().find(|name| !FIELDS.contains(&name.as_str())) else { return Ok(()) };
        let hint = nearest(name, FIELDS).map_or_else(
            || format!("known are {}; `metadata` holds anything else", FIELDS.join(", ")),
            |field| format!("did you mean `{field}`? `metadata` holds anything else"),
        );
        let message = format!("{}: there is no such field", visible::line(name));
        Err(Wrong { message, hint: Some(hint) })
    }

    /// Cuts keys out of every text that may hold one: a script may log the headers of its request.
    fn cut_keys(&mut self, clean: &dyn Fn(&str) -> String) {
        for (_, value) in self.0.iter_mut().filter(|(name, _)| !CHECKED.contains(&name.as_str())) {
            *value = cut_keys(value.take(), clean);
        }
    }

    fn take(&mut self, field: &str) -> Option<Value> {
        self.0.remove(field).filter(|value| !value.is_null())
    }

    fn text(&mut self, field: &str) -> Result<Option<String>, Wrong> {
        match self.take(field) {
            None => Ok(None),
            Some(Value::String(text)) => {
                no_nul(field, &text)?;
                Ok(Some(text))
            }
            Some(other) => Err(wrong(field, format!("it must be a text, not {}", sort(&other)))),
        }
    }

    /// A text for an indexed column.
    fn name(&mut self, field: &str) -> Result<Option<String>, Wrong> {
        let Some(text) = self.text(field)? else { return Ok(None) };
        if text.trim().is_empty() {
            return Err(wrong(field, "it is empty"));
        }
        if text.chars().count() > MAX_NAME {
            return Err(wrong(field, format!("it is longer than {MAX_NAME} characters")));
        }
        Ok(Some(text))
    }

    fn status(&mut self) -> Result<AiStatus, Wrong> {
        let Some(text) = self.text("status")? else { return Ok(AiStatus::Ok) };
        text.parse().map_err(|cause: UnknownStatus| wrong("status", cause.to_string()))
    }

    fn whole(&mut self, field: &str) -> Result<Option<i64>, Wrong> {
        let number = match self.take(field) {
            None => return Ok(None),
            Some(Value::Number(number)) => number,
            Some(other) => return Err(wrong(field, format!("it must be a number, not {}", sort(&other)))),
        };
        match number.as_i64() {
            Some(whole @ 0..) => Ok(Some(whole)),
            Some(_) => Err(wrong(field, "it must not be negative")),
            None => Err(wrong(field, format!("it must be a whole number of 63 bits, not {number}"))),
        }
    }

    fn cost(&mut self) -> Result<Option<String>, Wrong> {
        let text = match self.take("cost") {
            None => return Ok(None),
            Some(Value::Number(number)) => Number::to_string(&number),
            Some(Value::String(text)) => text,
            Some(other) => {
                return Err(wrong("cost", format!("it must be a number or a text, not {}", sort(&other))));
            }
        };
        Money::canonical(&text).map(Some).map_err(|cause| wrong("cost", cause.to_string()))
    }

    fn time(&mut self, now: Timestamp) -> Result<StartedAt, Wrong> {
        let Some(text) = self.text("started_at")? else { return Ok(StartedAt(now)) };
        let at: Timestamp = to_nanoseconds(&text).parse().map_err(|_| {
            wrong("started_at", "it must be a time as RFC 3339 has it, such as `2026-03-15T09:30:00Z`")
        })?;
        let [first, last] = TIMES.map(|time| time.parse::<Timestamp>().unwrap_or(now));
        if at < first || at > last {
            return Err(wrong("started_at", "it must be between the years 1 and 9999"));
        }
        Ok(StartedAt(at))
    }

    /// A text stays text; any other value becomes its JSON.
    fn content(&mut self, field: &str) -> Result<Option<String>, Wrong> {
        match self.take(field) {
            None => Ok(None),
            Some(Value::String(text)) => {
                no_nul(field, &text)?;
                Ok(Some(text))
            }
            Some(value) => Ok(Some(value.to_string())),
        }
    }

    fn metadata(&mut self) -> Result<Map<String, Value>, Wrong> {
        match self.take("metadata") {
            None => Ok(Map::new()),
            Some(Value::Object(metadata)) => {
                let value = Value::Object(metadata);
                check(&value, 0)?;
                let count = values(&value);
                if count > MAX_VALUES {
                    return Err(wrong(
                        "metadata",
                        format!("it holds {count} values; the most is {MAX_VALUES}"),
                    ));
                }
                numbers(&value).map_err(|path| {
                    wrong(
                        "metadata",
                        format!("the number at `{path}` has more digits than PostgreSQL can read"),
                    )
                })?;
                let Value::Object(metadata) = value else { return Ok(Map::new()) };
                Ok(metadata)
            }
            Some(other) => Err(wrong("metadata", format!("it must be an object, not {}", sort(&other)))),
        }
    }
}

fn cut_keys(value: Value, clean: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(clean(&text)),
        Value::Array(values) => values.into_iter().map(|value| cut_keys(value, clean)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (clean(&key), cut_keys(value, clean))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

/// A time with at most nine digits of a second: no more are kept.
fn to_nanoseconds(time: &str) -> String {
    let Some((whole, rest)) = time.split_once('.') else { return time.to_owned() };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    format!("{whole}.{}{}", &rest[..digits.min(9)], &rest[digits..])
}

/// Fails for a value that a database could not store or return.
fn check(value: &Value, depth: usize) -> Result<(), Wrong> {
    if depth > MAX_DEPTH {
        return Err(wrong("metadata", format!("it is nested more than {MAX_DEPTH} times")));
    }
    match value {
        Value::String(text) => no_nul("metadata", text),
        Value::Array(values) => values.iter().try_for_each(|value| check(value, depth + 1)),
        Value::Object(fields) => fields.iter().try_for_each(|(key, value)| {
            no_nul("metadata", key)?;
            check(value, depth + 1)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// The digits that PostgreSQL reads before and after the decimal point.
const DIGITS: [i64; 2] = [131_072, 16_383];

/// Fails with the place of a number that PostgreSQL refuses.
fn numbers(value: &Value) -> Result<(), String> {
    match value {
        Value::Number(number) if !fits(&number.to_string()) => Err(String::new()),
        Value::Array(values) => (0..)
            .zip(values)
            .try_for_each(|(at, value): (usize, _)| numbers(value).map_err(|rest| format!("[{at}]{rest}"))),
        Value::Object(fields) => fields.iter().try_for_each(|(key, value)| {
            numbers(value).map_err(|rest| format!(".{}{rest}", visible::line(key)))
        }),
        _ => Ok(()),
    }
}

/// Whether PostgreSQL can read a JSON number, with its exponent written out.
fn fits(number: &str) -> bool {
    let number = number.trim_start_matches('-');
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let [before, behind] = [whole, part].map(|digits| i64::try_from(digits.len()).unwrap_or(i64::MAX));
    let Ok(exponent) = exponent.parse::<i64>() else { return false };
    before.saturating_add(exponent) <= DIGITS[0] && behind.saturating_sub(exponent) <= DIGITS[1]
}

fn no_nul(field: &str, text: &str) -> Result<(), Wrong> {
    match text.contains('\0') {
        true => Err(wrong(field, "it holds the character NUL, which PostgreSQL cannot store")),
        false => Ok(()),
    }
}

fn wrong<'a>(field: &str, cause: impl Into<Cow<'a, str>>) -> Wrong {
    Wrong { message: format!("{field}: {}", cause.into()), hint: None }
}

fn sort(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
