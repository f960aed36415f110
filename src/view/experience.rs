//! The JSON of an experience.

use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::fields::sync;
use crate::domain::{Bullet, Experience, Kind, PartialDate, Record, Translation, Translations};

view! {
    /// The JSON of one experience.
    struct ExperienceView of Experience {
        id: Uuid,
        kind: Kind,
        title: String,
        organization: Option<String>,
        location: Option<String>,
        url: Option<String>,
        start_date: Option<PartialDate>,
        end_date: Option<PartialDate>,
        text: Option<String>,
        bullets: [Bullet],
        skills: [String],
        tags: [String],
        metadata: Map<String, Value>,
        translations: Translations<Translation>,
        created_at: Timestamp,
        updated_at: Timestamp,
        deleted_at: Option<Timestamp>,
    }
    with {
        /// The last revision known from the database; 0 before the first.
        revision: i64,
        sync: &'static str,
    }
}

impl<'a> ExperienceView<'a> {
    pub(crate) fn of(record: &'a Record<Experience>) -> Self {
        Self::with(&record.current, record.revision, record.is_pending())
    }

    pub(crate) fn with(experience: &'a Experience, revision: i64, pending: bool) -> Self {
        Self::new(experience, revision, sync(pending))
    }
}
