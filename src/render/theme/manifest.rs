//! `theme.toml`: the description of a theme, its options, and the order of its sections.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use toml_edit::{Document, Item, TableLike};

use super::option::{Given, OptionKind, Setting};
use crate::document::dates::DateFormat;
use crate::domain::{Kind, nearest};

#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub description: Option<String>,
    pub order: Vec<Kind>,
    pub dates: Option<DateFormat>,
    pub settings: BTreeMap<String, Setting>,
}

/// What is wrong in `theme.toml`, and where. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("theme.toml:{line}:{column}: {message}")]
pub struct Mistake {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// A mistake, before its place is counted.
struct Wrong(Option<Range<usize>>, String);

const KEYS: [&str; 4] = ["description", "order", "date_format", "options"];
const KINDS: [&str; 6] = ["length", "number", "color", "font", "bool", "choice"];
const OPTION_KEYS: [&str; 7] = ["kind", "default", "min", "shrinks", "max", "choices", "help"];

pub(super) fn parse(text: &str) -> Result<Manifest, Mistake> {
    read(text).map_err(|Wrong(span, message)| {
        let before = span.and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Mistake { line, column, message }
    })
}

fn read(text: &str) -> Result<Manifest, Wrong> {
    let document =
        Document::parse(text).map_err(|error| Wrong(error.span(), error.message().replace('\n', " ")))?;
    let mut manifest = Manifest::default();
    for (key, item) in document.as_table() {
        match key {
            "description" => manifest.description = Some(text_of(key, item)?.to_owned()),
            "date_format" => {
                let word = text_of(key, item)?.parse::<DateFormat>();
                manifest.dates = Some(word.map_err(|error| Wrong(item.span(), error.to_string()))?);
            }
            "order" => manifest.order = texts(key, item)?.map(kind).collect::<Result<_, _>>()?,
            "options" => {
                for (key, item) in table(key, item)?.iter() {
                    manifest.settings.insert(key.to_owned(), setting(key, item)?);
                }
            }
            _ => return Err(unknown(key, item, &KEYS)),
        }
    }
    Ok(manifest)
}

fn setting(key: &str, item: &Item) -> Result<Setting, Wrong> {
    if !key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return Err(Wrong(item.span(), format!("`{key}` may have small letters, digits and `-` only")));
    }
    let fields = table(key, item)?;
    if let Some((key, item)) = fields.iter().find(|(key, _)| !OPTION_KEYS.contains(key)) {
        return Err(unknown(key, item, &OPTION_KEYS));
    }
    let needed = |name: &str| {
        fields.get(name).ok_or_else(|| Wrong(item.span(), format!("the option `{key}` lacks `{name}`")))
    };
    let kind_item = needed("kind")?;
    let kind = match text_of("kind", kind_item)? {
        "length" => OptionKind::Length,
        "number" => OptionKind::Number,
        "color" => OptionKind::Color,
        "font" => OptionKind::Font,
        "bool" => OptionKind::Bool,
        "choice" => {
            let words = texts("choices", needed("choices")?)?;
            OptionKind::Choice(words.map(|(word, _)| word.to_owned()).collect())
        }
        word => {
            let message = format!("`{word}` is no kind of option; the kinds are {}", KINDS.join(", "));
            return Err(Wrong(kind_item.span(), message));
        }
    };
    let default = value(&kind, "default", needed("default")?)?;
    let bound = |key: &str, what: &str, beyond: Ordering| {
        let Some(item) = fields.get(key) else { return Ok(None) };
        if !matches!(kind, OptionKind::Length | OptionKind::Number) {
            let message = format!("a {} {what}: only a length or a number has `{key}`", kind.as_str());
            return Err(Wrong(item.span(), message));
        }
        let bound = value(&kind, key, item)?;
        if bound.value.as_f64().partial_cmp(&default.value.as_f64()) == Some(beyond) {
            let relation = if beyond == Ordering::Greater { "greater" } else { "less" };
            return Err(Wrong(item.span(), format!("`{key}` is {relation} than `default`")));
        }
        Ok(Some(bound))
    };
    let min = bound("min", "cannot shrink", Ordering::Greater)?;
    let max = bound("max", "cannot grow", Ordering::Less)?;
    let shrinks = fields.get("shrinks").map_or(Ok(true), |item| {
        item.as_bool().ok_or_else(|| Wrong(item.span(), "`shrinks` must be `true` or `false`".to_owned()))
    })?;
    let help = fields.get("help").map_or(Ok(""), |item| text_of("help", item))?.to_owned();
    Ok(Setting { kind, default, min, shrinks, max, help })
}

/// A value of an option: text, or a number or truth value as TOML has them.
fn value(kind: &OptionKind, key: &str, item: &Item) -> Result<Given, Wrong> {
    let text = match item.as_value() {
        Some(toml_edit::Value::String(text)) => text.value().clone(),
        Some(toml_edit::Value::Integer(number)) if *kind == OptionKind::Number => number.value().to_string(),
        Some(toml_edit::Value::Float(number)) if *kind == OptionKind::Number => number.value().to_string(),
        Some(toml_edit::Value::Boolean(truth)) if *kind == OptionKind::Bool => truth.value().to_string(),
        _ => return Err(Wrong(item.span(), format!("`{key}`: {}", kind.expected()))),
    };
    let value = kind.read(&text).map_err(|expected| Wrong(item.span(), format!("`{key}`: {expected}")))?;
    Ok(Given { value, written: text })
}

fn kind((word, span): (&str, Option<Range<usize>>)) -> Result<Kind, Wrong> {
    word.parse::<Kind>().map_err(|error| Wrong(span, error.to_string()))
}

fn unknown(key: &str, item: &Item, known: &[&str]) -> Wrong {
    let instead = match nearest(key, known.iter().copied()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("the keys are {}", known.join(", ")),
    };
    Wrong(item.span(), format!("unknown key `{key}`; {instead}"))
}

fn text_of<'a>(key: &str, item: &'a Item) -> Result<&'a str, Wrong> {
    item.as_str().ok_or_else(|| Wrong(item.span(), format!("`{key}` must be a text")))
}

fn table<'a>(key: &str, item: &'a Item) -> Result<&'a dyn TableLike, Wrong> {
    item.as_table_like().ok_or_else(|| Wrong(item.span(), format!("`{key}` must be a table")))
}

type Word<'a> = (&'a str, Option<Range<usize>>);

fn texts<'a>(key: &str, item: &'a Item) -> Result<impl Iterator<Item = Word<'a>> + use<'a>, Wrong> {
    let wrong = || Wrong(item.span(), format!("`{key}` must be a list of texts"));
    let values = item.as_array().ok_or_else(wrong)?;
    if values.iter().any(|value| value.as_str().is_none()) {
        return Err(wrong());
    }
    Ok(values.iter().filter_map(|value| Some((value.as_str()?, value.span()))))
}
