//! Signs that begin a block in the Markdown of other programs, where our texts have none: our blocks are paragraphs and
//! lists, and a bullet has no list in it.

use std::collections::HashMap;

/// A text in which no line begins a heading or a quotation.
pub(super) fn escaped(text: &str) -> String {
    let line = |line: &str| match block(line) {
        Some((at, '>' | '#')) => with(line, at),
        _ => line.to_owned(),
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A bullet in which no block begins.
pub(super) fn escaped_bullet(text: &str) -> String {
    block(text).map_or_else(|| text.to_owned(), |(at, _)| with(text, at))
}

/// The line that was [`escaped`].
pub(super) fn unescaped(text: &str) -> String {
    let line = |line: &str| match plain(line) {
        Some((plain, '>' | '#')) => plain,
        _ => line.to_owned(),
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The bullet that was [`escaped_bullet`].
pub(super) fn unescaped_bullet(text: &str) -> String {
    plain(text).map_or_else(|| text.to_owned(), |(plain, _)| plain)
}

/// Where a line has the sign that makes it the beginning of a block, and that sign.
pub(super) fn block(line: &str) -> Option<(usize, char)> {
    let indent = line.len() - line.trim_start().len();
    let digits = line[indent..].chars().take_while(char::is_ascii_digit).count();
    let at = indent + digits;
    let sign = line[at..].chars().next()?;
    let is_apart = line[at + sign.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
    let begins = match sign {
        '>' => digits == 0,
        '#' => {
            digits == 0 && line[at..].trim_start_matches('#').chars().next().is_none_or(char::is_whitespace)
        }
        '+' | '-' | '*' => digits == 0 && is_apart,
        '.' | ')' => (1..=9).contains(&digits) && is_apart,
        _ => false,
    };
    begins.then_some((at, sign))
}

/// The code in a text.
pub(super) struct Codes {
    /// How much of the text is left where the last run of so many backticks begins: what has no end is not looked for.
    last: HashMap<usize, usize>,
}

impl Codes {
    pub(super) fn of(text: &str) -> Self {
        let (mut last, mut rest) = (HashMap::new(), text);
        while let Some(at) = rest.find('`') {
            let signs = run(&rest[at..]);
            last.insert(signs.len(), rest.len() - at);
            rest = &rest[at + signs.len()..];
        }
        Self { last }
    }

    /// The code that the rest of the text begins with, its signs included.
    pub(super) fn first<'t>(&self, rest: &'t str) -> Option<&'t str> {
        let signs = run(rest).len();
        self.last.get(&signs).filter(|left| **left < rest.len())?;
        let mut at = signs;
        loop {
            at += rest[at..].find('`')?;
            let length = run(&rest[at..]).len();
            at += length;
            if length == signs {
                return Some(&rest[..at]);
            }
        }
    }
}

/// The backticks that a text begins with.
pub(super) fn run(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches('`').len()]
}

fn with(line: &str, at: usize) -> String {
    format!("{}\\{}", &line[..at], &line[at..])
}

/// The line without its first backslash, where a block would begin then.
fn plain(line: &str) -> Option<(String, char)> {
    let (before, after) = line.split_once('\\')?;
    let plain = format!("{before}{after}");
    block(&plain).filter(|(at, _)| *at == before.len()).map(|(_, sign)| (plain, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_blocks_are_escaped_and_back() {
        for (bullet, written) in [
            ("> 99.9 % uptime", "\\> 99.9 % uptime"),
            ("# 1 in the region", "\\# 1 in the region"),
            ("+ 20 % revenue", "\\+ 20 % revenue"),
            ("- 30 % costs", "\\- 30 % costs"),
            ("1. place", "1\\. place"),
            ("#rustlang, 1.5 and -3", "#rustlang, 1.5 and -3"),
            ("*Led* a team", "*Led* a team"),
        ] {
            assert_eq!(escaped_bullet(bullet), written);
            assert_eq!(unescaped_bullet(written), bullet);
        }
        let (text, written) = ("# Led\n> five\n\n- a\n1. b", "\\# Led\n\\> five\n\n- a\n1. b");
        assert_eq!((escaped(text).as_str(), unescaped(written).as_str()), (written, text));
        assert_eq!(unescaped_bullet("a \\* b"), "a \\* b");
    }
    #[test]
    fn code_ends_with_a_run_as_long_as_it_begins_with() {
        let text = "`` a `b` `c ```";
        let codes = Codes::of(text);
        assert_eq!(codes.first(text), None);
        assert_eq!(codes.first(&text[5..]), Some("`b`"));
        assert_eq!(codes.first(&text[9..]), None);
        assert_eq!(codes.first(&text[12..]), None);
        let runs: String = (1..2000).map(|signs| "`".repeat(signs) + " ").collect();
        let codes = Codes::of(&runs);
        assert!(runs.split_inclusive(' ').all(|run| codes.first(run).is_none()));
    }
}
