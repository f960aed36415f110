//! Moves: where the user put a record in its section.
//!
//! A record keeps its moves by their times, under a private key of its metadata. The moves of all records of
//! a section are replayed in the order of their times, over the order that places and dates give. So a move
//! changes the moved record alone. Devices that moved different records, or the same one, merge key by key
//! without a conflict, and show what one device shows that made all the moves.
//!
//! What a record's last move promises: while its anchor is not moved later, the record stands on that side of
//! the anchor, and whatever stands between them was moved there later. `first` and `last` promise the same of
//! the ends. Tombstones are anchors, too: what was put beside one stays there.
//!
//! A record keeps an earlier move only where another record was put beside it between the two: without the earlier
//! one, the other would lose its place.

use std::cmp::max;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Experience, Kind};

/// The private key of the metadata: `{"2026-03-01T10:00:00Z": "after 3fa2…"}`.
const STORED_UNDER: &str = "_place";

/// Times from here on are no moves: a later move must always be possible.
const END_OF_TIMES: Timestamp = Timestamp::constant(221_845_392_000, 0);

/// Devices with slower clocks come after what they have seen.
const TICK: SignedDuration = SignedDuration::from_micros(1);

/// So many earlier moves of a record are looked at when it is moved again: a row may hold any number.
const LOOKED_AT: usize = 100;

/// Where to put a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    First,
    Last,
    Before(Uuid),
    After(Uuid),
}

/// A text that is no move.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no move")]
pub struct NoMove;

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::First => f.write_str("first"),
            Self::Last => f.write_str("last"),
            Self::Before(id) => write!(f, "before {id}"),
            Self::After(id) => write!(f, "after {id}"),
        }
    }
}

impl FromStr for Move {
    type Err = NoMove;

    fn from_str(text: &str) -> Result<Self, NoMove> {
        let id = |id: &str| id.parse().map_err(|_| NoMove);
        match text.split_once(' ') {
            None if text == "first" => Ok(Self::First),
            None if text == "last" => Ok(Self::Last),
            Some(("before", anchor)) => Ok(Self::Before(id(anchor)?)),
            Some(("after", anchor)) => Ok(Self::After(id(anchor)?)),
            _ => Err(NoMove),
        }
    }
}

/// The moves of a record, each with its key. Whatever else stands there is passed over.
fn of(experience: &Experience) -> impl Iterator<Item = (Timestamp, Move, &str)> {
    let stored = experience.metadata.get(STORED_UNDER).and_then(Value::as_object);
    stored.into_iter().flatten().filter_map(|(key, value)| {
        let at: Timestamp = key.parse().ok()?;
        let to = value.as_str()?.parse().ok()?;
        (at < END_OF_TIMES).then_some((at, to, key.as_str()))
    })
}

/// Whether both have the same moves.
pub fn same_moves(one: &Experience, other: &Experience) -> bool {
    one.metadata.get(STORED_UNDER) == other.metadata.get(STORED_UNDER)
}

/// Replays the moves of the records over their order without moves.
pub(super) fn replay(unmoved: Vec<&Experience>) -> Vec<&Experience> {
    let mut moves: Vec<_> = unmoved
        .iter()
        .enumerate()
        .flat_map(|(index, one)| of(one).map(move |(at, to, key)| (at, one.id, key, index, to)))
        .collect();
    if moves.is_empty() {
        return unmoved;
    }
    moves.sort_unstable_by_key(|&(at, id, key, ..)| (at, id, key));
    let places: HashMap<Uuid, usize> = (0..).zip(&unmoved).map(|(index, one)| (one.id, index)).collect();
    let anchor = |id: Uuid, moved: usize| places.get(&id).copied().filter(|anchor| *anchor != moved);
    let mut line = Line::of(unmoved.len());
    for (.., moved, to) in moves {
        match to {
            Move::First => line.put_after(moved, line.end()),
            Move::Last => line.put_before(moved, line.end()),
            Move::Before(id) => {
                if let Some(anchor) = anchor(id, moved) {
                    line.put_before(moved, anchor);
                }
            }
            Move::After(id) => {
                if let Some(anchor) = anchor(id, moved) {
                    line.put_after(moved, anchor);
                }
            }
        }
    }
    line.order().map(|index| unmoved[index]).collect()
}

/// A list in which one item is moved in constant time: a ring of neighbours that the end closes.
struct Line {
    next: Vec<usize>,
    previous: Vec<usize>,
}

impl Line {
    fn of(count: usize) -> Self {
        let size = count + 1;
        Self {
            next: (0..size).map(|index| (index + 1) % size).collect(),
            previous: (0..size).map(|index| (index + count) % size).collect(),
        }
    }

    fn end(&self) -> usize {
        self.next.len() - 1
    }

    fn put_after(&mut self, item: usize, anchor: usize) {
        let (before, after) = (self.previous[item], self.next[item]);
        (self.next[before], self.previous[after]) = (after, before);
        let follower = self.next[anchor];
        (self.next[anchor], self.previous[item]) = (item, anchor);
        (self.next[item], self.previous[follower]) = (follower, item);
    }

    fn put_before(&mut self, item: usize, anchor: usize) {
        let before = self.previous[anchor];
        if before != item {
            self.put_after(item, before);
        }
    }

    fn order(&self) -> impl Iterator<Item = usize> {
        let end = self.end();
        std::iter::successors(Some(self.next[end]), |index| Some(self.next[*index]))
            .take_while(move |index| *index != end)
    }
}

/// The record once it is moved, at `now` or right after the newest move that is known. `section` is all of its
/// kind, itself and the tombstones among them. The same value where it was put there before and still stands there.
pub fn moved(section: &[&Experience], record: &Experience, to: Move, now: Timestamp) -> Experience {
    let newest = section.iter().flat_map(|one| of(one)).map(|(at, ..)| at).max();
    let mut value = record.clone();
    put(&mut value, at_or_after(newest, now), to);
    let order = |value: &Experience| order_with(section, value);
    let wanted = order(&value);

    let mut earlier: Vec<_> = of(record).map(|(at, to, key)| (at, key, to)).collect();
    earlier.sort_unstable_by_key(|&(at, key, _)| (at, key));
    if earlier.last().is_some_and(|last| last.2 == to) && order(record) == wanted {
        return record.clone();
    }
    for (_, key, _) in earlier.into_iter().rev().take(LOOKED_AT).rev() {
        let shorter = without(&value, key);
        if order(&shorter) == wanted {
            value = shorter;
        }
    }
    value
}

/// A time after the newest move, and not before `now`.
fn at_or_after(newest: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let after_newest = newest.and_then(|newest| newest.checked_add(TICK).ok());
    after_newest.map_or(now, |after| max(now, after))
}

fn put(value: &mut Experience, at: Timestamp, to: Move) {
    let stored = value.metadata.entry(STORED_UNDER).or_insert(Value::Null);
    if !stored.is_object() {
        *stored = Value::Object(Map::new());
    }
    if let Some(stored) = stored.as_object_mut() {
        stored.insert(at.to_string(), Value::String(to.to_string()));
    }
}

/// The living records, which come in the order of their sections, with moves that give this order without the
/// tombstones. As many as can be stay as they are.
pub fn anchored(ordered: &[Experience]) -> Vec<Experience> {
    let mut records = ordered.to_vec();
    for kind in Kind::ALL {
        let places: Vec<usize> = (0..records.len()).filter(|place| ordered[*place].kind == kind).collect();
        let section: Vec<&Experience> = places.iter().map(|place| &ordered[*place]).collect();
        let shown = super::in_order(section.clone());
        let shown: HashMap<Uuid, usize> = (0..).zip(shown).map(|(rank, one)| (one.id, rank)).collect();
        let ranks: Vec<_> = section.iter().map(|one| shown.get(&one.id).copied()).collect();
        let mut newest = section.iter().flat_map(|one| of(one)).map(|(at, ..)| at).max();
        // Each is put behind the one before it, from the front on.
        for (index, stays) in rising(&ranks).into_iter().enumerate() {
            if stays {
                continue;
            }
            let to = index.checked_sub(1).map_or(Move::First, |before| Move::After(section[before].id));
            let at = at_or_after(newest, section[index].updated_at);
            put(&mut records[places[index]], at, to);
            newest = Some(at);
        }
    }
    records
}

/// Which items are on the longest row of rising ones.
fn rising<T: Ord>(items: &[T]) -> Vec<bool> {
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (index, item) in items.iter().enumerate() {
        let length = ends.partition_point(|end| items[*end] < *item);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut is_on = vec![false; items.len()];
    for index in std::iter::successors(ends.last().copied(), |index| before[*index]) {
        is_on[index] = true;
    }
    is_on
}

fn without(record: &Experience, key: &str) -> Experience {
    let mut record = record.clone();
    if let Some(stored) = record.metadata.get_mut(STORED_UNDER).and_then(Value::as_object_mut) {
        stored.remove(key);
    }
    record
}

/// The order of a section in which a record has another value.
fn order_with(section: &[&Experience], value: &Experience) -> Vec<Uuid> {
    let others = section.iter().copied().filter(|one| one.id != value.id);
    super::in_order(others.chain([value]).collect()).into_iter().map(|one| one.id).collect()
}

#[cfg(test)]
mod tests;
