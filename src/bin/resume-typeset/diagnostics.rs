//! Typst's messages, in words for the person who writes a theme.

use resume::render::pdf::order::{Failure, FailureKind, Place};
use typst::diag::{Severity, SourceDiagnostic};
use typst::syntax::{DiagSpan, FileId, Lines};
use typst::{World, WorldExt};

use super::missing::Missing;

/// Files that the program hands in. A mistake that shows there was made where they were used.
const OURS: [&str; 3] = ["main.typ", "resume.typ", "resume-text.typ"];

/// What Typst says before the name of a font that is not there.
const UNKNOWN_FONT: &str = "unknown font family: ";

/// The first of several errors: the others often follow from it.
pub(crate) fn failure(world: &impl World, errors: &[SourceDiagnostic]) -> Failure {
    let Some(error) = errors.iter().find(|error| error.severity == Severity::Error) else {
        return Failure::new(FailureKind::Theme, "the theme could not be set");
    };
    Failure {
        kind: FailureKind::Theme,
        place: place(world, error),
        message: error.message.to_string(),
        hints: hints(error),
    }
}

/// A hint about Typst's own command line does not help here.
fn hints(error: &SourceDiagnostic) -> Vec<String> {
    let hints = error.hints.iter().map(|hint| hint.v.to_string());
    hints.filter(|hint| !hint.contains("--root") && !hint.contains("project root")).collect()
}

/// The warnings as sentences, each once.
pub(crate) fn warnings(world: &impl World, warnings: &[SourceDiagnostic]) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for warning in warnings {
        let sentence = match (warning.message.strip_prefix(UNKNOWN_FONT), place(world, warning)) {
            (Some(family), _) => {
                format!("the font `{family}` is not installed; another one stands in for it")
            }
            (None, Some(Place { file, line, column })) => {
                format!("{file}:{line}:{column}: {}", warning.message)
            }
            (None, None) => warning.message.to_string(),
        };
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}

/// Why the PDF is not marked as accessible, unless another warning says it already.
pub(crate) fn inaccessible(errors: &[SourceDiagnostic], missing: &Missing) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for error in
        errors.iter().filter(|error| missing.is_empty() || !error.message.contains("could not be displayed"))
    {
        let sentence =
            format!("the PDF does not meet PDF/UA-1, the standard of accessibility: {}", error.message);
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}

pub(crate) fn is_unknown_font(warning: &SourceDiagnostic) -> bool {
    warning.message.starts_with(UNKNOWN_FONT)
}

/// Where it is, or else where the theme calls what it is in.
fn place(world: &impl World, diagnostic: &SourceDiagnostic) -> Option<Place> {
    let calls = diagnostic.trace.iter().map(|point| DiagSpan::from(point.span));
    let places: Vec<_> =
        std::iter::once(diagnostic.span).chain(calls).filter_map(|span| resolve(world, span)).collect();
    let of_theme = places.iter().find(|place| !OURS.contains(&place.file.as_str()));
    of_theme.or(places.first()).cloned()
}

fn resolve(world: &impl World, span: DiagSpan) -> Option<Place> {
    let id = span.id()?;
    let (line, column) = lines(world, id)?.byte_to_line_column(world.range(span)?.start)?;
    let file = id.vpath().get_without_slash().to_owned();
    Some(Place { file, line: line + 1, column: column + 1 })
}

/// The lines of a file, whether it is Typst's language or data.
fn lines(world: &impl World, id: FileId) -> Option<Lines<String>> {
    let bytes = world.file(id).ok()?;
    let text = bytes.as_str().ok()?;
    Some(Lines::new(text.trim_start_matches('\u{feff}').to_owned()))
}
