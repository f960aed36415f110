//! What the rules find, and where.

use std::fmt;

use uuid::Uuid;

use super::rule::Rule;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    pub place: Place,
    /// A sentence in lower case.
    pub message: String,
    pub hint: Option<String>,
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The résumé as a whole.
    Whole,
    /// A key, as `resume profile set` takes it.
    Profile(String),
    Experience(Uuid),
}

impl Place {
    pub(super) fn profile(key: &str) -> Self {
        Self::Profile(key.to_owned())
    }
}

/// `profile.email`, or an ID. The whole résumé has no name.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Profile(key) => write!(f, "profile.{key}"),
            Self::Experience(id) => write!(f, "{id}"),
        }
    }
}

impl Finding {
    pub fn new(rule: Rule, place: Place, message: impl Into<String>) -> Self {
        Self { rule, place, message: message.into(), hint: None }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// A list for people: ``one, two and 3 more``.
pub(super) fn listed(words: &[String], most: usize) -> String {
    let shown = words.iter().take(most).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    match words.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
