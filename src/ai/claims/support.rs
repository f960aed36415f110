//! What the record and the conversation say, as an index: a search costs the same however much they say.

use std::collections::HashSet;

use super::known::is_technology;
use super::normal::is_mixed;
use super::numbers::Number;
use super::plain::{is_ambiguous, is_product};
use super::token::{Token, said};
use crate::ai::words::is_dense;
use crate::domain::{MONTHS, PartialDate};

/// The most words of a field that may be a skill or a name without being a sentence.
pub(super) const ITEM: usize = 3;

words! {
    /// What a word claims.
    pub enum ClaimKind {
        Number = "number",
        Name = "name",
        Technology = "technology",
    }
}

/// The longest spelling of a date that is looked for in a compound, in bytes.
const LONGEST_DATE: usize = 40;

#[derive(Debug, Default)]
pub(super) struct Support {
    /// The words as they are written, and in small letters with the compound that they are bound to.
    exact: HashSet<String>,
    folded: HashSet<(String, Option<String>)>,
    stems: HashSet<String>,
    numbers: HashSet<(Number, Option<String>)>,
    /// Dates as they are stored, with each that they are part of: `2019`, `2019-03`, `2019-03-05`.
    dates: HashSet<String>,
    /// Words of every day that were said as products: an item of the record, or what a person typed.
    products: HashSet<String>,
    /// The texts in small letters, for writing without spaces.
    dense: String,
}

impl Support {
    /// Adds a text in its plain form: of the record, or of the conversation, where names are written in any case.
    pub(super) fn add(&mut self, text: &str, conversation: bool) {
        for line in text.lines() {
            if line.contains(is_dense) {
                self.dense.push_str(&line.to_lowercase());
                self.dense.push('\n');
            }
            let tokens = said(line);
            let item = tokens.iter().filter(|token| !token.alone).count() <= ITEM;
            self.add_dates(line, &tokens);
            for token in tokens {
                if (item || conversation) && is_product(&token.folded) {
                    self.products.insert(token.folded.clone());
                }
                if let Some(number) = token.number {
                    self.numbers.insert((number, token.bound));
                    continue;
                }
                self.stems.extend(token.stem);
                self.exact.insert(token.exact);
                self.folded.insert((token.folded, token.bound));
            }
        }
    }

    fn add_dates(&mut self, line: &str, tokens: &[Token]) {
        let words: Vec<&Token> = tokens.iter().filter(|token| !token.claim.is_empty()).collect();
        let mut dates: Vec<PartialDate> = words.iter().filter_map(|token| date(line, token)).collect();
        for (index, token) in words.iter().enumerate().filter(|(_, token)| month(&token.folded).is_some()) {
            let (before, after) = (index.saturating_sub(1), index + 1);
            // `March 2019`, `5 March 2019`, `March 5, 2019`.
            for (from, to) in [(index, after), (before, after), (index, after + 1)] {
                let end = words.get(to).map_or(token.claim.end, |last| last.claim.end);
                let text = words.get(from).and_then(|first| line.get(first.claim.start..end));
                dates.extend(
                    text.filter(|text| text.len() <= LONGEST_DATE)
                        .and_then(|text| PartialDate::read(text).ok()),
                );
            }
        }
        for date in dates {
            let text = date.to_string();
            self.dates
                .extend(text.match_indices('-').filter_map(|(at, _)| text.get(..at)).map(str::to_owned));
            self.dates.insert(text);
            if let Some(name) = date.month().and_then(|month| MONTHS.get(usize::from(month) - 1)) {
                self.folded.insert(((*name).to_owned(), None));
                self.folded.extend(name.get(..3).map(|short| (short.to_owned(), None)));
            }
        }
    }

    /// Whether the token of a line is said.
    pub(super) fn has(&self, line: &str, claim: &Token, kind: ClaimKind) -> bool {
        if date(line, claim).is_some_and(|date| self.dates.contains(&date.to_string())) {
            return true;
        }
        if let Some(number) = &claim.number {
            return self.numbers.contains(&(number.clone(), None))
                || claim.bound.is_some() && self.numbers.contains(&(number.clone(), claim.bound.clone()));
        }
        if is_mixed(&claim.exact) {
            return self.exact.contains(&claim.exact);
        }
        if !claim.alone && claim.exact.contains(is_dense) {
            return self.dense.contains(&claim.folded);
        }
        if is_ambiguous(&claim.folded) {
            return self.exact.contains(&claim.exact) || self.products.contains(&claim.folded);
        }
        let inflected = kind != ClaimKind::Technology || !is_technology(&claim.folded);
        let form = || claim.stem.as_ref().is_some_and(|stem| self.stems.contains(stem));
        self.folded.contains(&(claim.folded.clone(), None))
            || claim.bound.is_some() && self.folded.contains(&(claim.folded.clone(), claim.bound.clone()))
            || inflected && form()
    }
}

/// The date that a compound of figures writes: `2019-03`, `03/2019`.
fn date(line: &str, token: &Token) -> Option<PartialDate> {
    let text = line.get(token.claim.clone())?;
    let figures =
        text.len() <= LONGEST_DATE && text.contains(['-', '/', '.']) && text.starts_with(char::is_numeric);
    figures.then(|| PartialDate::read(text).ok())?
}

fn month(folded: &str) -> Option<usize> {
    (folded.len() >= 3).then(|| MONTHS.iter().position(|month| month.starts_with(folded)))?
}
