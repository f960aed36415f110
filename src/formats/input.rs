//! The formats that can be read.

use std::fmt;
use std::str::FromStr;

use super::FormatError;
use super::incoming::{Importer, Incoming};
use super::json_resume::JsonResume;
use super::resume::Resume;
use super::source::Source;

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InputFormat {
    /// The first of the others that recognises the file.
    #[default]
    Auto,
    /// Our own, for backups.
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
    pub(crate) fn new<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        Self { word: word.chars().take(40).collect(), known }
    }
}

impl InputFormat {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Resume, Self::JsonResume];

    /// Absent where the content is to decide.
    fn importer(self) -> Option<&'static dyn Importer> {
        match self {
            Self::Auto => None,
            Self::Resume => Some(&Resume),
            Self::JsonResume => Some(&JsonResume),
        }
    }

    /// The word for it on the command line.
    pub fn as_str(self) -> &'static str {
        self.importer().map_or("auto", Importer::name)
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

/// Reads a file.
pub fn parse(text: &[u8], format: InputFormat) -> Result<Incoming, FormatError> {
    let source = Source::parse(text)?;
    if let Some(importer) = format.importer() {
        return importer.read(&source);
    }
    let root = source.root();
    for importer in InputFormat::ALL.into_iter().filter_map(InputFormat::importer) {
        if importer.recognises(&root)? {
            return importer.read(&source);
        }
    }
    Err(root.error(format!("a résumé is an object, not {},", root.sort())))
}
