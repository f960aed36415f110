//! HTML in Markdown: the elements that are known, and character references. Any other `<` and `&` is text.

use super::is_reference;
use crate::formats::marks::{Codes, run};

/// Elements that have an end.
const PAIRED: [&str; 33] = [
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "table", "tr", "td",
    "th", "tbody", "thead", "ul", "ol", "li", "dl", "dt", "dd", "strong", "b", "em", "i", "u", "code", "a",
    "span", "script", "style",
];

/// Elements that have none.
const ALONE: [&str; 2] = ["br", "hr"];

/// The text as HTML in which nothing else is markup; `None` where it has none.
pub(super) fn alone(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let is_closed: Vec<&str> =
        PAIRED.into_iter().filter(|name| lower.contains(&format!("</{name}"))).chain(ALONE).collect();
    let (mut html, mut has_any, mut rest) = (String::with_capacity(text.len()), false, text);
    let codes = Codes::of(text);
    while let Some(at) = rest.find(['<', '&', '`']) {
        let (before, from) = rest.split_at(at);
        html.push_str(before);
        let sign = &from[..1];
        let length = match sign {
            "`" => {
                let code = codes.first(from).unwrap_or_else(|| run(from));
                html.push_str(&code.replace('&', "&amp;").replace('<', "&lt;"));
                code.len()
            }
            _ => {
                let is_known = match sign {
                    "<" => name(from).is_some_and(|name| is_closed.contains(&name.to_lowercase().as_str())),
                    _ => is_reference(&from[1..]),
                };
                has_any |= is_known;
                html.push_str(match (is_known, sign) {
                    (true, sign) => sign,
                    (false, "<") => "&lt;",
                    (false, _) => "&amp;",
                });
                1
            }
        };
        rest = &from[length..];
    }
    html.push_str(rest);
    has_any.then_some(html)
}

/// Whether HTML of [`alone`] has an element.
pub(super) fn has(html: &str, element: &str) -> bool {
    html.match_indices('<')
        .any(|(at, _)| name(&html[at..]).is_some_and(|name| name.eq_ignore_ascii_case(element)))
}

/// The name in a tag.
fn name(from: &str) -> Option<&str> {
    let tag = &from[1..];
    let end = tag.find(['<', '>']).filter(|at| tag[*at..].starts_with('>'))?;
    let tag = tag[..end].strip_prefix('/').unwrap_or(&tag[..end]);
    tag.split(|letter: char| letter.is_whitespace() || letter == '/').next()
}
