//! What an import has to change.
//!
//! The invariants: the records that a file's items stand for become equal to the file, and nothing else
//! is touched; importing the same file again changes nothing. What a file cannot say (tags and private
//! metadata, in JSON Resume) stays as it is. Nothing is ever deleted, save where our own format says so.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::Parsed;
use super::json_resume::{Document, Item, natural_key, write_item};
use super::own::Backup;
use crate::domain::{Bullet, Document as _, Experience, Kind, Profile, place};

/// One record that the import makes or replaces.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Add(Experience),
    /// The new value of the record that has its id.
    Update(Experience),
}

/// What an import does, in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    pub changes: Vec<Change>,
    /// How many of the file's items are there already.
    pub unchanged: usize,
    /// The profile's new value, where it changes.
    pub profile: Option<Profile>,
    /// The record of every item of the file.
    pub ids: Vec<Uuid>,
}

impl Plan {
    pub fn added(&self) -> usize {
        self.changes.iter().filter(|change| matches!(change, Change::Add(_))).count()
    }

    pub fn updated(&self) -> usize {
        self.changes.len() - self.added()
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.profile.is_none()
    }

    fn put(&mut self, value: Experience, before: Option<&Experience>) {
        self.ids.push(value.id);
        match before {
            None => self.changes.push(Change::Add(value)),
            Some(before) if value.same_content(before) => self.unchanged += 1,
            Some(_) => self.changes.push(Change::Update(value)),
        }
    }
}

/// Plans the import of `parsed` over `existing`, all records with the tombstones among them.
pub fn plan(
    parsed: &Parsed,
    existing: &[&Experience],
    profile: Option<&Profile>,
    now: Timestamp,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Plan {
    match parsed {
        Parsed::Resume(backup) => plan_backup(backup, existing, profile, now),
        Parsed::JsonResume(document) => plan_document(document, existing, profile, now, new_id),
    }
}

/// By id: a record that is known keeps the time of its creation, one that is not is added as it is.
fn plan_backup(backup: &Backup, existing: &[&Experience], profile: Option<&Profile>, now: Timestamp) -> Plan {
    let known: HashMap<Uuid, &Experience> = existing.iter().map(|one| (one.id, *one)).collect();
    let mut plan = Plan {
        profile: backup.profile.as_ref().and_then(|document| changed_profile(document.clone(), profile, now)),
        ..Plan::default()
    };
    for experience in &backup.experiences {
        let before = known.get(&experience.id).copied();
        let mut value = experience.clone();
        if let Some(before) = before {
            (value.created_at, value.updated_at) = (before.created_at, now);
        }
        plan.put(value, before);
    }
    plan
}

fn changed_profile(
    document: Map<String, Value>,
    before: Option<&Profile>,
    now: Timestamp,
) -> Option<Profile> {
    let same = match before {
        Some(before) => before.document == document,
        None => document.is_empty(),
    };
    (!same).then_some(Profile { document, updated_at: now })
}

/// A file is no claim to be all there is: top-level keys that it lacks stay, as records do.
fn plan_document(
    document: &Document,
    existing: &[&Experience],
    profile: Option<&Profile>,
    now: Timestamp,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Plan {
    let mut whole = profile.map(|profile| profile.document.clone()).unwrap_or_default();
    whole.extend(document.profile.clone());
    let mut plan = Plan { profile: changed_profile(whole, profile, now), ..Plan::default() };

    let found = recognise(&document.items, existing);
    let mut values: Vec<Experience> = document
        .items
        .iter()
        .zip(&found)
        .map(|(item, found)| match found {
            None => item.to_experience(new_id(), now),
            Some(found) => updated(item, found, now),
        })
        .collect();
    put_in_order(&document.items, &mut values, existing);
    for (value, found) in values.into_iter().zip(found) {
        plan.put(value, found);
    }
    plan
}

/// The record that each item stands for, if there is one. JSON Resume knows no ids, so: a living record
/// of equal content; else a living one of the same name, that was edited here or in the file; else a
/// deleted one of equal content. The n-th of equal items is the n-th of the records.
fn recognise<'a>(items: &[Item], existing: &[&'a Experience]) -> Vec<Option<&'a Experience>> {
    let (dead, living): (Vec<_>, Vec<_>) = existing.iter().copied().partition(|one| one.is_deleted());
    let (dead, living) = (in_order(&dead), in_order(&living));

    let content = |kind: Kind, object: Map<String, Value>| Some((kind, Value::Object(object).to_string()));
    let item_content = |item: &Item| content(item.kind(), item.object().clone());
    let record_content = |record: &Experience| content(record.kind, write_item(record));

    let mut matching = Matching { items, found: vec![None; items.len()], taken: HashSet::new() };
    Kind::ALL.into_iter().for_each(|kind| matching.find_section(kind, &living));
    matching.pass(&living, item_content, record_content);
    matching.pass(&living, Item::natural_key, natural_key);
    matching.pass(&dead, item_content, record_content);
    matching.found
}

/// Section by section, each in its order.
fn in_order<'a>(records: &[&'a Experience]) -> Vec<&'a Experience> {
    let of = |kind| records.iter().copied().filter(move |one| one.kind == kind).collect();
    Kind::ALL.into_iter().flat_map(|kind| place::in_order(of(kind))).collect()
}

struct Matching<'i, 'a> {
    items: &'i [Item],
    found: Vec<Option<&'a Experience>>,
    taken: HashSet<Uuid>,
}

impl<'a> Matching<'_, 'a> {
    /// Finds a section that is there already: all its items, in their order, whatever stands between them.
    /// It is what an import leaves behind, so that a second one finds nothing to do, however
    /// many equal records there are.
    fn find_section(&mut self, kind: Kind, living: &[&'a Experience]) {
        let mut found = Vec::new();
        let mut records = living.iter().filter(|record| record.kind == kind);
        for (index, item) in self.items.iter().enumerate().filter(|(_, item)| item.kind() == kind) {
            match records.find(|record| write_item(record) == *item.object()) {
                Some(&record) => found.push((index, record)),
                None => return,
            }
        }
        for (index, record) in found {
            self.found[index] = Some(record);
            self.taken.insert(record.id);
        }
    }

    /// Gives the items that have none yet the records with the same key, in order.
    fn pass<K: Ord>(
        &mut self,
        records: &[&'a Experience],
        of_item: impl Fn(&Item) -> Option<K>,
        of_record: impl Fn(&Experience) -> Option<K>,
    ) {
        let mut free: BTreeMap<K, VecDeque<&'a Experience>> = BTreeMap::new();
        for &record in records.iter().filter(|record| !self.taken.contains(&record.id)) {
            if let Some(key) = of_record(record) {
                free.entry(key).or_default().push_back(record);
            }
        }
        for (item, found) in self.items.iter().zip(&mut self.found).filter(|(_, found)| found.is_none()) {
            *found = of_item(item).and_then(|key| free.get_mut(&key)?.pop_front());
            self.taken.extend(found.map(|found| found.id));
        }
    }
}

/// The record with the item's content; what the file cannot say stays, and so does its place.
fn updated(item: &Item, before: &Experience, now: Timestamp) -> Experience {
    let alive = Experience { deleted_at: None, updated_at: now, ..before.clone() };
    if write_item(&alive) == *item.object() {
        return alive;
    }
    let mut value = item.to_experience(before.id, now);
    value.created_at = before.created_at;
    value.tags = alive.tags;
    keep_tags(&mut value.bullets, alive.bullets);
    for (key, private) in alive.metadata.into_iter().filter(|(key, _)| key.starts_with('_')) {
        value.metadata.entry(key).or_insert(private);
    }
    place::set(&mut value, place::get(before));
    value
}

/// Gives bullets that are still there the tags they had.
fn keep_tags(bullets: &mut [Bullet], before: Vec<Bullet>) {
    let mut tags: HashMap<String, VecDeque<Vec<String>>> = HashMap::new();
    for bullet in before {
        tags.entry(bullet.text).or_default().push_back(bullet.tags);
    }
    for bullet in bullets {
        bullet.tags = tags.get_mut(&bullet.text).and_then(VecDeque::pop_front).unwrap_or_default();
    }
}

/// Gives the records of a section the file's places, but only where their own would show them in
/// another order: taking an export back in is no change.
fn put_in_order(items: &[Item], values: &mut [Experience], existing: &[&Experience]) {
    let ids: HashSet<Uuid> = values.iter().map(|value| value.id).collect();
    let others: Vec<_> = existing.iter().copied().filter(|one| !ids.contains(&one.id)).collect();
    for kind in Kind::ALL {
        let section: Vec<usize> = (0..values.len()).filter(|&index| values[index].kind == kind).collect();
        let wanted = section.iter().map(|&index| values[index].id);
        let whole = place::section(others.iter().copied().chain(&*values), kind);
        let shown = whole.into_iter().map(|one| one.id).filter(|id| ids.contains(id));
        if shown.eq(wanted) {
            continue;
        }
        for index in section {
            place::set(&mut values[index], items[index].position());
        }
    }
}

#[cfg(test)]
mod tests;
