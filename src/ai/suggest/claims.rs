//! The words of a proposal that the record does not support.
//!
//! The check knows words, not sense, and marks by default: the record has to say a word or another form of
//! it, unless the word claims nothing ([`plain`](super::plain)).
//! - A number needs the same number with the same sign ([`numbers`](super::numbers)).
//! - A word with a capital letter inside a sentence, or with capitals, digits or signs in it (SQL, K8s, C++),
//!   needs that very word, with a capital letter in the record too. If the small letters are another word
//!   (IT, Go, US), it needs the same letters.
//! - A compound (CI/CD, data-driven) needs its parts. Single letters, numbers and words such as `go` in a
//!   compound (R&D, COVID-19, Go-to-market) support that compound only.
//! - A skill needs its words one after the other with only spaces between them, and its capital letter.
//! - A sign that is no punctuation (#, ×, ^) needs the same words beside it; a contact, the same contact.
//! - Writing without spaces (Han, kana, Thai) needs the same characters somewhere in the record.

use std::collections::HashSet;
use std::ops::Range;

use super::numbers::{self, Number};
use super::plain::{is_ambiguous, is_plain, is_product, stem};
use crate::ai::contacts::{self, MASKS};
use crate::ai::words::{Word, fold, is_dense, one_line, words};
use crate::domain::{Experience, PartialDate};

/// What a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Bullet,
    Skill,
}

/// What an experience supports, as it is now.
#[derive(Debug)]
pub(crate) struct Support {
    tokens: Vec<Token>,
    /// The texts in small letters, for writing without spaces.
    text: String,
    /// The claims that the user vouches for.
    vouched: HashSet<String>,
}

impl Support {
    pub(crate) fn new(experience: &Experience, vouched: &[String]) -> Self {
        let optional = [&experience.organization, &experience.location, &experience.url, &experience.text];
        let mut texts = vec![experience.title.clone(), experience.kind.as_str().to_owned()];
        texts.extend(optional.into_iter().flatten().cloned());
        texts.extend(experience.bullets.iter().map(|bullet| bullet.text.clone()));
        texts.extend(experience.skills.iter().cloned());
        let dates = [experience.start_date, experience.end_date].into_iter().flatten();
        texts.extend(dates.map(|date| date.to_string()));
        let text = texts.join("\n");
        let vouched = vouched.iter().map(|claim| comparable(claim)).collect();
        Self { tokens: text.lines().flat_map(said).collect(), text: text.to_lowercase(), vouched }
    }

    /// Whether the experience says all that a proposal claims, or the user vouches for the rest.
    pub(crate) fn has(&self, sort: Sort, text: &str) -> bool {
        self.missing(sort, text).is_empty()
    }

    /// What a proposal claims that neither the experience says nor the user vouches for, as it words it.
    pub(super) fn missing(&self, sort: Sort, text: &str) -> Vec<String> {
        let claims: Vec<_> = match sort {
            Sort::Bullet => {
                let unsupported = tokens(text).into_iter().filter(|claim| !self.supports(claim));
                unsupported.filter_map(|claim| text.get(claim.claim)).map(one_line).collect()
            }
            Sort::Skill => (!self.has_skill(text)).then(|| one_line(text)).into_iter().collect(),
        };
        let mut seen = self.vouched.clone();
        claims.into_iter().filter(|claim| seen.insert(comparable(claim))).collect()
    }

    fn supports(&self, claim: &Token) -> bool {
        if !claim.alone && claim.exact.contains(is_dense) {
            return self.text.contains(&claim.folded);
        }
        let small = claim.exact.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '.' | '\'' | '’'));
        let name = claim.is_name() && (!small || !claim.opens || is_product(&claim.folded));
        let form = |said: &Token| said.stem == claim.stem && said.number.is_none() && said.bound.is_none();
        let plain = || is_plain(&claim.folded) || claim.stem.is_some() && self.tokens.iter().any(form);
        self.tokens.iter().any(|said| said.says(claim, name) && (!name || said.is_name()))
            || claim.number.is_none() && small && !name && plain()
    }

    fn has_skill(&self, skill: &str) -> bool {
        let (alone, words): (Vec<_>, Vec<_>) = tokens(skill).into_iter().partition(|claim| claim.alone);
        let named = words.iter().any(Token::is_name);
        let stands = |window: &[Token]| {
            window.iter().skip(1).all(|said| said.follows)
                && window.iter().zip(&words).all(|(said, claim)| said.says(claim, claim.is_name()))
                && (!named || window.iter().any(Token::is_name))
        };
        let stand = match words.len() {
            _ if skill.contains(is_dense) => self.text.contains(&skill.to_lowercase()),
            0 => !alone.is_empty(),
            count => self.tokens.windows(count).any(stands),
        };
        stand && alone.iter().all(|claim| self.supports(claim))
    }
}

/// A word, a part of a compound, a number, a contact or a sign.
#[derive(Debug, Default)]
struct Token {
    exact: String,
    folded: String,
    stem: Option<String>,
    number: Option<Number>,
    /// The compound without which it says nothing: the C of C-level, the 19 of COVID-19.
    bound: Option<String>,
    opens: bool,
    /// Whether only spaces are between it and the token before it.
    follows: bool,
    /// Whether it is a contact or a sign, which stand in no sequence of words.
    alone: bool,
    /// What is marked if it is unsupported.
    claim: Range<usize>,
}

impl Token {
    fn new(exact: &str, claim: Range<usize>) -> Self {
        let folded = fold(exact);
        Self { exact: exact.to_owned(), stem: stem(&folded), folded, claim, ..Self::default() }
    }

    /// Whether it is written like a name.
    fn is_name(&self) -> bool {
        self.number.is_none() && self.exact.contains(char::is_uppercase)
    }

    /// Whether it says what is claimed, by a name or by any word.
    fn says(&self, claim: &Self, name: bool) -> bool {
        let same = match (&self.number, &claim.number) {
            (None, None) => self.folded == claim.folded,
            (said, claimed) => said == claimed,
        };
        same && (self.bound.is_none() || self.bound == claim.bound)
            && (!name || !is_ambiguous(&claim.folded) || self.exact == claim.exact)
    }
}

/// The tokens of a line of the record: `24 h` is `24h` too, and a date says the name of its month.
fn said(line: &str) -> Vec<Token> {
    const MONTHS: &str =
        "January February March April May June July August September October November December";
    let mut tokens = tokens(line);
    tokens.retain(|token| !MASKS.contains(&token.exact.as_str()));
    let pairs = tokens.iter().zip(tokens.iter().skip(1)).filter(|(_, unit)| unit.follows);
    let figures = pairs.filter(|(figures, _)| figures.exact.bytes().all(|byte| byte.is_ascii_digit()));
    let joined = figures.map(|(figures, unit)| figures.exact.clone() + &unit.exact);
    let dates = tokens.iter().filter_map(|token| line.get(token.claim.clone())?.parse::<PartialDate>().ok());
    let months = dates.filter_map(|date| MONTHS.split(' ').nth(usize::from(date.month()?) - 1));
    let more: Vec<_> = joined.chain(months.map(str::to_owned)).map(|word| Token::new(&word, 0..0)).collect();
    tokens.extend(more);
    tokens
}

/// The tokens of a line: contacts and signs, then words and numbers in their order.
fn tokens(text: &str) -> Vec<Token> {
    let masks = MASKS.iter().flat_map(|mask| text.match_indices(mask));
    let mut alone = contacts::contacts(text);
    alone.extend(masks.map(|(at, mask)| at..at + mask.len()));
    let is_free = |word: &Word<'_>| !alone.iter().any(|contact| contact.contains(&word.start));
    let words: Vec<_> = words(text).into_iter().filter(is_free).collect();
    let mut tokens = Vec::new();
    read(text, &words, None, &mut tokens);
    alone.extend(signs(text, alone.iter().chain(tokens.iter().map(|token| &token.claim)).collect()));
    let token = |claim: Range<usize>| {
        let exact = fold(&one_line(text.get(claim.clone())?));
        Some(Token { alone: true, ..Token::new(&exact, claim) })
    };
    alone.into_iter().filter_map(token).chain(tokens).collect()
}

/// Adds the tokens of words, or of the parts of the compound `whole`.
fn read(text: &str, words: &[Word<'_>], whole: Option<&Word<'_>>, tokens: &mut Vec<Token>) {
    let mut index = 0;
    while let Some(word) = words.get(index) {
        let number = numbers::at(text, words, index);
        index += number.as_ref().map_or(1, |found| found.words);
        let parts = numbers::pieces(word);
        if number.is_none() && parts.len() > 1 {
            read(text.get(..word.end()).unwrap_or(text), &parts, Some(word), tokens);
            continue;
        }
        let own = number.as_ref().map_or(word.start..word.end(), |found| found.start..found.end);
        let exact = text.get(own.clone()).unwrap_or(word.text);
        let number = number.map(|found| found.number);
        let bound = whole.and_then(|whole| bound(whole.text, exact, number.as_ref()));
        let claim = whole.map_or(own, |whole| whole.start..whole.end());
        let is_space = |end: usize| text.get(end..claim.start).is_some_and(|gap| gap.trim().is_empty());
        let follows = tokens.last().is_some_and(|last| last.claim == claim || is_space(last.claim.end));
        tokens.push(Token { number, bound, opens: word.opens, follows, ..Token::new(exact, claim) });
    }
}

/// The compound, if its part says nothing without it. The years of `2019-2021` do.
fn bound(whole: &str, part: &str, number: Option<&Number>) -> Option<String> {
    let folded = fold(part);
    let year = number.is_some_and(Number::is_year) && !whole.contains(char::is_alphabetic);
    let short = part.chars().nth(1).is_none() || part.chars().all(char::is_numeric);
    let spoken = !whole.contains('/') && (is_ambiguous(&folded) || numbers::scale(&folded).is_some());
    (!year && (number.is_some() || short || spoken)).then(|| fold(whole))
}

/// The signs that are no punctuation, with the token that they touch, or with both around them.
fn signs(text: &str, mut tokens: Vec<&Range<usize>>) -> Vec<Range<usize>> {
    tokens.sort_by_key(|token| token.start);
    let before = std::iter::once(None).chain(tokens.iter().copied().map(Some));
    let sign = |(before, after): (Option<&Range<usize>>, Option<&Range<usize>>)| {
        let from = before.map_or(0, |before| before.end);
        let gap = text.get(from..after.map_or(text.len(), |after| after.start))?;
        let (first, last) = (gap.find(is_sign)?, gap.trim_end_matches(|c| !is_sign(c)).len());
        let touches = before.is_some() && first == 0;
        let touched = after.is_some() && last == gap.len();
        let start = before.filter(|_| touches || !touched).map_or(from + first, |before| before.start);
        Some(start..after.filter(|_| touched || !touches).map_or(from + last, |after| after.end))
    };
    before.zip(tokens.iter().copied().map(Some).chain([None])).filter_map(sign).collect()
}

/// Whether a character is neither writing nor punctuation.
fn is_sign(c: char) -> bool {
    const PUNCTUATION: &str = ".,;:!?'\"()[]{}-/&¡«·»¿‹›、。〈〉《》「」『』【】！（），：；？\u{ad}";
    let punctuation = PUNCTUATION.contains(c) || matches!(c, '\u{2000}'..='\u{2027}');
    !punctuation && !c.is_alphanumeric() && !c.is_whitespace()
}

/// A claim as it is compared with the others.
fn comparable(claim: &str) -> String {
    fold(claim).split_whitespace().collect()
}
