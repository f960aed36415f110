//! A résumé as a web page: one file, without scripts and without requests.
//!
//! The invariants: every text is escaped, wherever a theme puts it; the page asks for nothing from elsewhere,
//! and its own policy forbids it; a template that does not end is stopped.

use std::collections::BTreeMap;
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, HtmlEscape, UndefinedBehavior};
use serde::Serialize;
use serde_json::{Map, json};

use super::theme::Theme;
use super::{Job, Paper, RenderError, Rendered, Renderer, lines};
use crate::document::content::{ContactKind, Content};

/// What the pages of themes extend.
const BASE: (&str, &str) = ("resume.html", include_str!("../../share/html/resume.html"));

/// What it includes where there is a timeline.
const TIMELINE: (&str, &str) = ("timeline.html", include_str!("../../share/html/timeline.html"));

/// The name of a theme's own template.
const PAGE: &str = "page.html";

/// Steps of a template: a hundred times what forty entries take.
const FUEL: u64 = 20_000_000;

/// The renderer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Html;

/// What a template sees.
#[derive(Serialize)]
struct Context<'a> {
    #[serde(flatten)]
    content: &'a Content,
    options: BTreeMap<&'a str, Setting<'a>>,
    theme: &'a str,
    paper: &'static str,
}

/// The value of an option. A number of serde_json's would reach the template as an object.
#[derive(Serialize)]
#[serde(untagged)]
enum Setting<'a> {
    Number(f64),
    Truth(bool),
    Text(&'a str),
}

impl<'a> Setting<'a> {
    fn of(value: &'a serde_json::Value) -> Self {
        match value {
            serde_json::Value::Bool(truth) => Self::Truth(*truth),
            serde_json::Value::Number(number) => Self::Number(number.as_f64().unwrap_or_default()),
            value => Self::Text(value.as_str().unwrap_or_default()),
        }
    }
}

impl Renderer for Html {
    fn render(&self, job: &Job<'_>) -> Result<Rendered, RenderError> {
        let Job { content, theme, paper, pages: _, photo } = job;
        let paper = match paper {
            Paper::A4 => "A4",
            Paper::UsLetter => "letter",
        };
        let options = theme.options.iter().map(|(key, value)| (key.as_str(), Setting::of(value))).collect();
        let context = Context { content, options, theme: &theme.name, paper };
        let photo =
            photo.map(|photo| format!("data:{};base64,{}", photo.media_type, STANDARD.encode(&photo.bytes)));
        let page = page(theme, &context, photo).map_err(|error| mistake(theme, &error))?;
        Ok(Rendered { bytes: page.into_bytes(), ..Rendered::default() })
    }
}

fn page(theme: &Theme, context: &Context<'_>, photo: Option<String>) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(FUEL));
    environment.add_filter("signed", signed);
    environment.add_filter("breakable", breakable);
    environment.add_template(BASE.0, BASE.1)?;
    // To read a template takes longer than to fill it.
    if context.content.timeline.is_some() {
        environment.add_template(TIMELINE.0, TIMELINE.1)?;
    }
    environment.add_template(PAGE, &theme.html)?;
    environment.add_global("json_ld", Value::from_safe_string(json_ld(context.content)));
    environment.add_global("photo_url", Value::from_safe_string(photo.unwrap_or_default()));
    let mut page = environment.get_template(PAGE)?.render(Value::from(Serde(context)))?;
    page.push('\n');
    Ok(page)
}

/// A text whose `C++` stays as it is in a document from right to left. The mark behind it has a name, which every output
/// keeps.
fn signed(text: Option<&str>, direction: &str) -> Value {
    let text = text.unwrap_or_default();
    if direction != "rtl" {
        return Value::from(text);
    }
    Value::from_safe_string(HtmlEscape(&lines::signed(text)).to_string().replace('\u{200e}', "&lrm;"))
}

/// An address that may break where its parts meet, as in the PDF: before a full stop, and after a sign that parts it.
/// A break leaves nothing in a copy of the text.
fn breakable(text: Option<&str>) -> Value {
    let text = text.unwrap_or_default();
    let mut html = String::with_capacity(text.len() * 2);
    for part in text.split_inclusive(['@', '/', '_']) {
        for (index, piece) in part.split('.').enumerate() {
            let before = match index {
                0 if html.is_empty() => "",
                0 => "<wbr>",
                _ => "<wbr>.",
            };
            // Nothing fails that writes into memory.
            write!(html, "{before}{}", HtmlEscape(piece)).ok();
        }
    }
    Value::from_safe_string(html)
}

/// What is wrong with a template, and where.
fn mistake(theme: &Theme, error: &minijinja::Error) -> RenderError {
    // The innermost error is where it began; what only leads to it has no place of its own.
    let mut error = error;
    while let Some(inner) = std::error::Error::source(error).and_then(|one| one.downcast_ref()) {
        error = inner;
    }
    let column = error.template_source().zip(error.range()).and_then(|(source, range)| {
        Some(source.get(..range.start)?.rsplit('\n').next()?.chars().count() + 1)
    });
    let message = match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    RenderError::Theme {
        theme: theme.name.clone(),
        file: error.name().unwrap_or(PAGE).to_owned(),
        line: error.line().unwrap_or(1),
        column: column.unwrap_or(1),
        message,
    }
}

/// Who the person is, for search engines (schema.org/Person). It holds what the page shows and nothing else.
fn json_ld(content: &Content) -> String {
    let header = &content.header;
    let contacts = |kind| header.contacts.iter().filter(move |contact| contact.kind == kind);
    let text = |kind| contacts(kind).next().map(|contact| contact.text.clone());
    let links: Vec<_> = contacts(ContactKind::Profile).filter_map(|contact| contact.url.clone()).collect();
    let mut person = Map::new();
    let mut put = |key: &str, value: Option<serde_json::Value>| {
        person.extend(value.map(|value| (key.to_owned(), value)));
    };
    put("@context", Some(json!("https://schema.org")));
    put("@type", Some(json!("Person")));
    put("name", header.name.clone().map(Into::into));
    put("jobTitle", header.label.clone().map(Into::into));
    put("email", text(ContactKind::Email).map(Into::into));
    put("telephone", text(ContactKind::Phone).map(Into::into));
    put("address", text(ContactKind::Location).map(Into::into));
    put("url", contacts(ContactKind::Url).find_map(|contact| contact.url.clone()).map(Into::into));
    put("sameAs", (!links.is_empty()).then(|| json!(links)));
    put("knowsAbout", (!content.keywords.is_empty()).then(|| json!(content.keywords)));
    escaped(&serde_json::Value::Object(person).to_string())
}

/// JSON in which nothing ends the element that it stands in.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => text.push(c),
        }
    }
    text
}
