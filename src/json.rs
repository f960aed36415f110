//! What `serde_json` leaves to its callers.

use std::collections::HashSet;
use std::fmt;

use serde::Deserializer;
use serde::de::{Deserialize, DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Error;

/// What an error says, without the place that `serde_json` puts behind it.
pub(crate) fn cause(error: &Error) -> String {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    whole.strip_suffix(&place).unwrap_or(&whole).to_owned()
}

/// The first key that stands twice in one object, of which only the last would be kept, and an error with its place.
/// Objects below so many others are looked at.
pub(crate) fn twice(json: &[u8], depth: usize) -> Option<(String, Error)> {
    let mut key = None;
    let unique = Unique { depth, twice: &mut key };
    let error = unique.deserialize(&mut serde_json::Deserializer::from_slice(json)).err()?;
    Some((key?, error))
}

/// JSON without such keys.
struct Unique<'k> {
    depth: usize,
    twice: &'k mut Option<String>,
}

impl Unique<'_> {
    fn below(&mut self) -> Unique<'_> {
        Unique { depth: self.depth - 1, twice: self.twice }
    }
}

impl<'de> DeserializeSeed<'de> for Unique<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        match self.depth {
            0 => IgnoredAny::deserialize(json).map(|_| ()),
            _ => json.deserialize_any(self),
        }
    }
}

/// Values that hold no keys.
macro_rules! nothing {
    ($($visit:ident: $value:ty),+) => {$(
        fn $visit<E>(self, _: $value) -> Result<(), E> {
            Ok(())
        }
    )+};
}

impl<'de> Visitor<'de> for Unique<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if seen.contains(&key) {
                let error = A::Error::custom(format_args!("the key `{key}` occurs twice in one object"));
                *self.twice = Some(key);
                return Err(error);
            }
            seen.insert(key);
            map.next_value_seed(self.below())?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(self.below())?.is_some() {}
        Ok(())
    }

    nothing!(visit_str: &str, visit_bool: bool, visit_u64: u64, visit_i64: i64, visit_f64: f64);

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[test]
    fn a_cause_is_whole_whatever_it_quotes() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}
        let error = serde_json::from_str::<Nothing>(r#"{"stop at line 3": 1}"#).unwrap_err();
        assert_eq!(cause(&error), "unknown field `stop at line 3`, there are no fields");
    }

    #[test]
    fn a_key_is_looked_for_as_deep_as_was_asked() {
        let key = |json: &str, depth| twice(json.as_bytes(), depth).map(|(key, _)| key);
        let json = r#"{"a": [{"b": [1, -2.5e9, true, null, "b"], "b": 2}], "c": 1}"#;
        assert_eq!(key(json, 1), None);
        assert_eq!(key(json, usize::MAX).as_deref(), Some("b"));
        assert_eq!(key(r#"{"a": {}, "a": {}}"#, 1).as_deref(), Some("a"));
        assert_eq!(key("[1]", 1), None);
    }
}
