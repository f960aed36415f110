//! Whether the texts are in the language of the document: its headings and dates would be in another one.
//!
//! A script tells, or the small words of a language. Of languages with the same script and other small words than those
//! below, nothing is said.

use crate::domain::Kind;

use super::{Finding, Place, Rule, Subject, passage};

/// Small words that most sentences have, and that the other languages here lack.
const SMALL: [(&str, &str, &[&str]); 8] = [
    ("en", "English", &["the", "and", "of", "with", "for", "by", "from"]),
    ("de", "German", &["und", "der", "das", "mit", "für", "von", "bei", "zur"]),
    ("fr", "French", &["et", "les", "des", "pour", "avec", "dans", "du", "aux"]),
    ("es", "Spanish", &["y", "los", "las", "con", "para", "del", "el"]),
    ("it", "Italian", &["e", "di", "con", "per", "della", "nel", "gli", "delle"]),
    ("pt", "Portuguese", &["e", "com", "para", "da", "do", "uma", "dos"]),
    ("nl", "Dutch", &["en", "van", "het", "voor", "een", "bij", "aan"]),
    ("sv", "Swedish", &["och", "för", "av", "med", "på", "till"]),
];

/// How many of them a language needs where the document's language has any, and where it has none; and how many times
/// as many as that.
const ENOUGH: usize = 8;
const ENOUGH_ALONE: usize = 4;
const TIMES: usize = 3;

/// The name of a script, the languages of documents that are written in it, and whether a letter is of it.
type Script = (&'static str, &'static [&'static str], fn(char) -> bool);

/// The languages are suggested in their order.
const SCRIPTS: [Script; 7] = [
    ("Arabic", &["ar", "fa"], |c| matches!(c, '\u{620}'..='\u{6ff}')),
    ("Hebrew", &["he"], |c| matches!(c, '\u{5d0}'..='\u{5ea}')),
    ("Greek", &["el"], |c| matches!(c, '\u{370}'..='\u{3ff}')),
    ("Cyrillic", &["ru", "uk", "bg"], |c| matches!(c, '\u{400}'..='\u{4ff}')),
    ("Devanagari", &["hi"], |c| matches!(c, '\u{900}'..='\u{97f}')),
    ("Korean", &["ko"], |c| matches!(c, '\u{ac00}'..='\u{d7a3}')),
    (
        "Chinese or Japanese",
        &["zh", "ja"],
        |c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'),
    ),
];

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let own = passage::all(subject).into_iter().filter(|text| text.is_own).map(|text| text.plain());
    // A publication is called as its readers speak.
    let kinds = [Kind::Work, Kind::Volunteer, Kind::Education];
    let titles =
        subject.experiences.iter().filter(|one| kinds.contains(&one.kind)).map(|one| one.title.clone());
    let label = subject.basic("label").map(str::to_owned);
    let texts = own.chain(titles).chain(label).collect::<Vec<_>>().join("\n");
    let Some((name, tags)) =
        in_script(&texts, subject.language).or_else(|| in_words(&texts, subject.language))
    else {
        return;
    };
    let message = format!("the texts look {name}, and the document is in `{}`", subject.language);
    let tags: Vec<_> = tags.iter().map(|tag| format!("`meta.language={tag}`")).collect();
    let hint = format!("`resume profile set` with {} gives them headings of their own", tags.join(" or "));
    found.push(Finding::new(Rule::OtherLanguage, Place::Whole, message).hint(hint));
}

/// The script of most letters, where the document's language has another one.
fn in_script(texts: &str, language: &str) -> Option<(&'static str, &'static [&'static str])> {
    let letters = texts.chars().filter(|c| c.is_alphabetic()).count();
    let (name, tags, _) = SCRIPTS
        .iter()
        .find(|(_, _, is_of)| texts.chars().filter(|c| is_of(*c)).count() > (letters / 2).max(20))?;
    (!tags.contains(&language)).then_some((name, tags))
}

/// The language of most small words, where the document's own has far fewer of them.
fn in_words(texts: &str, language: &str) -> Option<(&'static str, &'static [&'static str])> {
    let lower = texts.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic() && c != '\'').collect();
    let count = |small: &[&str]| words.iter().filter(|word| small.contains(word)).count();
    let (_, _, own) = SMALL.iter().find(|(tag, ..)| *tag == language)?;
    let (tag, name, most) =
        SMALL.iter().map(|(tag, name, small)| (tag, name, count(small))).max_by_key(|one| one.2)?;
    let own = count(own);
    let enough = if own == 0 { ENOUGH_ALONE } else { ENOUGH };
    let is_other = *tag != language && most >= enough && most >= TIMES * own;
    is_other.then(|| (*name, std::slice::from_ref(tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_told_by_its_script_or_its_small_words() {
        let german = "Leitung des Teams für die Planung und den Bau von Brücken mit Stahl. Abstimmung mit Ämtern und \
                      mit der Bahn. Betreuung von Studenten und Kunden bei der Wahl.";
        let english =
            "Led the team for the planning of bridges, with the railway and the city, from 2020 to 2022";
        let arabic = "رعاية اثني عشر مريضًا في كل مناوبة وتدريب خمس ممرضات";
        let told = |texts: &str, language| {
            in_script(texts, language).or_else(|| in_words(texts, language)).map(|(name, _)| name)
        };
        assert_eq!(told(german, "en"), Some("German"));
        assert_eq!(told(english, "de"), Some("English"));
        assert_eq!(told(arabic, "en"), Some("Arabic"));
        for (texts, language) in [
            (german, "de"),
            (english, "en"),
            (arabic, "fa"),
            (german, "da"),
            ("Worked at Haus der Kunst und Medien", "en"),
            ("Led the shop at Haus der Kunst und der Medien und der Musik", "en"),
            (&format!("{german} {english}"), "en"),
            ("", "en"),
        ] {
            assert_eq!(told(texts, language), None, "{texts}");
        }
    }
}
