//! The short hash by which a text is known again, as it is stored.

use std::fmt;
use std::str::FromStr;

use xxhash_rust::xxh3::xxh3_64;

const DIGITS: usize = 16;

/// XXH3 of 64 bits (xxHash 0.8), written as 16 hexadecimal digits. Not for secrets: a second text with the same hash is
/// found at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Print(u64);

impl Print {
    pub fn of(text: impl AsRef<[u8]>) -> Self {
        Self(xxh3_64(text.as_ref()))
    }
}

impl From<u64> for Print {
    fn from(hash: u64) -> Self {
        Self(hash)
    }
}

/// Digit by digit: an import of 10,000 entries writes 100,000 of them, and 4 % of its samples were in `fmt::write`.
impl fmt::Display for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; DIGITS];
        for (place, digit) in digits.iter_mut().rev().enumerate() {
            *digit = b"0123456789abcdef"[(self.0 >> (4 * place)) as usize & 0xf];
        }
        f.write_str(str::from_utf8(&digits).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Print {
    /// What is wrong with the word, as the end of a sentence.
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let is_one =
            word.len() == DIGITS && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let read = u64::from_str_radix(word, 16).ok().filter(|_| is_one);
        read.map(Self).ok_or("is not a hash of 16 hexadecimal digits")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_written_as_hexadecimal_digits_and_read_back(hash: u64) {
            let print = Print::from(hash);
            prop_assert_eq!(print.to_string(), format!("{hash:016x}"));
            prop_assert_eq!(print.to_string().parse(), Ok(print));
        }
    }
}
