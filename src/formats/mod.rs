//! Résumé files: text in, records out, and back.
//!
//! Everything here is pure: no files, no clock, no randomness; times and ids are passed in. A file is
//! taken whole or refused whole, with the path and the `line:column` of the mistake ([`FormatError`]), so
//! that an import can be all or nothing. Each format has a folder: its [`Exporter`] writes records, its importer
//! makes [`Incoming`] of a file, and the rest of an import knows nothing of formats.

mod error;
mod export;
mod incoming;
mod input;
mod json_resume;
mod plan;
mod profile;
mod resume;
mod source;
#[cfg(test)]
pub(crate) mod testing;

pub use error::FormatError;
pub use export::{ExportError, Exporter, Written};
pub use incoming::Incoming;
pub use input::{InputFormat, UnknownFormat, parse};
pub use json_resume::JsonResume;
pub use plan::{Change, Plan, plan};
pub use resume::Resume;
