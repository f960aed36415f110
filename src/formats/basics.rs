//! The person, as exporters read it from the profile.

use serde_json::{Map, Value};

use crate::domain::basic;

/// JSON Resume's `basics`, looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Basics<'p>(Option<&'p Map<String, Value>>);

/// A network, the name there, and the link.
pub(super) type Account<'p> = (Option<&'p str>, Option<&'p str>, Option<&'p str>);

impl<'p> Basics<'p> {
    pub(super) fn of(profile: Option<&'p Map<String, Value>>) -> Self {
        Self(profile.and_then(|profile| profile.get("basics")).and_then(Value::as_object))
    }

    pub(super) fn text(self, key: &str) -> Option<&'p str> {
        basic(self.0?, key)
    }

    /// A part of the location.
    pub(super) fn place(self, key: &str) -> Option<&'p str> {
        filled(self.0?.get("location")?.get(key))
    }

    pub(super) fn accounts(self) -> Vec<Account<'p>> {
        let profiles = self.0.and_then(|basics| basics.get("profiles")).and_then(Value::as_array);
        let account = |profile: &'p Value| {
            (filled(profile.get("network")), filled(profile.get("username")), filled(profile.get("url")))
        };
        profiles.into_iter().flatten().map(account).collect()
    }
}

fn filled(value: Option<&Value>) -> Option<&str> {
    value?.as_str().map(str::trim).filter(|text| !text.is_empty())
}
