//! Spelling, by a dictionary in the format of Hunspell.
//!
//! Names are no mistakes: what stands in a title, an organization, a place or a skill is known, as are words with a
//! capital letter within a sentence, with a digit, or in capitals. What is left and not in the dictionary is a
//! warning where the dictionary has a close word, and said once.

use std::collections::BTreeSet;

use crate::domain::original_language;

use super::passage;
use super::{Finding, Place, Rule, Subject, Unspelled};

/// The most words that are told one by one.
const MOST: usize = 50;

/// The longest word that is looked up, in letters: each of its parts may be.
const LONGEST: usize = 64;

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let spelling = match subject.spelling {
        Ok(spelling) => spelling,
        Err(cause) => return found.push(unspelled(subject.language, cause)),
    };
    let known = names(subject);
    let (mut looked_up, mut told, mut more) = (BTreeSet::new(), 0, 0);
    let passages = passage::all(subject);
    let words: Vec<_> = passages.iter().map(|passage| candidates(&passage.plain())).collect();
    let is_right = |word: &str| {
        let lower = word.to_lowercase();
        known.contains(&lower)
            || spelling.knows(word)
            || spelling.knows(&lower)
            || spelling.joins(&lower)
            || parts(&lower)
                .all(|part| part.chars().count() < 3 || spelling.knows(part) || known.contains(part))
    };
    if subject.profile.and_then(original_language).is_none() && is_foreign(&words, is_right) {
        return found.push(unspelled(subject.language, &Unspelled::UnknownLanguage));
    }
    for (passage, words) in passages.iter().zip(words) {
        for word in words {
            let lower = word.to_lowercase();
            if is_right(&word) || !looked_up.insert(lower.clone()) {
                continue;
            }
            if told == MOST {
                more += 1;
            } else if let Some(meant) = spelling.meant(&lower) {
                let message = format!("{} has `{word}`, which the dictionary lacks", passage.name);
                let finding = Finding::new(Rule::Spelling, passage.place.clone(), message);
                found.push(finding.hint(format!("did you mean `{meant}`?")));
                told += 1;
            }
        }
    }
    if more > 0 {
        let message = format!("the dictionary lacks {more} further words");
        let finding = Finding::new(Rule::Spelling, Place::Whole, message);
        found.push(
            finding.hint("mend those above first; `--language` names the language, if it is another one"),
        );
    }
}

/// So few words say nothing about their language.
const FEW: usize = 12;

/// Whether more than a third of the words are in no dictionary: too many for slips.
fn is_foreign(words: &[Vec<String>], is_right: impl Fn(&str) -> bool) -> bool {
    let distinct: BTreeSet<_> = words.iter().flatten().map(|word| word.to_lowercase()).collect();
    let wrong = distinct.iter().filter(|word| !is_right(word)).count();
    distinct.len() >= FEW && wrong * 3 > distinct.len()
}

fn unspelled(language: &str, cause: &Unspelled) -> Finding {
    let (cause, hint) = match cause {
        Unspelled::NoDictionary if matches!(language, "ja" | "zh") => (
            format!("there is no dictionary for `{language}`"),
            "its words are not parted by spaces, and no dictionary of this sort knows them".to_owned(),
        ),
        Unspelled::NoDictionary => (
            format!("there is no dictionary for `{language}`"),
            format!("on Debian, `apt install hunspell-{language}` or a similar package"),
        ),
        Unspelled::Unreadable { path, cause } => (
            format!("the dictionary `{}` cannot be read: {cause}", path.display()),
            "`DICPATH` names directories with other dictionaries".to_owned(),
        ),
        Unspelled::OtherLanguage => (
            format!("texts are in another language than `{language}`"),
            "`--language` names the language to check; `resume profile set meta.language=…` that of your texts"
                .to_owned(),
        ),
        // Where English was assumed, another language is meant.
        Unspelled::UnknownLanguage if language == "en" => (
            "the language of your texts is not set, and they do not look like English".to_owned(),
            "`resume profile set meta.language=…` says which language they are in, such as `de`".to_owned(),
        ),
        Unspelled::UnknownLanguage => (
            "the language of your texts is not set, and English is assumed".to_owned(),
            format!("`resume profile set meta.language={language}`, if your texts are in `{language}`"),
        ),
    };
    let message = format!("spelling was not checked: {cause}");
    Finding::new(Rule::NoDictionary, Place::Whole, message).hint(hint)
}

fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split('-')
}

/// The words that need no dictionary.
fn names(subject: &Subject<'_>) -> BTreeSet<String> {
    let mut texts: Vec<&str> = ["name", "label"].iter().filter_map(|key| subject.basic(key)).collect();
    for experience in subject.experiences {
        texts.push(&experience.title);
        texts.extend(
            [&experience.organization, &experience.location].into_iter().flatten().map(String::as_str),
        );
        texts.extend(experience.skills.iter().map(String::as_str));
        texts.extend(experience.metadata.values().filter_map(serde_json::Value::as_str));
    }
    let split =
        |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect::<Vec<_>>();
    texts.into_iter().flat_map(split).filter(|word| !word.is_empty()).collect()
}

/// The words that may be misspelled.
fn candidates(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut opens = true;
    for token in text.split_whitespace() {
        let is_address =
            token.contains("://") || token.contains('@') || token.contains('/') || token.contains('`');
        let word = token.trim_matches(|c: char| !c.is_alphanumeric()).replace('’', "'");
        let mut letters = word.chars();
        let first = letters.next().is_some_and(char::is_uppercase);
        let rest_is_small = letters.all(|c| c.is_lowercase() || matches!(c, '-' | '\''));
        let word = word.strip_suffix("'s").map(str::to_owned).unwrap_or(word);
        if !is_address && rest_is_small && (3..=LONGEST).contains(&word.chars().count()) && (!first || opens)
        {
            found.push(word);
        }
        opens = token.ends_with(['.', '!', '?', ':']);
    }
    found
}
