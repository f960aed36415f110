//! The words by which a résumé is understood: headings, months, and "present", in the languages of documents.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::line::collapsed;
use crate::document::language::{Label, Language};
use crate::domain::Kind;

/// What a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::formats) enum Topic {
    Summary,
    Contact,
    /// Nothing that a record or the profile has a place for.
    Other,
    #[serde(untagged)]
    Of(Kind),
}

#[derive(Debug, Default)]
pub(super) struct Words {
    headings: HashMap<String, Topic>,
    months: HashMap<String, u8>,
    present: Vec<String>,
    labels: HashMap<String, Label>,
    languages: Vec<String>,
    /// Parts of words in headings; the surer ones first.
    stems: Vec<(String, Topic)>,
}

/// `share/import/words.toml`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    headings: HashMap<Topic, Vec<String>>,
    stems: Vec<Stem>,
    months: Vec<[String; 12]>,
    present: Vec<String>,
    labels: HashMap<Label, Vec<String>>,
    languages: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stem {
    topic: Topic,
    words: Vec<String>,
}

const FILE: &str = include_str!("../../../share/import/words.toml");

/// The words of all languages.
pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(Words::collect)
}

impl Words {
    fn collect() -> Self {
        let mut words = Self::default();
        // Later entries win: English, and then what stands below.
        let mut languages: Vec<_> = Language::tags().filter_map(|tag| Language::find(tag).ok()).collect();
        languages.sort_by_key(|language| language.tag.starts_with("en"));
        for language in &languages {
            for kind in Kind::ALL {
                words.headings.insert(folded(language.heading(kind)), Topic::Of(kind));
            }
            for (month, name) in language.month_names() {
                words.months.insert(month_word(name), month);
            }
            words.present.push(language.present().to_lowercase());
            for label in Label::ALL {
                words.labels.insert(folded(language.label(label)), label);
            }
            words.languages.push(language.name().to_lowercase());
        }
        // A test reads the file: it is as sure to be right as the rest of the program.
        let more: File = toml_edit::de::from_str(FILE).unwrap_or_default();
        for (topic, headings) in more.headings {
            words.headings.extend(headings.into_iter().map(|heading| (heading, topic)));
        }
        for names in more.months {
            words.months.extend((1..).zip(names).map(|(month, name)| (name, month)));
        }
        words.present.extend(more.present);
        // The longest first: `to date` before `to`.
        words.present.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for (label, names) in more.labels {
            words.labels.extend(names.into_iter().map(|name| (name, label)));
        }
        words.languages.extend(more.languages);
        let stems = more.stems.into_iter();
        words.stems =
            stems.flat_map(|stem| stem.words.into_iter().map(move |word| (word, stem.topic))).collect();
        words
    }

    /// The topic of a heading, if its words are known.
    pub(super) fn heading(&self, text: &str) -> Option<Topic> {
        self.headings.get(&folded(text)).copied()
    }

    /// The topic of a heading that is known by its look, if a word of it is known.
    pub(super) fn heading_like(&self, text: &str) -> Option<Topic> {
        let text = folded(text);
        let known = self.stems.iter().find(|(stem, _)| text.contains(stem.as_str())).map(|(_, topic)| *topic);
        self.headings.get(&text).copied().or(known)
    }

    /// The month of a name. Two letters are one where a full stop follows.
    pub(super) fn month(&self, word: &str) -> Option<u8> {
        let is_short = word.ends_with('.');
        let word = month_word(word);
        self.months.get(&word).copied().filter(|_| is_short || word.chars().count() >= 3 || !word.is_ascii())
    }

    /// The length of the word for "present" that a text begins with.
    pub(super) fn present_at(&self, text: &str) -> Option<usize> {
        self.present.iter().find_map(|word| {
            let start = text.get(..word.len())?;
            let rest = &text[word.len()..];
            let ends = !rest.starts_with(char::is_alphanumeric);
            (ends && start.to_lowercase() == **word).then_some(word.len())
        })
    }

    /// The label of a value.
    pub(super) fn label(&self, text: &str) -> Option<Label> {
        self.labels.get(&folded(text)).copied()
    }

    /// Whether it is the name of a language.
    pub(super) fn is_language(&self, text: &str) -> bool {
        self.languages.contains(&text.trim().to_lowercase())
    }
}

/// A heading as it is compared: small letters, no signs around it, `and` for `&`, no letters spaced out.
fn folded(text: &str) -> String {
    let text = collapsed(&text.to_lowercase());
    let spaced = text.split(' ').filter(|part| part.chars().count() == 1).count();
    let text = if spaced > 3 && spaced == text.split(' ').count() { text.replace(' ', "") } else { text };
    let trimmed = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    trimmed.replace(" & ", " and ").replace('ß', "ss")
}

fn month_word(text: &str) -> String {
    text.trim_end_matches(['.', ',']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_all_languages_are_known() {
        let file: File = toml_edit::de::from_str(FILE).unwrap();
        assert!(file.headings.len() == Kind::ALL.len() + 3 && !file.stems.is_empty());
        let words = words();
        for (heading, topic) in [
            ("WORK EXPERIENCE:", Topic::Of(Kind::Work)),
            ("Berufserfahrung", Topic::Of(Kind::Work)),
            ("E D U C A T I O N", Topic::Of(Kind::Education)),
            ("Licenses & Certifications", Topic::Of(Kind::Certificate)),
        ] {
            assert_eq!(words.heading(heading), Some(topic), "{heading}");
        }
        for tag in Language::tags() {
            let language = Language::find(tag).unwrap();
            for kind in [Kind::Work, Kind::Education, Kind::Language] {
                assert_eq!(words.heading(language.heading(kind)), Some(Topic::Of(kind)), "{tag}");
            }
            assert!(words.present_at(language.present()).is_some(), "{tag}");
        }
        assert_eq!(
            (words.month("Mär."), words.month("déc."), words.month("Sept")),
            (Some(3), Some(12), Some(9))
        );
    }
}
