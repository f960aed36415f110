//! What happens in the background, written down: JSON Lines in `resume.log`, bounded in size.
//!
//! Logging never fails a command, never waits, and never holds a secret: events carry fields that
//! their callers chose, no settings and no connection strings.

mod reader;
mod writer;

use std::path::PathBuf;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

pub use reader::{Entry, Follow, Level, read};
use writer::RotatingFile;
pub use writer::together;

/// Sends events to the file from now on. It is opened with the first of them.
pub fn start(path: PathBuf, filter: Option<&str>) -> Result<(), String> {
    let filter = match filter {
        None => Targets::new().with_target("resume", LevelFilter::INFO),
        Some(filter) => filter.parse::<Targets>().map_err(|error| error.to_string())?,
    };
    let layer = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_writer(move || RotatingFile::new(path.clone()));
    // A second subscriber in one process is a test's; the first one stays.
    let _ = tracing_subscriber::registry().with(filter).with(layer).try_init();
    Ok(())
}
