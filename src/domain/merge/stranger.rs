//! Two values of one record that have nothing in common.

use serde_json::{Map, Value};

use crate::domain::merged::json;
use crate::domain::{Conflict, Document, Experience, Kind, Merged, Synced};

/// What both say, where neither was ever changed into the other: what one side alone has stays, and where both differ,
/// `local` does.
pub(super) fn unite(local: &Experience, remote: &Experience) -> Merged<Experience> {
    let mut blank = Experience::new(local.id, local.kind, String::new(), local.created_at);
    let is_other = |kind: &Kind| ![local.kind, remote.kind].contains(kind);
    blank.kind = Kind::ALL.into_iter().find(is_other).unwrap_or(blank.kind);
    Experience::merge(Some(&blank), local, remote)
}

/// What `other` alone has in its lists and objects, where `own` stays as it is.
pub(super) fn dropped(own: &Experience, other: &Experience, found: &mut Vec<Conflict>) {
    let Experience { bullets, skills, tags, metadata, translations, .. } = own;
    let is_told = |found: &[Conflict], field: &str| found.iter().any(|conflict| conflict.field == field);
    if !is_told(found, "bullets") && other.bullets.iter().any(|one| !bullets.contains(one)) {
        found.push(Conflict::new("bullets", bullets, &other.bullets));
    }
    for (field, kept, other) in [("skills", skills, &other.skills), ("tags", tags, &other.tags)] {
        if other.iter().any(|one| !kept.contains(one)) {
            found.push(Conflict::new(field, kept, other));
        }
    }
    let is_public = |(key, _): &(&String, &Value)| !key.starts_with('_');
    let public = |all: &Map<String, Value>| {
        all.iter().filter(is_public).map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    dropped_keys("metadata", metadata, &public(&other.metadata), found);
    if let (Value::Object(kept), Value::Object(other)) = (json(translations), json(&other.translations)) {
        dropped_keys("translations", &kept, &other, found);
    }
}

/// The same of a document.
pub(super) fn dropped_of_document(own: &Document, other: &Document, found: &mut Vec<Conflict>) {
    dropped_keys(own.kind.as_str(), &own.body, &other.body, found);
}

fn dropped_keys(path: &str, own: &Map<String, Value>, other: &Map<String, Value>, found: &mut Vec<Conflict>) {
    for (key, value) in other {
        let path = format!("{path}.{key}");
        match (own.get(key), value) {
            (None, value) => found.push(Conflict::new(&path, &Value::Null, value)),
            (Some(Value::Object(own)), Value::Object(other)) => dropped_keys(&path, own, other, found),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Bullet, DocumentKey};

    fn named(conflicts: &[Conflict]) -> Vec<&str> {
        conflicts.iter().map(|conflict| conflict.field.as_str()).collect()
    }

    #[test]
    fn what_a_value_that_stays_lacks_is_named() {
        let blank = Experience::new(Uuid::nil(), Kind::Work, "Baker", Timestamp::UNIX_EPOCH);
        let mut other = blank.clone();
        other.text = Some("long".to_owned());
        other.bullets = vec![Bullet::new("one")];
        (other.skills, other.tags) = (vec!["Rust".to_owned()], vec!["lead".to_owned()]);
        other.metadata.insert("team".to_owned(), json!("core"));
        other.metadata.insert("_import".to_owned(), json!({"format": "x"}));
        let conflicts = blank.conflicts_with(&other);
        assert_eq!(named(&conflicts), ["text", "bullets", "skills", "tags", "metadata.team"]);
        assert!(other.conflicts_with(&blank).iter().all(|conflict| conflict.field == "text"));
        let united = unite(&blank, &other);
        assert!(united.conflicts.is_empty() && united.value.same_content(&other), "{united:?}");
    }

    #[test]
    fn so_are_the_keys_of_a_document() {
        let document = |body: Value| {
            let body = body.as_object().cloned().unwrap_or_default();
            Document::new(DocumentKey::profile(), body, Timestamp::UNIX_EPOCH)
        };
        let ours = document(json!({"basics": {"name": "Ada", "label": "A"}}));
        let theirs = document(json!({"basics": {"phone": "1", "label": "B"}, "interests": []}));
        let conflicts = ours.conflicts_with(&theirs);
        assert_eq!(named(&conflicts), ["profile.basics.label", "profile.basics.phone", "profile.interests"]);
        assert_eq!((&conflicts[1].kept, &conflicts[1].other), (&Value::Null, &json!("1")));
    }

    #[test]
    fn of_two_kinds_the_one_here_stays_and_is_named() {
        let ours = Experience::new(Uuid::nil(), Kind::Work, "Baker", Timestamp::UNIX_EPOCH);
        let theirs = Experience { kind: Kind::Project, title: "Cook".to_owned(), ..ours.clone() };
        let united = unite(&ours, &theirs);
        assert_eq!(named(&united.conflicts), ["kind", "title"]);
        assert_eq!((united.value.kind, &*united.value.title), (Kind::Work, "Baker"));
    }
}
