//! Texts in further languages, and which of their originals they translate.
//!
//! A translation notes a short hash of the text that it translates. So it is known to be out of date after a change of
//! the original, on whichever device each of both was changed: the merge takes them as two fields.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::LanguageTag;
use super::print::Print;
use super::text::{Invalid, check_text, check_values};

/// What is translated, by language.
pub type Translations<T> = BTreeMap<LanguageTag, T>;

/// A text in another language.
///
/// In JSON it is a plain string, or `{"text","of"}` where it is known what it translates.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Translated {
    pub text: String,
    /// The hash of the original; absent where it translates whatever stands there.
    pub of: Option<Print>,
}

impl Translated {
    /// The translation of a text; one that is absent is empty.
    pub fn new(text: impl Into<String>, original: Option<&str>) -> Self {
        Self { text: text.into(), of: Some(Print::of(original.unwrap_or_default())) }
    }

    /// Whether the original has changed since.
    pub fn is_outdated(&self, original: Option<&str>) -> bool {
        self.of.is_some_and(|of| of != Print::of(original.unwrap_or_default()))
    }

    /// Notes that it translates the text as it is now.
    pub fn confirm(&mut self, original: Option<&str>) {
        self.of = Some(Print::of(original.unwrap_or_default()));
    }
}

words! {
    /// The texts of an experience that can be translated, beside its bullets.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Prose {
        Title = "title",
        Organization = "organization",
        Location = "location",
        Text = "text",
    }
}

/// The texts of an experience in one language, its bullets aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Translated>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<Translated>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Translated>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Translated>,
}

impl Translation {
    pub fn get(&self, prose: Prose) -> Option<&Translated> {
        match prose {
            Prose::Title => self.title.as_ref(),
            Prose::Organization => self.organization.as_ref(),
            Prose::Location => self.location.as_ref(),
            Prose::Text => self.text.as_ref(),
        }
    }

    pub fn get_mut(&mut self, prose: Prose) -> &mut Option<Translated> {
        match prose {
            Prose::Title => &mut self.title,
            Prose::Organization => &mut self.organization,
            Prose::Location => &mut self.location,
            Prose::Text => &mut self.text,
        }
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &Translated> {
        Prose::ALL.into_iter().filter_map(|prose| self.get(prose))
    }
}

/// Drops what is empty.
pub(super) fn normalise(translations: &mut Translations<Translation>) {
    for translation in translations.values_mut() {
        for prose in Prose::ALL {
            let text = translation.get_mut(prose);
            *text = text.take().filter(|text| !text.text.is_empty());
        }
    }
    translations.retain(|_, translation| *translation != Translation::default());
}

pub(super) fn check(translations: &Translations<Translation>) -> Result<(), Invalid> {
    // A translation has a hash beside its text.
    check_values(
        "translations",
        2 * translations.values().map(|one| 1 + one.texts().count()).sum::<usize>(),
    )?;
    for (tag, translation) in translations {
        for prose in Prose::ALL {
            let name = || format!("translations.{tag}.{}", prose.as_str());
            translation.get(prose).map_or(Ok(()), |text| check_text(name, &text.text))?;
        }
    }
    Ok(())
}

/// Checks the translations of one text. `field` names them.
pub(super) fn check_texts(
    field: impl Fn() -> String,
    translations: &Translations<Translated>,
) -> Result<(), Invalid> {
    let mut texts = translations.iter();
    texts.try_for_each(|(tag, text)| check_text(|| format!("{}.{tag}", field()), &text.text))
}

impl Serialize for Translated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(of) = self.of else { return serializer.serialize_str(&self.text) };
        let mut object = serializer.serialize_struct("Translated", 2)?;
        object.serialize_field("text", &self.text)?;
        object.serialize_field("of", &of.to_string())?;
        object.end()
    }
}

impl<'de> Deserialize<'de> for Translated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TranslatedVisitor)
    }
}

struct TranslatedVisitor;

impl<'de> Visitor<'de> for TranslatedVisitor {
    type Value = Translated;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, or an object with `text` and `of`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Translated, E> {
        Ok(Translated { text: text.to_owned(), of: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Translated, A::Error> {
        let (mut text, mut of) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "text" if text.is_none() => text = Some(map.next_value()?),
                "of" if of.is_none() => {
                    let word: String = map.next_value()?;
                    let wrong = |wrong| de::Error::custom(format_args!("`of` {wrong}"));
                    of = Some(word.parse().map_err(wrong)?);
                }
                "text" | "of" => return Err(de::Error::custom(format_args!("`{key}` stands twice"))),
                _ => return Err(de::Error::unknown_field(&key, &["text", "of"])),
            }
        }
        Ok(Translated { text: text.ok_or_else(|| de::Error::missing_field("text"))?, of })
    }
}
