//! Moves against a plain model, and on two devices.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::{Kind, Synced as _, place};

fn section(count: u128) -> Vec<Experience> {
    (0..count).map(|n| Experience::new(id(n), Kind::Work, format!("{n}"), Timestamp::UNIX_EPOCH)).collect()
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn order(all: &[Experience]) -> Vec<u128> {
    place::in_order(all.iter().collect()).into_iter().map(|one| one.id.as_u128()).collect()
}

fn move_one(all: &mut [Experience], index: usize, to: Move, now: Timestamp) {
    let section: Vec<_> = all.iter().collect();
    all[index] = moved(&section, &all[index], to, now);
}

/// Where an item of a plain list goes.
fn in_list(list: &mut Vec<u128>, item: u128, to: Move) {
    list.retain(|one| *one != item);
    let anchor = |id: Uuid| list.iter().position(|one| *one == id.as_u128()).unwrap();
    let place = match to {
        Move::First => 0,
        Move::Last => list.len(),
        Move::Before(id) => anchor(id),
        Move::After(id) => anchor(id) + 1,
    };
    list.insert(place, item);
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn what_was_put_beside_a_record_stays_where_that_stood() {
    let mut all = section(4);
    move_one(&mut all, 2, Move::First, at(1));
    move_one(&mut all, 3, Move::After(id(2)), at(2));
    assert_eq!(order(&all), [2, 3, 0, 1]);
    move_one(&mut all, 2, Move::Last, at(3));
    assert_eq!(order(&all), [3, 0, 1, 2], "3 stays before 0");
    assert_eq!(json!(all[2].metadata[STORED_UNDER]).as_object().unwrap().len(), 2);
    // Once 3 is elsewhere, the earlier moves of both say nothing more.
    move_one(&mut all, 3, Move::Before(id(1)), at(4));
    move_one(&mut all, 2, Move::First, at(5));
    assert_eq!(order(&all), [2, 0, 3, 1]);
    assert_eq!(json!(all[2].metadata), json!({"_place": {"1970-01-01T00:00:05Z": "first"}}));
}

#[test]
fn a_slow_clock_moves_after_what_it_has_seen() {
    let mut all = section(3);
    move_one(&mut all, 2, Move::First, at(100));
    move_one(&mut all, 1, Move::Before(id(2)), at(1));
    assert_eq!(order(&all), [1, 2, 0]);
    assert_eq!(
        json!(all[1].metadata),
        json!({"_place": {"1970-01-01T00:01:40.000001Z": "before 00000000-0000-0000-0000-000000000002"}})
    );
}

#[test]
fn a_move_to_where_it_stands_is_noted_once() {
    let mut all = section(3);
    move_one(&mut all, 0, Move::First, at(1));
    assert_eq!(json!(all[0].metadata), json!({"_place": {"1970-01-01T00:00:01Z": "first"}}));
    let before = all.clone();
    move_one(&mut all, 0, Move::First, at(2));
    assert_eq!(all, before);
    // Another one went before it since.
    move_one(&mut all, 1, Move::First, at(3));
    move_one(&mut all, 0, Move::First, at(4));
    assert_eq!(order(&all), [0, 1, 2]);
}

#[test]
fn what_is_no_move_moves_nothing() {
    let mut all = section(4);
    let other = id(99);
    for odd in [
        json!("first"),
        json!(["first"]),
        json!({"never": "first", "2026-01-01T00:00:00Z": ["first"], "2026-01-02T00:00:00Z": "up"}),
        json!({"2026-01-01T00:00:00Z": "after", "2026-01-03T00:00:00Z": "before me"}),
        json!({"2026-01-01T00:00:00Z": format!("after {other}")}),
        json!({"2026-01-01T00:00:00Z": format!("before {}", id(3))}),
        json!({"9999-12-30T22:00:00Z": "first"}),
    ] {
        all[3].metadata.insert(STORED_UNDER.to_owned(), odd.clone());
        assert_eq!(order(&all), [0, 1, 2, 3], "{odd}");
        let mut moved = all.clone();
        move_one(&mut moved, 3, Move::First, at(1));
        assert_eq!(order(&moved), [3, 0, 1, 2], "{odd}");
    }
}

#[derive(Debug, Clone)]
enum Step {
    Move(usize, Move),
    /// A new record, whose date is its place.
    Add(i16),
    Date(usize, i16),
    Delete(usize),
    Restore(usize),
}

const COUNT: usize = 6;

fn to() -> impl Strategy<Value = Move> {
    let anchor = (0..COUNT as u128).prop_map(id);
    prop_oneof![
        Just(Move::First),
        Just(Move::Last),
        anchor.clone().prop_map(Move::Before),
        anchor.prop_map(Move::After)
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let year = 2000..2020_i16;
    prop_oneof![
        6 => (0..COUNT, to()).prop_map(|(index, to)| Step::Move(index, to)),
        1 => year.clone().prop_map(Step::Add),
        1 => (0..COUNT, year).prop_map(|(index, year)| Step::Date(index, year)),
        1 => (0..COUNT).prop_map(Step::Delete),
        1 => (0..COUNT).prop_map(Step::Restore),
    ]
}

/// A device: its records, and a clock of its own.
struct Device {
    all: Vec<Experience>,
    clock: i64,
    /// What no other device's clock has.
    nanosecond: i32,
    next: u128,
}

impl Device {
    fn carry_out(&mut self, step: &Step) {
        self.clock += 1;
        let now = Timestamp::new(self.clock, self.nanosecond).unwrap();
        match *step {
            Step::Move(index, to) => {
                let is_self = matches!(to, Move::Before(id) | Move::After(id) if id == self.all[index].id);
                if !is_self {
                    let mut wanted = order(&self.all);
                    in_list(&mut wanted, self.all[index].id.as_u128(), to);
                    move_one(&mut self.all, index, to, now);
                    assert_eq!(order(&self.all), wanted, "only the moved one moves");
                }
            }
            Step::Add(year) => {
                self.next += 1;
                let mut new = Experience::new(id(self.next), Kind::Work, "new", now);
                new.start_date = year.to_string().parse().ok();
                self.all.push(new);
            }
            Step::Date(index, year) => self.all[index].start_date = year.to_string().parse().ok(),
            Step::Delete(index) => self.all[index].deleted_at = Some(now),
            Step::Restore(index) => self.all[index].deleted_at = None,
        }
    }
}

/// The records once `last` has synced after `first`.
fn synced(base: &[Experience], first: &[Experience], last: &[Experience]) -> Vec<Experience> {
    let find = |all: &[Experience], id: Uuid| all.iter().find(|one| one.id == id).cloned();
    let new = last.iter().filter(|one| find(first, one.id).is_none());
    let ids = first.iter().chain(new).map(|one| one.id);
    let both = |id| match (find(last, id), find(first, id)) {
        (Some(local), Some(remote)) => Experience::merge(find(base, id).as_ref(), &local, &remote).value,
        (local, remote) => local.or(remote).unwrap(),
    };
    ids.map(both).collect()
}

/// Every last move holds: between a record and its anchor stands only what was moved later, unless the anchor was.
fn assert_moves_hold(all: &[Experience]) {
    let newest = |one: &Experience| {
        of(one).max_by_key(|&(at, _, key)| (at, one.id, key)).map(|(at, to, _)| ((at, one.id), to))
    };
    let ordered = place::in_order(all.iter().collect());
    let position = |id: Uuid| ordered.iter().position(|one| one.id == id);
    for (index, one) in ordered.iter().enumerate() {
        let Some((moved_at, to)) = newest(one) else { continue };
        let between = match to {
            Move::First => 0..index,
            Move::Last => index + 1..ordered.len(),
            Move::Before(id) | Move::After(id) => {
                let anchor = position(id).unwrap();
                if newest(ordered[anchor]).is_some_and(|(at, _)| at > moved_at) {
                    continue;
                }
                assert_eq!(anchor < index, matches!(to, Move::After(_)));
                if anchor < index { anchor + 1..index } else { index + 1..anchor }
            }
        };
        for other in &ordered[between] {
            assert!(newest(other).is_some_and(|(at, _)| at > moved_at), "{to} of {one:?}: {other:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Without its tombstones, a section keeps its order, and no record gets a move without need.
    #[test]
    fn the_living_keep_their_order_without_the_dead(steps in vec(step(), 0..30)) {
        let mut device = Device { all: section(COUNT as u128), clock: 0, nanosecond: 0, next: 100 };
        steps.iter().for_each(|step| device.carry_out(step));
        let living: Vec<_> = place::section(&device.all, Kind::Work).into_iter().cloned().collect();
        let anchored = anchored(&living);
        prop_assert_eq!(order(&anchored), living.iter().map(|one| one.id.as_u128()).collect::<Vec<_>>());
        if order(&living) == order(&anchored) {
            prop_assert_eq!(&anchored, &living);
        }
    }

    /// Two devices that did different things end equal, whichever synced first: no record is lost, and what
    /// was moved stands where it was put.
    #[test]
    fn two_devices_end_equal(
        before in vec(step(), 0..6),
        here in vec(step(), 0..10),
        there in vec(step(), 0..10),
        (ahead, slow) in (0..20_i64, -20..20_i64),
        again in vec(step(), 0..4),
    ) {
        let mut base = Device { all: section(COUNT as u128), clock: 100, nanosecond: 0, next: 100 };
        before.iter().for_each(|step| base.carry_out(step));
        let mut one = Device { all: base.all.clone(), clock: base.clock + ahead, nanosecond: 1, next: 200 };
        let mut other = Device { all: base.all.clone(), clock: base.clock + slow, nanosecond: 2, next: 300 };
        here.iter().for_each(|step| one.carry_out(step));
        there.iter().for_each(|step| other.carry_out(step));

        let both = synced(&base.all, &one.all, &other.all);
        let reverse = synced(&base.all, &other.all, &one.all);
        let mut ids: Vec<_> = both.iter().map(|one| one.id.as_u128()).collect();
        // Which one stays of two dates is the later syncer's to say; here only the moves are compared.
        let same_dates = |of: &[Experience]| {
            let mut same = of.to_vec();
            same.iter_mut().for_each(|one| one.start_date = None);
            order(&same)
        };
        prop_assert_eq!(same_dates(&both), same_dates(&reverse));
        assert_moves_hold(&both);
        assert_moves_hold(&reverse);
        let mut ordered = order(&both);
        ordered.sort_unstable();
        ids.sort_unstable();
        prop_assert_eq!(ordered, ids);

        // Either goes on from there: only what it moves then moves.
        let mut later = Device { all: both, clock: one.clock.min(other.clock), nanosecond: 3, next: 400 };
        again.iter().for_each(|step| later.carry_out(step));
        assert_moves_hold(&later.all);
    }

    /// However often one device moves, few moves are kept: an earlier one only while another record needs it.
    #[test]
    fn few_moves_are_kept(moves in vec((0..COUNT, to()), 0..30)) {
        let mut device = Device { all: section(COUNT as u128), clock: 0, nanosecond: 0, next: 0 };
        moves.iter().for_each(|&(index, to)| device.carry_out(&Step::Move(index, to)));
        let kept: usize = device.all.iter().map(|one| of(one).count()).sum();
        prop_assert!(kept <= 3 * COUNT, "{kept}");
    }
}
