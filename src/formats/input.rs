//! The formats that can be read.

use std::str::FromStr;

use super::FormatError;
use super::content::{Content, Reads, Upload};
use super::document::{Document, structured};
use super::error::Report;
use super::europass::Europass;
use super::fresh::Fresh;
use super::incoming::{Importer, Incoming, Items};
use super::json_resume::JsonResume;
use super::linkedin::LinkedIn;
use super::passage::{Passage, Structure};
use super::reactive_resume::ReactiveResume;
use super::rendercv::RenderCv;
use super::resume::Resume;
use super::source::Source;
use super::yaml_resume::YamlResume;
use crate::domain::Experience;

words! {
    /// A format that can be read.
    #[derive(Default)]
    pub enum InputFormat {
        /// The first of the others that recognises the file.
        #[default]
        Auto = "auto",
        /// Our own, for backups.
        Resume = "resume",
        LinkedIn = "linkedin",
        ReactiveResume = "reactive-resume",
        Fresh = "fresh",
        RenderCv = "rendercv",
        YamlResume = "yamlresume",
        Europass = "europass",
        /// A PDF or a Word document of any other origin.
        Document = "document",
        /// Last: other formats have some of its keys.
        JsonResume = "json-resume",
    }
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
    /// Absent where the content is to decide.
    fn importer(self) -> Option<&'static dyn Importer> {
        match self {
            Self::Auto => None,
            Self::Resume => Some(&Resume),
            Self::LinkedIn => Some(&LinkedIn),
            Self::ReactiveResume => Some(&ReactiveResume),
            Self::Fresh => Some(&Fresh),
            Self::RenderCv => Some(&RenderCv),
            Self::YamlResume => Some(&YamlResume),
            Self::Europass => Some(&Europass),
            Self::Document => Some(&Document),
            Self::JsonResume => Some(&JsonResume),
        }
    }
}

impl FromStr for InputFormat {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::of_word(word).ok_or_else(|| UnknownFormat::new(word, Self::ALL.map(Self::as_str)))
    }
}

/// How many problems are given their places.
const MAX_PLACES: usize = 200;

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What is right in it.
    pub incoming: Incoming,
    /// What is wrong in it, in its order. An import is refused unless it may be lenient.
    pub problems: Vec<FormatError>,
    /// What its reader should know, one sentence each.
    pub notices: Vec<String>,
    /// Present where the file was read by rules that may be wrong: its owner should look at the result.
    pub doubtful: Option<Doubtful>,
}

/// What is to be looked at in a file that has no format.
#[derive(Debug, Clone, Default)]
pub struct Doubtful {
    /// What is doubtful about the entries, by their places among them.
    pub doubts: Vec<(usize, String)>,
    /// Lines that were not understood. The profile keeps them.
    pub unread: Vec<String>,
    /// All of the document, for a reader that knows more than rules.
    pub passages: Vec<Passage>,
}

impl Reading {
    /// The document with the structure that another reader found in it. What cannot be kept is a problem.
    #[must_use]
    pub fn structured(self, structure: Structure) -> Self {
        let mut report = Report::default();
        let (profile, _) = self.incoming.content();
        let incoming = structured(profile, structure, &mut report);
        note_ends(&incoming, &mut report);
        Self::of(incoming, report, self.doubtful.is_some())
    }

    fn of(incoming: Incoming, mut report: Report, is_doubtful: bool) -> Self {
        let doubtful = is_doubtful.then(|| Doubtful {
            doubts: std::mem::take(&mut report.doubts),
            unread: std::mem::take(&mut report.unread),
            passages: std::mem::take(&mut report.passages),
        });
        let (problems, notices) = report.into_notices();
        Self { incoming, problems, notices, doubtful }
    }
}

/// Reads a file or a folder.
///
/// # Errors
/// If it is of no format, or of another one than `format`.
pub fn read(upload: &Upload, format: InputFormat) -> Result<Reading, FormatError> {
    let reads = match format {
        InputFormat::Auto => Reads::Either,
        InputFormat::Europass => Reads::Europass,
        _ => Reads::Pages,
    };
    let content = Content::open(upload, reads)?;
    let importer = match format.importer() {
        Some(importer) => importer,
        None => recognised(&content)?,
    };
    let mut report = Report::default();
    report.problems.extend(content.tree().into_iter().flat_map(Source::repeated).cloned());
    let incoming = importer.read(&content, &mut report).map_err(|error| content.locate(error))?;
    note_ends(&incoming, &mut report);
    let is_doubtful = matches!(content, Content::Pages(_) | Content::Word(_));
    let mut reading = Reading::of(incoming, report, is_doubtful);
    for problem in reading.problems.iter_mut().take(MAX_PLACES) {
        *problem = content.locate(problem.clone());
    }
    Ok(reading)
}

/// The importer of the format that the content is of.
fn recognised(content: &Content) -> Result<&'static dyn Importer, FormatError> {
    let importers = InputFormat::ALL.map(|format| (format, format.importer()));
    let importers = || importers.into_iter().filter_map(|(format, importer)| Some((format, importer?)));
    let found = importers().map(|(_, importer)| importer).find(|importer| importer.recognises(content));
    found.ok_or_else(|| {
        let known = match content.tree() {
            Some(_) => importers()
                .filter_map(|(format, importer)| Some(format!("{format} has {}", importer.known_by()?)))
                .collect::<Vec<_>>()
                .join("; "),
            None => {
                let names: Vec<_> = importers().map(|(format, _)| format.as_str()).collect();
                format!("`resume import` reads {}", names.join(", "))
            }
        };
        let hint = match content.remedy() {
            Some(remedy) => remedy.to_owned(),
            None => format!("{known}; `--format` reads a file as one of them whatever it looks like"),
        };
        FormatError::of_file(format!("looks like {}, not like a résumé", content.looks_like())).hint(hint)
    })
}

/// An end before a start is taken in as it is: only its owner knows which one is wrong.
fn note_ends(incoming: &Incoming, report: &mut Report) {
    let note = |one: &Experience, report: &mut Report| {
        if let (Some(start), Some(end)) = (one.start_date, one.end_date)
            && end.is_before(start)
        {
            report.notice(format!("`{}` ends (`{end}`) before it starts (`{start}`)", one.label()));
        }
    };
    match &incoming.items {
        Items::Records(records) => records.iter().for_each(|one| note(one, report)),
        Items::Drafts { drafts, .. } => drafts.iter().for_each(|draft| note(draft.content(), report)),
    }
}
