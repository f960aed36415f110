//! The formats that can be written.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::json_resume::Pretty;
use super::{UnknownFormat, json_resume, resume};
use crate::document::Document;
use crate::domain::Experience;
use crate::render::markdown::Markdown;
use crate::render::{RenderError, Rendered, Renderer};

/// A format that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutputFormat {
    #[default]
    JsonResume,
    /// Our own, which alone keeps tags, times, ids and tombstones.
    Resume,
    Markdown,
}

impl OutputFormat {
    pub const ALL: [Self; 3] = [Self::JsonResume, Self::Resume, Self::Markdown];

    /// The word for it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JsonResume => "json-resume",
            Self::Resume => "resume",
            Self::Markdown => "markdown",
        }
    }

    /// The endings of its files, in lower case. Our own format shares `.json` with the one it is less common than.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::JsonResume => &["json"],
            Self::Resume => &[],
            Self::Markdown => &["md", "markdown"],
        }
    }

    /// The format that a file's ending stands for, in any case.
    pub fn of_ending(ending: &str) -> Option<Self> {
        let is_meant = |format: &Self| format.endings().iter().any(|one| ending.eq_ignore_ascii_case(one));
        Self::ALL.into_iter().find(is_meant)
    }

    /// The file, its last line ended. Tombstones are written in our own format only: leave
    /// them out of `experiences` where they are not wanted.
    pub fn write(
        self,
        profile: Option<&Map<String, Value>>,
        experiences: &[Experience],
    ) -> Result<Rendered, RenderError> {
        let mut text = match self {
            Self::JsonResume => {
                let document = Value::Object(json_resume::document(profile, experiences));
                serde_json::to_string_pretty(&Pretty(&document))?
            }
            Self::Resume => resume::write(profile, experiences)?,
            Self::Markdown => return Markdown.render(&Document::of(profile, experiences)),
        };
        text.push('\n');
        Ok(Rendered { bytes: text.into_bytes(), warnings: Vec::new() })
    }
}

impl FromStr for OutputFormat {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|format| format.as_str() == word);
        found.ok_or_else(|| UnknownFormat::new(word, Self::ALL.map(Self::as_str)))
    }
}

impl fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
