//! Which words of a proposal the record does not support.
//!
//! The check knows words, not sense: it finds what appears nowhere in the record, and not what the
//! record denies. It is closed: a word is supported where the record has it, where it is another form of
//! an ordinary word of the record, or where it claims nothing ([`plain`](super::plain)). Everything else
//! is marked, whether it is a number, a name or a long word:
//! - A number is supported by the same number with the same sign ([`numbers`](super::numbers)).
//! - A word with a capital letter inside a sentence, with capitals inside the word, with a digit or
//!   with a sign (C++, K8s, Node.js, SQL) is supported by that very word in any case; where the small
//!   letters are another word (IT, Go, US) only as it is written.
//! - A word put together (CI/CD, data-driven) is supported by its parts.
//! - A skill is supported where its words follow each other somewhere in the record.
//! - A link, an e-mail address and a telephone number are supported by the same one.
//! - A stretch of writing without spaces (Han, kana, Thai) is supported where it stands in the record.

use std::collections::HashSet;

use super::numbers::{self, Number};
use super::plain::{is_ambiguous, is_plain, is_product, stem};
use crate::ai::contacts::{self, MASKS};
use crate::ai::words::{Word, fold, is_dense, one_line, parts, words};
use crate::domain::{Experience, PartialDate};

/// What a record says, in the words that are compared.
#[derive(Debug, Default)]
pub(super) struct Record {
    folded: HashSet<String>,
    /// Words as they are written, for those whose small letters mean something else.
    exact: HashSet<String>,
    stems: HashSet<String>,
    numbers: HashSet<Number>,
    contacts: HashSet<String>,
    /// The parts of words of each text, in order.
    sequences: Vec<Vec<(String, String)>>,
    /// The texts in small letters, for writing without spaces.
    text: String,
    /// What the user vouches for.
    vouched: HashSet<String>,
}

impl Record {
    pub(super) fn new(experience: &Experience, vouched: &[String]) -> Self {
        let mut record =
            Self { vouched: vouched.iter().map(|claim| dense(claim)).collect(), ..Self::default() };
        record.take(&experience.title);
        record.take(experience.kind.as_str());
        for text in [&experience.organization, &experience.location, &experience.url, &experience.text] {
            record.take(text.as_deref().unwrap_or_default());
        }
        experience.bullets.iter().for_each(|bullet| record.take(&bullet.text));
        experience.skills.iter().for_each(|skill| record.take(skill));
        [experience.start_date, experience.end_date].into_iter().flatten().for_each(|date| record.date(date));
        record
    }

    fn take(&mut self, text: &str) {
        self.text.push_str(&text.to_lowercase());
        self.text.push('\n');
        let found = contacts::contacts(text);
        self.contacts.extend(found.iter().filter_map(|range| text.get(range.clone())).map(str::to_lowercase));
        let words = words(text);
        let mut sequence = Vec::new();
        for (index, word) in words.iter().enumerate() {
            // The figures of a telephone number count nothing.
            let figures = word.text.contains(|c: char| c.is_numeric());
            if figures && found.iter().any(|range| range.contains(&word.start)) {
                continue;
            }
            if let Some(found) = numbers::at(text, &words, index) {
                self.numbers.insert(found.number);
            }
            self.word(word.text);
            // `24 h` is `24h` too.
            if let Some(next) = words.get(index + 1).filter(|_| word.text.bytes().all(|b| b.is_ascii_digit()))
            {
                self.folded.insert(fold(word.text) + &fold(next.text));
            }
            let is_date = word.text.contains('-') && word.text.parse::<PartialDate>().is_ok();
            for part in parts(word.text).filter(|_| !is_date) {
                sequence.push((fold(part), part.to_owned()));
                if part != word.text {
                    self.word(part);
                    let alone = [Word { text: part, start: 0, opens: false }];
                    self.numbers.extend(numbers::at(part, &alone, 0).map(|found| found.number));
                }
            }
            if let (true, Ok(date)) = (is_date, word.text.parse()) {
                self.date(date);
            }
        }
        self.sequences.push(sequence);
    }

    fn word(&mut self, word: &str) {
        let folded = fold(word);
        self.stems.extend(stem(&folded));
        self.folded.insert(folded);
        self.exact.insert(word.to_owned());
    }

    /// A date says its year and the name of its month; that it says `03` supports no other 3.
    fn date(&mut self, date: PartialDate) {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        self.numbers.insert(Number::year(date.year()));
        self.word(&date.to_string());
        if let Some(month) = date.month().and_then(|month| MONTHS.get(usize::from(month) - 1)) {
            self.word(month);
        }
    }

    /// What a bullet claims that the record does not, in the bullet's own words.
    pub(super) fn missing_in_text(&self, text: &str) -> Vec<String> {
        let mut missing = Missing { record: self, found: Vec::new() };
        let ranges = missing.contacts(text);
        let words = words(text);
        let mut skip = 0;
        for (index, word) in words.iter().enumerate() {
            if index < skip || ranges.iter().any(|range| range.contains(&word.start)) {
                continue;
            }
            if let Some(found) = numbers::at(text, &words, index) {
                skip = index + found.words;
                if !self.numbers.contains(&found.number) {
                    missing.add(text.get(found.start..found.end).unwrap_or(word.text));
                }
            } else if !self.supports(word.text, word.opens) {
                missing.add(word.text);
            }
        }
        missing.found
    }

    /// What a skill claims that the record does not.
    pub(super) fn missing_in_skill(&self, skill: &str) -> Vec<String> {
        let mut missing = Missing { record: self, found: Vec::new() };
        if !missing.contacts(skill).is_empty() {
            return missing.found;
        }
        let found = words(skill);
        if found.iter().any(|word| word.text.contains(is_dense)) {
            if !self.text.contains(&skill.to_lowercase()) {
                missing.add(skill);
            }
            return missing.found;
        }
        let claimed: Vec<_> = found.iter().flat_map(|word| parts(word.text)).collect();
        let same = |(claim, (folded, exact)): (&&str, &(String, String))| {
            let claim_folded = fold(claim);
            *folded == claim_folded && (!is_name(claim) || !is_ambiguous(&claim_folded) || exact == *claim)
        };
        let stands = |sequence: &Vec<(String, String)>| {
            sequence.windows(claimed.len()).any(|window| claimed.iter().zip(window).all(same))
        };
        if claimed.is_empty() || !self.sequences.iter().any(stands) {
            missing.add(skill);
        }
        missing.found
    }

    fn supports(&self, word: &str, opens: bool) -> bool {
        let folded = fold(word);
        if self.folded.contains(&folded) {
            let shouted = word.chars().skip(1).any(char::is_uppercase);
            let name = is_name(word) && (shouted || !opens || is_product(&folded));
            return !(name && is_ambiguous(&folded)) || self.exact.contains(word);
        }
        if word.contains(is_dense) {
            return self.text.contains(&folded);
        }
        let pieces: Vec<_> = parts(word).collect();
        if pieces.len() > 1 {
            return pieces.iter().all(|piece| self.supports_piece(piece, opens));
        }
        let small = word.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '.' | '\'' | '’'));
        let ordinary = small && word.starts_with(|c: char| c.is_lowercase() || opens);
        ordinary && (is_plain(&folded) || stem(&folded).is_some_and(|stem| self.stems.contains(&stem)))
    }

    fn supports_piece(&self, piece: &str, opens: bool) -> bool {
        let alone = [Word { text: piece, start: 0, opens }];
        match numbers::at(piece, &alone, 0) {
            Some(found) => self.numbers.contains(&found.number),
            None => self.supports(piece, opens),
        }
    }
}

/// Whether it is written like a name.
fn is_name(word: &str) -> bool {
    word.contains(char::is_uppercase)
}

/// A claim as it is compared with what the user vouches for.
fn dense(claim: &str) -> String {
    fold(claim).split_whitespace().collect()
}

/// What was found missing so far: each once, and nothing that the user vouches for.
struct Missing<'a> {
    record: &'a Record,
    found: Vec<String>,
}

impl Missing<'_> {
    fn add(&mut self, claim: &str) {
        let claim = one_line(claim);
        let known = self.found.iter().any(|found| dense(found) == dense(&claim));
        if !known && !self.record.vouched.contains(&dense(&claim)) {
            self.found.push(claim);
        }
    }

    /// Looks at links, addresses and telephone numbers, and returns where they stand.
    fn contacts(&mut self, text: &str) -> Vec<std::ops::Range<usize>> {
        let mut ranges = contacts::contacts(text);
        for range in &ranges {
            let contact = text.get(range.clone()).unwrap_or_default();
            if !self.record.contacts.contains(&contact.to_lowercase()) {
                self.add(contact);
            }
        }
        for (mask, (at, _)) in
            MASKS.iter().flat_map(|mask| text.match_indices(mask).map(move |found| (mask, found)))
        {
            self.add(mask);
            ranges.push(at..at + mask.len());
        }
        ranges
    }
}
