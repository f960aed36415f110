//! An order and its material, kept to make the same file later.

use serde_json::{Map, Value};

use super::format::Wish;
use super::translate::Speech;
use super::{Material, OutputFormat, Resolved, contact, photo, with_basic};
use crate::domain::{Experience, names_person};
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

    /// The experiences that the file has of these, and what it has of the profile, in the originals' language.
    pub fn shown(
        &self,
        experiences: &[Experience],
        profile: Option<Map<String, Value>>,
    ) -> (Vec<Experience>, Option<Map<String, Value>>) {
        self.finished(select::chosen(experiences, &self.selection()), profile)
    }

    /// The same in the language of the file.
    pub(super) fn shown_in(&self, speech: &Speech, material: &Material) -> Shown {
        let chosen = select::chosen(&material.experiences, &self.selection());
        // What the variant says itself need not be translated.
        let profile = self.with_own_texts(material.profile.clone(), |_| "");
        let ((profile, chosen), untranslated) = speech.translated((profile, chosen), &material.experiences);
        let (experiences, profile) = self.finished(chosen, profile);
        Shown { experiences, profile, untranslated }
    }

    fn finished(
        &self,
        mut chosen: Vec<Experience>,
        mut profile: Option<Map<String, Value>>,
    ) -> (Vec<Experience>, Option<Map<String, Value>>) {
        if self.no_contact {
            contact::without_others_contact(&mut chosen, &contact::Reach::of(profile.as_ref()));
            profile = profile.map(contact::without_contact);
        }
        (chosen, self.with_own_texts(profile, |text| text))
    }

    /// The profile with the texts that the variant has of its own.
    fn with_own_texts(
        &self,
        profile: Option<Map<String, Value>>,
        of: impl Fn(&str) -> &str,
    ) -> Option<Map<String, Value>> {
        let own = [("label", &self.headline), ("summary", &self.summary)];
        own.into_iter()
            .filter_map(|(key, text)| Some((key, text.as_deref()?)))
            .fold(profile, |profile, (key, text)| Some(with_basic(profile, key, of(text))))
    }

    pub fn to_json(&self) -> Result<Map<String, Value>, serde_json::Error> {
        serde_json::from_value(serde_json::to_value(self)?)
    }

    pub fn of_json(json: Map<String, Value>) -> Result<Self, serde_json::Error> {
        serde_json::from_value(Value::Object(json))
    }
}

/// What a file shows.
pub(in crate::library) struct Shown {
    pub experiences: Vec<Experience>,
    pub profile: Option<Map<String, Value>>,
    /// What is not in the language of the file, a sentence for each entry.
    pub untranslated: Vec<String>,
}

impl Material {
    /// Whether there is neither an experience nor a person.
    pub fn is_empty(&self) -> bool {
        self.experiences.is_empty() && !self.profile.as_ref().is_some_and(names_person)
    }

    /// The picture that the profile names by now, or why there is none.
    pub fn read_photo(&self) -> Result<Photo, String> {
        photo::read(self.profile.as_ref())
    }
}
