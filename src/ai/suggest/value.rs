//! What figures, and the words that say one number together, come to.

use crate::ai::words::Word;

/// Digits, and the power of ten behind them.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub digits: String,
    pub exponent: i32,
}

impl Value {
    fn of(whole: u128) -> Self {
        Self { digits: whole.to_string(), exponent: 0 }
    }

    fn whole(&self) -> Option<u128> {
        self.digits.parse::<u128>().ok()?.checked_mul(power(self.exponent)?)
    }

    fn times(&self, factor: u128) -> Option<Self> {
        let product = self.digits.parse::<u128>().ok()?.checked_mul(factor)?;
        Some(Self { exponent: self.exponent, ..Self::of(product) })
    }
}

fn power(exponent: i32) -> Option<u128> {
    10_u128.checked_pow(u32::try_from(exponent).ok()?)
}

/// Reads the words that say one number together.
pub(super) struct Reader<'a> {
    text: &'a str,
    words: &'a [Word<'a>],
    /// How many words were read, and where the last one ends.
    pub count: usize,
    pub end: usize,
}

impl<'a> Reader<'a> {
    /// Reads words of `text`, the first of which begins at `start`.
    pub(super) fn new(text: &'a str, words: &'a [Word<'a>], start: usize) -> Self {
        Self { text, words, count: 0, end: start }
    }

    /// The next word but `more`, where nothing but spaces or a hyphen is before it.
    fn peek(&self, more: usize) -> Option<&'a str> {
        let next = self.words.get(self.count + more)?;
        let end = if more == 0 { self.end } else { self.words.get(self.count + more - 1)?.end() };
        is_gap(self.text, end, next.start).then_some(next.text)
    }

    fn take(&mut self, words: usize) {
        self.count += words;
        self.end =
            self.count.checked_sub(1).and_then(|last| self.words.get(last)).map_or(self.end, Word::end);
    }

    fn is_next(&self, more: usize, wanted: &str) -> bool {
        self.peek(more).is_some_and(|word| word.eq_ignore_ascii_case(wanted))
    }

    /// A number, behind the word `before`.
    pub(super) fn number(&mut self, before: Option<&str>) -> Option<Value> {
        let mut total = match self.part_of_one() {
            Some(part) => part,
            None => self.group(before)?,
        };
        let mut scale = self.scales(&mut total);
        while scale > 0 {
            let (count, end) = (self.count, self.end);
            let Some((sum, smaller)) = self.remainder(&total, scale) else {
                (self.count, self.end) = (count, end);
                break;
            };
            (total, scale) = (sum, smaller);
        }
        if self.is_next(0, "dozen") {
            self.take(1);
            return total.times(12);
        }
        Some(total)
    }

    /// `half a` or `quarter of a` before what it is a part of.
    fn part_of_one(&mut self) -> Option<Value> {
        let (digits, exponent) = match self.peek(0)?.to_lowercase().as_str() {
            "half" => ("5", -1),
            "quarter" => ("25", -2),
            _ => return None,
        };
        let of = 1 + usize::from(self.is_next(1, "of"));
        let behind = of + usize::from(self.is_next(of, "a"));
        let whole = self.peek(behind)?;
        if scale_word(whole).is_none() && !whole.eq_ignore_ascii_case("dozen") {
            return None;
        }
        self.take(behind);
        Some(Value { digits: digits.to_owned(), exponent })
    }

    /// What is below a thousand, and figures.
    fn group(&mut self, before: Option<&str>) -> Option<Value> {
        let first = self.peek(0)?;
        let one =
            before.is_some_and(|word| matches!(word.to_lowercase().as_str(), "a" | "one" | "ein" | "eine"));
        if scale_word(first).is_some() || first.eq_ignore_ascii_case("dozen") {
            // `one thousand` begins with a word that is none by itself.
            return Some(Value::of(1)).filter(|_| one && !first.ends_with('s'));
        }
        let mut value = self.below_hundred(false)?;
        if self.is_next(0, "and") && self.is_next(1, "a") && self.is_next(2, "half") {
            self.take(3);
            value = Value { digits: format!("{}5", value.digits), exponent: value.exponent - 1 };
        }
        Some(value)
    }

    /// `five`, `fifteen`, `fifty`, `fifty-five`, and figures.
    fn below_hundred(&mut self, inside: bool) -> Option<Value> {
        let first = self.peek(0)?;
        if let Some((digits, exponent)) = figures(first) {
            self.take(1);
            return Some(Value { digits, exponent });
        }
        if let Some(unit) = unit(first).filter(|_| inside) {
            self.take(1);
            return Some(Value::of(unit));
        }
        let value = spelled(first)?;
        self.take(1);
        let tens = value >= 20 && value.is_multiple_of(10);
        match self.peek(0).and_then(unit).filter(|_| tens) {
            Some(unit) => {
                self.take(1);
                Some(Value::of(value + unit))
            }
            None => Some(Value::of(value)),
        }
    }

    /// Takes in `hundred` and what follows it, `thousand`, `million`. Returns the power of ten below which
    /// more may follow.
    fn scales(&mut self, value: &mut Value) -> i32 {
        let mut scale = 0;
        while let Some(next) = self.peek(0).and_then(scale_word) {
            self.take(1);
            value.exponent = value.exponent.saturating_add(next);
            scale += next;
            if next == 2 {
                let (count, end) = (self.count, self.end);
                let rest = self.rest_below(value, next, Self::below_hundred);
                match rest {
                    Some(sum) => (*value, scale) = (sum, 0),
                    None => (self.count, self.end) = (count, end),
                }
            }
        }
        scale
    }

    /// What is added to a number behind `thousand` and the like.
    fn remainder(&mut self, total: &Value, scale: i32) -> Option<(Value, i32)> {
        let mut smaller = 0;
        let sum = self.rest_below(total, scale, |reader, inside| {
            let mut value = reader.below_hundred(inside)?;
            smaller = reader.scales(&mut value);
            Some(value)
        })?;
        Some((sum, smaller))
    }

    /// The sum of a number and what follows it, with or without `and`, where that is below a power of ten.
    /// Figures behind an `and` are another number.
    fn rest_below(
        &mut self,
        value: &Value,
        scale: i32,
        read: impl FnOnce(&mut Self, bool) -> Option<Value>,
    ) -> Option<Value> {
        if self.is_next(0, "and") {
            self.take(1);
            self.peek(0).filter(|word| figures(word).is_none())?;
        }
        let rest = read(self, true)?.whole()?;
        let sum = value.whole()?.checked_add(rest)?;
        (rest < power(scale)?).then(|| Value::of(sum))
    }
}

/// Whether nothing but spaces or a hyphen is between two words.
pub(super) fn is_gap(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|gap| gap.chars().all(|c| is_space(c) || c == '-'))
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}')
}

/// Digits with their separators and a suffix such as `k`: the digits and the power of ten.
pub(super) fn figures(word: &str) -> Option<(String, i32)> {
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
pub(super) fn spelled(word: &str) -> Option<u128> {
    const NAMES: [&str; 20] = [
        "zero",
        "",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let word = word.to_lowercase();
    let place = |names: &[&str]| names.iter().position(|name| *name == word && !name.is_empty());
    let tens = || place(&TENS).map(|place| (place + 2) * 10);
    place(&NAMES).or_else(tens).and_then(|value| u128::try_from(value).ok())
}

pub(super) fn scale_word(word: &str) -> Option<i32> {
    match word.to_lowercase().as_str() {
        "hundred" => Some(2),
        "k" | "thousand" | "tausend" => Some(3),
        "million" | "millions" | "mio" | "millionen" => Some(6),
        "billion" | "billions" | "bn" | "mrd" => Some(9),
        _ => None,
    }
}

/// What comes behind `twenty` in a number.
fn unit(word: &str) -> Option<u128> {
    if word.eq_ignore_ascii_case("one") {
        Some(1)
    } else {
        spelled(word).filter(|value| (1..10).contains(value))
    }
}
