//! The language of a file: other programs have names of their own for those that they know.

use serde_json::{Map, Value, json};

use super::yaml::Object;

/// The languages that a program knows: the tag of each, and its name there. English is the usual one.
pub(super) struct Locales<const N: usize>(pub(super) [(&'static str, &'static str); N]);

impl<const N: usize> Locales<N> {
    /// The `meta` of a profile whose texts are in the language that a file names.
    pub(super) fn meta_of(&self, name: &str) -> Option<Value> {
        let (tag, _) = self.0.iter().find(|(_, known)| known.eq_ignore_ascii_case(name.trim()))?;
        Some(json!({ "language": tag }))
    }

    /// The `locale` of a file for the profile's language, unless that is English; a warning where it has none.
    pub(super) fn write(
        &self,
        profile: Option<&Map<String, Value>>,
        program: &str,
    ) -> (Option<Object>, Option<String>) {
        let language = profile.and_then(|profile| profile.get("meta")?.get("language")?.as_str());
        let Some(language) = language.map(str::to_lowercase) else { return (None, None) };
        let mut tag = language.as_str();
        if tag.is_empty() || tag.split('-').next() == Some("en") {
            return (None, None);
        }
        loop {
            if let Some((_, name)) = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(tag)) {
                let mut locale = Object::default();
                locale.put_text("language", Some(name));
                return (Some(locale), None);
            }
            match tag.rsplit_once('-') {
                Some((before, _)) => tag = before,
                None => break,
            }
        }
        (None, Some(format!("{program} does not know the language `{language}`: its headings stay English")))
    }
}
