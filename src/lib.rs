//! A résumé manager: experiences in a local session, and a database that is synced in the background.
//!
//! Two ways in: [`run`], the command line, and [`library`], what can be done with a résumé. Imports point
//! downward only; `tests/cli/architecture.rs` lists what each module may import.

#[cfg(not(unix))]
compile_error!("resume needs a Unix system; on Windows, build it in WSL (docs/platforms.md says why)");

#[macro_use]
mod words;

pub mod ai;
mod cli;
pub mod clock;
pub mod config;
pub mod database;
pub mod document;
pub mod domain;
mod files;
pub mod formats;
mod json;
pub mod library;
pub mod lint;
mod log;
mod mcp;
mod pieces;
mod preview;
pub mod render;
pub mod session;
pub mod sync;
mod view;

use std::ffi::OsString;
use std::sync::Arc;

use signal_hook::consts::signal::SIGXFSZ;
use signal_hook::flag;

pub use cli::Watch;

/// Runs one command line, or the background work that another process ordered, and returns the exit code.
pub fn run(arguments: Vec<OsString>) -> u8 {
    // A limit on the size of files fails a write, as a full disk does: the signal would end the program within a save.
    // Programs that are started get it as usual. Without the handler, the signal does what it did.
    let _ = flag::register(SIGXFSZ, Arc::default());
    library::obey(&arguments).unwrap_or_else(|| cli::run(arguments))
}
