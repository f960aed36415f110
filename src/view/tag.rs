//! The JSON of a tag and where it stands.

use serde::Serialize;

use crate::domain::tags::TagCount;

#[derive(Debug, Serialize)]
pub(crate) struct CountView<'a> {
    tag: &'a str,
    #[serde(flatten)]
    count: &'a TagCount,
}

impl<'a> CountView<'a> {
    pub(crate) fn of(count: &'a TagCount) -> Self {
        Self { tag: count.spellings.first().map_or("", String::as_str), count }
    }
}
