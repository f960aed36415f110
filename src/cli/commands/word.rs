//! Flags that take one of a few words.

use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Parses one of a few words; completions and errors list them.
pub(super) fn word<T>(words: impl IntoIterator<Item = &'static str>) -> impl TypedValueParser<Value = T>
where
    T: FromStr + Clone + Send + Sync + 'static,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| word.parse::<T>())
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

/// Parses how many, or which in a row.
pub(super) fn whole_number(text: &str) -> Result<usize, &'static str> {
    text.parse().map_err(|_| "write a whole number, such as 20")
}
