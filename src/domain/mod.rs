//! What a résumé is made of, and how two versions of it become one.
//!
//! Everything here is pure: no clock, no randomness, no files, no network. Times and ids are
//! passed in. A value that exists is valid as far as its type can say so; what a type cannot say
//! is checked by [`Experience::validate`] at every border (command line, file, database row).

pub mod address;
mod ai_call;
mod ai_query;
mod ai_stats;
mod application;
mod basics;
mod brought_back;
mod bullet;
pub mod career;
mod date;
mod degree;
mod document;
mod experience;
mod horizon;
pub mod imported;
mod kind;
mod language_tag;
pub mod list;
mod maker;
pub mod merge;
mod merged;
mod nearest;
pub mod origin;
pub mod place;
mod print;
mod query;
mod record;
mod search;
mod snapshot;
mod synced;
pub mod tags;
mod text;
mod translated;
mod translation;
mod undo;
mod variant;
pub mod visible;
mod weight;

pub use ai_call::{AiCall, AiStatus, StartedAt, UnknownStatus};
pub use ai_query::{AiPlace, AiQuery};
pub use ai_stats::{AiGrouping, AiSample, AiTallies, AiTally, Money, NoMoney};
pub use application::{
    Application, ApplicationStatus, Funnel, Step, UnknownApplicationStatus, move_applied, note_status,
};
pub use basics::{PICTURE, REPLACED, basic, names_person, older_key};
pub use brought_back::RowPast;
pub use bullet::Bullet;
pub use date::{DateError, End, MONTHS, PartialDate};
pub use degree::{begins_with_degree, degree_and_area};
pub use document::{Document, DocumentKey, DocumentKind, UnknownDocumentKind};
pub use experience::{Experience, Field};
pub use horizon::{Horizon, Origin};
pub use kind::{Kind, UnknownKind};
pub use language_tag::{LanguageTag, NoLanguageTag};
pub use maker::AGENT;
pub use merge::{carry_tags, carry_translations};
pub use merged::{Conflict, Merged};
pub use nearest::{nearest, nearest_by};
pub use print::Print;
pub use query::{Listing, Order, Query};
pub use record::{Change, Cursor, Outcome, Pending, Push, Record, Row, State, places};
pub(crate) use search::folded;
pub use snapshot::{
    Damaged, KeptFile, Records as KeptRecords, Resume, Snapshot, ThemeTexts, content_hash, snapshot_key,
};
pub use synced::Synced;
pub use text::{Invalid, MAX_DEPTH, MAX_TEXT, MAX_VALUES, listed};
pub use translated::{Gaps, Part, ProfileTexts, Wanted, original_language};
pub use translation::{Prose, Translated, Translation, Translations};
pub use undo::{Deed, Deeds, Did, Reversal, Stay, Undoable};
pub use variant::{Sections, Variant, check_variant_name, variant_key, variant_name};
pub use weight::{marks, values};
