//! The formats that can be written.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::formats::{Exporter, JsonResume, LinkedIn, RenderCv, Resume, UnknownFormat, YamlResume};
use crate::render::Renderer;
use crate::render::docx::Docx;
use crate::render::html::Html;
use crate::render::markdown::Markdown;
use crate::render::text::Text;

words! {
    /// A format that can be written.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum OutputFormat {
        #[default]
        JsonResume = "json-resume",
        /// Our own, which alone keeps tags, times, ids and tombstones.
        Resume = "resume",
        Pdf = "pdf",
        Docx = "docx",
        Html = "html",
        Text = "text",
        Markdown = "markdown",
        #[serde(rename = "rendercv")]
        RenderCv = "rendercv",
        #[serde(rename = "yamlresume")]
        YamlResume = "yamlresume",
        /// Text to paste into the fields of a profile there.
        #[serde(rename = "linkedin")]
        LinkedIn = "linkedin",
    }
}

/// What makes the files of a format.
pub(super) enum Maker {
    Exporter(&'static dyn Exporter),
    Renderer(&'static dyn Renderer),
    /// The renderer of PDF, which needs another program.
    Typesetter,
}

/// Something that an order says and that not every format can heed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Theme,
    Settings,
    Language,
    Dates,
    Paper,
    Pages,
    Photo,
    Timeline,
    LegacyKeys,
}

impl Wish {
    /// Its flag on the command line.
    pub(super) fn flag(self) -> &'static str {
        match self {
            Self::Theme => "--theme",
            Self::Settings => "--set",
            Self::Language => "--language",
            Self::Dates => "--date-format",
            Self::Paper => "--paper",
            Self::Pages => "--pages",
            Self::Photo => "--photo",
            Self::Timeline => "--timeline",
            Self::LegacyKeys => "--legacy-keys",
        }
    }
}

impl OutputFormat {
    /// The endings of its files, in lower case, the usual one first. Our own format shares `.json` with JSON
    /// Resume, the more common one.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::JsonResume => &["json"],
            Self::Resume | Self::YamlResume | Self::LinkedIn => &[],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Html => &["html", "htm"],
            Self::Text => &["txt"],
            Self::Markdown => &["md", "markdown"],
            Self::RenderCv => &["yaml", "yml"],
        }
    }

    /// Whether its files are no text.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Pdf | Self::Docx)
    }

    /// Whether other programs read it, so that it has no words of ours that a language could change.
    pub(super) fn is_record(self) -> bool {
        matches!(self.maker(), Maker::Exporter(_))
    }

    pub(super) fn maker(self) -> Maker {
        match self {
            Self::JsonResume => Maker::Exporter(&JsonResume),
            Self::Resume => Maker::Exporter(&Resume),
            Self::Pdf => Maker::Typesetter,
            Self::Docx => Maker::Renderer(&Docx),
            Self::Html => Maker::Renderer(&Html),
            Self::Text => Maker::Renderer(&Text),
            Self::Markdown => Maker::Renderer(&Markdown),
            Self::RenderCv => Maker::Exporter(&RenderCv),
            Self::YamlResume => Maker::Exporter(&YamlResume),
            Self::LinkedIn => Maker::Exporter(&LinkedIn),
        }
    }

    /// Whether its files can be what is wished for.
    pub(super) fn heeds(self, wish: Wish) -> bool {
        match self {
            Self::Resume => false,
            Self::JsonResume => matches!(wish, Wish::Language | Wish::LegacyKeys),
            Self::RenderCv | Self::YamlResume | Self::LinkedIn => wish == Wish::Language,
            Self::Pdf => !matches!(wish, Wish::Timeline | Wish::LegacyKeys),
            Self::Docx => !matches!(wish, Wish::Pages | Wish::Timeline | Wish::LegacyKeys),
            Self::Html => !matches!(wish, Wish::Pages | Wish::LegacyKeys),
            Self::Text | Self::Markdown => matches!(wish, Wish::Theme | Wish::Language | Wish::Dates),
        }
    }

    /// The format that a file's ending stands for, in any case.
    pub fn of_ending(ending: &str) -> Option<Self> {
        let is_meant = |format: &Self| format.endings().iter().any(|one| ending.eq_ignore_ascii_case(one));
        Self::ALL.into_iter().find(is_meant)
    }
}

impl FromStr for OutputFormat {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::of_word(word).ok_or_else(|| UnknownFormat::new(word, Self::ALL.map(Self::as_str)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_word_and_every_ending_one_format() {
        for format in OutputFormat::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
            assert_eq!(serde_json::to_value(format).unwrap(), format.as_str());
            for ending in format.endings() {
                assert_eq!(OutputFormat::of_ending(&ending.to_uppercase()), Some(format));
            }
        }
        assert_eq!(
            "odt".parse::<OutputFormat>().unwrap_err().to_string(),
            "`odt` is not a format; the formats are json-resume, resume, pdf, docx, html, text, markdown, rendercv, yamlresume, linkedin"
        );
        assert_eq!(OutputFormat::of_ending("odt"), None);
    }
}
