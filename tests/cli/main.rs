//! The tests of the program as its users meet it. One test program, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../support/mod.rs"]
mod support;

mod architecture;
mod commands;
mod files;
mod hostile;
mod sync;
mod terminal;
mod tools;
