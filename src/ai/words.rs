//! The words of a text, as they are compared.
//!
//! A word keeps the signs that make it another one (C++, C#, Node.js, .NET, R&D, 1,000); writing
//! without spaces is cut where the script changes and compared by stretches of characters.

use crate::domain::visible;

/// A word where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    /// The byte at which it begins.
    pub(super) start: usize,
    /// Whether it begins a sentence, where a capital letter means nothing.
    pub(super) opens: bool,
}

impl Word<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut opens = true;
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let end = word_end(text, at, first);
        if end == at {
            opens |= matches!(first, '.' | '!' | '?' | '•' | '\n' | '。' | '！' | '？');
            at += first.len_utf8();
            continue;
        }
        let word = text.get(at..end).unwrap_or_default();
        words.push(Word { text: word, start: at, opens });
        opens = false;
        at = end;
    }
    words
}

/// Where the word ends that begins at `at`; `at` itself: none does.
fn word_end(text: &str, at: usize, first: char) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    if is_dense(first) {
        return at + rest.find(|c| !is_dense(c)).unwrap_or(rest.len());
    }
    let second = rest.chars().nth(1);
    // .NET
    let begins = first.is_alphanumeric() || (first == '.' && second.is_some_and(char::is_alphabetic));
    if !begins {
        return at;
    }
    let mut end = at;
    let mut characters = rest.char_indices().peekable();
    let mut before = first;
    while let Some((index, c)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        let joins = |next: char| next.is_alphanumeric() && !is_dense(next);
        let kept = index == 0
            || joins(c)
            || is_mark(c)
            || matches!(c, '_' | '+' | '#')
            || matches!(c, '.' | '-' | '\u{2011}' | '/' | '&' | '\'' | '’') && joins(next)
            || c == ',' && before.is_ascii_digit() && next.is_ascii_digit()
            || is_thousands_gap(rest, index, c);
        if !kept {
            break;
        }
        end = at + index + c.len_utf8();
        before = c;
    }
    end
}

/// Whether a space stands between the groups of a large number: `1 000 000`.
fn is_thousands_gap(word: &str, index: usize, c: char) -> bool {
    if index > 30 || !matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}') {
        return false;
    }
    let (before, after) =
        (word.get(..index).unwrap_or_default(), word.get(index + c.len_utf8()..).unwrap_or_default());
    let first = before.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    let numeric =
        before.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}'));
    let group = after.bytes().take_while(u8::is_ascii_digit).count();
    numeric && (1..=3).contains(&first.len()) && group == 3
}

/// What is compared: case and the sort of hyphen make no difference, nor does a possessive.
pub(super) fn fold(word: &str) -> String {
    let lower = word.to_lowercase().replace('\u{2011}', "-").replace('’', "'");
    lower.strip_suffix("'s").map_or_else(|| lower.clone(), str::to_owned)
}

/// The words that a word is put together from: `CI/CD`, `data-driven`. Of others, itself.
pub(super) fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(['-', '\u{2011}', '/', '&']).filter(|part| !part.is_empty())
}

/// Accents that are characters of their own.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Scripts that are written without spaces between words: Thai, Lao, Burmese, Khmer, Han, kana, and
/// Hangul, whose particles are written with the word.
pub(super) fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character shows nothing or drives what shows it: no answer needs one.
pub(super) fn has_hidden(text: &str) -> bool {
    visible::line(text).to_string() != text
}

/// An answer's text on one line: white space of any sort is a space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As much of a text as `limit` bytes hold.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit.min(text.len()))).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn signs_that_make_another_word_are_part_of_it() {
        assert_eq!(
            texts("C++, C# and .NET; Node.js, CI/CD. R&D's data-driven (K8s) 1,000 1 000 000 40% 1.5k!"),
            [
                "C++", "C#", "and", ".NET", "Node.js", "CI/CD", "R&D's", "data-driven", "K8s", "1,000",
                "1 000 000", "40", "1.5k"
            ]
        );
        assert_eq!(texts("in 2019 100 users - 3 of 12"), ["in", "2019", "100", "users", "3", "of", "12"]);
        assert_eq!(
            texts("Kubernetesを導入した Łódź e\u{301}tude"),
            ["Kubernetes", "を導入した", "Łódź", "e\u{301}tude"]
        );
        assert_eq!(texts(" … \u{1f600} "), [""; 0]);
    }

    #[test]
    fn sentences_open_with_their_first_word() {
        let opening = |text| {
            words(text).into_iter().filter(|word| word.opens).map(|word| word.text).collect::<Vec<_>>()
        };
        assert_eq!(
            opening("Built it. Ran it: Go\nand Rust! (Now) e.g. so"),
            ["Built", "Ran", "and", "Now", "so"]
        );
    }

    #[test]
    fn hidden_characters_are_found() {
        for hidden in
            ["a\u{1b}[2J", "a\u{202e}b", "a\u{200b}b", "a\u{200d}b", "tag\u{e0041}", "\u{200d}", "a\u{0}"]
        {
            assert!(has_hidden(hidden), "{hidden:?}");
        }
        for seen in ["plain", "👩\u{200d}💻", "می\u{200c}خواهم", "❤\u{fe0f}", "é"] {
            assert!(!has_hidden(seen), "{seen:?}");
        }
    }

    proptest! {
        #[test]
        fn words_stand_where_they_say(text in ".{0,60}") {
            let found = words(&text);
            for word in &found {
                prop_assert_eq!(text.get(word.start..word.end()), Some(word.text));
                prop_assert!(!word.text.is_empty());
            }
            let covered: String = found.iter().map(|word| word.text).collect();
            let alphanumeric = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(alphanumeric(&covered), alphanumeric(&text));
        }
    }
}
