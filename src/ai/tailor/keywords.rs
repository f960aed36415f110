//! A ranking without an AI: Okapi BM25 over the words that job and résumé share.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with k1 = 1.2,
//! b = 0.75 and the inverse document frequency that is never negative, ln(1 + (N − n + ½) / (n + ½)).
//! A document is an experience, in which a word of the title or of an education's subject counts three times
//! and one of the skills twice; bullets are ranked as documents among all bullets. Common words of English,
//! German, French and Spanish are left out, an English plural counts as its singular, and writing without
//! spaces is compared by pairs of characters. The same input has the same ranking.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::ranking::{BulletKey, Chosen, ChosenBullet, Limits, Ranking, area, is_counted};
use super::stop_words::is_stop_word;
use crate::ai::words::{fold, is_dense, parts, words};
use crate::domain::Experience;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// What scores less than this part of the best of its like is not chosen.
const WORTH: f64 = 0.1;

/// How many words a reason names.
const REASONS: usize = 6;

/// Ranks by keywords.
pub(crate) fn rank(job: &str, experiences: &[&Experience], limits: Limits) -> Ranking {
    let query = Query::new(job);
    let scores = scores(&query, experiences);
    let lines: Vec<_> = experiences
        .iter()
        .enumerate()
        .flat_map(|(place, experience)| BulletKey::all(experience).into_iter().map(move |key| (place, key)))
        .collect();
    let corpus = Corpus::new(lines.iter().map(|(_, key)| document([(key.text.as_str(), 1.0)])));
    let bullets: Vec<_> = (0..lines.len()).map(|index| corpus.score(index, &query)).collect();
    let best = bullets.iter().map(|(score, _)| *score).fold(0.0, f64::max);

    let mut left = limits.experiences;
    let fitting = best_first(&scores, experiences).into_iter().filter(|place| {
        let counted = is_counted(experiences[*place]);
        let fits = left > 0 || !counted;
        left -= usize::from(fits && counted);
        fits
    });
    let chosen = fitting.map(|place| {
        let (score, matched) = &scores[place];
        let mut fitting: Vec<_> = lines
            .iter()
            .zip(&bullets)
            .filter(|((of, _), (score, _))| *of == place && *score > 0.0 && *score >= best * WORTH)
            .collect();
        fitting.sort_by(|(_, (one, _)), (_, (other, _))| other.total_cmp(one));
        let bullets = fitting.into_iter().take(limits.bullets).map(|((_, key), (score, matched))| {
            ChosenBullet { bullet: key.clone(), reason: query.reason(matched), score: Some(rounded(*score)) }
        });
        Chosen {
            id: experiences[place].id,
            reason: query.reason(matched),
            score: Some(rounded(*score)),
            bullets: bullets.collect(),
        }
    });
    Ranking { chosen: chosen.collect(), ignored: 0 }
}

/// All experiences, those that fit first.
pub(super) fn order<'a>(job: &str, experiences: &[&'a Experience]) -> Vec<&'a Experience> {
    let scores = scores(&Query::new(job), experiences);
    let mut places: Vec<usize> = (0..experiences.len()).collect();
    places.sort_by(|one, other| compare(&scores, experiences, *one, *other));
    places.into_iter().map(|place| experiences[place]).collect()
}

type Score = (f64, Vec<usize>);

fn scores(query: &Query, experiences: &[&Experience]) -> Vec<Score> {
    let corpus = Corpus::new(experiences.iter().map(|experience| {
        let titles = [Some(experience.title.as_str()), area(experience)];
        let titles = titles.into_iter().flatten().map(|text| (text, 3.0));
        let rest = [&experience.organization, &experience.text]
            .into_iter()
            .flatten()
            .map(|text| (text.as_str(), 1.0));
        let skills = experience.skills.iter().map(|skill| (skill.as_str(), 2.0));
        let bullets = experience.bullets.iter().map(|bullet| (bullet.text.as_str(), 1.0));
        document(titles.chain(rest).chain(skills).chain(bullets))
    }));
    (0..experiences.len()).map(|place| corpus.score(place, query)).collect()
}

fn best_first(scores: &[Score], experiences: &[&Experience]) -> Vec<usize> {
    // A degree that the job asks for by a rare word is worth far more than any job: it has no bearing on them.
    let best = |counted: bool| {
        let alike = scores.iter().zip(experiences).filter(|(_, one)| is_counted(one) == counted);
        alike.map(|((score, _), _)| *score).fold(0.0, f64::max)
    };
    let best = [best(false), best(true)];
    let is_worth = |place: usize| {
        let score = scores[place].0;
        score > 0.0 && score >= best[usize::from(is_counted(experiences[place]))] * WORTH
    };
    let mut places: Vec<usize> = (0..scores.len()).filter(|place| is_worth(*place)).collect();
    places.sort_by(|one, other| compare(scores, experiences, *one, *other));
    places
}

/// The better one first, of equal ones the later one.
fn compare(scores: &[Score], experiences: &[&Experience], one: usize, other: usize) -> std::cmp::Ordering {
    let tie = |place: usize| (Reverse(experiences[place].start_date), experiences[place].id);
    scores[other].0.total_cmp(&scores[one].0).then_with(|| tie(one).cmp(&tie(other)))
}

fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

/// The words that are looked for: each once, with how often the job says it, as it says it first.
struct Query {
    terms: Vec<(String, f64, String)>,
}

impl Query {
    fn new(job: &str) -> Self {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut terms: Vec<(String, f64, String)> = Vec::new();
        for (term, shown) in terms_of(job) {
            match places.get(&term) {
                Some(&place) => terms[place].1 += 1.0,
                None => {
                    places.insert(term.clone(), terms.len());
                    terms.push((term, 1.0, shown));
                }
            }
        }
        Self { terms }
    }

    fn reason(&self, matched: &[usize]) -> String {
        let words: Vec<_> = matched.iter().take(REASONS).map(|term| self.terms[*term].2.as_str()).collect();
        let more = matched.len().saturating_sub(REASONS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("shares {}{more}", words.join(", "))
    }
}

/// What can be found, with how much each counts.
#[derive(Default)]
struct Document {
    terms: HashMap<String, f64>,
    length: f64,
}

fn document<'a>(texts: impl IntoIterator<Item = (&'a str, f64)>) -> Document {
    let mut document = Document::default();
    for (text, weight) in texts {
        for (term, _) in terms_of(text) {
            *document.terms.entry(term).or_default() += weight;
            document.length += weight;
        }
    }
    document
}

struct Corpus {
    documents: Vec<Document>,
    average: f64,
    /// In how many documents a word is.
    frequency: HashMap<String, f64>,
}

impl Corpus {
    fn new(documents: impl Iterator<Item = Document>) -> Self {
        let documents: Vec<_> = documents.collect();
        let mut frequency: HashMap<String, f64> = HashMap::new();
        for term in documents.iter().flat_map(|document| document.terms.keys()) {
            *frequency.entry(term.clone()).or_default() += 1.0;
        }
        let total: f64 = documents.iter().map(|document| document.length).sum();
        let average = (total / count(documents.len())).max(1.0);
        Self { documents, average, frequency }
    }

    /// How well a document fits, and the terms that say so, the strongest first.
    fn score(&self, place: usize, query: &Query) -> Score {
        let document = &self.documents[place];
        let norm = K1 * (1.0 - B + B * document.length / self.average);
        let mut matched: Vec<(usize, f64)> = Vec::new();
        for (index, (term, asked, _)) in query.terms.iter().enumerate() {
            let Some(found) = document.terms.get(term) else { continue };
            let within = self.frequency.get(term).copied().unwrap_or_default();
            let rarity = libm::log(1.0 + (count(self.documents.len()) - within + 0.5) / (within + 0.5));
            // A word that the job repeats counts more, but not by as much as it is repeated.
            let part = rarity * found * (K1 + 1.0) / (found + norm) * (1.0 + libm::log(*asked));
            matched.push((index, part));
        }
        let score = matched.iter().map(|(_, part)| part).sum();
        matched.sort_by(|(one, left), (other, right)| right.total_cmp(left).then(one.cmp(other)));
        (score, matched.into_iter().map(|(index, _)| index).collect())
    }
}

fn count(length: usize) -> f64 {
    f64::from(u32::try_from(length).unwrap_or(u32::MAX))
}

/// What of a text is compared, and how it was written.
pub(super) fn terms_of(text: &str) -> Vec<(String, String)> {
    let mut terms = Vec::new();
    for word in words(text) {
        if word.text.contains(is_dense) {
            let characters: Vec<char> = word.text.chars().collect();
            let pairs = characters.windows(2).map(|pair| pair.iter().collect::<String>());
            terms.extend(pairs.map(|pair| (pair.clone(), pair)));
            continue;
        }
        let pieces: Vec<_> = parts(word.text).collect();
        let whole = (pieces.len() > 1).then_some(word.text);
        for piece in whole.into_iter().chain(pieces) {
            let term = singular(fold(piece));
            if !is_stop_word(&term) && !term.chars().all(|c| c.is_numeric() || matches!(c, '.' | ',' | ' ')) {
                terms.push((term, piece.to_owned()));
            }
        }
    }
    terms
}

/// The singular of an English plural, by Harman's S stemmer ("How effective is suffixing?", 1991).
fn singular(word: String) -> String {
    if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word;
    }
    let but = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if let Some(stem) = word.strip_suffix("ies").filter(|_| !but(&["eies", "aies"])) {
        return format!("{stem}y");
    }
    let stem = if but(&["us", "ss"]) { None } else { word.strip_suffix('s') };
    stem.map_or_else(|| word.clone(), str::to_owned)
}
