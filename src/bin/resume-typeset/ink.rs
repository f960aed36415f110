//! What a glyph says, how wide it is, and where it stands.

use std::ops::RangeInclusive;

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{BlendMode, ClipPath, Device, GlyphDrawMode, Image, Paint, PathDrawMode, SoftMask};
use kurbo::{Affine, BezPath, Point, Rect, Shape as _};

/// Glyphs are measured in so many parts of their size.
const UNITS: f64 = 1000.0;

/// The letters that a glyph stands for.
pub(super) fn letters(glyph: &Glyph<'_>) -> String {
    match glyph.as_unicode() {
        Some(BfString::Char(character)) => character.to_string(),
        Some(BfString::String(text)) => text,
        None => char::REPLACEMENT_CHARACTER.to_string(),
    }
}

/// Where a glyph begins and ends, and its size.
pub(super) fn placed<'a>(glyph: &Glyph<'a>, transform: Affine, paint: &Paint<'a>) -> (Point, Point, f64) {
    let (from, to) = (transform * Point::ORIGIN, transform * Point::new(advance(glyph, paint), 0.0));
    (from, to, (transform * Point::new(0.0, UNITS) - from).hypot())
}

/// Red, green and blue of what is drawn in one colour, a byte each; a pattern counts as black.
pub(super) fn colour(paint: &Paint<'_>) -> u32 {
    let Paint::Color(colour) = paint else { return 0 };
    let [red, green, blue, _] = colour.to_rgba().to_rgba8();
    u32::from_be_bytes([0, red, green, blue])
}

/// How far it is to the next glyph, in thousandths of the size. The interpreter does not tell it for a glyph that is
/// drawn by instructions (Type 3, as browsers make it of some web fonts): there the ink stands in the middle.
fn advance<'a>(glyph: &Glyph<'a>, paint: &Paint<'a>) -> f64 {
    match glyph {
        Glyph::Outline(outline) => {
            let advance = f64::from(outline.advance_width().unwrap_or_default());
            let is_named = glyph.as_unicode().is_some();
            if is_named { advance } else { reach(advance, outline.outline().bounding_box()) }
        }
        Glyph::Type3(drawn) => {
            let mut ink = Ink(None);
            drawn.interpret(&mut ink, Affine::IDENTITY, Affine::IDENTITY, paint);
            ink.0.map_or(0.0, |area| area.x1 + area.x0.max(0.0))
        }
    }
}

/// Where a glyph that its font does not name ends. LuaTeX tells a wrong advance for fonts of icons, whose em is not 1000
/// units; there the ink shows it.
fn reach(advance: f64, ink: Rect) -> f64 {
    const USUAL: RangeInclusive<f64> = 0.55..=1.3;
    let is_drawn = ink.is_finite() && ink.width() > 0.0 && ink.x1 > 0.0 && advance > 0.0;
    if is_drawn && !USUAL.contains(&(ink.x1 / advance)) { ink.x1 } else { advance }
}

/// Notes where something is drawn.
struct Ink(Option<Rect>);

impl Ink {
    fn reach(&mut self, area: Rect) {
        if area.is_finite() {
            self.0 = Some(self.0.map_or(area, |before| before.union(area)));
        }
    }
}

impl<'a> Device<'a> for Ink {
    fn draw_path(&mut self, path: &BezPath, transform: Affine, _: &Paint<'a>, _: &PathDrawMode) {
        self.reach((transform * path.clone()).bounding_box());
    }
    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        let pixels = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.reach(transform.transform_rect_bbox(pixels));
    }

    fn draw_glyph(&mut self, _: &Glyph<'a>, _: Affine, _: Affine, _: &Paint<'a>, _: &GlyphDrawMode) {}
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_advance_is_that_of_the_ink() {
        let ink = |from, to| Rect::new(from, -100.0, to, 700.0);
        // An icon of an em of 1792 units, one of 512, a bullet, a leaning letter, and a space.
        assert_eq!(reach(1000.0, ink(0.0, 1792.0)), 1792.0);
        assert_eq!(reach(1000.0, ink(0.0, 512.0)), 512.0);
        assert_eq!(reach(500.0, ink(60.0, 440.0)), 500.0);
        assert_eq!(reach(300.0, ink(0.0, 360.0)), 300.0);
        assert_eq!(reach(300.0, Rect::ZERO), 300.0);
    }

    #[test]
    fn a_colour_has_a_byte_for_each_part() {
        use hayro_interpret::color::{AlphaColor, Color};
        let paint =
            |red, green, blue| Paint::Color(Color::from_rgba(AlphaColor::from_rgb8(red, green, blue)));
        assert_eq!(colour(&paint(0x22, 0x66, 0xAA)), 0x22_66_AA);
        assert_eq!(colour(&paint(0, 0, 0)), 0);
    }
}
