//! Measures text in terminal columns: a Han character takes two, an accent none.
//!
//! The invariant: cut or wrapped text is never wider than its width, and a base character keeps its accents.
//! Texts must be made visible first.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The width of a line in columns.
pub(crate) fn of(line: &str) -> usize {
    clusters(line).map(UnicodeWidthStr::width).sum()
}

/// The line, cut to fit with `…` at its end.
pub(crate) fn fit(line: &str, width: usize) -> Cow<'_, str> {
    let (mut used, mut end) = (0, 0);
    for cluster in clusters(line) {
        used += cluster.width();
        if used > width {
            let kept = line.get(..end).unwrap_or_default().trim_end();
            return if width == 0 { Cow::Borrowed("") } else { Cow::Owned(format!("{kept}…")) };
        }
        if used < width {
            end += cluster.len();
        }
    }
    Cow::Borrowed(line)
}

/// Wraps a line, at spaces if possible. The first line keeps the indentation.
pub(crate) fn wrap(line: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines = Vec::new();
    let mut current = String::new();
    let mut used = 0;
    let mut pending = "";
    for (index, token) in tokens(line).enumerate() {
        if token.starts_with(' ') && index > 0 {
            pending = token;
            continue;
        }
        let taken = of(token);
        if !current.is_empty() && used + pending.len() + taken > width && taken <= width {
            lines.push(std::mem::take(&mut current));
            used = 0;
        } else {
            current.push_str(pending);
            used += pending.len();
        }
        pending = "";
        for cluster in clusters(token) {
            let taken = cluster.width();
            if used + taken > width && used > 0 {
                lines.push(std::mem::take(&mut current).trim_end().to_owned());
                used = 0;
            }
            current.push_str(cluster);
            used += taken;
        }
    }
    lines.push(current);
    lines
}

/// Splits a text into runs of spaces and runs of other characters.
fn tokens(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let space = rest.starts_with(' ');
        let end = rest.find(|c: char| (c == ' ') != space).unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        rest = after;
        (!token.is_empty()).then_some(token)
    })
}

/// The longest cluster in use, in bytes: a family of four with skin tones.
const MAX_CLUSTER: usize = 64;

/// A character with its accents and joined characters, at most two columns wide.
fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut joiner = false;
        let end = rest
            .char_indices()
            .skip(1)
            .find(|&(index, character)| {
                let end = index + character.len_utf8();
                let joins = joiner || matches!(character, '🏻'..='🏿');
                joiner = character == '\u{200d}';
                let drawn_over = character.width() == Some(0);
                let fits = || {
                    end <= MAX_CLUSTER
                        && [index, end]
                            .iter()
                            .all(|end| rest.get(..*end).is_some_and(|cluster| cluster.width() == 2))
                };
                !(drawn_over || joins && fits())
            })
            .map_or(rest.len(), |(index, _)| index);
        let (cluster, after) = rest.split_at(end);
        rest = after;
        (!cluster.is_empty()).then_some(cluster)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn widths_are_those_of_a_terminal() {
        for (text, width) in
            [("", 0), ("abc", 3), ("東京", 4), ("e\u{301}", 1), ("👩\u{200d}💻", 2), ("❤\u{fe0f}", 2)]
        {
            assert_eq!(of(text), width, "{text}");
        }
    }

    #[test]
    fn a_line_is_cut_between_characters() {
        assert_eq!(fit("abcdef", 6), "abcdef");
        assert_eq!(fit("abcdef", 5), "abcd…");
        assert_eq!(fit("東京都", 5), "東京…");
        assert_eq!(fit("東京都", 4), "東…");
        assert_eq!(fit("ae\u{301}bc", 3), "ae\u{301}…");
        assert_eq!(fit("👩\u{200d}💻👩\u{200d}💻", 3), "👩\u{200d}💻…");
        assert_eq!(fit("one two", 5), "one…");
        assert_eq!(fit("abc", 1), "…");
        assert_eq!(fit("abc", 0), "");
    }

    #[test]
    fn a_line_is_wrapped_at_spaces() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("  one two", 6), ["  one", "two"]);
        assert_eq!(wrap("a veryverylongword", 8), ["a veryve", "rylongwo", "rd"]);
        assert_eq!(wrap("東京都庁舎", 5), ["東京", "都庁", "舎"]);
        assert_eq!(wrap("", 5), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_too_wide(text in "[ a-z東👩\u{200d}\u{301}❤\u{fe0f}]{0,60}", width in 2_usize..20) {
            prop_assert!(of(&fit(&text, width)) <= width);
            let lines = wrap(&text, width);
            for line in &lines {
                prop_assert!(of(line) <= width, "{:?}", line);
            }
            let dense = |text: &str| text.replace(' ', "");
            prop_assert_eq!(dense(&lines.concat()), dense(&text));
        }
    }
}
