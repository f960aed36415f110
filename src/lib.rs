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

pub use cli::Watch;

/// Runs one command line, or the background work that another process ordered, and returns the exit code.
pub fn run(arguments: Vec<OsString>) -> u8 {
    library::obey(&arguments).unwrap_or_else(|| cli::run(arguments))
}
