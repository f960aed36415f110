//! Characters that no font has. Typst draws an empty box for each and says nothing.

use std::collections::BTreeSet;

use typst::layout::{Frame, FrameItem};
use typst::text::{TextItem, is_default_ignorable};
use typst_layout::PagedDocument;

/// The most that are named one by one.
const NAMED: usize = 12;

/// The characters, in the order of their numbers.
#[derive(Debug, Default)]
pub(crate) struct Missing(BTreeSet<char>);

impl Missing {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One sentence about all of them.
    pub(crate) fn warning(&self) -> Option<String> {
        let named: Vec<_> =
            self.0.iter().take(NAMED).map(|&letter| format!("{letter} (U+{:04X})", letter as u32)).collect();
        let more = self.0.len() - named.len();
        let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
        (!named.is_empty())
            .then(|| format!("no font has {}{rest}; they show as empty boxes", named.join(", ")))
    }
}

pub(crate) fn of(document: &PagedDocument) -> Missing {
    let mut missing = Missing::default();
    each_text(document, |text| read(text, &mut missing));
    missing
}

/// Goes through all texts of a document.
pub(crate) fn each_text(document: &PagedDocument, mut look: impl FnMut(&TextItem)) {
    fn walk(frame: &Frame, look: &mut dyn FnMut(&TextItem)) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => walk(&group.frame, look),
                FrameItem::Text(text) => look(text),
                FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }
    document.pages().iter().for_each(|page| walk(&page.frame, &mut look));
}

fn read(text: &TextItem, missing: &mut Missing) {
    for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
        let letters = text.text.get(glyph.range()).unwrap_or_default().chars();
        missing.0.extend(letters.filter(|&letter| !letter.is_whitespace() && !is_default_ignorable(letter)));
    }
}
