//! How documents look: a theme's three files, and the values of its options.
//!
//! A theme is data. `theme.toml` describes its options, `cv.typ` sets the PDF, `page.html` the web page. The
//! invariant: every option has a value of its kind, whatever was asked for.

mod built_in;
mod manifest;
mod option;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::document::dates::DateFormat;
use crate::domain::{Kind, nearest};

pub use built_in::{NAMES, built_in};
pub use manifest::Mistake;
pub use option::{Given, OptionKind, Setting};

/// The files of a theme.
pub const FILES: [&str; 3] = ["theme.toml", "cv.typ", "page.html"];

/// A theme, ready to use.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Theme {
    pub name: String,
    /// One line.
    pub description: Option<String>,
    /// The folder it is in. A built-in theme has none.
    pub folder: Option<PathBuf>,
    /// What can be set, by its key.
    pub settings: BTreeMap<String, Setting>,
    /// The value of each setting. A length is a number of points, a colour `#` and six digits.
    pub options: BTreeMap<String, Value>,
    /// The order of its sections; those that it does not name come last.
    pub order: Vec<Kind>,
    /// How it shows dates, unless something else is asked for.
    pub dates: Option<DateFormat>,
    /// `cv.typ`.
    pub typst: String,
    /// `page.html`.
    pub html: String,
}

/// The texts of a theme's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    pub manifest: String,
    pub typst: String,
    pub html: String,
}

/// A value that an option cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the theme `{theme}` has no option `{key}`")]
    Unknown { theme: String, key: String, known: Vec<String> },
    #[error("`{value}` is no value of `{key}`: {expected}")]
    Wrong { key: String, value: String, expected: String },
}

impl Refusal {
    /// What to do about it, if it is more than the message says.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { key, known, theme } => {
                Some(match nearest(key, known.iter().map(String::as_str)) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("`resume theme show {theme}` lists its options"),
                })
            }
            Self::Wrong { .. } => None,
        }
    }
}

impl Theme {
    /// A theme of its files. All options have their defaults.
    ///
    /// # Errors
    /// The place in `theme.toml` that is wrong.
    pub fn of(name: &str, folder: Option<PathBuf>, texts: Texts) -> Result<Self, Mistake> {
        let manifest = manifest::parse(&texts.manifest)?;
        let options =
            manifest.settings.iter().map(|(key, setting)| (key.clone(), setting.default.value.clone()));
        Ok(Self {
            name: name.to_owned(),
            description: manifest.description,
            folder,
            options: options.collect(),
            settings: manifest.settings,
            order: manifest.order,
            dates: manifest.dates,
            typst: texts.typst,
            html: texts.html,
        })
    }

    /// Sets one option to the value that a text stands for.
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), Refusal> {
        let Some(setting) = self.settings.get(key) else {
            let known = self.settings.keys().cloned().collect();
            return Err(Refusal::Unknown { theme: self.name.clone(), key: key.to_owned(), known });
        };
        let value = setting.read(text).map_err(|expected| Refusal::Wrong {
            key: key.to_owned(),
            value: text.to_owned(),
            expected,
        })?;
        self.options.insert(key.to_owned(), value);
        Ok(())
    }

    /// The lowest values of the options that may shrink to make a document fit.
    pub fn lowest(&self) -> BTreeMap<String, Value> {
        let shrinking = self.settings.iter().filter(|(_, setting)| setting.shrinks);
        let lowest = shrinking.filter_map(|(key, setting)| Some((key, setting.min.as_ref()?)));
        lowest.map(|(key, lowest)| (key.clone(), lowest.value.clone())).collect()
    }
}

#[cfg(test)]
mod tests;
