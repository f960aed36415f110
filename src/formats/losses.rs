//! What a format has no place for, counted while records are written: each kind of loss is told once, however
//! many records have it.

use std::collections::BTreeMap;

use crate::domain::Experience;

/// What was left out, and how often.
#[derive(Debug, Default)]
pub(super) struct Losses(BTreeMap<&'static str, usize>);

impl Losses {
    /// Counts `what`, such as `the skills of an entry`, if it is lost.
    pub(super) fn count(&mut self, what: &'static str, is_lost: bool) {
        if is_lost {
            *self.0.entry(what).or_default() += 1;
        }
    }

    /// Counts the values of the metadata whose keys are not `written`.
    pub(super) fn further_values(&mut self, one: &Experience, written: &[&str]) {
        for (key, value) in one.metadata.iter().filter(|(key, _)| !key.starts_with('_')) {
            self.count("a further value of an entry", !written.contains(&key.as_str()) && !value.is_null());
        }
    }

    /// A sentence with all of them; nothing where nothing was lost. `format` is the format's name for people.
    pub(super) fn into_warning(self, format: &str) -> Option<String> {
        let told: Vec<_> = self.0.into_iter().map(|(what, count)| format!("{count} × {what}")).collect();
        (!told.is_empty()).then(|| format!("{format} has no place for: {}", told.join(", ")))
    }
}
