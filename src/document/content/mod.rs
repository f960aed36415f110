//! What stands on the pages, in the words of one language: all that a renderer or a theme reads.
//!
//! The invariants: every text is either plain or made of [`Inline`]s, so nothing in it has to be parsed
//! again; an entry that says nothing but a date is not in it; a link's address has a safe scheme. Its JSON
//! is what themes are written against: a key is always there, `null` where it says nothing.

mod address;
mod build;
mod header;
mod inlines;
#[cfg(test)]
mod tests;
mod timeline;
mod weight;

use serde::Serialize;
use uuid::Uuid;

use super::Layout;
use super::dates::DateFormat;
use super::language::{Direction, Label, Marks};
use super::markup::{Block, Inline};
use crate::domain::career::Month;
use crate::domain::{Kind, Sections};

/// How a document is put into words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    pub dates: DateFormat,
    pub sections: Sections,
    /// The tags that mark what is important; any tag does where it is empty.
    pub tags: Vec<String>,
    /// The name of the file with the picture that is shown.
    pub photo: Option<String>,
    /// Until when the timeline counts what goes on; without it there is no timeline.
    pub timeline: Option<Month>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Content {
    /// Of the file with the words, such as `de` or `pt-BR`.
    pub language: String,
    pub region: Option<String>,
    /// The whole tag (BCP 47), such as `de-AT`.
    pub locale: String,
    pub direction: Direction,
    /// What the document is, such as `Ada Lovelace – Lebenslauf`.
    pub title: String,
    pub author: Option<String>,
    /// The skills.
    pub keywords: Vec<String>,
    pub marks: Marks,
    pub header: Header,
    /// None of them is empty.
    pub sections: Vec<Section>,
    pub timeline: Option<Timeline>,
    /// What is not in it although it was asked for, a sentence each.
    #[serde(skip)]
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Header {
    pub name: Option<String>,
    pub label: Option<String>,
    pub photo: Option<String>,
    /// In the order in which they are shown.
    pub contacts: Vec<Contact>,
    pub summary: Vec<Block>,
}

/// One way to get in touch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contact {
    pub kind: ContactKind,
    /// Of a profile, where it is known: `GitHub`.
    pub network: Option<String>,
    /// What is shown.
    pub text: String,
    /// Where it leads, if that is safe to follow.
    pub url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ContactKind {
    Email,
    Phone,
    Url,
    Location,
    Profile,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    pub kind: Kind,
    pub heading: String,
    pub layout: Layout,
    /// None of them is empty.
    pub groups: Vec<Group>,
}

/// Positions at one employer in a row, with what they share; or one entry, of which nothing is said here.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    pub organization: Option<String>,
    pub location: Option<String>,
    pub url: Option<Link>,
    pub description: Vec<Block>,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Of the experience.
    pub id: Uuid,
    pub title: Option<String>,
    pub area: Option<String>,
    pub organization: Option<String>,
    pub location: Option<String>,
    pub url: Option<Link>,
    pub dates: Option<Dates>,
    pub description: Vec<Block>,
    pub text: Vec<Block>,
    pub summary: Vec<Block>,
    pub bullets: Vec<Bullet>,
    /// In the order in which they are shown; none has no items.
    pub details: Vec<Detail>,
    /// How important it is: to make a document shorter, the least is left out first.
    pub weight: u32,
}

/// An address and how people say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    pub text: String,
    /// Absent where it is not safe to follow.
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dates {
    pub text: String,
    /// The same in pieces.
    pub pieces: Vec<Piece>,
    /// As precise as they are shown (ISO 8601).
    pub start: Option<String>,
    pub end: Option<String>,
    pub ongoing: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    pub text: String,
    /// Where it stands for a date (ISO 8601).
    pub date: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bullet {
    pub inlines: Vec<Inline>,
    /// The lists that it leads to.
    pub below: Vec<Block>,
    /// On the same scale as that of entries, and below that of its own.
    pub weight: u32,
}

/// A value or a list that needs a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detail {
    pub kind: Label,
    pub label: String,
    pub items: Vec<Vec<Inline>>,
    /// What stands between them.
    pub between: String,
}

/// When the entries that last went on, drawn to one scale. Places and lengths are in hundredths of a percent of the
/// whole, from where the time begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// What it is: the headings, and the years from the first to the last.
    pub title: String,
    /// All that it shows, in words.
    pub description: String,
    pub years: Vec<Year>,
    /// A section each; none is empty.
    pub lanes: Vec<Lane>,
}

/// A year that is named on the scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Year {
    pub text: String,
    pub at: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lane {
    pub kind: Kind,
    pub heading: String,
    pub rows: Vec<Row>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its title.
    pub text: Option<String>,
    pub organization: Option<String>,
    /// Its dates, as they are shown.
    pub dates: String,
    /// When it may have gone on.
    pub possible: Bar,
    /// When it certainly did: less, where a date is a year alone.
    pub certain: Option<Bar>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bar {
    pub start: u32,
    pub length: u32,
}
