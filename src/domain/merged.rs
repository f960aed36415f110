//! What a merge of two descendants of a record gives.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged<T> {
    pub value: T,
    /// What both sides had changed in different ways.
    pub conflicts: Vec<Conflict>,
}

/// A field that two devices changed differently: which value stayed, and which one only the history has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    pub field: String,
    pub kept: Value,
    pub other: Value,
}
