//! The kinds of experience: one for every list section of JSON Resume 1.0.0.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::nearest;

words! {
    /// What sort of entry an experience is, in the order in which a résumé shows its sections.
    #[derive(PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Kind {
        Work = "work",
        Volunteer = "volunteer",
        Education = "education",
        Project = "project",
        Award = "award",
        Certificate = "certificate",
        Publication = "publication",
        Skill = "skill",
        Language = "language",
        Interest = "interest",
        Reference = "reference",
    }
}

/// A word that names no kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{word}` is not a kind{}; the kinds are work, volunteer, education, project, award, certificate, publication, skill, language, interest and reference",
    meant(word)
)]
pub struct UnknownKind {
    word: String,
}

fn meant(word: &str) -> String {
    let nearest = nearest(word, Kind::ALL.map(Kind::as_str));
    nearest.map(|kind| format!(" (did you mean `{kind}`?)")).unwrap_or_default()
}

impl Kind {
    /// Whether an entry of it lasts: without an end it is ongoing. Others have the date of an event.
    pub fn spans_time(self) -> bool {
        matches!(self, Self::Work | Self::Volunteer | Self::Education | Self::Project)
    }

    /// Whether an entry of it is something that happened.
    pub fn is_event(self) -> bool {
        matches!(self, Self::Award | Self::Certificate | Self::Publication)
    }

    /// Whether an entry of it has one date and no more. A certificate with a date may have an end: it expires.
    pub fn has_one_date(self) -> bool {
        matches!(self, Self::Award | Self::Publication)
    }

    /// Whether an end alone is its date: of a degree, the graduation. What lasts was "until" then, and a certificate
    /// expires.
    pub fn is_dated_by_its_end(self) -> bool {
        self.has_one_date() || matches!(self, Self::Education | Self::Project)
    }

    /// The name of its section in a JSON Resume document.
    pub fn section(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Volunteer => "volunteer",
            Self::Education => "education",
            Self::Project => "projects",
            Self::Award => "awards",
            Self::Certificate => "certificates",
            Self::Publication => "publications",
            Self::Skill => "skills",
            Self::Language => "languages",
            Self::Interest => "interests",
            Self::Reference => "references",
        }
    }

    /// The kind whose section has exactly this name.
    pub fn of_section(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.section() == name)
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    /// Takes the singular and the section's name, in any case.
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| {
                word.eq_ignore_ascii_case(kind.as_str()) || word.eq_ignore_ascii_case(kind.section())
            })
            .ok_or_else(|| UnknownKind { word: word.chars().take(40).collect() })
    }
}
