//! The JSON of a document that was written to a file.

use std::path::Path;

use serde::Serialize;
use uuid::Uuid;

use crate::library::{OutputFormat, Published};

#[derive(Debug, Serialize)]
pub(crate) struct FileView<'a> {
    file: String,
    format: &'static str,
    experiences: usize,
    pages: Option<usize>,
    left_out: Vec<LeftOutView<'a>>,
    warnings: &'a [String],
}

#[derive(Debug, Serialize)]
struct LeftOutView<'a> {
    id: Uuid,
    title: &'a str,
    bullet: Option<usize>,
    text: &'a str,
}

impl<'a> FileView<'a> {
    pub(crate) fn of(file: &Path, format: OutputFormat, published: &'a Published) -> Self {
        let left_out = published.left_out.iter().map(|one| LeftOutView {
            id: one.id,
            title: &one.title,
            bullet: one.bullet,
            text: &one.text,
        });
        Self {
            file: file.to_string_lossy().into_owned(),
            format: format.as_str(),
            experiences: published.experiences,
            pages: published.pages,
            left_out: left_out.collect(),
            warnings: &published.warnings,
        }
    }
}
