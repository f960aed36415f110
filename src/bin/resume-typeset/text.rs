//! Reading a PDF back: what is found is what other programs find, glyph by glyph in the order of the file.
//!
//! The interpreter is the one that Typst brings along to show PDF files. Glyphs on one height are a line; a gap
//! between them is a space.

use std::io::{self, Read, Write};

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect};
use resume::render::pdf::text::{LARGEST, PageText};

use super::{ink, limits};

/// A gap of this part of the size of the letters is a space, and a change of the height is another line.
pub(super) const SPACE: f64 = 0.15;
pub(super) const LINE: f64 = 0.4;

/// Reads a PDF from stdin and writes its text to stdout.
pub(crate) fn run() -> io::Result<()> {
    limits::set_for_reading()?;
    let mut bytes = Vec::new();
    io::stdin().lock().take(LARGEST).read_to_end(&mut bytes)?;
    let pdf = Pdf::new(bytes).map_err(|cause| io::Error::other(format!("{cause:?}")))?;
    let cache = InterpreterCache::new();
    let pages: Vec<_> = pdf.pages().iter().map(|page| text_of(&pdf, page, &cache)).collect();
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &pages)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn text_of<'a>(pdf: &'a Pdf, page: &Page<'a>, cache: &InterpreterCache<'a>) -> PageText {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let whole = Rect::new(0.0, 0.0, width, height);
    let settings = InterpreterSettings { render_annotations: false, ..InterpreterSettings::default() };
    let mut context = Context::new(Affine::IDENTITY, whole, cache, pdf.xref(), settings);
    let mut lines = Lines { lowest: height, ..Lines::default() };
    interpret_page(page, &mut context, &mut lines);
    let kept = lines.lines.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
    PageText { lines: kept.collect(), filled: 1.0 - (lines.lowest / height).clamp(0.0, 1.0) }
}

#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    /// Where the last glyph ends, if there was one.
    end: Option<Point>,
    /// The height of the lowest one, from the bottom of the page.
    lowest: f64,
}

impl Lines {
    fn put(&mut self, text: &str, from: Point, to: Point, size: f64) {
        let gap = self.end.map(|end| (from.x - end.x, (from.y - end.y).abs()));
        match (gap, self.lines.last_mut()) {
            (Some((along, across)), Some(line)) if across < size * LINE && along > -size => {
                let parted = line.ends_with(' ') || text.starts_with(' ');
                if along > size * SPACE && !parted {
                    line.push(' ');
                }
                line.push_str(text);
            }
            _ => self.lines.push(text.to_owned()),
        }
        self.end = Some(to);
        if !text.trim().is_empty() {
            self.lowest = self.lowest.min(from.y);
        }
    }
}

impl<'a> Device<'a> for Lines {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let (from, to, size) = ink::placed(glyph, transform * glyph_transform, paint);
        self.put(&ink::letters(glyph), from, to, size);
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
