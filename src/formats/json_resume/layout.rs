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

/// The keys of the items of `kind`: one for each field. `+` stands before one that the schema does not have.
pub(super) fn keys(kind: Kind) -> [Key; 9] {
    let names = match kind {
        Kind::Work => "position name location url startDate endDate summary highlights +keywords",
        Kind::Volunteer => {
            "position organization +location url startDate endDate summary highlights +keywords"
        }
        Kind::Education => "studyType institution +location url startDate endDate +summary courses +keywords",
        Kind::Project => "name entity +location url startDate endDate description highlights keywords",
        Kind::Award => "title awarder +location +url date +endDate summary +highlights +keywords",
        Kind::Certificate => "name issuer +location url date +endDate +summary +highlights +keywords",
        Kind::Publication => {
            "name publisher +location url releaseDate +endDate summary +highlights +keywords"
        }
        Kind::Skill | Kind::Interest => {
            "name +organization +location +url +startDate +endDate +summary +highlights keywords"
        }
        Kind::Language => {
            "language +organization +location +url +startDate +endDate +summary +highlights +keywords"
        }
        Kind::Reference => {
            "name +organization +location +url +startDate +endDate reference +highlights +keywords"
        }
    };
    let mut names = names.split(' ');
    SLOTS.map(|slot| {
        let name = names.next().unwrap_or_default();
        let extension = name.strip_prefix('+');
        Key { name: extension.unwrap_or(name), slot, standard: extension.is_none() }
    })
}

const SLOTS: [Slot; 9] = [
    Slot::Title,
    Slot::Organization,
    Slot::Location,
    Slot::Url,
    Slot::Start,
    Slot::End,
    Slot::Text,
    Slot::Bullets,
    Slot::Skills,
];

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
