//! What an application sent, kept by its content.
//!
//! The invariant: the ID of a snapshot is the SHA-256 of its canonical JSON, so that equal content is one document
//! on every device, and content that was changed is told from what was kept. A résumé is kept as a tree: it names
//! its experiences, its profile and its theme by their IDs. So what did not change since the last application
//! costs nothing.
//!
//! A snapshot is never edited. One that was made a tombstone still has its content, and is read like any other.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{Document, DocumentKey, DocumentKind, Experience};

/// One document of the kind `snapshot`. Its body is an object of one key, which says what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Snapshot {
    Resume(Resume),
    Records(Records),
    Experience(Box<Experience>),
    Profile(Map<String, Value>),
    Theme(ThemeTexts),
    /// The bytes of a file, in base64: a photo, or a font of a theme.
    File(String),
}

/// A whole résumé, and how it became a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// The version of the program that made the document: another one may make other bytes.
    pub version: String,
    /// Which document was made, with everything that a variant said.
    pub order: Map<String, Value>,
    /// The ID of the records: résumés that differ in the order alone have the same.
    pub records: String,
    pub theme: String,
    /// The files of the theme's folder beside its texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<KeptFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<KeptFile>,
}

/// The records of a résumé.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Records {
    /// The IDs of all living experiences, in the order of their sections.
    #[serde(with = "spaced")]
    pub experiences: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

/// IDs as one text, with spaces between. Every command reads the whole session, and forty texts in a list take it
/// several times as long as one.
mod spaced {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(ids: &[String], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&ids.join(" "))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
        Ok(String::deserialize(deserializer)?.split_whitespace().map(str::to_owned).collect())
    }
}

/// A file that a document needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptFile {
    /// Its path below the theme's folder, or the name of the photo.
    pub name: String,
    pub sha256: String,
    /// The ID of its content; absent where it was too large to be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<String>,
}

/// The texts of a theme's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeTexts {
    pub name: String,
    pub manifest: String,
    pub typst: String,
    pub html: String,
}

/// Why a snapshot cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    #[error("its content was changed: it has the hash `{found}`")]
    Changed { found: String },
    #[error("its content is not known to this version: {0}")]
    Unknown(#[from] serde_json::Error),
    #[error("its content is a {0}")]
    Other(&'static str),
    #[error("its bytes are not in base64")]
    Base64(#[from] base64::DecodeError),
}

/// The SHA-256 of bytes, in lower-case hexadecimal digits.
pub fn content_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key of the snapshot with this ID.
pub fn snapshot_key(id: &str) -> DocumentKey {
    DocumentKey { kind: DocumentKind::Snapshot, id: id.to_owned() }
}

/// The ID of a body: its canonical JSON has no spaces, and sorted keys, as serde_json's maps have.
fn id_of(body: &Map<String, Value>) -> Result<String, serde_json::Error> {
    Ok(content_hash(&serde_json::to_vec(body)?))
}

/// What takes out the content of one kind.
macro_rules! into {
    ($($name:ident: $kind:ident => $content:ty,)+) => {$(
        pub fn $name(self) -> Result<$content, Damaged> {
            match self {
                Self::$kind(content) => Ok(content),
                other => Err(Damaged::Other(other.word())),
            }
        }
    )+};
}

impl Snapshot {
    /// The content of a file.
    pub fn file(bytes: &[u8]) -> Self {
        Self::File(STANDARD.encode(bytes))
    }

    /// What it is, in one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Resume(_) => "resume",
            Self::Records(_) => "records",
            Self::Experience(_) => "experience",
            Self::Profile(_) => "profile",
            Self::Theme(_) => "theme",
            Self::File(_) => "file",
        }
    }

    /// The document, whose ID follows from its content.
    pub fn document(&self, now: Timestamp) -> Result<Document, serde_json::Error> {
        let body = match serde_json::to_value(self)? {
            Value::Object(body) => body,
            other => Map::from_iter([(self.word().to_owned(), other)]),
        };
        Ok(Document::new(snapshot_key(&id_of(&body)?), body, now))
    }

    /// What a document holds, if it is what its ID says.
    pub fn of(document: &Document) -> Result<Self, Damaged> {
        let found = id_of(&document.body)?;
        if found != document.id {
            return Err(Damaged::Changed { found });
        }
        Ok(serde_json::from_value(Value::Object(document.body.clone()))?)
    }

    into! {
        into_resume: Resume => Resume,
        into_records: Records => Records,
        into_experience: Experience => Box<Experience>,
        into_profile: Profile => Map<String, Value>,
        into_theme: Theme => ThemeTexts,
        into_file: File => String,
    }

    pub fn into_bytes(self) -> Result<Vec<u8>, Damaged> {
        Ok(STANDARD.decode(self.into_file()?)?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Kind, Synced};

    fn profile(body: Value) -> Snapshot {
        Snapshot::Profile(body.as_object().unwrap().clone())
    }

    #[test]
    fn the_id_is_that_of_the_content_on_every_device() {
        // Sorted, without spaces, and numbers as they were written.
        let one: Value = serde_json::from_str(r#"{"b": 1.50, "a": {"z": "ä", "y": []}}"#).unwrap();
        let other: Value = serde_json::from_str(r#"{"a": {"y": [], "z": "ä"}, "b": 1.50}"#).unwrap();
        let document = profile(one).document(Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(document.id, content_hash(r#"{"profile":{"a":{"y":[],"z":"ä"},"b":1.50}}"#.as_bytes()));
        assert_eq!(content_hash(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        let later = profile(other).document(Timestamp::from_second(9).unwrap()).unwrap();
        assert!(later.same_content(&document));
        assert_eq!(document.validate(), Ok(()));
    }

    #[test]
    fn every_kind_of_content_is_read_back() {
        let mut experience = Experience::new(Uuid::nil(), Kind::Work, "Baker", Timestamp::UNIX_EPOCH);
        experience.metadata.insert("score".to_owned(), serde_json::from_str("1.10").unwrap());
        let kept = KeptFile { name: "photo.png".to_owned(), sha256: content_hash(b"x"), snapshot: None };
        let resume = Resume {
            version: "1".to_owned(),
            order: Map::new(),
            records: "a".to_owned(),
            theme: "b".to_owned(),
            files: Vec::new(),
            photo: Some(kept),
        };
        let texts = ThemeTexts {
            name: "mine".to_owned(),
            manifest: String::new(),
            typst: "#1".to_owned(),
            html: String::new(),
        };
        for snapshot in [
            Snapshot::Experience(Box::new(experience)),
            profile(json!({"basics": {}})),
            Snapshot::Theme(texts),
            Snapshot::file(&[0, 255, 10]),
            Snapshot::Resume(resume),
            Snapshot::Records(Records { experiences: vec!["a".to_owned(), "b".to_owned()], profile: None }),
        ] {
            let document = snapshot.document(Timestamp::UNIX_EPOCH).unwrap();
            assert_eq!(document.body.keys().collect::<Vec<_>>(), [snapshot.word()]);
            assert_eq!(Snapshot::of(&document).unwrap(), snapshot);
        }
        assert_eq!(Snapshot::file(&[0, 255, 10]).into_bytes().unwrap(), [0, 255, 10]);
        assert!(matches!(Snapshot::file(b"").into_theme(), Err(Damaged::Other("file"))));
    }

    #[test]
    fn content_that_was_changed_or_is_unknown_is_refused() {
        let mut document =
            profile(json!({"basics": {"name": "Ada"}})).document(Timestamp::UNIX_EPOCH).unwrap();
        document.body["profile"]["basics"]["name"] = json!("Eve");
        let error = Snapshot::of(&document).unwrap_err().to_string();
        assert!(error.starts_with("its content was changed: it has the hash `"), "{error}");

        let body = json!({"hologram": {}}).as_object().unwrap().clone();
        let document = Document::new(snapshot_key(&id_of(&body).unwrap()), body, Timestamp::UNIX_EPOCH);
        let error = Snapshot::of(&document).unwrap_err().to_string();
        assert!(error.starts_with("its content is not known to this version: unknown variant"), "{error}");
    }
}
