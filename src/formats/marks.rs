//! Signs that begin a block in the Markdown of other programs, where our texts have none: our blocks are paragraphs and
//! lists, and a bullet has no list in it.

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

/// The code that a text begins with, its signs included.
pub(super) fn code(from: &str) -> Option<&str> {
    let signs = from.len() - from.trim_start_matches('`').len();
    let mut at = signs;
    loop {
        at += from[at..].find('`')?;
        let run = from[at..].len() - from[at..].trim_start_matches('`').len();
        at += run;
        if run == signs {
            return Some(&from[..at]);
        }
    }
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
}
