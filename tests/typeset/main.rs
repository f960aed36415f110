//! The program that sets documents: what it makes, and what it does not let a theme do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]
#![cfg(feature = "pdf")]

mod asking;
mod check;
mod fitting;
mod harness;
mod limits;
mod long;
mod pages;
mod reading;
mod rendering;
mod themes;
