//! An order with everything that decides what a document is, in a form that can be kept.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{OutputFormat, PublishOrder, choice, contact};
use crate::domain::career::Month;
use crate::domain::{Experience, Kind, PartialDate};

/// An order that is ready to be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    pub(super) order: PublishOrder,
    /// Until when the timeline counts what goes on, where there is one: the document does not change with the time.
    pub(super) timeline: Option<Month>,
}

/// The JSON of an order. What it does not say has no key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    format: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    without_tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    kinds: Vec<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<PartialDate>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    no_contact: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    theme: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    settings: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paper: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pages: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date_format: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    photo: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    timeline: Option<PartialDate>,
}

impl Resolved {
    pub fn format(&self) -> OutputFormat {
        self.order.format
    }

    /// The same document in another format.
    #[must_use]
    pub fn in_format(&self, format: OutputFormat) -> Self {
        Self { order: PublishOrder { format, ..self.order.clone() }, ..self.clone() }
    }

    /// The experiences and the profile of which the document is made; nothing where nothing is chosen.
    pub fn selection(
        &self,
        profile: Option<Map<String, Value>>,
        experiences: &[Experience],
    ) -> (Vec<Experience>, Map<String, Value>) {
        let mut chosen = choice::selected(experiences, &self.order);
        let profile = profile.unwrap_or_default();
        if !self.order.no_contact {
            return (chosen, profile);
        }
        contact::without_others_contact(&mut chosen);
        (chosen, contact::without_contact(profile))
    }

    pub fn to_json(&self) -> Result<Map<String, Value>, serde_json::Error> {
        let PublishOrder {
            format,
            tags,
            without_tags,
            kinds,
            since,
            no_contact,
            theme,
            settings,
            language,
            paper,
            pages,
            dates,
            photo,
            timeline: _,
        } = self.order.clone();
        let stored = Stored {
            format: format.to_string(),
            tags,
            without_tags,
            kinds,
            since,
            no_contact,
            theme,
            settings,
            language,
            paper: paper.map(|paper| paper.as_str().to_owned()),
            pages,
            date_format: dates.map(|dates| dates.as_str().to_owned()),
            photo,
            timeline: self.timeline.and_then(|month| month.to_string().parse().ok()),
        };
        serde_json::from_value(serde_json::to_value(stored)?)
    }

    pub fn of_json(json: Map<String, Value>) -> Result<Self, serde_json::Error> {
        fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(word: &str) -> Result<T, serde_json::Error> {
            word.parse().map_err(serde::de::Error::custom)
        }
        let stored: Stored = serde_json::from_value(Value::Object(json))?;
        let order = PublishOrder {
            format: parsed(&stored.format)?,
            tags: stored.tags,
            without_tags: stored.without_tags,
            kinds: stored.kinds,
            since: stored.since,
            no_contact: stored.no_contact,
            theme: stored.theme,
            settings: stored.settings,
            language: stored.language,
            paper: stored.paper.as_deref().map(parsed).transpose()?,
            pages: stored.pages,
            dates: stored.date_format.as_deref().map(parsed).transpose()?,
            photo: stored.photo,
            timeline: stored.timeline.is_some(),
        };
        Ok(Self { order, timeline: stored.timeline.map(Month::first) })
    }
}
