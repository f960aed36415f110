//! The words by which a résumé is understood: headings, months, and "present", in the languages of documents.

mod vocabulary;

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use self::vocabulary::Vocabulary;
use super::line::collapsed;
use crate::document::language::{Label, Language};
use crate::domain::Kind;

/// What a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::formats) enum Topic {
    Summary,
    Contact,
    /// Research or teaching: positions, or prose and courses.
    Academic,
    /// Nothing that a record or the profile has a place for.
    Other,
    #[serde(untagged)]
    Of(Kind),
}

/// A field of an entry whose values have names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Field {
    Employer,
    Title,
    Period,
    Place,
    /// What was done there: text.
    Tasks,
    /// The field of a degree.
    Area,
    /// What has no field: text with its name.
    Other,
}

#[derive(Debug, Default)]
pub(super) struct Words {
    headings: Known<Topic>,
    months: Known<u8>,
    present: Vec<String>,
    labels: HashMap<String, Label>,
    fields: HashMap<String, Field>,
    columns: Vec<String>,
    weak: Weak,
    languages: Vec<String>,
    /// Parts of words in headings; the surer ones first.
    stems: Vec<(String, Topic)>,
    /// Words of names.
    pub(super) names: Names,
    pub(super) person: Labels,
    pub(super) lists: Lists,
}

/// What the words of a name say that it is the name of.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) positions: Vocabulary,
    pub(super) degrees: Vocabulary,
    pub(super) firms: Vocabulary,
    pub(super) workplaces: Vocabulary,
    pub(super) houses: Vocabulary,
    pub(super) forms: Vocabulary,
    pub(super) contracts: Vocabulary,
    pub(super) departments: Vocabulary,
    pub(super) branches: Vocabulary,
    pub(super) publishers: Vocabulary,
    pub(super) post_areas: Vocabulary,
    pub(super) subjects: Vocabulary,
    pub(super) cities: Vocabulary,
    pub(super) regions: Vocabulary,
    pub(super) campuses: Vocabulary,
    pub(super) credentials: Vocabulary,
    pub(super) results: Vocabulary,
    pub(super) graduation: Vocabulary,
    pub(super) numbers: Vocabulary,
    pub(super) connecting: Vocabulary,
}

/// What stands before the values of a person.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub(super) name: Vocabulary,
    pub(super) place: Vocabulary,
    pub(super) mail: Vocabulary,
    pub(super) link: Vocabulary,
    pub(super) other: Vocabulary,
    /// What a line about age, civil state or nationality says without a label.
    pub(super) civil: Vocabulary,
    pub(super) countries: Vocabulary,
    /// In brackets behind a contact: `(Home)`.
    pub(super) remarks: Vocabulary,
    /// Before the day of birth, within a sentence.
    pub(super) born: Vec<String>,
}

/// Words of lists.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    pub(super) levels: Vocabulary,
    pub(super) skills: Vocabulary,
    pub(super) technologies: Vocabulary,
    pub(super) on_request: Vocabulary,
    /// What of a language is assessed: `listening`.
    pub(super) abilities: Vocabulary,
    pub(super) mother_tongue: Vocabulary,
    /// Parts of what a form says of its levels.
    pub(super) frameworks: Vec<String>,
}

/// Words and their meanings. A word without its accents, as in capitals, is known where it can be one word only.
#[derive(Debug)]
struct Known<T> {
    exact: HashMap<String, T>,
    bare: HashMap<String, Option<T>>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { exact: HashMap::new(), bare: HashMap::new() }
    }
}

impl<T: Copy + PartialEq> Known<T> {
    fn insert(&mut self, word: String, meaning: T) {
        self.exact.insert(word, meaning);
    }

    /// Notes all words without their accents, once each has its last meaning.
    fn close(&mut self) {
        for (word, meaning) in &self.exact {
            let known = self.bare.entry(bare(word)).or_insert(Some(*meaning));
            if *known != Some(*meaning) {
                *known = None;
            }
        }
    }

    fn get(&self, word: &str) -> Option<T> {
        self.exact.get(word).copied().or_else(|| self.bare.get(&bare(word)).copied().flatten())
    }
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
    fields: HashMap<Field, Vec<String>>,
    columns: Vec<String>,
    weak: Weak,
    languages: Vec<String>,
    names: Names,
    person: Labels,
    lists: Lists,
}

/// Words of headings that stand above a part of an entry, too.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weak {
    rather_within: Vec<String>,
    either: Vec<String>,
    within: Vec<String>,
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
            words.present.push(small(language.present()));
            for label in Label::ALL {
                words.labels.insert(folded(language.label(label)), label);
                words.labels.insert(folded(language.label_of_one(label)), label);
            }
            words.languages.push(language.name().to_lowercase());
        }
        // A test reads the file: it is as sure to be right as the rest of the program.
        let more: File = toml_edit::de::from_str(FILE).unwrap_or_default();
        for (topic, headings) in more.headings {
            for heading in headings {
                words.headings.insert(folded(&heading), topic);
            }
        }
        for names in more.months {
            for (month, name) in (1..).zip(names) {
                words.months.insert(month_word(&name), month);
            }
        }
        words.headings.close();
        words.months.close();
        words.present.extend(more.present.iter().map(|word| small(word)));
        // The longest first: `to date` before `to`.
        words.present.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for (label, names) in more.labels {
            words.labels.extend(names.into_iter().map(|name| (folded(&name), label)));
        }
        for (field, names) in more.fields {
            words.fields.extend(names.into_iter().map(|name| (folded(&name), field)));
        }
        words.languages.extend(more.languages);
        words.names = more.names;
        words.person = more.person;
        words.lists = more.lists;
        words.columns.extend(more.columns.iter().map(|name| folded(name)));
        let all = |names: Vec<String>| names.iter().map(|name| folded(name)).collect();
        words.weak = Weak {
            rather_within: all(more.weak.rather_within),
            either: all(more.weak.either),
            within: all(more.weak.within),
        };
        let stems = more.stems.into_iter();
        words.stems =
            stems.flat_map(|stem| stem.words.into_iter().map(move |word| (word, stem.topic))).collect();
        words
    }

    /// The topic of a heading, if its words are known.
    pub(super) fn heading(&self, text: &str) -> Option<Topic> {
        self.headings.get(&folded(text))
    }

    /// Whether the words of a heading are those of one within an entry as well: `Key Achievements`. It is one where it looks
    /// like the surer ones; `Some(true)`: not by bold letters alone.
    pub(super) fn is_weak(&self, text: &str) -> Option<bool> {
        let text = folded(text);
        let is_either = self.weak.either.contains(&text);
        let is_within = self.weak.rather_within.contains(&text) || self.weak.within.contains(&text);
        (is_within || is_either).then_some(!is_either)
    }

    /// Whether a line says no more than what a part of an entry is about.
    pub(super) fn is_within(&self, text: &str) -> bool {
        self.weak.within.contains(&folded(text))
    }

    /// The topic of a heading that is known by its look, if a half or a word of it is known.
    pub(super) fn heading_like(&self, text: &str) -> Option<Topic> {
        let text = folded(text);
        let halves =
            || CONNECTING.iter().flat_map(|word| text.split_once(*word).map(|(one, other)| [one, other]));
        let half = || halves().flatten().filter_map(|half| self.headings.get(half.trim()));
        let stem =
            || self.stems.iter().find(|(stem, _)| text.contains(stem.as_str())).map(|(_, topic)| *topic);
        let half = || half().find(|topic| matches!(topic, Topic::Of(_))).or_else(|| half().next());
        self.headings.get(&text).or_else(stem).or_else(half)
    }

    /// The month of a name. Two letters are one where a full stop follows.
    pub(super) fn month(&self, word: &str) -> Option<u8> {
        let is_short = word.ends_with('.');
        let word = month_word(word);
        self.months.get(&word).filter(|_| is_short || word.chars().count() >= 3 || !word.is_ascii())
    }

    /// The length of the word for "present" that a text begins with.
    pub(super) fn present_at(&self, text: &str) -> Option<usize> {
        self.present.iter().find_map(|word| {
            let length = length_of(word, text)?;
            (!text[length..].starts_with(char::is_alphanumeric)).then_some(length)
        })
    }

    /// The label of a value.
    pub(super) fn label(&self, text: &str) -> Option<Label> {
        self.labels.get(&folded(text)).copied()
    }

    /// The field of an entry that a name before a value stands for.
    pub(super) fn field(&self, text: &str) -> Option<Field> {
        self.fields.get(&folded(text)).copied()
    }

    /// Whether it is the name of a column of a table: `Degree`, `Year`.
    pub(super) fn is_column(&self, text: &str) -> bool {
        self.columns.contains(&folded(text))
    }

    /// Whether it is the name of a language.
    pub(super) fn is_language(&self, text: &str) -> bool {
        self.languages.contains(&text.trim().to_lowercase())
    }

    pub(super) fn begins_with_language(&self, text: &str) -> bool {
        self.is_language(text.split([' ', ':', ',', '(']).next().unwrap_or_default())
    }
}

/// Words between the halves of a heading.
const CONNECTING: [&str; 13] =
    [" and ", " und ", " et ", " y ", " e ", " en ", " och ", " og ", " i ", " ve ", " a ", " и ", ", "];

/// A heading as it is compared: small letters, no signs around it, `and` for `&`, no letters spaced out.
fn folded(text: &str) -> String {
    let text = collapsed(&small(text));
    let spaced = text.split(' ').filter(|part| part.chars().count() == 1).count();
    let text = if spaced > 3 && spaced == text.split(' ').count() { text.replace(' ', "") } else { text };
    let trimmed = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    trimmed.replace(" & ", " and ").replace('ß', "ss")
}

fn month_word(text: &str) -> String {
    small(text.trim_end_matches(['.', ',']))
}

/// Small letters. Turkish has an `i` with a dot and one without; which of them a capital is depends on the language.
fn small(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).nfc().filter(|letter| *letter != DOT).map(undotted).collect()
}

/// The dot that is left of a Turkish `İ`.
const DOT: char = '\u{307}';

/// And the `ς` at the end of a Greek word, which has one capital with `σ`.
const fn undotted(letter: char) -> char {
    match letter {
        'ı' => 'i',
        'ς' => 'σ',
        other => other,
    }
}

/// The letters of Latin, Greek and Cyrillic words without their accents.
fn bare(word: &str) -> String {
    let is_accent = |letter: &char| ('\u{300}'..='\u{36f}').contains(letter);
    let letters = word.nfd().filter(|letter| !is_accent(letter)).nfc();
    letters.map(|letter| if letter == 'ł' { 'l' } else { letter }).collect()
}

/// How much of a text a word in small letters is, if the text begins with it.
fn length_of(word: &str, text: &str) -> Option<usize> {
    let mut wanted = word.chars().peekable();
    for (at, letter) in text.char_indices() {
        if wanted.peek().is_none() {
            return Some(at);
        }
        for small in letter.to_lowercase().filter(|small| *small != DOT) {
            wanted.next_if_eq(&undotted(small))?;
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_all_languages_are_known() {
        let file: File = toml_edit::de::from_str(FILE).unwrap();
        assert!(file.headings.len() == Kind::ALL.len() + 4 && !file.stems.is_empty());
        let words = words();
        for (heading, topic) in [
            ("WORK EXPERIENCE:", Topic::Of(Kind::Work)),
            ("Berufserfahrung", Topic::Of(Kind::Work)),
            ("E D U C A T I O N", Topic::Of(Kind::Education)),
            ("Licenses & Certifications", Topic::Of(Kind::Certificate)),
            ("İŞ DENEYİMİ", Topic::Of(Kind::Work)),
            ("YABANCI DİL", Topic::Of(Kind::Language)),
            ("FORMACION", Topic::Of(Kind::Education)),
            ("Sobre mi", Topic::Summary),
            ("Résumé", Topic::Summary),
            ("Resume", Topic::Contact),
            ("Arbetserfarenhet", Topic::Of(Kind::Work)),
            ("Experiența profesională", Topic::Of(Kind::Work)),
            ("Competências linguísticas", Topic::Of(Kind::Language)),
            ("ΨΗΦΙΑΚΕΣ ΔΕΞΙΟΤΗΤΕΣ", Topic::Of(Kind::Skill)),
            ("Research Grants", Topic::Of(Kind::Award)),
            ("Book Chapters", Topic::Of(Kind::Publication)),
            ("Yhteystiedot", Topic::Contact),
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
        for text in ["Nuvarande", "GÜNÜMÜZE kadar", "actuellement", "Pres."] {
            assert_eq!(words.present_at(text), Some(text.len()), "{text}");
        }
        let mut topics: HashMap<&String, Topic> = HashMap::new();
        for (topic, headings) in &file.headings {
            for heading in headings {
                let other = topics.insert(heading, *topic).filter(|other| other != topic);
                assert_eq!(other, None, "`{heading}` says {topic:?} as well");
            }
        }
        for (month, number) in
            [("Mär.", 3), ("déc.", 12), ("Sept", 9), ("KASIM", 11), ("EKİM", 10), ("FEVRIER", 2)]
        {
            assert_eq!(words.month(month), Some(number), "{month}");
        }
    }
}
