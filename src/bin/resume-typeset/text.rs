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
use serde::Serialize;

use super::{ink, limits};

/// A gap of this part of the size of the letters is a space, and a change of the height is another line.
pub(super) const SPACE: f64 = 0.15;
pub(super) const LINE: f64 = 0.4;

/// Lines whose heights differ by less, in points, stand beside each other.
const BESIDE: f64 = 1.0;

/// Reads a PDF from stdin and writes its text to stdout.
pub(crate) fn run() -> io::Result<()> {
    let bytes = bytes()?.ok_or(io::ErrorKind::FileTooLarge)?;
    let pdf = Pdf::new(bytes).map_err(|cause| io::Error::other(format!("{cause:?}")))?;
    let cache = InterpreterCache::new();
    let read: Vec<_> = pdf.pages().iter().map(|page| read(&pdf, page, &cache)).collect();
    let has_footer = has_footer(&read);
    let pages: Vec<_> = read.into_iter().map(|page| page.text(has_footer)).collect();
    answer(&pages)
}

/// A PDF from stdin, unless it is too large.
pub(super) fn bytes() -> io::Result<Option<Vec<u8>>> {
    limits::set_for_reading()?;
    let mut bytes = Vec::new();
    io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= LARGEST))
}

/// Writes JSON to stdout.
pub(super) fn answer(answer: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, answer)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Shows a page to a device, without its annotations.
pub(super) fn interpret<'a>(
    pdf: &'a Pdf,
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    device: &mut impl Device<'a>,
) {
    let (width, height) = page.render_dimensions();
    let whole = Rect::new(0.0, 0.0, width.into(), height.into());
    let settings = InterpreterSettings { render_annotations: false, ..InterpreterSettings::default() };
    let mut context = Context::new(Affine::IDENTITY, whole, cache, pdf.xref(), settings);
    interpret_page(page, &mut context, device);
}

fn read<'a>(pdf: &'a Pdf, page: &Page<'a>, cache: &InterpreterCache<'a>) -> Lines {
    let mut lines = Lines { height: page.render_dimensions().1.into(), ..Lines::default() };
    interpret(pdf, page, cache, &mut lines);
    lines
}

/// Whether the pages end in the same line, but for its numbers, at the same height.
fn has_footer(pages: &[Lines]) -> bool {
    let foot = |page: &Lines| {
        let (at, _) = page.heights()?;
        let lowest = page.lines.iter().filter(|line| (line.lowest - at).abs() < BESIDE);
        let words =
            lowest.flat_map(|line| line.text.chars()).filter(|c| !c.is_numeric() && !c.is_whitespace());
        Some((at, words.collect::<String>()))
    };
    let feet: Vec<_> = pages.iter().map(foot).collect();
    let is_same = |pair: &[Option<(f64, String)>]| match pair {
        [Some((at, words)), Some((other, others))] => (at - other).abs() < BESIDE && words == others,
        _ => false,
    };
    feet.len() > 1 && feet.windows(2).all(is_same)
}

#[derive(Default)]
struct Lines {
    lines: Vec<Line>,
    /// Where the last glyph ends, if there was one.
    end: Option<Point>,
    /// Of the page.
    height: f64,
}

struct Line {
    text: String,
    /// The height of its lowest glyph, from the bottom of the page.
    lowest: f64,
}

impl Lines {
    fn put(&mut self, text: &str, from: Point, to: Point, size: f64) {
        let gap = self.end.map(|end| (from.x - end.x, (from.y - end.y).abs()));
        match (gap, self.lines.last_mut()) {
            (Some((along, across)), Some(line)) if across < size * LINE && along > -size => {
                let parted = line.text.ends_with(' ') || text.starts_with(' ');
                if along > size * SPACE && !parted {
                    line.text.push(' ');
                }
                line.text.push_str(text);
            }
            _ => self.lines.push(Line { text: text.to_owned(), lowest: f64::INFINITY }),
        }
        self.end = Some(to);
        if let Some(line) = self.lines.last_mut().filter(|_| !text.trim().is_empty()) {
            line.lowest = line.lowest.min(from.y);
        }
    }

    /// The heights of the lowest line and of the one above it.
    fn heights(&self) -> Option<(f64, f64)> {
        let lowest =
            self.lines.iter().map(|line| line.lowest).min_by(f64::total_cmp).filter(|at| at.is_finite())?;
        let above = self.lines.iter().map(|line| line.lowest).filter(|at| *at >= lowest + BESIDE);
        Some((lowest, above.min_by(f64::total_cmp).unwrap_or(f64::INFINITY).min(self.height)))
    }

    /// A footer does not fill a page.
    fn text(self, has_footer: bool) -> PageText {
        let end = self.heights().map(|(lowest, above)| if has_footer { above } else { lowest });
        let filled = end.map_or(0.0, |end| 1.0 - (end / self.height).clamp(0.0, 1.0));
        let lines = self.lines.into_iter().map(|line| line.text.trim().to_owned());
        PageText { lines: lines.filter(|line| !line.is_empty()).collect(), filled }
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
