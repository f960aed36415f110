//! Which of a job's words a résumé has, and which it lacks.
//!
//! An advertisement has many words that say nothing about the work. So a word counts if it is a name or written like
//! one, or if the job repeats it.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::keywords::terms_of;
use crate::ai::words::words;

/// The most words that are told.
const MOST: usize = 30;

/// The important words of a job, as it writes them, in the order of their weight.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Coverage {
    pub found: Vec<String>,
    pub missing: Vec<String>,
}

/// Looks for a job's words in all texts of a résumé.
pub(crate) fn coverage<'a>(job: &str, texts: impl IntoIterator<Item = &'a str>) -> Coverage {
    let job = &without_addresses(job);
    let named: HashSet<&str> = words(job)
        .into_iter()
        .filter(|word| looks_like_a_name(word.text, word.opens))
        .map(|word| word.text)
        .collect();
    let mut weights: HashMap<String, (usize, usize, String)> = HashMap::new();
    for (place, (term, shown)) in terms_of(job).into_iter().enumerate() {
        let weight = if named.contains(shown.as_str()) { 2 } else { 1 };
        let entry = weights.entry(term).or_insert((0, place, shown));
        entry.0 += weight;
    }
    let has: HashSet<String> = texts.into_iter().flat_map(terms_of).map(|(term, _)| term).collect();
    let mut important: Vec<_> = weights.into_iter().filter(|(_, (weight, ..))| *weight > 1).collect();
    important.sort_by_key(|(_, (weight, place, _))| (std::cmp::Reverse(*weight), *place));
    let mut coverage = Coverage::default();
    for (term, (_, _, shown)) in important.into_iter().take(MOST) {
        if has.contains(&term) { coverage.found.push(shown) } else { coverage.missing.push(shown) }
    }
    coverage
}

/// Where to apply is nothing that a résumé should have.
fn without_addresses(job: &str) -> String {
    let is_word = |word: &&str| !(word.contains('@') || word.contains("://") || word.starts_with("www."));
    let lines = job.lines().map(|line| line.split(' ').filter(is_word).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

/// `PostgreSQL`, `C++`, `K8s`; within a sentence any word with a capital letter.
fn looks_like_a_name(word: &str, opens: bool) -> bool {
    let first = word.chars().next().is_some_and(char::is_uppercase);
    let inner =
        word.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '+' | '#' | '.'));
    let is_number = word.chars().all(|c| c.is_numeric() || matches!(c, '.' | ',' | '+' | '%'));
    !is_number && (first && !opens || inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_job_names_or_repeats_is_looked_for() {
        let job = "We are looking for an engineer. You know Kubernetes, PostgreSQL and C++. You care for reliability, \
            for reliability above all, and have a nice desk. You have 5+ years. Apply at Jobs@Mill.example or https://Mill.example/Jobs";
        let found = coverage(job, ["Ran PostgreSQL clusters"]);
        assert_eq!(found.found, ["PostgreSQL"]);
        assert_eq!(found.missing, ["Kubernetes", "C++", "reliability"]);
        assert_eq!(coverage("", ["anything"]), Coverage::default());
    }
}
