//! A list whose items may have a note below them.

use dialoguer::console::Style;

use super::Page;

/// One item.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The mark before its first line.
    pub mark: String,
    pub text: String,
    pub tone: Tone,
    pub note: Option<String>,
}

/// The tone of an item. The mark says the same without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Heading,
    Plain,
    Good,
    Doubtful,
}

/// Renders the items, one below the other. Without a width, lines are not wrapped.
pub(crate) fn entries(entries: &[Entry], width: Option<usize>, color: bool) -> String {
    let mut page = Page { text: String::new(), width, color };
    for entry in entries {
        let (style, note) = match entry.tone {
            Tone::Heading => (Style::new().bold(), Style::new().dim()),
            Tone::Plain => (Style::new(), Style::new().dim()),
            Tone::Good => (Style::new().green(), Style::new().dim()),
            Tone::Doubtful => (Style::new().yellow(), Style::new().yellow()),
        };
        page.lines(&entry.mark, &entry.text, &style);
        if let Some(text) = &entry.note {
            page.lines(&" ".repeat(entry.mark.chars().count()), text, &note);
        }
    }
    page.text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_an_item_drives_a_terminal_and_notes_stand_below_it() {
        let entry = |mark: &str, text: &str, note: Option<&str>| Entry {
            mark: mark.to_owned(),
            text: text.to_owned(),
            tone: Tone::Doubtful,
            note: note.map(str::to_owned),
        };
        let list = [entry("+ 1. ", "one two three", Some("no\u{1b}[2Jte")), entry("", "Skills", None)];
        assert_eq!(
            entries(&list, Some(13), false),
            "+ 1. one two\n     three\n     no\\u{1b}\n     [2Jte\nSkills\n"
        );
        assert_eq!(entries(&list, None, false), "+ 1. one two three\n     no\\u{1b}[2Jte\nSkills\n");
        assert!(entries(&list, None, true).contains('\u{1b}'));
    }
}
