//! An object of another program's file, whose keys are taken one by one. What nothing took goes into the metadata.

use std::collections::BTreeSet;

use serde_json::Value;

use super::dates::{self, Period};
use super::error::{FormatError, Report};
use super::foreign::key_of;
use super::rich::Rich;
use super::source::Spot;
use crate::domain::{Bullet, Experience, Kind, PartialDate};

#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    spot: Spot<'a>,
    used: BTreeSet<&'static str>,
}

impl<'a> Fields<'a> {
    /// # Errors
    /// If the value is not an object.
    pub(super) fn of(spot: &Spot<'a>) -> Result<Self, FormatError> {
        match spot.entries() {
            Some(_) => Ok(Self { spot: spot.clone(), used: BTreeSet::new() }),
            None => Err(spot.error(format!("is {}, not an object", spot.sort()))),
        }
    }

    pub(super) fn error(&self, message: impl Into<String>) -> FormatError {
        self.spot.error(message)
    }

    /// The value of the first of these keys that has one. All of them count as taken.
    pub(super) fn get(&mut self, keys: &[&'static str]) -> Option<Spot<'a>> {
        self.used.extend(keys);
        keys.iter().find_map(|key| self.spot.get(key).filter(|value| !is_empty(&value.value())))
    }

    /// A text, a number or a truth value as text.
    pub(super) fn text(&mut self, keys: &[&'static str], report: &mut Report) -> Option<String> {
        let spot = self.get(keys)?;
        match spot.as_text() {
            Some(text) => Some(plain(&text)).filter(|text| !text.is_empty()),
            None => {
                report.problem(spot.error(format!("is {}, not a text", spot.sort())));
                None
            }
        }
    }

    /// The texts of a list, or a text alone.
    pub(super) fn list(&mut self, keys: &[&'static str], report: &mut Report) -> Vec<String> {
        let Some(spot) = self.get(keys) else { return Vec::new() };
        let Some(items) = spot.items() else {
            let text = spot.as_text();
            if text.is_none() {
                report.problem(spot.error(format!("is {}, not a list", spot.sort())));
            }
            return text.into_iter().collect();
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item.as_text() {
                Some(text) => texts.push(plain(&text)),
                None => report.problem(item.error(format!("is {}, not a text", item.sort()))),
            }
        }
        texts.retain(|text| !text.is_empty());
        texts
    }

    /// The items of a list; nothing where there is none.
    pub(super) fn items(&mut self, keys: &[&'static str], report: &mut Report) -> Vec<Spot<'a>> {
        let Some(spot) = self.get(keys) else { return Vec::new() };
        match spot.items() {
            Some(items) => items,
            None => {
                report.problem(spot.error(format!("is {}, not a list", spot.sort())));
                Vec::new()
            }
        }
    }

    /// The object under a key.
    pub(super) fn object(&mut self, keys: &[&'static str], report: &mut Report) -> Option<Self> {
        let spot = self.get(keys)?;
        report.take(Self::of(&spot))
    }

    /// A date; nothing for a word such as `present`.
    pub(super) fn date(&mut self, keys: &[&'static str], report: &mut Report) -> Option<PartialDate> {
        let spot = self.get(keys)?;
        let Some(text) = spot.as_text() else {
            report.problem(spot.error(format!("is {}, not a date", spot.sort())));
            return None;
        };
        report.date(dates::end(&text), |message| spot.error(message))?.date()
    }

    /// A period in free words. One that is not understood is kept as it is: it is no mistake there.
    pub(super) fn period(&mut self, keys: &[&'static str], content: &mut Experience, report: &mut Report) {
        let Some(text) = self.text(keys, report) else { return };
        match Period::read(&text) {
            Some(period) => {
                content.start_date = period.start;
                content.end_date = period.end;
            }
            None => {
                report.keep(&mut content.metadata, keys[0], text);
            }
        }
    }

    /// Rich or plain text as text and bullets. Several keys are one text after another.
    pub(super) fn description(
        &mut self,
        keys: &[&'static str],
        rich: Rich,
        content: &mut Experience,
        report: &mut Report,
    ) {
        let mut texts = Vec::new();
        for key in keys {
            let Some(text) = self.text(&[key], report) else { continue };
            // The bullets of an education are its courses.
            if content.kind == Kind::Education {
                texts.extend(rich.markdown(&text));
                continue;
            }
            let (text, bullets) = rich.split(&text);
            texts.extend(text);
            content.bullets.extend(bullets.into_iter().map(Bullet::new));
        }
        content.text = Some(texts.join("\n\n")).filter(|text| !text.is_empty());
    }

    /// Puts a text under a key of the metadata.
    pub(super) fn meta(
        &mut self,
        keys: &[&'static str],
        name: &str,
        content: &mut Experience,
        report: &mut Report,
    ) {
        if let Some(text) = self.text(keys, report) {
            content.metadata.insert(name.to_owned(), Value::from(text));
        }
    }

    /// Takes a key that only the other program needs.
    pub(super) fn ignore(&mut self, keys: &[&'static str]) {
        self.used.extend(keys);
    }

    /// Keeps what nothing took.
    pub(super) fn keep_rest(&self, into: &mut serde_json::Map<String, Value>, report: &mut Report) {
        for (key, spot) in self.spot.entries().unwrap_or_default() {
            let value = spot.value();
            if self.used.contains(key) || is_empty(&value) {
                continue;
            }
            let mut name = key_of(key);
            while name.is_empty() || into.contains_key(&name) {
                name.push('_');
            }
            report.homeless(&name);
            into.insert(name, value);
        }
    }
}

/// Without space at the ends, and without word joiners: exporters keep signs apart by them.
pub(super) fn plain(text: &str) -> String {
    text.trim().replace('\u{2060}', "")
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_empty),
        Value::Object(entries) => entries.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
