//! The shapes of `--json`. `schema/json/` has their schemas.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::{Bullet, Experience, Kind, PartialDate, Record};

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
        Self {
            id: experience.id,
            kind: experience.kind,
            title: &experience.title,
            organization: experience.organization.as_deref(),
            location: experience.location.as_deref(),
            url: experience.url.as_deref(),
            start_date: experience.start_date,
            end_date: experience.end_date,
            text: experience.text.as_deref(),
            bullets: &experience.bullets,
            skills: &experience.skills,
            tags: &experience.tags,
            metadata: &experience.metadata,
            created_at: experience.created_at,
            updated_at: experience.updated_at,
            deleted_at: experience.deleted_at,
            revision,
            sync: if pending { "pending" } else { "synced" },
        }
    }
}
