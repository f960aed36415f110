//! An order and its material, kept to make the same file later.

use serde_json::{Map, Value};

use super::format::Wish;
use super::{Material, OutputFormat, Resolved, contact, photo, with_basic};
use crate::domain::Experience;
use crate::library::select;
use crate::render::Photo;

impl Resolved {
    /// The same document in another format.
    #[must_use]
    pub fn in_format(&self, format: OutputFormat) -> Self {
        Self { format, ..self.clone() }
    }

    /// Whether the format shows a picture of the person.
    pub fn shows_photo(&self) -> bool {
        self.photo && self.format.heeds(Wish::Photo)
    }

    /// The experiences that the file has of these, and what it has of the profile.
    pub fn shown(
        &self,
        experiences: &[Experience],
        mut profile: Option<Map<String, Value>>,
    ) -> (Vec<Experience>, Option<Map<String, Value>>) {
        let mut chosen = select::chosen(experiences, &self.selection());
        if self.no_contact {
            contact::without_others_contact(&mut chosen);
            profile = profile.map(contact::without_contact);
        }
        for (key, text) in [("label", &self.headline), ("summary", &self.summary)] {
            profile = text.iter().fold(profile, |profile, text| Some(with_basic(profile, key, text)));
        }
        (chosen, profile)
    }

    pub fn to_json(&self) -> Result<Map<String, Value>, serde_json::Error> {
        serde_json::from_value(serde_json::to_value(self)?)
    }

    pub fn of_json(json: Map<String, Value>) -> Result<Self, serde_json::Error> {
        serde_json::from_value(Value::Object(json))
    }
}

impl Material {
    /// Whether there is neither an experience nor a profile.
    pub fn is_empty(&self) -> bool {
        self.experiences.is_empty() && self.profile.as_ref().is_none_or(Map::is_empty)
    }

    /// The picture that the profile names by now, or why there is none.
    pub fn read_photo(&self) -> Result<Photo, String> {
        photo::read(self.profile.as_ref())
    }
}
