//! The formats that can be written.

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::{Experience, Sections};

/// A file that was written, and what its reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Its last line is ended.
    pub bytes: Vec<u8>,
    /// What the file could not include, one sentence each.
    pub warnings: Vec<String>,
    /// The records that are not in it, because the format does not take them. A warning says why.
    pub left_out: Vec<Uuid>,
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the résumé could not be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error("the résumé could not be written as YAML")]
    Yaml(#[from] saphyr::EmitError),
}

/// A format that can be written. Equal records give equal bytes; the records of a section come in its order, and stay
/// in it.
pub trait Exporter {
    /// Tombstones are written where the format knows them: leave them out of `experiences` where they are
    /// not wanted.
    fn write(
        &self,
        profile: Option<&Map<String, Value>>,
        experiences: &[Experience],
        sections: &Sections,
    ) -> Result<Written, ExportError>;
}
