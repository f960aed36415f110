//! Résumé files: text in, records out, and back.
//!
//! Everything here is pure: no files, no clock, no randomness; times and ids are passed in. A reader
//! names everything that is wrong in a file, with its path and `line:column` ([`FormatError`]), so that an import can be
//! all or nothing. Each format has a folder: its [`Exporter`] writes records, its importer
//! makes [`Incoming`] of a file, and the rest of an import knows nothing of formats.

mod archive;
mod basics;
mod content;
mod countries;
mod dates;
mod document;
mod error;
mod europass;
mod export;
mod fields;
mod foreign;
mod fresh;
mod incoming;
mod input;
mod json_resume;
mod linkedin;
mod locales;
mod looks;
mod losses;
mod marks;
mod markup;
mod passage;
mod plan;
mod profile;
mod prose;
mod reactive_resume;
mod rendercv;
mod resume;
mod rich;
mod said;
mod source;
mod tables;
#[cfg(test)]
pub(crate) mod testing;
mod titles;
mod yaml;
mod yaml_resume;

pub use content::Upload;
pub use document::{Page, Run, dates};
pub use error::{FormatError, Place};
pub use export::{ExportError, Exporter, Written};
pub use incoming::Incoming;
pub use input::{Doubtful, InputFormat, Reading, UnknownFormat, read};
pub use json_resume::{JsonResume, LegacyJsonResume};
pub use linkedin::LinkedIn;
pub use passage::{Dates, Passage, Structure};
pub use plan::{Change, Kept, Plan, plan};
pub use prose::items;
pub use rendercv::RenderCv;
pub use resume::Resume;
#[cfg(test)]
pub(crate) use testing::parse;
pub use yaml_resume::YamlResume;
