//! The words that a document adds to those of the person: headings, labels, months. English so far.

use crate::domain::Kind;

/// The heading of a section.
pub fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Work => "Work",
        Kind::Volunteer => "Volunteering",
        Kind::Education => "Education",
        Kind::Project => "Projects",
        Kind::Award => "Awards",
        Kind::Certificate => "Certificates",
        Kind::Publication => "Publications",
        Kind::Skill => "Skills",
        Kind::Language => "Languages",
        Kind::Interest => "Interests",
        Kind::Reference => "References",
    }
}

/// What stands before a list or a value that needs a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    Courses,
    Score,
    Level,
    Fluency,
    Roles,
    Sort,
    Skills,
}

impl Label {
    /// In the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Courses, Self::Score, Self::Level, Self::Fluency, Self::Roles, Self::Sort, Self::Skills];
}

pub fn label(label: Label) -> &'static str {
    match label {
        Label::Courses => "Courses",
        Label::Score => "Score",
        Label::Level => "Level",
        Label::Fluency => "Fluency",
        Label::Roles => "Roles",
        Label::Sort => "Type",
        Label::Skills => "Skills",
    }
}

/// The end of what goes on.
pub const PRESENT: &str = "present";

/// What stands before an end without a beginning.
pub const UNTIL: &str = "until";

/// The short name of a month, 1–12.
pub fn month(month: u8) -> &'static str {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default()
}
