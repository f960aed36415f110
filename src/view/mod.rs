//! What is shown of records, whichever front end shows it: the shapes of JSON, which `schema/json/` describes, and
//! changes in words.

#[macro_use]
mod fields;

mod ai_call;
mod application;
mod changes;
mod check;
mod document;
mod experience;
mod export;
mod history;
mod import;
mod tag;
mod undo;
mod variant;
pub(crate) mod width;

pub(crate) use ai_call::CallView;
pub(crate) use application::ApplicationView;
pub(crate) use changes::{bullet_conflict, changes, fate, overridden, replaced_bullet, replacements};
pub(crate) use check::CheckView;
pub(crate) use document::{document_changes, overridden_values, shown};
pub(crate) use experience::ExperienceView;
pub(crate) use export::FileView;
pub(crate) use history::{StateView, moments, of_document, past_changes};
pub(crate) use import::{ImportView, import_sentence};
pub(crate) use tag::CountView;
pub(crate) use undo::undone_views;
pub(crate) use variant::VariantView;
