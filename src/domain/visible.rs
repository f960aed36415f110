//! Makes foreign text harmless for a terminal.
//!
//! The invariant: displayed text has no character that controls a terminal, changes the writing
//! direction, breaks a line, or is invisible. Each becomes an escape such as `\u{1b}`; other characters
//! stay. A joiner or variation selector stays once, after a character that it can join.

use std::fmt::{self, Write};

/// A text to display. Making it visible twice changes nothing.
#[derive(Debug, Clone, Copy)]
pub struct Visible<'a> {
    text: &'a str,
    block: bool,
}

/// A text for one line: a line break is shown as `⏎`.
pub fn line(text: &str) -> Visible<'_> {
    Visible { text, block: false }
}

/// A text of several lines: line breaks and tabs are kept.
pub fn block(text: &str) -> Visible<'_> {
    Visible { text, block: true }
}

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = Before::Start;
        for character in self.text.chars() {
            let kept = match character {
                '\n' | '\t' => self.block,
                _ => before.allows(character),
            };
            match character {
                _ if kept => f.write_char(character)?,
                '\n' => f.write_char('⏎')?,
                _ => write!(f, "{}", character.escape_default())?,
            }
            before = before.then(character);
        }
        Ok(())
    }
}

/// The character before a joiner or variation selector.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Before {
    Start,
    /// A digit, `#` or `*`: part of a keycap emoji.
    Keycap,
    /// A character beyond ASCII.
    Character,
    Selector,
    Other,
}

impl Before {
    /// Whether `character` can be displayed here without an escape.
    pub(crate) fn allows(self, character: char) -> bool {
        if is_joiner(character) {
            matches!(self, Self::Character | Self::Selector)
        } else if is_selector(character) {
            matches!(self, Self::Character) || matches!(self, Self::Keycap) && character == '\u{fe0f}'
        } else {
            !is_hidden(character)
        }
    }

    pub(crate) fn then(self, character: char) -> Self {
        match character {
            '0'..='9' | '#' | '*' => Self::Keycap,
            _ if is_selector(character) && self.allows(character) => Self::Selector,
            _ if is_hidden(character) || character.is_ascii() => Self::Other,
            _ => Self::Character,
        }
    }
}

/// ZERO WIDTH (NON-)JOINER: Persian, the scripts of India and composed emoji need them.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

/// Selects a form of the preceding emoji, Han character or Mongolian letter.
fn is_selector(character: char) -> bool {
    matches!(character, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a character is invisible or acts on its neighbours: a control character,
/// a bidirectional control, an invisible formatter, a filler, a tag (Unicode's `Cc`, `Cf`, `Zl`, `Zp` and
/// `Default_Ignorable_Code_Point`).
pub fn is_hidden(character: char) -> bool {
    // Nearly all characters are these: looked for among the others, they took 40 % of `list --json`.
    if matches!(character, ' '..='~') {
        return false;
    }
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A word as it is written in a shell.
pub fn shell_word(word: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '+' | ',' | '%');
    let shown = line(word).to_string();
    if shown.chars().all(plain) { shown } else { format!("'{}'", shown.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        line(text).to_string()
    }

    #[test]
    fn what_drives_a_terminal_is_shown() {
        assert_eq!(shown("\u{1b}[31mred\u{7}"), r"\u{1b}[31mred\u{7}");
        assert_eq!(shown("a\r\nb\tc\u{9b}2J\u{7f}"), r"a\r⏎b\tc\u{9b}2J\u{7f}");
        assert_eq!(shown("user\u{202e}cod.exe\u{2066}\u{200b}"), r"user\u{202e}cod.exe\u{2066}\u{200b}");
        assert_eq!(shown("a\u{e0041}\u{2028}b"), r"a\u{e0041}\u{2028}b");
        assert_eq!(block("a\n\tb\u{1b}\r\n").to_string(), "a\n\tb\\u{1b}\\r\n");
    }

    #[test]
    fn whatever_acts_unseen_is_hidden() {
        let ranges = [
            ('\0', '\u{1f}'),
            ('\u{7f}', '\u{9f}'),
            ('\u{61c}', '\u{61c}'),
            ('\u{200b}', '\u{200f}'),
            ('\u{2028}', '\u{202e}'),
            ('\u{2060}', '\u{2069}'),
            ('\u{feff}', '\u{feff}'),
            ('\u{e0000}', '\u{e007f}'),
        ];
        for (first, last) in ranges {
            assert!((first..=last).all(is_hidden), "{first:?}");
        }
    }

    #[test]
    fn what_writing_needs_is_kept() {
        for text in [
            "Łódź, 東京, naïve e\u{301}",
            "👩\u{200d}💻",
            "❤\u{fe0f}\u{200d}🔥",
            "1\u{fe0f}\u{20e3}",
            "می\u{200c}خواهم",
        ] {
            assert_eq!(shown(text), text);
        }
        assert_eq!(shown("a\u{200d}b"), r"a\u{200d}b");
        assert_eq!(shown("é\u{200d}\u{200d}"), "é\u{200d}\\u{200d}");
        assert_eq!(shown("葛\u{e0100}\u{e0100}"), "葛\u{e0100}\\u{e0100}");
    }

    fn weird() -> impl Strategy<Value = String> {
        let hidden = prop::sample::select(('\0'..=char::MAX).filter(|c| is_hidden(*c)).collect::<Vec<_>>());
        let known = prop::sample::select(vec![
            '\u{1b}', '\n', '\t', '\u{200d}', '\u{fe0f}', '\u{202e}', '\u{85}', '1', '❤',
        ]);
        prop::collection::vec(prop_oneof![known, hidden, any::<char>()], 0..40)
            .prop_map(|c| c.into_iter().collect())
    }

    proptest! {
        #[test]
        fn nothing_hides(text in weird()) {
            let shown = line(&text).to_string();
            let alone = |c: char| is_hidden(c) && !is_joiner(c) && !is_selector(c);
            prop_assert!(!shown.contains(alone), "{:?}", shown);
            let characters: Vec<_> = shown.chars().collect();
            prop_assert!(!characters.windows(2).any(|pair| is_joiner(pair[0]) && is_hidden(pair[1])));
            prop_assert_eq!(line(&shown).to_string(), &*shown);

            let block = block(&text).to_string();
            prop_assert!(!block.contains(|c| alone(c) && c != '\n' && c != '\t'));
            prop_assert_eq!(block.lines().count(), text.split_terminator('\n').count());
        }

        #[test]
        fn what_hides_nothing_is_unchanged(text in "\\PC*") {
            prop_assume!(!text.contains(is_hidden));
            prop_assert_eq!(line(&text).to_string(), &*text);
            prop_assert_eq!(block(&text).to_string(), text);
        }
    }
}
