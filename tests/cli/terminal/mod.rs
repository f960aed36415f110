//! What is written to a terminal or another stream, and read from it.

mod drafts;
mod interactive;
mod keys;
mod questions;
mod streams;
