//! Web addresses that stand in a text without any mark: they become links, as in GitHub's Markdown.

use super::Inline;

/// The inlines with links for the addresses in their texts. What is a link already stays as it is.
pub(super) fn linked(inlines: Vec<Inline>) -> Vec<Inline> {
    let parted = inlines.into_iter().flat_map(|inline| match inline {
        Inline::Text(text) => of_text(text),
        Inline::Strong(within) => vec![Inline::Strong(linked(within))],
        Inline::Emphasis(within) => vec![Inline::Emphasis(linked(within))],
        other @ (Inline::Code(_) | Inline::Link { .. } | Inline::Break) => vec![other],
    });
    parted.collect()
}

fn of_text(text: String) -> Vec<Inline> {
    let mut parts = Vec::new();
    let mut rest = text.as_str();
    let mut from = 0;
    while let Some((start, end)) = address(rest, from) {
        if start > 0 {
            parts.push(Inline::Text(rest[..start].to_owned()));
        }
        let url = rest[start..end].to_owned();
        parts.push(Inline::Link { label: vec![Inline::Text(url.clone())], url });
        (rest, from) = (&rest[end..], 0);
    }
    if parts.is_empty() {
        return vec![Inline::Text(text)];
    }
    if !rest.is_empty() {
        parts.push(Inline::Text(rest.to_owned()));
    }
    parts
}

/// Where the first address begins and ends: a scheme that no letter precedes, up to white space, without the marks of the
/// sentence around it (GFM, section 6.9).
fn address(text: &str, from: usize) -> Option<(usize, usize)> {
    let at = |scheme: &str| text[from..].find(scheme).map(|at| (from + at, scheme.len()));
    let (start, scheme) = [at("https://"), at("http://")].into_iter().flatten().min()?;
    let is_word = text[..start].ends_with(char::is_alphanumeric);
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»');
    let mut found = text[start..].split(ends).next().unwrap_or_default();
    loop {
        let shorter = found.trim_end_matches(['.', ',', ':', ';', '!', '?', '\'', '*', '…']);
        let is_open = |open: char, close: char| {
            shorter.ends_with(close) && shorter.matches(close).count() > shorter.matches(open).count()
        };
        let closes = is_open('(', ')') || is_open('[', ']');
        let shorter = if closes { &shorter[..shorter.len() - 1] } else { shorter };
        if shorter.len() == found.len() {
            break;
        }
        found = shorter;
    }
    let names_host = found.get(scheme..).is_some_and(|host| host.starts_with(char::is_alphanumeric));
    if is_word || !names_host { address(text, start + scheme) } else { Some((start, start + found.len())) }
}

#[cfg(test)]
mod tests {
    use crate::document::markup::{Inline, Markdown};

    fn links(text: &str) -> Vec<String> {
        let inlines = Markdown(text.to_owned()).line();
        let url = |inline: &Inline| match inline {
            Inline::Link { url, label } if *label == [Inline::Text(url.clone())] => Some(url.clone()),
            _ => None,
        };
        inlines.iter().filter_map(url).collect()
    }

    #[test]
    fn a_bare_address_is_a_link_without_the_marks_around_it() {
        for (text, found) in [
            ("https://a.example", vec!["https://a.example"]),
            ("see https://a.example/x_y_z?b=c#d, and", vec!["https://a.example/x_y_z?b=c#d"]),
            ("(see http://a.example/w_(x)). End", vec!["http://a.example/w_(x)"]),
            ("(https://a.example).", vec!["https://a.example"]),
            ("https://a.example; https://b.example!", vec!["https://a.example", "https://b.example"]),
            ("«https://a.example»", vec!["https://a.example"]),
            ("xhttps://a.example", vec![]),
            ("https:// and http://.", vec![]),
            ("`https://a.example`", vec![]),
            ("[mine](https://a.example)", vec![]),
        ] {
            assert_eq!(links(text), found, "{text}");
        }
    }
}
