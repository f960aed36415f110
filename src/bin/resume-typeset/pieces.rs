//! Letters that a font draws of several glyphs at different heights, as the Noto fonts for Arabic have done since 2022:
//! the shape and its dots. Typst writes the letter once for each glyph, and readers of the PDF find it twice.

use std::collections::BTreeMap;

use rustybuzz::UnicodeBuffer;
use typst::layout::Abs;
use typst::text::{Font, FontVariant, FontVariations};
use typst_layout::PagedDocument;

use super::missing::each_text;

/// Arabic letters with dots, each joined to the next.
const DOTTED: &str = "بتثجخشضظغفقني";

/// Whether a code point is of the blocks for Arabic.
pub(crate) const fn is_arabic(point: u32) -> bool {
    matches!(point, 0x600..=0x6ff | 0x750..=0x77f | 0x870..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff)
}

/// Whether every Arabic letter of a font that has them is one glyph.
pub(crate) fn are_none_in(font: &Font) -> bool {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(DOTTED);
    buffer.guess_segment_properties();
    let instance =
        font.clone().instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default());
    rustybuzz::shape(instance.rusty(), &[], buffer).len() <= DOTTED.chars().count()
}

/// A sentence about each font that set Arabic so.
pub(crate) fn warnings(document: &PagedDocument) -> Vec<String> {
    // The fonts of Arabic texts, by their families.
    let mut used = BTreeMap::new();
    each_text(document, |text| {
        if text.text.chars().any(|letter| is_arabic(letter as u32)) {
            let font = text.font.font();
            used.entry(font.info().family.clone()).or_insert_with(|| font.clone());
        }
    });
    let in_pieces = used.into_iter().filter(|(_, font)| !are_none_in(font));
    let said = in_pieces.map(|(family, _)| {
        format!(
            "`{family}` draws letters in pieces, and programs that read the PDF find them twice; install a font that \
             has them whole, such as DejaVu Sans or Vazirmatn"
        )
    });
    said.collect()
}
