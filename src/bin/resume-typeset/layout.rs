//! The layout of a PDF: what stands where, and how it looks, for `resume import`.
//!
//! The file is hostile until shown otherwise. What is kept of it is bounded: its pages, its letters, its attachments.
//! Time and memory are the process's own limits.

use std::io;
use std::ops::Range;

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_syntax::object::{
    Array, Dict, Name, Rect as PdfRect, Stream, String as PdfString,
};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::{
    BlendMode, ClipPath, Device, GlyphDrawMode, Image, InterpreterCache, Paint, PathDrawMode, SoftMask,
};
use kurbo::{Affine, BezPath, Rect, Shape as _};
use resume::render::pdf::text::{
    Layout, LayoutAnswer, MOST_LETTERS, MOST_PAGES, PageLayout, Refusal, TextRun,
};

use super::looks::Looks;
use super::runs::{Letters, Runs};
use super::text::LINE;
use super::{ink, text};

/// The most files that may be attached, the most bytes that are kept of them, and the most links of a page.
const MOST_ATTACHMENTS: usize = 16;
const LARGEST_ATTACHMENT: usize = 32 << 20;
const MOST_LINKS: usize = 1000;

/// How large a dot is that may be the sign of a list, in points; how large beside its text, and how far above the
/// baseline its middle is, both in sizes of the letters. How many of a page are looked at.
const DOT: Range<f64> = 1.0..8.0;
const LARGEST_DOT: f64 = 0.6;
const MIDDLE: f64 = 0.3;
const MOST_DOTS: usize = 2000;

/// How far what is drawn may be from what it is drawn over, as a part of its size; how many things before it are looked at.
const OVER: f64 = 0.1;
const MOST_OVER: usize = 50;

/// From how many times the size of most letters on others are larger.
const LARGER: f64 = 1.1;

/// How deep the tree of attached files may be.
const DEEPEST: usize = 16;

/// Reads a PDF from stdin and writes its layout to stdout.
pub(crate) fn run() -> io::Result<()> {
    let layout = text::bytes()?.ok_or(Refusal::Size).and_then(read);
    text::answer(&layout.map_or_else(LayoutAnswer::Refused, LayoutAnswer::Read))
}

fn read(bytes: Vec<u8>) -> Result<Layout, Refusal> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refusal::Encrypted,
        LoadPdfError::Invalid => Refusal::Damaged,
    })?;
    if pdf.pages().len() > MOST_PAGES {
        return Err(Refusal::Pages);
    }
    let cache = InterpreterCache::new();
    let mut looks = Looks::default();
    let mut pages = Vec::new();
    let mut left = MOST_LETTERS;
    for page in pdf.pages().iter() {
        let page = layout_of(&pdf, page, &cache, &mut looks, left)?;
        left -= page.runs.iter().map(|run| run.text.len()).sum::<usize>().min(left);
        pages.push(page);
    }
    Ok(Layout { pages, attachments: attachments(&pdf) })
}

fn layout_of<'a>(
    pdf: &'a Pdf,
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    looks: &mut Looks,
    most: usize,
) -> Result<PageLayout, Refusal> {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    looks.add(page);
    let mut reader = Reader {
        runs: Runs::new(links(page), height),
        looks,
        height,
        left: most,
        dots: Vec::new(),
        rings: Vec::new(),
    };
    text::interpret(pdf, page, cache, &mut reader);
    if reader.left == 0 {
        return Err(Refusal::Letters);
    }
    let mut kept = reader.runs.finish();
    kept.retain(|run| !run.text.trim().is_empty());
    let mut kept = drawn_once(kept);
    let body = body_size(&kept);
    let signs = [("•", &reader.dots), ("◦", &reader.rings)];
    let dots = signs.into_iter().flat_map(|(sign, dots)| dots.iter().map(move |dot| (sign, dot)));
    let bullets: Vec<_> = dots.filter_map(|(sign, dot)| bullet(sign, dot, &kept, body)).collect();
    kept.extend(bullets);
    Ok(PageLayout { width, height, runs: kept })
}

/// Runs without those that are drawn once more over themselves: bold letters of a font that has none, or a shadow.
fn drawn_once(runs: Vec<TextRun>) -> Vec<TextRun> {
    let mut once: Vec<TextRun> = Vec::with_capacity(runs.len());
    for run in runs {
        let is_over = |other: &&mut TextRun| {
            let covered = run.right.min(other.right) - run.left.max(other.left);
            other.text == run.text
                && (other.size - run.size).abs() < 0.1
                && (other.baseline - run.baseline).abs() < run.size * OVER
                && covered > (run.right - run.left) * (1.0 - OVER)
        };
        match once.iter_mut().rev().take(MOST_OVER).find(is_over) {
            Some(other) => other.bold = true,
            None => once.push(run),
        }
    }
    once
}

/// The size of most letters of a page.
fn body_size(runs: &[TextRun]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = Vec::new();
    for run in runs {
        match sizes.iter_mut().find(|(size, _)| (size - run.size).abs() < 0.25) {
            Some((_, letters)) => *letters += run.text.chars().count(),
            None => sizes.push((run.size, run.text.chars().count())),
        }
    }
    sizes.into_iter().max_by_key(|(_, letters)| *letters).map_or(0.0, |(size, _)| size)
}

/// The sign of a list that is drawn as a dot: text follows it, and none is before it. Before larger letters, and before a line
/// in bold ones, it is a part of a heading or of a line of time.
fn bullet(sign: &str, dot: &Rect, runs: &[TextRun], body: f64) -> Option<TextRun> {
    let middle = (dot.y0 + dot.y1) / 2.0;
    let is_beside =
        |run: &&TextRun| (run.baseline - run.size * MIDDLE - middle).abs() < run.size * LINE / 2.0;
    let mut beside = runs.iter().filter(is_beside);
    let is_before = |run: &TextRun| run.left < dot.x1 && run.right > dot.x0 - run.size * 3.0;
    if beside.clone().any(is_before) {
        return None;
    }
    let text = beside.find(|run| {
        run.left >= dot.x1 && run.left - dot.x1 < run.size * 2.0 && dot.height() < run.size * LARGEST_DOT
    })?;
    let is_bold = || beside_text(runs, text).all(|run| run.bold);
    if text.size > body * LARGER || is_bold() {
        return None;
    }
    Some(TextRun { text: sign.to_owned(), left: dot.x0, right: dot.x1, link: None, ..text.clone() })
}

/// The runs of the line of one, from it on.
fn beside_text<'r>(runs: &'r [TextRun], first: &'r TextRun) -> impl Iterator<Item = &'r TextRun> {
    runs.iter()
        .filter(|run| (run.baseline - first.baseline).abs() < first.size * OVER && run.left >= first.left)
}

/// The rectangles of a page that lead to an address.
fn links(page: &Page<'_>) -> Vec<(Rect, String)> {
    let Some(all) = page.raw().get::<Array<'_>>("Annots") else { return Vec::new() };
    let link = |one: Dict<'_>| {
        let is_link = one.get::<Name<'_>>("Subtype")?.as_str() == "Link";
        let url = one.get::<Dict<'_>>("A")?.get::<PdfString<'_>>("URI")?;
        let area = one.get::<PdfRect>("Rect").filter(|_| is_link)?;
        let url = String::from_utf8(url.as_bytes().to_vec()).ok()?;
        Some((Rect::new(area.x0, area.y0, area.x1, area.y1), url))
    };
    all.iter::<Dict<'_>>().take(MOST_LINKS).filter_map(link).collect()
}

struct Reader<'l> {
    runs: Runs,
    looks: &'l mut Looks,
    /// Of the page.
    height: f64,
    /// How many letters may follow.
    left: usize,
    /// Small shapes that are filled, and hollow ones.
    dots: Vec<Rect>,
    rings: Vec<Rect>,
}

impl<'a> Device<'a> for Reader<'_> {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let text = ink::letters(glyph);
        self.left = self.left.saturating_sub(text.len());
        if self.left == 0 {
            return;
        }
        let (from, to, size) = ink::placed(glyph, transform * glyph_transform, paint);
        if [from.x, from.y, to.x, size].iter().all(|measure| measure.is_finite()) {
            let look = self.looks.get(glyph);
            self.runs.put(Letters { text, from, to, size, look, colour: ink::colour(paint) });
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, path: &BezPath, transform: Affine, _: &Paint<'a>, mode: &PathDrawMode) {
        let area = (transform * path.clone()).bounding_box();
        let (width, height) = (area.width(), area.height());
        let is_dot = DOT.contains(&width) && DOT.contains(&height) && (width / height - 1.0).abs() < 0.3;
        let area = Rect { y0: self.height - area.y1, y1: self.height - area.y0, ..area };
        // One that is filled and outlined is drawn twice.
        let is_over = |dot: &Rect| (dot.center() - area.center()).hypot() < area.width() * OVER;
        let is_new = |dots: &[Rect]| !dots.iter().rev().take(MOST_OVER).any(is_over);
        let is_new = is_new(&self.dots) && is_new(&self.rings);
        let kept = if matches!(mode, PathDrawMode::Fill(_)) { &mut self.dots } else { &mut self.rings };
        if is_dot && kept.len() < MOST_DOTS && is_new {
            kept.push(area);
        }
    }
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The attached files that begin like XML (ISO 32000-1, 7.11.4).
fn attachments(pdf: &Pdf) -> Vec<String> {
    let mut found = Vec::new();
    let Some(root) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) else { return found };
    if let Some(tree) = root.get::<Dict<'_>>("Names").and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"))
    {
        of_tree(&tree, DEEPEST, &mut found);
    }
    if let Some(files) = root.get::<Array<'_>>("AF") {
        files.iter::<Dict<'_>>().take(MOST_ATTACHMENTS).for_each(|file| of_file(&file, &mut found));
    }
    found
}

fn of_tree(tree: &Dict<'_>, depth: usize, found: &mut Vec<String>) {
    // Names and files in turn.
    if let Some(names) = tree.get::<Array<'_>>("Names") {
        let mut items = names.flex_iter();
        for _ in 0..MOST_ATTACHMENTS {
            if items.next::<PdfString<'_>>().is_none() {
                break;
            }
            if let Some(file) = items.next::<Dict<'_>>() {
                of_file(&file, found);
            }
        }
    }
    if let (Some(below), Some(depth)) = (tree.get::<Array<'_>>("Kids"), depth.checked_sub(1)) {
        below.iter::<Dict<'_>>().take(MOST_ATTACHMENTS).for_each(|tree| of_tree(&tree, depth, found));
    }
}

fn of_file(file: &Dict<'_>, found: &mut Vec<String>) {
    if found.len() >= MOST_ATTACHMENTS {
        return;
    }
    let stream = file
        .get::<Dict<'_>>("EF")
        .and_then(|files| files.get::<Stream<'_>>("F").or_else(|| files.get::<Stream<'_>>("UF")));
    let Some(bytes) = stream.and_then(|stream| stream.decoded().ok()) else { return };
    let kept: usize = found.iter().map(String::len).sum();
    if kept + bytes.len() > LARGEST_ATTACHMENT {
        return;
    }
    let Ok(text) = std::str::from_utf8(&bytes) else { return };
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
        && !found.iter().any(|one| one == text)
    {
        found.push(text.to_owned());
    }
}
