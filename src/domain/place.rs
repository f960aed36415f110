//! Where a record stands among those of its kind: one rule for everything that prints.
//!
//! An import gives records the places of its file. They keep the file's order among themselves, whatever
//! their dates. A record without a place stands where its dates belong: before the first placed record
//! that is older, or at the end. Records without a place stand among themselves ongoing first, then newest
//! first, undated last. Where the dates of the placed ones rise, the file lists the oldest first, and so does all that
//! is put among them. Records of several files at one place follow one another by their dates, and say nothing about
//! the order of the files. Ties are broken by creation, then by id, so every device shows the same order. A deleted
//! record keeps its place, so that none moves without it; one whose import was undone never had any.
//! What the user moved stands where it was put ([`moves`]).

mod moves;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Experience, Kind, PartialDate, imported};

pub use moves::{Move, anchored, moved, same_moves};

/// The private key of the metadata that holds the place, as `{"position": n}`.
///
/// Version 0.1.0 wrote it there, beside what JSON Resume keeps of an item: homes, databases and other
/// devices may be of that version, so both stay under this key.
pub const STORED_UNDER: &str = "_json_resume";

const POSITION: &str = "position";

/// Beside it: where the section stood in a file that has an order of its own.
const SECTION: &str = "section";

/// The place of the record in its section, counted from 0; absent where nothing gave it one.
pub fn get(experience: &Experience) -> Option<u64> {
    experience.metadata.get(STORED_UNDER)?.get(POSITION)?.as_u64()
}

/// Gives the record a place in its section, or takes it away.
pub fn set(experience: &mut Experience, place: Option<u64>) {
    let mut stored = match experience.metadata.remove(STORED_UNDER) {
        Some(Value::Object(stored)) => stored,
        _ => Map::new(),
    };
    stored.remove(POSITION);
    stored.extend(place.map(|place| (POSITION.to_owned(), place.into())));
    if !stored.is_empty() {
        experience.metadata.insert(STORED_UNDER.to_owned(), Value::Object(stored));
    }
}

/// Where the section of the record stood in its file, counted from 0; absent where the file had the usual order.
pub fn in_file(experience: &Experience) -> Option<u64> {
    experience.metadata.get(STORED_UNDER)?.get(SECTION)?.as_u64()
}

/// Keeps where the section of the record stands in its file.
pub fn set_in_file(experience: &mut Experience, section: u64) {
    let stored = experience.metadata.entry(STORED_UNDER).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(stored) = stored {
        stored.insert(SECTION.to_owned(), section.into());
    }
}

/// The kinds whose sections had an order of their own in a file, in that order.
pub fn file_order<'a>(experiences: impl IntoIterator<Item = &'a Experience>) -> Vec<Kind> {
    let placed = experiences.into_iter().filter_map(|one| Some((in_file(one)?, one.kind)));
    let mut placed: Vec<_> = placed.collect();
    placed.sort_unstable();
    let mut order: Vec<Kind> = Vec::new();
    for (_, kind) in placed {
        if !order.contains(&kind) {
            order.push(kind);
        }
    }
    order
}

/// All records of a kind with the tombstones, of records in any order, in the order of their section.
pub fn whole_section<'a>(
    experiences: impl IntoIterator<Item = &'a Experience>,
    kind: Kind,
) -> Vec<&'a Experience> {
    in_order(experiences.into_iter().filter(|one| one.kind == kind).collect())
}

/// The living records of a kind, in the order of their section. The tombstones must be there, too: what was
/// moved may have one as its anchor.
pub fn section<'a>(experiences: impl IntoIterator<Item = &'a Experience>, kind: Kind) -> Vec<&'a Experience> {
    let mut section = whole_section(experiences, kind);
    section.retain(|one| !one.is_deleted());
    section
}

/// The living records, section by section, each in its order. The tombstones must be there, too.
pub fn sections(experiences: &[Experience]) -> Vec<&Experience> {
    Kind::ALL.into_iter().flat_map(|kind| section(experiences, kind)).collect()
}

/// The living records of a kind, of records that are in the order of their sections: a choice of them is in
/// order, too, although it may lack an anchor.
pub fn of_kind<'a>(ordered: impl IntoIterator<Item = &'a Experience>, kind: Kind) -> Vec<&'a Experience> {
    ordered.into_iter().filter(|one| one.kind == kind && !one.is_deleted()).collect()
}

/// Where each record stands among all, counted over the sections; tombstones count.
pub fn ranks<'a>(experiences: impl IntoIterator<Item = &'a Experience> + Clone) -> HashMap<Uuid, usize> {
    let all = Kind::ALL.into_iter().flat_map(|kind| whole_section(experiences.clone(), kind));
    all.enumerate().map(|(rank, one)| (one.id, rank)).collect()
}

/// Brings all records of one kind, with the tombstones, into the order of their section.
pub fn in_order(records: Vec<&Experience>) -> Vec<&Experience> {
    moves::replay(by_places_and_dates(records))
}

fn by_places_and_dates(records: Vec<&Experience>) -> Vec<&Experience> {
    let total = records.len();
    let (mut placed, mut others): (Vec<_>, Vec<_>) = records.into_iter().partition(|one| get(one).is_some());
    let is_any_left = placed.iter().any(|one| !one.is_deleted());
    let date_that_counts =
        |one: &Experience| recency(one).filter(|_| is_any_left && !imported::is_undone(one));
    let rises = rises(placed.iter().filter_map(|one| get(one).zip(date_that_counts(one))));
    let before = |one: Recency, other: Recency| {
        if rises { one.date < other.date } else { one > other }
    };
    if rises {
        let by_date = |one: &&Experience| {
            let date = recency(one).map(|recency| recency.date);
            (date.is_none(), date, one.created_at, one.id)
        };
        others.sort_by_cached_key(by_date);
        placed.sort_by_cached_key(|one| (get(one), by_date(one)));
    } else {
        let by_recency = |one: &&Experience| (Reverse(recency(one)), one.created_at, one.id);
        others.sort_by_cached_key(by_recency);
        placed.sort_by_cached_key(|one| (get(one), by_recency(one)));
    }

    let mut ordered = Vec::with_capacity(total);
    let mut others = others.into_iter().peekable();
    for one in placed {
        // Nothing stands before an undated record.
        if let Some(date) = date_that_counts(one) {
            while let Some(first) =
                others.next_if(|other| recency(other).is_some_and(|other| before(other, date)))
            {
                ordered.push(first);
            }
        }
        ordered.push(one);
    }
    ordered.extend(others);
    ordered
}

/// Whether records are listed oldest first, by their places: by their starts, or by their ends.
fn rises(placed: impl Iterator<Item = (u64, Recency)>) -> bool {
    let mut places: BTreeMap<u64, Vec<Recency>> = BTreeMap::new();
    for (place, date) in placed {
        places.entry(place).or_default().push(date);
    }
    let spans = |of: fn(Recency) -> (bool, PartialDate)| -> Vec<_> {
        let keys = |dates: &Vec<Recency>| dates.iter().copied().map(of).collect::<Vec<_>>();
        places
            .values()
            .map(keys)
            .filter_map(|keys| Some((*keys.iter().min()?, *keys.iter().max()?)))
            .collect()
    };
    let starts = spans(|one| (false, one.date));
    let rise = |spans: &[(_, _)]| spans.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    let differ = starts.first().zip(starts.last()).is_some_and(|(first, last)| first.1 < last.0);
    differ && (rise(&starts) || rise(&spans(Recency::by_end)))
}

/// How recent a record is; what compares greater is newer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recency {
    ongoing: bool,
    date: PartialDate,
    end: Option<PartialDate>,
}

impl Recency {
    /// The same by the end: what goes on, then what ended last.
    pub(super) fn by_end(self) -> (bool, PartialDate) {
        (self.ongoing, self.end.unwrap_or(self.date))
    }
}

/// Absent where the record bears no date.
pub fn recency(experience: &Experience) -> Option<Recency> {
    let Experience { kind, start_date: start, end_date: end, .. } = experience;
    let ongoing = kind.spans_time() && start.is_some() && end.is_none();
    Some(Recency { ongoing, date: start.or(*end)?, end: *end })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn dated(id: u128, start: &str, end: &str, place: Option<u64>) -> Experience {
        let mut one = Experience::new(Uuid::from_u128(id), Kind::Work, "", Timestamp::UNIX_EPOCH);
        (one.start_date, one.end_date) = (start.parse().ok(), end.parse().ok());
        set(&mut one, place);
        one
    }

    fn ids(records: &[&Experience]) -> Vec<u128> {
        records.iter().map(|one| one.id.as_u128()).collect()
    }

    #[test]
    fn a_record_without_a_place_stands_where_its_dates_belong() {
        // The file is in no order of dates.
        let file = [("2015", "2019"), ("2019", ""), ("", ""), ("2008", "2009"), ("2012", "2014")];
        let mut all: Vec<_> =
            (0..).zip(file).map(|(n, (start, end))| dated(n.into(), start, end, Some(n))).collect();
        all.push(dated(10, "2010", "2011", None));
        all.push(dated(11, "2021", "2022", None));
        all.push(dated(12, "2001", "", None));
        all.push(dated(13, "2000", "2001", None));
        all.push(dated(14, "", "", None));
        assert_eq!(ids(&in_order(all.iter().collect())), [12, 11, 0, 1, 2, 10, 3, 4, 13, 14]);
    }

    #[test]
    fn a_file_that_lists_the_oldest_first_stays_so() {
        let file = [("2006", "2010"), ("2008", ""), ("2010", "2015"), ("2015", "")];
        let mut all: Vec<_> =
            (0..).zip(file).map(|(n, (start, end))| dated(n.into(), start, end, Some(n))).collect();
        all.push(dated(10, "2012", "2013", None));
        all.push(dated(11, "2016", "", None));
        all.push(dated(12, "2012", "", None));
        all.push(dated(13, "", "", None));
        all.push(dated(14, "2001", "2002", None));
        assert_eq!(ids(&in_order(all.iter().collect())), [14, 0, 1, 2, 10, 12, 3, 11, 13]);
        // One entry, or equal ones, say nothing.
        let one = [dated(0, "2006", "2010", Some(0)), dated(10, "2016", "", None)];
        assert_eq!(ids(&in_order(one.iter().collect())), [10, 0]);
    }

    #[test]
    fn entries_of_several_files_at_one_place_say_nothing_about_the_order() {
        let all = [
            dated(0, "2020", "2021", Some(0)),
            dated(1, "2022", "2023", Some(0)),
            dated(2, "2023", "", None),
            dated(3, "2010", "2015", None),
        ];
        assert_eq!(ids(&in_order(all.iter().collect())), [2, 1, 0, 3]);
    }

    #[test]
    fn what_was_deleted_keeps_its_place_unless_its_import_was_undone() {
        let mut all = [
            dated(3, "2006", "2010", Some(0)),
            dated(4, "2010", "2015", Some(1)),
            dated(5, "2019", "", Some(2)),
            dated(10, "2001", "2002", None),
            dated(11, "2023", "2024", None),
        ];
        let living = |all: &[Experience]| ids(&section(all, Kind::Work));
        assert_eq!(living(&all), [10, 3, 4, 5, 11]);
        all[1].deleted_at = Some(Timestamp::UNIX_EPOCH);
        all[2].deleted_at = Some(Timestamp::UNIX_EPOCH);
        assert_eq!(living(&all), [10, 3, 11]);
        let mut undone = all.clone();
        for one in &mut undone[1..3] {
            one.metadata.insert(imported::IMPORT.to_owned(), json!({}));
            imported::note_undone(one);
        }
        assert_eq!(living(&undone), [11, 3, 10]);
        all[0].deleted_at = Some(Timestamp::UNIX_EPOCH);
        assert_eq!(living(&all), [11, 10]);
    }

    #[test]
    fn ongoing_stands_before_finished_and_undated_last() {
        let all = [
            dated(1, "", "", None),
            dated(2, "2020", "2021", None),
            dated(3, "2010", "", None),
            dated(4, "", "2023", None),
            dated(5, "2020", "2024", None),
        ];
        assert_eq!(ids(&in_order(all.iter().collect())), [3, 4, 5, 2, 1]);
    }

    #[test]
    fn a_date_of_an_award_is_no_beginning() {
        let award = |id, date| Experience { kind: Kind::Award, ..dated(id, date, "", None) };
        let ended = Experience { kind: Kind::Award, ..dated(3, "2020", "2021", None) };
        let all = [award(1, "2010"), ended, award(2, "2022")];
        assert_eq!(ids(&in_order(all.iter().collect())), [2, 3, 1]);
    }

    #[test]
    fn the_stored_form_is_that_of_version_0_1_0() {
        let mut one = dated(1, "", "", None);
        one.metadata =
            serde_json::from_value(json!({"_json_resume": {"item": {"x": 1}, "position": 3}})).unwrap();
        assert_eq!(get(&one), Some(3));
        set(&mut one, Some(7));
        assert_eq!(json!(one.metadata), json!({"_json_resume": {"item": {"x": 1}, "position": 7}}));
        set(&mut one, None);
        assert_eq!(json!(one.metadata), json!({"_json_resume": {"item": {"x": 1}}}));
        one.metadata = serde_json::from_value(json!({"_json_resume": "odd"})).unwrap();
        assert_eq!(get(&one), None);
        set(&mut one, None);
        assert!(one.metadata.is_empty());
    }

    fn record() -> impl Strategy<Value = Experience> {
        let date = prop::sample::select(vec!["", "2001", "2001-05", "2001-05-01", "2010", "2010-02"]);
        (date.clone(), date, prop::option::of(0..4_u64), 0..3_i64).prop_map(|(start, end, place, created)| {
            let created_at = Timestamp::from_second(created).unwrap();
            Experience { created_at, ..dated(0, start, end, place) }
        })
    }

    fn numbered() -> impl Strategy<Value = Vec<Experience>> {
        vec(record(), 0..12).prop_map(|mut records| {
            (1..).zip(&mut records).for_each(|(id, one)| one.id = Uuid::from_u128(id));
            records
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_device_shows_the_same_order(
            (records, shuffled) in numbered().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
        ) {
            let ordered = ids(&in_order(records.iter().collect()));
            prop_assert_eq!(&ids(&in_order(shuffled.iter().collect())), &ordered);
            let mut all = ordered;
            all.sort_unstable();
            prop_assert_eq!(all, (1..=records.len() as u128).collect::<Vec<_>>());
        }

        #[test]
        fn a_new_record_moves_no_other(records in numbered(), new in record()) {
            let new = Experience { id: Uuid::from_u128(99), ..new };
            let before = ids(&in_order(records.iter().collect()));
            if get(&new).is_none() {
                let mut after = ids(&in_order(records.iter().chain([&new]).collect()));
                after.retain(|id| *id != 99);
                prop_assert_eq!(after, before);
            }
        }

        #[test]
        fn dates_decide_between_placed_records_and_others(records in numbered()) {
            let ordered = in_order(records.iter().collect());
            let places: Vec<_> = ordered.iter().filter_map(|one| get(one)).collect();
            prop_assert!(places.is_sorted());
            let rises = rises(ordered.iter().filter_map(|one| get(one).zip(recency(one))));
            for (index, one) in ordered.iter().enumerate().filter(|(_, one)| get(one).is_none()) {
                let follows = |other: &Experience| {
                    let dates = recency(one).zip(recency(other)).filter(|_| get(other).is_some());
                    dates.is_some_and(|(one, other)| if rises { one.date < other.date } else { one > other })
                };
                prop_assert!(!ordered[..index].iter().copied().any(follows));
                let next = ordered[index..].iter().copied().find(|other| get(other).is_some());
                prop_assert!(next.is_none_or(follows));
            }
        }
    }
}
