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
    while let Some((start, end)) = address(rest) {
        if start > 0 {
            parts.push(Inline::Text(rest[..start].to_owned()));
        }
        let url = rest[start..end].to_owned();
        parts.push(Inline::Link { label: vec![Inline::Text(url.clone())], url });
        rest = &rest[end..];
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
/// sentence around it (GFM, section 6.9). The time is linear in the text, whatever stands there.
fn address(text: &str) -> Option<(usize, usize)> {
    text.match_indices("http").find_map(|(start, _)| {
        let scheme = ["https://", "http://"].into_iter().find(|scheme| text[start..].starts_with(scheme))?;
        let is_word = text[..start].ends_with(char::is_alphanumeric);
        let names_host = text[start + scheme.len()..].starts_with(char::is_alphanumeric);
        let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»');
        // Looked at to its end only if it is one: each letter once.
        let found = || without_marks(text[start..].split(ends).next().unwrap_or_default());
        (names_host && !is_word).then(|| (start, start + found().len()))
    })
}

/// An address without the marks of the sentence behind it: full stops and the like, and brackets that were opened before it.
fn without_marks(mut found: &str) -> &str {
    let count = |bracket: char| found.matches(bracket).count();
    let mut open = [('(', ')'), ('[', ']')].map(|(opens, closes)| (closes, count(opens), count(closes)));
    loop {
        found = found.trim_end_matches(['.', ',', ':', ';', '!', '?', '\'', '*', '…']);
        let surplus =
            open.iter_mut().find(|(closes, opened, closed)| found.ends_with(*closes) && closed > opened);
        let Some((.., closed)) = surplus else { return found };
        *closed -= 1;
        found = &found[..found.len() - 1];
    }
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

    /// Quadratic, each of them would take minutes; recursive, they would end the program.
    #[test]
    fn a_hundred_thousand_addresses_or_brackets_are_no_burden() {
        let many = 100_000;
        assert_eq!(links(&"xhttp://a".repeat(many)).len(), 0);
        assert_eq!(links(&"http://a ".repeat(many)).len(), many);
        assert_eq!(links(&"http://-".repeat(many)).len(), 0);
        assert_eq!(links(&format!("http://a{}", ")".repeat(many))), ["http://a"]);
        assert_eq!(links(&format!("http://a{}", ".)".repeat(many))), ["http://a"]);
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
