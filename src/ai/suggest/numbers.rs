//! Numbers, however they are written.
//!
//! `1,000`, `1.000`, `1 000`, `1000`, `1k` and `one thousand` are one number; `40`, `40 %` and `40 €` are
//! three. A comma or a point before groups of three digits parts thousands, unless a zero is before it;
//! any other a fraction. Tens and a unit are one number: `twenty-five` is neither twenty nor five.

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
}

impl Number {
    pub(super) fn year(year: u16) -> Self {
        Self::new(&year.to_string(), 0, None)
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
    let word = all.get(index)?;
    // A word put together is a number where all of its parts are one; `24-hour` is none.
    let pieces = pieces(word);
    let mut words: Vec<Word<'_>> = pieces.clone();
    words.extend(all.iter().skip(index + 1).take(4));
    let first = words.first()?;
    let named = spelled(first.text);
    let (mut digits, mut exponent) = figures(first.text).or_else(|| named.clone())?;
    let (mut count, mut end) = (1, first.end());
    let behind = |count: usize, end: usize| words.get(count).filter(|next| is_gap(text, end, next.start));
    let tens = named.is_some() && digits.len() == 2 && digits.ends_with('0') && !digits.starts_with('1');
    if let Some(next) = behind(count, end).filter(|_| tens)
        && let Some(unit) = unit(next.text)
    {
        digits.truncate(1);
        digits.push(unit);
        (count, end) = (count + 1, next.end());
    }
    while let Some((next, scale)) = behind(count, end).and_then(|next| Some((next, scale_word(next.text)?))) {
        exponent = exponent.saturating_add(scale);
        (count, end) = (count + 1, next.end());
    }
    let (sign, start, end, more) = sign(text, &words, count, word.start, end);
    let words = (count + more).checked_sub(pieces.len())? + 1;
    Some(Found { number: Number::new(&digits, exponent, sign), words, end, start })
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
    spelled(word).is_some() || scale_word(word).is_some()
}

/// What comes behind `twenty` in a number.
fn unit(word: &str) -> Option<char> {
    const UNITS: [&str; 9] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let word = word.to_lowercase();
    let place = UNITS.iter().position(|unit| *unit == word)?;
    char::from_digit(u32::try_from(place + 1).ok()?, 10)
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

/// Whether nothing but spaces or a hyphen is between two words.
fn is_gap(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|gap| gap.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '-')))
}

/// Digits with their separators and a suffix such as `k`: the digits and the power of ten.
fn figures(word: &str) -> Option<(String, i32)> {
    let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let scale = match word.get(number.len()..)?.to_ascii_lowercase().as_str() {
        "" => 0,
        "k" => 3,
        "m" | "mio" => 6,
        "b" | "bn" | "mrd" => 9,
        _ => return None,
    };
    let separator = |c: char| matches!(c, ',' | '.' | '\'' | '’' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
    let valid = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || separator(c));
    if !valid {
        return None;
    }
    let groups: Vec<&str> = number.split(separator).collect();
    match groups.as_slice() {
        [whole] => Some(((*whole).to_owned(), scale)),
        [first, rest @ ..] if is_leading(first) && rest.iter().all(|group| group.len() == 3) => {
            Some((groups.concat(), scale))
        }
        [whole, fraction] if number.contains([',', '.']) => {
            Some((format!("{whole}{fraction}"), scale - i32::try_from(fraction.len()).ok()?))
        }
        [first, thousands @ .., fraction]
            if is_leading(first) && thousands.iter().all(|group| group.len() == 3) =>
        {
            let fractional = i32::try_from(fraction.len()).ok()?;
            Some((groups.concat(), scale - fractional))
        }
        // A version, an address: a word.
        _ => None,
    }
}

/// Whether thousands may follow: behind a zero it is a fraction.
fn is_leading(group: &str) -> bool {
    (1..=3).contains(&group.len()) && !group.starts_with('0')
}

/// What a number of two to twenty, or a round one, is called. `one` is a word like others.
fn spelled(word: &str) -> Option<(String, i32)> {
    const NAMES: [(&str, &str); 27] = [
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
        ("thirteen", "13"),
        ("fourteen", "14"),
        ("fifteen", "15"),
        ("sixteen", "16"),
        ("seventeen", "17"),
        ("eighteen", "18"),
        ("nineteen", "19"),
        ("twenty", "20"),
        ("thirty", "30"),
        ("forty", "40"),
        ("fifty", "50"),
        ("sixty", "60"),
        ("seventy", "70"),
        ("eighty", "80"),
        ("ninety", "90"),
        ("zero", "0"),
    ];
    let word = word.to_lowercase();
    NAMES.iter().find(|(name, _)| *name == word).map(|(_, digits)| ((*digits).to_owned(), 0)).or_else(|| {
        // `one thousand` begins with a word that is none by itself.
        let scale = scale_word(&word).filter(|_| !word.ends_with('s'))?;
        Some(("1".to_owned(), scale))
    })
}

fn scale_word(word: &str) -> Option<i32> {
    match word.to_lowercase().as_str() {
        "hundred" => Some(2),
        "k" | "thousand" | "tausend" => Some(3),
        "million" | "millions" | "mio" | "millionen" => Some(6),
        "billion" | "billions" | "bn" | "mrd" => Some(9),
        _ => None,
    }
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
        ] {
            for text in same {
                assert_eq!(first(text), first(same[0]), "{text}");
                assert!(first(text).is_some(), "{text}");
            }
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
        for none in ["1.2.3", "v2", "K8s", "one", "10+", "24h", "2021-03"] {
            assert_eq!(first(none), None, "{none}");
        }
    }
}
