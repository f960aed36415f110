//! The merge of bullets: each is found again on both sides, wherever it went and whatever became of its text.
//!
//! The invariant: a bullet that either side added or changed is in the result, and none is there twice. A bullet that one
//! side removed and the other left as it was goes. Of one bullet its text, its tags and its translations are merged each
//! for itself. The order is that of [`merge_ordered`].

use std::collections::{HashMap, HashSet};

use super::translations;
use crate::domain::Bullet;
use crate::domain::list::{MergedList, matches, merge_ordered, merge_set};

/// Which bullet it is, on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Id {
    /// One of the base, by its place there.
    Known(usize),
    New(usize),
}

pub(super) fn merge(base: &[Bullet], local: &[Bullet], remote: &[Bullet]) -> MergedList<Bullet> {
    if local == base {
        return MergedList { items: remote.to_vec(), conflict: false };
    }
    if remote == base || local == remote {
        return MergedList { items: local.to_vec(), conflict: false };
    }
    let known: Vec<Id> = (0..base.len()).map(Id::Known).collect();
    let (ours, theirs) = ids(base, local, remote);
    let mut merger =
        BulletMerger { base, local: side(&ours, local), remote: side(&theirs, remote), conflict: false };
    let bullets: HashMap<Id, Bullet> =
        known.iter().chain(&ours).chain(&theirs).filter_map(|id| Some((*id, merger.bullet(*id)?))).collect();
    let mut order = merge_ordered(&known, &ours, &theirs).items;
    let mut seen = HashSet::new();
    order.retain(|id| bullets.contains_key(id) && seen.insert(*id));
    // What a stretch of the other side would have taken away stands after what it stood after.
    for ids in [&theirs, &ours] {
        let mut after = 0;
        for id in ids.iter().filter(|id| bullets.contains_key(id)) {
            if seen.insert(*id) {
                order.insert(after, *id);
                after += 1;
            } else if let Some(place) = order.iter().position(|other| other == id) {
                after = place + 1;
            }
        }
    }
    let is_reordered = differently_ordered(&ours, &theirs);
    let items = order.iter().filter_map(|id| bullets.get(id).cloned()).collect();
    MergedList { items, conflict: merger.conflict || is_reordered }
}

/// Gives bullets the translations of those that they were before: of a bullet that was moved, and of one whose text was
/// changed and is still like it.
pub fn carry_translations(before: &[Bullet], bullets: &mut [Bullet]) {
    if before.iter().all(|bullet| bullet.translations.is_empty()) {
        return;
    }
    for (bullet, known) in identify(before, bullets, false).into_iter().enumerate() {
        if let Some(known) = known {
            bullets[bullet].translations.clone_from(&before[known].translations);
        }
    }
}

fn side<'a>(ids: &[Id], bullets: &'a [Bullet]) -> HashMap<Id, &'a Bullet> {
    ids.iter().copied().zip(bullets).collect()
}

/// Whether both sides put the known bullets that both have into another order, and not the same one.
fn differently_ordered(ours: &[Id], theirs: &[Id]) -> bool {
    let (here, there): (HashSet<_>, HashSet<_>) = (ours.iter().collect(), theirs.iter().collect());
    let shared = |ids: &[Id]| {
        let both = |id: &&Id| matches!(id, Id::Known(_)) && here.contains(id) && there.contains(id);
        ids.iter().filter(both).copied().collect::<Vec<_>>()
    };
    let (ours, theirs) = (shared(ours), shared(theirs));
    ours != theirs && !ours.is_sorted() && !theirs.is_sorted()
}

/// The ids of both sides' bullets. A new one that both have is the same.
fn ids(base: &[Bullet], local: &[Bullet], remote: &[Bullet]) -> (Vec<Id>, Vec<Id>) {
    let of = |side: &[Bullet], first: usize| -> Vec<Id> {
        let known = identify(base, side, true).into_iter().enumerate();
        known.map(|(place, known)| known.map_or(Id::New(first + place), Id::Known)).collect()
    };
    let (ours, mut theirs) = (of(local, 0), of(remote, local.len()));
    let is_new = |id: &Id| matches!(id, Id::New(_));
    let mut new: HashMap<&str, Vec<Id>> = HashMap::new();
    for (id, bullet) in ours.iter().zip(local).rev().filter(|(id, _)| is_new(id)) {
        new.entry(&bullet.text).or_default().push(*id);
    }
    for (id, bullet) in theirs.iter_mut().zip(remote).filter(|(id, _)| is_new(id)) {
        if let Some(same) = new.get_mut(bullet.text.as_str()).and_then(Vec::pop) {
            *id = same;
        }
    }
    (ours, theirs)
}

/// For each bullet which one of the base it is: one of the same text, or one whose place it takes. Where as many stand
/// in a row as stood there before, they are those, if `in_place` is set; else the texts have to be alike, there or
/// elsewhere.
fn identify(base: &[Bullet], side: &[Bullet], in_place: bool) -> Vec<Option<usize>> {
    fn texts(bullets: &[Bullet]) -> Vec<&str> {
        bullets.iter().map(|bullet| bullet.text.as_str()).collect()
    }
    let mut found: Vec<Option<usize>> = vec![None; side.len()];
    let mut taken = vec![false; base.len()];
    for (known, place) in matches(&texts(base), &texts(side)).into_iter().enumerate() {
        if let Some(place) = place {
            (found[place], taken[known]) = (Some(known), true);
        }
    }
    let mut moved: HashMap<&str, Vec<usize>> = HashMap::new();
    for (known, bullet) in base.iter().enumerate().rev().filter(|(known, _)| !taken[*known]) {
        moved.entry(&bullet.text).or_default().push(known);
    }
    for (place, bullet) in side.iter().enumerate() {
        if found[place].is_none()
            && let Some(known) = moved.get_mut(bullet.text.as_str()).and_then(Vec::pop)
        {
            (found[place], taken[known]) = (Some(known), true);
        }
    }
    let mut place = 0;
    while place < side.len() {
        let run = found[place..].iter().take_while(|one| one.is_none()).count();
        if run > 0 {
            let first = place.checked_sub(1).and_then(|before| found[before]).map_or(0, |known| known + 1);
            let gap: Vec<usize> = (first..base.len()).take_while(|known| !taken[*known]).collect();
            let as_many = in_place && gap.len() == run;
            let mut gap = gap.into_iter();
            for one in place..place + run {
                let next = if as_many {
                    gap.next()
                } else {
                    let mut rest = gap.clone();
                    let like = rest.find(|known| are_alike(&base[*known].text, &side[one].text));
                    if like.is_some() {
                        gap = rest;
                    }
                    like
                };
                if let Some(known) = next {
                    (found[one], taken[known]) = (Some(known), true);
                }
            }
        }
        place += run.max(1);
    }
    find_elsewhere(base, side, &mut found, &taken);
    found
}

/// How many pairs of bullets are compared, so that long lists take no longer than they must.
const PAIRS: usize = 10_000;

/// Finds bullets that were moved and changed: each is the one of those left that it is like.
fn find_elsewhere(base: &[Bullet], side: &[Bullet], found: &mut [Option<usize>], taken: &[bool]) {
    let mut left: Vec<usize> = (0..base.len()).filter(|known| !taken[*known]).collect();
    let new = found.iter().filter(|one| one.is_none()).count();
    if left.len().saturating_mul(new) > PAIRS {
        return;
    }
    for (bullet, one) in side.iter().zip(found).filter(|(_, one)| one.is_none()) {
        if let Some(place) = left.iter().position(|known| are_alike(&base[*known].text, &bullet.text)) {
            *one = Some(left.remove(place));
        }
    }
}

/// How much of long texts is compared.
const COMPARED: usize = 500;

fn are_alike(one: &str, other: &str) -> bool {
    let start = |text: &str| text.chars().take(COMPARED).collect::<String>();
    strsim::sorensen_dice(&start(one), &start(other)) > 0.5
}

struct BulletMerger<'a> {
    base: &'a [Bullet],
    local: HashMap<Id, &'a Bullet>,
    remote: HashMap<Id, &'a Bullet>,
    conflict: bool,
}

impl BulletMerger<'_> {
    /// What becomes of a bullet; nothing where it goes.
    fn bullet(&mut self, id: Id) -> Option<Bullet> {
        let before = match id {
            Id::Known(place) => self.base.get(place),
            Id::New(_) => None,
        };
        match (self.local.get(&id).copied(), self.remote.get(&id).copied()) {
            (Some(ours), Some(theirs)) => Some(self.both(before, ours, theirs)),
            (None, None) => None,
            (ours, theirs) => {
                let kept = ours.or(theirs)?;
                // One that was removed there and changed here stays.
                let is_changed = before != Some(kept);
                self.conflict |= before.is_some() && is_changed;
                is_changed.then(|| kept.clone())
            }
        }
    }

    fn both(&mut self, before: Option<&Bullet>, ours: &Bullet, theirs: &Bullet) -> Bullet {
        let text = if before.is_some_and(|before| before.text == ours.text) { theirs } else { ours };
        self.conflict |= text.text != theirs.text && before.is_none_or(|before| before.text != theirs.text);
        let translations = before.map(|before| &before.translations);
        let (translations, conflict) =
            translations::of_bullet(translations, &ours.translations, &theirs.translations);
        self.conflict |= conflict;
        let tags = merge_set(before.map_or(&[], |before| &before.tags), &ours.tags, &theirs.tags);
        Bullet { text: text.text.clone(), tags, translations }
    }
}
