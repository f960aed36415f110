//! Searching experiences for words.
//!
//! The invariant: an experience matches only if every word stands in it, in whatever order and in whichever field.
//! Case and diacritics do not count. A word matches where another one begins with it, and also within one, as
//! compounds and writing without spaces need; the rank knows the difference. Ranks are those of BM25 over weighted
//! fields (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, 3.5), without a correction for length:
//! a long experience is no worse a match.

use std::collections::HashMap;

use memchr::memmem::Finder;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::{Experience, Translation};

/// Words that are looked for.
#[derive(Debug)]
pub(super) struct Search {
    words: Vec<Finder<'static>>,
}

/// How well each word matches one experience.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hit {
    scores: Vec<f32>,
}

/// The weights of fields: a hit in the title counts for more than several in a text.
const TITLE: f32 = 8.0;
const NAME: f32 = 4.0;
const TEXT: f32 = 1.0;

/// How much less the second hit of a word counts than the first (BM25's k1).
const SATURATION: f32 = 1.2;

impl Search {
    /// The words of a question. Words in double quotes stand together.
    pub(super) fn of(question: &str) -> Self {
        let parts = question.split('"').enumerate();
        let words = parts.flat_map(|(index, part)| {
            let part = folded(part);
            let is_quoted = index % 2 == 1;
            let words: Vec<_> = if is_quoted {
                vec![part.split_whitespace().collect::<Vec<_>>().join(" ")]
            } else {
                part.split_whitespace().map(str::to_owned).collect()
            };
            words
        });
        let words = words.filter(|word| !word.is_empty());
        Self { words: words.map(|word| Finder::new(word.as_bytes()).into_owned()).collect() }
    }

    /// How well an experience matches; nothing where a word is missing.
    pub(super) fn hit(&self, experience: &Experience) -> Option<Hit> {
        let texts = Texts::of(experience);
        let text = texts.folded.as_bytes();
        // Most miss a word, which one look at all of their texts tells.
        if !self.words.iter().all(|word| word.find(text).is_some()) {
            return None;
        }
        let scores = self.words.iter().map(|word| {
            let found = word.find_iter(text).map(|at| texts.weight(at, at + word.needle().len()));
            found.sum::<f32>()
        });
        Some(Hit { scores: scores.collect() })
    }

    /// The ranks of hits, the higher the better. A word that few of them are about counts for more.
    pub(super) fn ranks(hits: &[Hit]) -> Vec<f32> {
        let mut best: HashMap<usize, f32> = HashMap::new();
        for hit in hits {
            for (word, score) in hit.scores.iter().enumerate() {
                let best = best.entry(word).or_default();
                *best += score / (score + SATURATION);
            }
        }
        let all = hits.len() as f32;
        let rarity = |word: &usize| (1.0 + all / (1.0 + best.get(word).copied().unwrap_or_default())).ln();
        let rank = |hit: &Hit| {
            let words = hit.scores.iter().enumerate();
            words.map(|(word, score)| rarity(&word) * score / (score + SATURATION)).sum()
        };
        hits.iter().map(rank).collect()
    }
}

/// Every text of an experience in small letters without diacritics, a line break after each.
struct Texts {
    folded: String,
    /// Where each text ends, and the weight of its field.
    fields: Vec<(usize, f32)>,
}

impl Texts {
    fn of(experience: &Experience) -> Self {
        let (mut folded, mut fields) = (String::with_capacity(1024), Vec::with_capacity(24));
        each_text(experience, &mut |text, weight| {
            fold(text, &mut folded);
            fields.push((folded.len(), weight));
            folded.push('\n');
        });
        Self { folded, fields }
    }

    /// What a word counts for that was found here.
    fn weight(&self, start: usize, end: usize) -> f32 {
        let begins = !self.folded[..start].ends_with(char::is_alphanumeric);
        let ends = !self.folded[end..].starts_with(char::is_alphanumeric);
        let field = self.fields.partition_point(|(until, _)| *until < end);
        let weight = self.fields.get(field).map_or(0.0, |(_, weight)| *weight);
        weight
            * match (begins, ends) {
                (true, true) => 1.0,
                (true, false) => 0.6,
                (false, _) => 0.2,
            }
    }
}

/// Every text of an experience, with the weight of its field.
fn each_text(experience: &Experience, look: &mut dyn FnMut(&str, f32)) {
    look(&experience.title, TITLE);
    for name in [&experience.organization, &experience.location].into_iter().flatten() {
        look(name, NAME);
    }
    for word in experience.skills.iter().chain(&experience.tags) {
        look(word, NAME);
    }
    for text in [&experience.url, &experience.text].into_iter().flatten() {
        look(text, TEXT);
    }
    for bullet in &experience.bullets {
        look(&bullet.text, TEXT);
        for tag in &bullet.tags {
            look(tag, TEXT);
        }
        for translated in bullet.translations.values() {
            look(&translated.text, TEXT);
        }
    }
    for translated in experience.translations.values().flat_map(Translation::texts) {
        look(&translated.text, TEXT);
    }
    for (key, value) in &experience.metadata {
        if !key.starts_with('_') {
            each_of_json(value, look);
        }
    }
}

fn each_of_json(value: &Value, look: &mut dyn FnMut(&str, f32)) {
    match value {
        Value::String(text) => look(text, TEXT),
        Value::Array(items) => items.iter().for_each(|item| each_of_json(item, look)),
        Value::Object(map) => map.values().for_each(|item| each_of_json(item, look)),
        Value::Number(number) => look(&number.to_string(), TEXT),
        Value::Null | Value::Bool(_) => {}
    }
}

/// A text in small letters without diacritics.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold(text, &mut folded);
    folded
}

/// Letter by letter only where it has to be: nothing combines with what stands before an ASCII character.
fn fold(text: &str, out: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, after) = parted(rest, |byte| !byte.is_ascii());
        let start = out.len();
        out.push_str(plain);
        out[start..].make_ascii_lowercase();
        let (others, after) = parted(after, |byte| byte.is_ascii());
        fold_letters(others, out);
        rest = after;
    }
}

/// A text up to the first byte like this, and the rest.
fn parted(text: &str, ends: impl Fn(u8) -> bool) -> (&str, &str) {
    text.split_at(text.bytes().position(ends).unwrap_or(text.len()))
}

fn fold_letters(text: &str, out: &mut String) {
    for c in text.nfkd().filter(|c| !is_diacritic(*c)).flat_map(char::to_lowercase) {
        match plain(c) {
            Some(plain) => out.push_str(plain),
            // The dot of a Turkish İ.
            None if is_diacritic(c) => {}
            None => out.push(c),
        }
    }
}

/// Combining diacritics, and the vowel signs that Hebrew and Arabic are mostly written without.
fn is_diacritic(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{64b}'..='\u{65f}')
}

/// Letters that Unicode takes for letters of their own, as people type them who do not have them.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        '’' => "'",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Bullet, Kind};

    fn experience(title: &str, text: &str) -> Experience {
        let mut experience = Experience::new(Uuid::nil(), Kind::Work, title, Timestamp::UNIX_EPOCH);
        experience.text = Some(text.to_owned());
        experience
    }

    fn matches(question: &str, experience: &Experience) -> bool {
        Search::of(question).hit(experience).is_some()
    }

    #[test]
    fn every_word_must_stand_somewhere_in_any_order_case_and_accent() {
        let mut one = experience("Ingénieur de données", "Ran PostgreSQL");
        one.bullets = vec![Bullet::new("Moved 40 jobs to a nightly run in der Straße, Łódź")];
        one.skills = vec!["C++".to_owned()];
        for found in [
            "nightly postgres", "POSTGRES Nightly", "ingenieur donnees", "INGÉNIEUR", "strasse lodz", "c++",
            "\"nightly run\"", "", "gresq",
        ] {
            assert!(matches(found, &one), "{found}");
        }
        for missed in ["nightly mysql", "\"run nightly\"", "postgres nightly daily"] {
            assert!(!matches(missed, &one), "{missed}");
        }
    }

    #[test]
    fn a_title_ranks_above_a_text_and_a_whole_word_above_a_part() {
        let all = [
            experience("Cook", "Knew a data engineer"),
            experience("Data engineer", "Cooked"),
            experience("Metadata", "Talked to engineers"),
        ];
        let search = Search::of("data engineer");
        let hits: Vec<_> = all.iter().map(|one| search.hit(one).unwrap()).collect();
        let ranks = Search::ranks(&hits);
        assert!(ranks[1] > ranks[2] && ranks[1] > ranks[0], "{ranks:?}");
    }

    #[test]
    fn the_rarer_word_decides() {
        let mut all: Vec<_> = (0..20).map(|_| experience("Rust", "sql")).collect();
        all.push(experience("Clerk", "rust, and SQL, SQL, SQL"));
        let search = Search::of("rust sql");
        let hits: Vec<_> = all.iter().map(|one| search.hit(one).unwrap()).collect();
        assert!(Search::ranks(&hits).iter().all(|rank| rank.is_finite() && *rank > 0.0));
    }
}
