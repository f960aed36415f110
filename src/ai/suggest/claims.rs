//! Which words of a proposal the record does not support.
//!
//! The check knows words, not sense: it finds what appears nowhere in the record, and not what the
//! record denies. It is closed: a word is supported where the record has it, where it is another form of
//! an ordinary word of the record, or where it claims nothing ([`plain`](super::plain)). Everything else
//! is marked, whether it is a number, a name or a long word:
//! - A number is supported by the same number with the same sign ([`numbers`](super::numbers)).
//! - A word with a capital letter inside a sentence, with capitals inside the word, with a digit or
//!   with a sign (C++, K8s, Node.js, SQL) is supported by that very word where the record too has it
//!   with a capital letter; where the small letters are another word (IT, Go, US) only as it is written.
//!   A record that says `sql` supports `sql`.
//! - A word put together (CI/CD, data-driven) is supported by its parts. Single letters, numbers and
//!   words such as `go` within one (R&D, COVID-19, Go-to-market) support nothing but that word.
//! - A skill is supported where its words follow each other somewhere in the record, with nothing but
//!   spaces between them; one with a capital letter where the record has one there.
//! - A sign that is no punctuation (#, ×, ^) is supported where it stands beside the same word.
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
    /// Words that are written with a capital letter somewhere.
    names: HashSet<String>,
    stems: HashSet<String>,
    numbers: HashSet<Number>,
    contacts: HashSet<String>,
    /// The parts of words of each text, in order, as far as nothing but spaces is between them.
    sequences: Vec<Vec<Piece>>,
    /// Signs with the word beside them.
    signs: HashSet<Beside>,
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
        self.signs
            .extend(signs(text, &words).into_iter().flat_map(|sign| [sign.before, sign.after]).flatten());
        let mut sequence = Vec::new();
        let (mut skip, mut end) = (0, 0);
        for (index, word) in words.iter().enumerate() {
            // What stands on two sides of a full stop or a comma is not one skill.
            if !text.get(end..word.start).is_some_and(is_space) {
                self.sequences.push(std::mem::take(&mut sequence));
            }
            end = word.end();
            // The figures of a telephone number count nothing.
            let figures = word.text.contains(|c: char| c.is_numeric());
            if figures && found.iter().any(|range| range.contains(&word.start)) {
                continue;
            }
            // `24 h` is `24h` too.
            if let Some(next) = words.get(index + 1).filter(|_| word.text.bytes().all(|b| b.is_ascii_digit()))
            {
                self.folded.insert(fold(word.text) + &fold(next.text));
            }
            let is_date = word.text.contains('-') && word.text.parse::<PartialDate>().is_ok();
            sequence.extend(pieces_of(word.text).filter(|_| !is_date));
            if let (true, Ok(date)) = (is_date, word.text.parse()) {
                self.date(date);
            }
            if index < skip {
                continue;
            }
            // What is a number is no word: one million is not millions.
            if let Some(found) = numbers::at(text, &words, index) {
                self.numbers.insert(found.number);
                skip = index + found.words;
                continue;
            }
            self.word(word.text);
            self.numbers.extend(years(word.text));
            for piece in pieces_of(word.text).filter(|piece| piece.joined && !piece.bound && !is_date) {
                self.word(&piece.exact);
            }
        }
        self.sequences.push(sequence);
    }

    fn word(&mut self, word: &str) {
        let folded = fold(word);
        self.stems.extend(stem(&folded));
        if is_name(word) {
            self.names.insert(folded.clone());
        }
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
        let (mut skip, mut counted) = (0, Vec::new());
        for (index, word) in words.iter().enumerate() {
            if index < skip || ranges.iter().any(|range| range.contains(&word.start)) {
                continue;
            }
            if let Some(found) = numbers::at(text, &words, index) {
                skip = index + found.words;
                counted.push(found.start..found.end);
                if !self.numbers.contains(&found.number) {
                    missing.add(text.get(found.start..found.end).unwrap_or(word.text));
                }
            } else if !self.supports(word.text, word.opens) {
                missing.add(word.text);
            }
        }
        for sign in signs(text, &words) {
            let taken = counted.iter().chain(&ranges).any(|range| range.contains(&sign.start));
            if !taken && !self.has_sign(&sign) {
                missing.add(text.get(sign.claim).unwrap_or_default());
            }
        }
        missing.found
    }

    fn has_sign(&self, sign: &Sign) -> bool {
        let known =
            |beside: &Option<Beside>| beside.as_ref().is_none_or(|beside| self.signs.contains(beside));
        known(&sign.before) && known(&sign.after)
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
        let claimed: Vec<_> = found.iter().flat_map(|word| pieces_of(word.text)).collect();
        let stands = |window: &[Piece]| {
            let named = claimed.iter().any(|claim| is_name(&claim.exact));
            claimed.iter().zip(window).all(|(claim, piece)| claim.is(piece))
                && (!named || window.iter().any(|piece| is_name(&piece.exact)))
        };
        let stands = |sequence: &Vec<Piece>| sequence.windows(claimed.len()).any(stands);
        let signed = signs(skill, &found).iter().all(|sign| self.has_sign(sign));
        if claimed.is_empty() || !signed || !self.sequences.iter().any(stands) {
            missing.add(skill);
        }
        missing.found
    }

    fn supports(&self, word: &str, opens: bool) -> bool {
        let folded = fold(word);
        let shouted = word.chars().skip(1).any(char::is_uppercase);
        let name = is_name(word) && (shouted || !opens || is_product(&folded));
        if self.folded.contains(&folded) {
            return !name
                || if is_ambiguous(&folded) {
                    self.exact.contains(word)
                } else {
                    self.names.contains(&folded)
                };
        }
        if word.contains(is_dense) {
            return self.text.contains(&folded);
        }
        let whole = Word { text: word, start: 0, opens };
        let pieces = numbers::pieces(&whole);
        if pieces.len() > 1 {
            return self.supports_pieces(word, &pieces);
        }
        let small = word.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '.' | '\'' | '’'));
        let ordinary = small && !name;
        ordinary && (is_plain(&folded) || stem(&folded).is_some_and(|stem| self.stems.contains(&stem)))
    }

    fn supports_pieces(&self, word: &str, pieces: &[Word<'_>]) -> bool {
        let mut skip = 0;
        pieces.iter().enumerate().all(|(index, piece)| {
            if index < skip {
                return true;
            }
            match numbers::at(word, pieces, index) {
                Some(found) => {
                    skip = index + found.words;
                    self.numbers.contains(&found.number)
                }
                None => self.supports(piece.text, piece.opens),
            }
        })
    }
}

/// A part of a word, and the word.
#[derive(Debug)]
struct Piece {
    folded: String,
    exact: String,
    whole: String,
    joined: bool,
    /// Whether it says something only as a part of its word: the C of C-level, the 19 of COVID-19.
    bound: bool,
}

impl Piece {
    fn is(&self, said: &Self) -> bool {
        self.folded == said.folded
            && (!is_name(&self.exact) || !is_ambiguous(&self.folded) || self.exact == said.exact)
            && (!said.bound || self.whole == said.whole)
    }
}

fn pieces_of(word: &str) -> impl Iterator<Item = Piece> {
    parts(word).map(move |part| {
        let folded = fold(part);
        let joined = part != word;
        let short = part.chars().nth(1).is_none() || part.chars().all(char::is_numeric);
        let spoken = !word.contains('/') && (is_ambiguous(&folded) || numbers::is_name(part));
        let bound = joined && (short || spoken);
        Piece { folded, exact: part.to_owned(), whole: fold(word), joined, bound }
    })
}

/// The years of a span: `03/2019`, `2019-2021`.
fn years(word: &str) -> Vec<Number> {
    let figures = parts(word).all(|part| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()));
    let years = parts(word).filter(|part| figures && part.len() == 4).filter_map(|part| part.parse().ok());
    years.filter(|year| (1900..=2100).contains(year)).map(Number::year).collect()
}

/// A sign with the word before or behind it.
type Beside = (bool, String, String);

/// A sign that is no part of a word, and what it may belong to: the word that it touches, or those around it.
struct Sign {
    start: usize,
    before: Option<Beside>,
    after: Option<Beside>,
    claim: std::ops::Range<usize>,
}

/// The signs of a text that are no punctuation: `×`, `^`, `#`, a currency.
fn signs(text: &str, words: &[Word<'_>]) -> Vec<Sign> {
    let mut found = Vec::new();
    let bounds = std::iter::once(None).chain(words.iter().map(Some));
    for (before, after) in bounds.zip(words.iter().map(Some).chain([None])) {
        let from = before.map_or(0, Word::end);
        let to = after.map_or(text.len(), |word| word.start);
        let gap = text.get(from..to).unwrap_or_default();
        let (Some(first), Some(last)) = (gap.find(is_sign), gap.rfind(is_sign)) else { continue };
        let last = last + gap.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let sign: String = gap.chars().filter(|c| is_sign(*c)).collect();
        let touches = before.is_some() && first == 0;
        let touched = after.is_some() && last == gap.len();
        let before = before.filter(|_| touches || !touched);
        let after = after.filter(|_| touched || !touches);
        let start = before.map_or(from + first, |word| word.start);
        found.push(Sign {
            start: from + first,
            claim: start..after.map_or(from + last, Word::end),
            before: Some((true, before.map(|word| fold(word.text)).unwrap_or_default(), sign.clone()))
                .filter(|_| before.is_some() || after.is_none()),
            after: after.map(|word| (false, fold(word.text), sign)),
        });
    }
    found
}

/// Whether a character is neither writing nor punctuation.
fn is_sign(c: char) -> bool {
    let punctuation = matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '"' | '(' | ')' | '[' | ']' | '{' | '}'
        | '-' | '/' | '&' | '\u{a0}'..='\u{a1}' | '\u{ab}' | '\u{ad}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
        | '\u{2000}'..='\u{2027}' | '\u{202f}' | '\u{2039}' | '\u{203a}' | '\u{3000}'..='\u{3002}'
        | '\u{3008}'..='\u{3011}' | '！' | '（' | '）' | '，' | '：' | '；' | '？');
    !punctuation && !c.is_alphanumeric() && !c.is_whitespace()
}

/// Whether nothing but spaces is between two words.
fn is_space(gap: &str) -> bool {
    gap.chars().all(|c| c.is_whitespace() && c != '\n')
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
