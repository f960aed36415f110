//! Numbers, however they are written.
//!
//! `1,000`, `1.000`, `1 000`, `1k` and `one thousand` are one number; `40`, `40 %` and `40 €` are three. A
//! comma or a point before groups of three digits separates thousands, unless the first group starts with
//! a zero; any other starts a fraction. Words of one number belong together: `twenty-five` is not five,
//! `two hundred and fifty` not fifty, `half a million` not a million, `two dozen` not two.
//!
//! An ambiguous word is no number: `5m` may be metres and `5b` bytes, unless a currency stands before it;
//! `million` after anything but `one` or `a` may be several; in `5 to 10 million` the five counts millions.

use crate::ai::words::{Word, fold, parts};

/// Values are counted in billionths, so that `1.5` equals `1,50`. A number with a finer fraction is a word.
const UNIT: u128 = 1_000_000_000;

const DOZEN: u128 = 12;

/// A number, and what it counts if a sign says so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::ai) struct Number {
    value: u128,
    /// `%`, or a currency.
    sign: Option<char>,
}

impl Number {
    pub(super) fn is_year(&self) -> bool {
        let years = 1900 * UNIT..=2100 * UNIT;
        self.sign.is_none() && years.contains(&self.value) && self.value.is_multiple_of(UNIT)
    }
}

/// A number in a text. It takes as many `words` and, with its sign, the bytes from `start` to `end`.
#[derive(Debug)]
pub(super) struct Found {
    pub number: Number,
    pub words: usize,
    pub start: usize,
    pub end: usize,
    /// Whether `k`, `thousand` or the like ends it, which may hold for the number before it too.
    scaled: bool,
}

/// The number that starts with the word at `index`, if one does.
pub(super) fn at(text: &str, all: &[Word<'_>], index: usize) -> Option<Found> {
    let found = read(text, all, index)?;
    let to = range(text, all, index + found.words, found.end).and_then(|second| read(text, all, second));
    let bare = found.number.sign.is_none() && !found.number.is_year();
    let shares = |to: &Found| (to.scaled && !found.scaled) || (to.number.sign.is_some() && bare);
    to.is_none_or(|to| !shares(&to)).then_some(found)
}

/// The index of the second number of a range, if the first one ends at byte `end`, before the word `next`.
fn range(text: &str, all: &[Word<'_>], next: usize, end: usize) -> Option<usize> {
    let word = all.get(next)?;
    let gap = text.get(end..word.start)?;
    let is_dash = |c| matches!(c, '-' | '–' | '—');
    let dashed = gap.contains(is_dash);
    let joins = dashed || matches!(fold(word.text).as_str(), "to" | "or" | "bis" | "oder");
    let near = gap.chars().all(|c| is_dash(c) || is_space(c) || is_sign(c));
    (joins && near).then_some(if dashed { next } else { next + 1 })
}

/// Reads the words that say one number together, twelve at the most. A compound belongs to it if all of its parts do:
/// `twenty-five`, but not `24-hour`.
fn read(text: &str, all: &[Word<'_>], index: usize) -> Option<Found> {
    let first = all.get(index)?;
    let words = all.iter().enumerate().skip(index).take(12);
    let parts: Vec<_> =
        words.flat_map(|(index, word)| pieces(word).into_iter().map(move |part| (index, part))).collect();
    let next = |at: usize| {
        let (_, part) = parts.get(at)?;
        let before = at.checked_sub(1).and_then(|before| parts.get(before));
        before.is_none_or(|(_, before)| is_gap(text, before, part)).then(|| fold(part.text))
    };
    let is_next = |at: usize, wanted: &str| next(at).is_some_and(|word| word == wanted);
    // How many words the first `count` parts are, if they are whole ones.
    let ends = |count: usize| {
        let (last, _) = parts.get(count.checked_sub(1)?)?;
        parts.get(count).is_none_or(|(next, _)| next != last).then_some(*last + 1 - index)
    };
    // The sum so far, the group that the next scale multiplies, and two limits: what is added to the group
    // has to be below `room`, and the group below `limit`, the scale before it.
    let (mut total, mut group, mut room, mut limit) = (0_u128, 0_u128, u128::MAX, u128::MAX);
    let (mut count, mut found) = (0, None);
    let start = next(0)?;
    if let "half" | "quarter" = start.as_str() {
        count = 1 + usize::from(is_next(1, "of"));
        count += usize::from(is_next(count, "a"));
        scale(&next(count)?)?;
        group = if start == "half" { UNIT / 2 } else { UNIT / 4 };
    } else if scale(&start).is_some() {
        // `one thousand` starts with a word that is no number by itself.
        let before = all.get(index.checked_sub(1)?).filter(|before| is_gap(text, before, first))?;
        let one = matches!(fold(before.text).as_str(), "a" | "one" | "ein" | "eine");
        group = (one && !start.ends_with('s')).then_some(UNIT)?;
    }
    while let Some(word) = next(count) {
        // More may follow after `hundred` and `thousand`, with or without an `and`.
        let open = room > DOZEN * UNIT;
        let and = word == "and" && count > 0;
        if let Some(factor) = scale(&word) {
            group = group.checked_mul(factor).filter(|group| *group < limit)?;
            room = if factor == DOZEN { 0 } else { factor * UNIT };
            count += 1;
        } else if and && !open && is_next(count + 1, "a") && is_next(count + 2, "half") {
            group = group.saturating_add(UNIT / 2);
            count += 3;
        } else {
            let word = if and && open { next(count + 1).unwrap_or_default() } else { word };
            // Figures after an `and` or `twenty` are another number, and a first `one` is a word.
            let figures = figures(&word).filter(|_| open && !and);
            let named = named(&word).filter(|value| count > 0 || *value != UNIT);
            let Some(value) = figures.or(named).filter(|value| *value < room) else { break };
            if room > 100 * UNIT {
                (total, group, limit) = (total.checked_add(group)?, 0, room);
            }
            group = group.checked_add(value)?;
            room = if named.is_some() && value >= 20 * UNIT { 10 * UNIT } else { 0 };
            count += 1 + usize::from(and);
        }
        found = ends(count).map(|words| (words, total.saturating_add(group))).or(found);
    }
    let counted = next(count).and_then(|word| unit(&word)).filter(|_| count > 0);
    let counted = counted.and_then(|sign| Some((sign, ends(count + 1)?)));
    let (words, value) = counted.map(|(_, words)| (words, total.saturating_add(group))).or(found)?;
    let last = all.get(index + words - 1)?;
    let signed = signed(text, first.start, last.end());
    let (sign, start, end) = counted.map_or(signed, |(sign, _)| (Some(sign), first.start, last.end()));
    // Metres, minutes or bytes as well as millions or billions.
    let unit = first.text.strip_suffix(['m', 'b', 'B']);
    let doubtful = unit.is_some_and(|figures| figures.ends_with(char::is_numeric));
    let ending = fold(pieces(last).last()?.text);
    let scaled =
        scale(&ending).is_some() || figures(&ending).is_some() && ending.ends_with(char::is_alphabetic);
    let found = Found { number: Number { value, sign }, words, start, end, scaled };
    (!doubtful || sign.is_some_and(|sign| sign != '%')).then_some(found)
}

/// The sign before or behind a number, and where the number starts and ends with it.
fn signed(text: &str, start: usize, end: usize) -> (Option<char>, usize, usize) {
    let plain = |sign| if matches!(sign, '％' | '٪') { '%' } else { sign };
    let after = text.get(end..).unwrap_or_default().trim_start_matches(is_space);
    let before = text.get(..start).unwrap_or_default().trim_end_matches(is_space);
    if let Some(sign) = after.chars().next().filter(|c| is_sign(*c)) {
        (Some(plain(sign)), start, text.len() - after.len() + sign.len_utf8())
    } else if let Some(sign) = before.chars().next_back().filter(|c| is_sign(*c) && *c != '%') {
        (Some(plain(sign)), before.len() - sign.len_utf8(), end)
    } else {
        (None, start, end)
    }
}

/// The value of digits with their separators and a suffix such as `k`.
fn figures(word: &str) -> Option<u128> {
    let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match word.get(number.len()..)? {
        "" => 1,
        "m" => 1_000_000,
        "b" => 1_000_000_000,
        suffix => scale(suffix).filter(|_| suffix.len() <= 3)?,
    };
    let groups: Vec<&str> = number.split([',', '.', '\'', ' ', '\u{a0}', '\u{2009}', '\u{202f}']).collect();
    // After a zero comes a fraction.
    let thousands = |groups: &[&str]| {
        groups.first().is_some_and(|first| first.len() <= 3 && !first.starts_with('0'))
            && groups.iter().skip(1).all(|group| group.len() == 3)
    };
    let fraction = match groups.split_last()? {
        (_, rest) if rest.is_empty() || thousands(&groups) => 0,
        (last, rest) if number.contains([',', '.']) && (rest.len() == 1 || thousands(rest)) => last.len(),
        // A version or an address is a word.
        _ => return None,
    };
    let unit = UNIT / 10_u128.checked_pow(fraction.try_into().ok()?)?;
    groups.concat().parse::<u128>().ok()?.checked_mul(factor)?.checked_mul(unit).filter(|_| unit > 0)
}

/// The value of the name of a number up to twenty, or of a round one.
fn named(word: &str) -> Option<u128> {
    const NAMES: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
        sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety";
    let (place, _) = (0..).zip(NAMES.split(' ')).find(|(_, name)| *name == word)?;
    Some(UNIT * if place < 20 { place } else { (place - 18) * 10 })
}

/// The sign that stands for a word behind a number.
fn unit(word: &str) -> Option<char> {
    match word {
        "percent" | "pct" | "prozent" => Some('%'),
        "dollar" | "dollars" | "usd" => Some('$'),
        "euro" | "euros" | "eur" => Some('€'),
        _ => None,
    }
}

/// What the number before the word is multiplied by.
pub(super) fn scale(word: &str) -> Option<u128> {
    match word {
        "dozen" => Some(DOZEN),
        "hundred" => Some(100),
        "k" | "thousand" | "tausend" => Some(1_000),
        "million" | "millions" | "mio" | "millionen" => Some(1_000_000),
        "billion" | "billions" | "bn" | "mrd" => Some(1_000_000_000),
        _ => None,
    }
}

/// The parts of a compound where they stand; any other word is its own only part.
pub(super) fn pieces<'a>(word: &Word<'a>) -> Vec<Word<'a>> {
    let mut from = 0;
    let place = |text: &'a str| {
        from += word.text.get(from..).and_then(|rest| rest.find(text)).unwrap_or_default();
        let start = word.start + from;
        from += text.len();
        Word { text, start, opens: word.opens && start == word.start }
    };
    parts(word.text).map(place).collect()
}

/// Whether only spaces or hyphens are between two words.
fn is_gap(text: &str, before: &Word<'_>, after: &Word<'_>) -> bool {
    text.get(before.end()..after.start).is_some_and(|gap| gap.chars().all(|c| is_space(c) || c == '-'))
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}')
}

fn is_sign(c: char) -> bool {
    matches!(c, '%' | '％' | '٪' | '‰' | '$' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20cf}')
}
