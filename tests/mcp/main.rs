//! `resume mcp`, spoken to over its pipes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../support/mod.rs"]
mod support;

mod claims;
mod killed;
mod lasting;
mod meanwhile;
mod notices;
mod protocol;
mod settings;
mod talk;
mod tools;
mod trust;
mod unreached;
