//! Which key of a JSON Resume item holds which field of an experience.
//!
//! Every kind has a key for every field: the schema's own where it has one, else an extension (the
//! schema allows further keys), so that a record made here loses nothing on its way out and back.
//! Source: the schema of JSON Resume 1.0.0, <https://github.com/jsonresume/resume-schema>.

use crate::domain::Kind;

/// A field that a key of an item can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Title,
    Organization,
    Location,
    Url,
    Start,
    End,
    Text,
    Bullets,
    Skills,
}

/// The name of a key, and whether the schema defines it for the section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) slot: Slot,
    pub(super) standard: bool,
}

impl Key {
    /// Whether the schema refuses other spellings of its value.
    pub(super) fn is_strict(self) -> bool {
        self.standard && matches!(self.slot, Slot::Start | Slot::End)
    }
}

/// The keys of the items of `kind`: one for each field.
pub(super) fn keys(kind: Kind) -> [Key; 9] {
    let standard = |name, slot| Key { name, slot, standard: true };
    let extension = |name, slot| Key { name, slot, standard: false };

    let title = match kind {
        Kind::Work | Kind::Volunteer => "position",
        Kind::Education => "studyType",
        Kind::Award => "title",
        Kind::Language => "language",
        Kind::Project
        | Kind::Certificate
        | Kind::Publication
        | Kind::Skill
        | Kind::Interest
        | Kind::Reference => "name",
    };
    let organization = match kind {
        Kind::Work => standard("name", Slot::Organization),
        Kind::Volunteer => standard("organization", Slot::Organization),
        Kind::Education => standard("institution", Slot::Organization),
        Kind::Project => standard("entity", Slot::Organization),
        Kind::Award => standard("awarder", Slot::Organization),
        Kind::Certificate => standard("issuer", Slot::Organization),
        Kind::Publication => standard("publisher", Slot::Organization),
        Kind::Skill | Kind::Language | Kind::Interest | Kind::Reference => {
            extension("organization", Slot::Organization)
        }
    };
    let location = match kind {
        Kind::Work => standard("location", Slot::Location),
        _ => extension("location", Slot::Location),
    };
    let url = match kind {
        Kind::Work
        | Kind::Volunteer
        | Kind::Education
        | Kind::Project
        | Kind::Certificate
        | Kind::Publication => standard("url", Slot::Url),
        _ => extension("url", Slot::Url),
    };
    let start = match kind {
        Kind::Award | Kind::Certificate => standard("date", Slot::Start),
        Kind::Publication => standard("releaseDate", Slot::Start),
        _ => Key { name: "startDate", slot: Slot::Start, standard: kind.spans_time() },
    };
    let end = Key { name: "endDate", slot: Slot::End, standard: kind.spans_time() };
    let text = match kind {
        Kind::Work | Kind::Volunteer | Kind::Award | Kind::Publication => standard("summary", Slot::Text),
        Kind::Project => standard("description", Slot::Text),
        Kind::Reference => standard("reference", Slot::Text),
        _ => extension("summary", Slot::Text),
    };
    let bullets = match kind {
        Kind::Work | Kind::Volunteer | Kind::Project => standard("highlights", Slot::Bullets),
        Kind::Education => standard("courses", Slot::Bullets),
        _ => extension("highlights", Slot::Bullets),
    };
    let skills = match kind {
        Kind::Project | Kind::Skill | Kind::Interest => standard("keywords", Slot::Skills),
        _ => extension("keywords", Slot::Skills),
    };
    [standard(title, Slot::Title), organization, location, url, start, end, text, bullets, skills]
}

/// The key that is meant by one from before JSON Resume 1.0.0, or by one that JSON Resume does not have: files have both.
pub(super) fn successor(kind: Kind, other: &str) -> Option<&'static str> {
    others(kind).find(|(known, ..)| *known == other).map(|one| one.1)
}

/// The older or other name of a key.
pub(super) fn older(kind: Kind, key: &str) -> Option<&'static str> {
    others(kind).find(|(_, newer, _)| *newer == key).map(|one| one.0)
}

/// The name of a key before JSON Resume 1.0.0.
pub(super) fn before_1(kind: Kind, key: &str) -> Option<&'static str> {
    older(kind, key).filter(|older| is_older(older))
}

/// Whether a key was JSON Resume's own. Others are taken for what they seem to mean where they have a text.
pub(super) fn is_older(key: &str) -> bool {
    OLDER.iter().any(|(known, ..)| *known == key)
}

fn others(kind: Kind) -> impl Iterator<Item = &'static (&'static str, &'static str, &'static [Kind])> {
    OLDER.iter().chain(&MISNAMED).filter(move |(.., kinds)| kinds.contains(&kind))
}

/// Keys that people write for others.
const MISNAMED: [(&str, &str, &[Kind]); 3] = [
    ("title", "position", &[Kind::Work, Kind::Volunteer]),
    ("title", "name", &[Kind::Project, Kind::Certificate, Kind::Publication]),
    ("degree", "studyType", &[Kind::Education]),
];

/// Older keys, what they are called now, and in which items.
/// Source: the schema 0.0.0 and the files that HackMyResume writes.
const OLDER: [(&str, &str, &[Kind]); 4] = [
    ("company", "name", &[Kind::Work]),
    ("website", "url", &[Kind::Work, Kind::Volunteer, Kind::Education, Kind::Project, Kind::Publication]),
    ("gpa", "score", &[Kind::Education]),
    ("level", "fluency", &[Kind::Language]),
];
