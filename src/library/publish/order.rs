//! What is asked of a file, and what that comes to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::format::{OutputFormat, Wish};
use crate::document::dates::DateFormat;
use crate::domain::{Kind, PartialDate, Sections};
use crate::library::select::Selection;
use crate::render::Paper;

/// Which file to make. What is absent is as the theme, or else the program, has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublishOrder {
    pub format: OutputFormat,
    /// The name of a variant, which says what the order leaves open.
    pub variant: Option<String>,
    /// Only experiences or bullets with one of these tags; all of them where it is empty.
    pub tags: Vec<String>,
    /// No experiences or bullets with one of these.
    pub without_tags: Vec<String>,
    /// Only these kinds; all of them where it is empty.
    pub kinds: Vec<Kind>,
    /// Only what went on at this date or later, or bears no date.
    pub since: Option<PartialDate>,
    /// Without e-mail, telephone, street and postal code.
    pub no_contact: Option<bool>,
    pub theme: Option<String>,
    /// Options of the theme, as they were written.
    pub settings: Vec<(String, String)>,
    /// A tag (BCP 47).
    pub language: Option<String>,
    pub paper: Option<Paper>,
    pub pages: Option<usize>,
    pub dates: Option<DateFormat>,
    pub photo: Option<bool>,
    /// With a timeline of the entries.
    pub timeline: bool,
    /// JSON Resume with the keys from before its version 1.0.0 beside the others.
    pub legacy_keys: bool,
}

impl PublishOrder {
    /// What the format has no use for, a sentence each.
    pub(super) fn unheeded(&self) -> Vec<String> {
        let wishes = [
            (Wish::Theme, self.theme.is_some()),
            (Wish::Settings, !self.settings.is_empty()),
            (Wish::Language, self.language.is_some()),
            (Wish::Dates, self.dates.is_some()),
            (Wish::Paper, self.paper.is_some()),
            (Wish::Pages, self.pages.is_some()),
            (Wish::Photo, self.photo == Some(true)),
            (Wish::Timeline, self.timeline),
            (Wish::LegacyKeys, self.legacy_keys),
        ];
        let unheeded = wishes.into_iter().filter(|(wish, said)| *said && !self.format.heeds(*wish));
        unheeded.map(|(wish, _)| format!("`{}` has no effect on {}", wish.flag(), self.format)).collect()
    }
}

/// An order with nothing left open. With the material it decides every byte of the file, so that it can be kept
/// and the file made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolved {
    pub format: OutputFormat,
    pub tags: Vec<String>,
    pub without_tags: Vec<String>,
    pub kinds: Vec<Kind>,
    pub since: Option<PartialDate>,
    /// The kinds whose sections come first.
    pub section_order: Vec<Kind>,
    /// Headings that are not the language's.
    pub section_titles: BTreeMap<Kind, String>,
    /// In place of the profile's; an empty one takes it away.
    pub headline: Option<String>,
    pub summary: Option<String>,
    pub no_contact: bool,
    /// The name of the theme.
    pub theme: String,
    /// Options of the theme that are not as it has them, as they were written.
    pub settings: BTreeMap<String, String>,
    /// A tag (BCP 47).
    pub language: String,
    /// Whether texts give way to their translations: a language was asked for.
    pub is_translated: bool,
    pub paper: Paper,
    pub pages: Option<usize>,
    pub date_format: DateFormat,
    pub photo: bool,
    /// The month until which a timeline counts what goes on, where there is one: the file does not change with the
    /// time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<PartialDate>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub legacy_keys: bool,
}

impl Resolved {
    pub(super) fn selection(&self) -> Selection<'_> {
        let Self { tags, without_tags, kinds, since, .. } = self;
        Selection { tags, without_tags, kinds, since: *since }
    }

    pub(super) fn sections(&self) -> Sections {
        Sections { order: self.section_order.clone(), titles: self.section_titles.clone() }
    }
}
