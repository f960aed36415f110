//! The texts of a résumé, one by one, as they are read.

use crate::document::markup::{Block, Inline, Markdown};
use crate::domain::{Experience, Kind};

use super::{Place, Subject};

/// A text that a person wrote.
#[derive(Debug, Clone)]
pub(super) struct Passage<'a> {
    pub(super) place: Place,
    /// What it is called: `the summary`, `bullet 2`.
    pub(super) name: String,
    pub(super) source: &'a str,
    pub(super) is_bullet: bool,
    pub(super) is_summary: bool,
    /// Whether the person says it: not in a reference.
    pub(super) is_own: bool,
}

impl Passage<'_> {
    /// What is read, without marks and code.
    pub(super) fn plain(&self) -> String {
        self.with_code_as('`')
    }

    /// What is read, with a sign in place of each code: it is no prose, and the words around it are not neighbours.
    pub(super) fn with_code_as(&self, sign: char) -> String {
        let mut text = String::new();
        put_blocks(&Markdown(self.source.to_owned()).blocks(), sign, &mut text);
        text
    }
}

/// The summary, and of each entry its text and its bullets.
pub(super) fn all<'a>(subject: &Subject<'a>) -> Vec<Passage<'a>> {
    let summary = subject.basic("summary").map(|source| Passage {
        place: Place::profile("summary"),
        name: "the summary".to_owned(),
        source,
        is_bullet: false,
        is_summary: true,
        is_own: true,
    });
    summary.into_iter().chain(subject.experiences.iter().flat_map(of)).collect()
}

/// The texts of one entry.
pub(super) fn of(experience: &Experience) -> Vec<Passage<'_>> {
    let passage = |name: String, source, is_bullet| Passage {
        place: Place::Experience(experience.id),
        name,
        source,
        is_bullet,
        is_summary: false,
        is_own: experience.kind != Kind::Reference,
    };
    let text = experience.text.as_deref().map(|text| passage("the text".to_owned(), text, false));
    let bullets = experience.bullets.iter().enumerate();
    let bullets =
        bullets.map(|(index, bullet)| passage(format!("bullet {}", index + 1), bullet.text.as_str(), true));
    text.into_iter().chain(bullets).collect()
}

fn put_blocks(blocks: &[Block], code: char, text: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => {
                put_inlines(inlines, code, text);
                text.push('\n');
            }
            Block::List { items, .. } => {
                for item in items {
                    put_inlines(&item.text, code, text);
                    text.push('\n');
                    put_blocks(&item.below, code, text);
                }
            }
        }
    }
}

fn put_inlines(inlines: &[Inline], code: char, text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(part) => text.push_str(part),
            Inline::Code(_) => text.push(code),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { label: inner, .. } => {
                put_inlines(inner, code, text);
            }
            Inline::Break => text.push('\n'),
        }
    }
}

/// The words of a text with the letters around them taken off: no address, no number.
pub(super) fn words(text: &str) -> Vec<&str> {
    let words = text.split_whitespace().filter(|word| !word.contains("://") && !word.contains('@'));
    words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|w| !w.is_empty()).collect()
}
