//! Bullets: their length, their number, how they begin and end.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Experience, Kind};

use super::passage::{self, Passage, words};
use super::{Finding, Place, Rule, Subject};

/// The longest bullet, in words: about three lines.
const LONG: usize = 45;

/// The longest bullet of a script without spaces, in characters.
const LONG_TEXT: usize = 320;

/// The most bullets of an entry.
const MANY: usize = 8;

/// So many bullets may begin with the same word.
const SAME: usize = 3;

/// Words that have a full stop and stand at an end: companies, names, numbers, and so on.
const ABBREVIATIONS: &[&str] = &[
    "inc", "ltd", "corp", "co", "cos", "bros", "assn", "dept", "univ", "jr", "sr", "esq", "etc", "al",
    "approx", "no", "nos", "vol", "ed", "eds", "fig", "hr", "hrs", "min", "mins", "sec", "mo", "yr", "yrs",
    "mgmt", "intl", "usw", "bzw", "mio", "mrd", "tsd", "std", "abt", "nr", "str", "dipl", "ing", "inkl",
    "exkl", "ggf", "ca", "vgl", "evtl", "cie", "env", "éd", "prof", "ltda", "cía", "cia", "núm", "nº", "ecc",
    "dott", "enz", "osv", "mfl", "itd", "itp", "atd", "apod", "stb", "kft", "zrt", "nyrt", "bt", "vb", "şti",
    "др", "пр", "млн", "млрд", "тыс", "руб", "κλπ",
];

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let entries = || {
        let has_bullets = |one: &&Experience| !one.has_courses() && one.kind != Kind::Reference;
        subject.experiences.iter().filter(has_bullets)
    };
    for experience in entries() {
        let bullets: Vec<_> =
            passage::of(experience).into_iter().filter(|passage| passage.is_bullet).collect();
        if bullets.len() > MANY {
            let message = format!("{} bullets are more than a reader reads", bullets.len());
            let finding = Finding::new(Rule::ManyBullets, Place::Experience(experience.id), message);
            found.push(finding.hint("keep the strongest; tags choose among them for each application"));
        }
        bullets.iter().for_each(|bullet| lengths(experience, bullet, found));
        full_stops(experience, &bullets, found);
    }
    same_bullets(subject.experiences, found);
    same_verbs(entries().flat_map(passage::of).filter(|passage| passage.is_bullet), found);
}

fn lengths(experience: &Experience, bullet: &Passage<'_>, found: &mut Vec<Finding>) {
    let text = bullet.plain();
    let count = words(&text).len();
    let name = &bullet.name;
    let mut tell = |rule, message: String| {
        found.push(Finding::new(rule, Place::Experience(experience.id), message));
    };
    if !bullet.source.contains(char::is_alphanumeric) {
        tell(Rule::EmptyBullet, format!("{name} is empty"));
    } else if count > LONG || text.chars().count() > LONG_TEXT {
        tell(Rule::LongBullet, format!("{name} has {count} words: few readers get to its end"));
    } else if count < 3 && text.is_ascii() && experience.kind == Kind::Work && !bullet.source.contains('`') {
        tell(Rule::ShortBullet, format!("{name} says little: `{}`", text.trim()));
    }
}

/// Whether the full stop at the end may be that of an abbreviation: `U.S.`, `u. a.`, `Acme Inc.`
fn ends_in_abbreviation(text: &str) -> bool {
    let Some(rest) = text.strip_suffix('.') else { return false };
    let word = rest.rsplit(|c: char| !c.is_alphanumeric() && c != '.').next().unwrap_or_default();
    let word = word.trim_start_matches('.');
    let has_one_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    // `example.org.` has a full stop within a word of its own.
    let is_initials =
        word.contains('.') && word.split('.').all(|part| (1..=2).contains(&part.chars().count()));
    has_one_letter || is_initials || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// Bullets that are whole sentences and others that are not, in one entry.
fn full_stops(experience: &Experience, bullets: &[Passage<'_>], found: &mut Vec<Finding>) {
    let texts: Vec<_> = bullets.iter().map(Passage::plain).collect();
    let ends = texts.iter().map(|text| text.trim_end()).filter(|text| !text.is_empty());
    // The full stop of `etc.` may end no sentence, and none follows an exclamation mark.
    let undecided =
        |text: &str| text.ends_with(['!', '?', ':', ';', '…', '。', '`']) || ends_in_abbreviation(text);
    let (with, without): (Vec<_>, Vec<_>) =
        ends.filter(|text| !undecided(text)).partition(|text| text.ends_with('.'));
    if !with.is_empty() && !without.is_empty() {
        let all = with.len() + without.len();
        let message = format!("not all bullets end alike: {} of {all} with a full stop", with.len());
        found.push(Finding::new(Rule::FullStops, Place::Experience(experience.id), message));
    }
}

fn same_bullets(experiences: &[Experience], found: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for experience in experiences {
        for bullet in passage::of(experience).into_iter().filter(|passage| passage.is_bullet) {
            let text = bullet.plain().to_lowercase();
            if words(&text).len() > 3 && !seen.insert(text) {
                let message = format!("{} stands in the résumé twice", bullet.name);
                found.push(Finding::new(Rule::SameBullet, bullet.place, message));
            }
        }
    }
}

fn same_verbs<'a>(bullets: impl Iterator<Item = Passage<'a>>, found: &mut Vec<Finding>) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = 0;
    for bullet in bullets {
        let text = bullet.plain();
        let Some(first) = words(&text).first().map(|word| word.to_lowercase()) else { continue };
        all += 1;
        if first.chars().count() > 3 {
            *counts.entry(first).or_default() += 1;
        }
    }
    for (word, count) in counts.into_iter().filter(|(_, count)| *count > SAME && *count * 4 >= all) {
        let message = format!("{count} of {all} bullets begin with `{word}`");
        found.push(Finding::new(Rule::SameVerb, Place::Whole, message));
    }
}
