//! A résumé in another language: texts that have a translation give way to it, and what has none is named.
//!
//! The invariant: nothing but texts changes. An out-of-date translation is shown, and named.

use serde_json::{Map, Value};

use super::{Experience, Kind, LanguageTag, Prose, Translated, Translations};

/// The key of the profile's body under which its translations stand: `{TAG: {PATH: text}}`.
const STORED_UNDER: &str = "_translations";

/// The texts of the profile that can be translated, and whether a reader misses a translation.
const OF_PROFILE: [(&str, bool); 6] = [
    ("basics.label", true),
    ("basics.summary", true),
    ("basics.name", false),
    ("basics.location.address", false),
    ("basics.location.city", false),
    ("basics.location.region", false),
];

/// The languages that will do for a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The most special first: `de-AT`, `de`.
    tags: Vec<LanguageTag>,
    /// Whether the originals will do, too.
    original_will_do: bool,
}

impl Wanted {
    /// The languages for one that is asked for, which may have other tags, too. `original` is the language of the
    /// originals, where that is known.
    pub fn new(tag: &LanguageTag, also: &[LanguageTag], original: Option<&LanguageTag>) -> Self {
        let mut tags = tag.lookup();
        for tag in also {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        let place = original.and_then(|original| tags.iter().position(|tag| tag == original));
        tags.truncate(place.unwrap_or(tags.len()));
        let is_related = original.is_some_and(|original| original.language() == tag.language());
        Self { tags, original_will_do: place.is_some() || is_related }
    }

    fn find<'a, T>(
        &self,
        translations: &'a Translations<T>,
        text: impl Fn(&'a T) -> Option<&'a Translated>,
    ) -> Option<&'a Translated> {
        self.tags.iter().find_map(|tag| text(translations.get(tag)?))
    }

    /// Whether anything of the experience is translated.
    pub fn is_in(&self, experience: &Experience) -> bool {
        let has = |tag| {
            experience.translations.contains_key(tag)
                || experience.bullets.iter().any(|bullet| bullet.translations.contains_key(tag))
        };
        self.tags.iter().any(has)
    }

    /// Whether anything of the profile is translated.
    pub fn is_in_profile(&self, profile: &Map<String, Value>) -> bool {
        self.tags.iter().any(|tag| of_profile(profile, tag).is_some_and(|texts| !texts.is_empty()))
    }

    /// Whether the originals are in the language, as far as that is known.
    pub fn original_will_do(&self) -> bool {
        self.original_will_do
    }

    /// The experience in the language, with what was found of each of its texts.
    pub fn translate(&self, experience: &Experience) -> (Experience, Gaps) {
        let mut gaps = Gaps::default();
        let mut translated = experience.clone();
        for prose in Prose::ALL {
            let original = experience.prose(prose);
            let found = self.find(&experience.translations, |translation| translation.get(prose));
            gaps.note(
                Part::Prose(prose),
                original,
                found,
                !self.original_will_do && is_missed(prose, experience.kind),
            );
            let Some(found) = found.map(|found| found.text.clone()) else { continue };
            match prose {
                Prose::Title => translated.title = found,
                Prose::Organization => translated.organization = Some(found),
                Prose::Location => translated.location = Some(found),
                Prose::Text => translated.text = Some(found),
            }
        }
        for (place, bullet) in translated.bullets.iter_mut().enumerate() {
            let found = self.find(&experience.bullets[place].translations, Some);
            gaps.note(Part::Bullet(place), Some(bullet.text.as_str()), found, !self.original_will_do);
            if let Some(found) = found {
                bullet.text.clone_from(&found.text);
            }
        }
        (translated, gaps)
    }
}

/// Whether readers miss a translation. Names need none, and stay as they are without a word.
fn is_missed(prose: Prose, kind: Kind) -> bool {
    match prose {
        Prose::Organization | Prose::Location => false,
        Prose::Text => true,
        Prose::Title => match kind {
            Kind::Certificate | Kind::Publication | Kind::Skill | Kind::Reference => false,
            Kind::Work
            | Kind::Volunteer
            | Kind::Education
            | Kind::Project
            | Kind::Award
            | Kind::Language
            | Kind::Interest => true,
        },
    }
}

/// A text of an experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Prose(Prose),
    /// Counted from 0.
    Bullet(usize),
}

/// What lacks a translation, or has an old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gaps<P = Part> {
    pub missing: Vec<P>,
    /// Translated before the original was changed.
    pub outdated: Vec<P>,
}

impl<P> Default for Gaps<P> {
    fn default() -> Self {
        Self { missing: Vec::new(), outdated: Vec::new() }
    }
}

impl<P> Gaps<P> {
    fn note(&mut self, part: P, original: Option<&str>, found: Option<&Translated>, is_missed: bool) {
        let says_something = original.is_some_and(|text| !text.trim().is_empty());
        match found {
            None if says_something && is_missed => self.missing.push(part),
            Some(found) if found.is_outdated(original) => self.outdated.push(part),
            None | Some(_) => {}
        }
    }
}

/// The language in which the originals are written: `meta.language` of the profile. What is no tag is none.
pub fn original_language(profile: &Map<String, Value>) -> Option<LanguageTag> {
    profile.get("meta")?.get("language")?.as_str()?.parse().ok()
}

/// The translations of a profile; they are private to this program.
#[derive(Debug)]
pub struct ProfileTexts;

impl ProfileTexts {
    /// The paths of the texts that can be translated.
    pub fn paths() -> impl Iterator<Item = &'static str> {
        OF_PROFILE.iter().map(|(path, _)| *path)
    }

    /// Sets the translation of a text, or removes it.
    pub fn set(profile: &mut Map<String, Value>, tag: &LanguageTag, path: &str, text: Option<String>) {
        let original = string_at(profile, path).map(str::to_owned);
        let mut texts = of_profile(profile, tag).cloned().unwrap_or_default();
        match text.filter(|text| !text.is_empty()) {
            Some(text) => {
                let translated = Translated::new(text, original.as_deref());
                texts.insert(path.to_owned(), serde_json::to_value(translated).unwrap_or_default());
            }
            None => drop(texts.remove(path)),
        }
        let mut all = profile.get(STORED_UNDER).and_then(Value::as_object).cloned().unwrap_or_default();
        if texts.is_empty() {
            all.remove(tag.as_str());
        } else {
            all.insert(tag.to_string(), Value::Object(texts));
        }
        if all.is_empty() {
            profile.remove(STORED_UNDER);
        } else {
            profile.insert(STORED_UNDER.to_owned(), Value::Object(all));
        }
    }

    /// Takes the translations out: files of other programs have no place for them.
    pub fn remove(profile: &mut Map<String, Value>) {
        profile.remove(STORED_UNDER);
    }
}

impl Wanted {
    /// The profile in the language. What is no translation, and a text that cannot be translated, is passed over.
    pub fn translate_profile(
        &self,
        profile: &Map<String, Value>,
    ) -> (Map<String, Value>, Gaps<&'static str>) {
        let (mut translated, mut gaps) = (profile.clone(), Gaps::default());
        for (path, is_expected) in OF_PROFILE {
            // Without an original, there is nothing to translate.
            let Some(original) = string_at(profile, path) else { continue };
            let found = self.tags.iter().find_map(|tag| text_of_profile(profile, tag, path));
            gaps.note(path, Some(original), found.as_ref(), is_expected && !self.original_will_do);
            if let Some(found) = found {
                put(&mut translated, path, found.text);
            }
        }
        (translated, gaps)
    }
}

fn of_profile<'a>(profile: &'a Map<String, Value>, tag: &LanguageTag) -> Option<&'a Map<String, Value>> {
    profile.get(STORED_UNDER)?.get(tag.as_str())?.as_object()
}

fn text_of_profile(profile: &Map<String, Value>, tag: &LanguageTag, path: &str) -> Option<Translated> {
    let stored = of_profile(profile, tag)?.get(path)?;
    let text: Translated = serde_json::from_value(stored.clone()).ok()?;
    (!text.text.is_empty()).then_some(text)
}

fn string_at<'a>(profile: &'a Map<String, Value>, path: &str) -> Option<&'a str> {
    let (first, rest) = path.split_once('.')?;
    let mut value = profile.get(first)?;
    for key in rest.split('.') {
        value = value.get(key)?;
    }
    value.as_str()
}

/// Puts a text where objects lead to, and makes those that are absent.
fn put(object: &mut Map<String, Value>, path: &str, text: String) {
    match path.split_once('.') {
        None => drop(object.insert(path.to_owned(), Value::String(text))),
        Some((first, rest)) => {
            let inner = object.entry(first).or_insert(Value::Null);
            if inner.is_null() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                put(inner, rest, text);
            }
        }
    }
}
