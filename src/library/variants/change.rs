//! What a change makes of a variant, before it is kept.

use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::lookup;
use crate::domain::nearest;
use crate::domain::{
    Change, Document, DocumentKey, DocumentKind, Invalid, Record, Variant, check_variant_name, variant_key,
    variant_name,
};
use crate::library::{Among, CommandError, CommandResult, visible};
use crate::session::Session;

/// The fewest characters of an id by which a variant is changed: fewer may be meant as a name.
const SHORTEST: usize = 8;

/// The keys under which something is kept by name: a change adds to them, and an empty text takes one away.
const NAMED: [&str; 2] = ["section_titles", "settings"];

/// What is said of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VariantChange {
    /// The name of its parent.
    pub parent: Option<String>,
    /// The keys to set.
    pub set: Variant,
    /// The keys to remove, as a person writes them.
    pub unset: Vec<String>,
}

/// What a change comes to.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::library) struct Planned {
    place: Option<usize>,
    pub document: Document,
    pub created: bool,
    pub replaced: Vec<(String, Vec<String>)>,
}

impl Planned {
    /// A document in the place of the one with its key.
    pub(super) fn of(session: &Session, document: Document) -> Self {
        let key = DocumentKey { kind: document.kind, id: document.id.clone() };
        Self { place: session.documents.place(&key), document, created: false, replaced: Vec::new() }
    }

    /// The living variant that is changed. A new one may take the place of one that was deleted.
    pub(super) fn before<'a>(&self, session: &'a Session) -> Option<&'a Record<Document>> {
        let place = self.place.filter(|_| !self.created)?;
        session.documents.get(place)
    }
}

/// Makes the change, on paper. `id` is a new one.
pub(in crate::library) fn plan(
    session: &Session,
    name: &str,
    change: &VariantChange,
    now: Timestamp,
    id: Uuid,
) -> CommandResult<Planned> {
    let living: Vec<_> = lookup::living(session).collect();
    let existing = lookup::named(&living, name, SHORTEST)?;
    let mut planned = match existing {
        Some(record) => Planned::of(session, record.current.clone()),
        None => {
            check_variant_name(name).map_err(wrong_name)?;
            let body = Map::from_iter([("name".to_owned(), name.into())]);
            let document = Document::new(free_key(session, name, id), body, now);
            Planned { created: true, ..Planned::of(session, document) }
        }
    };
    let body = &mut planned.document.body;
    for word in &change.unset {
        body.remove(key_of(word)?);
    }
    if let Some(parent) = &change.parent {
        let parent = lookup::find(session, parent, Among::Living)?;
        body.insert("from".to_owned(), parent.current.id.clone().into());
    }
    let has_parent = body.contains_key("from");
    for (key, value) in change.set.write() {
        let before = body.remove(&key);
        let value = match (before, value) {
            (before, Value::Object(said)) if NAMED.contains(&key.as_str()) => {
                laid_over(before, said, has_parent)
            }
            (Some(Value::Array(old)), value) if Value::Array(old.clone()) != value => {
                let old: Vec<_> = old.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect();
                if !old.is_empty() {
                    planned.replaced.push((key.clone(), old));
                }
                value
            }
            (_, value) => value,
        };
        if value.as_object().is_none_or(|named| !named.is_empty()) {
            body.insert(key, value);
        }
    }
    planned.document.updated_at = now;
    Ok(planned)
}

/// Keeps what was planned, and says whether that changed anything.
pub(in crate::library) fn keep(
    session: &mut Session,
    planned: Planned,
    change: Change,
) -> CommandResult<(Record<Document>, bool)> {
    let Planned { place, document, .. } = planned;
    let Some(place) = place else {
        return Ok((session.documents.add(document, change)?.clone(), true));
    };
    let before = &session.documents[place];
    if before.current.body == document.body && before.current.is_deleted() == document.is_deleted() {
        return Ok((before.clone(), false));
    }
    Ok((session.documents.edit(place, document, change)?.clone(), true))
}

/// The key of a new variant: that of its name, unless a variant of another name has it.
fn free_key(session: &Session, name: &str, id: Uuid) -> DocumentKey {
    let key = variant_key(name);
    let is_free = session
        .documents
        .find(&key)
        .is_none_or(|record| record.current.is_deleted() && variant_name(&record.current) == name);
    if is_free { key } else { DocumentKey { kind: DocumentKind::Variant, id: id.to_string() } }
}

/// An empty text takes a key away, that of a parent too.
fn laid_over(before: Option<Value>, said: Map<String, Value>, has_parent: bool) -> Value {
    let mut named = match before {
        Some(Value::Object(named)) => named,
        _ => Map::new(),
    };
    for (key, value) in said {
        match value.as_str() {
            Some("") if !has_parent => named.remove(&key),
            _ => named.insert(key, value),
        };
    }
    Value::Object(named)
}

/// The key that a person means: as it is kept, or as its flag is called.
fn key_of(word: &str) -> CommandResult<&'static str> {
    let plain = word.trim_start_matches('-').replace('-', "_");
    let key = match plain.as_str() {
        "tag" => "tags",
        "without_tag" => "without_tags",
        "kind" => "kinds",
        "section_title" => "section_titles",
        "set" => "settings",
        "contact" => "no_contact",
        "no_photo" => "photo",
        other => other,
    };
    if let Some(known) = Variant::KEYS.into_iter().find(|known| *known == key) {
        return Ok(known);
    }
    let message = format!("a variant has no key `{}`", visible::line(word));
    let all = format!("the keys are {}", Variant::KEYS.join(", "));
    Err(CommandError::usage(message).meant(nearest(key, Variant::KEYS), all))
}

/// What is wrong with the name of a variant.
pub(super) fn wrong_name(wrong: Invalid) -> CommandError {
    CommandError::usage(format!("the name of a variant {}", wrong.reason)).caused_by(wrong)
}
