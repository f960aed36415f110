//! The options of a theme: what kinds there are, and how a value is written.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// Something that can be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    pub kind: OptionKind,
    pub default: Given,
    /// The lowest value that it takes.
    pub min: Option<Given>,
    /// Whether it may shrink to that to make a document fit.
    pub shrinks: bool,
    /// The highest value that it takes.
    pub max: Option<Given>,
    /// One line.
    pub help: String,
}

/// A value, and how `theme.toml` writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    pub value: Value,
    pub written: String,
}

/// What a value must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionKind {
    /// A number with a unit; kept as points.
    Length,
    Number,
    /// `#` and three or six digits; kept as six in lower case.
    Color,
    /// The name of a family.
    Font,
    Bool,
    Choice(Vec<String>),
}

/// The units of a length, in points.
const UNITS: [(&str, f64); 4] = [("pt", 1.0), ("mm", 72.0 / 25.4), ("cm", 720.0 / 25.4), ("in", 72.0)];

/// The longest length, 2 m, and the greatest number: what is beyond is a slip of the finger.
const LONGEST: f64 = 5670.0;
const GREATEST: f64 = 1000.0;

/// The longest name of a font family, in bytes.
const LONGEST_NAME: usize = 200;

impl Setting {
    /// What a text stands for.
    ///
    /// # Errors
    /// What it should be.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        let any = || format!("write a {}", self.kind.as_str());
        let value = self.kind.read(text).map_err(|expected| match self.kind {
            OptionKind::Number if self.min.is_some() || self.max.is_some() => self.within(any()),
            _ => self.within(expected),
        })?;
        let is_beyond = |bound: &Option<Given>, beyond: Ordering| {
            let bound = bound.as_ref().and_then(|bound| bound.value.as_f64());
            bound.is_some_and(|bound| {
                value.as_f64().and_then(|value| value.partial_cmp(&bound)) == Some(beyond)
            })
        };
        if is_beyond(&self.min, Ordering::Less) || is_beyond(&self.max, Ordering::Greater) {
            return Err(self.within(any()));
        }
        Ok(value)
    }

    /// What a value should be, with the bounds that it keeps.
    fn within(&self, expected: String) -> String {
        match (&self.min, &self.max) {
            (Some(min), Some(max)) => format!("{expected} from `{}` to `{}`", min.written, max.written),
            (Some(min), None) => format!("{expected} of `{}` at the least", min.written),
            (None, Some(max)) => format!("{expected} of `{}` at the most", max.written),
            (None, None) => expected,
        }
    }
}

impl OptionKind {
    /// The word for it in `theme.toml`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Number => "number",
            Self::Color => "color",
            Self::Font => "font",
            Self::Bool => "bool",
            Self::Choice(_) => "choice",
        }
    }

    /// What a text stands for.
    ///
    /// # Errors
    /// What it should be.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        let read = match self {
            Self::Length => length(text),
            Self::Number => {
                text.parse().ok().filter(|number: &f64| number.abs() <= GREATEST).and_then(number)
            }
            Self::Color => color(text),
            Self::Font => font(text),
            Self::Bool => text.parse().ok().map(Value::Bool),
            Self::Choice(words) => words.iter().find(|word| *word == text).map(|word| word.as_str().into()),
        };
        read.ok_or_else(|| self.expected())
    }

    /// What a value should be.
    pub fn expected(&self) -> String {
        match self {
            Self::Length => "write a length such as `10pt`, `2cm`, `20mm` or `0.8in`".to_owned(),
            Self::Number => format!("write a number such as `0.6`, {GREATEST} at the most"),
            Self::Color => "write a colour such as `#1f5c99`".to_owned(),
            Self::Font => "write the name of a font family".to_owned(),
            Self::Bool => "write `true` or `false`".to_owned(),
            Self::Choice(words) => {
                let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
                format!("write one of {}", words.join(", "))
            }
        }
    }
}

fn length(text: &str) -> Option<Value> {
    let (digits, factor) =
        UNITS.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?.trim_end(), factor)))?;
    let points = digits.parse::<f64>().ok()? * factor;
    // A hundredth of a point is finer than any printer.
    (0.0..=LONGEST).contains(&points).then(|| number((points * 100.0).round() / 100.0)).flatten()
}

/// A whole number is written without a fraction.
fn number(value: f64) -> Option<Value> {
    let written = value.to_string();
    written.parse::<Number>().ok().map(Value::Number)
}

fn color(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('#')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let digits: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    Some(format!("#{}", digits.to_ascii_lowercase()).into())
}

/// A family, as a font file and a style sheet name it: neither quotes nor control characters occur.
fn font(text: &str) -> Option<Value> {
    let name = text.trim();
    let is_odd = |letter: char| {
        letter.is_control() || matches!(letter, '"' | '\'' | '\\' | '<' | '>' | ';' | '{' | '}')
    };
    (!name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(is_odd)).then(|| name.into())
}
