//! The JSON of a tag and where it stands.

use serde::Serialize;

use crate::domain::tags::TagCount;

#[derive(Debug, Serialize)]
pub(crate) struct CountView<'a> {
    tag: &'a str,
    spellings: &'a [String],
    experiences: usize,
    bullets: usize,
    variants: usize,
}

impl<'a> CountView<'a> {
    pub(crate) fn of(count: &'a TagCount) -> Self {
        let TagCount { spellings, experiences, bullets, variants } = count;
        let tag = spellings.first().map_or("", String::as_str);
        Self { tag, spellings, experiences: *experiences, bullets: *bullets, variants: *variants }
    }
}
