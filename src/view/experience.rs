//! The JSON of an experience.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::{Bullet, Experience, Kind, PartialDate, Record, Translation, Translations};

/// The JSON of one experience.
#[derive(Debug, Serialize)]
pub(crate) struct ExperienceView<'a> {
    id: Uuid,
    kind: Kind,
    title: &'a str,
    organization: Option<&'a str>,
    location: Option<&'a str>,
    url: Option<&'a str>,
    start_date: Option<PartialDate>,
    end_date: Option<PartialDate>,
    text: Option<&'a str>,
    bullets: &'a [Bullet],
    skills: &'a [String],
    tags: &'a [String],
    metadata: &'a Map<String, Value>,
    translations: &'a Translations<Translation>,
    created_at: Timestamp,
    updated_at: Timestamp,
    deleted_at: Option<Timestamp>,
    /// The last revision known from the database; 0 before the first.
    revision: i64,
    sync: &'static str,
}

impl<'a> ExperienceView<'a> {
    pub(crate) fn of(record: &'a Record<Experience>) -> Self {
        Self::with(&record.current, record.revision, record.is_pending())
    }

    pub(crate) fn with(experience: &'a Experience, revision: i64, pending: bool) -> Self {
        // Whole: a new field does not compile before it is printed.
        let Experience {
            id,
            kind,
            title,
            organization,
            location,
            url,
            start_date,
            end_date,
            text,
            bullets,
            skills,
            tags,
            metadata,
            translations,
            created_at,
            updated_at,
            deleted_at,
        } = experience;
        Self {
            id: *id,
            kind: *kind,
            title,
            organization: organization.as_deref(),
            location: location.as_deref(),
            url: url.as_deref(),
            start_date: *start_date,
            end_date: *end_date,
            text: text.as_deref(),
            bullets,
            skills,
            tags,
            metadata,
            translations,
            created_at: *created_at,
            updated_at: *updated_at,
            deleted_at: *deleted_at,
            revision,
            sync: if pending { "pending" } else { "synced" },
        }
    }
}
