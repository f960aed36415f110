//! What a text claims, and whether anything supports it.
//!
//! Two checks compare the same tokens. [`suggest`](super::suggest) marks every word of a proposal that one
//! experience does not say. [`Evidence::unsupported`], the guard for agents, lets ordinary words pass and finds three kinds of
//! claims, which need support in the record or in the conversation:
//! - **Numbers**: figures, numbers in words, amounts (`doubled`, `dozens`), dates and ranges. A number needs the same
//!   value with the same sign; a date, the same date in any spelling.
//! - **Names**: words with a capital letter, unless they are common words; acronyms; degrees; contacts; words of two
//!   scripts that look alike. Case, accents and English inflection do not matter. In writing without spaces (Han,
//!   katakana, Thai, Hangul), the same characters have to stand somewhere.
//! - **Technologies**: known ones, also in small letters, and words with digits or signs in them (`k8s`, `c++`, `node.js`).
//!   A field of up to three words that is no sentence is a skill or a name: all of its words are claims.
//!
//! The guard knows words, not sense. It does not find
//! - an unknown technology, or one that is a word of every day (`go`, `spring`), in small letters inside a sentence;
//! - what only ordinary words claim: `led the team`, `best in the department`;
//! - supported words that are put together to a false sentence;
//! - the first word of a sentence in another language than English, where a small letter follows.
//!
//! When in doubt it refuses. Nouns of German are written like names: what neither record nor evidence says needs
//! evidence.
//!
//! Evidence is what an agent says that its user said. Nothing here can check that: the caller logs it.

mod known;
mod normal;
pub(super) mod numbers;
pub(super) mod plain;
mod support;
pub(super) mod token;

use std::collections::HashSet;
use std::iter::once;

use self::known::{is_amount, is_common, is_degree, is_foreign, is_technology};
use self::normal::{is_mixed, normal};
use self::plain::{is_ambiguous, is_plain, is_product};
pub use self::support::ClaimKind;
use self::support::{ITEM, Support};
use self::token::{Token, tokens};
use crate::ai::words::{cut, is_dense, one_line};

/// The most claims that are named.
const MOST: usize = 100;

/// The most that is named of one claim, in bytes.
const LONGEST: usize = 200;

/// A word that nothing supports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The word in its plain form: without hidden characters, accents and styled letters.
    pub word: String,
    pub kind: ClaimKind,
}

/// Words of the conversation, as an index that serves for many records.
#[derive(Debug)]
pub struct Evidence(Support);

impl Evidence {
    pub fn new(texts: &[&str]) -> Self {
        let mut support = Support::default();
        texts.iter().for_each(|text| support.add(&normal(text), true));
        Self(support)
    }

    /// What the new values of `fields` claim and neither the texts of the record nor the evidence support: each claim
    /// once, in order, the first hundred. An unchanged field should not be among `fields`, and one item of a list is
    /// one field.
    pub fn unsupported(&self, fields: &[&str], record: &[&str]) -> Vec<Claim> {
        let mut support = Support::default();
        record.iter().for_each(|text| support.add(&normal(text), false));
        let has =
            |line: &str, token: &Token, kind| support.has(line, token, kind) || self.0.has(line, token, kind);
        let mut seen = HashSet::new();
        let mut claims = Vec::new();
        for field in fields {
            let field = normal(field);
            for line in field.lines() {
                let found = claims_of(line).into_iter().filter(|(token, kind)| !has(line, token, *kind));
                for (token, kind) in found {
                    let word = one_line(cut(line.get(token.claim.clone()).unwrap_or(&token.exact), LONGEST));
                    if claims.len() < MOST && seen.insert(word.to_lowercase()) {
                        claims.push(Claim { word, kind });
                    }
                }
            }
        }
        claims
    }
}

/// The claims of a line, in order.
fn claims_of(line: &str) -> Vec<(Token, ClaimKind)> {
    let mut tokens = tokens(line);
    tokens.sort_by_key(|token| token.claim.start);
    let item = is_item(&tokens);
    let foreign = is_foreign(tokens.iter().map(|token| token.folded.as_str()));
    let followed: Vec<bool> = tokens
        .iter()
        .skip(1)
        .map(|next| next.exact.starts_with(char::is_lowercase))
        .chain(once(false))
        .collect();
    let kind = |(token, followed): (Token, bool)| {
        let strange = foreign || !token.exact.starts_with(|c: char| c.is_ascii_alphabetic());
        let kind = kind(&token, followed && strange, item)?;
        Some((token, kind))
    };
    tokens.into_iter().zip(followed).filter_map(kind).collect()
}

/// Whether a line is a skill, a title or a name, and no sentence.
fn is_item(tokens: &[Token]) -> bool {
    let mut words = tokens.iter().filter(|token| !token.alone).peekable();
    let opens = words.peek().is_some_and(|first| is_common(&first.folded) && !is_product(&first.folded));
    !opens && words.clone().count() <= ITEM && words.all(|token| !is_plain(&token.folded))
}

/// What a token claims. `ordinary`: at the start of its sentence, a capital letter tells nothing.
fn kind(token: &Token, ordinary: bool, item: bool) -> Option<ClaimKind> {
    let (exact, folded) = (token.exact.as_str(), token.folded.as_str());
    let digits = exact.contains(char::is_numeric);
    let first = |c: char| c.is_numeric() || !c.is_alphanumeric();
    let figures = digits && exact.starts_with(first);
    // The plus of `c++` and the point of `node.js`, but not that of `e.g.`.
    let signs = exact.contains(['+', '#', '♯', '_']) || (exact.contains('.') && !is_common(folded));
    let inner = exact.chars().skip(1).any(char::is_uppercase);
    let capital = exact.starts_with(char::is_uppercase);
    if token.number.is_some() || figures || is_amount(folded) {
        Some(ClaimKind::Number)
    } else if token.alone {
        let contact = exact.contains(['@', '/', '.', '[']);
        (contact || digits).then_some(ClaimKind::Name).or(signs.then_some(ClaimKind::Technology))
    } else if is_mixed(exact) || is_degree(folded) {
        Some(ClaimKind::Name)
    } else if is_technology(folded) || digits || signs || (is_product(folded) && (capital || item)) {
        Some(ClaimKind::Technology)
    } else if exact.contains(is_dense) {
        // Hiragana writes endings and particles.
        let name = exact.chars().any(|c| !matches!(c, '\u{3041}'..='\u{309f}'));
        name.then_some(ClaimKind::Name)
    } else if inner || (capital && is_ambiguous(folded) && !token.opens) {
        Some(ClaimKind::Name)
    } else if capital {
        let common = is_common(folded) || (ordinary && token.opens);
        (!common).then_some(ClaimKind::Name)
    } else {
        item.then_some(ClaimKind::Technology)
    }
}

#[cfg(test)]
mod tests;
