//! The way to a server, and what comes from it.
//!
//! Everything asynchronous is in here and in the statements: [`Connection`] has a runtime of its own, on
//! the caller's thread, and gives each question its time.

mod binding;
mod connection;
mod reach;
mod stream;
mod tls;
mod verifier;

pub use connection::{Connection, Limits, NotConnected};
