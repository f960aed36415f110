//! Which record each item of a file stands for.
//!
//! The invariant: two different jobs never become one. Whatever fits exactly is found first, and a record is found
//! once. What is left may differ in one of title, organization and start, where nothing else speaks against it. That
//! neither has a title, or an organization, is no difference; there more has to speak for it.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use serde_json::Value;
use uuid::Uuid;

use super::corrected::corrected;
use crate::domain::{Experience, Kind, PartialDate, Print, degree_and_area, folded, place};
use crate::formats::incoming::{Draft, Wording};
use crate::formats::said::Said;

/// How alike two names are that may be one, at the least.
const ALIKE: f64 = 0.9;

/// The record that each draft stands for, if there is one. In this order: of drafts that say the same, the records that
/// the last import made of such ones, whatever became of them since; a living record of equal words, or of which an
/// export says these; of the same id at the source; of the same natural key, edited here or in the file, or in an
/// export; of the natural key that the source gave at the last import; with two of the three parts of the key, as they
/// are or as the source gave them; a deleted one of equal words; and the one that the file had in its place ([`corrected`]).
/// The n-th of equal drafts is the n-th of the records.
pub(super) fn recognise<'a>(
    drafts: &[Draft],
    wording: &dyn Wording,
    existing: &[&'a Experience],
) -> Vec<Option<&'a Experience>> {
    let (dead, living): (Vec<_>, Vec<_>) = in_order(existing).into_iter().partition(|one| one.is_deleted());
    let words = |record: &Experience| Some((record.kind, wording.words(record)));
    let natural_key = |record: &Experience| wording.natural_key(record);

    let mut matching = Matching { drafts, found: vec![None; drafts.len()], taken: HashSet::new() };
    Kind::ALL.into_iter().for_each(|kind| matching.find_section(kind, &living, wording));
    matching.pass_twins(&living, wording);
    matching.pass(&living, words);
    let echoes = matching.echoes(&living, wording);
    let echo = |record: &Experience| echoes.get(&record.id);
    matching.pass_between(&living, words, |record| words(echo(record)?));
    let format = wording.name();
    let source = |record: &Experience| Said::nearest(record, format)?.source(record.kind);
    matching.pass(&living, source);
    matching.pass(&living, natural_key);
    matching.pass_between(&living, natural_key, |record| natural_key(echo(record)?));
    let as_imported = |record: &Experience| Said::nearest(record, format)?.natural_key(record.kind);
    matching.pass(&living, as_imported);
    matching.pass_but_one(&living, wording, pairs);
    matching.pass_but_one(&living, wording, |one| pairs_as_imported(one, format));
    matching.pass(&dead, words);
    let Matching { mut found, taken, .. } = matching;
    for (index, record) in corrected(drafts, &found, &taken, &living, format) {
        found[index] = Some(record);
    }
    found
}

/// Section by section, each in its order.
fn in_order<'a>(records: &[&'a Experience]) -> Vec<&'a Experience> {
    let all = records.iter().copied();
    Kind::ALL.into_iter().flat_map(|kind| place::whole_section(all.clone(), kind)).collect()
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
        self.pass_between(records, &key, &key);
    }

    /// Gives the drafts that have none yet the records of whose keys one is theirs, in order.
    fn pass_between<K: Ord>(
        &mut self,
        records: &[&'a Experience],
        key_of_draft: impl Fn(&Experience) -> Option<K>,
        key: impl Fn(&Experience) -> Option<K>,
    ) {
        let mut free: BTreeMap<K, VecDeque<&'a Experience>> = BTreeMap::new();
        for &record in records.iter().filter(|record| !self.taken.contains(&record.id)) {
            if let Some(key) = key(record) {
                free.entry(key).or_default().push_back(record);
            }
        }
        if free.is_empty() {
            return;
        }
        for (draft, found) in self.drafts.iter().zip(&mut self.found).filter(|(_, found)| found.is_none()) {
            *found = key_of_draft(draft.content()).and_then(|key| free.get_mut(&key)?.pop_front());
            self.taken.extend(found.map(|found| found.id));
        }
    }

    /// What an export says of the records that no draft has found, if there are drafts left.
    fn echoes(&self, records: &[&'a Experience], wording: &dyn Wording) -> HashMap<Uuid, Experience> {
        if self.found.iter().all(Option::is_some) {
            return HashMap::new();
        }
        let free = records.iter().filter(|record| !self.taken.contains(&record.id));
        free.filter_map(|record| Some((record.id, wording.echo(record)?))).collect()
    }

    /// Gives drafts that say the same, in their order, the records that were imported from them.
    fn pass_twins(&mut self, records: &[&'a Experience], wording: &dyn Wording) {
        let whole = |one: &Experience| Some((one.kind, Said::nearest(one, wording.name())?.whole()));
        let mut count = BTreeMap::new();
        if records.iter().any(|record| !self.taken.contains(&record.id)) {
            let without = self.drafts.iter().zip(&self.found).filter(|(_, found)| found.is_none());
            without
                .filter_map(|(draft, _)| whole(draft.content()))
                .for_each(|key| *count.entry(key).or_insert(0) += 1);
        }
        count.retain(|_, drafts| *drafts > 1);
        if !count.is_empty() {
            self.pass(records, |one| whole(one).filter(|key| count.contains_key(key)));
        }
    }

    /// Gives the drafts that have none yet the records that differ in one of title, organization and start.
    fn pass_but_one(
        &mut self,
        records: &[&'a Experience],
        wording: &dyn Wording,
        pairs: impl Fn(&Experience) -> Vec<Pair>,
    ) {
        let mut free: HashMap<(Kind, Pair), Vec<&'a Experience>> = HashMap::new();
        for &record in records.iter().filter(|record| !self.taken.contains(&record.id)) {
            for pair in pairs(record) {
                free.entry((record.kind, pair)).or_default().push(record);
            }
        }
        if free.is_empty() {
            return;
        }
        for (draft, found) in self.drafts.iter().zip(&mut self.found).filter(|(_, found)| found.is_none()) {
            let draft = draft.content();
            *found = pairs(draft).into_iter().find_map(|pair| {
                let candidates = free.get(&(draft.kind, pair))?.iter().copied();
                let mut free = candidates.filter(|record| !self.taken.contains(&record.id));
                free.find(|record| is_plausible(draft, record, &pair, wording))
            });
            self.taken.extend(found.map(|found| found.id));
        }
    }
}

/// Two of the three parts of the natural key, as hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Pair {
    /// One of the two at the least.
    TitleAndPlace(Option<Print>, Option<Print>),
    TitleAndStart(Print, Print),
    PlaceAndStart(Print, Print),
    /// Of what has a title alone, the text: of a reference, what is said.
    Text(Print),
}

fn pairs(one: &Experience) -> Vec<Pair> {
    let title = Some(degree(one)).filter(|title| !title.is_empty()).map(Print::of);
    let place = one.organization.as_ref().map(Print::of);
    let start = one.start_date.map(|start| Print::of(start.to_string()));
    let is_titled_alone = place.is_none() && start.is_none();
    let text = one.text.as_ref().filter(|_| is_titled_alone).map(|text| Pair::Text(Print::of(text)));
    of_parts(title, place, start).into_iter().chain(text).collect()
}

/// The title; of an education the degree without its subject, which may stand with it or in a field of its own.
fn degree(one: &Experience) -> &str {
    match one.metadata.get("area").and_then(Value::as_str) {
        _ if one.kind != Kind::Education => &one.title,
        Some(area) if one.title.is_empty() => area,
        Some(_) => &one.title,
        None => degree_and_area(&one.title).map_or(&one.title, |(degree, _)| degree),
    }
}

/// The subject of a degree, in its own field or with the title.
fn subject(one: &Experience) -> Option<&str> {
    let area = one.metadata.get("area").and_then(Value::as_str);
    area.or_else(|| degree_and_area(&one.title).map(|(_, area)| area)).filter(|_| one.kind == Kind::Education)
}

/// The pairs of what the source said at the last import, whatever became of the record since.
fn pairs_as_imported(one: &Experience, format: &str) -> Vec<Pair> {
    let said = Said::nearest(one, format).and_then(|said| said.natural_key(one.kind));
    let Some((_, parts)) = said else { return Vec::new() };
    let [title, place, start] = parts.map(|part| Some(part).filter(|part| !part.is_empty()).map(Print::of));
    of_parts(title, place, start)
}

fn of_parts(title: Option<Print>, place: Option<Print>, start: Option<Print>) -> Vec<Pair> {
    let pairs = [
        (title.is_some() || place.is_some()).then_some(Pair::TitleAndPlace(title, place)),
        place.zip(start).map(|(place, start)| Pair::PlaceAndStart(place, start)),
        title.zip(start).map(|(title, start)| Pair::TitleAndStart(title, start)),
    ];
    pairs.into_iter().flatten().collect()
}

/// Whether the part of the key that is not in the pair may have been corrected.
fn is_plausible(draft: &Experience, record: &Experience, pair: &Pair, wording: &dyn Wording) -> bool {
    let same_source = Said::of_format(record, wording.name()).is_some();
    let same_end = draft.end_date.is_some() && draft.end_date == record.end_date;
    let month_is_known = || draft.start_date.is_some_and(|date| date.month().is_some());
    let other_subject = |one: &Experience, other: &Experience| {
        subject(one).zip(subject(other)).is_some_and(|(one, other)| !alike(one, other))
    };
    match pair {
        Pair::TitleAndPlace(..) => {
            let times = match (draft.start_date, record.start_date) {
                (Some(one), Some(other)) if draft.kind.spans_time() => {
                    same_end || overlap(draft, one, record, other)
                }
                (Some(one), Some(other)) => one.year() == other.year(),
                _ => true,
            };
            let is_whole = matches!(pair, Pair::TitleAndPlace(Some(_), Some(_)));
            times && !other_subject(draft, record) && (is_whole || is_corrected(draft, record, same_source))
        }
        Pair::PlaceAndStart(..) => {
            let names = alike(&draft.title, &record.title);
            !other_subject(draft, record) && (names || same_end || same_source || month_is_known())
        }
        Pair::TitleAndStart(..) => match (&draft.organization, &record.organization) {
            (Some(one), Some(other)) => alike(one, other) || (month_is_known() && (same_end || same_source)),
            _ => true,
        },
        // More than one may say the same, such as "Available on request".
        Pair::Text(_) if draft.kind == Kind::Reference => {
            let (one, other) = (&draft.title, &record.title);
            name_one_person(one, other) && (same_source || alike(one, other))
        }
        Pair::Text(_) => alike(&draft.title, &record.title),
    }
}

/// Whether a record without a title, or without an organization, may be the draft with another start: one word of both
/// says little.
fn is_corrected(draft: &Experience, record: &Experience, same_source: bool) -> bool {
    let links = draft.url.as_ref().zip(record.url.as_ref());
    let same_end = draft.end_date.is_some() && draft.end_date == record.end_date;
    let starts = match (draft.start_date, record.start_date) {
        (Some(one), Some(other)) => {
            let is_coarser = one.month().is_none() || other.month().is_none();
            let years = one.year().abs_diff(other.year());
            same_end || (is_coarser && years == 0) || (same_source && years <= 1)
        }
        _ => same_source,
    };
    starts && links.is_none_or(|(one, other)| one == other)
}

/// Whether the two last at one time, whatever the missing parts of their dates may be.
fn overlap(one: &Experience, one_start: PartialDate, other: &Experience, other_start: PartialDate) -> bool {
    let ends_before =
        |one: &Experience, start: PartialDate| one.end_date.is_some_and(|end| end.is_before(start));
    !ends_before(one, other_start) && !ends_before(other, one_start)
}

fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let within = |long: &str, short: &str| short.len() >= 3 && long.contains(short);
    within(&one, &other) || within(&other, &one) || strsim::jaro_winkler(&one, &other) > ALIKE
}

/// Whether two texts name one person: `J. Smith`, `Dr. Jane Smith, CEO` and `Jane M. Smith`.
fn name_one_person(one: &str, other: &str) -> bool {
    let (one, other) = (name(one), name(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let ([first, .., last], [long_first, between @ .., long_last]) = (&short[..], &long[..]) else {
        // `Juan` and `Juan P.`
        return short.first() == long.first();
    };
    let is_one = |one: &str, other: &str| {
        let stands_for =
            |initial: &str, name: &str| initial.chars().count() == 1 && name.starts_with(initial);
        one == other || stands_for(one, other) || stands_for(other, one)
    };
    let mut others = between.iter();
    let between = &short[1..short.len() - 1];
    last == long_last
        && is_one(first, long_first)
        && between.iter().all(|name| others.any(|other| is_one(name, other)))
}

/// The words of a name as they are compared, without a title before it and what stands behind a comma. One word before
/// the comma may be a surname: then it is the whole text.
fn name(text: &str) -> Vec<String> {
    const TITLES: [&str; 7] = ["dr", "prof", "mr", "mrs", "ms", "herr", "frau"];
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| letter.is_whitespace() || ".,".contains(letter));
        let words = words.map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
        words.filter(|word| !word.is_empty()).map(folded).collect()
    };
    let mut name = words(text.split(',').next().unwrap_or_default());
    while name.len() > 2 && TITLES.contains(&name[0].as_str()) {
        name.remove(0);
    }
    if name.len() < 2 { words(text) } else { name }
}
