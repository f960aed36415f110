//! Marked text without its marks. An address stands behind the words that lead to it, unless they are the address.

use super::markup::{Block, Inline, Item, Markdown};

/// What is read of a line of marked text, or of several that are broken by hand.
pub fn line(inlines: &[Inline]) -> String {
    let mut text = String::new();
    write(inlines, &mut text);
    text
}

/// A whole text: a blank line between its parts, and a bullet before each item of a list.
pub fn text(source: &str) -> String {
    blocks(&Markdown(source.to_owned()).blocks())
}

fn blocks(blocks: &[Block]) -> String {
    let texts = blocks.iter().map(|block| match block {
        Block::Paragraph(inlines) => line(inlines),
        Block::List { first, items } => list(*first, items),
    });
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn list(first: Option<u64>, items: &[Item]) -> String {
    let lines = (0..).zip(items).map(|(index, item)| {
        let mark = first.map_or_else(|| "•".to_owned(), |first| format!("{}.", first + index));
        let below = item.below.iter().map(|block| blocks(std::slice::from_ref(block)).replace('\n', "\n  "));
        let below: String = below.map(|text| format!("\n  {text}")).collect();
        format!("{mark} {}{below}", line(&item.text))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn write(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Strong(within) | Inline::Emphasis(within) => write(within, text),
            Inline::Link { url, label } => {
                let before = text.len();
                write(label, text);
                if text.len() == before {
                    text.push_str(url);
                } else if bare(&text[before..]) != bare(url) {
                    text.push_str(&format!(" ({url})"));
                }
            }
            Inline::Break => text.push('\n'),
        }
    }
}

/// An address without what people leave out of it.
fn bare(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let starts = ["https://", "http://", "mailto:", "tel:", "www."];
    let mut rest = address.as_str();
    for start in starts {
        rest = rest.strip_prefix(start).unwrap_or(rest);
    }
    rest.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_an_address_that_they_do_not_say() {
        for (source, shown) in [
            ("**a** _b_ `c`", "a b c"),
            (
                "Wrote [serde](https://docs.rs/serde) for [docs](https://docs.rs/)",
                "Wrote serde (https://docs.rs/serde) for docs (https://docs.rs/)",
            ),
            ("[www.e.example](https://e.example/), <https://e.example>", "www.e.example, https://e.example"),
            ("[a@e.example](mailto:a@e.example)", "a@e.example"),
            ("One:\n\n- a\n  1. b\n- c", "One:\n\n• a\n  1. b\n• c"),
        ] {
            assert_eq!(text(source), shown, "{source}");
        }
    }
}
