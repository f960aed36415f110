//! How the letters of a font look.
//!
//! A TrueType font says it itself. Of a Type 1 font, and of one that is not embedded, the interpreter tells no more than a
//! key; there the page's own dictionary of fonts says it (ISO 32000-1, 9.8).

use std::collections::{HashMap, HashSet};

use hayro_interpret::CacheKey as _;
use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Stream};
use hayro_interpret::hayro_syntax::page::Page;

/// From this weight on a font is bold.
const BOLD: u32 = 600;

/// The flags of a font: its letters are slanted; they are drawn bold even where they are small.
const ITALIC: u32 = 1 << 6;
const FORCE_BOLD: u32 = 1 << 18;

/// The most dictionaries of fonts that are looked through: those of the page and of the forms on it.
const MOST_FORMS: usize = 200;

/// How the letters of a font look.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
}

/// The looks of fonts, by the interpreter's keys.
#[derive(Debug, Default)]
pub(super) struct Looks {
    told: HashMap<u128, Look>,
    found: HashMap<u128, Look>,
    /// The dictionaries that were looked through: pages and forms share them.
    seen: HashSet<u128>,
}

impl Looks {
    /// Adds the fonts that the dictionaries of a page name, and those that it inherits.
    pub(super) fn add(&mut self, page: &Page<'_>) {
        let inherited = std::iter::successors(Some(page.resources()), |resources| resources.parent());
        let mut left: Vec<_> = inherited
            .take(MOST_FORMS)
            .map(|resources| (resources.fonts.clone(), resources.x_objects.clone()))
            .collect();
        let mut count = 0;
        while let Some((fonts, forms)) = left.pop() {
            let (has_fonts, has_forms) = (self.is_new(&fonts), self.is_new(&forms));
            for font in fonts.keys().filter(|_| has_fonts).filter_map(|key| fonts.get::<Dict<'_>>(&key)) {
                self.told.entry(font.cache_key()).or_insert_with(|| named(&font));
            }
            for form in forms.keys().filter(|_| has_forms).filter_map(|key| forms.get::<Stream<'_>>(&key)) {
                let Some(within) = form.dict().get::<Dict<'_>>("Resources") else { continue };
                if count < MOST_FORMS && self.is_new(&within) {
                    count += 1;
                    let of = |key: &str| within.get::<Dict<'_>>(key).unwrap_or_default();
                    left.push((of("Font"), of("XObject")));
                }
            }
        }
    }

    fn is_new(&mut self, dictionary: &Dict<'_>) -> bool {
        self.seen.insert(dictionary.cache_key())
    }

    pub(super) fn get(&mut self, glyph: &Glyph<'_>) -> Look {
        let Glyph::Outline(outline) = glyph else { return Look::default() };
        let key = outline.font_cache_key();
        *self.found.entry(key).or_insert_with(|| {
            let mut look = self.told.get(&key).copied().unwrap_or_default();
            if let Some(font) = outline.font_data() {
                look.bold |= is_bold(&font.postscript_name.unwrap_or_default())
                    || font.weight.is_some_and(|weight| weight >= BOLD);
                look.italic |= font.is_italic;
            }
            look
        })
    }
}

/// What the dictionary of a font says, and its name.
fn named(font: &Dict<'_>) -> Look {
    let below = font.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let of = below.as_ref().unwrap_or(font).get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
    let flags = of.get::<u32>("Flags").unwrap_or_default();
    let name = font.get::<Name<'_>>("BaseFont").map(|name| name.as_str().to_owned()).unwrap_or_default();
    let lower = name.to_lowercase();
    Look {
        bold: is_bold(&name)
            || flags & FORCE_BOLD != 0
            || of.get::<f32>("FontWeight").is_some_and(|weight| weight >= BOLD as f32),
        italic: flags & ITALIC != 0
            || of.get::<f32>("ItalicAngle").is_some_and(|angle| angle != 0.0)
            || ["italic", "oblique"].iter().any(|word| lower.contains(word)),
    }
}

/// Whether the name of a font is that of a bold one.
fn is_bold(name: &str) -> bool {
    let name = name.to_lowercase();
    let name = name.split_once('+').map_or(name.as_str(), |(_, name)| name);
    // Computer Modern is named after its shapes, in eight letters, and its size: `CMBX10`, `CMSSBX10`, `SFBX1095`.
    let family = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let shape = family.strip_prefix("cm").or_else(|| family.strip_prefix("sf"));
    ["bold", "black", "heavy", "-medi", "-demi"].iter().any(|word| name.contains(word))
        || shape.filter(|_| family != name).is_some_and(|shape| BOLD_SHAPES.contains(&shape))
}

/// Bold shapes of Computer Modern and of its European copy.
const BOLD_SHAPES: [&str; 11] = ["b", "bx", "bxti", "bxsl", "ssbx", "bi", "bl", "sx", "so", "rb", "xc"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bold_font_is_known_by_its_name() {
        for name in [
            "Helvetica-Bold", "ABCDEF+CMBX10", "CMSSBX10", "SFBX1095", "NimbusRomNo9L-Medi", "LMRoman10-Bold",
        ] {
            assert!(is_bold(name), "{name}");
        }
        for name in
            ["Helvetica", "CMR10", "ABCDEF+SFRM1000", "SFTI1095", "Combination", "NimbusRomNo9L-Regu", "CMB"]
        {
            assert!(!is_bold(name), "{name}");
        }
    }
}
