//! The résumé-level document: who the person is, and whatever else stands beside the sections.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::text::{check_json, check_key, check_values};
use super::{Invalid, weight};

/// JSON Resume's `basics`, `meta`, `$schema`, and every top-level key that is no list of experiences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub document: Map<String, Value>,
    pub updated_at: Timestamp,
}

impl Profile {
    /// Checks every text in it; the error names its path.
    pub fn validate(&self) -> Result<(), Invalid> {
        check_values("profile", self.document.values().map(weight::values).sum())?;
        self.document.iter().try_for_each(|(key, value)| {
            check_key(|| "profile".to_owned(), key)?;
            check_json(&|| key.clone(), value, 1)
        })
    }
}
