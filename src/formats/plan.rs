//! What an import has to change.
//!
//! The invariants: the records that a file's items stand for become equal to the file, and nothing else
//! is touched; importing the same file again changes nothing. What a file cannot say (tags and private
//! metadata, as a rule) stays as it is. Nothing is ever deleted, save where whole records say so.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use jiff::Timestamp;
use uuid::Uuid;

use super::incoming::{Draft, Incoming, IncomingProfile, Items, Wording};
use crate::domain::{Document, Experience, Kind, Synced as _, place};

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
    pub profile: Option<Document>,
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

/// Plans an import over `existing`, all records with the tombstones among them.
pub fn plan(
    incoming: &Incoming,
    existing: &[&Experience],
    profile: Option<&Document>,
    now: Timestamp,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Plan {
    let mut plan = Plan { profile: changed_profile(&incoming.profile, profile, now), ..Plan::default() };
    match &incoming.items {
        Items::Records(records) => plan.put_records(records, existing, now),
        Items::Drafts { drafts, wording } => plan.put_drafts(drafts, *wording, existing, now, new_id),
    }
    plan
}

fn changed_profile(
    incoming: &IncomingProfile,
    before: Option<&Document>,
    now: Timestamp,
) -> Option<Document> {
    let document = match incoming {
        IncomingProfile::Whole(document) => document.clone(),
        IncomingProfile::Keys(keys) => {
            let mut document = before.map(|profile| profile.body.clone()).unwrap_or_default();
            document.extend(keys.clone());
            document
        }
    };
    let same = match before {
        Some(before) => before.body == document,
        None => document.is_empty(),
    };
    (!same).then(|| Document::profile(document, now))
}

impl Plan {
    /// By id: a record that is known keeps the time of its creation, a new one is added as it is.
    fn put_records(&mut self, records: &[Experience], existing: &[&Experience], now: Timestamp) {
        let known: HashMap<Uuid, &Experience> = existing.iter().map(|one| (one.id, *one)).collect();
        for record in records {
            let before = known.get(&record.id).copied();
            let mut value = record.clone();
            if let Some(before) = before {
                (value.created_at, value.updated_at) = (before.created_at, now);
            }
            self.put(value, before);
        }
    }

    fn put_drafts(
        &mut self,
        drafts: &[Draft],
        wording: &dyn Wording,
        existing: &[&Experience],
        now: Timestamp,
        new_id: &mut dyn FnMut() -> Uuid,
    ) {
        let found = recognise(drafts, wording, existing);
        let mut values: Vec<Experience> = drafts
            .iter()
            .zip(&found)
            .map(|(draft, found)| match found {
                None => draft.to_record(new_id(), now),
                Some(found) => updated(draft, wording, found, now),
            })
            .collect();
        put_in_order(drafts, &mut values, existing);
        for (value, found) in values.into_iter().zip(found) {
            self.put(value, found);
        }
    }
}

/// The record that each draft stands for, if there is one: a living record of equal words; else a living
/// one of the same natural key, edited here or in the file; else a deleted one of equal words. The
/// n-th of equal drafts is the n-th of the records.
fn recognise<'a>(
    drafts: &[Draft],
    wording: &dyn Wording,
    existing: &[&'a Experience],
) -> Vec<Option<&'a Experience>> {
    let (dead, living): (Vec<_>, Vec<_>) = existing.iter().copied().partition(|one| one.is_deleted());
    let (dead, living) = (in_order(&dead), in_order(&living));
    let words = |record: &Experience| Some((record.kind, wording.words(record)));
    let natural_key = |record: &Experience| wording.natural_key(record);

    let mut matching = Matching { drafts, found: vec![None; drafts.len()], taken: HashSet::new() };
    Kind::ALL.into_iter().for_each(|kind| matching.find_section(kind, &living, wording));
    matching.pass(&living, words);
    matching.pass(&living, natural_key);
    matching.pass(&dead, words);
    matching.found
}

/// Section by section, each in its order.
fn in_order<'a>(records: &[&'a Experience]) -> Vec<&'a Experience> {
    let of = |kind| records.iter().copied().filter(move |one| one.kind == kind).collect();
    Kind::ALL.into_iter().flat_map(|kind| place::in_order(of(kind))).collect()
}

struct Matching<'d, 'a> {
    drafts: &'d [Draft],
    found: Vec<Option<&'a Experience>>,
    taken: HashSet<Uuid>,
}

impl<'a> Matching<'_, 'a> {
    /// Finds a section that is there already: all its drafts, in their order, whatever stands between them.
    /// It is what an import leaves behind, so that a second one finds nothing to do, however
    /// many equal records there are.
    fn find_section(&mut self, kind: Kind, living: &[&'a Experience], wording: &dyn Wording) {
        let mut found = Vec::new();
        let mut records = living.iter().filter(|record| record.kind == kind);
        let section = self.drafts.iter().map(Draft::content).enumerate();
        for (index, draft) in section.filter(|(_, draft)| draft.kind == kind) {
            let words = wording.words(draft);
            match records.find(|record| wording.words(record) == words) {
                Some(&record) => found.push((index, record)),
                None => return,
            }
        }
        for (index, record) in found {
            self.found[index] = Some(record);
            self.taken.insert(record.id);
        }
    }

    /// Gives the drafts that have none yet the records with the same key, in order.
    fn pass<K: Ord>(&mut self, records: &[&'a Experience], key: impl Fn(&Experience) -> Option<K>) {
        let mut free: BTreeMap<K, VecDeque<&'a Experience>> = BTreeMap::new();
        for &record in records.iter().filter(|record| !self.taken.contains(&record.id)) {
            if let Some(key) = key(record) {
                free.entry(key).or_default().push_back(record);
            }
        }
        for (draft, found) in self.drafts.iter().zip(&mut self.found).filter(|(_, found)| found.is_none()) {
            *found = key(draft.content()).and_then(|key| free.get_mut(&key)?.pop_front());
            self.taken.extend(found.map(|found| found.id));
        }
    }
}

/// The record with the draft's content; what the file cannot say stays, and so does its place.
fn updated(draft: &Draft, wording: &dyn Wording, before: &Experience, now: Timestamp) -> Experience {
    let alive = Experience { deleted_at: None, updated_at: now, ..before.clone() };
    if wording.words(&alive) == wording.words(draft.content()) {
        return alive;
    }
    let mut value = draft.to_record(before.id, now);
    value.created_at = before.created_at;
    wording.keep(&mut value, alive);
    place::set(&mut value, place::get(before));
    value
}

/// Gives the records of a section the file's places, but only where their own would show them in
/// another order: taking an export back in is no change. A file without an order leaves theirs.
fn put_in_order(drafts: &[Draft], values: &mut [Experience], existing: &[&Experience]) {
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
            if let Some(place) = drafts[index].place() {
                place::set(&mut values[index], Some(place));
            }
        }
    }
}

#[cfg(test)]
mod tests;
