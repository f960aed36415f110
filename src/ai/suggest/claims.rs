//! The words of a proposal that the record does not support.
//!
//! The check knows words, not sense, and marks by default: the record has to say a word or another form of
//! it, unless the word claims nothing ([`plain`](crate::ai::claims::plain)).
//! - A number needs the same number with the same sign ([`numbers`](crate::ai::claims::numbers)).
//! - A word with a capital letter inside a sentence, or with capitals, digits or signs in it (SQL, K8s, C++),
//!   needs that very word, with a capital letter in the record too. If the small letters are another word
//!   (IT, Go, US), it needs the same letters.
//! - A compound (CI/CD, data-driven) needs its parts. Single letters, numbers and words such as `go` in a
//!   compound (R&D, COVID-19, Go-to-market) support that compound only.
//! - A skill needs its words one after the other with only spaces between them, and its capital letter.
//! - A sign that is no punctuation (#, ×, ^) needs the same words beside it; a contact, the same contact.
//! - Writing without spaces (Han, kana, Thai) needs the same characters somewhere in the record.

use std::collections::HashSet;

use crate::ai::claims::plain::{is_plain, is_product};
use crate::ai::claims::token::{Token, said, tokens};
use crate::ai::words::{fold, is_dense, one_line};
use crate::domain::Experience;

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

/// A claim as it is compared with the others.
fn comparable(claim: &str) -> String {
    fold(claim).split_whitespace().collect()
}
