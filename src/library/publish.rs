//! Making files of a résumé: records in a file format, or a document that a renderer sets.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::select::bearing;
use super::{CommandError, CommandResult, ErrorKind, Library, visible};
use crate::document::Document;
use crate::document::content::{Content, Options};
use crate::document::language::Language;
use crate::domain::{Experience, place};
use crate::formats::{Exporter, JsonResume, Resume, UnknownFormat, Written};
use crate::render::markdown::Markdown;
use crate::render::theme::Theme;
use crate::render::{Job, Paper, Renderer};

/// A format that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutputFormat {
    #[default]
    JsonResume,
    /// Our own, which alone keeps tags, times, ids and tombstones.
    Resume,
    Markdown,
}

/// What makes the files of a format.
enum Maker {
    Exporter(&'static dyn Exporter),
    Renderer(&'static dyn Renderer),
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

    /// The endings of its files, in lower case. Our own format shares `.json` with JSON Resume, the more
    /// common one.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::JsonResume => &["json"],
            Self::Resume => &[],
            Self::Markdown => &["md", "markdown"],
        }
    }

    fn maker(self) -> Maker {
        match self {
            Self::JsonResume => Maker::Exporter(&JsonResume),
            Self::Resume => Maker::Exporter(&Resume),
            Self::Markdown => Maker::Renderer(&Markdown),
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
        let found = Self::ALL.into_iter().find(|format| format.as_str() == word);
        found.ok_or_else(|| UnknownFormat::new(word, Self::ALL.map(Self::as_str)))
    }
}

impl fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Which file to make.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublishOrder {
    pub format: OutputFormat,
    /// Only experiences or bullets with one of these tags; all of them where it is empty.
    pub tags: Vec<String>,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub bytes: Vec<u8>,
    /// How many experiences it holds.
    pub experiences: usize,
    /// Whether there is neither an experience nor a profile in it.
    pub is_empty: bool,
    /// What the file could not include, one sentence each.
    pub warnings: Vec<String>,
}

impl Library {
    /// Makes a file of the living experiences and the profile. A tag that nothing has is an error.
    pub fn publish(&self, order: &PublishOrder) -> CommandResult<Published> {
        let (profile, experiences) = self.read(|session| {
            let all = session.experiences.iter().map(|record| record.current.clone());
            let profile = session.profile().map(|profile| profile.body.clone());
            (profile, all.collect::<Vec<_>>())
        })?;
        let living: Vec<_> = place::sections(&experiences).into_iter().cloned().collect();
        for tag in &order.tags {
            check_tag(&living, tag)?;
        }
        let chosen = bearing(&living, &order.tags);
        let (bytes, warnings) = make(order.format, profile.as_ref(), &chosen)?;
        let is_empty = chosen.is_empty() && profile.is_none_or(|profile| profile.is_empty());
        Ok(Published { bytes, experiences: chosen.len(), is_empty, warnings })
    }
}

fn make(
    format: OutputFormat,
    profile: Option<&Map<String, Value>>,
    experiences: &[Experience],
) -> CommandResult<(Vec<u8>, Vec<String>)> {
    match format.maker() {
        Maker::Exporter(exporter) => {
            let written = exporter.write(profile, experiences);
            let Written { bytes, warnings } =
                written.map_err(|error| CommandError::failed(error.to_string()).caused_by(error))?;
            Ok((bytes, warnings))
        }
        Maker::Renderer(renderer) => {
            let language = Language::find("en").map_err(|error| CommandError::usage(error.to_string()))?;
            let content = Content::of(&Document::of(profile, experiences), &language, &Options::default());
            let job = Job {
                content: &content,
                theme: &Theme::default(),
                paper: Paper::A4,
                pages: None,
                photo: None,
            };
            let rendered = renderer.render(&job);
            let rendered =
                rendered.map_err(|error| CommandError::failed(error.to_string()).caused_by(error))?;
            Ok((rendered.bytes, [content.warnings, rendered.warnings].concat()))
        }
    }
}

/// A tag that nothing bears is a mistake: what it chooses is no résumé.
fn check_tag(living: &[Experience], tag: &str) -> CommandResult {
    let of_bullets = living.iter().flat_map(|one| &one.bullets).flat_map(|bullet| &bullet.tags);
    let tags: BTreeSet<&String> = living.iter().flat_map(|one| &one.tags).chain(of_bullets).collect();
    if tags.iter().any(|known| *known == tag) {
        return Ok(());
    }
    let likeness = |known: &str| strsim::jaro_winkler(known, tag);
    let nearest = tags
        .iter()
        .filter(|known| likeness(known) > 0.7)
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    let hint = match nearest {
        Some(nearest) => format!("did you mean `{}`?", visible::line(nearest)),
        None => {
            "`resume list --tag TAG` shows what has a tag, `resume edit ID --tag TAG` gives one".to_owned()
        }
    };
    let message = format!("no experience or bullet has the tag `{}`", visible::line(tag));
    Err(CommandError::new(ErrorKind::NotFound, message).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_word_and_every_ending_one_format() {
        for format in OutputFormat::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
            for ending in format.endings() {
                assert_eq!(OutputFormat::of_ending(&ending.to_uppercase()), Some(format));
            }
        }
        assert_eq!(
            "pdf".parse::<OutputFormat>().unwrap_err().to_string(),
            "`pdf` is not a format; the formats are json-resume, resume, markdown"
        );
        assert_eq!(OutputFormat::of_ending("pdf"), None);
    }
}
