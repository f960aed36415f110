//! The form in which texts are compared, so that no claim hides behind how it is written.
//!
//! Full-width and styled letters and digits become plain ones, digits of every script become ASCII, characters that
//! show nothing are dropped, and accents too. A letter that looks like one of another script stays: a word of two
//! scripts is told by [`is_mixed`], and a known word by its [`skeleton`].

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use crate::domain::visible;

/// The zeros of the scripts with decimal digits of their own (Unicode, category Nd), each with nine digits behind it.
const ZEROS: [u32; 24] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0xa8d0, 0xa9d0,
];

/// A text in its plain form.
pub(super) fn normal(text: &str) -> String {
    let plain = text.nfkc().filter(|c| c.is_whitespace() || !is_unseen(*c));
    plain.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc().map(digit).collect()
}

/// What shows nothing by itself. A line break or a tab is white space.
fn is_unseen(c: char) -> bool {
    c == '\u{2800}' || visible::is_hidden(c)
}

fn digit(c: char) -> char {
    let place = |zero: &u32| u32::from(c).checked_sub(*zero).filter(|place| *place < 10);
    ZEROS.iter().find_map(place).and_then(|place| char::from_digit(place, 10)).unwrap_or(c)
}

/// Each character that looks like ASCII ones to a reader, and those (Unicode Technical Standard 39, of `unicode-security`,
/// by `tests/generated.rs`). The library itself makes each start slower, by 6,700 addresses that are filled in.
static LOOKALIKES: LazyLock<HashMap<char, &str>> = LazyLock::new(|| {
    let lines = include_str!("../../../share/words/lookalikes.txt").lines();
    let lines = lines.filter_map(|line| line.split_once(' '));
    lines.flat_map(|(like, characters)| characters.chars().map(move |c| (c, like))).collect()
});

/// What a word in its plain form looks like: equal for an ASCII word without `%`, which Unicode says looks like `°/₀`,
/// and any word that looks like it. What shows nothing is gone already, by [`normal`].
pub(super) fn skeleton(word: &str) -> String {
    let mut skeleton = String::with_capacity(word.len());
    for c in word.nfd() {
        match LOOKALIKES.get(&c) {
            Some(like) => skeleton.push_str(like),
            None => skeleton.push(c),
        }
    }
    skeleton
}

/// Whether the letters of a word are of two scripts that look alike, which no honest word needs.
pub(super) fn is_mixed(word: &str) -> bool {
    let alike =
        [Script::Latin, Script::Cyrillic, Script::Greek, Script::Armenian, Script::Cherokee, Script::Coptic];
    let mut scripts = word.chars().map(|c| c.script()).filter(|script| alike.contains(script));
    let first = scripts.next();
    first.is_some_and(|first| scripts.any(|script| script != first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_ascii_is_told_as_by_the_library() {
        let mut count = 0;
        // Behind them stand ideographs, and what shows nothing.
        for c in char::MIN..='\u{1ffff}' {
            let word = c.to_string();
            let expected: String = unicode_security::skeleton(&word).collect();
            if !is_unseen(c) && expected.bytes().all(|byte| byte.is_ascii_graphic()) {
                assert_eq!(skeleton(&word), expected, "{c:?}");
                count += 1;
            }
        }
        assert!(count > 2000, "{count}");
    }
}
