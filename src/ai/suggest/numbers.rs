//! Numbers, however they are written.
//!
//! `1,000`, `1.000`, `1 000`, `1000`, `1k` and `one thousand` are one number; `40`, `40 %` and `40 €` are
//! three. A comma or a point before groups of three digits parts thousands, unless a zero is before it;
//! any other a fraction. Words that say one number together are one: `twenty-five` is neither twenty nor
//! five, `two hundred and fifty` no fifty, `half a million` no million, `two dozen` no two.
//!
//! What may be something else is no number: `5m` may be metres and `5b` bytes, unless a currency stands
//! before it; `million` behind anything but `one` or `a` may be several; in `5 to 10 million` the five is one
//! of millions.

use super::value::{Reader, figures, is_gap, is_space, scale_word, spelled};
use crate::ai::words::{Word, fold, parts};

/// A number and what it counts, as far as a sign says so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Number {
    /// Without leading and trailing zeros.
    digits: String,
    /// The power of ten behind them.
    exponent: i32,
    /// `%`, or a currency.
    sign: Option<char>,
}

/// A number in a text.
#[derive(Debug)]
pub(super) struct Found {
    pub number: Number,
    /// How many words it takes.
    pub words: usize,
    /// The byte behind it and its sign.
    pub end: usize,
    pub start: usize,
    /// Whether `k`, `thousand` or the like says what it counts.
    scaled: bool,
}

impl Number {
    pub(super) fn year(year: u16) -> Self {
        Self::new(&year.to_string(), 0, None)
    }

    fn is_year(&self) -> bool {
        let whole = |digits: u32| digits.saturating_mul(10_u32.pow(self.exponent.unsigned_abs()));
        self.sign.is_none()
            && (0..=3).contains(&self.exponent)
            && self.digits.parse().is_ok_and(|digits| (1900..=2100).contains(&whole(digits)))
    }

    fn new(digits: &str, exponent: i32, sign: Option<char>) -> Self {
        let digits = digits.trim_start_matches('0');
        let kept = digits.trim_end_matches('0');
        if kept.is_empty() {
            return Self { digits: String::new(), exponent: 0, sign };
        }
        let zeros = i32::try_from(digits.len() - kept.len()).unwrap_or(i32::MAX);
        Self { digits: kept.to_owned(), exponent: exponent.saturating_add(zeros), sign }
    }
}

/// The number that begins with the word at `index`, if one does.
pub(super) fn at(text: &str, all: &[Word<'_>], index: usize) -> Option<Found> {
    let found = read(text, all, index)?;
    let to = range(text, all, index + found.words, found.end).and_then(|second| read(text, all, second));
    let bare = found.number.sign.is_none() && !found.number.is_year();
    let shares = |to: &Found| (to.scaled && !found.scaled) || (to.number.sign.is_some() && bare);
    to.is_none_or(|to| !shares(&to)).then_some(found)
}

/// Where the second number of a range stands whose first one ends at `end`, before the word at `next`.
fn range(text: &str, all: &[Word<'_>], next: usize, end: usize) -> Option<usize> {
    let word = all.get(next)?;
    let gap = text.get(end..word.start)?;
    if gap.contains(['-', '–', '—']) {
        return gap
            .chars()
            .all(|c| matches!(c, '-' | '–' | '—') || is_space(c) || is_sign(c))
            .then_some(next);
    }
    let joins = matches!(fold(word.text).as_str(), "to" | "or" | "bis" | "oder");
    (joins && gap.chars().all(is_space)).then_some(next + 1)
}

fn read(text: &str, all: &[Word<'_>], index: usize) -> Option<Found> {
    let word = all.get(index)?;
    // A word put together is a number where all of its parts are one; `24-hour` is none.
    let pieces = pieces(word);
    let mut words: Vec<Word<'_>> = pieces.clone();
    words.extend(all.iter().skip(index + 1).take(LONGEST));
    let before = index.checked_sub(1).and_then(|before| all.get(before));
    let before = before.filter(|before| is_gap(text, before.end(), word.start)).map(|before| before.text);
    let mut reader = Reader::new(text, &words, word.start);
    let value = reader.number(before)?;
    let (count, end) = (reader.count, reader.end);
    let (sign, start, end, more) = sign(text, &words, count, word.start, end);
    if words.first().is_some_and(|first| is_doubtful(first.text)) && sign.is_none_or(|sign| sign == '%') {
        return None;
    }
    let last = count.checked_sub(1).and_then(|last| words.get(last)).map_or("", |last| last.text);
    let scaled = last.ends_with(char::is_alphabetic) && (is_scale(last) || figures(last).is_some());
    let words = (count + more).checked_sub(pieces.len())? + 1;
    Some(Found { scaled, number: Number::new(&value.digits, value.exponent, sign), words, end, start })
}

/// How many more words are looked at.
const LONGEST: usize = 12;

/// Whether it may be metres, minutes or bytes as well as millions or billions.
fn is_doubtful(word: &str) -> bool {
    word.strip_suffix(['m', 'b', 'B']).is_some_and(|figures| figures.ends_with(|c: char| c.is_ascii_digit()))
}

/// The parts of a word where they stand; of others, itself.
pub(super) fn pieces<'a>(word: &Word<'a>) -> Vec<Word<'a>> {
    let mut from = 0;
    parts(word.text)
        .enumerate()
        .filter_map(|(index, part)| {
            let at = from + word.text.get(from..)?.find(part)?;
            from = at + part.len();
            Some(Word { text: part, start: word.start + at, opens: word.opens && index == 0 })
        })
        .collect()
}

/// Whether a word is the name of a number, or of what multiplies one.
pub(super) fn is_name(word: &str) -> bool {
    spelled(word).is_some() || is_scale(word)
}

fn is_scale(word: &str) -> bool {
    scale_word(word).is_some() || word.eq_ignore_ascii_case("dozen")
}

/// The sign beside a number: what it is, where number and sign begin and end, and whether a word is it.
fn sign(
    text: &str,
    words: &[Word<'_>],
    next: usize,
    start: usize,
    end: usize,
) -> (Option<char>, usize, usize, usize) {
    let after = text.get(end..).unwrap_or_default();
    let skipped = after.len() - after.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
    let behind = after.get(skipped..).and_then(|rest| rest.chars().next());
    if let Some(sign) = behind.filter(|c| is_sign(*c)) {
        return (Some(plain(sign)), start, end + skipped + sign.len_utf8(), 0);
    }
    let word = words.get(next).filter(|word| is_gap(text, end, word.start));
    if let Some(word) = word.filter(|word| matches!(fold(word.text).as_str(), "percent" | "pct" | "prozent"))
    {
        return (Some('%'), start, word.end(), 1);
    }
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', '\u{a0}']);
    match before.chars().next_back().filter(|c| is_sign(*c) && *c != '%') {
        Some(sign) => (Some(plain(sign)), before.len() - sign.len_utf8(), end, 0),
        None => (None, start, end, 0),
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, '%' | '％' | '٪' | '‰' | '$' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20cf}')
}

fn plain(sign: char) -> char {
    if matches!(sign, '％' | '٪') { '%' } else { sign }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ai::words::words;

    fn first(text: &str) -> Option<Number> {
        let words = words(text);
        (0..words.len()).find_map(|index| at(text, &words, index)).map(|found| found.number)
    }

    #[test]
    fn one_number_however_it_is_written() {
        for same in [
            &["1000", "1,000", "1.000", "1 000", "1'000", "1k", "1K", "one thousand", "1 thousand"][..],
            &["2.5M", "2,5 Mio", "2500000", "2.500.000", "2.5 million"],
            &["40%", "40 %", "40 percent", "forty percent", "40.0 %"],
            &["1.5", "1,5", "1.50"],
            &["0.125", "0,125"],
            &["25", "twenty-five", "twenty five"],
            &["25 %", "twenty-five percent", "25-percent"],
            &["200k", "two hundred thousand"],
            &["€40", "40 €", "40€", "€ 40"],
            &["1,234.50", "1.234,5"],
            &["007", "7", "seven"],
            &["0", "0.0", "zero"],
            &["250", "two hundred and fifty", "two hundred fifty", "Two-hundred-and-fifty"],
            &["101", "a hundred and one"],
            &["250k", "two hundred and fifty thousand", "250 thousand"],
            &["1,200,050", "one million two hundred thousand and fifty", "1 million 200 thousand 50"],
            &["2,500", "two and a half thousand", "twenty-five hundred", "2.5 thousand"],
            &["500,000", "half a million", "half-million", "0.5 million"],
            &["250,000", "a quarter of a million", "quarter million"],
            &["24", "two dozen"],
            &["12", "a dozen"],
            &["6", "half a dozen"],
            &["$5m", "$5M", "$5 million", "$ 5m"],
            &["€2b", "€2B", "€2bn", "€2 billion"],
        ] {
            for text in same {
                assert_eq!(first(text), first(same[0]), "{text}");
                assert!(first(text).is_some(), "{text}");
            }
        }
    }

    #[test]
    fn what_another_number_is_a_part_of_is_none() {
        let all = |text: &str| {
            let words = words(text);
            let mut skip = 0;
            let mut found = Vec::new();
            for index in 0..words.len() {
                if let Some(number) = at(text, &words, index).filter(|_| index >= skip) {
                    skip = index + number.words;
                    found.push(text[number.start..number.end].to_owned());
                }
            }
            found
        };
        for (text, found) in [
            ("two hundred and fifty engineers", &["two hundred and fifty"][..]),
            ("two hundred and 50 engineers", &["two hundred", "50"]),
            ("two hundred and, fifty", &["two hundred", "fifty"]),
            // Rather none that is said than one that is not.
            ("two hundred and five hundred", &["two hundred and five hundred"]),
            ("fifty and five", &["fifty", "five"]),
            ("half a million and 3 teams", &["half a million", "3"]),
            ("5 to 10 million", &["10 million"]),
            ("two or three hundred teams, 5 to 10 more", &["three hundred", "5", "10"]),
            ("5–10 k", &["10 k"]),
            ("$5 – $10m", &["$10m"]),
            ("20 to 30 %, 20 % to 30 %", &["30 %", "20 %", "30 %"]),
            ("from 2019 to 40 %", &["2019", "40 %"]),
            ("1 million to 2 million", &["1 million", "2 million"]),
            ("5-10 million", &[]),
            ("half of a team of two", &["two"]),
        ] {
            assert_eq!(all(text), found, "{text}");
        }
    }

    #[test]
    fn others_are_others() {
        let different = ["40", "40%", "40 €", "$40", "400", "4", "4.0001", "40k", "40M"];
        for (index, one) in different.iter().enumerate() {
            for other in &different[index + 1..] {
                assert_ne!(first(one), first(other), "{one} {other}");
            }
        }
        for none in [
            "1.2.3",
            "v2",
            "K8s",
            "one",
            "10+",
            "24h",
            "2021-03",
            "5m",
            "64B",
            "5b",
            "several million",
            "half",
            "dozens",
        ] {
            assert_eq!(first(none), None, "{none}");
        }
    }
}
