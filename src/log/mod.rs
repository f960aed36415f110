//! The log of the background: JSON Lines in `resume.log`, with a bounded size.
//!
//! Logging never fails a command, never blocks, and never contains a secret: events have fields chosen by their
//! callers, without settings and connection strings.

mod reader;
mod writer;

use std::path::PathBuf;

use tracing_subscriber::filter::{LevelFilter, Targets};
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
    targets(filter).map(drop)
}

/// Reads a filter: levels, and `TARGET=LEVEL` for modules, with commas between. The parser takes any other word for the name
/// of a module, which turns the log off.
fn targets(filter: &str) -> Result<Targets, String> {
    let is_level = |word: &str| !word.is_empty() && word.parse::<LevelFilter>().is_ok();
    let is_ours = |target: &str| target == "resume" || target.starts_with("resume::");
    let parts: Vec<_> = filter.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let wrong = parts.iter().find(|part| match part.split_once('=') {
        Some((target, level)) => target.is_empty() || !is_level(level),
        None => !is_level(part) && !is_ours(part),
    });
    match wrong {
        Some(part) => Err(format!(
            "`{}` is none of off, error, warn, info, debug and trace, and not like `resume::sync=debug`",
            visible(part)
        )),
        None => parts.join(",").parse::<Targets>().map_err(|error| error.to_string()),
    }
}

/// A word of a filter for a message.
fn visible(part: &str) -> String {
    let start: String = part.chars().take(40).collect();
    start.escape_debug().collect()
}

/// Sends events to the file from now on. The first event opens it.
pub(crate) fn start(path: PathBuf, filter: Option<&str>) -> Result<(), String> {
    let filter = targets(filter.unwrap_or(DEFAULT_FILTER))?;
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
