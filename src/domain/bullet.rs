//! One line of an experience.

use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Translated, Translations};

/// A bullet point, with the tags that choose it for a tailored résumé.
///
/// In JSON it is a plain string; where it bears tags or translations, `{"text","tags"}` and the latter if there are any.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bullet {
    pub text: String,
    pub tags: Vec<String>,
    pub translations: Translations<Translated>,
}

impl Bullet {
    /// A bullet without tags and translations.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), tags: Vec::new(), translations: Translations::new() }
    }
}

impl Serialize for Bullet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.tags.is_empty() && self.translations.is_empty() {
            return serializer.serialize_str(&self.text);
        }
        let mut object = serializer.serialize_struct("Bullet", 3)?;
        object.serialize_field("text", &self.text)?;
        object.serialize_field("tags", &self.tags)?;
        if !self.translations.is_empty() {
            object.serialize_field("translations", &self.translations)?;
        }
        object.end()
    }
}

impl<'de> Deserialize<'de> for Bullet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BulletVisitor)
    }
}

struct BulletVisitor;

impl<'de> Visitor<'de> for BulletVisitor {
    type Value = Bullet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, or an object with `text`, `tags` and `translations`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Bullet, E> {
        Ok(Bullet::new(text))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Bullet, E> {
        Ok(Bullet::new(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Bullet, A::Error> {
        let (mut text, mut tags, mut translations) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "text" if text.is_none() => text = Some(map.next_value()?),
                "tags" if tags.is_none() => tags = Some(map.next_value()?),
                "translations" if translations.is_none() => translations = Some(map.next_value()?),
                "text" | "tags" | "translations" => {
                    return Err(de::Error::custom(format_args!("`{key}` stands twice")));
                }
                _ => return Err(de::Error::unknown_field(&key, &["text", "tags", "translations"])),
            }
        }
        Ok(Bullet {
            text: text.ok_or_else(|| de::Error::missing_field("text"))?,
            tags: tags.unwrap_or_default(),
            translations: translations.unwrap_or_default(),
        })
    }
}
