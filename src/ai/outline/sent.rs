//! The text of a document as it is sent, and the way back to the document's own letters.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::passage::Passage;
use crate::ai::contacts::Own;
use crate::ai::words::is_dense;

/// A mark that stands for a part of the document.
#[derive(Debug)]
struct Mark {
    range: Range<usize>,
    original: String,
}

/// The text, a line for each paragraph.
#[derive(Debug)]
pub(super) struct Sent {
    text: String,
    marks: Vec<Mark>,
    /// Where each paragraph stands.
    lines: Vec<Range<usize>>,
    /// The text as it is compared: without white space, in small letters, with one sort of dashes and of quotes.
    plain: String,
    /// Of each byte of `plain`, the letter of the text that it comes from.
    letters: Vec<usize>,
}

impl Sent {
    pub(super) fn new(passages: &[Passage], own: &Own) -> Self {
        let (mut text, mut marks, mut lines) = (String::new(), Vec::new(), Vec::new());
        let mut links = 0;
        for passage in passages {
            let start = text.len();
            if passage.is_item {
                text.push_str("- ");
            }
            let mut end = 0;
            let mut mark = |text: &mut String, mark: &str, original: &str| {
                let at = text.len();
                if mark == LINK {
                    links += 1;
                    text.push_str(&format!("[link {links}]"));
                } else {
                    text.push_str(mark);
                }
                marks.push(Mark { range: at..text.len(), original: original.to_owned() });
            };
            for (range, name) in own.places(&passage.text) {
                text.push_str(passage.text.get(end..range.start).unwrap_or_default());
                end = range.end;
                mark(&mut text, name, passage.text.get(range).unwrap_or_default());
            }
            text.push_str(passage.text.get(end..).unwrap_or_default());
            if let Some(link) = passage.link.as_ref().filter(|link| link.starts_with("http")) {
                text.push(' ');
                mark(&mut text, LINK, link);
            }
            lines.push(start..text.len());
            text.push('\n');
        }
        let (plain, letters) = folded(&text);
        Self { text, marks, lines, plain, letters }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn lines(&self) -> &[Range<usize>] {
        &self.lines
    }

    /// The paragraph in which a place is.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.end < at)
    }

    /// Every place where a value stands as words of its own, in order.
    pub(super) fn find(&self, value: &str) -> impl Iterator<Item = Range<usize>> {
        let (plain, _) = folded(value);
        let (mut from, mut left) = (0, MOST_PLACES);
        std::iter::from_fn(move || {
            while !plain.is_empty() && left > 0 {
                left -= 1;
                let at = from + self.plain.get(from..)?.find(&plain)?;
                from = at + self.plain[at..].chars().next().map_or(1, char::len_utf8);
                if let Some(range) = self.range(at, at + plain.len()) {
                    return Some(range);
                }
            }
            None
        })
    }

    /// What stands between two places of `plain`, if both are the edges of words.
    fn range(&self, from: usize, to: usize) -> Option<Range<usize>> {
        let start = *self.letters.get(from)?;
        let last = *self.letters.get(to.checked_sub(1)?)?;
        // One letter may be compared as several.
        let is_whole = (from == 0 || self.letters[from - 1] != start) && self.letters.get(to) != Some(&last);
        let end = last + self.text.get(last..)?.chars().next()?.len_utf8();
        let is_word = is_edge(&self.text, start) && is_edge(&self.text, end) && self.is_closed(end);
        let first = self.marks.partition_point(|mark| mark.range.end <= start);
        let mut marks = self.marks[first..].iter().take_while(|mark| mark.range.start < end);
        // A part of a mark is no part of the document.
        let has_whole = marks.all(|mark| start <= mark.range.start && mark.range.end <= end);
        (is_whole && is_word && has_whole).then_some(start..end)
    }

    /// Whether no sign that makes another word follows: `C` is not in `C++`.
    fn is_closed(&self, end: usize) -> bool {
        let after = self.text.get(end..).unwrap_or_default();
        let before = self.text.get(..end).unwrap_or_default();
        !(before.ends_with(char::is_alphanumeric) && after.starts_with(['+', '#']))
    }

    /// What stands in the document there, on one line, or with a blank line between its paragraphs.
    pub(super) fn original(&self, range: &Range<usize>, between: &str) -> String {
        let mut original = String::new();
        let mut at = range.start;
        let first = self.marks.partition_point(|mark| mark.range.end <= range.start);
        for mark in self.marks[first..].iter().take_while(|mark| mark.range.start < range.end) {
            original.push_str(self.text.get(at..mark.range.start).unwrap_or_default());
            original.push_str(&mark.original);
            at = mark.range.end;
        }
        original.push_str(self.text.get(at..range.end).unwrap_or_default());
        let lines = original.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(between)
    }

    /// Whether a mark stands there.
    pub(super) fn is_mark(&self, at: usize) -> bool {
        let mark = self.marks.partition_point(|mark| mark.range.end <= at);
        self.marks.get(mark).is_some_and(|mark| mark.range.contains(&at))
    }
}

/// How many places of one value are looked at: a value of one letter may stand anywhere.
const MOST_PLACES: usize = 10_000;

/// What stands in place of a link, which is numbered.
const LINK: &str = crate::ai::contacts::MASKS[0];

/// Whether a word may end before a place and begin behind it.
fn is_edge(text: &str, at: usize) -> bool {
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return true };
    let is_number = |sides: (Option<char>, Option<char>)| matches!(sides, (Some(one), Some(other)) if one.is_ascii_digit() && other.is_ascii_digit());
    // `1` and `5` are no parts of `1.5`.
    let is_point = |sign: char| matches!(sign, '.' | ',');
    let parts_number = is_point(first) && is_number((Some(last), after.chars().nth(1)))
        || is_point(last) && is_number((before.chars().rev().nth(1), Some(first)));
    let is_inside = last.is_alphanumeric() && first.is_alphanumeric() && !(is_dense(last) || is_dense(first));
    !is_inside && !parts_number
}

/// A text as it is compared, and the place of the letter that each of its bytes comes from.
fn folded(text: &str) -> (String, Vec<usize>) {
    let (mut plain, mut letters) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    for (at, letter) in text.char_indices() {
        let letter = match letter {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => continue,
            letter if letter.is_whitespace() => continue,
            '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
            '‘' | '’' | '‚' | '´' | '`' => '\'',
            '“' | '”' | '„' | '«' | '»' => '"',
            letter => letter,
        };
        for letter in std::iter::once(letter).nfkd().flat_map(char::to_lowercase) {
            plain.push(letter);
        }
        letters.resize(plain.len(), at);
    }
    (plain, letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(lines: &[&str]) -> Sent {
        let passage = |text: &&str| Passage { text: (*text).to_owned(), ..Passage::default() };
        Sent::new(&lines.iter().map(passage).collect::<Vec<_>>(), &Own::default())
    }

    fn found(document: &str, value: &str) -> Vec<String> {
        let sent = sent(&[document]);
        sent.find(value).map(|range| sent.original(&range, " ")).collect()
    }

    #[test]
    fn a_value_is_found_however_it_is_set_and_comes_in_the_letters_of_the_document() {
        for (document, value, original) in [
            ("SENIOR  ENGINEER, Initech", "Senior Engineer", "SENIOR ENGINEER"),
            ("2019 – 2021", "2019 - 2021", "2019 – 2021"),
            ("“R&D” at O’Neil", "\"R&D\" at O'Neil", "“R&D” at O’Neil"),
            ("e\u{301}tude", "étude", "e\u{301}tude"),
            ("ﬁnance", "finance", "ﬁnance"),
            ("東京大学で学ぶ", "東京大学", "東京大学"),
            ("C++, C", "C", "C"),
            ("see https://a.example/x now", "[link 1]", "https://a.example/x"),
        ] {
            assert_eq!(found(document, value), [original], "{document}: {value}");
        }
    }

    #[test]
    fn a_part_of_a_word_or_a_number_is_no_value() {
        for (document, value) in [
            ("JavaScript", "Java"),
            ("MySQL", "SQL"),
            ("C++", "C"),
            ("1.5 years", "5 years"),
            ("1,400 users", "400 users"),
            ("2019", "201"),
            ("ﬁ", "f"),
            ("tea", ""),
            ("tea", " "),
        ] {
            assert_eq!(found(document, value), [""; 0], "{document}: {value}");
        }
    }
}
