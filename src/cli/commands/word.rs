//! Flags that take one of a few words.

use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::library::OutputFormat;
use crate::render::Paper;

/// Parses one of a few words; completions and errors list them.
pub(super) fn word<T>(words: impl IntoIterator<Item = &'static str>) -> impl TypedValueParser<Value = T>
where
    T: FromStr + Clone + Send + Sync + 'static,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| word.parse::<T>())
}

/// Parses a format that can be written, by its word or by an ending of its files.
pub(super) fn format() -> impl TypedValueParser<Value = OutputFormat> {
    let words = OutputFormat::ALL.map(|format| {
        let others = format.endings().iter().copied().filter(move |ending| *ending != format.as_str());
        PossibleValue::new(format.as_str()).aliases(others)
    });
    PossibleValuesParser::new(words)
        .try_map(|word| OutputFormat::of_ending(&word).map_or_else(|| word.parse(), Ok))
}

/// Parses a size of pages. Shops and other programs say `letter`.
pub(super) fn paper() -> impl TypedValueParser<Value = Paper> {
    let words = Paper::ALL.map(|paper| {
        let word = PossibleValue::new(paper.as_str());
        if paper == Paper::UsLetter { word.alias("letter") } else { word }
    });
    PossibleValuesParser::new(words)
        .try_map(|word| if word == "letter" { Ok(Paper::UsLetter) } else { word.parse::<Paper>() })
}

/// Parses one of a few values, each of which has a word.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(move |one| word(*one))).try_map(move |text| {
        all.iter().copied().find(|one| word(*one) == text).ok_or("there is no such word")
    })
}

/// Parses a number from 1 on.
pub(super) fn from_one<N: TryFrom<u64>>(text: &str) -> Result<N, String> {
    let number = text.parse::<u64>().ok().filter(|number| *number > 0);
    number.and_then(|number| N::try_from(number).ok()).ok_or_else(|| {
        let most =
            [u64::from(u8::MAX), u64::from(u16::MAX)].map(|most| (most, N::try_from(most + 1).is_err()));
        match most.into_iter().find(|(_, is_most)| *is_most) {
            Some((most, _)) => format!("write a number from 1 to {most}"),
            None if text.parse::<u64>().is_ok_and(|number| number > 0) => "it is too large".to_owned(),
            None => "write a whole number above 0".to_owned(),
        }
    })
}

/// Parses how many, or which in a row.
pub(super) fn whole_number(text: &str) -> Result<usize, &'static str> {
    text.parse().map_err(|_| "write a whole number, such as 20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_from_one_on_has_the_bounds_of_its_type() {
        assert_eq!((from_one("1"), from_one("255")), (Ok(1_u8), Ok(255_u8)));
        for text in ["0", "256", "-1", "", "x"] {
            assert_eq!(from_one::<u8>(text), Err("write a number from 1 to 255".to_owned()));
        }
        assert_eq!(from_one::<u16>("0"), Err("write a number from 1 to 65535".to_owned()));
        assert_eq!(from_one::<i64>("0"), Err("write a whole number above 0".to_owned()));
    }
}
