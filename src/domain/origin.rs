//! The id of an imported record, made of what its file said.
//!
//! The invariant: a record with such an id began as the value that the id is made of, on every device. So two devices
//! that import one file before they meet make one record, and that value is the base of their merge: an edit or
//! a deletion on one side is not taken back by the import on the other. The place is no part of it: an entry stays
//! the same when another one is put before it in the file.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::imported::{IMPORT, forget_undone, is_undone};
use super::{Experience, place};

/// Within it: the record is the n-th of equal entries of its file, counted from 1; absent in the first.
const COPY: &str = "copy";

/// Gives an imported record the id that its content asks for, as the n-th of equal ones.
pub fn identify(value: &mut Experience, copy: u32) {
    if let Some(Value::Object(import)) = value.metadata.get_mut(IMPORT)
        && copy > 1
    {
        import.insert(COPY.to_owned(), json!(copy));
    }
    if let Some(id) = id_of(value) {
        value.id = id;
    }
}

/// Lets the new value of a record be the n-th of equal entries as the one before is.
pub fn keep_copy(value: &mut Experience, before: &Experience) {
    let copy = before.metadata.get(IMPORT).and_then(|import| import.get(COPY));
    if let (Some(Value::Object(import)), Some(copy)) = (value.metadata.get_mut(IMPORT), copy) {
        import.insert(COPY.to_owned(), copy.clone());
    }
}

/// The id that the content asks for. What is no content is taken out of the value for a moment: a copy would take as
/// long as the sum.
fn id_of(value: &mut Experience) -> Option<Uuid> {
    value.metadata.get(IMPORT)?;
    let (id, created_at, updated_at) = (value.id, value.created_at, value.updated_at);
    let (place, deleted_at) = (value.metadata.remove(place::STORED_UNDER), value.deleted_at.take());
    (value.id, value.created_at, value.updated_at) =
        (Uuid::nil(), Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
    let content = json_of(value);
    (value.id, value.created_at, value.updated_at, value.deleted_at) =
        (id, created_at, updated_at, deleted_at);
    value.metadata.extend(place.map(|place| (place::STORED_UNDER.to_owned(), place)));
    let digest = Sha256::digest(content.ok()?);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Some(Builder::from_random_bytes(bytes).into_uuid())
}

/// A value as JSON. Most fit into 2 KiB, so that the buffer need not grow.
pub(super) fn json_of(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::with_capacity(2 << 10);
    serde_json::to_writer(&mut json, value)?;
    Ok(json)
}

/// What the record was when it was imported, if the value still has that content, deleted or not.
pub(super) fn as_imported(value: &Experience) -> Option<Experience> {
    let mut imported = alive(value);
    (id_of(&mut imported) == Some(value.id)).then_some(imported)
}

/// The value without its deletion.
pub fn alive(value: &Experience) -> Experience {
    let mut alive = Experience { deleted_at: None, ..value.clone() };
    forget_undone(&mut alive);
    alive
}

/// Keeps the note of an undo only in a tombstone of a merge that no deletion by hand made.
pub(super) fn settle(merged: &mut Experience, sides: [&Experience; 2]) {
    if !merged.is_deleted() || sides.into_iter().any(|side| side.is_deleted() && !is_undone(side)) {
        forget_undone(merged);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;

    /// Two devices with different versions of this program may import the same file.
    #[test]
    fn an_id_stays_the_same_from_version_to_version() {
        let mut value =
            Experience::new(Uuid::new_v4(), Kind::Work, "Baker", Timestamp::from_second(7).unwrap());
        value
            .metadata
            .insert(IMPORT.to_owned(), json!({"format": "json-resume", "said": {"title": "Baker"}}));
        let ids = [1, 2].map(|copy| {
            identify(&mut value, copy);
            value.id.to_string()
        });
        assert_eq!(ids, ["795be231-269f-40ee-b57f-83af1a796a6b", "8983a349-06db-4882-a3ca-ede802b94469"]);
    }
}
