//! Texts of a server, made fit for a message and for the log.

use crate::ai::secret::Secret;
use crate::ai::words::cut;
use crate::domain::visible::is_hidden;

/// The longest quotation of a server in a message, in characters.
const LONGEST_QUOTE: usize = 300;

/// The longest request and response in the log, in bytes: 256 KiB.
const LONGEST_LOGGED: usize = 256 << 10;

/// What stands at the end of a text that was cut.
const MARK: &str = "… [cut]";

/// A text for a message: one line, no character that drives a terminal or hides, not too long, and
/// without these secrets.
pub(super) fn quote(text: &str, secrets: &[Secret]) -> String {
    bounded(text, LONGEST_QUOTE, secrets)
}

/// The same, of so many characters at most.
pub(super) fn bounded(text: &str, longest: usize, secrets: &[Secret]) -> String {
    // A secret is whole only before anything is shortened, and seen only once nothing hides in it.
    let line = without(&line(text), secrets);
    match line.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// A text without these secrets, nor with one that only hidden characters part.
pub fn without(text: &str, secrets: &[Secret]) -> String {
    let shown: String = text.chars().filter(|character| !is_hidden(*character)).collect();
    let parted = shown.len() < text.len() && secrets.iter().any(|secret| secret.is_in(&shown));
    let text = if parted { shown } else { text.to_owned() };
    secrets.iter().fold(text, |text, secret| secret.cut_from(&text))
}

/// One line, with no character that drives a terminal or hides.
pub(super) fn line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|character| !is_hidden(*character)));
    }
    line
}

/// A text for the log, which no database refuses: no NUL, not too long.
pub(super) fn logged(text: &str) -> String {
    let kept = cut(text, LONGEST_LOGGED);
    let mark = if kept.len() < text.len() { MARK } else { "" };
    kept.replace('\0', "\u{fffd}") + mark
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(text: &str) -> String {
        super::quote(text, &[])
    }

    #[test]
    fn a_quotation_is_one_line_and_drives_no_terminal() {
        assert_eq!(quote("a\u{1b}[31mb\r\n\tc\u{202e}d\0"), "a [31mb cd");
        assert_eq!(quote(&"ä".repeat(1000)).chars().count(), 301);
        assert_eq!(quote(""), "");
    }

    #[test]
    fn a_secret_is_in_no_quotation_wherever_it_is_cut() {
        let secrets = [Secret::new("0123456789abcdef")];
        for before in 270..310 {
            let text = format!("{}0123456789abcdef, wrong", "x".repeat(before));
            assert!(!super::quote(&text, &secrets).contains("0123"), "{before}");
        }
        assert_eq!(super::quote("is 0123\u{200b}45678\u{202e}9abcdef!", &secrets), "is [key]!");
    }

    #[test]
    fn what_is_logged_holds_no_nul_and_is_cut_with_a_mark() {
        assert_eq!(logged("a\0b"), "a\u{fffd}b");
        let long = logged(&"€".repeat(100_000));
        assert!(long.len() <= LONGEST_LOGGED + MARK.len() && long.ends_with("€… [cut]"));
    }
}
