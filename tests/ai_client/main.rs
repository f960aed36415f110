//! The client for chat endpoints, against a server that fails in every way there is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../support/mod.rs"]
mod support;

mod commands;
mod encrypted;
mod faults;
mod harness;
mod interrupted;
mod proxies;
mod retries;
mod secrets;
