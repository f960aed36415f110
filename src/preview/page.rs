//! What goes between the thread that makes documents and the one that serves them.

use hyper::body::Bytes;
use tokio::sync::oneshot;

use crate::library::CommandError;

/// What the thread that makes documents waits for.
#[derive(Debug)]
pub(super) enum Event {
    Changed,
    /// A browser wants the PDF. The answer is the file, or a page about the mistake.
    Pdf(oneshot::Sender<Result<Pdf, Bytes>>),
}

/// A PDF that was made. A copy shares its bytes.
#[derive(Debug, Clone)]
pub(super) struct Pdf {
    pub bytes: Bytes,
    /// A page about what it lacks, if it lacks something.
    pub notes: Option<Bytes>,
}

/// The page, as it was made last. A copy shares its bytes.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub version: u64,
    pub bytes: Bytes,
}

impl Page {
    pub(super) fn first(bytes: Vec<u8>) -> Self {
        Self { version: 1, bytes: bytes.into() }
    }

    /// Puts other bytes in, and returns whether they are new.
    pub(super) fn replace(&mut self, bytes: Vec<u8>) -> bool {
        let is_new = self.bytes != bytes;
        if is_new {
            *self = Self { version: self.version + 1, bytes: bytes.into() };
        }
        is_new
    }
}

/// A page about a mistake.
pub(super) fn mistake(error: &CommandError) -> Vec<u8> {
    let hint = error.hint.iter().map(|hint| format!("<p>{}</p>\n", escaped(hint)));
    let body = format!("<pre>{}</pre>\n{}", escaped(&error.message), hint.collect::<String>());
    page("Error", "The page could not be made", &body)
}

/// A page about what the PDF lacks, with a link to it.
pub(super) fn notes(sentences: &[String]) -> Vec<u8> {
    let items: String =
        sentences.iter().map(|sentence| format!("<li>{}</li>\n", escaped(sentence))).collect();
    let body = format!("<p><a href=\"cv.pdf\">Open the PDF</a></p>\n<ul>\n{items}</ul>\n");
    page("PDF", "The PDF is not complete", &body)
}

fn page(title: &str, heading: &str, body: &str) -> Vec<u8> {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\n\
         <style>:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }} \
         body {{ margin: 3em auto; max-width: 45em; padding: 0 1em; overflow-wrap: anywhere; }} \
         pre {{ white-space: pre-wrap; }}</style></head>\n\
         <body><h1>{heading}</h1>\n{body}</body>\n</html>\n"
    )
    .into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
