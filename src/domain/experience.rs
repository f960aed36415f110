//! The experience: the one thing this program exists to keep.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::text::{check_count, check_json, check_key, check_list, check_text, check_values};
use super::{Bullet, Invalid, Kind, PartialDate, Prose, Translation, Translations, translation, weight};

/// One entry of a résumé, of any kind.
///
/// An optional text is never `Some("")`: what is empty is absent ([`Experience::normalise`]).
/// `deleted_at` makes it a tombstone, which keeps all its other fields so that it can be restored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experience {
    pub id: Uuid,
    pub kind: Kind,
    /// May be empty only where the source of an import had none.
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<PartialDate>,
    /// Absent while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bullets: Vec<Bullet>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    /// Its title, organization, location and text in further languages; bullets have theirs with them.
    #[serde(default, skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations<Translation>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// The earliest time that every database can keep: the beginning of the year 0001.
const EARLIEST: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// How the labels of notes on an education end, in lower case.
const NOTES: [&str; 34] = [
    "thesis", "dissertation", "advisor", "adviser", "supervisor", "minor", "major", "grade", "gpa", "honors",
    "honours", "award", "awards", "scholarship", "activities", "exchange", "arbeit", "betreuer",
    "betreuerin", "note", "abschluss", "schwerpunkt", "schwerpunkte", "mémoire", "thèse", "directeur",
    "directrice", "mention", "tesis", "tutor", "tesi", "relatore", "scriptie", "praca magisterska",
];

words! {
    /// The fields that a person can change, by the names that JSON and the database give them.
    pub enum Field {
        Kind = "kind",
        Title = "title",
        Organization = "organization",
        Location = "location",
        Url = "url",
        StartDate = "start_date",
        EndDate = "end_date",
        Text = "text",
        Bullets = "bullets",
        Skills = "skills",
        Tags = "tags",
        Metadata = "metadata",
        Translations = "translations",
    }
}

impl Experience {
    /// Makes the end the date of what has one date and no start.
    pub fn take_end_for_date(&mut self) {
        if self.kind.has_one_date() && self.start_date.is_none() {
            self.start_date = self.end_date.take();
        }
    }

    /// An experience with a title and nothing else, created at `now`.
    pub fn new(id: Uuid, kind: Kind, title: impl Into<String>, now: Timestamp) -> Self {
        Self {
            id,
            kind,
            title: title.into(),
            organization: None,
            location: None,
            url: None,
            start_date: None,
            end_date: None,
            text: None,
            bullets: Vec::new(),
            skills: Vec::new(),
            tags: Vec::new(),
            metadata: Map::new(),
            translations: Translations::new(),
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    /// What to call it on one line: its title, else its organization, else its kind.
    pub fn label(&self) -> &str {
        match (self.title.trim(), self.organization.as_deref()) {
            ("", Some(organization)) => organization,
            ("", None) => self.kind.as_str(),
            (title, _) => title,
        }
    }

    /// Whether its bullets are the courses of an education, as they are in JSON Resume. Sentences, and notes with a label of
    /// their own (`Thesis: …`), are none.
    pub fn has_courses(&self) -> bool {
        let is_course = |bullet: &Bullet| {
            let text = bullet.text.trim();
            let label = text.split_once(':').map(|(label, _)| label.to_lowercase());
            let is_note = label.is_some_and(|label| NOTES.iter().any(|note| label.ends_with(note)));
            let is_sentence = text.ends_with(['.', '!']) && text.split_whitespace().count() >= 5;
            !is_note && !is_sentence
        };
        self.kind == Kind::Education && !self.bullets.is_empty() && self.bullets.iter().all(is_course)
    }

    /// One of its texts that can be translated; nothing where it is empty.
    pub fn prose(&self, prose: Prose) -> Option<&str> {
        match prose {
            Prose::Title => Some(self.title.as_str()).filter(|title| !title.is_empty()),
            Prose::Organization => self.organization.as_deref(),
            Prose::Location => self.location.as_deref(),
            Prose::Text => self.text.as_deref(),
        }
    }

    /// Turns empty optional texts into absent ones, and drops repeated skills and tags.
    pub fn normalise(&mut self) {
        let Self {
            id: _,
            kind: _,
            title: _,
            organization,
            location,
            url,
            start_date: _,
            end_date: _,
            text,
            bullets,
            skills,
            tags,
            metadata: _,
            translations,
            created_at: _,
            updated_at: _,
            deleted_at: _,
        } = self;
        for text in [organization, location, url, text] {
            if text.as_deref() == Some("") {
                *text = None;
            }
        }
        super::list::dedup(skills);
        super::list::dedup(tags);
        for bullet in bullets {
            super::list::dedup(&mut bullet.tags);
            bullet.translations.retain(|_, text| !text.text.is_empty());
        }
        translation::normalise(translations);
    }

    /// Checks what the types cannot say; the error names the field.
    pub fn validate(&self) -> Result<(), Invalid> {
        let Self {
            id: _,
            kind: _,
            title,
            organization,
            location,
            url,
            start_date: _,
            end_date: _,
            text,
            bullets,
            skills,
            tags,
            metadata,
            translations,
            created_at,
            updated_at,
            deleted_at,
        } = self;
        check_text(|| "title".to_owned(), title)?;
        for (field, text) in
            [("organization", organization), ("location", location), ("url", url), ("text", text)]
        {
            text.as_ref().map_or(Ok(()), |text| check_text(|| field.to_owned(), text))?;
        }
        for (field, time) in [
            ("created_at", Some(*created_at)),
            ("updated_at", Some(*updated_at)),
            ("deleted_at", *deleted_at),
        ] {
            if time.is_some_and(|time| time < EARLIEST) {
                return Err(Invalid::new(field, "lies before the year 0001"));
            }
        }
        check_count(|| "bullets".to_owned(), bullets.len())?;
        for (index, bullet) in bullets.iter().enumerate() {
            check_text(|| format!("bullets[{index}]"), &bullet.text)?;
            check_list(|| format!("bullets[{index}].tags"), &bullet.tags)?;
            translation::check_texts(|| format!("bullets[{index}].translations"), &bullet.translations)?;
        }
        // A translation has a hash beside its text.
        let within = bullets.iter().map(|bullet| bullet.tags.len() + 2 * bullet.translations.len());
        check_values("bullets", bullets.len() + within.sum::<usize>())?;
        check_list(|| "skills".to_owned(), skills)?;
        check_list(|| "tags".to_owned(), tags)?;
        check_values("metadata", metadata.values().map(weight::values).sum())?;
        for (key, value) in metadata {
            check_key(|| "metadata".to_owned(), key)?;
            check_json(&|| format!("metadata.{key}"), value, 1)?;
        }
        translation::check(translations)
    }

    /// The fields in which `self` and `other` differ, times and deletion aside.
    pub fn differences(&self, other: &Self) -> Vec<Field> {
        let Self {
            id: _,
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
            created_at: _,
            updated_at: _,
            deleted_at: _,
        } = self;
        let differs = |field: &Field| match field {
            Field::Kind => *kind != other.kind,
            Field::Title => *title != other.title,
            Field::Organization => *organization != other.organization,
            Field::Location => *location != other.location,
            Field::Url => *url != other.url,
            Field::StartDate => *start_date != other.start_date,
            Field::EndDate => *end_date != other.end_date,
            Field::Text => *text != other.text,
            Field::Bullets => *bullets != other.bullets,
            Field::Skills => *skills != other.skills,
            Field::Tags => *tags != other.tags,
            Field::Metadata => *metadata != other.metadata,
            Field::Translations => *translations != other.translations,
        };
        Field::ALL.into_iter().filter(differs).collect()
    }
}
