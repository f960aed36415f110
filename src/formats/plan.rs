//! What an import has to change.
//!
//! The invariants: the records that a file's items stand for become equal to the file, but for what was changed here
//! since the last import ([`said`]), and nothing else is touched; importing the same file again changes nothing. What a
//! file cannot say (tags and private metadata, as a rule) stays as it is. Nothing is ever deleted, save where
//! whole records say so.

mod corrected;
mod matching;
mod profile;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use matching::recognise;
use profile::{changed_profile, other_words};

use super::incoming::{Draft, Incoming, Items, Wording};
use super::{prose, said};
use crate::domain::{Bullet, Document, Experience, Kind, Synced as _, degree_and_area, origin, place};

/// One record that the import makes or replaces.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Add(Experience),
    /// The new value of the record that has its id, and the value before.
    Update(Experience, Box<Experience>),
}

/// A record of which some fields stay as they were changed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub label: String,
    pub fields: Vec<&'static str>,
}

/// What an import does, in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// Carrying the plan out takes them.
    pub changes: Vec<Change>,
    added: usize,
    updated: usize,
    /// How many of the file's items are there already.
    pub unchanged: usize,
    /// The profile's new value, where it changes.
    pub profile: Option<Document>,
    /// The record of every item of the file.
    pub ids: Vec<Uuid>,
    /// The fields that were changed here, and of which the file says something else: ours stay.
    pub kept: Vec<Kept>,
    /// The keys of the profile whose values the file replaces.
    pub replaced: Vec<String>,
    /// The keys of the profile of which the file says something else: ours stay.
    pub own: Vec<String>,
    /// The labels of records that were deleted here, and that the file brings back.
    pub restored: Vec<String>,
}

impl Plan {
    pub fn added(&self) -> usize {
        self.added
    }

    pub fn updated(&self) -> usize {
        self.updated
    }

    pub fn is_empty(&self) -> bool {
        self.added + self.updated == 0 && self.profile.is_none()
    }

    fn put(&mut self, value: Experience, before: Option<&Experience>) {
        self.ids.push(value.id);
        match before {
            None => {
                self.added += 1;
                self.changes.push(Change::Add(value));
            }
            Some(before) if value.same_content(before) => self.unchanged += 1,
            Some(before) => {
                self.updated += 1;
                self.changes.push(Change::Update(value, Box::new(before.clone())));
            }
        }
    }
}

/// Plans an import over `existing`, all records with the tombstones among them.
pub fn plan(
    incoming: Incoming,
    existing: &[&Experience],
    profile: Option<&Document>,
    now: Timestamp,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Plan {
    // What a program wrote is older than what a person typed here.
    let fills_only = match &incoming.items {
        Items::Records(_) => false,
        Items::Drafts { wording, .. } => !wording.is_edited_by_hand(),
    };
    let is_backup = matches!(incoming.items, Items::Records(_));
    let before = profile.map(|profile| &profile.body);
    let changed = changed_profile(&incoming.profile, before, fills_only, is_backup);
    let (replaced, own) = other_words(&incoming.profile, before, changed.as_ref());
    let profile = changed.map(|document| Document::profile(document, now));
    let mut plan = Plan { profile, replaced, own, ..Plan::default() };
    match incoming.items {
        Items::Records(records) => plan.put_records(records, existing, now),
        Items::Drafts { drafts, wording } => plan.put_drafts(drafts, wording, existing, now, new_id),
    }
    plan
}

impl Plan {
    /// By id: a record that is known keeps the time of its creation, a new one is added as it is.
    fn put_records(&mut self, records: Vec<Experience>, existing: &[&Experience], now: Timestamp) {
        let known: HashMap<Uuid, &Experience> = existing.iter().map(|one| (one.id, *one)).collect();
        for mut value in records {
            let before = known.get(&value.id).copied();
            if let Some(before) = before {
                (value.created_at, value.updated_at) = (before.created_at, now);
                if before.is_deleted() && !value.is_deleted() {
                    self.restored.push(value.label().to_owned());
                }
            }
            self.put(value, before);
        }
    }

    fn put_drafts(
        &mut self,
        drafts: Vec<Draft>,
        wording: &dyn Wording,
        existing: &[&Experience],
        now: Timestamp,
        new_id: &mut dyn FnMut() -> Uuid,
    ) {
        let found = recognise(&drafts, wording, existing);
        let places: Vec<_> = drafts.iter().map(Place::of).collect();
        let mut ids = Ids::new(existing);
        let mut values = Vec::with_capacity(drafts.len());
        for (draft, found) in drafts.into_iter().zip(&found) {
            let Some(found) = found else {
                values.push(ids.record(draft, now, new_id));
                continue;
            };
            let (value, kept) = updated(draft, wording, found, now);
            if found.is_deleted() {
                self.restored.push(value.label().to_owned());
            }
            if !kept.is_empty() {
                self.kept.push(Kept { label: value.label().to_owned(), fields: kept });
            }
            values.push(value);
        }
        put_in_order(&places, &mut values, existing);
        if wording.has_order() || values.iter().any(|value| place::in_file(value).is_some()) {
            put_sections_in_order(&places, &mut values);
        }
        for (value, found) in values.into_iter().zip(found) {
            self.put(value, found);
        }
    }
}

/// The record with the draft's content; what the file cannot say stays, and so do its place and what was changed here.
/// The second value names the fields in which the file says something else and ours stayed.
fn updated(
    mut draft: Draft,
    wording: &dyn Wording,
    before: &Experience,
    now: Timestamp,
) -> (Experience, Vec<&'static str>) {
    let alive = Experience { updated_at: now, ..origin::alive(before) };
    // A file that is edited by hand means its fields as they are.
    if !wording.is_edited_by_hand() {
        let words = |one: &Experience| wording.words(one);
        let said = words(draft.content());
        if said != words(&alive) && wording.echo(&alive).is_some_and(|echo| words(&echo) == said) {
            return (alive, Vec::new());
        }
        join_degree(draft.content_mut(), &alive);
        join_list(draft.content_mut(), &alive, wording.name());
    }
    if wording.words(&alive) == wording.words(draft.content()) && !wording.is_dated(&alive) {
        return (alive, Vec::new());
    }
    let mut value = draft.into_record(before.id, now);
    value.created_at = before.created_at;
    said::remember(&mut value, &alive);
    wording.keep(&mut value, alive);
    origin::keep_copy(&mut value, before);
    let kept = said::keep_ours(&mut value, before, wording.name(), wording.is_edited_by_hand());
    place::set(&mut value, place::get(before));
    if let (None, Some(section)) = (place::in_file(&value), place::in_file(before)) {
        place::set_in_file(&mut value, section);
    }
    (value, kept)
}

/// Joins degree and subject where the record has both in its title.
fn join_degree(draft: &mut Experience, record: &Experience) {
    if draft.kind != Kind::Education || record.metadata.contains_key("area") {
        return;
    }
    let Some(area) = draft.metadata.get("area").and_then(Value::as_str) else { return };
    let parts = degree_and_area(&record.title).unwrap_or(("", &record.title));
    if parts == (draft.title.as_str(), area) {
        draft.metadata.remove("area");
        draft.title.clone_from(&record.title);
    }
}

/// Has text and bullets where the record has them: both in its text, or apart. Else each would be told from the other as
/// a change of the file, and stand there twice.
fn join_list(draft: &mut Experience, record: &Experience, format: &str) {
    let parts = |one: &Experience| one.text.as_deref().map(prose::parts_of).unwrap_or_default();
    match (draft.bullets.is_empty(), record.bullets.is_empty()) {
        (true, false) => {
            let (text, bullets) = prose::parted(parts(draft));
            // Bullets that were added here beside a text with a list are none of the file.
            let is_there = |bullet: &String| record.bullets.iter().any(|one| one.text == *bullet);
            let are_of_file = said::gave_bullets(record, format) || bullets.iter().all(is_there);
            if are_of_file && !bullets.is_empty() && prose::parted(parts(record)).1.is_empty() {
                draft.text = text;
                draft.bullets = bullets.into_iter().map(Bullet::new).collect();
            }
        }
        (false, true) => {
            let (text, bullets) = record.text.as_deref().map(prose::led).unwrap_or_default();
            if draft.text == text && draft.bullets.iter().map(|bullet| &bullet.text).eq(&bullets) {
                draft.bullets.clear();
                draft.text.clone_from(&record.text);
            }
        }
        (true, true) | (false, false) => {}
    }
}

/// The ids of new records. They follow from the content, so that two devices that import the same file before they have
/// met end with one copy: see [`origin`]. An id that another record has gives way to a new one.
struct Ids {
    taken: HashSet<Uuid>,
    /// How many entries of the file ask for an id.
    copies: HashMap<Uuid, u32>,
}

impl Ids {
    fn new(existing: &[&Experience]) -> Self {
        Self { taken: existing.iter().map(|one| one.id).collect(), copies: HashMap::new() }
    }

    fn record(&mut self, draft: Draft, now: Timestamp, new_id: &mut dyn FnMut() -> Uuid) -> Experience {
        let mut record = draft.into_record(Uuid::nil(), now);
        origin::identify(&mut record, 1);
        let copies = self.copies.entry(record.id).or_default();
        *copies += 1;
        if *copies > 1 {
            origin::identify(&mut record, *copies);
        }
        if record.id.is_nil() || !self.taken.insert(record.id) {
            record.id = new_id();
        }
        record
    }
}

/// Where a draft stands in its file.
struct Place {
    kind: Kind,
    in_section: Option<u64>,
    section: Option<u64>,
    recency: Option<place::Recency>,
}

impl Place {
    fn of(draft: &Draft) -> Self {
        let content = draft.content();
        let recency = place::recency(content);
        Self { kind: content.kind, in_section: draft.place(), section: place::in_file(content), recency }
    }
}

/// Gives the records of a section the file's places, but only where their own, or for new ones their dates, would show
/// them in another order: taking an export back in is no change, and two files of the usual order become one of it. A
/// file without an order leaves theirs.
fn put_in_order(places: &[Place], values: &mut [Experience], existing: &[&Experience]) {
    let ids: HashSet<Uuid> = values.iter().map(|value| value.id).collect();
    let known: HashSet<Uuid> = existing.iter().map(|one| one.id).collect();
    let others: Vec<_> = existing.iter().copied().filter(|one| !ids.contains(&one.id)).collect();
    for kind in Kind::ALL {
        let section: Vec<usize> = (0..values.len()).filter(|&index| values[index].kind == kind).collect();
        let dates: Vec<_> = section.iter().map(|&index| places[index].recency.as_ref()).collect();
        if dates.iter().all(Option::is_some) && dates.is_sorted_by(|one, next| one > next) {
            for &index in &section {
                if !known.contains(&values[index].id) {
                    place::set(&mut values[index], None);
                }
            }
            // Among those of a file that lists the oldest first, it would lose its own order.
            let are_others_placed = others.iter().any(|one| one.kind == kind && place::get(one).is_some());
            if !are_others_placed && section.iter().all(|&index| place::get(&values[index]).is_none()) {
                continue;
            }
        }
        let wanted = section.iter().map(|&index| values[index].id);
        let whole = place::section(others.iter().copied().chain(&*values), kind);
        let shown = whole.into_iter().map(|one| one.id).filter(|id| ids.contains(id));
        if shown.eq(wanted) {
            continue;
        }
        for index in section {
            if let Some(place) = places[index].in_section {
                place::set(&mut values[index], Some(place));
            }
        }
    }
}

/// Gives the sections the order of the file, where it has one of its own and theirs differs.
fn put_sections_in_order(places: &[Place], values: &mut [Experience]) {
    let mut wanted: Vec<_> = places.iter().filter_map(|one| Some((one.section?, one.kind))).collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() || place::file_order(&*values).into_iter().eq(wanted.into_iter().map(|one| one.1)) {
        return;
    }
    for (place, value) in places.iter().zip(values) {
        if let Some(section) = place.section {
            place::set_in_file(value, section);
        }
    }
}

#[cfg(test)]
mod tests;
