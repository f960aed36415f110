//! The marks of a text, written as CommonMark.

use super::escape::{escape, inline, prose, target};
use crate::document::markup::{Block, Inline, Item};

/// Paragraphs and lists, a blank line between them.
pub(super) fn blocks(blocks: &[Block]) -> String {
    let texts = blocks.iter().map(|block| match block {
        Block::Paragraph(inlines) => spans(inlines),
        Block::List { first, items } => list(*first, items),
    });
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Bullets of an entry begin with `-`: another mark keeps a list of its text apart from them.
fn list(first: Option<u64>, items: &[Item]) -> String {
    let lines = (0..).zip(items).map(|(index, item)| {
        let mark = first.map_or_else(|| "*".to_owned(), |first| format!("{}.", first + index));
        let below = item.below.iter().map(|block| blocks(std::slice::from_ref(block)));
        let whole = [spans(&item.text)].into_iter().chain(below).collect::<Vec<_>>().join("\n");
        let indent = " ".repeat(mark.len() + 1);
        format!("{mark} {}", whole.replace('\n', &format!("\n{indent}")))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A line of text, or several that are broken by hand.
pub(super) fn spans(inlines: &[Inline]) -> String {
    let mut text = String::new();
    write(inlines, prose, &mut text);
    text
}

/// Text that stays plain, with where in its line it stands.
type Plain = fn(&str, bool, bool) -> String;

fn write(inlines: &[Inline], plain: Plain, text: &mut String) {
    let mut rest = inlines.iter().peekable();
    while let Some(one) = rest.next() {
        match one {
            Inline::Text(words) => {
                let begins = text.is_empty() || text.ends_with('\n');
                let ends = matches!(rest.peek(), None | Some(Inline::Break));
                text.push_str(&plain(words, begins, ends));
                // Before a link it would make a picture of it.
                if matches!(rest.peek(), Some(Inline::Link { .. })) && text.ends_with('!') {
                    text.insert(text.len() - 1, '\\');
                }
            }
            Inline::Code(code) => text.push_str(&quoted(code)),
            Inline::Strong(within) => marked("**", within, plain, text),
            Inline::Emphasis(within) => marked("*", within, plain, text),
            // Nothing in it has to be escaped (CommonMark, section 6.5).
            Inline::Link { url, label }
                if *label == [Inline::Text(url.clone())]
                    && !url.contains(|c: char| {
                        c.is_whitespace() || c.is_control() || matches!(c, '<' | '>')
                    }) =>
            {
                text.push_str(&format!("<{url}>"));
            }
            Inline::Link { url, label } => {
                let mut shown = String::new();
                // A link within a link would end it.
                write(label, escape, &mut shown);
                let shown = if label.is_empty() { inline(url) } else { shown };
                text.push_str(&format!("[{shown}]({})", target(url)));
            }
            Inline::Break => text.push_str("\\\n"),
        }
    }
}

fn marked(mark: &str, within: &[Inline], plain: Plain, text: &mut String) {
    text.push_str(mark);
    write(within, plain, text);
    text.push_str(mark);
}

/// Code stands between more backticks than it holds in a row (CommonMark, section 6.1).
fn quoted(code: &str) -> String {
    let code: String =
        code.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let is_padded = code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty();
    let space = if is_padded || code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{code}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markup::Markdown;

    #[test]
    fn marks_are_kept_and_everything_else_is_escaped() {
        for (source, written) in [
            ("**a** *b* `c` [d](https://e.example)", "**a** *b* `c` [d](https://e.example)"),
            ("__a__ _b_", "**a** *b*"),
            ("`` a`b ``", "``a`b``"),
            ("see ![x](https://e.example/x.png)", r"see !\[x\](<https://e.example/x.png>)"),
            ("wow![d](javascript:x) <b>", r"wow!\[d\](javascript:x) \<b>"),
            (r"wow\![d](https://e.example)", r"wow\![d](https://e.example)"),
            ("2 * 3, a_b, ~~g~~, &amp;lt;", r"2 \* 3, a\_b, \~\~g\~\~, \&lt;"),
            ("# a\n> b\n---", "\\# a\\\n\\> b\\\n\\---"),
            ("a\n- b\n  1. c\n  2. **d**\n- e", "a\n\n* b\n  1. c\n  2. **d**\n* e"),
            ("<https://e.example>", "<https://e.example>"),
            ("see https://e.example/a_b_c*, and x_y", r"see <https://e.example/a_b_c>\*, and x\_y"),
            (
                "**(https://e.example/a_b)** https://e.example.",
                "**(<https://e.example/a_b>)** <https://e.example>.",
            ),
            (
                "https://e.example/R_(b) https://e.example/a_!",
                "<https://e.example/R_(b)> <https://e.example/a_>!",
            ),
            (
                "[https://e.example/a_b](https://e.example/c)",
                r"[https://e.example/a\_b](https://e.example/c)",
            ),
        ] {
            assert_eq!(blocks(&Markdown(source.to_owned()).blocks()), written, "{source}");
        }
    }
}
