//! JSON or YAML with the place of every value, so that an error can say where.
//!
//! `serde_json` decides what is JSON (its grammar, its checks of surrogates). The scan that follows walks text that is
//! known to be well-formed. It bounds how deeply values are nested, notes where each value begins, and names what
//! `serde_json` would lose silently: a key that stands twice, of which the last value counts. It refuses the two keys that
//! `serde_json` reserves for itself.

mod yaml;

use std::collections::HashSet;
use std::rc::Rc;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::error::{FormatError, Place};
use crate::domain::MAX_TEXT;
use crate::json;

/// With `arbitrary_precision` and `raw_value`, an object with one of these keys is read as a
/// number or as other JSON.
const RESERVED: [&str; 2] = ["$serde_json::private::Number", "$serde_json::private::RawValue"];

/// A document and the text it came from.
#[derive(Debug)]
pub(super) struct Source {
    text: String,
    root: Node,
    /// Keys that stand twice.
    repeated: Vec<FormatError>,
}

/// A value and the byte at which it begins.
#[derive(Debug, Clone)]
struct Node {
    offset: usize,
    data: Data,
}

#[derive(Debug, Clone)]
enum Data {
    Scalar(Value),
    Array(Vec<Node>),
    /// In the order of the text.
    Object(Vec<(String, Node)>),
}

impl Node {
    fn to_value(&self) -> Value {
        match &self.data {
            Data::Scalar(value) => value.clone(),
            Data::Array(items) => items.iter().map(Self::to_value).collect(),
            Data::Object(entries) => Value::Object(
                entries.iter().map(|(key, node)| (key.clone(), node.to_value())).collect::<Map<_, _>>(),
            ),
        }
    }
}

impl Source {
    pub(super) fn json(text: String) -> Result<Self, FormatError> {
        // What passes over values is quick, and knows neither surrogates nor a limit. The first mistake is found by
        // what reads them.
        let first_mistake = || Some(not_json(&text, &serde_json::from_str::<Value>(&text).err()?));
        if let Err(error) = serde_json::from_str::<IgnoredAny>(&text) {
            return Err(first_mistake().unwrap_or_else(|| not_json(&text, &error)));
        }
        let mut scanner = Scanner { text: &text, at: 0, depth: 0, repeated: Vec::new() };
        let root = scanner.value().map_err(|error| first_mistake().unwrap_or(error))?;
        Ok(Self { root, repeated: scanner.repeated, text })
    }

    pub(super) fn yaml(text: String) -> Result<Self, FormatError> {
        let (root, repeated) = yaml::read(&text)?;
        Ok(Self { root, repeated, text })
    }

    /// The keys that stand twice in one object. The last value of each counts, as for other programs.
    pub(super) fn repeated(&self) -> &[FormatError] {
        &self.repeated
    }

    pub(super) fn root(&self) -> Spot<'_> {
        Spot { node: &self.root, path: None }
    }

    /// Gives an error that knows its byte its place.
    pub(super) fn locate(&self, error: FormatError) -> FormatError {
        match error.offset {
            Some(offset) if error.place.is_none() => {
                FormatError { place: Some(place(&self.text, offset)), ..error }
            }
            _ => error,
        }
    }
}

/// A value at its place in the document.
#[derive(Debug, Clone)]
pub(super) struct Spot<'a> {
    node: &'a Node,
    path: Path<'a>,
}

/// The way from the document to a value, step by step from its end. It becomes a text where there is an error alone.
type Path<'a> = Option<Rc<Step<'a>>>;

#[derive(Debug)]
struct Step<'a> {
    part: Part<'a>,
    above: Path<'a>,
}

#[derive(Debug)]
enum Part<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Spot<'a> {
    fn below(&self, part: Part<'a>, node: &'a Node) -> Self {
        Spot { node, path: Some(Rc::new(Step { part, above: self.path.clone() })) }
    }

    /// An error about this value. Its place is not known yet: to count lines for each of many errors takes too long.
    pub(super) fn error(&self, message: impl Into<String>) -> FormatError {
        let mut path = None;
        let mut step = self.path.as_ref();
        while let Some(Step { part, above }) = step.map(Rc::as_ref) {
            let part = match part {
                Part::Key(key) => key_step(key),
                Part::Index(index) => format!("[{index}]"),
            };
            path = Some(before(part, path));
            step = above.as_ref();
        }
        FormatError { path, offset: Some(self.node.offset), ..FormatError::of_file(message) }
    }

    pub(super) fn value(&self) -> Value {
        self.node.to_value()
    }

    /// Whether it is the document itself, which has no path.
    pub(super) fn is_root(&self) -> bool {
        self.path.is_none()
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.node.data, Data::Scalar(Value::Null))
    }

    /// A text, a number or a truth value as it is written.
    pub(super) fn as_text(&self) -> Option<String> {
        match &self.node.data {
            Data::Scalar(Value::String(text)) => Some(text.clone()),
            Data::Scalar(Value::Null) | Data::Array(_) | Data::Object(_) => None,
            Data::Scalar(value) => Some(value.to_string()),
        }
    }

    pub(super) fn as_str(&self) -> Option<&'a str> {
        match &self.node.data {
            Data::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The items of an array.
    pub(super) fn items(&self) -> Option<Vec<Self>> {
        let Data::Array(nodes) = &self.node.data else { return None };
        let item = |(index, node)| self.below(Part::Index(index), node);
        Some(nodes.iter().enumerate().map(item).collect())
    }

    /// The keys and values of an object, in the order of the text.
    pub(super) fn entries(&self) -> Option<Vec<(&'a str, Self)>> {
        let Data::Object(entries) = &self.node.data else { return None };
        let entry =
            |(key, node): &'a (String, Node)| (key.as_str(), self.below(Part::Key(key.as_str()), node));
        Some(entries.iter().map(entry).collect())
    }

    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let Data::Object(entries) = &self.node.data else { return None };
        let (name, node) = entries.iter().find(|(name, _)| name == key)?;
        Some(self.below(Part::Key(name), node))
    }

    /// What sort of value it is, for an error.
    pub(super) fn sort(&self) -> &'static str {
        match &self.node.data {
            Data::Scalar(Value::Null) => "null",
            Data::Scalar(Value::Bool(_)) => "a boolean",
            Data::Scalar(Value::Number(_)) => "a number",
            Data::Scalar(_) => "a string",
            Data::Array(_) => "an array",
            Data::Object(_) => "an object",
        }
    }
}

fn not_json(text: &str, error: &serde_json::Error) -> FormatError {
    let line_start: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let offset = text.floor_char_boundary(line_start + error.column().saturating_sub(1));
    error_at(text, offset, None, format!("the text is not JSON: {}", json::cause(error)))
}

/// An error about a byte of a text.
pub(super) fn error_at(
    text: &str,
    offset: usize,
    path: Option<&str>,
    message: impl Into<String>,
) -> FormatError {
    let path = path.filter(|path| !path.is_empty()).map(str::to_owned);
    FormatError { path, place: Some(place(text, offset)), ..FormatError::of_file(message) }
}

fn place(text: &str, offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    Place { line, column: before[line_start..].chars().count() + 1 }
}

/// A step of a path that leads to the value of a key.
fn key_step(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "$_-".contains(c));
    if plain { key.to_owned() } else { format!("[{}]", Value::from(key)) }
}

/// A step and the path that goes on from it.
fn before(step: String, rest: Option<String>) -> String {
    match rest {
        None => step,
        Some(rest) if rest.starts_with('[') => step + &rest,
        Some(rest) => format!("{step}.{rest}"),
    }
}

/// An error whose place is below a step of the path.
fn below(step: String, error: FormatError) -> FormatError {
    FormatError { path: Some(before(step, error.path)), ..error }
}

/// Puts a value into an object, in place of the one that its key has.
fn put(entries: &mut Vec<(String, Node)>, key: String, node: Node, is_known: bool) {
    let known = if is_known { entries.iter_mut().find(|(known, _)| *known == key) } else { None };
    match known {
        Some((_, value)) => *value = node,
        None => entries.push((key, node)),
    }
}

/// How deep values may be nested.
const DEEPEST: usize = 127;

/// What is wrong with a key that stands twice, and behind `count` such keys with the file.
fn repeated(count: usize, offset: usize, message: impl Into<String>) -> Result<FormatError, FormatError> {
    const MOST: usize = 200;
    let error = FormatError { offset: Some(offset), ..FormatError::of_file(message) };
    let error = error.hint("remove one of them: an import takes the last, and other programs may not");
    if count < MOST { Ok(error) } else { Err(error) }
}

/// The number of keys up to which a comparison with all others is quicker than a hash.
const FEW: usize = 16;

/// Walks text that `serde_json` has accepted. An error knows the path below the value that is walked.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    repeated: Vec<FormatError>,
}

impl Scanner<'_> {
    fn value(&mut self) -> Result<Node, FormatError> {
        let first = self.next_byte();
        let offset = self.at;
        let data = match first {
            Some(b'{' | b'[') => self.nested(first == Some(b'{'))?,
            Some(b'"') => Data::Scalar(Value::String(self.string()?)),
            _ => self.word()?,
        };
        Ok(Node { offset, data })
    }

    fn nested(&mut self, is_object: bool) -> Result<Data, FormatError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(FormatError::of_file("is nested too deeply"));
        }
        let data = if is_object { self.object() } else { self.array() }?;
        self.depth -= 1;
        Ok(data)
    }

    fn object(&mut self) -> Result<Data, FormatError> {
        let mut entries: Vec<(String, Node)> = Vec::new();
        let mut seen = HashSet::new();
        self.at += 1;
        while self.next_byte() == Some(b'"') {
            let offset = self.at;
            let key = self.string()?;
            if entries.len() == FEW {
                seen.extend(entries.iter().map(|(key, _)| key.clone()));
            }
            let is_known = if entries.len() < FEW {
                entries.iter().any(|(known, _)| *known == key)
            } else {
                !seen.insert(key.clone())
            };
            if RESERVED.contains(&key.as_str()) {
                return Err(below(key_step(&key), self.error(offset, "is a reserved key")));
            }
            self.pass(b':');
            let named = self.repeated.len();
            let node = self.value().map_err(|error| below(key_step(&key), error))?;
            if is_known {
                let error = repeated(self.repeated.len(), offset, "stands twice in one object");
                self.repeated.push(error.map_err(|error| below(key_step(&key), error))?);
            }
            self.put_below(named, || key_step(&key));
            put(&mut entries, key, node, is_known);
            self.pass(b',');
        }
        self.pass(b'}');
        Ok(Data::Object(entries))
    }

    fn array(&mut self) -> Result<Data, FormatError> {
        let mut items = Vec::new();
        self.at += 1;
        while !matches!(self.next_byte(), Some(b']') | None) {
            let named = self.repeated.len();
            let item = self.value().map_err(|error| below(format!("[{}]", items.len()), error))?;
            self.put_below(named, || format!("[{}]", items.len()));
            items.push(item);
            self.pass(b',');
        }
        self.pass(b']');
        Ok(Data::Array(items))
    }

    /// Puts the keys that were found since then below a step of the path.
    fn put_below(&mut self, since: usize, step: impl Fn() -> String) {
        for error in &mut self.repeated[since..] {
            error.path = Some(before(step(), error.path.take()));
        }
    }

    fn string(&mut self) -> Result<String, FormatError> {
        let offset = self.at;
        let rest = &self.text.as_bytes()[offset + 1..];
        let text = match memchr::memchr2(b'"', b'\\', rest) {
            // It has no escapes, and says what it means.
            Some(length) if rest[length] == b'"' => {
                self.at = offset + length + 2;
                self.text.get(offset + 1..=offset + length).unwrap_or_default().to_owned()
            }
            _ => self.escaped(offset)?,
        };
        if text.len() > MAX_TEXT {
            return Err(self.error(offset, format!("is {} bytes long; the most is {MAX_TEXT}", text.len())));
        }
        Ok(text)
    }

    fn escaped(&mut self, offset: usize) -> Result<String, FormatError> {
        let mut escaped = false;
        let length = self.text.as_bytes()[offset + 1..].iter().position(|&byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        });
        self.at = length.map_or(self.text.len(), |length| offset + length + 2);
        let text: String = self.decode(offset)?;
        if text.contains('\0') {
            return Err(self.error(offset, "holds a NUL character, which no database can store"));
        }
        Ok(text)
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Data, FormatError> {
        let offset = self.at;
        let rest = &self.text[offset..];
        self.at += rest.find([',', ']', '}', ' ', '\t', '\r', '\n']).unwrap_or(rest.len());
        self.decode(offset).map(Data::Scalar)
    }

    fn decode<T: serde::de::DeserializeOwned>(&self, offset: usize) -> Result<T, FormatError> {
        let literal = self.text.get(offset..self.at).unwrap_or_default();
        serde_json::from_str(literal).map_err(|error| self.error(offset, format!("is not JSON: {error}")))
    }

    /// Goes over white space, to the next byte that means something.
    fn next_byte(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn pass(&mut self, byte: u8) {
        if self.next_byte() == Some(byte) {
            self.at += 1;
        }
    }

    fn error(&self, offset: usize, message: impl Into<String>) -> FormatError {
        error_at(self.text, offset, None, message)
    }
}
