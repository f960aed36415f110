//! How documents look.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::Kind;

/// A look: what turns content into pages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Theme {
    pub name: String,
    /// The values of its options.
    pub options: BTreeMap<String, Value>,
    /// The order of its sections.
    pub order: Vec<Kind>,
    /// `cv.typ`.
    pub typst: String,
    /// `page.html`.
    pub html: String,
}
