//! Résumé files: text in, records out, and back.
//!
//! Everything here is pure: no files, no clock, no randomness; times and ids are passed in. What a
//! file says is either taken whole or refused whole, with the path and the `line:column` of what is
//! wrong ([`FormatError`]); nothing is taken by halves, so that an import can be all or nothing.

mod error;
mod export;
pub mod json_resume;
pub mod own;
mod plan;
mod select;
mod source;
#[cfg(test)]
pub(crate) mod testing;

use std::fmt;
use std::str::FromStr;

use source::{Source, Spot};

pub use error::FormatError;
pub use export::OutputFormat;
pub use plan::{Change, Plan, plan};
pub use select::bearing;

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InputFormat {
    /// Whichever of the others the file is in.
    #[default]
    Auto,
    /// Our own: see [`own`].
    Resume,
    JsonResume,
}

/// A word that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a format; the formats are {known}")]
pub struct UnknownFormat {
    word: String,
    known: String,
}

impl UnknownFormat {
    fn new<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        Self { word: word.chars().take(40).collect(), known }
    }
}

impl InputFormat {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Resume, Self::JsonResume];

    /// The word for it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Resume => "resume",
            Self::JsonResume => "json-resume",
        }
    }
}

impl FromStr for InputFormat {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|format| format.as_str() == word);
        found.ok_or_else(|| UnknownFormat::new(word, Self::ALL.map(Self::as_str)))
    }
}

impl fmt::Display for InputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A file that was read and found valid.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    Resume(own::Backup),
    JsonResume(json_resume::Document),
}

/// Reads a file. `Auto` takes it for our own where it says so or has our records, for JSON Resume otherwise.
pub fn parse(text: &[u8], format: InputFormat) -> Result<Parsed, FormatError> {
    let source = Source::parse(text)?;
    let own = match format {
        InputFormat::Auto => is_own(&source.root())?,
        InputFormat::Resume => true,
        InputFormat::JsonResume => false,
    };
    if own {
        own::read(&source).map(Parsed::Resume)
    } else {
        json_resume::read(&source).map(Parsed::JsonResume)
    }
}

fn is_own(root: &Spot<'_>) -> Result<bool, FormatError> {
    if let Some(items) = root.items() {
        return match items.iter().find(|item| item.get("id").is_none()) {
            None => Ok(true),
            Some(item) => {
                Err(item.error("has no `id`: a résumé is an object, and an array holds experiences,"))
            }
        };
    }
    if root.entries().is_none() {
        return Err(root.error(format!("a résumé is an object, not {},", root.sort())));
    }
    let says_so = root.get("format").is_some_and(|format| format.as_str() == Some(own::FORMAT));
    Ok(says_so || (root.get("id").is_some() && root.get("kind").is_some()))
}
