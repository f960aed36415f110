//! What a record notes of its import in the metadata.

use serde_json::{Value, json};

use super::Experience;

/// The private key of the metadata for what is known of the import. Only records that have it can have such an id.
pub const IMPORT: &str = "_import";

/// Within it: the record was deleted by an undo of its import.
const UNDONE: &str = "undone";

/// Notes in a tombstone that its import was undone. The note goes with the tombstone: see `origin`.
pub(super) fn note_undone(value: &mut Experience) {
    if let Some(Value::Object(import)) = value.metadata.get_mut(IMPORT) {
        import.insert(UNDONE.to_owned(), json!(true));
    }
}

/// Whether an undo of its import deleted the record.
pub(super) fn is_undone(value: &Experience) -> bool {
    let import = value.metadata.get(IMPORT);
    value.is_deleted() && import.and_then(|import| import.get(UNDONE)) == Some(&json!(true))
}

/// Takes the note away.
pub(super) fn forget_undone(value: &mut Experience) {
    if let Some(Value::Object(import)) = value.metadata.get_mut(IMPORT) {
        import.remove(UNDONE);
    }
}
