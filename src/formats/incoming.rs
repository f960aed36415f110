//! What a file says, whatever its format: what an importer makes, and all that the plan of an import knows.

use std::collections::HashMap;
use std::fmt;

use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::content::Content;
use super::error::{FormatError, Report};
use super::said;
use crate::domain::{Experience, Kind, PartialDate, carry_tags, carry_translations, place};

/// A format that can be read.
pub(super) trait Importer {
    /// Whether the content is of this format.
    fn recognises(&self, content: &Content) -> bool;

    /// The keys by which it knows a file of JSON or YAML, in words; absent where it reads no such files, or only our own.
    fn known_by(&self) -> Option<&'static str> {
        None
    }

    /// What is right in the content; the report gets what is not.
    ///
    /// # Errors
    /// If it is of another format.
    fn read(&self, content: &Content, report: &mut Report) -> Result<Incoming, FormatError>;
}

/// What a file says.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub(super) profile: IncomingProfile,
    pub(super) items: Items,
}

impl Incoming {
    /// What it would save: the keys of the profile, and experiences whose ids and times mean nothing.
    pub fn content(&self) -> (Map<String, Value>, Vec<&Experience>) {
        let (IncomingProfile::Keys(keys) | IncomingProfile::Whole(keys)) = &self.profile;
        let experiences = match &self.items {
            Items::Records(records) => records.iter().collect(),
            Items::Drafts { drafts, .. } => drafts.iter().map(Draft::content).collect(),
        };
        (keys.clone(), experiences)
    }

    /// The same file with the corrections of its owner. An entry that was made of one of the file still knows what the
    /// file said, so that the next import of the file finds it and keeps the corrections.
    #[must_use]
    pub fn corrected(self, profile: Map<String, Value>, entries: Vec<Experience>) -> Self {
        let items = match self.items {
            Items::Records(_) => Items::Records(entries),
            Items::Drafts { wording, .. } => {
                let mut counts: HashMap<Kind, u64> = HashMap::new();
                let draft = |mut entry: Experience| {
                    entry.normalise();
                    let count = counts.entry(entry.kind).or_default();
                    place::set(&mut entry, Some(*count));
                    *count += 1;
                    if !said::is_from(&entry, wording.name()) {
                        said::note(&mut entry, wording.name(), None);
                    }
                    Draft(entry)
                };
                Items::Drafts { drafts: entries.into_iter().map(draft).collect(), wording }
            }
        };
        Self { profile: IncomingProfile::Keys(profile), items }
    }

    /// The same file, whose profile takes the place of ours as a whole, if it has one.
    #[must_use]
    pub fn replacing_profile(self) -> Self {
        let profile = match self.profile {
            IncomingProfile::Keys(keys) if !keys.is_empty() => IncomingProfile::Whole(keys),
            other => other,
        };
        Self { profile, ..self }
    }
}

/// What a file says about the profile.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum IncomingProfile {
    /// These values; the others stay.
    Keys(Map<String, Value>),
    /// All of it; keys that it lacks go.
    Whole(Map<String, Value>),
}

/// The experiences of a file, in its order.
#[derive(Debug, Clone)]
pub(super) enum Items {
    /// Whole records, their ids all different.
    Records(Vec<Experience>),
    /// Experiences without ids, in a format that does not say everything.
    Drafts { drafts: Vec<Draft>, wording: &'static dyn Wording },
}

/// An experience of a file, before it has an id and times.
#[derive(Debug, Clone)]
pub(super) struct Draft(Experience);

impl Draft {
    /// An empty one; an importer fills in its content.
    pub(super) fn new(kind: Kind) -> Self {
        Self(Experience::new(Uuid::nil(), kind, "", Timestamp::UNIX_EPOCH))
    }

    /// Its content; the id and the times mean nothing.
    pub(super) fn content(&self) -> &Experience {
        &self.0
    }

    pub(super) fn content_mut(&mut self) -> &mut Experience {
        &mut self.0
    }

    /// Its place in its section, counted from 0; absent where the file has no order.
    pub(super) fn place(&self) -> Option<u64> {
        place::get(&self.0)
    }

    /// Notes what the file says, once all of it is filled in. `id` is what the source calls the item.
    pub(super) fn finish(&mut self, format: &str, id: Option<&str>) {
        said::note(&mut self.0, format, id);
    }

    /// A new record of it.
    pub(super) fn into_record(self, id: Uuid, now: Timestamp) -> Experience {
        Experience { id, created_at: now, updated_at: now, ..self.0 }
    }
}

/// Keeps the order of the sections in the text, where the author chose one: it is none of the usual ones.
pub(super) fn keep_order_of_sections(drafts: &mut [Draft], usual: &[&[Kind]]) {
    let order: Vec<Kind> = drafts.iter().map(|draft| draft.content().kind).collect();
    keep_order(drafts, order, usual);
}

/// Keeps the order of the sections that the file says, where it is none of the usual ones.
pub(super) fn keep_order(drafts: &mut [Draft], mut order: Vec<Kind>, usual: &[&[Kind]]) {
    order.retain(|kind| drafts.iter().any(|draft| draft.content().kind == *kind));
    order.dedup();
    let is_like =
        |usual: &[Kind]| order.iter().is_sorted_by_key(|kind| usual.iter().position(|one| *one == *kind));
    if usual.iter().any(|usual| is_like(usual)) {
        return;
    }
    for draft in drafts {
        let section = order.iter().position(|kind| *kind == draft.content().kind);
        if let Some(section) = section.and_then(|section| u64::try_from(section).ok()) {
            place::set_in_file(draft.content_mut(), section);
        }
    }
}

/// What tells one record from another: its kind, title, organization and start.
pub(super) type NaturalKey = (Kind, String, Option<String>, Option<PartialDate>);

/// How a format that knows no ids speaks of records.
///
/// The law: of a draft that was read, `words` says what the file says; tests of the format hold it by
/// comparing an export with the file.
pub(super) trait Wording: fmt::Debug + Sync {
    /// The word for the format on the command line.
    fn name(&self) -> &'static str;

    /// Whether people correct files of it by hand, so that it is right where it differs from a record that did not come
    /// from it.
    fn is_edited_by_hand(&self) -> bool;

    /// Whether the order of the sections in a file is always meant. Tools sort the keys of JSON.
    fn has_order(&self) -> bool {
        !self.is_edited_by_hand()
    }

    /// All that the format says of the record. A record is unchanged by a draft of equal words.
    fn words(&self, record: &Experience) -> String;

    /// What an import reads of an export of the record alone. What a file says just so, it says only because the format
    /// cannot say more. Absent where the two differ in nothing, or where there is no export.
    fn echo(&self, _record: &Experience) -> Option<Experience> {
        None
    }

    /// Whether the record was read by a version of this program that understood less of the same words.
    fn is_dated(&self, _record: &Experience) -> bool {
        false
    }

    /// Finds the record of a draft after an edit on either side; absent where it says too little to
    /// tell one record from another.
    fn natural_key(&self, record: &Experience) -> Option<NaturalKey> {
        let Experience { kind, title, organization, start_date, .. } = record;
        let says_something = !title.is_empty() || organization.is_some();
        says_something.then(|| (*kind, title.clone(), organization.clone(), *start_date))
    }

    /// Gives the new value of a record what the format cannot say, from its value `before`: tags, translations
    /// and private metadata.
    fn keep(&self, value: &mut Experience, before: Experience) {
        value.tags = before.tags;
        value.translations = before.translations;
        carry_translations(&before.bullets, &mut value.bullets);
        carry_tags(&before.bullets, &mut value.bullets);
        for (key, private) in before.metadata.into_iter().filter(|(key, _)| key.starts_with('_')) {
            value.metadata.entry(key).or_insert(private);
        }
    }
}
