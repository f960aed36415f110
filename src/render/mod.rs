//! Documents become files: one renderer for each format.

pub mod markdown;
pub mod theme;

use crate::document::Document;

/// A file that was made, and what its reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    pub bytes: Vec<u8>,
    /// What the file cannot show, a sentence each.
    pub warnings: Vec<String>,
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("the résumé could not be written as JSON")]
    Json(#[from] serde_json::Error),
}

/// Something that makes files of documents. Equal documents give equal bytes.
pub trait Renderer {
    fn render(&self, document: &Document) -> Result<Rendered, RenderError>;
}
