//! What entries of several meanings are, by the title that a person gave their section.

use super::document::{Topic, topic, topic_like};
use crate::domain::Kind;

/// Words of titles, and what entries of several meanings are below them.
const TITLES: [(&str, Kind); 17] = [
    ("volunteer", Kind::Volunteer),
    ("award", Kind::Award),
    ("honor", Kind::Award),
    ("honour", Kind::Award),
    ("certif", Kind::Certificate),
    ("licen", Kind::Certificate),
    ("publication", Kind::Publication),
    ("patent", Kind::Publication),
    ("talk", Kind::Publication),
    ("language", Kind::Language),
    ("interest", Kind::Interest),
    ("hobb", Kind::Interest),
    ("reference", Kind::Reference),
    ("skill", Kind::Skill),
    ("technolog", Kind::Skill),
    ("project", Kind::Project),
    ("course", Kind::Certificate),
];

/// Whether a title says that kind, among others.
pub(super) fn names(title: &str, kind: Kind) -> bool {
    let title = title.to_lowercase();
    TITLES.iter().any(|(word, known)| *known == kind && title.contains(word))
}

/// Words of titles whose languages are not spoken.
const NO_SPOKEN: [&str; 5] = ["program", "coding", "computer", "markup", "script"];

/// What is below one of the titles that the examples of programs have.
pub(super) fn kind_of_usual(title: &str) -> Option<Kind> {
    let title = title.to_lowercase();
    if title.contains("language") && NO_SPOKEN.iter().any(|word| title.contains(word)) {
        return Some(Kind::Skill);
    }
    // The courses of a degree are no certificates.
    if title.contains("coursework") {
        return None;
    }
    TITLES.iter().find(|(word, _)| title.contains(word)).map(|(_, kind)| *kind)
}

/// What is below a title in any language; jobs and degrees show in their keys.
pub(super) fn kind_of(title: &str) -> Option<Kind> {
    kind_of_usual(title).or_else(|| match topic_like(&title.replace('_', " "))? {
        Topic::Of(kind) if !matches!(kind, Kind::Work | Kind::Education) => Some(kind),
        _ => None,
    })
}

pub(super) fn is_summary(title: &str) -> bool {
    let title = title.to_lowercase();
    ["summary", "profile", "about", "objective"].iter().any(|word| title.contains(word))
        || topic(&title.replace('_', " ")) == Some(Topic::Summary)
}
