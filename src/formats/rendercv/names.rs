//! Names as rendercv writes them: Markdown, where a record has plain text and a link of its own.

use crate::document::markup::{Inline, Markdown};

/// `[Acme](https://acme.example) in **Bonn**` as `Acme in Bonn` and the link. A name with several links stays as it is.
pub(super) fn unlinked(text: Option<String>) -> (Option<String>, Option<String>) {
    let Some(text) = text else { return (None, None) };
    let mut name = Name::default();
    name.read(&Markdown(text.clone()).line());
    match name {
        Name { marks: 0, .. } => (Some(text), None),
        Name { links, .. } if links.len() > 1 => (Some(text), None),
        Name { shown, mut links, .. } => (Some(shown), links.pop()),
    }
}

#[derive(Default)]
struct Name {
    shown: String,
    links: Vec<String>,
    /// How many marks there are, links among them.
    marks: usize,
}

impl Name {
    fn read(&mut self, line: &[Inline]) {
        for inline in line {
            match inline {
                Inline::Text(text) => self.shown.push_str(text),
                // What stands in it means itself, too.
                Inline::Code(text) => {
                    self.marks += 1;
                    self.shown.push_str(text);
                }
                Inline::Strong(inner) | Inline::Emphasis(inner) => {
                    self.marks += 1;
                    self.read(inner);
                }
                Inline::Link { url, label } => {
                    self.marks += 1;
                    self.links.push(url.clone());
                    self.read(label);
                }
                Inline::Break => self.shown.push(' '),
            }
        }
    }
}

/// `Backend: Rust, SQL` and `**Backend:** Rust, SQL` as label and details. A line of another shape stays whole.
pub(super) fn labelled(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let mark = ["**", "__", "*", "_"].into_iter().find(|mark| text.starts_with(mark)).unwrap_or_default();
    let (label, details) = text[mark.len()..].split_once([':', '：'])?;
    let (label, details) = match (label.strip_suffix(mark), details.strip_prefix(mark)) {
        (Some(label), _) => (label, details),
        (None, Some(details)) => (label, details),
        (None, None) => return None,
    };
    let (label, parted) = (label.trim(), details.starts_with(char::is_whitespace) || text.contains('：'));
    let fits = !label.is_empty() && label.chars().count() <= 40 && !label.contains(['*', '_', '`', '[', '(']);
    let details = details.trim();
    let is_one = !details.is_empty() && !details.contains('\n') && details.matches('*').count() % 2 == 0;
    // The full stop of a sentence, and none of `etc.` and `Ph.D.`.
    let last = details.rsplit([' ', ',']).next().unwrap_or_default();
    let is_sentence = last.matches('.').count() == 1 && last.ends_with('.') && last != "etc.";
    let details = if is_sentence { &details[..details.len() - 1] } else { details };
    (parted && fits && is_one).then_some((label, details))
}
