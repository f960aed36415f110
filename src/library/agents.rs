//! What an agent sees of a person: everything but how to reach them.

use serde_json::{Map, Value};

use super::publish::contact::{Reach, without_contact, without_others_contact};
use super::{CommandResult, Library};
use crate::domain::Experience;

impl Library {
    /// A text for the log, without contact data.
    pub fn mask_contact(&self, text: &str) -> String {
        // Without the profile, what looks like a contact is still found.
        self.own().unwrap_or_default().mask(text)
    }

    /// The profile without e-mail, telephone, street and postal code.
    pub fn profile_without_contact(&self) -> CommandResult<Map<String, Value>> {
        Ok(without_contact(self.profile()?))
    }
}

/// An experience without the ways to reach others, such as those who give a reference.
pub fn without_contact_of_others(mut experience: Experience) -> Experience {
    without_others_contact(std::slice::from_mut(&mut experience), &Reach::default());
    experience
}
