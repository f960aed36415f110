//! The tokens of a text, in which a claim and what supports it are compared.

use std::ops::Range;

use super::numbers::{self, Number};
use super::plain::{is_ambiguous, stem};
use crate::ai::contacts::{self, MASKS};
use crate::ai::words::{Word, fold, one_line, words};
use crate::domain::PartialDate;

/// A word, a part of a compound, a number, a contact or a sign.
#[derive(Debug, Default)]
pub(in crate::ai) struct Token {
    pub(in crate::ai) exact: String,
    pub(in crate::ai) folded: String,
    pub(in crate::ai) stem: Option<String>,
    pub(in crate::ai) number: Option<Number>,
    /// The compound without which it says nothing: the C of C-level, the 19 of COVID-19.
    pub(in crate::ai) bound: Option<String>,
    pub(in crate::ai) opens: bool,
    /// Whether only spaces are between it and the token before it.
    pub(in crate::ai) follows: bool,
    /// Whether it is a contact or a sign, which stand in no sequence of words.
    pub(in crate::ai) alone: bool,
    /// What is marked if it is unsupported.
    pub(in crate::ai) claim: Range<usize>,
}

impl Token {
    pub(in crate::ai) fn new(exact: &str, claim: Range<usize>) -> Self {
        let folded = fold(exact);
        Self { exact: exact.to_owned(), stem: stem(&folded), folded, claim, ..Self::default() }
    }

    /// Whether it is written like a name.
    pub(in crate::ai) fn is_name(&self) -> bool {
        self.number.is_none() && self.exact.contains(char::is_uppercase)
    }

    /// Whether it says what is claimed, by a name or by any word.
    pub(in crate::ai) fn says(&self, claim: &Self, name: bool) -> bool {
        let same = match (&self.number, &claim.number) {
            (None, None) => self.folded == claim.folded,
            (said, claimed) => said == claimed,
        };
        same && (self.bound.is_none() || self.bound == claim.bound)
            && (!name || !is_ambiguous(&claim.folded) || self.exact == claim.exact)
    }
}

/// The tokens of a line of the record: `24 h` is `24h` too, and a date says the name of its month.
pub(in crate::ai) fn said(line: &str) -> Vec<Token> {
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
pub(in crate::ai) fn tokens(text: &str) -> Vec<Token> {
    let masks = MASKS.iter().flat_map(|mask| text.match_indices(mask));
    let mut alone = contacts::contacts(text);
    alone.extend(masks.map(|(at, mask)| at..at + mask.len()));
    let mut contacts = alone.clone();
    contacts.sort_by_key(|contact| contact.start);
    let mut contacts = contacts.iter().peekable();
    let mut taken = 0;
    let mut is_free = |word: &Word<'_>| {
        while let Some(contact) = contacts.next_if(|contact| contact.start <= word.start) {
            taken = taken.max(contact.end);
        }
        word.start >= taken
    };
    let words: Vec<_> = words(text).into_iter().filter(|word| is_free(word)).collect();
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
