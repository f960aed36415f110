//! What goes between the thread that makes documents and the one that serves them.

use hyper::body::Bytes;
use tokio::sync::oneshot;

use crate::library::CommandError;

/// What the thread that makes documents waits for.
#[derive(Debug)]
pub(super) enum Event {
    Changed,
    /// A browser wants the PDF. The answer is the file, or a page about the mistake.
    Pdf(oneshot::Sender<Result<Bytes, Bytes>>),
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
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Error</title>\n\
         <style>:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }} \
         body {{ margin: 3em auto; max-width: 45em; padding: 0 1em; }} \
         pre {{ white-space: pre-wrap; overflow-wrap: anywhere; }}</style></head>\n\
         <body><h1>The page could not be made</h1>\n<pre>{}</pre>\n{}</body>\n</html>\n",
        escaped(&error.message),
        hint.collect::<String>()
    )
    .into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
