//! What is asked of an AI, and what is made of its answers.
//!
//! The invariants: an answer is hostile input until it was checked; every attempt to get one is a row
//! of the log, whatever became of it; nothing here changes an experience or prints.

pub(crate) mod claims;
pub mod client;
mod contacts;
mod endpoint;
pub mod kind;
pub(crate) mod outline;
mod question;
mod secret;
pub(crate) mod suggest;
pub(crate) mod tailor;
mod words;

pub(crate) use contacts::Own;
pub use endpoint::{Endpoint, Via};
pub use question::{AiError, Chat, Question, Shape};
pub use secret::Secret;
