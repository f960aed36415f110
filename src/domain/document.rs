//! Documents: JSON objects that are kept and synced beside the experiences, the profile first among them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::text::{check_json, check_key, check_text, check_values};
use super::{Invalid, weight};

/// The longest id of a document, in bytes.
const MAX_ID: usize = 255;

words! {
    /// What a document is. Storage, sync, merge and history are the same for every kind.
    #[derive(PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum DocumentKind {
        /// JSON Resume's `basics`, `meta`, `$schema`, and every top-level key that is no list of experiences.
        Profile = "profile",
        Variant = "variant",
        Application = "application",
        /// A part of what an application sent, by its content: see [`super::Snapshot`].
        Snapshot = "snapshot",
    }
    /// A word that names no kind of document.
    else UnknownDocumentKind = "`{word}` is not a kind of document"
}

impl DocumentKind {
    /// The only id there is, where a user has one such document: devices that each create it create the same.
    fn only_id(self) -> Option<&'static str> {
        match self {
            Self::Profile => Some("profile"),
            Self::Variant | Self::Application | Self::Snapshot => None,
        }
    }
}

/// Tells the documents of one user apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentKey {
    pub kind: DocumentKind,
    pub id: String,
}

impl DocumentKey {
    pub fn profile() -> Self {
        Self { kind: DocumentKind::Profile, id: "profile".to_owned() }
    }
}

/// A JSON object with its key. `deleted_at` makes it a tombstone, which keeps its body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub kind: DocumentKind,
    /// Of its kind, the only one that has it.
    pub id: String,
    pub body: Map<String, Value>,
    pub updated_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

impl Document {
    pub fn new(key: DocumentKey, body: Map<String, Value>, updated_at: Timestamp) -> Self {
        let DocumentKey { kind, id } = key;
        Self { kind, id, body, updated_at, deleted_at: None }
    }

    pub fn profile(body: Map<String, Value>, updated_at: Timestamp) -> Self {
        Self::new(DocumentKey::profile(), body, updated_at)
    }

    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    /// Checks the id and every text of the body; the error names its path.
    pub fn validate(&self) -> Result<(), Invalid> {
        let name = self.kind.as_str();
        self.check_id()?;
        check_values(name, self.body.values().map(weight::values).sum())?;
        self.body.iter().try_for_each(|(key, value)| {
            check_key(|| name.to_owned(), key)?;
            check_json(&|| key.clone(), value, 1)
        })
    }

    fn check_id(&self) -> Result<(), Invalid> {
        let field = || format!("id of a {}", self.kind);
        check_text(field, &self.id)?;
        if self.id.is_empty() || self.id.len() > MAX_ID {
            return Err(Invalid::new(field(), format!("is empty or longer than {MAX_ID} bytes")));
        }
        match self.kind.only_id() {
            Some(only) if self.id != only => Err(Invalid::new(field(), format!("is `{only}` only"))),
            _ => Ok(()),
        }
    }
}
