//! What the tests of the program share. Every test has a home of its own, an empty environment, and
//! states the whole of what the program prints; nothing here waits for time to pass.

#![allow(dead_code, reason = "not every test program uses every tool")]

pub(crate) mod ai_calls;
pub(crate) mod backend;
pub(crate) mod chat;
pub(crate) mod checks;
pub(crate) mod children;
pub(crate) mod devices;
pub(crate) mod directory;
pub(crate) mod home;
pub(crate) mod limited;
pub(crate) mod memory;
pub(crate) mod namespace;
pub(crate) mod output;
pub(crate) mod parallel;
pub(crate) mod postgres;
pub(crate) mod program;
pub(crate) mod proxied;
pub(crate) mod proxy;
pub(crate) mod schema;
pub(crate) mod shell;
pub(crate) mod tame;
pub(crate) mod terminal;
pub(crate) mod tracer;

#[allow(unused_imports, reason = "as above")]
pub(crate) use self::{home::Home, output::Output, program::Program, shell::Shell, terminal::Terminal};

use std::time::Duration;

/// How long anything may take before it counts as hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
