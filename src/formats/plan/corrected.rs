//! Corrections that leave too little of an entry to find it by: the issuer of an award without a date, a letter of a skill.
//!
//! The invariant: only the file that was imported before comes again, with most of its entries as they were; the entry
//! that it had then is no longer in it; and one draft and one record fit each other, and no others. A file is compared
//! with what it said last, so that a change which was made here counts on neither side.

use std::collections::HashSet;

use uuid::Uuid;

use crate::domain::{Experience, Kind};
use crate::formats::incoming::Draft;
use crate::formats::said::Said;

/// So many entries are corrected by hand between two imports, at the most. Each is compared with each record of its kind.
const MOST: usize = 100;

/// What tells one entry from another.
const KEY: [&str; 3] = ["title", "organization", "start_date"];

/// Fields that two entries rarely share by chance.
const TELLING: [&str; 3] = ["url", "text", "bullets"];

/// So many letters of a text are that entry's own.
const OWN_WORDS: usize = 20;

/// The records that the drafts without one correct, among those that nothing was found for.
pub(super) fn corrected<'a>(
    drafts: &[Draft],
    found: &[Option<&'a Experience>],
    taken: &HashSet<Uuid>,
    living: &[&'a Experience],
    format: &str,
) -> Vec<(usize, &'a Experience)> {
    let left: Vec<_> = (0..drafts.len()).filter(|index| found[*index].is_none()).collect();
    if left.len() > MOST || left.len() > drafts.len() - left.len() {
        return Vec::new();
    }
    let free = living.iter().copied().filter(|record| !taken.contains(&record.id));
    let free: Vec<_> = free.filter_map(|record| Some((record, Said::of_format(record, format)?))).collect();
    let mut pairs = Vec::new();
    for index in left {
        let draft = drafts[index].content();
        let Some(now) = Said::of_format(draft, format) else { continue };
        let fits = |(record, last): &&(&Experience, Said<'_>)| {
            draft.kind == record.kind && is_correction(draft, now, record, *last)
        };
        pairs.extend(free.iter().filter(fits).map(|(record, _)| (index, *record)));
    }
    let is_alone = |(index, record): &(usize, &Experience)| {
        let others = |(one, other): &&(usize, &Experience)| one == index || other.id == record.id;
        pairs.iter().filter(others).count() == 1
    };
    pairs.iter().copied().filter(|pair| is_alone(pair)).collect()
}

/// Whether the file may have corrected one part of the key of an entry.
fn is_correction(draft: &Experience, now: Said<'_>, record: &Experience, last: Said<'_>) -> bool {
    let differs = |part: &str| now.part(part) != last.part(part);
    let mut changed = KEY.into_iter().filter(|part| differs(part));
    let (Some(part), None) = (changed.next(), changed.next()) else { return false };
    let kept = KEY.into_iter().filter(|part| !differs(part) && now.part(part).is_some()).count();
    let is_same_beside = || now.parts().chain(last.parts()).all(|one| one == part || !differs(one));
    let is_slip = || match part {
        "title" => slips(&draft.title, &record.title),
        "organization" => draft
            .organization
            .as_ref()
            .zip(record.organization.as_ref())
            .is_some_and(|(one, other)| slips(one, other)),
        _ => false,
    };
    match kept {
        // Somebody may have worked there twice.
        2 => part != "start_date" || !draft.kind.spans_time(),
        1 => is_slip() || is_same_beside() && TELLING.into_iter().any(|part| now.part(part).is_some()),
        // More than one referee may say the same.
        _ => is_same_beside() && (is_slip() || draft.kind != Kind::Reference && has_own_words(draft)),
    }
}

fn has_own_words(one: &Experience) -> bool {
    let texts = one.text.iter().chain(one.bullets.iter().map(|bullet| &bullet.text));
    one.url.is_some() || texts.map(|text| text.chars().count()).sum::<usize>() >= OWN_WORDS
}

/// Whether one text is the other with a slip of the pen. The first letter is where the eye rests: `MSc` and `BSc`, or
/// `Danish` and `Spanish`, are two things.
fn slips(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        text.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect()
    };
    let (one, other) = (letters(one), letters(other));
    let digits =
        |text: &[char]| -> Vec<char> { text.iter().copied().filter(|letter| letter.is_numeric()).collect() };
    let most = match one.len().min(other.len()) {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    one.first() == other.first()
        && digits(&one) == digits(&other)
        && strsim::generic_damerau_levenshtein(&one, &other) <= most
}
