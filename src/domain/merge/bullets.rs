//! The three-way merge of bullets: a list in which both sides may edit, move, add and remove.
//!
//! A bullet is found again by its text, or else as the one that took its place. Its laws: what one side edited
//! and the other moved is edited and moved; a bullet that only one side moved stands as on that side among those
//! that neither moved; what either side added is there; and a text that each side came to by itself stands once, with
//! the tags of both, however each came to it. An edit beats a removal. Where both edited or moved one bullet
//! differently, `local`'s stays and the conflict is reported.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;

use similar::{Algorithm, capture_diff_slices};

use super::translations;
use crate::domain::Bullet;
use crate::domain::list::merge_set;

/// How alike two texts are that may be one, at the least, where others came or went beside them.
const ALIKE: f64 = 0.5;

/// How many pairs of texts are compared at the most.
const MOST_COMPARED: usize = 10_000;

/// How many characters of each are: a row may hold long ones, and others wait for the merge.
const COMPARED: usize = 500;

/// What became of both lists.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::domain) struct MergedBullets {
    pub(in crate::domain) bullets: Vec<Bullet>,
    /// Whether both changed one bullet in different ways.
    pub(in crate::domain) conflict: bool,
}

pub(in crate::domain) fn merge(base: &[Bullet], local: &[Bullet], remote: &[Bullet]) -> MergedBullets {
    if local == remote || base == remote {
        return MergedBullets { bullets: local.to_vec(), conflict: false };
    }
    if base == local {
        return MergedBullets { bullets: remote.to_vec(), conflict: false };
    }
    let (here, there) = (Side::of(base, local), Side::of(base, remote));
    let mut conflict = false;
    let mut kept: Vec<Option<Bullet>> = Vec::with_capacity(base.len());
    for (index, before) in base.iter().enumerate() {
        kept.push(match (here.now(index), there.now(index)) {
            (None, None) => None,
            (Some(edited), None) | (None, Some(edited)) => {
                // What one side only moved or tagged, the other may remove.
                let is_edited = edited.text != before.text || edited.translations != before.translations;
                conflict |= is_edited;
                is_edited.then(|| edited.clone())
            }
            (Some(ours), Some(theirs)) => {
                let (merged, differently) = merge_one(Some(before), ours, theirs);
                conflict |= differently;
                Some(merged)
            }
        });
    }
    let moved_differently = |index: usize| match (&here.fates[index], &there.fates[index]) {
        (Fate::Moved(_, ours), Fate::Moved(_, theirs)) => ours != theirs,
        _ => false,
    };
    conflict |= (0..base.len()).any(moved_differently);

    let whose = |index: usize, merged: &Bullet| {
        let has_text = |side: &Side<'_>| side.now(index).is_some_and(|now| now.text == merged.text);
        match (has_text(&here), has_text(&there)) {
            (true, false) => Whose::Local,
            (false, true) => Whose::Remote,
            _ => Whose::Both,
        }
    };
    let known = |index: usize| kept[index].as_ref().map(|merged| (whose(index, merged), merged.clone()));
    let mut all = Vec::with_capacity(local.len().max(remote.len()));
    for place in 0..=base.len() {
        for loose in there.loose_at(place) {
            match *loose {
                Loose::New(new) => all.push((Whose::Remote, new.clone())),
                Loose::Moved(index) if matches!(here.fates[index], Fate::Moved(..)) => {}
                Loose::Moved(index) => all.extend(known(index)),
            }
        }
        for loose in here.loose_at(place) {
            match *loose {
                Loose::New(new) => all.push((Whose::Local, new.clone())),
                Loose::Moved(index) => all.extend(known(index)),
            }
        }
        let stays = |side: &Side<'_>| !matches!(side.fates[place], Fate::Moved(..));
        if place < base.len() && stays(&here) && stays(&there) {
            all.extend(known(place));
        }
    }
    let (bullets, differently) = unite(all);
    MergedBullets { bullets, conflict: conflict || differently }
}

/// Which side has a bullet of this text at this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Local,
    Remote,
    Both,
}

/// Makes one of what each side came to by itself, whether it added the text or edited another bullet into it. It
/// stands where `local` has it. The second value tells whether both translate it differently.
fn unite(mut all: Vec<(Whose, Bullet)>) -> (Vec<Bullet>, bool) {
    let mut theirs: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (place, (_, bullet)) in all.iter().enumerate().filter(|(_, (whose, _))| *whose == Whose::Remote) {
        theirs.entry(bullet.text.clone()).or_default().push_back(place);
    }
    let (mut gone, mut conflict) = (HashSet::new(), false);
    for place in 0..all.len() {
        let (whose, ours) = &all[place];
        let twin = theirs.get_mut(&ours.text).filter(|_| *whose == Whose::Local);
        let Some(twin) = twin.and_then(VecDeque::pop_front) else { continue };
        let (merged, differently) = merge_one(None, ours, &all[twin].1);
        conflict |= differently;
        gone.insert(twin);
        all[place].1 = merged;
    }
    let stay = all.into_iter().enumerate().filter(|(place, _)| !gone.contains(place));
    (stay.map(|(_, (_, bullet))| bullet).collect(), conflict)
}

/// Merges one bullet; the second value tells whether both changed a text of it differently.
fn merge_one(base: Option<&Bullet>, local: &Bullet, remote: &Bullet) -> (Bullet, bool) {
    // Whole: a new field does not compile before it is merged.
    let Bullet { text, tags, translations } = local;
    let before = base.map(|base| &base.text);
    let (text, conflict) = if text == &remote.text || before == Some(&remote.text) {
        (text, false)
    } else if before == Some(text) {
        (&remote.text, false)
    } else {
        (text, true)
    };
    let tags = merge_set(base.map_or(&[], |base| &base.tags), tags, &remote.tags);
    let before = base.map(|base| &base.translations);
    let (translations, differently) = translations::of_bullet(before, translations, &remote.translations);
    (Bullet { text: text.clone(), tags, translations }, conflict || differently)
}

/// Gives bullets the translations of those that they were before, and of those that they stand for in their places. A
/// translation of another text is marked as out of date.
pub fn carry_translations(before: &[Bullet], bullets: &mut [Bullet]) {
    if before.iter().all(|bullet| bullet.translations.is_empty()) {
        return;
    }
    let mut pairs = alike(before, bullets);
    pairs.extend(in_place(before, bullets, &pairs));
    for (old, new) in pairs {
        if bullets[new].translations.is_empty() {
            bullets[new].translations.clone_from(&before[old].translations);
        }
    }
}

/// Gives bullets without tags the tags of those that they were before: what merely stands in the place of another is
/// no matter of its tags.
pub fn carry_tags(before: &[Bullet], bullets: &mut [Bullet]) {
    if before.iter().all(|bullet| bullet.tags.is_empty()) {
        return;
    }
    for (old, new) in alike(before, bullets) {
        if bullets[new].tags.is_empty() {
            bullets[new].tags.clone_from(&before[old].tags);
        }
    }
}

/// Which bullet was which before: one that was moved, or one whose text was changed and is still like it.
fn alike(before: &[Bullet], bullets: &[Bullet]) -> Vec<(usize, usize)> {
    let side = Side::of(before, bullets);
    let places: HashMap<*const Bullet, usize> =
        bullets.iter().enumerate().map(|(place, bullet)| (std::ptr::from_ref(bullet), place)).collect();
    let is_one = |old: &Bullet, new: &Bullet| old.text == new.text || likeness(&old.text, &new.text) >= ALIKE;
    let found = before.iter().enumerate().filter_map(|(index, old)| {
        let now = side.now(index).filter(|now| is_one(old, now))?;
        Some((index, *places.get(&std::ptr::from_ref(now))?))
    });
    found.collect()
}

/// Of the bullets with translations that are in no pair, which others stand for in their places.
fn in_place(before: &[Bullet], bullets: &[Bullet], pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let (old, new): (HashSet<usize>, HashSet<usize>) = pairs.iter().copied().unzip();
    let is_free = |(index, place): &(usize, usize)| {
        !before[*index].translations.is_empty() && !old.contains(index) && !new.contains(place)
    };
    let texts = |bullets: &[Bullet]| bullets.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
    let stretches = capture_diff_slices(Algorithm::Myers, &texts(before), &texts(bullets)).into_iter();
    let stretches = stretches.map(|op| (op.old_range(), op.new_range()));
    let stretches = stretches.filter(|(old, new)| old.len() == new.len());
    let mut free: Vec<_> = stretches.flat_map(|(old, new)| old.zip(new)).filter(is_free).collect();
    free.truncate(MOST_COMPARED / before.len().max(1));
    free.retain(|(index, place)| {
        let mut others = before.iter().filter(|old| old.text != before[*index].text);
        !others.any(|old| likeness(&old.text, &bullets[*place].text) >= ALIKE)
    });
    free
}

/// What one side did to a bullet of the base.
enum Fate<'a> {
    /// It stands where it stood, edited or not.
    Stays(&'a Bullet),
    /// It stands before another bullet of the base: the one of this number.
    Moved(&'a Bullet, usize),
    Removed,
}

/// What stands between the bullets of the base that stayed.
enum Loose<'a> {
    /// The bullet of the base of this number.
    Moved(usize),
    New(&'a Bullet),
}

/// One side, compared with the base.
struct Side<'a> {
    /// One for each bullet of the base.
    fates: Vec<Fate<'a>>,
    /// What stands before each bullet of the base, and, last, at the end.
    loose: Vec<Vec<Loose<'a>>>,
}

impl<'a> Side<'a> {
    fn of(base: &[Bullet], side: &'a [Bullet]) -> Self {
        let texts = |bullets: &'a [Bullet]| bullets.iter().map(|one| one.text.as_str()).collect::<Vec<_>>();
        let before: Vec<&str> = base.iter().map(|one| one.text.as_str()).collect();
        let stretches: Vec<(Range<usize>, Range<usize>)> =
            capture_diff_slices(Algorithm::Myers, &before, &texts(side))
                .into_iter()
                .map(|op| (op.old_range(), op.new_range()))
                .collect();
        let equal =
            |(old, new): &(Range<usize>, Range<usize>)| before[old.clone()] == texts(&side[new.clone()]);
        let (same, changed): (Vec<_>, Vec<_>) = stretches.into_iter().partition(equal);

        let mut fates: Vec<Fate<'a>> = base.iter().map(|_| Fate::Removed).collect();
        for (index, now) in same.into_iter().flat_map(|(old, new)| old.zip(new)) {
            fates[index] = Fate::Stays(&side[now]);
        }
        let moved = moves(&before, side, &changed);
        let edited = edits(&before, side, &changed, &moved);
        let mut loose: Vec<Vec<Loose<'a>>> = (0..=base.len()).map(|_| Vec::new()).collect();
        for (old, new) in changed {
            let mut place = old.start;
            for now in new {
                let bullet = &side[now];
                match (edited.get(&now), moved.get(&now)) {
                    (Some(&index), _) if old.contains(&index) && index >= place => {
                        fates[index] = Fate::Stays(bullet);
                        place = index + 1;
                    }
                    (Some(&index), _) | (None, Some(&index)) => {
                        fates[index] = Fate::Moved(bullet, place);
                        loose[place].push(Loose::Moved(index));
                    }
                    (None, None) => loose[place].push(Loose::New(bullet)),
                }
            }
        }
        Self { fates, loose }
    }

    /// The bullet as it is on this side.
    fn now(&self, index: usize) -> Option<&'a Bullet> {
        match self.fates[index] {
            Fate::Stays(now) | Fate::Moved(now, _) => Some(now),
            Fate::Removed => None,
        }
    }

    fn loose_at(&self, place: usize) -> &[Loose<'a>] {
        &self.loose[place]
    }
}

/// What went at one place and came at another: which bullet of the base a bullet is.
fn moves(
    before: &[&str],
    side: &[Bullet],
    changed: &[(Range<usize>, Range<usize>)],
) -> HashMap<usize, usize> {
    let mut gone: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for index in changed.iter().flat_map(|(old, _)| old.clone()) {
        gone.entry(before[index]).or_default().push_back(index);
    }
    let come = changed.iter().flat_map(|(_, new)| new.clone());
    come.filter_map(|now| Some((now, gone.get_mut(side[now].text.as_str())?.pop_front()?))).collect()
}

/// Which bullet was edited into which: one by one where as many went as came at one place, else the ones that
/// are alike, here or elsewhere.
fn edits(
    before: &[&str],
    side: &[Bullet],
    changed: &[(Range<usize>, Range<usize>)],
    moved: &HashMap<usize, usize>,
) -> HashMap<usize, usize> {
    let taken: HashSet<usize> = moved.values().copied().collect();
    let (mut edited, mut gone, mut come) = (HashMap::new(), Vec::new(), Vec::new());
    for (old, new) in changed {
        let old: Vec<usize> = old.clone().filter(|index| !taken.contains(index)).collect();
        let new: Vec<usize> = new.clone().filter(|now| !moved.contains_key(now)).collect();
        if old.len() == new.len() {
            edited.extend(new.into_iter().zip(old));
        } else {
            gone.extend(old);
            come.extend(new);
        }
    }
    if gone.len() * come.len() > MOST_COMPARED {
        return edited;
    }
    for now in come {
        let most = gone.iter().enumerate().map(|(at, index)| (likeness(before[*index], &side[now].text), at));
        let most = most.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|most| most.0 >= ALIKE);
        if let Some((_, at)) = most {
            edited.insert(now, gone.swap_remove(at));
        }
    }
    edited
}

/// How alike the beginnings of two texts are, 0 to 1.
fn likeness(one: &str, other: &str) -> f64 {
    let beginning = |text: &str| text.chars().take(COMPARED).collect::<String>();
    strsim::sorensen_dice(&beginning(one), &beginning(other))
}

#[cfg(test)]
mod tests;
