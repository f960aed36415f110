//! A résumé as a document: what stands on its pages, in which order, before anything is said about looks.
//!
//! [`Document::of`] makes it of a profile and experiences. [`Content::of`](content::Content::of) puts it into
//! the words of a language, and a renderer makes a file of that. Everything here is typed: a renderer decides
//! on punctuation, escapes and layout, and never reads a record. Names, titles and addresses are plain text;
//! what may hold marks is [`Markdown`]. No text is empty, and none holds control characters.

mod build;
pub mod content;
pub mod dates;
pub mod language;
pub mod markup;
pub mod plain;

use serde::Serialize;
use uuid::Uuid;

use crate::domain::Kind;
use dates::{Dates, Precision};
use markup::Markdown;

/// ```text
/// Document { header: { name, label, summary, contact … }, sections: [{ kind: work, entries: [{ title, … }] }] }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub header: Header,
    /// In the usual order of kinds. None of them is empty.
    pub sections: Vec<Section>,
}

/// Who the person is, and how to reach them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Header {
    pub name: Option<String>,
    pub label: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub url: Option<String>,
    /// A path or address of a picture.
    pub image: Option<String>,
    pub location: Location,
    pub profiles: Vec<Network>,
    pub summary: Option<Markdown>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Location {
    pub address: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    /// Two letters (ISO 3166-1).
    pub country_code: Option<String>,
}

/// An account elsewhere; one of the three is there at least.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    pub network: Option<String>,
    pub username: Option<String>,
    pub url: Option<String>,
}

/// The entries of a kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    pub kind: Kind,
    pub layout: Layout,
    /// How precisely its dates are shown: to the day only if one of its days was meant.
    pub precision: Precision,
    /// In the order in which they are shown.
    pub entries: Vec<Entry>,
}

/// How the entries of a section are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// A title each, and what belongs to it below.
    Entries,
    /// A line each: skills, languages, interests.
    Lines,
    /// A quotation each, and whose it is.
    Quotes,
}

impl Layout {
    /// The usual layout of a kind.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Skill | Kind::Language | Kind::Interest => Self::Lines,
            Kind::Reference => Self::Quotes,
            Kind::Work
            | Kind::Volunteer
            | Kind::Education
            | Kind::Project
            | Kind::Award
            | Kind::Certificate
            | Kind::Publication => Self::Entries,
        }
    }
}

/// One experience, with everything that JSON Resume knows of an item.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// Of the experience.
    pub id: Uuid,
    pub tags: Vec<String>,
    /// A position, a degree, a name.
    pub title: Option<String>,
    /// The subject of a degree.
    pub area: Option<String>,
    /// An employer, a school, an issuer.
    pub organization: Option<String>,
    pub location: Option<String>,
    pub url: Option<String>,
    pub dates: Option<Dates>,
    /// When it was in words that are no date, such as `Fall 2014`. Absent where dates are known.
    pub period: Option<String>,
    /// What the employer is.
    pub description: Option<Markdown>,
    /// The text itself; of a reference, what was said.
    pub text: Option<Markdown>,
    /// What is said beside the description of a project.
    pub summary: Option<Markdown>,
    pub bullets: Vec<Bullet>,
    /// Of a publication, in the order in which they are named.
    pub authors: Vec<Markdown>,
    pub courses: Vec<Markdown>,
    pub score: Option<String>,
    pub level: Option<String>,
    pub fluency: Option<String>,
    pub roles: Vec<String>,
    /// Of a project: `application`, `talk`.
    pub sort: Option<String>,
    /// Skills, technologies, keywords.
    pub skills: Vec<String>,
}

/// A line of an experience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bullet {
    pub text: Markdown,
    pub tags: Vec<String>,
}
