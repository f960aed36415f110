//! The session file of format 1, which 0.1.0 wrote: the profile is no document yet.
//!
//! Nothing is given up: what is pending stays pending on the same base, under the same changes.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Binding, Records, Session, SyncState};
use crate::domain::{Cursor, Document, Experience, Record};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    #[serde(rename = "format")]
    _format: u64,
    loaded: bool,
    database: Option<Binding>,
    cursor: Option<Cursor>,
    sync: SyncState,
    profile: Option<Record<Profile>>,
    experiences: Vec<Record<Experience>>,
    #[serde(default, rename = "checksum")]
    _checksum: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    document: Map<String, Value>,
    updated_at: Timestamp,
}

/// Reads a session of format 1.
pub(super) fn read(text: &str) -> Result<Session, serde_json::Error> {
    let Whole { loaded, database, cursor, sync, profile, experiences, .. } = serde_json::from_str(text)?;
    let documents = Records::of_file(profile.into_iter().map(as_document).collect());
    let experiences = Records::of_file(experiences);
    Ok(Session { loaded, database, cursor, sync, documents, experiences, ..Session::default() })
}

/// The profile with all that is known of it, as a document.
pub(super) fn as_document(record: Record<Profile>) -> Record<Document> {
    record.map(|Profile { document, updated_at }| Document::profile(document, updated_at))
}
