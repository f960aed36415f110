//! The log of the background: JSON Lines in `resume.log`, with a bounded size.
//!
//! Logging never fails a command, never blocks, and never contains a secret: events have fields chosen by their
//! callers, without settings and connection strings.

mod reader;
mod writer;

use std::path::PathBuf;

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

pub(crate) use reader::read;
pub use reader::{Entry, Follow, Level};
use writer::RotatingFile;
pub(crate) use writer::together;

/// The filter where none is set.
pub(crate) const DEFAULT_FILTER: &str = "resume=info";

/// Checks a filter.
pub(crate) fn check(filter: &str) -> Result<(), String> {
    filter.parse::<Targets>().map(drop).map_err(|error| error.to_string())
}

/// Sends events to the file from now on. The first event opens it.
pub(crate) fn start(path: PathBuf, filter: Option<&str>) -> Result<(), String> {
    let filter = filter.unwrap_or(DEFAULT_FILTER).parse::<Targets>().map_err(|error| error.to_string())?;
    let layer = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_writer(move || RotatingFile::new(path.clone()));
    // Only a test installs a second subscriber; the first one stays.
    let _ = tracing_subscriber::registry().with(filter).with(layer).try_init();
    Ok(())
}
