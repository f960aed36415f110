//! Texts of a server, made fit for a message and for the log.

/// The longest quotation of a server in a message, in characters.
const LONGEST_QUOTE: usize = 300;

/// The longest request and response in the log, in bytes: 256 KiB.
const LONGEST_LOGGED: usize = 256 << 10;

/// What stands at the end of a text that was cut.
const MARK: &str = "… [cut]";

/// A text for a message: one line, no character that drives a terminal or hides, not too long.
pub(super) fn quote(text: &str) -> String {
    bounded(text, LONGEST_QUOTE)
}

/// The same, of so many characters at most.
pub(super) fn bounded(text: &str, longest: usize) -> String {
    let mut quote = String::new();
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if count > 0 {
            quote.push(' ');
            count += 1;
        }
        for character in word.chars().filter(|character| !is_hidden(*character)) {
            if count >= longest {
                quote.push('…');
                return quote;
            }
            quote.push(character);
            count += 1;
        }
    }
    quote
}

/// Characters that show nothing of themselves: they turn or hide what stands around them.
fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A text for the log, which no database refuses: no NUL, not too long.
pub(super) fn logged(text: &str) -> String {
    let mut end = text.len().min(LONGEST_LOGGED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (kept, rest) = text.split_at(end);
    let kept = kept.replace('\0', "\u{fffd}");
    if rest.is_empty() { kept } else { kept + MARK }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_one_line_and_drives_no_terminal() {
        assert_eq!(quote("a\u{1b}[31mb\r\n\tc\u{202e}d\0"), "a [31mb cd");
        assert_eq!(quote(&"ä".repeat(1000)).chars().count(), 301);
        assert_eq!(quote(""), "");
    }

    #[test]
    fn what_is_logged_holds_no_nul_and_is_cut_with_a_mark() {
        assert_eq!(logged("a\0b"), "a\u{fffd}b");
        let long = logged(&"€".repeat(100_000));
        assert!(long.len() <= LONGEST_LOGGED + MARK.len() && long.ends_with("€… [cut]"));
    }
}
